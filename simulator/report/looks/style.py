"""The look of all figures: colours, widths of text and the house style, applied without touching a user's settings."""

import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.typing import ColorType

INK: Final = "#1f2328"
MUTED: Final = "#5b6470"
GRID: Final = "#d8dde3"
PAPER: Final = "#ffffff"

PALETTE: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4b2e7a", "#8c6d31")
"""Colours that remain apart for colour-blind readers (after Okabe and Ito) and differ in lightness."""
REGION_COLOURS: Final = {
    "USA": "#0072b2",
    "CHN": "#d55e00",
    "BRA": "#009e73",
    "EUU": "#4b2e7a",
    "JPN": "#cc79a7",
    "VNM": "#e69f00",
    "MEX": "#56b4e9",
}
"""Colour of a region in every figure; other regions take one of the palette by their place."""
GAIN: Final = "#0072b2"
LOSS: Final = "#d55e00"
DIVERGING: Final = LinearSegmentedColormap.from_list("loss-gain", [LOSS, "#f6c7a3", "#fcfcfc", "#a9cfe6", GAIN])
"""Orange for a fall, white for no change, blue for a rise; white where nothing was solved."""
DARK_DIVERGING: Final = LinearSegmentedColormap.from_list("dark", [LOSS, "#6b3a1c", "#23282e", "#1d4a68", GAIN])
"""The same on a dark page, where no change is nearly the page's own colour."""
DARK: Final = {INK: "#e6e8eb", MUTED: "#9aa4af", GRID: "#333a42", PAPER: "#16191d"}
"""Neutral colours on a dark page, by those in which figures are drawn."""
CELL_INK: Final = ("#000000", "#fdfdfd")
"""Colours of numbers in cells of a heat map: on light ones, and on dark ones."""

_SHEET: Final = Path(__file__).with_name("house.mplstyle")
_POINTS_PER_INCH: Final = 72


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside this context; settings are as before afterwards.

    A letter that the font lacks is drawn by another in a PNG, see `fonts`; an SVG keeps it as text for the reader's.
    """
    with mpl.rc_context(_settings()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@lru_cache(maxsize=1)
def _settings() -> dict[Any, Any]:
    """Every setting of matplotlib in the house style, read once; asking for the backend would choose one."""
    with mpl.rc_context(fname=_SHEET):
        return {key: mpl.rcParams[key] for key in mpl.rcParams if key != "backend"}


def region_colour(code: str, regions: Sequence[str]) -> str:
    """Colour of a region, the same in every figure."""
    return REGION_COLOURS.get(code) or PALETTE[list(regions).index(code) % len(PALETTE)]


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text in inches, known before anything is drawn."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / _POINTS_PER_INCH


def wrap(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break text into lines no wider than `width` inches, at spaces."""
    lines, rest = list[str](), [word for word in text.split(" ") if word]
    while rest:
        line = _first_line(rest, lambda start: text_width(start, size, weight) <= width)
        lines.append(" ".join(line))
        rest = rest[len(line) :]
    return "\n".join(lines)


def _first_line(words: Sequence[str], fits: Callable[[str], bool]) -> Sequence[str]:
    """As many words as fit on a line, one at least."""
    return words[: _most(len(words), lambda count: fits(" ".join(words[:count]))) or 1]


def shorten(text: str, width: float, size: float) -> str:
    """Cut a line at `width` inches, with an ellipsis where something is lost."""
    if text_width(text, size) <= width:
        return text
    return text[: _most(len(text), lambda count: text_width(text[:count] + "…", size) <= width)].rstrip() + "…"


def _most(count: int, fits: Callable[[int], bool]) -> int:
    """How many of so many pieces of a text fit, found in few looks, as measuring a text takes long."""
    if fits(count):
        return count
    return bisect_left(range(1, count), True, key=lambda number: not fits(number))


def page_of(axes: Axes) -> Figure:
    """Figure that axes stand on, whatever it is divided into."""
    return axes.figure.figure


def luminance(colour: ColorType) -> float:
    """Relative luminance of a colour as the web's contrast rules define it."""
    channels = np.asarray(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


class Inches(NamedTuple):
    """Size of axes."""

    width: float
    height: float


def inches(axes: Axes) -> Inches:
    """Size of axes in inches."""
    box, page = axes.get_window_extent(), page_of(axes)
    return Inches(box.width / page.dpi, box.height / page.dpi)
