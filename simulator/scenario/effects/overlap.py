"""Bounds of one scenario on the same flows: promises that limits rule out, and bounds that others make idle."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulator.economy.economy import Economy
from simulator.scenario.effects.bounds import PlannedBound

Array = NDArray[np.float64]

ROUNDING: Final = 1e-6
"""Bounds that differ by less than this share are equal."""

APART: Final = 1e-5
"""Share by which a promise that equals a limit stays below it, so that never both hold with equality."""


class Most(NamedTuple):
    """Most that limits let through of what a promise counts, and the measures that set them."""

    amount: float
    measures: tuple[str, ...]


def each_once(bounds: Sequence[PlannedBound], economy: Economy) -> tuple[PlannedBound, ...]:
    """Let the tightest of several bounds on the same flows, the first if they are equal, stand for all of them.

    Which of two equal bounds earns the premium would be left open otherwise. A pooled limit is idle, too, where the
    limits of its flows leave no more than it lets through, and a promise that equals what is let through is kept just
    below that.
    """
    groups: dict[tuple[object, ...], list[PlannedBound]] = {}
    for bound in bounds:
        groups.setdefault(bound.same_flows, []).append(bound)
    tightest = {id(_tightest(group)) for group in groups.values()}
    once = [bound if id(bound) in tightest else bound.idle() for bound in bounds]
    singles = _Singles.of_both(once, economy)
    once = [bound.idle() if _is_implied(bound, singles[bound.is_value]) else bound for bound in once]
    pooled = _pooled(once)
    return tuple(_kept_apart(bound, pooled, singles[bound.is_value]) for bound in once)


def contradictions(bounds: Sequence[PlannedBound], economy: Economy) -> Iterator[tuple[str, str]]:
    """Promises above what limits on the same flows let through: id of the measure, and both amounts in its unit.

    A promise is held against limits that count as it does, quantity or value. Limits of a tariff-rate quota rule
    nothing out, as more comes in at its rate; nor do those on producers, who also sell elsewhere.
    """
    singles, pooled = _Singles.of_both(bounds, economy), _pooled(bounds)
    for floor in bounds:
        most = _most(floor, pooled, singles[floor.is_value])
        if most is not None and most.amount < floor.label.limit * (1 - ROUNDING):
            unit = floor.label.unit
            names = " and ".join(dict.fromkeys(most.measures))
            yield (
                floor.label.measure,
                f"{floor.label.measure} promises at least {_shown(floor.label.limit)} {unit} a year, but "
                f"{names} let{'' if ' and ' in names else 's'} at most {_shown(most.amount)} {unit} a year of the same "
                "flows through — promise less, let more through, or set `enabled: false` on one of them.",
            )


@dataclass(frozen=True, eq=False)
class _Singles:
    """Limits of single flows, tightest first: most of the baseline amount of each flow, and whose limit that is."""

    most: Array
    owner: dict[int, str]

    @classmethod
    def of_both(cls, bounds: Iterable[PlannedBound], economy: Economy) -> dict[bool, Self]:
        """Those that count quantity, and those that count value."""
        both = {kind: cls(np.full(economy.levels.trade_flow.size, np.inf), {}) for kind in (False, True)}
        for bound in bounds:
            if bound.rules_out and bound.flows.size == 1:
                both[bound.is_value]._tighten(bound)
        return both

    def _tighten(self, bound: PlannedBound) -> None:
        flow, share = int(bound.flows[0]), bound.label.limit / float(bound.weights[0])
        if share < self.most[flow]:
            self.most[flow], self.owner[flow] = share, bound.label.measure


def _tightest(group: Sequence[PlannedBound]) -> PlannedBound:
    """First bound of a group that no other is tighter than; all of them count alike but for their unit."""
    shares = np.array([bound.label.limit / bound.weights.sum() for bound in group])
    is_tight = shares >= shares.max() * (1 - ROUNDING) if group[0].is_floor else shares <= shares.min() * (1 + ROUNDING)
    return group[int(is_tight.argmax())]


def _is_implied(bound: PlannedBound, singles: _Singles) -> bool:
    """Tell whether the limits of single flows leave no more than a pooled limit on all of them lets through."""
    if bound.is_floor or bound.is_producer or bound.flows.size == 1:
        return False
    most = float((bound.weights * singles.most[bound.flows]).sum())
    return most <= bound.label.limit * (1 + ROUNDING)


def _pooled(bounds: Iterable[PlannedBound]) -> list[PlannedBound]:
    """Limits on several flows together that hold something back."""
    return [bound for bound in bounds if bound.rules_out and bound.flows.size > 1 and bound.held_to is None]


def _kept_apart(bound: PlannedBound, pooled: Sequence[PlannedBound], singles: _Singles) -> PlannedBound:
    most = _most(bound, pooled, singles)
    is_equal = most is not None and abs(most.amount / bound.label.limit - 1) <= APART
    return bound.held(bound.label.limit * (1 - APART)) if is_equal else bound


def _most(floor: PlannedBound, pooled: Sequence[PlannedBound], singles: _Singles) -> Most | None:
    """Most of what a promise counts that limits let through; None where some of it is free, and of no promise.

    Σ over flows with a limit of their own, and what pooled limits leave for the rest; or a pooled limit over some of
    them instead of their own. No more than this can come, though it may be less.
    """
    if not floor.is_floor or floor.held_to is not None:
        return None
    separate = floor.weights * singles.most[floor.flows]
    owner = [singles.owner.get(flow, "") for flow in floor.flows.tolist()]
    shared = [cap for cap in pooled if cap.is_value == floor.is_value and np.isin(floor.flows, cap.flows).any()]
    options = [_sum(floor, separate, owner, chosen) for chosen in ([], shared, *([cap] for cap in shared))]
    return min((most for most in options if most is not None), default=None)


def _sum(floor: PlannedBound, separate: Array, owner: Sequence[str], pooled: Sequence[PlannedBound]) -> Most | None:
    """Add the pooled limits up, and the own limits of flows that they leave out; None where one has none."""
    in_pool = np.isin(floor.flows, np.concatenate([cap.flows for cap in pooled])) if pooled else separate < 0
    amount = float(separate[~in_pool].sum())
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
