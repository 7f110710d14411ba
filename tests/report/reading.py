"""What is drawn on a figure, read back from its artists."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text


def bars(axes: Axes) -> dict[int, float]:
    """Length of each bar by its row."""
    return {round(bar.get_y() + bar.get_height() / 2): bar.get_width() for bar in axes.patches}


def row_texts(figure: Figure) -> list[Text]:
    """Artists of the labels down the left side."""
    return [text for text in figure.texts if text.get_gid() == "row"]


def row_labels(figure: Figure) -> list[str]:
    """Labels down the left side."""
    return [text.get_text() for text in row_texts(figure)]


def end_texts(axes: Axes) -> dict[int, str]:
    """Text beside the bar of each row."""
    return {round(text.xy[1]): text.get_text() for text in axes.texts if hasattr(text, "xy")}


def cells(axes: Axes) -> dict[tuple[int, int], str]:
    """Text of each cell of a heat map by row and column."""
    return {(round(y), round(x)): text.get_text() for text in axes.texts for x, y in (text.get_position(),) if x > -0.3}


def title(figure: Figure) -> str:
    """The finding, on one line."""
    return figure.texts[0].get_text().replace("\n", " ")


def texts(figure: Figure) -> str:
    """Every text outside the axes."""
    return "\n".join(text.get_text() for text in figure.texts)


def spans(axes: Axes) -> dict[int, tuple[float, float]]:
    """Ends of the whisker of each row."""
    lines = [found for item in axes.collections if isinstance(item, LineCollection) for found in item.get_segments()]
    return {round(line[0][1]): (line[0][0], line[1][0]) for line in lines if line[0][1] == line[1][1]}


def dots(axes: Axes) -> list[tuple[float, float]]:
    """Places of all dots."""
    scattered = [item for item in axes.collections if isinstance(item, PathCollection)]
    places = [np.ma.filled(item.get_offsets().astype(float), np.nan) for item in scattered]
    return [(float(x), float(y)) for found in places for x, y in found]
