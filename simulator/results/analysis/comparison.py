"""A run at one horizon, its scenarios compared with a reference: what every analysis reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import pandas as pd
import xarray as xr

from simulator.economy.reading.units import MONEY
from simulator.errors import ResultsError, nearest
from simulator.results.indicators.headline import ACTORS, sides
from simulator.results.provenance import Provenance
from simulator.results.run import Results
from simulator.solver.status import Status


class Labelled:
    """Indicators with their labels: what a run at one horizon and a timeline have in common."""

    @property
    def data(self) -> xr.Dataset:
        """Every number."""
        raise NotImplementedError

    @property
    def provenance(self) -> Provenance:
        """Where the numbers come from."""
        raise NotImplementedError

    @cached_property
    def regions(self) -> list[str]:
        """Codes in the order of the baseline."""
        return [str(code) for code in self.data["region"].values]

    @cached_property
    def sectors(self) -> list[str]:
        """Codes in the order of the baseline."""
        return [str(code) for code in self.data["sector"].values]

    def codes(self, regions: Sequence[str] | None, usual: Sequence[str]) -> list[str]:
        """Codes of the regions that were asked for, or the usual ones.

        Raises
        ------
        ResultsError
            An unknown region.
        """
        return [chosen(code, self.regions, "region") for code in regions or dict.fromkeys(usual)]

    @property
    def pair(self) -> tuple[str, str]:
        """The two regions that results are about: the first two actors."""
        return sides(self.data)

    def named_in(self, scenario: str) -> tuple[str, ...]:
        """Regions that a scenario's own measures name, those with most trade at stake first."""
        return tuple(self.texts(ACTORS, "scenario")[scenario].split()) if ACTORS in self.data.coords else ()

    def sides_of(self, scenario: str) -> tuple[str, ...]:
        """The one or two regions that a scenario is about: the first that it names, else those of all results."""
        return self.named_in(scenario)[:2] or tuple(dict.fromkeys(self.pair))

    @property
    def has_sides(self) -> bool:
        """Whether there are two of them."""
        return self.pair[0] != self.pair[1]

    @property
    def goods(self) -> list[str]:
        """Sectors that trade goods; all of them where no sector is marked as one."""
        if "sector_kind" not in self.data.coords:
            return self.sectors
        kinds = self.texts("sector_kind", "sector")
        return [code for code in self.sectors if kinds[code] == "goods"] or self.sectors

    def quantity_unit(self, sector: str) -> str:
        """Physical unit of a sector, empty where it has none."""
        return self.texts("quantity_unit", "sector")[sector]

    def texts(self, name: str, along: str) -> dict[str, str]:
        """Texts of a label by the codes of its axis."""
        if name not in self._known:
            pairs = zip(self.data[along].values.tolist(), self.data[name].values.tolist(), strict=True)
            self._known[name] = {str(code): str(text) for code, text in pairs}
        return self._known[name]

    @cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        return {}

    def has(self, *names: str) -> bool:
        """Whether all these indicators were computed."""
        return set(names) <= set(self.data.data_vars)

    def unit(self, indicator: str) -> str:
        """Unit of an indicator's level."""
        return str(self.data[indicator].attrs.get("unit", ""))

    def long_name(self, indicator: str) -> str:
        """Name of an indicator in words."""
        return str(self.data[indicator].attrs.get("long_name", "") or indicator.replace("_", " "))

    def baseline(self, indicator: str) -> xr.DataArray:
        """Level before anything happens; 0 for an indicator that is itself a change."""
        name = f"{indicator}_baseline"
        if name in self.data:
            return self.data[name]
        level = self.data[indicator]
        return xr.zeros_like(level.isel({dim: 0 for dim in ("scenario", "date") if dim in level.dims}, drop=True))

    @property
    def year(self) -> str:
        """Base year."""
        return str(self.data.attrs.get("year", ""))


@dataclass(frozen=True, eq=False)
class Comparison(Labelled):
    """A run at one horizon; changes are against its reference, or the baseline where the reference was not solved.

    Attributes
    ----------
    results
        All that was computed.
    horizon
        The one that is looked at.
    """

    results: Results
    horizon: str

    @classmethod
    def of(cls, results: Results, horizon: str | None = None) -> Self:
        """Look at a horizon; the first one of the run if none is named.

        Raises
        ------
        ResultsError
            The run has no such horizon.
        """
        known = [str(name) for name in results.data["horizon"].values]
        return cls(results, known[0] if horizon is None else chosen(horizon, known, "horizon"))

    def at(self, horizon: str | None = None) -> Self:
        """Another horizon of the same run; without a name this one."""
        return self if horizon is None else self.of(self.results, horizon)

    @property
    def provenance(self) -> Provenance:
        """Where the numbers come from."""
        return self.results.provenance

    @cached_property
    def data(self) -> xr.Dataset:
        """Everything at this horizon."""
        return self.results.data.sel(horizon=self.horizon)

    @cached_property
    def draws(self) -> xr.Dataset | None:
        """Quantiles over draws at this horizon; None for a run without."""
        return None if self.results.summary is None else self.results.summary.sel(horizon=self.horizon)

    @cached_property
    def scenarios(self) -> list[str]:
        """Names in the order of the suite, the reference among them."""
        return [str(name) for name in self.data["scenario"].values]

    @property
    def reference(self) -> str:
        """Scenario against which changes are shown; empty: the baseline, also where the reference was not solved."""
        name = str(self.data.attrs.get("reference", ""))
        return name if name and self.is_solved(name) else ""

    @cached_property
    def horizons(self) -> list[str]:
        """Horizons of the run at which changes are against the same as at this one, in its order."""
        return [name for name in self.results.horizons if self.at(name).reference == self.reference]

    @property
    def others(self) -> list[str]:
        """Scenarios that are compared with the reference."""
        return [name for name in self.scenarios if name != self.reference]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was solved."""
        return not any(map(self.is_solved, self.scenarios))

    @property
    def compares(self) -> bool:
        """Whether a scenario beside the reference was solved."""
        return any(map(self.is_solved, self.others))

    def is_solved(self, scenario: str) -> bool:
        """Whether the scenario has numbers at this horizon."""
        return self.texts("status", "scenario")[scenario] == Status.CONVERGED.name

    def change(self, indicator: str) -> xr.DataArray:
        """Change against the reference, or against the baseline in a run without one."""
        level = self.data[indicator]
        if self.reference:
            return level - level.sel(scenario=self.reference, drop=True)
        return level - self.baseline(indicator)

    def from_reference(self, indicator: str) -> xr.DataArray:
        """Level in the reference, or in the baseline in a run without one."""
        if self.reference:
            return self.data[indicator].sel(scenario=self.reference, drop=True)
        return self.baseline(indicator)

    def bounds(self, kinds: tuple[str, ...]) -> pd.DataFrame:
        """Labels and numbers of the bounds of some kinds of measure, one row a bound, in the order of scenarios."""
        table = self._bounds
        return table[table["kind"].isin(kinds)] if len(table) else table

    @cached_property
    def _bounds(self) -> pd.DataFrame:
        if "bound" not in self.data.dims or not self.data.sizes["bound"]:
            return pd.DataFrame()
        along = [name for name, item in self.data.variables.items() if item.dims == ("bound",)]
        table = self.data[[name for name in along if name != "bound"]].reset_coords().to_dataframe().reset_index()
        if "is_value" not in table:  # in results of older versions
            table["is_value"] = table["unit"] == MONEY
        table = table[table["bound_scenario"].isin(self.scenarios)]
        return table.sort_values("bound_scenario", key=lambda names: names.map(self.scenarios.index), kind="stable")


def compared(run: "Results | Comparison", horizon: str | None = None) -> Comparison:
    """A run at a horizon, the first one unless another is named; a comparison as it is."""
    return Comparison.of(run, horizon) if isinstance(run, Results) else run.at(horizon)


def chosen(name: str, known: list[str], kind: str) -> str:
    """Return a name that is known.

    Raises
    ------
    ResultsError
        With the nearest name and all that are allowed.
    """
    if name not in known:
        guess = nearest(name, known)
        raise ResultsError(f"{kind}: got {name!r} — {guess + ' ' if guess else ''}Known: {', '.join(known)}.")
    return name
