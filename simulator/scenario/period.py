"""A scenario as it is on average over some days: what a month of dated measures amounts to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from simulator.errors import ScenarioError
from simulator.scenario.format.table import Table
from simulator.scenario.format.values import Amount
from simulator.scenario.measures import Measure
from simulator.scenario.measures.export_control import ExportControl
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.measure import ONE_DAY
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.subsidy import Subsidy
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost
from simulator.scenario.scenario import Scenario, version_in_force

_MOSTLY: Final = 0.5
"""Share of the days from which on a quota of an amount counts for all of them."""

_AVERAGED: Final = frozenset(
    {"rate", "coverage", "approval_rate", "processing_days", "exempt", "blocked", "lost", "share"}
)
_SAID: Final = frozenset({"start", "end", "announced", "suspended", "enabled", "label", "source", "note"})


@dataclass(frozen=True)
class _Stays:
    """A measure as it is on some of the days, by the number of days; versions differ in averaged values only."""

    parts: tuple[tuple[int, Measure], ...]
    days: int

    @property
    def measure(self) -> Measure:
        """Its latest version."""
        return self.parts[-1][1]

    @property
    def share(self) -> float:
        """Share of all days on which it is in force."""
        return self.mean(lambda measure: 1.0)

    def mean(self, value: Callable[[Any], float]) -> float:
        """Average a value over all days, where it is 0 while the measure is not in force."""
        return sum(days * value(measure) for days, measure in self.parts) / self.days

    def joined(self, other: "_Stays") -> "_Stays":
        """Put the parts of two together."""
        return replace(self, parts=self.parts + other.parts)


def over_period(scenario: Scenario, first: date, last: date) -> Scenario:
    """Average the measures of a scenario over days, so that it compiles like any other.

    A measure that is in force, switched on and not suspended on a share f of the days counts with f: a tariff by its
    coverage, a tax, cost or subsidy by its rate, a licence or control by what it keeps back, a disruption by what is
    lost, a quota by what it leaves, a commitment by its amount. Values that change count with the days on which they
    hold. What cannot be averaged: a quota of an amount, by quantity or value, is in force where f is half or more, and
    keeps the rate beyond it; a commitment keeps the windows that reach into the days, and `stacking: max` and several
    measures on one flow act on averages instead of day by day.

    Parameters
    ----------
    first, last
        Both days count.

    Returns
    -------
    scenario
        One day gives what `on_date` does. Where a measure takes the place of its parent's on some of the days only,
        both are there, with their shares; they are one measure where they differ in the averaged values alone.

    Raises
    ------
    ScenarioError
        The last day is before the first.
    """
    if last < first:
        raise ScenarioError(f"period: got {first} to {last} — a last day on or after the first.")
    averaged = (_averaged(scenario.versions(measure), first, last) for measure in scenario.measures)
    return replace(scenario, measures=tuple(item for items in averaged for item in items), replaced={})


def _averaged(versions: Sequence[Measure], first: date, last: date) -> list[Measure]:
    groups: list[_Stays] = []
    for stay in _stays([version.between(first, last) for version in versions], first, last):
        place = next((place for place, group in enumerate(groups) if _kin(group.measure) == _kin(stay.measure)), None)
        if place is None:
            groups.append(stay)
        else:
            groups[place] = groups[place].joined(stay)
    return [average for group in groups if (average := _average(group)) is not None]


def _stays(versions: Sequence[Measure], first: date, last: date) -> list[_Stays]:
    """Cut the days where anything changes, and keep the parts in which some version is in force and switched on."""
    turns = {day for version in versions for day in version.turning_days if first < day <= last}
    parts = pairwise([*sorted({first, *turns}), last + ONE_DAY])
    found = ((begin, (end - begin).days, version_in_force(versions, begin)) for begin, end in parts)
    return [
        _Stays(((days, measure.valued_on(begin)),), (last - first).days + 1)
        for begin, days, measure in found
        if measure is not None and measure.enabled
    ]


def _kin(measure: Measure) -> Measure:
    """Strip a measure of what is averaged and of what changes no result."""
    stripped: dict[str, object] = dict.fromkeys((_AVERAGED | _SAID) & set(type(measure).model_fields))
    if isinstance(measure, PurchaseCommitment):
        stripped |= _amount(measure, 0.0)
    return measure.model_copy(update=stripped)


def _average(stays: _Stays) -> Measure | None:
    """Average one measure, or None for a quota that cannot be and is in force on less than half of the days."""
    measure = stays.measure
    if stays.share == 1 and len(stays.parts) == 1:
        return measure
    if isinstance(measure, ImportQuota) and measure.share is None:
        return measure if stays.share >= _MOSTLY else None
    return measure.model_copy(update=_prices(stays) | _amounts(stays))


def _prices(stays: _Stays) -> dict[str, Any]:
    """Averages of a measure that sets prices."""
    match stays.measure:
        case Tariff() as measure:
            return _tariff(stays, measure)
        case TradeCost(table=Table() as table):
            return {"table": _scaled(table, stays.share)}
        case ExportTax() | TradeCost() | Subsidy():
            return {"rate": stays.mean(lambda measure: measure.rate)}
    return {}


def _amounts(stays: _Stays) -> dict[str, Any]:
    """Averages of a measure that bounds amounts."""
    match stays.measure:
        case ExportLicensing():
            return _licensing(stays)
        case ExportControl():
            return {"blocked": stays.mean(lambda measure: measure.blocked)}
        case SupplyDisruption():
            return {"lost": stays.mean(lambda measure: measure.lost)}
        case ImportQuota():
            return {"share": 1 - stays.mean(lambda measure: 1 - measure.share)}
        case PurchaseCommitment() as measure:
            return _amount(measure, stays.mean(lambda measure: measure.promised.value))
    return {}


def _tariff(stays: _Stays, measure: Tariff) -> dict[str, float]:
    """Coverage over all days, and the rate as a mean over what is covered."""
    coverage = stays.mean(lambda measure: measure.coverage)
    if measure.table is not None or coverage == 0:
        return {"coverage": coverage}
    return {"coverage": coverage, "rate": stays.mean(lambda measure: measure.coverage * measure.rate) / coverage}


def _licensing(stays: _Stays) -> dict[str, float]:
    """Approval and waiting that leave of the flow, and cost it, what they do on average."""
    bound = stays.mean(lambda measure: 1 - measure.exempt)
    if bound == 0:
        return {"approval_rate": 1.0, "processing_days": 0.0, "exempt": 1.0}
    refused = stays.mean(lambda measure: (1 - measure.exempt) * (1 - measure.approval_rate))
    waiting = stays.mean(lambda measure: (1 - measure.exempt) * measure.processing_days)
    return {
        "approval_rate": 1 - stays.share * refused / bound,
        "processing_days": stays.share * waiting / bound,
        "exempt": 1 - bound / stays.share,
    }


def _scaled(table: Table, share: float) -> Table:
    return replace(table, rows=tuple(replace(row, rate=row.rate * share) for row in table.rows))


def _amount(measure: PurchaseCommitment, value: float) -> dict[str, Amount]:
    """Promise so much a year in the unit of a commitment; nothing where it is for windows."""
    if measure.windows is not None:
        return {}
    return {"value" if measure.quantity is None else "quantity": Amount(value, measure.promised.unit)}
