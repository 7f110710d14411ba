"""Figures as text: drawings, drawings inside a page, and the numbers behind them."""

import base64
import re
from io import StringIO
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from simulator.report.looks.style import GRID, INK, MUTED, PAPER, house_style
from simulator.results.files.csv_table import as_text

_VARIABLES: Final = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper"}
_DARK: Final = {"ink": "#e6e8eb", "muted": "#9aa4af", "grid": "#333a42", "paper": "#16191d"}


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
    """Data URI of an SVG image whose neutral colours follow the reader's light or dark setting."""
    svg = svg[svg.index("<svg") :]
    for colour, name in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{name})")
    light = "".join(f"--{name}:{colour};" for colour, name in _VARIABLES.items())
    dark = "".join(f"--{name}:{colour};" for name, colour in _DARK.items())
    look = f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    styled = re.sub(r"(<svg[^>]*>)", lambda opening: opening.group(1) + look, svg, count=1)
    return "data:image/svg+xml;base64," + base64.b64encode(styled.encode()).decode("ascii")
