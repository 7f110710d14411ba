"""What the page's script reads: the grid in single precision, the splines' pieces, names and units, as JSON."""

import base64
import json
import math
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.explorer.explore import Exploration
from simulator.experiment.explorer.grid import Grid
from simulator.experiment.explorer.numbers import GridOutcome, followed
from simulator.experiment.explorer.sliders import Slider
from simulator.experiment.explorer.splines import Nodes
from simulator.report.explorer.rows import FEW, RowGroup, over_the_grid
from simulator.report.looks.style import region_colour
from simulator.report.views.names import Names
from simulator.report.wording.words import horizon_words

STEPS: Final = 100
"""A slider moves by about one of so many steps with a key."""


def payload(exploration: Exploration, grouped: list[RowGroup]) -> str:
    """Everything that the script needs, fit to stand inside a script element."""
    economy, names = exploration.plan.economy, Names.of_plan(exploration.plan)
    first = next(iter(exploration.grids.values()))
    bought = np.flatnonzero(first.is_bought).tolist()
    told = {
        "sliders": [slider_of(slider) for slider in exploration.sliders],
        "axes": [_axis(nodes) for nodes in first.axes],
        "numbers": [_number(item, number, first, bought) for number, item in enumerate(exploration.outcomes)],
        "groups": [asdict(group) for group in grouped],
        "horizons": {name: _horizon(exploration, name, grouped) for name in exploration.horizons},
        "sides": sides_of(exploration),
        "few": FEW,
        "colours": {code: region_colour(code, economy.regions) for code in economy.regions},
        "regions": {code: names.region(code) for code in economy.regions},
        "starts": [asdict(start) for start in exploration.starts],
        "against": against(exploration),
        "promise": exploration.sliders[-1].is_commitment,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def sides_of(exploration: Exploration) -> list[dict[str, str]]:
    """Actors between which a reader can switch, the two with which the page begins first."""
    names = Names.of_plan(exploration.plan)
    return [
        {"code": code, "name": names.region(code), "inside": names.inside(code)}
        for code in followed(exploration.plan.actors)
    ]


def against(exploration: Exploration) -> str:
    """With what a page compares, as it stands behind "than in"."""
    if not exploration.reference:
        return f"the {exploration.plan.economy.year} baseline"
    plan = exploration.plan
    label = next(entry.label for entry in plan.entries if entry.name == plan.reference)
    title = next(scenario.title for scenario in plan.scenarios if scenario.name == plan.reference)
    return f"the reference “{label if label != plan.reference else title or label}”"


def slider_of(slider: Slider) -> dict[str, Any]:
    """A slider as it is shown: fractions in percent, with its step and the values that are marked."""
    factor = 100.0 if slider.unit == "%" else 1.0
    low, high = (round(value * factor, 10) for value in (slider.low, slider.high))
    step = _nice((high - low) / STEPS)
    count = (high - low) / step
    return {
        "lever": slider.lever,
        "label": slider.label,
        "unit": slider.unit,
        "factor": factor,
        "low": low,
        "high": high,
        "start": round(slider.start * factor, 10),
        "step": step if math.isclose(count, round(count), abs_tol=1e-9) else (high - low) / STEPS,
        "ticks": _ticks(low, high),
    }


def _nice(size: float) -> float:
    """The nearest of 1, 2 and 5 with a power of ten that is no larger."""
    power = 10.0 ** math.floor(math.log10(size) + 1e-9)
    return next(factor * power for factor in (5.0, 2.0, 1.0) if factor * power <= size * (1 + 1e-9))


def _ticks(low: float, high: float) -> list[float]:
    step = _nice((high - low) / 3)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(multiple * step, 10) for multiple in range(first, last + 1)]


def _axis(nodes: Nodes) -> dict[str, Any]:
    return {"coordinate": nodes.coordinate, "places": nodes.places.tolist(), "pieces": nodes.pieces.tolist()}


def _number(item: GridOutcome, number: int, grid: Grid, bought: list[int]) -> dict[str, Any]:
    return {
        "name": item.name,
        "indicator": item.indicator,
        "labels": item.labels,
        "form": item.form,
        "gates": grid.gates.get(number, []),
        "bought": number in bought,
    }


def _horizon(exploration: Exploration, name: str, grouped: list[RowGroup]) -> dict[str, Any]:
    grid = exploration.grids[name]
    reference = exploration.reference.get(name)
    return {
        "words": horizon_words(name),
        "grid": _packed(grid.kept),
        "free": None if grid.free is None else _packed(grid.free),
        "perUnit": grid.per_unit,
        "reference": None if reference is None else [v if math.isfinite(v) else None for v in reference.tolist()],
        "spans": {group.key: _span(exploration, name, group) for group in grouped},
    }


def _span(exploration: Exploration, horizon: str, group: RowGroup) -> list[float]:
    """Lowest and highest number of a group over the grid of a horizon, with 0 between them."""
    values = dict(over_the_grid(exploration, [row.number for row in group.all_rows]))[horizon]
    return [min(0.0, float(values.min())), max(0.0, float(values.max()))]


def _packed(grid: NDArray[np.float32]) -> str:
    return base64.b64encode(grid.astype("<f4").tobytes()).decode("ascii")
