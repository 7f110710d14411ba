"""Variants of the house style: a finished figure in the colours of a dark page, or in greys and hatches for print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, QuadMesh
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from simulator.report.looks.style import (
    CELL_INK,
    DARK,
    DARK_DIVERGING,
    DIVERGING,
    GRID,
    INK,
    LOSS,
    MUTED,
    PALETTE,
    PAPER,
)
from simulator.results.analysis.comparison import chosen

STYLES: Final = ("light", "dark", "print")
"""Variants of the house style; figures are drawn in the first."""
_GREYS: Final = ("#303030", "#b4b4b4", "#6e6e6e", "#929292", "#d0d0d0", "#a3a3a3", "#505050", "#818181")
_DASHES: Final[tuple[Any, ...]] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)))


@dataclass(frozen=True)
class Look:
    """Colours that take the place of those in which figures are drawn; others are made to fit by `other`."""

    colours: Mapping[str, str]
    other: Callable[[str], str]

    def of(self, colour: Any) -> tuple[float, float, float, float]:  # noqa: ANN401  # whatever matplotlib takes for a colour
        """Colour in its place, as opaque as before; cells of heat maps keep theirs."""
        plain, alpha = to_hex(colour), to_rgba(colour)[3]
        if not alpha or plain in CELL_INK:
            return to_rgba(colour)
        return to_rgba(self.colours.get(plain) or self.other(plain), alpha)


def restyle(figure: Figure, style: str = "light") -> Figure:
    """Put a figure that was drawn in the light house style into another variant.

    In `dark`, cells of heat maps are dark and their numbers light. In `print`, falls are hatched, and lines of
    different colours have different dashes; the shade of a cell is its size, and its number has the sign.

    Raises
    ------
    ResultsError
        An unknown variant.
    """
    if chosen(style, list(STYLES), "style") == "light":
        return figure
    look = _LOOKS[style]
    for artist in dict.fromkeys(figure.findobj()):  # each once, as a colour in its place is not changed again
        _VARIANTS[style](artist)
        _recolour(artist, look)
    for axes in figure.axes:
        axes.tick_params(grid_color=look.of(GRID))
    return figure


def _recolour(artist: Artist, look: Look) -> None:
    if isinstance(artist, Text):
        _recolour_text(artist, look)
    elif isinstance(artist, Line2D):
        artist.set(
            color=look.of(artist.get_color()),
            markerfacecolor=look.of(artist.get_markerfacecolor()),
            markeredgecolor=look.of(artist.get_markeredgecolor()),
        )
    elif isinstance(artist, Patch):
        artist.set(facecolor=look.of(artist.get_facecolor()), edgecolor=look.of(artist.get_edgecolor()))
    elif isinstance(artist, Collection) and artist.get_array() is None:
        faces, edges = (np.atleast_2d(colours) for colours in (artist.get_facecolor(), artist.get_edgecolor()))
        artist.set(facecolor=[look.of(colour) for colour in faces], edgecolor=[look.of(colour) for colour in edges])


def _recolour_text(text: Text, look: Look) -> None:
    text.set_color(look.of(text.get_color()))
    if text.get_path_effects():
        text.set_path_effects([withStroke(linewidth=2.5, foreground=look.of(PAPER))])
    box = text.get_bbox_patch()
    if box is not None:
        _recolour(box, look)


def _tell_apart(artist: Artist) -> None:
    """Say by hatch and dash what colours say, before they are gone."""
    if isinstance(artist, Patch) and to_hex(artist.get_facecolor()) == LOSS and not artist.get_hatch():
        artist.set(hatch="////", edgecolor=INK, linewidth=0.6)
    elif isinstance(artist, Line2D) and artist.get_linestyle() == "-" and to_hex(artist.get_color()) in PALETTE:
        artist.set_linestyle(_DASHES[PALETTE.index(to_hex(artist.get_color())) % len(_DASHES)])
    elif isinstance(artist, QuadMesh):
        artist.set_cmap(GREY)
    elif isinstance(artist, Text) and to_hex(artist.get_color()) == CELL_INK[1]:
        artist.set_color(CELL_INK[0])


def _darken(artist: Artist) -> None:
    """Put the cells of a heat map on a dark page, with light numbers."""
    if isinstance(artist, QuadMesh) and artist.get_cmap() == DIVERGING:
        artist.set_cmap(DARK_DIVERGING)
        artist.set_edgecolor([DARK.get(name, name) for name in map(to_hex, np.atleast_2d(artist.get_edgecolor()))])
    elif isinstance(artist, Text) and to_hex(artist.get_color()) == CELL_INK[0]:
        artist.set_color(CELL_INK[1])


def grey(colour: str) -> str:
    """Grey as light as a colour, kept away from paper and ink."""
    light = float(np.clip(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)), 0.2, 0.8))
    return to_hex((light, light, light))


def lighter(colour: str) -> str:
    """Colour a third of the way to white, to be seen on a dark page."""
    red, green, blue = (0.67 * part + 0.33 for part in to_rgb(colour))
    return to_hex((red, green, blue))


GREY: Final = LinearSegmentedColormap.from_list("print", ["#8c8c8c", "#ffffff", "#c9c9c9"])
"""Darker grey for a fall, lighter for a rise; black numbers are read on both."""
_LOOKS: Final[Mapping[str, Look]] = {
    "dark": Look(DARK, lighter),
    "print": Look(
        {INK: "#000000", MUTED: "#404040", GRID: "#dddddd", PAPER: PAPER, **dict(zip(PALETTE, _GREYS, strict=True))},
        grey,
    ),
}
_VARIANTS: Final[Mapping[str, Callable[[Artist], None]]] = {"dark": _darken, "print": _tell_apart}
"""What is done to a mark beside its colour."""
