"""From the arrays of solved cases to labelled data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.results.assembly.solved import Arrays
from simulator.results.indicators.indicator import DIMENSIONS, Array
from simulator.results.indicators.registry import INDICATORS
from simulator.results.table import BASELINE
from simulator.solver.solve import Solution


@dataclass(frozen=True)
class Caption:
    """How a scenario is shown: its name, label, title, summary, colour, heading, and codes of whom it is about."""

    name: str
    label: str
    title: str
    summary: str
    colour: str = ""
    group: str = ""
    actors: str = ""


@dataclass(frozen=True, eq=False)
class CaseGrid:
    """Where cases stand on the axes by which they differ.

    Attributes
    ----------
    labels
        Labels of each axis: of scenarios, and of horizons or dates.
    places
        Index of every case on each of them.
    """

    labels: Mapping[str, NDArray[Any]]
    places: tuple[NDArray[np.intp], ...]

    @classmethod
    def of(cls, arrays: Arrays, scenarios: Sequence[str]) -> "CaseGrid":
        """Find the axes of solved cases."""
        labels: dict[str, NDArray[Any]] = {"scenario": np.array(scenarios, dtype=str)}
        if np.isnat(arrays["case_date"]).any():
            labels["horizon"] = np.array(list(dict.fromkeys(arrays["case_horizon"].tolist())), dtype=str)
        else:
            labels["date"] = np.unique(arrays["case_date"])
        rows = {name: {label: row for row, label in enumerate(known.tolist())} for name, known in labels.items()}
        places = (
            np.array([rows[name][label] for label in arrays[f"case_{name}"].tolist()], np.intp) for name in labels
        )
        return cls(labels, tuple(places))

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes."""
        return tuple(self.labels)

    @property
    def order(self) -> NDArray[np.intp]:
        """Cases by scenario, and of one scenario by horizon or date."""
        return np.lexsort(self.places[::-1])

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Put what there is of each case onto the axes."""
        table = np.empty((*map(len, self.labels.values()), *values.shape[1:]), values.dtype)
        table[self.places] = values
        return table


def assemble(
    economy: Economy, arrays: Arrays, captions: Sequence[Caption], attributes: Mapping[str, Any]
) -> xr.Dataset:
    """Label the arrays of solved cases.

    Parameters
    ----------
    arrays
        One case for each scenario at each horizon or date, in any order.
    captions
        How scenarios are shown, in the order that they are to have.
    attributes
        Attributes of the dataset: title of the suite and name of the reference scenario, or "".
    """
    grid = CaseGrid.of(arrays, [caption.name for caption in captions])
    bounds = _Bounds.of(arrays, grid)
    coords = _coordinates(economy, captions) | _exposure_coordinates(economy) | bounds.coordinates(arrays)
    for name, labels in grid.labels.items():
        coords[name] = labels.astype("datetime64[ns]") if name == "date" else labels
    variables: dict[str, Any] = {}
    for name, indicator in INDICATORS.items():
        value, baseline = arrays[name], arrays[name + BASELINE]
        attrs = {"unit": indicator.unit, "long_name": indicator.title, "definition": indicator.definition}
        dims = DIMENSIONS[indicator.about]
        if indicator.about == "bound":
            variables[name] = (("bound", grid.axes[-1]), bounds.spread(value), attrs)
            variables[name + BASELINE] = (dims, baseline[bounds.last], attrs)
        else:
            variables[name] = ((*grid.axes, *dims), grid.spread(value), attrs)
            variables[name + BASELINE] = (dims, baseline, attrs)
    variables |= {name: (grid.axes, grid.spread(arrays[name])) for name in ("status", "residual", "iterations")}
    return xr.Dataset(variables, coords=coords, attrs={**attributes, **_baseline_attributes(economy)})


@dataclass(frozen=True, eq=False)
class _Bounds:
    """The bounds of all scenarios; a bound is the same one at every horizon and date.

    Attributes
    ----------
    rows
        For every bound of every case, which one it is.
    columns, n_columns
        Its horizon or date, and how many of these there are.
    last
        For every bound, the last case's.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    n_columns: int
    last: NDArray[np.intp]

    @classmethod
    def of(cls, arrays: Arrays, grid: CaseGrid) -> "_Bounds":
        """Tell the bounds of cases apart, scenario by scenario."""
        rank = np.argsort(grid.order)
        in_order = np.argsort(rank[arrays["bound_case"]], kind="stable")
        names = arrays["bound"].tolist()
        last = {names[position]: position for position in in_order.tolist()}
        rows = {name: row for row, name in enumerate(last)}
        columns = grid.places[-1][arrays["bound_case"]]
        n_columns = len(grid.labels[grid.axes[-1]])
        return cls(
            np.array([rows[name] for name in names], np.intp),
            columns,
            n_columns,
            np.array(list(last.values()), np.intp),
        )

    def spread(self, values: Array) -> Array:
        """Put what there is of every bound of every case into (bound, horizon or date)."""
        table = np.full((len(self.last), self.n_columns), np.nan)
        table[self.rows, self.columns] = values
        return table

    def coordinates(self, arrays: Arrays) -> dict[str, Any]:
        """Labels of the bounds."""
        names = {
            "measure": "bound_measure",
            "kind": "bound_kind",
            "exporters": "bound_exporters",
            "importers": "bound_importers",
            "sectors": "bound_sectors",
            "unit": "bound_unit",
            "is_value": "bound_is_value",
            "limit": "bound_limit",
        }
        owners = arrays["case_scenario"][arrays["bound_case"][self.last]]
        coords: dict[str, Any] = {"bound": arrays["bound"][self.last], "bound_scenario": ("bound", owners)}
        return coords | {name: ("bound", arrays[column][self.last]) for name, column in names.items()}


def _coordinates(economy: Economy, captions: Sequence[Caption]) -> dict[str, Any]:
    """Labels of all axes but bounds, with what charts and reports say of them."""
    of_scenarios = {
        item.name: ("scenario", np.array([getattr(caption, item.name) for caption in captions], dtype=str))
        for item in fields(Caption)
        if item.name != "name"
    }
    return of_scenarios | {
        "region": np.array(economy.regions, dtype=str),
        "partner": np.array(economy.regions, dtype=str),
        "exporter": np.array(economy.regions, dtype=str),
        "importer": np.array(economy.regions, dtype=str),
        "sector": np.array(economy.sectors, dtype=str),
        "region_name": ("region", np.array(economy.region_names, dtype=str)),
        "sector_name": ("sector", np.array(economy.sector_names, dtype=str)),
        "sector_kind": ("sector", np.where(economy.is_goods, "goods", "services")),
        "quantity_unit": ("sector", np.array(economy.quantity_unit, dtype=str)),
    }


def _exposure_coordinates(economy: Economy) -> dict[str, Any]:
    """What is assumed of critical inputs: shares of users' output that cannot do without, and months of stock."""
    critical, exposure = economy.levels.is_critical, economy.exposure
    if not critical.any():
        return {}
    shares = {"exposure": exposure.share, "exposure_low": exposure.share_low, "exposure_high": exposure.share_high}
    coords: dict[str, Any] = {"critical": np.array(economy.sectors, dtype=str)[critical]}
    coords |= {name: (("critical", "sector", "region"), share[critical]) for name, share in shares.items()}
    return coords | {"stock_months": (("critical", "region"), economy.stocks[critical])}


def _baseline_attributes(economy: Economy) -> dict[str, Any]:
    return {
        "baseline": economy.name,
        "baseline_title": economy.title,
        "year": economy.year,
        "money": economy.money,
        "numeraire": Solution.numeraire,
    }
