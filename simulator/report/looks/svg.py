"""Figures as text: drawings, drawings inside a page, and the numbers behind them."""

import base64
import re
from collections.abc import Mapping
from io import StringIO
from typing import Final

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from simulator.report.looks.restyle import lighter
from simulator.report.looks.style import (
    CELL_INK,
    DARK,
    DARK_DIVERGING,
    DIVERGING,
    GRID,
    INK,
    MUTED,
    PAPER,
    house_style,
    luminance,
)
from simulator.results.files.csv_table import as_text

_VARIABLES: Final = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper"}
_DIM: Final = 0.1
"""Luminance below which a colour is made lighter on a dark page."""
_CELLS: Final = {to_hex(DIVERGING(level)): to_hex(DARK_DIVERGING(level)) for level in range(DIVERGING.N)}
"""Colours of the cells of a heat map, and those in their place on a dark page."""


def svg_text(figure: Figure) -> str:
    """Figure as SVG, the same text for the same numbers."""
    stream = StringIO()
    with house_style():
        figure.savefig(stream, format="svg", metadata={key: None for key in ("Date", "Creator", "Format", "Type")})
    return stream.getvalue()


def csv_text(data: pd.DataFrame) -> str:
    """Write the numbers behind a figure as they are in its file; nothing where there are none."""
    texts = {str(name): column.map(as_text) for name, column in data.items() if column.dtype.kind == "O"}
    return str(data.assign(**texts).to_csv(index=False, float_format="%.10g", lineterminator="\n"))


def embedded(svg: str) -> str:
    """Data URI of an SVG image whose colours follow the reader's light or dark setting."""
    svg = svg[svg.index("<svg") :]
    dark = {colour: _in_the_dark(colour) for colour in sorted(set(re.findall("#[0-9a-f]{6}", svg)))}
    dark = {colour: other for colour, other in dark.items() if other != colour}
    svg = re.sub("|".join(dark) or "$^", lambda colour: f"var(--{_name(colour.group())})", svg)
    look = f"<style>{_variables({colour: colour for colour in dark})}@media(prefers-color-scheme:dark){{"
    look += f"{_variables(dark)}text{{fill:{CELL_INK[1]}}}}}</style>"
    styled = re.sub(r"(<svg[^>]*>)", lambda opening: opening.group(1) + look, svg, count=1)
    return "data:image/svg+xml;base64," + base64.b64encode(styled.encode()).decode("ascii")


def _in_the_dark(colour: str) -> str:
    """Colour in the place of another on a dark page: of neutrals, cells, and marks that were hardly seen there."""
    known = DARK | _CELLS
    if colour in known or colour == CELL_INK[0]:
        return known.get(colour, colour)
    return lighter(colour) if luminance(colour) < _DIM else colour


def _name(colour: str) -> str:
    """Name of the variable that stands for a colour."""
    return _VARIABLES.get(colour, f"c{colour[1:]}")


def _variables(colours: Mapping[str, str]) -> str:
    return f":root{{{''.join(f'--{_name(name)}:{colour};' for name, colour in colours.items())}}}"
