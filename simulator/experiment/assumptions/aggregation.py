"""How far off a cut of a baseline is: a scenario solved on both, and what the whole says put together like the cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.axes import Pairs, PerRegion, by_exporter, by_importer
from simulator.economy import Economy
from simulator.economy.cuts.choose import Named
from simulator.economy.cuts.cut import Cut
from simulator.economy.cuts.make import Aggregation
from simulator.economy.cuts.verb import aggregation_of
from simulator.economy.levels import share_of
from simulator.errors import ConvergenceError
from simulator.experiment.plan import horizon_names, years
from simulator.model.equilibrium import equilibrium
from simulator.results.indicators.world import World
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.suite import Request
from simulator.solver.solve import solve

UNITS = {"real_income": "%", "exports": "%", "imports": "%", "duties": "million USD"}
"""What is compared region by region, and in which unit; trade is at border value, between regions of the cut."""


@dataclass(frozen=True, eq=False)
class AggregationError:
    """A scenario on the whole of a baseline and on a cut of it.

    Attributes
    ----------
    scenario, horizon
        What was solved.
    regions
        Changes of each region of the cut against the baseline: of what stands in `UNITS`, by the whole and by the cut.
    flows
        Border value of every flow between regions of the cut, million USD: at the baseline, by the whole, by the cut.
    """

    scenario: str
    horizon: str
    regions: pd.DataFrame
    flows: pd.DataFrame

    @property
    def moved(self) -> float:
        """Share of trade between regions that the scenario moves, by the whole: sum of absolute changes over trade."""
        return float((self.flows["whole"] - self.flows["baseline"]).abs().sum() / self.flows["baseline"].sum())

    @property
    def misplaced(self) -> float:
        """Share of trade between regions by which the cut differs from the whole."""
        return float((self.flows["cut"] - self.flows["whole"]).abs().sum() / self.flows["baseline"].sum())

    def tables(self) -> list[list[dict[str, object]]]:
        """Rows by region of each of the changes."""
        return [
            [
                {"change of": f"{name.replace('_', ' ')}, {unit}", "region": region, "whole": whole, "cut": cut}
                for region, whole, cut in self.regions[name].itertuples()
            ]
            for name, unit in UNITS.items()
        ]

    def sentences(self) -> list[str]:
        """What the comparison says, in words."""
        whole, cut = (self.regions["real_income", side].to_numpy() for side in ("whole", "cut"))
        gap = np.abs(cut - whole)
        worst = self.flows.iloc[int((self.flows["cut"] - self.flows["whole"]).abs().argmax())]
        moves = (f"{(worst[side] - worst['baseline']) / 1000:+,.3g}" for side in ("cut", "whole"))
        return [
            f"{self.scenario}, {self.horizon}: it moves {self.moved:.2%} of trade between regions, and the cut differs "
            f"from the whole by {self.misplaced:.2%}; most for {worst['sector']} from {worst['exporter']} to "
            f"{worst['importer']}, {' bn USD instead of '.join(moves)}.",
            f"Real income differs by {gap.mean():.2g} points at the mean of regions, most for "
            f"{self.regions.index[gap.argmax()]}, by {gap.max():.2g}.",
        ]


def aggregation_error(
    scenario: Request,
    baseline: str | Path | Economy | None = None,
    *,
    keep: Sequence[str] | str = (),
    groups: Named = (),
    sectors: Named = (),
    horizon: str | float = "short",
) -> AggregationError:
    """Solve a scenario on a baseline and on a cut of it, and compare.

    Parameters
    ----------
    scenario
        A name, file or scenario whose regions and sectors both have.
    baseline, keep, groups, sectors
        The cut, as `aggregate` takes it.
    horizon
        "short", "medium", "long" or years of adjustment.

    Returns
    -------
    error
        Region by region and flow by flow; what happens inside a group is left out.

    Raises
    ------
    ScenarioError
        The scenario does not fit one of them.
    DataError
        The baseline cannot be cut so.
    ConvergenceError
        One of them was not solved.
    """
    return error_of(aggregation_of(baseline, keep=keep, groups=groups, sectors=sectors), scenario, horizon)


def error_of(aggregation: Aggregation, scenario: Request, horizon: str | float = "short") -> AggregationError:
    """Compare a cut with what it was made from; see `aggregation_error`."""
    (name,) = horizon_names(horizon)
    small = aggregation.economy()
    whole = _put_together(_solved(scenario, aggregation.source, name), aggregation.cut)
    cut = _put_together(_solved(scenario, small, name), Cut.apart(small.regions, small.sectors))
    changes = {
        (indicator, side): outcome.changes()[indicator]
        for indicator in UNITS
        for side, outcome in (("whole", whole), ("cut", cut))
    }
    regions = pd.DataFrame(changes, index=pd.Index(small.regions, name="region"))
    return AggregationError(load_scenario(scenario).name, name, regions, _flows(small, whole, cut))


def _solved(request: Request, economy: Economy, horizon: str) -> World:
    scenario = load_scenario(request, economy)
    case = compile_case(scenario, economy, horizon, years(horizon))
    solution = solve(economy.levels, case.shock)
    if not solution.is_converged.all():
        raise ConvergenceError(f"{scenario.name} on {economy.name}: {solution.status[0].value}")
    state = solution.state
    return World(economy, case.shock, equilibrium(economy.levels, case.shock, state.unknowns, state.log_wedge))


@dataclass(frozen=True, eq=False)
class _Outcome:
    """Sums of one solved case over what goes together, at the baseline and new; flows and duties between groups."""

    flow: Pairs
    flow_new: Pairs
    duties: PerRegion
    duties_new: PerRegion
    income: PerRegion
    real_income_new: PerRegion

    def changes(self) -> dict[str, PerRegion]:
        """Changes by region, as `UNITS` lists them."""
        return {
            "real_income": _percent(self.income, self.real_income_new),
            "exports": _percent(by_exporter(self.flow), by_exporter(self.flow_new)),
            "imports": _percent(by_importer(self.flow), by_importer(self.flow_new)),
            "duties": self.duties_new - self.duties,
        }


def _put_together(world: World, cut: Cut) -> _Outcome:
    levels, solved = world.levels, world.equilibrium
    baseline, new = (np.where(cut.is_inside, 0, flow) for flow in (levels.trade_flow, solved.trade_flow_new[0]))
    return _Outcome(
        cut.pairs(baseline),
        cut.pairs(new),
        by_importer(cut.pairs(levels.tariff * baseline)),
        by_importer(cut.pairs(world.collected[0] * new)),
        cut.regions.matrix @ levels.income,
        cut.regions.matrix @ (levels.income * world.real_income_hat[0]),
    )


def _percent(baseline: PerRegion, new: PerRegion) -> PerRegion:
    return 100 * share_of(new - baseline, baseline)


def _flows(economy: Economy, whole: _Outcome, cut: _Outcome) -> pd.DataFrame:
    s, i, j = np.nonzero(whole.flow)
    regions, sectors = np.array(economy.regions), np.array(economy.sectors)
    values = {"baseline": whole.flow, "whole": whole.flow_new, "cut": cut.flow_new}
    labels = {"exporter": regions[i], "importer": regions[j], "sector": sectors[s]}
    return pd.DataFrame(labels | {name: array[s, i, j] for name, array in values.items()})
