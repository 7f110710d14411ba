"""From solved arrays to labelled results."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import xarray as xr

from simulator.economy import Economy
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.indicator import DIMENSIONS, Array, Indicator
from simulator.results.indicators.registry import INDICATORS
from simulator.results.indicators.world import World
from simulator.results.table import BASELINE
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import Case
from simulator.solver.solve import Solution


@dataclass(frozen=True)
class Caption:
    """How a scenario is shown: its name, label, title, summary, colour and heading."""

    name: str
    label: str
    title: str
    summary: str
    colour: str = ""
    group: str = ""


def assemble(
    economy: Economy,
    cases: Sequence[Case],
    solved: tuple[Shock, Solution, Equilibrium],
    captions: Sequence[Caption],
    attributes: dict[str, Any],
) -> xr.Dataset:
    """Compute every indicator and label it.

    Parameters
    ----------
    cases
        One for each scenario at each horizon, horizons of a scenario together, scenarios in the order of `captions`.
    solved
        The stacked shock of the cases, their solution and equilibrium.
    attributes
        Attributes of the dataset: title of the suite and name of the reference scenario, or "".
    """
    shock, solution, equilibrium = solved
    world = World(economy, shock, equilibrium)
    horizons = list(dict.fromkeys(case.horizon for case in cases))
    grid = (len(captions), len(horizons))
    bounds = [(case, label) for case in cases for label in case.bounds]
    coords = _coordinates(economy, captions, horizons) | _exposure_coordinates(economy) | _bound_coordinates(bounds)
    data = xr.Dataset(coords=coords, attrs=attributes | _baseline_attributes(economy, solution))
    for indicator in INDICATORS.values():
        value, baseline = indicator.compute(world)
        if indicator.about == "bound":
            data = data.assign(_bound_variables(indicator, value, baseline, bounds, data))
        else:
            data = data.assign(_variables(indicator, value.reshape(*grid, *value.shape[1:]), baseline))
    status = np.array([status.name for status in solution.status]).reshape(grid)
    return data.assign(
        status=(("scenario", "horizon"), status),
        residual=(("scenario", "horizon"), solution.residual.reshape(grid)),
        iterations=(("scenario", "horizon"), solution.iterations.reshape(grid)),
    )


def _coordinates(economy: Economy, captions: Sequence[Caption], horizons: list[str]) -> dict[str, Any]:
    """Labels of all axes but bounds, with what charts and reports say of them."""
    of_scenarios = {
        item.name: ("scenario", np.array([getattr(caption, item.name) for caption in captions], dtype=str))
        for item in fields(Caption)
        if item.name != "name"
    }
    return of_scenarios | {
        "scenario": np.array([caption.name for caption in captions], dtype=str),
        "horizon": np.array(horizons, dtype=str),
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


def _bound_coordinates(bounds: Sequence[tuple[Case, BoundLabel]]) -> dict[str, Any]:
    """Labels of the bounds of all scenarios; a bound is the same one at every horizon."""
    labels = {bound_id(case, label): (case, label) for case, label in bounds}
    texts = {
        "bound": list(labels),
        "bound_scenario": [case.scenario for case, _ in labels.values()],
        "measure": [label.measure for _, label in labels.values()],
        "kind": [label.kind for _, label in labels.values()],
        "exporters": ["+".join(label.exporters) for _, label in labels.values()],
        "importers": ["+".join(label.importers) for _, label in labels.values()],
        "sectors": ["+".join(label.sectors) for _, label in labels.values()],
        "unit": [label.unit for _, label in labels.values()],
    }
    coords = {name: ("bound", np.array(values, dtype=str)) for name, values in texts.items()}
    return coords | {
        "is_value": ("bound", np.array([label.is_value for _, label in labels.values()], dtype=bool)),
        "limit": ("bound", np.array([label.limit for _, label in labels.values()], dtype=float)),
    }


def bound_id(case: Case, label: BoundLabel) -> str:
    """Name a bound across horizons and runs: scenario, measure, and the flow unless it is pooled."""
    flows = "" if label.pooled else "/" + "-".join((*label.exporters, *label.importers, *label.sectors))
    return f"{case.scenario}/{label.measure}{flows}"


def _baseline_attributes(economy: Economy, solution: Solution) -> dict[str, Any]:
    return {
        "baseline": economy.name,
        "baseline_title": economy.title,
        "year": economy.year,
        "money": economy.money,
        "numeraire": solution.numeraire,
    }


def _variables(indicator: Indicator, value: Array, baseline: Array) -> dict[str, Any]:
    dims = DIMENSIONS[indicator.about]
    attributes = _attributes(indicator)
    return {
        indicator.name: (("scenario", "horizon", *dims), value, attributes),
        indicator.name + BASELINE: (dims, baseline, attributes),
    }


def _bound_variables(
    indicator: Indicator, value: Array, baseline: Array, bounds: Sequence[tuple[Case, BoundLabel]], data: xr.Dataset
) -> dict[str, Any]:
    """Place the row of all bounds of all cases into (bound, horizon)."""
    rows = {name: place for place, name in enumerate(data["bound"].to_numpy().tolist())}
    columns = {name: place for place, name in enumerate(data["horizon"].to_numpy().tolist())}
    by_horizon = np.full((len(rows), len(columns)), np.nan)
    level = np.full(len(rows), np.nan)
    for place, (case, label) in enumerate(bounds):
        row = rows[bound_id(case, label)]
        by_horizon[row, columns[case.horizon]] = value[place]
        level[row] = baseline[place]
    attributes = _attributes(indicator)
    return {
        indicator.name: (("bound", "horizon"), by_horizon, attributes),
        indicator.name + BASELINE: (("bound",), level, attributes),
    }


def _attributes(indicator: Indicator) -> dict[str, str]:
    return {"unit": indicator.unit, "long_name": indicator.title, "definition": indicator.definition}
