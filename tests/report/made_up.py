"""Made-up results with every indicator, so that charts can be tested without solving anything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

from simulator.report.views.experiments import GridView
from simulator.results import INDICATORS, Provenance, Results
from simulator.results.assembly.quantiles import QUANTILES, REFERENCE_CHANGE
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, FlowSum
from simulator.results.indicators.indicator import DIMENSIONS

SEED = 20190101
REGIONS = {"USA": "United States", "CHN": "China (mainland)", "BRA": "Brazil", "ROW": "Rest of world", "XYZ": "Xylia"}
SECTORS = {"SOY": "Soybeans (HS 1201)", "REE": "Rare earths", "SRV": "Services"}
SCENARIOS = ("truce", "tariff", "cutoff", "pledge", "boycott", "broken")
BOUNDS = (
    ("truce", "licences", "export_licensing", "CHN", "USA", "REE", "t", 900.0),
    ("tariff", "licences", "export_licensing", "CHN", "USA", "REE", "t", 900.0),
    ("cutoff", "licences", "export_licensing", "CHN", "USA", "REE", "t", 200.0),
    ("cutoff", "licences", "export_licensing", "CHN", "BRA", "REE", "t", 100.0),
    ("cutoff", "licences", "rationing", "USA", "", "SRV", "million USD", 900.0),
    ("cutoff", "licences", "rationing", "BRA", "", "SRV", "million USD", 800.0),
    ("pledge", "beans", "purchase_commitment", "USA", "CHN", "SOY", "Mt", 25.0),
    ("broken", "beans", "purchase_commitment", "USA", "CHN", "SOY", "Mt", 30.0),
)
USUAL = {
    "label": lambda name: f"The {name}",
    "title": lambda name: f"Title of {name}",
    "summary": lambda name: f"Summary of {name}.",
    "colour": lambda name: "#123456" if name == "tariff" else "",
    "group": lambda name: "",
    "actors": lambda name: "",
}
INCOME = 1e6
"""Of every region, million USD."""
SIZES = {"%": 1.0, "million USD": 50_000.0, "% of border value": 20.0}


def made_up(
    scenarios: Sequence[str] = SCENARIOS,
    *,
    reference: str = "truce",
    unsolved: Sequence[str] = ("broken",),
    regions: Mapping[str, str] = REGIONS,
    sectors: Mapping[str, str] = SECTORS,
    horizons: Sequence[str] = ("short", "long"),
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> Results:
    """Results of random numbers, with those bounds of `BOUNDS` whose scenario and regions are there.

    `texts` replaces labels, titles and other texts of some scenarios.
    """
    rng = np.random.default_rng(SEED)
    bounds = [
        bound
        for bound in BOUNDS
        if bound[0] in scenarios
        and (bound[2] != "rationing" or "REE" in sectors)
        and {bound[3], bound[4]} <= {*regions, ""}
        and bound[5] in sectors
    ]
    data = xr.Dataset(
        coords=_labels(scenarios, regions, sectors, horizons, texts or {})
        | _exposure(regions, sectors)
        | _bound_labels(bounds)
    )
    data = data.assign(_numbers(data.sizes, rng))
    data["premium"] = abs(data["premium"])
    data["welfare"] = (100 * data["welfare_usd"] / INCOME).assign_attrs(data["welfare"].attrs)
    data["price_multiple"] = 1 + abs(data["price_multiple"])
    data["value_added_at_risk"] = abs(data["value_added_at_risk"]) * data["scenario"].isin(["cutoff"])
    data["value_added_at_risk_baseline"] *= 0
    is_failed = data["scenario"].isin(list(unsolved))
    is_failed_bound = data["bound_scenario"].isin(list(unsolved))
    data = data.assign(
        {name: data[name].where(~(is_failed_bound if "bound" in data[name].dims else is_failed)) for name in INDICATORS}
    )
    grid = (len(scenarios), len(horizons))
    status = np.where(is_failed.to_numpy()[:, None], "STALLED", "CONVERGED")
    data["status"] = (("scenario", "horizon"), np.broadcast_to(status, grid))
    data["residual"] = (("scenario", "horizon"), np.full(grid, 1e-11))
    data["iterations"] = (("scenario", "horizon"), np.full(grid, 30))
    data.attrs = {
        "title": "What if?",
        "reference": reference,
        "baseline": "made-up",
        "year": 2024,
        "money": "million USD",
        "numeraire": "world factor income fixed",
    }
    return Results(data, Provenance(versions={"tariffsim": "9.9"}, reference=reference, horizons=tuple(horizons)))


def _numbers(sizes, rng):
    """Every indicator and its baseline, at random."""
    numbers = {}
    for name, item in INDICATORS.items():
        dims = DIMENSIONS[item.about]
        shape = tuple(sizes[dim] for dim in dims)
        case = ("horizon",) if item.about == "bound" else ("scenario", "horizon")
        moved = rng.normal(0, 1, (*(sizes[dim] for dim in case), *shape))
        start = np.zeros(shape) if item.is_percent_change else rng.uniform(0.5, 1.5, shape) * SIZES.get(item.unit, 20.0)
        value = moved if item.is_percent_change else start * (1 + 0.2 * moved)
        attributes = {"unit": item.unit, "long_name": item.title}
        value = xr.Variable((*case, *dims), value, attributes).transpose(*_order(item.about, case, dims))
        numbers |= {name: value, f"{name}_baseline": xr.Variable(dims, start, attributes)}
    return numbers


def _exposure(regions, sectors):
    """Half of all services cannot be made without rare earths, of which regions hold stocks of two months."""
    if not {"REE", "SRV"} <= set(sectors):
        return {}
    dims, is_user = ("critical", "sector", "region"), np.array([code == "SRV" for code in sectors], dtype=float)
    shares = {"exposure_low": 0.2, "exposure": 0.5, "exposure_high": 0.9}
    return {
        "critical": ["REE"],
        **{
            name: (dims, np.tile(share * is_user[None, :, None], (1, 1, len(regions))))
            for name, share in shares.items()
        },
        "stock_months": (("critical", "region"), np.full((1, len(regions)), 2.0)),
    }


def _order(about: str, case: tuple[str, ...], dims: tuple[str, ...]) -> tuple[str, ...]:
    return ("bound", "horizon") if about == "bound" else (*case, *dims)


def _labels(scenarios, regions, sectors, horizons, texts):
    codes, goods = list(regions), list(sectors)
    units = {"SOY": "Mt", "REE": "t"}
    return {
        "scenario": list(scenarios),
        "horizon": list(horizons),
        "region": codes,
        "partner": codes,
        "exporter": codes,
        "importer": codes,
        "sector": goods,
        **{
            key: ("scenario", [texts.get(name, {}).get(key, usual(name)) for name in scenarios])
            for key, usual in USUAL.items()
        },
        "region_name": ("region", list(regions.values())),
        "sector_name": ("sector", list(sectors.values())),
        "sector_kind": ("sector", ["services" if code == "SRV" else "goods" for code in goods]),
        "quantity_unit": ("sector", [units.get(code, "") for code in goods]),
    }


def _bound_labels(bounds):
    names = ("bound_scenario", "measure", "kind", "exporters", "importers", "sectors", "unit")
    texts = {
        name: ("bound", np.array([bound[place] for bound in bounds], dtype=str)) for place, name in enumerate(names)
    }
    ids = [f"{bound[0]}/{bound[1]}/{bound[3]}-{bound[4]}-{bound[5]}" for bound in bounds]
    return texts | {"bound": np.array(ids, dtype=str), "limit": ("bound", np.array([bound[7] for bound in bounds]))}


def with_draws(results: Results, draws: int = 40, spread: float = 0.5) -> Results:
    """The same results with quantiles over made-up draws of every indicator, and of sums of flows; two draws failed."""
    rng = np.random.default_rng(SEED)
    data, reference = results.data, results.reference
    told = {}
    for name, item in INDICATORS.items():
        if item.about == "flow":
            continue
        value = data[name]
        size = spread * (1.0 if item.is_percent_change else abs(value))
        drawn = value + size * xr.DataArray(rng.normal(0, 1, (*value.shape, draws)), dims=(*value.dims, "draw"))
        told[name] = _quantiles(drawn)
        is_bound = item.about == "bound"
        change = drawn - (drawn.sel(scenario=reference) if reference and not is_bound else np.nan)
        told[name + REFERENCE_CHANGE] = _quantiles(change)
        if name == "own_income":
            beats = drawn > drawn.rename(scenario="against")
            told["beats"] = beats.mean("draw").transpose("scenario", "against", "horizon", "region")
    coords = {"quantile": list(QUANTILES), "against": data["scenario"].to_numpy()}
    summary = xr.Dataset(told, coords).merge(_flow_sums(data, reference, rng.normal(0, spread, draws)))
    solved = np.where(data["status"] == "CONVERGED", draws - 2, 0)
    summary["solved_draws"] = (("scenario", "horizon"), solved)
    uncertain = [{"name": "origin.SOY", "is_elasticity": True}]
    asked = {"draws": draws, "method": "sobol", "uncertain": uncertain}
    provenance = replace(results.provenance, seed=7, asked=asked)
    return Results(data, provenance, summary.assign_coords(data.coords))


def _flow_sums(data: xr.Dataset, reference: str, noise: np.ndarray) -> xr.Dataset:
    """Quantiles of sums of flows, each draw a multiple of the central number."""
    goods = [code for code in data["sector"].values if code != "SRV"]
    base, volume = data["trade_flow_baseline"], data["trade_volume"]
    sums = {FlowSum("volume", tuple(goods)): (base * (1 + volume / 100)).sel(sector=goods).sum("sector", skipna=False)}
    sums |= {
        FlowSum("quantity", (code,)): data["quantity"].sel(sector=code, drop=True)
        for code in goods
        if data["quantity_unit"].sel(sector=code) != ""
    }
    central = xr.concat(list(sums.values()), dim=FLOW_DIM).assign_coords({FLOW_DIM: [item.name for item in sums]})
    drawn = central * (1 + xr.DataArray(noise, dims="draw"))
    change = drawn - (drawn.sel(scenario=reference, drop=True) if reference else np.nan)
    found = xr.Dataset({FLOW_SUMS: _quantiles(drawn), FLOW_SUMS + REFERENCE_CHANGE: _quantiles(change)})
    return found.reset_coords(drop=True)


def _quantiles(drawn: xr.DataArray) -> xr.DataArray:
    found = drawn.quantile(list(QUANTILES.values()), "draw", skipna=False).assign_coords(quantile=list(QUANTILES))
    return found.transpose(..., "quantile")


def made_up_sweep(levers: Mapping[str, Sequence[float]], scenarios: Sequence[str] = ("truce", "tariff")) -> xr.Dataset:
    """Indicators over levers: the change in real income is 1 less twice the first lever in CHN, half that in USA.

    Every other lever adds half of itself, and scenario k has k times the change of the first.
    """
    regions = ["USA", "CHN", "BRA"]
    grids = np.meshgrid(*levers.values(), indexing="ij")
    line = 1.25 - 2 * grids[0] + 0.5 * sum(grids[1:])
    shape = (len(scenarios), 2, *line.shape, len(regions))
    value = np.full(shape, 0.25)
    for row in range(1, len(scenarios)):
        value[row] = row * (line - 0.25)[..., None] * np.array([0.5, 1.0, 0.0]) + 0.25
    dims = ("scenario", "horizon", *levers, "region")
    coords = {"scenario": list(scenarios), "horizon": ["short", "long"], "region": regions}
    variables = {
        "real_income": (dims, value),
        "tariff_revenue": (dims, 1e5 * value),
        "premium": (dims[:-1], value[..., 1]),
    }
    attributes = {"reference": "truce", "baseline": "made-up", "year": 2024}
    return xr.Dataset(
        variables, coords | {name: list(values) for name, values in levers.items()}, attributes
    ).assign_coords(
        label=("scenario", [f"The {name}" for name in scenarios]),
        region_name=("region", ["United States", "China (mainland)", "Brazil"]),
    )


def grid_view(data: xr.Dataset, indicator: str = "real_income", **changes: object) -> GridView:
    """A made-up sweep as charts read it; `changes` replaces fields of the view."""
    levers = [str(name) for name in data["real_income"].dims[2:-1]]
    array, parts = data[indicator].reset_coords(drop=True), []
    for place in data["region"].values if "region" in array.dims else [""]:
        own = array.sel(region=place, drop=True) if place else array
        table = own.to_dataframe(name="value", dim_order=["scenario", "horizon", *levers]).reset_index()
        table.insert(2, "place", str(place))
        parts.append(table)
    view = GridView(
        pd.concat(parts, ignore_index=True),
        indicator,
        tuple(name for name in levers if data.sizes[name] > 1),
        "truce",
        "short",
        dict(zip(data["scenario"].values.tolist(), data["label"].values.tolist(), strict=True)),
        dict(zip(data["region"].values.tolist(), data["region_name"].values.tolist(), strict=True)),
        baseline="made-up, 2024",
    )
    return replace(view, **changes)
