"""Labelled results of a run: one dataset, read by name and compared with a reference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError, nearest
from simulator.results.difference import difference
from simulator.results.display import Displayed, count_of
from simulator.results.indicators.headline import headline_table
from simulator.results.indicators.registry import INDICATORS
from simulator.results.provenance import Provenance
from simulator.results.quantiles import summary_table
from simulator.results.table import BASELINE, IN_FLOW_TABLE, flow_table, indicator_table, reference_change
from simulator.solver.status import Status

OF_REGIONS: Final = [name for name, item in INDICATORS.items() if item.about == "region"]
"""Indicators that are one number a region."""

NEXT: Final = ('.reference_change("real_income")', ".headline()", ".compare(other)", ".plot()", "list(.plot)")
"""What can be asked of results, as they show it."""


@dataclass(frozen=True, eq=False, repr=False)
class Results(Displayed):
    """Indicators of every scenario at every horizon, and where they come from.

    Attributes
    ----------
    data
        One variable for each indicator, with dimensions scenario and horizon (or bound and horizon) before its own,
        and `<indicator>_baseline` beside it. NaN means that a case was not solved or that the number does not apply.
    summary
        Quantiles over draws, or None for a run without: for each indicator that of its value, and with the suffix
        `_reference_change` that of its change against the reference, draw by draw.
    provenance
        Versions, hashes, scenario texts and settings.
    """

    data: xr.Dataset
    provenance: Provenance
    summary: xr.Dataset | None = None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios in the order of the suite."""
        return tuple(str(name) for name in self.data["scenario"].values)

    @property
    def horizons(self) -> tuple[str, ...]:
        """Names of the horizons."""
        return tuple(str(name) for name in self.data["horizon"].values)

    @property
    def reference(self) -> str:
        """Scenario against which changes are shown; empty: none."""
        return str(self.data.attrs["reference"])

    @property
    def unsolved(self) -> list[str]:
        """A sentence for each case that was not solved."""
        status = self.data["status"]
        return [
            f"{scenario} ({horizon}): {Status[str(status.loc[scenario, horizon].item())].value}"
            for scenario in self.scenarios
            for horizon in self.horizons
            if str(status.loc[scenario, horizon].item()) != Status.CONVERGED.name
        ]

    asked_next = NEXT

    @property
    def heading(self) -> str:
        """Title of the suite or the scenario."""
        return str(self.data.attrs.get("title", ""))

    @property
    def description(self) -> str:
        """What was solved, in one line."""
        against = f", against {self.reference}" if self.reference else ""
        failed = f", {len(self.unsolved)} not solved" if self.unsolved else ""
        return f"{count_of(len(self.scenarios), 'scenario')} at {', '.join(self.horizons)}{against}{failed}"

    def overview(self) -> pd.DataFrame:
        """The headline."""
        return self.headline()

    def __getitem__(self, indicator: str) -> xr.DataArray:
        """Level of an indicator, as `value` has it."""
        return self.value(indicator)

    def value(self, indicator: str, **labels: str) -> xr.DataArray:
        """Level of an indicator; for one in % the change against the baseline.

        Parameters
        ----------
        labels
            Where, as in `region="USA", scenario="tariff-100"`; absent dimensions are kept.
        """
        array = self.data[self._known(indicator)]
        for dim, label in labels.items():
            if dim not in array.dims:
                raise ResultsError(f"{indicator}: got {dim!r} — its dimensions are {', '.join(map(str, array.dims))}.")
            _names(label, [str(known) for known in array[dim].to_numpy()], dim)
        return array.sel(labels)

    def baseline(self, indicator: str) -> xr.DataArray:
        """Baseline level of an indicator; 0 for one in %."""
        return self.data[self._known(indicator) + BASELINE]

    def change(self, indicator: str) -> xr.DataArray:
        """Change against the baseline, in the unit of the indicator."""
        return self.value(indicator) - self.baseline(indicator)

    def reference_change(self, indicator: str) -> xr.DataArray:
        """Change against the reference scenario, for an indicator in % in percentage points; NaN without a reference.

        A bound is held against the one that the same measure sets on the same flows there; NaN if it sets none.
        """
        return reference_change(self.data, self._known(indicator))

    def sel(self, scenario: str | Sequence[str] | None = None, horizon: str | Sequence[str] | None = None) -> "Results":
        """Keep some scenarios or horizons; the reference stays, so that changes can still be shown."""
        place: dict[str, Any] = {}
        if horizon is not None:
            place["horizon"] = _names(horizon, self.horizons, "horizon")
        if scenario is not None:
            chosen = _names(scenario, self.scenarios, "scenario")
            kept = [name for name in self.scenarios if name in chosen or name == self.reference]
            place |= {"scenario": kept, "bound": np.isin(self.data["bound_scenario"], kept)}
        summary = None if self.summary is None else self.summary.sel(place)
        return replace(self, data=self.data.sel(place), summary=summary)

    def compare(self, other: "Results", indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Hold the scenarios that another run has too against it, number by number.

        `compare([one, other])` of the package puts all scenarios of both into one set of results instead.

        Parameters
        ----------
        indicators
            Which; absent: those of regions.

        Returns
        -------
        table
            scenario, horizon, indicator, region, partner, sector, unit, value, other, difference (value less other).

        Raises
        ------
        ResultsError
            Runs on different baselines or at different horizons, or without a scenario in common.
        """
        check_comparable([self, other])
        names = [self._known(name) for name in indicators] or OF_REGIONS
        own, others = (indicator_table(run.data, names) for run in (self, other))
        horizon = ["horizon"] if "horizon" in own else []
        return difference(own, others, ["scenario", *horizon, "indicator", "region", "partner", "sector", "unit"])

    def to_pandas(self, indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Long table with one row for each number: the columns of `indicators.csv`.

        Without names, it holds all indicators but trade flows and volumes, which `flows` has.
        """
        names = [self._known(name) for name in indicators] or [name for name in INDICATORS if name not in IN_FLOW_TABLE]
        return indicator_table(self.data, names)

    def flows(self) -> pd.DataFrame:
        """Long table of trade flows: the columns of `flows.csv`."""
        return flow_table(self.data)

    def quantiles(self) -> pd.DataFrame:
        """Long table of quantiles over draws: the columns of `summary.csv`.

        Raises
        ------
        ResultsError
            The run had no draws.
        """
        if self.summary is None:
            raise ResultsError("this run had no draws — run it with `--draws 200`.")
        return summary_table(self.data, self.summary)

    def headline(self) -> pd.DataFrame:
        """One row for each scenario and horizon: what a reader asks first, for the two sides of the dispute."""
        return headline_table(self.data)

    def _known(self, indicator: str) -> str:
        if indicator not in INDICATORS:
            hint = nearest(indicator, list(INDICATORS))
            raise ResultsError(f"got the unknown indicator {indicator!r}. {hint} `tariffsim indicators` lists them.")
        return indicator

    def _ipython_key_completions_(self) -> list[str]:
        return list(INDICATORS)


class Comparable(Protocol):
    """A run or a path, as far as it matters for whether two can be compared."""

    @property
    def data(self) -> xr.Dataset:
        """Every number."""

    @property
    def provenance(self) -> Provenance:
        """Where it comes from."""


def check_comparable(runs: Sequence[Comparable]) -> None:
    """Make sure that runs are on one baseline and at the same horizons.

    Raises
    ------
    ResultsError
        They are not.
    """
    first, horizons = runs[0], [_horizons(run) for run in runs]
    for run, own in zip(runs, horizons, strict=True):
        if run.provenance.baseline["digest"] != first.provenance.baseline["digest"]:
            names = f"{first.data.attrs['baseline']!r} and {run.data.attrs['baseline']!r}"
            raise ResultsError(f"compare: got runs on different baselines ({names}) — run them on one baseline.")
        if own != horizons[0]:
            raise ResultsError(
                f"compare: got runs at the horizons {', '.join(horizons[0])} and {', '.join(own)} — "
                "run them at the same ones."
            )


def _horizons(run: Comparable) -> list[str]:
    return [str(name) for name in run.data["horizon"].to_numpy()] if "horizon" in run.data.dims else []


def _names(given: str | Sequence[str], known: Sequence[str], kind: str) -> list[str]:
    names = [given] if isinstance(given, str) else list(given)
    for name in names:
        if name not in known:
            raise ResultsError(f"got the unknown {kind} {name!r}. {nearest(name, known)} Known: {', '.join(known)}.")
    return names
