"""Cards: a chart with its sentence and source as a picture of the size that social networks show whole."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from simulator.report.charts.base import Chart, ReportFigure, Sheet
from simulator.report.looks.fonts import use_fallbacks
from simulator.report.looks.style import house_style
from simulator.results import write_whole

SIZE: Final = (1200, 675)
"""Width and height of a card in pixels."""
_INCHES: Final = (9.6, 5.4)
_SQUEEZED: Final = 1.1
"""How much higher than a card a chart may be before it is drawn smaller."""
_STEP: Final = 1.1


def card(chart: Chart, source: str) -> ReportFigure:
    """Chart on a card with a line on where it comes from; what is too high for one is drawn smaller.

    Its dots an inch make it as large as a card, however large it had to be drawn.
    """
    told = replace(chart, caption=f"{chart.caption} {source}")
    width, height = _INCHES
    while told.height_on(Sheet(width)) > _SQUEEZED * height:
        width, height = _STEP * width, _STEP * height
    figure = told.on(Sheet(width, height))
    figure.set_dpi(SIZE[0] / width)
    return figure


def write_card(chart: Chart, source: str, path: Path) -> None:
    """Write a card as PNG."""
    figure = card(chart, source)
    with house_style():
        use_fallbacks(figure)
        write_whole(path, lambda unfinished: figure.savefig(unfinished, format="png", dpi=figure.dpi))
