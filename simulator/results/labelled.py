"""What results of a run and of a timeline share: indicators of every scenario, at horizons or at dates."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final, Self, cast

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError, nearest
from simulator.results.assembly.lean import check_kept, kept_record, lean
from simulator.results.assembly.quantiles import summary_table
from simulator.results.difference import difference
from simulator.results.files.folder import Folder
from simulator.results.indicators.registry import INDICATORS
from simulator.results.indicators.tracker import tariff_table
from simulator.results.provenance import Provenance
from simulator.results.result import Result, check_comparable
from simulator.results.table import BASELINE, IN_FLOW_TABLE, flow_table, indicator_table, reference_change
from simulator.solver.status import Status

OF_REGIONS: Final = [name for name, item in INDICATORS.items() if item.about == "region"]
"""Indicators that are one number a region."""

DATASET: Final = "results.nc"
SUMMARY: Final = "summary.nc"
SCENARIOS_AT_ONCE: Final = 16
"""Scenarios whose flows are put into long form at a time."""


class LabelledResults(Result):
    """Indicators of every scenario at every horizon or date, and where they come from.

    Attributes
    ----------
    data
        One variable for each indicator, with dimensions scenario and horizon or date (or bound and horizon or date)
        before its own, and `<indicator>_baseline` beside it. NaN means that a case was not solved or that the number
        does not apply, or a small flow of a large economy that a folder holds in sums only.
    summary
        Quantiles over draws, or None for results without: for each indicator that of its value, and with the suffix
        `_reference_change` that of its change against the reference, draw by draw.
    """

    data: xr.Dataset
    summary: xr.Dataset | None

    axis: ClassVar[str]
    """Dimension along which the cases of one scenario lie: horizon or date."""

    @property
    def dataset(self) -> xr.Dataset:
        """Every number."""
        return self.data

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios in the order of the suite."""
        return tuple(str(name) for name in self.data["scenario"].values)

    @property
    def moments(self) -> tuple[str, ...]:
        """Names of the horizons, or the first days of the periods."""
        raise NotImplementedError

    @property
    def reference(self) -> str:
        """Scenario against which changes are shown; empty: none."""
        return str(self.data.attrs["reference"])

    @property
    def heading(self) -> str:
        """Title of the suite or the scenario."""
        return str(self.data.attrs.get("title", ""))

    @property
    def unsolved(self) -> list[str]:
        """A sentence for each case that was not solved."""
        return [
            f"{case['scenario']} ({self._short(case[self.axis])}): {case['sentence']}"
            for case in self.cases()
            if case["status"] != Status.CONVERGED.name
        ]

    @staticmethod
    def _short(moment: str) -> str:
        return moment

    def cases(self) -> list[dict[str, Any]]:
        """Status, residual and iterations of each case."""
        status, residual, iterations = (self.data[name].to_numpy() for name in ("status", "residual", "iterations"))
        return [
            {
                "scenario": scenario,
                self.axis: moment,
                "status": str(status[row, column]),
                "sentence": Status[str(status[row, column])].value,
                "residual": float(residual[row, column]) if math.isfinite(residual[row, column]) else None,
                "iterations": int(iterations[row, column]),
            }
            for row, scenario in enumerate(self.scenarios)
            for column, moment in enumerate(self.moments)
        ]

    def headline(self) -> pd.DataFrame:
        """What a reader asks first, for the two sides of the dispute."""
        raise NotImplementedError

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

        Raises
        ------
        ResultsError
            An unknown name, or a single flow of which lean results hold a sum only.
        """
        array = self.data[self._known(indicator)]
        for dim, label in labels.items():
            if dim not in array.dims:
                raise ResultsError(f"{indicator}: got {dim!r} — its dimensions are {', '.join(map(str, array.dims))}.")
            if dim != "date":
                checked_names(label, [str(known) for known in array[dim].to_numpy()], dim)
        check_kept(self.data, indicator, labels)
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

    def compare(self, other: Self, indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Hold the scenarios that another result of the verb has too against it, number by number.

        `compare([one, other])` of the package puts all scenarios of both runs into one set of results instead.

        Parameters
        ----------
        indicators
            Which; absent: those of regions.

        Returns
        -------
        table
            scenario, horizon or date, indicator, region, partner, sector, unit, value, other, difference (value less
            other).

        Raises
        ------
        ResultsError
            Other baselines or horizons, or no scenario in common.
        """
        check_labelled([self, other])
        table, other_table = (run.to_pandas(list(indicators) or OF_REGIONS) for run in (self, other))
        keys = [name for name in ("scenario", self.axis, "indicator", "region", "partner", "sector", "unit")]
        return difference(table, other_table, [name for name in keys if name in table])

    def to_pandas(self, indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Long table with one row for each number: the columns of `indicators.csv`.

        Without names, it holds all indicators but trade flows and volumes, which `flows` has.
        """
        return indicator_table(self._plain, [self._known(name) for name in indicators] or self._tabled)

    def tariffs(self, importer: str | Sequence[str] = ()) -> pd.DataFrame:
        """Average tariffs by law and as collected, before and after substitution, by partner and by sector.

        Parameters
        ----------
        importer
            Codes of whose tariffs; absent: of all whose tariffs a scenario changes, actors first.

        Returns
        -------
        table
            One row an average, see `Tariffs.rates`.

        Raises
        ------
        ResultsError
            An unknown code, or results of an older version, which lack averages.
        """
        importers = checked_names(importer, [str(code) for code in self.data["region"].to_numpy()], "importer")
        with self.explaining_gaps():
            return tariff_table(self._plain, importers)

    def flows(self, *scenarios: str) -> pd.DataFrame:
        """Long table of trade flows of all or some scenarios: the columns of `flows.csv`."""
        with self.explaining_gaps():
            return flow_table(self._plain.sel(scenario=list(scenarios or self.scenarios)))

    def quantiles(self) -> pd.DataFrame:
        """Long table of quantiles over draws: the columns of `summary.csv`.

        Raises
        ------
        ResultsError
            There were no draws.
        """
        if self.summary is None:
            raise ResultsError(f"this {self.verb} had no draws — run it with `--draws 200`.")
        return summary_table(self._plain, self.summary.assign_coords({self.axis: self._plain[self.axis]}))

    @property
    def _plain(self) -> xr.Dataset:
        """The dataset as tables show it."""
        return self.data

    @property
    def _tabled(self) -> list[str]:
        return [name for name in INDICATORS if name not in IN_FLOW_TABLE and name in self.data]

    def lean(self) -> Self:
        """The results without the small flows of a large economy, of which a sum is kept by exporter and importer."""
        data = lean(self.data)
        if data is self.data:
            return self
        asked = {**self.provenance.asked, "flows": kept_record(data, self.data)}
        leaner: Self = replace(cast("Any", self), data=data, provenance=replace(self.provenance, asked=asked))
        return leaner

    def parts(self) -> dict[str, Iterable[pd.DataFrame]]:
        """Indicators, one at a time, and flows, a few scenarios at a time: whole, they would not fit into memory."""
        first = range(0, len(self.scenarios), SCENARIOS_AT_ONCE)
        tables: dict[str, Iterable[pd.DataFrame]] = {
            "indicators": (self.to_pandas([name]) for name in self._tabled),
            "flows": (self.flows(*self.scenarios[start : start + SCENARIOS_AT_ONCE]) for start in first),
            **self._further(),
        }
        return tables if self.summary is None else {**tables, "summary": [self.quantiles()]}

    def _further(self) -> dict[str, Iterable[pd.DataFrame]]:
        """Tables beside those of indicators and flows."""
        return {}

    def files(self) -> dict[str, xr.Dataset]:
        """Every number, and quantiles over draws."""
        return {DATASET: self.data} if self.summary is None else {DATASET: self.data, SUMMARY: self.summary}

    def _kept(self, scenario: str | Sequence[str]) -> dict[str, Any]:
        """Labels of some scenarios, their bounds, and the reference, so that changes can still be shown."""
        chosen = checked_names(scenario, self.scenarios, "scenario")
        kept = [name for name in self.scenarios if name in chosen or name == self.reference]
        return {"scenario": kept, "bound": np.isin(self.data["bound_scenario"], kept)}

    def _known(self, indicator: str) -> str:
        known = self._ipython_key_completions_()
        if indicator in known:
            return indicator
        if indicator in INDICATORS:
            raise self.lacking(indicator)
        hint = nearest(indicator, known)
        raise ResultsError(f"got the unknown indicator {indicator!r}. {hint} `tariffsim indicators` lists them.")

    def _ipython_key_completions_(self) -> list[str]:
        return [name for name in INDICATORS if name in self.data]


def stored(folder: Folder) -> tuple[xr.Dataset, Provenance, xr.Dataset | None]:
    """Dataset, provenance and summary of a folder."""
    data = folder.dataset(DATASET)
    unlabelled = {"status", "residual", "iterations"} - {str(name) for name in data.data_vars}
    if unlabelled:
        raise ValueError(f"{DATASET} lacks {', '.join(sorted(unlabelled))}")
    return data, folder.provenance, folder.dataset_if_any(SUMMARY)


def check_labelled(results: Sequence[LabelledResults]) -> None:
    """Make sure that results are on one baseline and at the same horizons.

    Raises
    ------
    ResultsError
        They are not.
    """
    check_comparable(results)
    first = _horizons(results[0])
    for horizons in map(_horizons, results):
        if horizons != first:
            raise ResultsError(
                f"compare: got runs at the horizons {', '.join(first)} and {', '.join(horizons)} — "
                "run them at the same ones."
            )


def _horizons(results: LabelledResults) -> tuple[str, ...]:
    return results.moments if results.axis == "horizon" else ()


def checked_names(given: str | Sequence[str], known: Sequence[str], kind: str) -> list[str]:
    """Names that are known.

    Raises
    ------
    ResultsError
        One is not; with the nearest.
    """
    names = [given] if isinstance(given, str) else list(given)
    for name in names:
        if name not in known:
            raise ResultsError(f"got the unknown {kind} {name!r}. {nearest(name, known)} Known: {', '.join(known)}.")
    return names
