"""What every figure has in common: a finding as title, rows of labels, panels beside each other, and small print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.looks.style import INK, MUTED, house_style, inches, page_of, shorten, text_width, wrap

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
_SMALLEST: Final = 0.4
"""Share of their own height to which panels can be shrunk."""


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

    def figure(self, figsize: tuple[float, float] | None = None) -> "ReportFigure":
        """Draw it, in inches as wide and high as `figsize` says, else as high as it has to be.

        Raises
        ------
        ResultsError
            A size that leaves no room for the panels.
        """
        with house_style():
            figure = _Layout(self, figsize).draw()
        figure.data, figure.alt = self.data, self.alt
        return figure

    def draw_on(self, axes: Sequence[Axes]) -> Figure:
        """Draw its panels on axes that are there, in their order; title, subtitle and caption are left out.

        Raises
        ------
        ResultsError
            Another number of axes than of panels.
        """
        if len(axes) != len(self.panels):
            headings = ", ".join(repr(panel.heading) for panel in self.panels)
            raise ResultsError(f"ax: got {len(axes)} axes — this figure has {len(self.panels)} panels: {headings}.")
        with house_style():
            for item, panel in zip(axes, self.panels, strict=True):
                self.draw_panel(item, panel)
            if self.rows:
                axes[0].set_yticks(range(len(self.rows)), self.rows)
        return page_of(axes[0])

    def draw_panel(self, axes: Axes, panel: Panel) -> None:
        """Draw one of its panels."""
        axes.set_title(panel.heading, pad=6)
        if self.rows:
            axes.set_ylim(len(self.rows) - 0.5, -0.5)
            axes.set_yticks([])
        axes.set_xlabel(panel.unit, loc="left")
        panel.draw(axes, inches(axes).width)


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
    """Places in inches, from the top down, so that nothing overlaps whatever the number of rows and lines.

    matplotlib's own layouts move panels for every label; here labels of rows and wrapped titles are measured first.
    """

    def __init__(self, chart: Chart, figsize: tuple[float, float] | None) -> None:
        self.chart = chart
        self.width = WIDTH if figsize is None else figsize[0]
        across = self.width - 2 * _MARGIN
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
        self.axis = 0.48 if any(panel.unit for panel in chart.panels) else _DATES if chart.columns else 0.14
        self.height = self._height(sum(self.heights))
        if figsize is not None:
            self._fit(figsize[1])

    def _height(self, body: float) -> float:
        """Height of the page with panels of some height altogether."""
        inside = body + _BETWEEN * (len(self.lines) - 1)
        return self.top + inside + self.axis + (self.caption.count("\n") + 1) * _CAPTION[1] + 0.16

    def _fit(self, height: float) -> None:
        """Scale the panels so that the page has a height."""
        natural = sum(self.heights)
        scale = (height - self._height(0.0)) / natural
        if scale < _SMALLEST:
            least = self._height(_SMALLEST * natural)
            raise ResultsError(f"figsize: got a height of {height:g} inches — this figure takes {least:.1f} or more.")
        self.heights = [scale * natural_height for natural_height in self.heights]
        self.height = height

    def draw(self) -> ReportFigure:
        figure = ReportFigure(figsize=(self.width, self.height))
        self._write(figure)
        labels = [shorten(row, _LABEL_LIMIT, _LABEL_SIZE) for row in self.chart.rows]
        widest = max((text_width(label, _LABEL_SIZE) for label in labels), default=0.0)
        left = _MARGIN + (widest + 0.12 if labels else _SCALE)
        self._label_rows(figure, labels, left - 0.08)
        down = self.top
        for line, height in enumerate(self.heights):
            self._line(figure, line, left, self.height - down - height)
            down += height + _BETWEEN
        return figure

    def _line(self, figure: ReportFigure, line: int, left: float, bottom: float) -> None:
        """Draw panels beside each other, from the left."""
        height, panels = self.heights[line], self.lines[line]
        gap = _GAP if self.chart.rows else _SCALE + _GAP
        columns = self.chart.columns or len(panels)
        room = self.width - _MARGIN - left - gap * (columns - 1)
        total = sum(panel.weight for panel in self.lines[0])
        for panel in panels:
            width = room * panel.weight / total
            box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
            self.chart.draw_panel(figure.add_axes(box), panel)
            left += width + gap

    def _write(self, figure: ReportFigure) -> None:
        down = _MARGIN
        for text, (size, line), look in self.texts:
            figure.text(_MARGIN / self.width, 1 - down / self.height, text, look, size=size, va="top", linespacing=1.25)
            down += (text.count("\n") + 1) * line
        figure.text(_MARGIN / self.width, 0.1 / self.height, self.caption, size=_CAPTION[0], color=MUTED, va="bottom")

    def _label_rows(self, figure: ReportFigure, labels: list[str], right: float) -> None:
        apart = self.heights[0] / max(len(labels), 1)
        for row, label in enumerate(labels):
            up = self.height - self.top - (row + 0.5) * apart
            look = {"size": _LABEL_SIZE, "color": INK, "gid": "row"}
            figure.text(right / self.width, up / self.height, label, look, ha="right", va="center")
