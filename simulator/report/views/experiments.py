"""Results of experiments as charts read them: tidy tables, and words for what was asked."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.report.wording.question import AskedQuestion
from simulator.results import Provenance
from simulator.results.analysis.comparison import chosen
from simulator.results.experiments.breakeven import Breakeven
from simulator.results.experiments.decomposition import Decomposition
from simulator.results.experiments.sensitivity import Sensitivity
from simulator.results.experiments.sweep import Sweep
from simulator.results.outcome import Outcome

MOST_SLICES: Final = 9
"""Values of further levers for which maps are drawn; of more, the ones nearest the scenario's own."""


@dataclass(frozen=True, eq=False)
class GridView:
    """An indicator over the values of levers, as charts of sweeps read it.

    Attributes
    ----------
    table
        One row a scenario, horizon, place and point: scenario, horizon, place, a column for each lever, value.
    indicator
        What is measured.
    levers
        Those of which there are several values.
    reference
        Scenario against which the others are held, for which there is a row a point too; empty: the value itself is
        shown.
    horizon
        The one that is shown.
    labels
        What charts call each scenario, in their order.
    names
        Names of places.
    shipped
        Value that the file of a scenario gives a lever, by both, where it gives one.
    baseline
        Its name and year, or empty.
    """

    table: pd.DataFrame
    indicator: str
    levers: tuple[str, ...]
    reference: str
    horizon: str
    labels: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    shipped: Mapping[tuple[str, str], float] = field(default_factory=dict)
    baseline: str = ""

    verb: ClassVar = "sweep"
    options: ClassVar = ("horizon",)

    @classmethod
    def of(cls, sweep: Sweep) -> "GridView":
        """Outcomes of a sweep that charts show."""
        levers = tuple(lever for lever, values in sweep.levers.items() if len(values) > 1)
        only = {lever: values[0] for lever, values in sweep.levers.items() if lever not in levers}
        values = {item: sweep.values(item).sel(only, drop=True) for item in sweep.outcomes}
        circumstances = _circumstances(sweep.provenance, values)
        return cls(tidy(values, levers), sweep.outcomes[0].indicator, levers, **circumstances)

    def at(self, horizon: str | None = None) -> "GridView":
        """Another horizon; without a name this one."""
        return self if horizon is None else replace(self, horizon=chosen(horizon, self.horizons, "horizon"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was varied."""
        return not self.levers

    @property
    def horizons(self) -> list[str]:
        """Names of the horizons."""
        return [str(name) for name in self.table["horizon"].unique()]

    @property
    def places(self) -> list[str]:
        """Of whom the indicator is: regions, or pairs of them as `CHN:USA`; of a bound one that is empty."""
        return [str(name) for name in self.table["place"].unique()]

    @property
    def compared(self) -> list[str]:
        """Scenarios that are held against the reference; where it is the only one, itself."""
        return [name for name in self.labels if name != self.reference] or list(self.labels)

    @property
    def is_change(self) -> bool:
        """Whether scenarios are held against a reference, not against the baseline."""
        return bool(self.reference) and self.compared != [self.reference]

    def slices(self, scenario: str) -> list[dict[str, float]]:
        """Values of the levers beyond two at which maps of a scenario are drawn; of many, those nearest to its own."""
        values = [self._values(lever) for lever in self.levers[2:]]
        if math.prod(map(len, values)) > MOST_SLICES:
            return [self.nearest(scenario)]
        return [dict(zip(self.levers[2:], combination, strict=True)) for combination in itertools.product(*values)]

    def nearest(self, scenario: str) -> dict[str, float]:
        """Values of the levers beyond two nearest to a scenario's own; those in the middle where it has none."""
        return {lever: self._nearest(lever, self.shipped.get((scenario, lever))) for lever in self.levers[2:]}

    def _nearest(self, lever: str, wish: float | None) -> float:
        values = self._values(lever)
        return values[len(values) // 2] if wish is None else min(values, key=lambda value: abs(value - wish))

    def checked(self, at: Mapping[str, float]) -> dict[str, float]:
        """Values of the levers beyond two.

        Raises
        ------
        ResultsError
            Another lever, one too few, or a value that was not solved.
        """
        for lever in at:
            chosen(lever, list(self.levers[2:]), "at")
        for lever in self.levers[2:]:
            known = self._values(lever)
            if at.get(lever) not in known:
                listed = ", ".join(f"{value:g}" for value in known)
                raise ResultsError(f"at: got {lever!r}: {at.get(lever)} — one of {listed}.")
        return {lever: at[lever] for lever in self.levers[2:]}

    def _values(self, lever: str) -> list[float]:
        return [float(value) for value in self.table[lever].unique()]

    def label(self, scenario: str) -> str:
        """What charts call a scenario, on one line."""
        return " ".join(self.labels[scenario].split())

    def question(self, scenario: str = "", code: str = "") -> AskedQuestion:
        """Words for the indicator at a place, under a scenario."""
        return AskedQuestion(
            ":".join(filter(None, [self.indicator, code])),
            self.label(scenario) if scenario else "",
            self.label(self.reference) if self.is_change else "",
            self.horizon,
            self.baseline,
            self.names,
        )

    def changes(self, scenarios: Sequence[str], places: Sequence[str], at: Mapping[str, float]) -> pd.DataFrame:
        """One row a scenario, place and point: its value, and its change against the reference.

        Without a reference the change is the value.

        Parameters
        ----------
        at
            Values of the levers that are not shown.
        """
        is_here = self.table["horizon"] == self.horizon
        for lever, value in at.items():
            is_here &= self.table[lever] == value
        blocks = dict(iter(self.table[is_here].drop(columns=["horizon", *at]).groupby(["scenario", "place"])))
        parts = []
        for scenario in scenarios:
            for code in places:
                part = blocks[scenario, code]
                before = blocks[self.reference, code]["value"].to_numpy() if self.is_change else 0.0
                parts.append(part.assign(change=part["value"] - before))
        return pd.concat(parts, ignore_index=True).assign(indicator=self.indicator)


def tidy(values: Mapping[Outcome, xr.DataArray], levers: Sequence[str]) -> pd.DataFrame:
    """One row a scenario, horizon, place and point of the levers, places as they are named behind the indicator."""
    parts = []
    for outcome, array in values.items():
        bare = array.reset_coords(drop=True)
        table = bare.to_dataframe(name="value", dim_order=["scenario", "horizon", *levers]).reset_index()
        table.insert(2, "place", outcome.code)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True, eq=False)
class CrossingView:
    """An outcome over a lever, or over two, and where it crosses a target, as charts of break-evens read them.

    Attributes
    ----------
    grid
        The outcome at the points that were looked at first.
    code
        Of whom it is.
    lever, across
        The one that was searched, and the second one; empty: there is none.
    target
        What is to be crossed.
    crossings
        As a break-even has them in its table.
    """

    grid: GridView
    code: str
    lever: str
    across: str
    target: float
    crossings: pd.DataFrame

    verb: ClassVar = "breakeven"
    options: ClassVar = ("horizon",)

    @classmethod
    def of(cls, search: Breakeven) -> "CrossingView":
        """Everything that a search found."""
        levers = tuple(filter(None, [search.lever, search.across]))
        values = {search.outcome: search.scan}
        circumstances = _circumstances(search.provenance, values) | {"reference": str(search.scan.attrs["reference"])}
        grid = GridView(tidy(values, levers), search.outcome.indicator, levers, **circumstances)
        return cls(grid, search.outcome.code, search.lever, search.across, search.target, search.table)

    def at(self, horizon: str | None = None) -> "CrossingView":
        """Another horizon; without a name this one."""
        return replace(self, grid=self.grid.at(horizon))

    @property
    def is_empty(self) -> bool:
        """Whether no scenario has the lever."""
        return self.crossings.empty

    @property
    def searched(self) -> list[str]:
        """Scenarios of which crossings were looked for."""
        return [str(name) for name in self.crossings["scenario"].unique()]

    def chosen(self, scenario: str | None) -> str:
        """The scenario of that name among those that were searched; without a name the first of them."""
        return self.searched[0] if scenario is None else chosen(scenario, self.searched, "scenario")

    def of_scenario(self, scenario: str) -> pd.DataFrame:
        """Crossings of a scenario at the horizon that is shown."""
        rows = self.crossings
        return rows[(rows["scenario"] == scenario) & (rows["horizon"] == self.grid.horizon)]


@dataclass(frozen=True, eq=False)
class DriversView:
    """What every assumption does to an outcome, as charts of sensitivity read it.

    Attributes
    ----------
    table
        One row an assumption: number (its name), low_value and high_value (the ends of its band), low and high (the
        outcome there); with Sobol indices first_order and total_order; with Morris screening mu_star (mean size of its
        elementary effects), mu_star_conf (half the width of the band of mu_star) and sigma (their standard deviation).
    centre
        The outcome where all are central.
    question
        What was asked.
    """

    table: pd.DataFrame
    centre: float = math.nan
    question: AskedQuestion = field(default_factory=AskedQuestion)

    verb: ClassVar = "sensitivity"
    options: ClassVar = ()
    is_empty: ClassVar = False

    @classmethod
    def of(cls, sensitivity: Sensitivity) -> "DriversView":
        """Everything that was found of an outcome."""
        question = _question(sensitivity.provenance, sensitivity.outcome, sensitivity.scenario, sensitivity.horizon)
        return cls(sensitivity.table, sensitivity.centre, question)

    def at(self) -> "DriversView":
        """All of it: it has one horizon."""
        return self

    def has(self, *columns: str) -> bool:
        """Whether the table has some columns."""
        return set(columns) <= set(self.table)


@dataclass(frozen=True, eq=False)
class PartsView:
    """What every measure contributes to outcomes, as charts of decompositions read it.

    Attributes
    ----------
    table
        One row an outcome and measure: outcome, measure (its id), contribution, and standard_error where contributions
        were drawn; a row named "interaction" belongs to no measure alone.
    questions
        What was asked, by outcome.
    """

    table: pd.DataFrame
    questions: Mapping[str, AskedQuestion]

    verb: ClassVar = "decompose"
    options: ClassVar = ()
    is_empty: ClassVar = False

    @classmethod
    def of(cls, decomposition: Decomposition) -> "PartsView":
        """Everything that was split."""
        questions = {
            name: _question(decomposition.provenance, name, decomposition.scenario, decomposition.horizon)
            for name in decomposition.totals
        }
        return cls(decomposition.contributions, questions)

    def at(self) -> "PartsView":
        """All of it: it has one horizon."""
        return self


def _circumstances(made: Provenance, values: Mapping[Outcome, xr.DataArray]) -> dict[str, Any]:
    """What a grid takes from the provenance of its experiment."""
    own_values: Mapping[str, Mapping[str, float]] = made.asked.get("own_values", {})
    return {
        "reference": made.reference,
        "horizon": made.horizons[0],
        "labels": made.labels,
        "names": {item.code: "–".join(map(made.name, item.labels)) for item in values},
        "shipped": {(name, lever): value for name, given in own_values.items() for lever, value in given.items()},
        "baseline": _baseline(made),
    }


def _question(made: Provenance, outcome: str, scenario: str, horizon: str) -> AskedQuestion:
    """Words for what an experiment asked of one scenario."""
    reference = made.labels.get(made.reference, "")
    return AskedQuestion(outcome, made.labels[scenario], reference, horizon, _baseline(made), made.names)


def _baseline(made: Provenance) -> str:
    return f"{made.baseline['name']}, {made.baseline['year']}"
