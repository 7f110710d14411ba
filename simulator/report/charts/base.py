"""What every figure has in common: a finding as title, rows of labels, panels beside each other, and small print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase, SubFigure

from simulator.errors import ResultsError
from simulator.report.looks.style import INK, MUTED, house_style, inches, page_of, shorten, text_width, wrap
from simulator.results.analysis.claims import Claim

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
_TITLE: Final = (13.0, 0.24)
_SUBTITLE: Final = (9.5, 0.19)
_CAPTION: Final = (7.5, 0.15)
_LABEL_SIZE: Final = 9.0
_UNIT_SIZE: Final = 8.0
_LINE: Final = 0.17
"""Of a heading, a label of a row and a unit that take more than one line."""
_SMALLEST: Final = 0.4
"""Share of their own height to which panels can be shrunk."""


@dataclass(frozen=True)
class Sheet:
    """What a chart is drawn on.

    Attributes
    ----------
    width, height
        In inches; a height of 0 is as high as it has to be.
    label_limit
        Width of the labels of rows at most.
    is_titled
        Whether title, subtitle and caption stand in the picture; else the page around it says them.
    is_stacked
        Whether panels stand below each other, each with the labels of the rows.
    """

    width: float = WIDTH
    height: float = 0.0
    label_limit: float = 2.9
    is_titled: bool = True
    is_stacked: bool = False


PAGE: Final = Sheet(is_titled=False)
"""For a page that says title and caption as text."""
PHONE: Final = Sheet(width=3.7, label_limit=1.3, is_titled=False, is_stacked=True)
"""The same for a phone, as wide as its screen at full size."""


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
    least
        Width of the axes in inches below which marks run into each other.
    """

    heading: str
    unit: str
    draw: Callable[[Axes, float], None]
    weight: float = 1.0
    height: float = 0.0
    least: float = 0.0


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure before it is drawn; what is drawn is in `data`, one row a mark.

    Attributes
    ----------
    title
        The finding, a claim on the numbers in `data`.
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

    title: Claim
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
        return self.on(Sheet() if figsize is None else Sheet(*figsize))

    def on(self, sheet: Sheet) -> "ReportFigure":
        """Draw it on a sheet.

        Raises
        ------
        ResultsError
            A height that leaves no room for the panels.
        """
        with house_style():
            layout = _Layout(self, sheet)
            figure = ReportFigure(figsize=(layout.width, layout.height))
            layout.draw(figure)
        figure.data, figure.alt = self.data, self.alt
        return figure

    def draw_in(self, part: SubFigure, sheet: Sheet) -> None:
        """Draw it on a part of a figure that is as large as a sheet."""
        with house_style():
            _Layout(self, sheet).draw(part)

    def height_on(self, sheet: Sheet) -> float:
        """How high it has to be on a sheet, in inches."""
        return _Layout(self, sheet).height

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
        width = inches(axes).width
        axes.set_title(_heading(panel, width), pad=6)
        if self.rows:
            axes.set_ylim(len(self.rows) - 0.5, -0.5)
            axes.set_yticks([])
        axes.set_xlabel(wrap(panel.unit, width + _GAP, _UNIT_SIZE), loc="left")
        panel.draw(axes, width)


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

    def __init__(self, chart: Chart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.labels = [_label(row, sheet) for row in chart.rows]
        widest = max(
            (text_width(line, _LABEL_SIZE) for label in self.labels for line in label.split("\n")), default=0.0
        )
        self.left = _MARGIN + (widest + 0.12 if self.labels else _SCALE)
        least = max(panel.least for panel in chart.panels) if sheet.is_stacked else 0.0
        self.width = max(sheet.width, self.left + least + _MARGIN)
        columns = 1 if sheet.is_stacked else chart.columns or len(chart.panels)
        self.columns = columns
        self.lines = [chart.panels[first : first + columns] for first in range(0, len(chart.panels), columns)]
        row = _ROW + (_LINE if any("\n" in label for label in self.labels) else 0.0)
        self.heights = [
            row * len(self.labels) or max(panel.height or chart.height for panel in line) for line in self.lines
        ]
        self.texts = self._texts(self.width - 2 * _MARGIN) if sheet.is_titled else []
        self.caption = wrap(chart.caption, self.width - 2 * _MARGIN, _CAPTION[0]) if sheet.is_titled else ""
        head = _MARGIN + sum((text.count("\n") + 1) * size[1] for text, size, _ in self.texts) if self.texts else 0.0
        self.top = head + _BETWEEN + self._more_lines(self.lines[0])
        self.axis = 0.48 if any(panel.unit for panel in chart.panels) else _DATES if chart.columns else 0.14
        self.height = self._height(sum(self.heights))
        if sheet.height:
            self._fit(sheet.height)

    def _texts(self, across: float) -> list[tuple[str, tuple[float, float], dict[str, str]]]:
        """Lines above the panels, with their size and look."""
        return [
            (wrap(self.chart.title, across, _TITLE[0], "bold"), _TITLE, {"weight": "bold", "color": INK}),
            (wrap(self.chart.subtitle, across, _SUBTITLE[0]), _SUBTITLE, {"color": MUTED}),
        ]

    def _widths(self, line: Sequence[Panel]) -> list[float]:
        """Widths of panels beside each other; the first line says what remains for those below."""
        room = self.width - _MARGIN - self.left - self._gap * (self.columns - 1)
        total = sum(panel.weight for panel in self.lines[0])
        return [room if self.sheet.is_stacked else room * panel.weight / total for panel in line]

    @property
    def _gap(self) -> float:
        return _GAP if self.chart.rows else _SCALE + _GAP

    def _more_lines(self, line: Sequence[Panel]) -> float:
        """Room for lines of headings beyond the first one."""
        across = zip(line, self._widths(line), strict=True)
        return _LINE * max(_heading(panel, width).count("\n") for panel, width in across)

    def _below(self, number: int) -> float:
        """Room between the panels of one line and those of the next."""
        axis = self.axis if self.sheet.is_stacked else 0.0
        return axis + _BETWEEN + self._more_lines(self.lines[number + 1])

    def _height(self, body: float) -> float:
        """Height of the page with panels of some height altogether."""
        inside = body + sum(map(self._below, range(len(self.lines) - 1)))
        panels = self.top + inside + self.axis
        return panels + (self.caption.count("\n") + 1) * _CAPTION[1] + 0.16 if self.caption else panels

    def _fit(self, height: float) -> None:
        """Scale the panels so that the page has a height."""
        natural = sum(self.heights)
        scale = (height - self._height(0.0)) / natural
        if scale < _SMALLEST:
            least = self._height(_SMALLEST * natural)
            raise ResultsError(f"figsize: got a height of {height:g} inches — this figure takes {least:.1f} or more.")
        self.heights = [scale * natural_height for natural_height in self.heights]
        self.height = height

    def draw(self, figure: FigureBase) -> None:
        """Draw all of it on a figure, or a part of one, that is as large as the sheet."""
        self._write(figure)
        down = self.top
        for line, height in enumerate(self.heights):
            if line == 0 or self.sheet.is_stacked:
                self._label_rows(figure, down, height)
            self._line(figure, line, self.height - down - height)
            down += height + (self._below(line) if line + 1 < len(self.lines) else 0.0)

    def _line(self, figure: FigureBase, line: int, bottom: float) -> None:
        """Draw panels beside each other, from the left."""
        left, height, panels = self.left, self.heights[line], self.lines[line]
        for panel, width in zip(panels, self._widths(panels), strict=True):
            box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
            self.chart.draw_panel(figure.add_axes(box), panel)
            left += width + self._gap

    def _write(self, figure: FigureBase) -> None:
        down = _MARGIN
        for text, (size, line), look in self.texts:
            figure.text(_MARGIN / self.width, 1 - down / self.height, text, look, size=size, va="top", linespacing=1.25)
            down += (text.count("\n") + 1) * line
        figure.text(_MARGIN / self.width, 0.1 / self.height, self.caption, size=_CAPTION[0], color=MUTED, va="bottom")

    def _label_rows(self, figure: FigureBase, down: float, height: float) -> None:
        """Write the labels of rows, the panels beginning so far down."""
        right, apart = self.left - 0.08, height / max(len(self.labels), 1)
        for row, label in enumerate(self.labels):
            up = self.height - down - (row + 0.5) * apart
            look = {"size": _LABEL_SIZE, "color": INK, "gid": "row"}
            figure.text(right / self.width, up / self.height, label, look, ha="right", va="center")


def _heading(panel: Panel, width: float) -> str:
    """Heading over axes of a width, into whose margin it may reach."""
    return wrap(panel.heading, width + _GAP, _LABEL_SIZE, "bold")


def _label(row: str, sheet: Sheet) -> str:
    """Label of a row on a sheet: one line, or two where panels are stacked and there is little room beside them."""
    if not sheet.is_stacked:
        return shorten(row, sheet.label_limit, _LABEL_SIZE)
    first, _, rest = wrap(row, sheet.label_limit, _LABEL_SIZE).partition("\n")
    lines = [first, rest.replace("\n", " ")] if rest else [first]
    return "\n".join(shorten(line, sheet.label_limit, _LABEL_SIZE) for line in lines)
