"""A report on one sheet of paper: what its page says first, and as many of its charts as fit."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, NamedTuple

from matplotlib.figure import SubFigure

from simulator.report.charts.base import Chart, ReportFigure, Sheet
from simulator.report.looks.fonts import use_fallbacks
from simulator.report.looks.style import INK, MUTED, house_style, wrap
from simulator.results import write_whole

A4: Final = (8.27, 11.69)
_EDGE: Final = 0.35
"""Left and right of charts, which have a margin of their own."""
_MARGIN: Final = 0.2
_HEAD: Final = 0.5
_FOOT: Final = 0.55
_WIDTH: Final = A4[0] - 2 * _EDGE
_MOST: Final = 3
"""Charts at most."""


class Kind(NamedTuple):
    """How one kind of text is set: size in points, room for a line in inches, weight and colour."""

    size: float
    line: float
    weight: str = "normal"
    colour: str = INK


_KINDS: Final = {
    "title": Kind(17, 0.3, "bold"),
    "lead": Kind(11, 0.2),
    "muted": Kind(8.5, 0.16, colour=MUTED),
    "answer": Kind(10, 0.185),
}


class FirstWords(HTMLParser):
    """What a report page says first: its title and question, what was compared, and the sentences of its answer.

    Attributes
    ----------
    told
        Kind and text of each paragraph, in the order of the page.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []
        self._kind, self._region, self._text = "", "", ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin the header, the answer, or a paragraph of one."""
        look = dict(attrs).get("class") or ""
        if tag == "header" or (tag == "ol" and look == "answer"):
            self._region = tag
        elif self._region == "header" and tag in ("h1", "p"):
            self._kind = "title" if tag == "h1" else look
        elif self._region == "ol" and tag == "li":
            self._kind = "answer"

    def handle_endtag(self, tag: str) -> None:
        """Keep the paragraph that ends, or leave the header or the answer."""
        if self._kind and tag in ("h1", "p", "li"):
            self.told.append((self._kind, " ".join(part for part in re.split(r"[ \n]+", self._text) if part)))
            self._kind, self._text = "", ""
        elif tag in ("header", "ol"):
            self._region = ""

    def handle_data(self, data: str) -> None:
        """Add to the paragraph."""
        if self._kind:
            self._text += data


def leaf(page: str, charts: Iterable[Chart], source: str) -> ReportFigure:
    """Sheet of paper with the first words of a report page and the first of its charts that fit."""
    across = _WIDTH - 2 * _MARGIN
    told = [(_KINDS[kind], _bulleted(kind, text, across)) for kind, text in FirstWords(page).told if kind in _KINDS]
    words = _HEAD + sum(_height(kind, text) for kind, text in told)
    shown, left = _fitting(charts, A4[1] - words - _FOOT)
    heights = [words, *(height for _, height in shown), left + _FOOT]
    with house_style():
        figure = ReportFigure(figsize=A4)
        grid = figure.add_gridspec(len(heights), 3, height_ratios=heights, width_ratios=(_EDGE, _WIDTH, _EDGE))
        parts = [figure.add_subfigure(grid[row, 1]) for row in range(len(heights))]
        _write(parts[0], told, words)
        for part, (chart, height) in zip(parts[1:], shown, strict=False):
            chart.draw_in(part, Sheet(_WIDTH, height))
        figure.text((_EDGE + _MARGIN) / A4[0], 0.3 / A4[1], source, size=7.5, color=MUTED, va="bottom")
    return figure


def _bulleted(kind: str, text: str, across: float) -> str:
    size, _, weight, _ = _KINDS[kind]
    if kind != "answer":
        return wrap(text, across, size, weight)
    return "•  " + wrap(text, across - 0.2, size, weight).replace("\n", "\n    ")


def _height(kind: Kind, text: str) -> float:
    return (text.count("\n") + 1) * kind.line + 0.08


def _fitting(charts: Iterable[Chart], room: float) -> tuple[list[tuple[Chart, float]], float]:
    """The first charts that fit in a height, each with its own, and what is left of the room."""
    shown: list[tuple[Chart, float]] = []
    for chart in charts:
        height = chart.height_on(Sheet(_WIDTH))
        if len(shown) < _MOST and height <= room:
            shown.append((chart, height))
            room -= height
    return shown, room


def _write(part: SubFigure, told: list[tuple[Kind, str]], height: float) -> None:
    down = _HEAD
    for kind, text in told:
        look: dict[str, Any] = {"size": kind.size, "weight": kind.weight, "color": kind.colour}
        part.text(_MARGIN / _WIDTH, 1 - down / height, text, va="top", linespacing=1.25, **look)
        down += _height(kind, text)


def write_leaf(figure: ReportFigure, path: Path) -> None:
    """Write a sheet as PDF, the same file for the same sheet."""
    with house_style():
        use_fallbacks(figure)
        write_whole(path, lambda unfinished: figure.savefig(unfinished, format="pdf", metadata={"CreationDate": None}))
