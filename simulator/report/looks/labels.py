"""Places for labels along a line, none on another."""

from collections.abc import Sequence
from typing import Final, NamedTuple

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
    return [Spot(width - spot.left - own, spot.lane) for spot, own in zip(reversed(mirrored), widths, strict=True)]


def _rightward(at: Sequence[float], widths: Sequence[float], width: float, lanes: int) -> list[Spot] | None:
    """Place labels from the right, so that threads are known; each to the right of its mark where that is possible."""
    spots: list[Spot] = []
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lanes)]
    for mark, own in zip(reversed(at), reversed(widths), strict=True):
        tried = (Spot(left, lane) for left in (mark, mark - own) for lane in range(lanes))
        spot = next((spot for spot in tried if _fits(spot, mark, own, width, taken)), None)
        if spot is None:
            return None
        spots.append(spot)
        taken[spot.lane].append((spot.left, spot.left + own))
        for lane in taken[: spot.lane]:
            lane.append((mark, mark))
    return spots[::-1]


def _fits(spot: Spot, mark: float, own: float, width: float, taken: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Whether a label stays on the line, touches nothing in its lane, and its thread passes all labels below."""
    right = spot.left + own
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
    for place, mark in enumerate(at):
        if groups and mark - at[groups[-1][0]] < reach:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups
