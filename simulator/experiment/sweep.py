"""Sweeps: scenarios over a grid of values of one or more levers."""

import itertools
import math
from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.experiment.batch.points import Points, Variations, kept_indicators, solve_points
from simulator.experiment.batch.work import Work
from simulator.experiment.keywords import Keywords, Levers, lever_texts, records, verb
from simulator.experiment.levers import LARGEST_GRID, Axis, check_levers, levers_of, own_values
from simulator.experiment.plan import Plan, make_plan
from simulator.experiment.provenance import Recorder
from simulator.results import DIMENSIONS, INDICATORS
from simulator.results.experiments.sweep import LISTED, Sweep
from simulator.results.indicators.headline import ACTORS
from simulator.results.outcome import Outcome
from simulator.scenario import Scenario
from simulator.scenario.suite import Requests


@verb
def sweep(
    scenarios: Requests,
    over: Levers,
    *,
    indicator: str = "real_income",
    all_indicators: bool = False,
    **keywords: Unpack[Keywords],
) -> Sweep:
    """Solve scenarios at every point of a grid.

    Parameters
    ----------
    scenarios
        Names, files, scenarios, dicts of a scenario's keys, or a list of these.
    over
        Levers and their values, such as `{"us-100.rate": np.linspace(0, 1, 11)}`, or texts such as
        `us-100.rate=0:1.5:0.05` or `cn-licences.approval_rate=0.1,0.5,1`; several make a grid.
    indicator
        What charts and the table show: an indicator of regions, pairs or bounds, in charts for both sides of the
        dispute unless it says of whom, as in `bilateral_exports:CHN:USA`. The dataset holds all.
    all_indicators
        Whether the table lists all, too, which takes longer to write than a large grid to solve.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    sweep
        Outcomes over the grid; NaN where a point was not solved.

    Raises
    ------
    ScenarioError
        A lever that no scenario has, values that are not allowed, or a grid that is too large.
    ConvergenceError
        A worker died.
    """
    record = Recorder("sweep")
    options, batch = records("sweep", keywords)
    texts = lever_texts("sweep", over)
    axes = tuple(Axis.parse(text) for text in texts)
    plan = make_plan(scenarios, options)
    wanted, *_ = Outcome.parse_or_sides(indicator, plan.economy, kept_indicators(), plan.actors)
    indicator = str(wanted) if ":" in indicator else indicator
    _check(axes, plan)
    with batch.work() as work:
        data = _solved(plan, axes, work)
    asked: dict[str, Any] = {"over": list(texts), "indicator": indicator}
    asked |= {LISTED: kept_indicators()} if all_indicators else {}
    solved = data["is_solved"]
    counted = {"points": int(solved.size), "unsolved": int((~solved).sum())}
    shipped = own_values(plan.scenarios, [axis.lever for axis in axes])
    return Sweep(data, record.provenance(plan, **asked, own_values=shipped, **counted))


def _check(axes: Sequence[Axis], plan: Plan) -> None:
    levers = [axis.lever for axis in axes]
    twice = [lever for lever in levers if levers.count(lever) > 1]
    if not axes or twice:
        raise ScenarioError(f"{twice[0]}: got it twice — one list of values." if twice else "sweep: got no lever.")
    count = math.prod(len(axis.values) for axis in axes) * len(plan.scenarios) * len(plan.horizons)
    if count > LARGEST_GRID:
        raise ScenarioError(f"sweep: got {count:,} points — at most {LARGEST_GRID:,} over all scenarios and horizons.")
    check_levers({axis.lever: axis.values for axis in axes}, plan.scenarios, plan.economy, _held(plan))


def _held(plan: Plan) -> str:
    """Name of the reference where it was not asked for, so that its measures stay as they are."""
    return "" if any(entry.name == plan.reference for entry in plan.suite.entries) else plan.reference


def _grid(
    scenario: Scenario, axes: Sequence[Axis], *, is_fixed: bool
) -> tuple[list[dict[str, float]], NDArray[np.intp]]:
    """Points at which a scenario differs, and for every point of the grid the one that it is."""
    levers = levers_of(scenario, [axis.lever for axis in axes], is_fixed=is_fixed)
    places: dict[tuple[float, ...], int] = {}
    index = []
    for values in itertools.product(*(axis.values for axis in axes)):
        key = tuple(value for axis, value in zip(axes, values, strict=True) if axis.lever in levers)
        index.append(places.setdefault(key, len(places)))
    return [dict(zip(levers, key, strict=True)) for key in places], np.array(index, np.intp)


def _solved(plan: Plan, axes: Sequence[Axis], work: Work) -> xr.Dataset:
    grids = [_grid(item, axes, is_fixed=item.name == _held(plan)) for item in plan.scenarios]
    wanted = [
        Points(scenario, horizon, points)
        for scenario, (points, _) in zip(plan.scenarios, grids, strict=True)
        for horizon in plan.horizons
    ]
    variations = solve_points(plan, wanted, kept_indicators(), work)
    indices = [index for _, index in grids for _ in plan.horizons]
    return _dataset(plan, axes, variations, indices)


def _dataset(
    plan: Plan, axes: Sequence[Axis], variations: Sequence[Variations], indices: Sequence[NDArray[np.intp]]
) -> xr.Dataset:
    """Put the points of every scenario and horizon on the grid, one indicator after the other."""
    levers = tuple(axis.lever for axis in axes)
    grid = (len(plan.scenarios), len(plan.horizons), *(len(axis.values) for axis in axes))
    variables: dict[str, tuple[tuple[str, ...], NDArray[Any], dict[str, str]]] = {}
    for name in kept_indicators():
        item = INDICATORS[name]
        dims = () if item.about == "bound" else DIMENSIONS[item.about]
        values = np.stack([of_pair.read(name)[index] for of_pair, index in zip(variations, indices, strict=True)])
        attributes = {"unit": item.unit, "long_name": item.title}
        variables[name] = (
            ("scenario", "horizon", *levers, *dims),
            values.reshape(*grid, *values.shape[2:]),
            attributes,
        )
    is_solved = np.stack([of_pair.is_solved[index] for of_pair, index in zip(variations, indices, strict=True)])
    variables["is_solved"] = (("scenario", "horizon", *levers), is_solved.reshape(grid), {})
    codes = np.array(plan.economy.regions, dtype=str)
    coords: dict[str, object] = {axis.lever: list(axis.values) for axis in axes}
    coords |= {
        "scenario": np.array([item.name for item in plan.scenarios], dtype=str),
        "horizon": np.array(plan.horizons, dtype=str),
        "label": ("scenario", np.array([entry.label or entry.name for entry in plan.entries], dtype=str)),
        "region_name": ("region", np.array(plan.economy.region_names, dtype=str)),
        "region": codes,
        "partner": codes,
    }
    about = {
        ACTORS: " ".join(plan.actors),
        "reference": plan.reference,
        "baseline": plan.economy.name,
        "year": plan.economy.year,
    }
    return xr.Dataset(variables, coords=coords, attrs=about)
