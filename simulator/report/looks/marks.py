"""Marks that several figures share: signed bars with their number at the end, ranges, and cells of a heat map."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike, NDArray

from simulator.report.looks.style import CELL_INK, DIVERGING, INK, MUTED, PAPER, luminance, text_width
from simulator.report.wording.words import MINUS, UNSOLVED, common_places, signed

VALUE_SIZE: Final = 8.0
_OFFSET: Final = 0.05
_TICK_ROOM: Final = 0.55
_DARK: Final = 0.18
"""Luminance below which white text reads better than black."""
CELL: Final = 0.4
"""Width in inches in which the number of a cell is read."""
BAR: Final = 0.66
"""Thickness of a bar, as a share of its row."""


class Range(NamedTuple):
    """Low and high ends of the band of each row; NaN where a row has none."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def reach(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where mark and band of each row end on the side to which the mark points; text starts there."""
        numbers = np.asarray(values, dtype=float)
        return np.asarray(np.where(numbers < 0, np.fmin(numbers, self.low), np.fmax(numbers, self.high)))


class Limits(NamedTuple):
    """Limits of an axis, the numbers between which it has ticks, and into how many parts ticks may divide it."""

    left: float
    right: float
    low: float
    high: float
    parts: int

    def shifted(self, by: float) -> "Limits":
        """Return the same span elsewhere."""
        return Limits(self.left + by, self.right + by, self.low + by, self.high + by, self.parts)


def signed_bars(
    axes: Axes,
    values: ArrayLike,
    texts: Iterable[str],
    colours: Iterable[str],
    span: Limits,
    band: Range | None = None,
) -> None:
    """Draw bars from zero, each with its text at the end; an unsolved one shows no bar.

    Parameters
    ----------
    span
        Limits of the axis, the same for panels that are to be compared.
    band
        Ends of whiskers over the bars.
    """
    numbers = np.asarray(values, dtype=float)
    number_axis(axes, span)
    solved = np.flatnonzero(np.isfinite(numbers))
    axes.barh(solved, numbers[solved], BAR, color=np.array(list(colours))[solved])
    axes.axvline(0, color=INK, linewidth=0.8)
    ends = numbers
    if band is not None:
        known = Range(*(np.where(np.isfinite(numbers), end, np.nan) for end in band))
        whiskers(axes, known)
        ends = known.reach(numbers)
    for row, (number, text) in enumerate(zip(ends, texts, strict=True)):
        end_text(axes, row, number, text)


def whiskers(axes: Axes, band: Range, shift: float = 0.0) -> None:
    """Draw the band of each row as a line with caps, `shift` rows below the middle of the row."""
    rows = np.flatnonzero(np.isfinite(band.low) & np.isfinite(band.high))
    if not rows.size:
        return
    low, high = band.low[rows], band.high[rows]
    for colour, width in ((PAPER, 2.6), (INK, 1.0)):  # paper below ink, to be seen on any bar
        axes.hlines(rows + shift, low, high, color=colour, linewidth=width, zorder=4)
    caps = np.concatenate([low, high])
    axes.scatter(caps, np.tile(rows + shift, 2), s=26, marker="|", color=INK, linewidth=1.0, clip_on=False, zorder=4)


def end_text(axes: Axes, row: float, number: float, text: str, offset: float = _OFFSET, start: float = 0.0) -> None:
    """Write beyond the end of a bar from `start`, `offset` inches away on the side to which it points."""
    side = -1 if number < start else 1
    axes.annotate(
        text,
        (0 if np.isnan(number) else number, row),
        xytext=(side * offset * 72, 0),
        textcoords="offset points",
        ha="left" if side > 0 else "right",
        va="center",
        size=VALUE_SIZE,
        color=MUTED if np.isnan(number) else INK,
        style="italic" if np.isnan(number) else "normal",
    )


def limits(numbers: ArrayLike, texts: Iterable[str], width: float, others: ArrayLike = ()) -> Limits:
    """Axis limits that hold zero, every number, and the text beyond it.

    Parameters
    ----------
    width
        Of the axes in inches.
    others
        Numbers without text.
    """
    shown = np.nan_to_num(np.asarray(numbers, dtype=float))
    room = np.array([text_width(text, VALUE_SIZE) + 2 * _OFFSET for text in texts])
    left = max(room[shown < 0], default=0.03)
    right = max(room[shown >= 0], default=0.03)
    held = np.concatenate([shown, np.nan_to_num(np.ravel(others))])
    low, high = held.min(initial=0.0), held.max(initial=0.0)
    inches = max(width - left - right, 0.2 * width)
    scale = ((high - low) or 1.0) / inches
    return Limits(low - left * scale, high + right * scale, low, high, min(4, int(inches / _TICK_ROOM)))


def number_axis(axes: Axes, span: Limits) -> None:
    """Few round ticks where there are numbers, written like every other number."""
    axes.set_xlim(span.left, span.right)
    ticks = np.asarray(MaxNLocator(span.parts).tick_values(span.low, span.high) if span.parts else [0.0])
    slack = 1e-9 * (span.high - span.low)
    axes.set_xticks(ticks[(ticks >= span.low - slack) & (ticks <= span.high + slack)])
    axes.xaxis.set_major_formatter(FuncFormatter(tick_text))


def tick_text(value: float, _: int | None = None) -> str:
    """Write a tick like every other number."""
    return f"{value:,g}".replace("-", MINUS)


class Shades(NamedTuple):
    """Colours of signed numbers; small ones remain visible beside the largest, of which they take the root."""

    largest: float

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> "Shades":
        """Colours for numbers, of which some may be missing."""
        return cls(float(np.nanmax(np.abs(values), initial=0.0)) or 1.0)

    @property
    def _norm(self) -> TwoSlopeNorm:
        return TwoSlopeNorm(0.0, -self.largest, self.largest)

    def _of(self, values: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(np.sign(values) * np.sqrt(np.abs(values) * self.largest))

    def draw(
        self, axes: Axes, across: ArrayLike, down: ArrayLike, values: NDArray[np.float64], line: str = PAPER
    ) -> None:
        """Draw cells between edges, none where a number is missing, and lines between them."""
        shaded = np.ma.masked_invalid(self._of(values))
        axes.pcolormesh(across, down, shaded, cmap=DIVERGING, norm=self._norm, edgecolors=line, linewidth=1)

    def ink(self, value: float) -> str:
        """Colour of text that is read on the colour of a number."""
        return CELL_INK[luminance(DIVERGING(self._norm(self._of(value)))) < _DARK]


def heat_map(
    axes: Axes,
    values: NDArray[np.float64],
    columns: Sequence[str],
    is_solved: ArrayLike,
    is_open: NDArray[np.bool_] | None = None,
) -> None:
    """Draw signed numbers as coloured cells that show the number too, unless it rounds to zero or there is none.

    Parameters
    ----------
    is_solved
        Rows that have numbers; the others say that they were not solved.
    is_open
        Cells whose sign is uncertain, marked by "?".
    """
    shade = Shades.of(values)
    edges = (np.arange(values.shape[1] + 1) - 0.5, np.arange(values.shape[0] + 1) - 0.5)
    shade.draw(axes, *edges, values)
    axes.set_xlim(edges[0][0], edges[0][-1])
    axes.set_xticks(range(len(columns)), [name.replace(" ", "\n") for name in columns])
    axes.tick_params(axis="x", bottom=False, pad=1)
    axes.grid(visible=False)
    places = common_places(values.ravel())
    for (row, column), value in np.ndenumerate(values):
        if round(abs(value), places) > 0:
            doubt = "?" if is_open is not None and is_open[row, column] else ""
            text = signed(value, places) + doubt
            axes.text(column, row, text, ha="center", va="center", size=7, color=shade.ink(value))
    for unsolved in np.flatnonzero(~np.asarray(is_solved)):
        axes.text(-0.4, float(unsolved), UNSOLVED, va="center", size=VALUE_SIZE, color=MUTED, style="italic")


def columns_on_top(axes: Axes) -> None:
    """Write the names of columns over a heat map."""
    axes.xaxis.set_ticks_position("top")
    axes.tick_params(axis="x", top=False)
