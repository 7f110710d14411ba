"""What every figure has in common: a finding as title, rows of labels, panels beside each other, and small print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulator.report.looks.style import INK, MUTED, house_style, shorten, text_width, wrap

WIDTH: Final = 9.6
_MARGIN: Final = 0.2
_ROW: Final = 0.27
_GAP: Final = 0.4
_SCALE: Final = 0.5
"""Room for the numbers of a vertical axis."""
_BETWEEN: Final = 0.42
"""From the panels of one line to those of the next: their headings."""
_DATES: Final = 0.4
"""Room for the dates under panels that share them."""
_LABEL_LIMIT: Final = 2.9
_TITLE: Final = (13.0, 0.24)
_SUBTITLE: Final = (9.5, 0.19)
_CAPTION: Final = (7.5, 0.15)
_LABEL_SIZE: Final = 9.0


@dataclass(frozen=True, eq=False)
class Panel:
    """One set of axes beside the row labels.

    Attributes
    ----------
    heading
        What it shows, over the axes.
    unit
        Label of the horizontal axis; empty for a panel without one.
    draw
        Puts the marks on the axes, whose width in inches it is told; row k is at height k, the first one on top. In a
        chart without rows it scales the vertical axis too.
    weight
        Width relative to the other panels beside it.
    height
        In inches, of a panel in a chart without rows; 0: that of the chart.
    """

    heading: str
    unit: str
    draw: Callable[[Axes, float], None]
    weight: float = 1.0
    height: float = 0.0


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure before it is drawn; what is drawn is in `data`, one row a mark.

    Attributes
    ----------
    title
        The finding, from the numbers.
    subtitle
        Quantity, unit and what changes are measured against.
    caption
        Horizon, baseline and, where levels are shown, the numéraire.
    rows
        Labels down the left side; none for a chart whose panels have vertical axes of numbers.
    height
        Of the panels of a chart without rows, in inches.
    columns
        Panels beside each other in a chart without rows, further ones below; 0: all of them.
    """

    title: str
    subtitle: str
    caption: str
    rows: tuple[str, ...]
    panels: tuple[Panel, ...]
    data: pd.DataFrame
    height: float = 3.4
    columns: int = 0

    @property
    def alt(self) -> str:
        """Description for readers who do not see the figure."""
        return f"{self.title}. {self.subtitle}"

    def figure(self) -> "ReportFigure":
        """Draw it."""
        with house_style():
            figure = _Layout(self).draw()
        figure.data, figure.alt = self.data, self.alt
        return figure


class ReportFigure(Figure):
    """A matplotlib figure that a notebook shows without pyplot.

    Attributes
    ----------
    data
        What is drawn, one row a mark.
    alt
        Description for readers who do not see the figure.
    """

    data: pd.DataFrame
    alt: str

    def _repr_png_(self) -> bytes:
        stream = BytesIO()
        with house_style():
            self.savefig(stream, format="png", dpi=110)
        return stream.getvalue()


class _Layout:
    """Places in inches, from the top down, so that nothing overlaps whatever the number of rows and lines."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        across = WIDTH - 2 * _MARGIN
        self.texts = [
            (wrap(chart.title, across, _TITLE[0], "bold"), _TITLE, {"weight": "bold", "color": INK}),
            (wrap(chart.subtitle, across, _SUBTITLE[0]), _SUBTITLE, {"color": MUTED}),
        ]
        self.caption = wrap(chart.caption, across, _CAPTION[0])
        self.top = _MARGIN + sum((text.count("\n") + 1) * size[1] for text, size, _ in self.texts) + 0.42
        columns = chart.columns or len(chart.panels)
        self.lines = [chart.panels[first : first + columns] for first in range(0, len(chart.panels), columns)]
        self.heights = [
            _ROW * len(chart.rows) or max(panel.height or chart.height for panel in line) for line in self.lines
        ]
        self.body = sum(self.heights) + _BETWEEN * (len(self.lines) - 1)
        self.axis = 0.48 if any(panel.unit for panel in chart.panels) else _DATES if chart.columns else 0.14
        self.height = self.top + self.body + self.axis + (self.caption.count("\n") + 1) * _CAPTION[1] + 0.16

    def draw(self) -> ReportFigure:
        figure = ReportFigure(figsize=(WIDTH, self.height))
        self._write(figure)
        labels = [shorten(row, _LABEL_LIMIT, _LABEL_SIZE) for row in self.chart.rows]
        widest = max((text_width(label, _LABEL_SIZE) for label in labels), default=0.0)
        left = _MARGIN + (widest + 0.12 if labels else _SCALE)
        self._label_rows(figure, labels, left - 0.08)
        down = self.top
        for line, height in zip(self.lines, self.heights, strict=True):
            self._line(figure, line, left, (down, height))
            down += height + _BETWEEN
        return figure

    def _line(self, figure: ReportFigure, line: Sequence[Panel], left: float, place: tuple[float, float]) -> None:
        """Draw panels beside each other, from the left, `place` down from the top and so high."""
        gap = _GAP if self.chart.rows else _SCALE + _GAP
        columns = self.chart.columns or len(line)
        room = WIDTH - _MARGIN - left - gap * (columns - 1)
        total = sum(panel.weight for panel in self.lines[0])
        for panel in line:
            width = room * panel.weight / total
            down, height = place
            bottom = self.height - down - height
            box = (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height)
            self._panel(figure, panel, box)
            left += width + gap

    def _write(self, figure: ReportFigure) -> None:
        down = _MARGIN
        for text, (size, line), look in self.texts:
            figure.text(_MARGIN / WIDTH, 1 - down / self.height, text, look, size=size, va="top", linespacing=1.25)
            down += (text.count("\n") + 1) * line
        figure.text(_MARGIN / WIDTH, 0.1 / self.height, self.caption, size=_CAPTION[0], color=MUTED, va="bottom")

    def _label_rows(self, figure: ReportFigure, labels: list[str], right: float) -> None:
        for row, label in enumerate(labels):
            up = self.height - self.top - (row + 0.5) * _ROW
            look = {"size": _LABEL_SIZE, "color": INK, "gid": "row"}
            figure.text(right / WIDTH, up / self.height, label, look, ha="right", va="center")

    def _panel(self, figure: ReportFigure, panel: Panel, box: tuple[float, float, float, float]) -> None:
        axes = figure.add_axes(box)
        axes.set_title(panel.heading, pad=6)
        if self.chart.rows:
            axes.set_ylim(len(self.chart.rows) - 0.5, -0.5)
            axes.set_yticks([])
        axes.set_xlabel(panel.unit, loc="left")
        panel.draw(axes, box[2] * WIDTH)
