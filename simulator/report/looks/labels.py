"""Places for labels along a line of events or at the ends of lines, none on another."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from simulator.report.looks.marks import VALUE_SIZE
from simulator.report.looks.style import PAPER, inches, shorten, text_width

NAME_LINE: Final = 0.15
"""Height of a line of small text in inches."""
NAME_LIMIT: Final = 1.5
ON_LINES: Final = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
"""Box of a text that lies over lines of the grid."""
GAP: Final = 0.06
"""Least distance in inches between labels of one lane."""


class Spot(NamedTuple):
    """Where a label goes: its left end and its lane, lane 0 next to the plot."""

    left: float
    lane: int


def place_labels(at: Sequence[float], widths: Sequence[float], width: float, lanes: int) -> list[Spot] | None:
    """Put labels into lanes, each beginning or ending at its mark.

    A label never leaves the line, never lies on another one, and never lies on the thread of a later mark that has to
    pass its lane to reach a higher one.

    Parameters
    ----------
    at
        Places of the marks in inches from the left, ascending.
    widths
        Of the labels in inches.
    width, lanes
        Of the line in inches, and how many lanes there are over it.

    Returns
    -------
    spots
        In the order of the marks; None where they do not all fit.
    """
    spots = _rightward(at, widths, width, lanes)
    if spots is not None:
        return spots
    mirrored = _rightward([width - mark for mark in reversed(at)], widths[::-1], width, lanes)
    if mirrored is None:
        return None
    return [
        Spot(width - spot.left - length, spot.lane) for spot, length in zip(reversed(mirrored), widths, strict=True)
    ]


def _rightward(at: Sequence[float], widths: Sequence[float], width: float, lanes: int) -> list[Spot] | None:
    """Place labels from the right, so that threads are known; each to the right of its mark where that is possible."""
    spots: list[Spot] = []
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lanes)]
    for mark, length in zip(reversed(at), reversed(widths), strict=True):
        tried = (Spot(left, lane) for left in (mark, mark - length) for lane in range(lanes))
        spot = next((spot for spot in tried if _fits(spot, mark, length, width, taken)), None)
        if spot is None:
            return None
        spots.append(spot)
        taken[spot.lane].append((spot.left, spot.left + length))
        for lane in taken[: spot.lane]:
            lane.append((mark, mark))
    return spots[::-1]


def _fits(spot: Spot, mark: float, length: float, width: float, taken: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Whether a label stays on the line, touches nothing in its lane, and its thread passes all labels below."""
    right = spot.left + length
    is_free = all(
        right + gap <= low or high + gap <= spot.left
        for low, high in taken[spot.lane]
        for gap in [GAP if low < high else 0.0]
    )
    passes = all(not low < mark < high for below in taken[: spot.lane] for low, high in below)
    return spot.left >= 0 and right <= width and is_free and passes


def grouped(at: Sequence[float], reach: float) -> list[list[int]]:
    """Group marks that lie within some inches of the first one of their group; places in `at` by group."""
    groups: list[list[int]] = []
    for index, mark in enumerate(at):
        if groups and mark - at[groups[-1][0]] < reach:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def name_room(names: Sequence[str], limit: float = NAME_LIMIT) -> float:
    """Width in inches that the names of lines take to the right of them."""
    return max((text_width(shorten(name, limit, VALUE_SIZE), VALUE_SIZE) for name in names), default=0.0) + 0.15


def name_ends(axes: Axes, ends: Mapping[str, tuple[float, str]], right: float, limit: float = NAME_LIMIT) -> None:
    """Write names at the right ends of lines, moved apart where they would lie on each other.

    Parameters
    ----------
    ends
        Height and colour of the end of each line by its name; one without an end has no name.
    right
        Where lines end.
    limit
        Inches at which names are cut.
    """
    low, high = axes.get_ylim()
    gap = NAME_LINE * (high - low) / inches(axes).height
    known = {name: end for name, end in ends.items() if np.isfinite(end[0])}
    order = sorted(known, key=lambda name: known[name][0])
    for name, at in zip(order, spread([known[name][0] for name in order], gap, low, high), strict=True):
        axes.annotate(
            shorten(name, limit, VALUE_SIZE),
            (right, at),
            (5, 0),
            textcoords="offset points",
            va="center",
            size=VALUE_SIZE,
            color=known[name][1],
            bbox=ON_LINES,
            gid="name",
        )


def spread(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move ascending values apart to a gap, as little as needed, and inside limits where they fit."""
    clusters: list[list[float]] = []
    for value in values:
        clusters.append([value])
        while len(clusters) > 1 and _lowest(clusters[-1], gap, low, high) < gap + _highest(
            clusters[-2], gap, low, high
        ):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    return [_lowest(cluster, gap, low, high) + gap * step for cluster in clusters for step in range(len(cluster))]


def _lowest(cluster: Sequence[float], gap: float, low: float, high: float) -> float:
    """Where the lowest of some values goes that stand a gap apart around their mean."""
    room = gap * (len(cluster) - 1)
    return max(min(sum(cluster) / len(cluster) - room / 2, high - room), low)


def _highest(cluster: Sequence[float], gap: float, low: float, high: float) -> float:
    return _lowest(cluster, gap, low, high) + gap * (len(cluster) - 1)
