"""Sweeps: scenarios over a grid of values of one or more levers."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ScenarioError
from simulator.experiment.blocks import Array
from simulator.experiment.executors import executor
from simulator.experiment.plan import DEFAULT_OPTIONS, Options, Plan, make_plan
from simulator.experiment.variations import Variations, highest, kept_indicators, solve_variations
from simulator.experiment.vary import check_levers
from simulator.results import DIMENSIONS, INDICATORS, sides
from simulator.scenario.suite import Request

LARGEST_GRID = 100_000
"""Points of a grid, over all scenarios and horizons."""


@dataclass(frozen=True)
class Axis:
    """Values that a lever runs through."""

    lever: str
    values: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> "Axis":
        """Read `us-100.rate=0:1.5:0.05` (first, last, step) or `cn-licences.approval_rate=0.1,0.5,1`.

        Raises
        ------
        ScenarioError
            Anything else.
        """
        lever, equals, given = text.partition("=")
        form = "write it as us-100.rate=0:1.5:0.05 or us-100.rate=0.1,0.5,1."
        if not (lever and equals and given):
            raise ScenarioError(f"--over {text}: got no values — {form}")
        try:
            numbers = [float(part) for part in given.replace(":", ",").split(",")]
        except ValueError:
            raise ScenarioError(f"--over {text}: got {given!r}, which are no numbers — {form}") from None
        if ":" not in given:
            return cls(lever, tuple(numbers))
        if len(numbers) != 3 or numbers[2] <= 0 or numbers[1] < numbers[0] or not np.isfinite(numbers).all():
            raise ScenarioError(f"--over {text}: got {given!r} — first:last:step, with a step above 0; {form}")
        first, last, step = numbers
        count = int(np.floor((last - first) / step + 1e-9)) + 1
        return cls(
            lever, tuple(float(round(first + place * step, 12)) for place in range(min(count, LARGEST_GRID + 1)))
        )


@dataclass(frozen=True, eq=False)
class Sweep:
    """Outcomes of scenarios over a grid of levers.

    `data` has dimensions scenario, horizon, one for each lever by its name, and those of the indicator; NaN where a
    point was not solved. Levers that a scenario does not have leave it as it is.
    """

    data: xr.Dataset
    plan: Plan
    axes: tuple[Axis, ...]

    @property
    def sides(self) -> tuple[str, str]:
        """The two regions that charts show."""
        return sides(self.data)

    def own_values(self, scenario: str) -> tuple[float, ...] | None:
        """Values that a scenario's file gives the levers; None where it does not have them all."""
        found = next(item for item in self.plan.scenarios if item.name == scenario)
        measures = {measure.id: measure for measure in found.measures}
        values = []
        for lever in (axis.lever for axis in self.axes):
            measure, _, key = lever.partition(".")
            value = getattr(measures.get(measure), key, None)
            if not isinstance(value, int | float):
                return None
            values.append(float(value))
        return tuple(values)

    @property
    def n_points(self) -> int:
        """Number of equilibria."""
        return int(self.data["is_solved"].size)

    @property
    def unsolved(self) -> int:
        """Number of points that were not solved."""
        return int((~self.data["is_solved"]).sum())

    def to_pandas(self) -> pd.DataFrame:
        """Long table: scenario, horizon, a column for each lever, indicator, region, partner, value."""
        parts = []
        for name in kept_indicators():
            if INDICATORS[name].about == "bound":
                continue
            frame = self.data[name].to_dataframe(name="value").reset_index()
            parts.append(frame.assign(indicator=name))
        table = pd.concat(parts, ignore_index=True)
        levers = [axis.lever for axis in self.axes]
        return table.reindex(columns=["scenario", "horizon", *levers, "indicator", "region", "partner", "value"])


def sweep(
    scenarios: Request | Sequence[Request],
    over: Sequence[str],
    *,
    options: Options = DEFAULT_OPTIONS,
    jobs: int | None = 1,
    scheduler: str | None = None,
) -> Sweep:
    """Solve scenarios at every point of a grid.

    Parameters
    ----------
    over
        Levers and their values, such as `us-100.rate=0:1.5:0.05` or `cn-licences.approval_rate=0.1,0.5,1`; several make
        a grid.

    Raises
    ------
    ScenarioError
        A lever that no scenario has, values that are not allowed, or a grid that is too large.
    """
    axes = tuple(Axis.parse(text) for text in over)
    plan = make_plan(scenarios, options)
    check_levers([axis.lever for axis in axes], plan.scenarios)
    shape = tuple(len(axis.values) for axis in axes)
    if np.prod(shape) * len(plan.scenarios) * len(plan.horizons) > LARGEST_GRID:
        raise ScenarioError(f"--over: got {np.prod(shape):,.0f} points — at most {LARGEST_GRID:,} over all scenarios.")
    points = [
        dict(zip([axis.lever for axis in axes], values, strict=True))
        for values in itertools.product(*(axis.values for axis in axes))
    ]
    with executor(jobs, scheduler) as pool:
        solved = [[solve_variations(plan, s, h, points, pool=pool) for h in plan.horizons] for s in plan.scenarios]
    return Sweep(_dataset(plan, axes, shape, solved), plan, axes)


def _dataset(
    plan: Plan, axes: tuple[Axis, ...], shape: tuple[int, ...], solved: Sequence[Sequence[Variations]]
) -> xr.Dataset:
    levers = tuple(axis.lever for axis in axes)
    codes = np.array(plan.economy.regions, dtype=str)
    variables: dict[str, tuple[tuple[str, ...], Array]] = {}
    for name in kept_indicators():
        about = INDICATORS[name].about
        if about == "bound":
            values = [[highest(found.arrays[name]).reshape(shape) for found in row] for row in solved]
            variables[name] = (("scenario", "horizon", *levers), np.array(values))
        else:
            values = [
                [found.arrays[name].reshape(*shape, *found.arrays[name].shape[1:]) for found in row] for row in solved
            ]
            variables[name] = (("scenario", "horizon", *levers, *DIMENSIONS[about]), np.array(values))
    is_solved = np.array([[found.is_solved.reshape(shape) for found in row] for row in solved])
    variables["is_solved"] = (("scenario", "horizon", *levers), is_solved)
    coords: dict[str, object] = {"scenario": [item.name for item in plan.scenarios], "horizon": list(plan.horizons)}
    coords |= {axis.lever: list(axis.values) for axis in axes}
    labels = {
        "label": ("scenario", np.array([entry.label or entry.name for entry in plan.entries], dtype=str)),
        "region_name": ("region", np.array(plan.economy.region_names, dtype=str)),
        "region": codes,
        "partner": codes,
    }
    attributes = {"reference": plan.reference, "baseline": plan.economy.name, "year": plan.economy.year}
    return xr.Dataset(variables, coords=coords | labels, attrs=attributes)
