"""Bounds of one scenario on the same flows: promises that limits rule out, and limits that are one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.scenario.effects.bounds import PlannedBound

Array = NDArray[np.float64]

ROUNDING: Final = 1e-6
"""Limits that differ by less than this share are equal."""


class Most(NamedTuple):
    """Most that limits let through of what a promise counts, and the measures that set them."""

    amount: float
    measures: tuple[str, ...]


def refuse_contradictions(bounds: Sequence[PlannedBound], scenario: str) -> None:
    """Refuse a promise above what limits on the same flows let through.

    A promise is held against limits that count as it does, quantity or value. Limits of a tariff-rate quota rule
    nothing out, as more comes in at its rate; nor do those on producers, who also sell elsewhere.

    Raises
    ------
    ScenarioError
        Naming the promise and the limits, with both amounts in the unit of the promise.
    """
    caps = [bound for bound in bounds if not (bound.is_floor or bound.is_producer or np.isfinite(bound.ceiling))]
    for floor in bounds:
        own = [cap for cap in caps if cap.is_value == floor.is_value] if floor.is_floor else []
        most = _most(floor, own) if own else None
        if most is not None and most.amount < floor.label.limit * (1 - ROUNDING):
            unit = floor.label.unit
            names = " and ".join(dict.fromkeys(most.measures))
            raise ScenarioError(
                f"{scenario}: {floor.label.measure}: promises at least {_shown(floor.label.limit)} {unit} a year, but "
                f"{names} let{'' if ' and ' in names else 's'} at most {_shown(most.amount)} {unit} a year of the same "
                "flows through — promise less, let more through, or set `enabled: false` on one of them."
            )


def each_once(bounds: Sequence[PlannedBound]) -> tuple[PlannedBound, ...]:
    """Let the first of equal limits on the same flows stand for all of them; the others hold nothing back.

    Which of two equal limits earns the premium would be left open otherwise. A looser limit is idle by itself.
    """
    first: dict[tuple[object, ...], list[PlannedBound]] = {}
    kept = []
    for bound in bounds:
        earlier = first.setdefault((bound.flows.tobytes(), bound.is_value, bound.is_producer), [])
        is_repeated = not bound.is_floor and any(_is_equal(bound, other) for other in earlier)
        kept.append(replace(bound, is_idle=True) if is_repeated else bound)
        earlier += [] if bound.is_floor else [bound]
    return tuple(kept)


def _is_equal(bound: PlannedBound, other: PlannedBound) -> bool:
    """Tell whether two limits on the same flows allow the same; a quota that lets more in at a rate is its own."""
    own, others = (item.weights / item.label.limit for item in (bound, other))
    return bound.ceiling == other.ceiling and bool(np.allclose(own, others, rtol=ROUNDING, atol=0))


def _most(floor: PlannedBound, caps: Sequence[PlannedBound]) -> Most | None:
    """Most of what a promise counts that limits let through; None where some of it is free.

    Σ over flows with a limit of their own, and what pooled limits leave for the rest; or a pooled limit over some of
    them instead of their own. No more than this can come, though it may be less.
    """
    own, owner = _of_single_flows(floor, [cap for cap in caps if cap.flows.size == 1])
    pooled = [cap for cap in caps if cap.flows.size > 1 and np.isin(floor.flows, cap.flows).any()]
    found = [_sum(floor, own, owner, chosen) for chosen in ([], pooled, *([cap] for cap in pooled))]
    return min((most for most in found if most is not None), default=None)


def _of_single_flows(floor: PlannedBound, caps: Sequence[PlannedBound]) -> tuple[Array, list[str]]:
    """Most of each flow of a promise by the tightest limit of its own, infinite without one, and whose it is."""
    most, owner = np.full(floor.flows.size, np.inf), [""] * floor.flows.size
    places = {flow: place for place, flow in enumerate(floor.flows.tolist())}
    for cap in caps:
        place = places.get(int(cap.flows[0]))
        if place is None:
            continue
        amount = floor.weights[place] * cap.label.limit / cap.weights[0]
        if amount < most[place]:
            most[place], owner[place] = amount, cap.label.measure
    return most, owner


def _sum(floor: PlannedBound, own: Array, owner: Sequence[str], pooled: Sequence[PlannedBound]) -> Most | None:
    """Add the pooled limits up, and the own limits of flows that they leave out; None where one has none."""
    in_pool = np.isin(floor.flows, np.concatenate([cap.flows for cap in pooled])) if pooled else own < 0
    amount = float(own[~in_pool].sum())
    if not np.isfinite(amount):
        return None
    names = [name for name, inside in zip(owner, in_pool, strict=True) if not inside]
    for cap in pooled:
        _, mine, its = np.intersect1d(floor.flows, cap.flows, return_indices=True)
        amount += cap.label.limit * float((floor.weights[mine] / cap.weights[its]).max())
        names.append(cap.label.measure)
    return Most(amount, tuple(names))


def _shown(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:.4g}"
