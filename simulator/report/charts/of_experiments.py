"""Figures of experiments: which ones, of what, and under which names."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

import numpy as np
import xarray as xr

from simulator.experiment.breakeven import Breakeven
from simulator.experiment.decompose import Decomposition
from simulator.experiment.outcome import Outcome, label_name
from simulator.experiment.plan import Plan
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sweep import Sweep, own_value
from simulator.report.charts.base import ReportFigure
from simulator.report.charts.drivers import tornado, waterfall
from simulator.report.charts.indices import screening, variance_shares
from simulator.report.charts.sweep_lines import sweep_lines
from simulator.report.charts.sweep_maps import breakeven_map, sweep_map
from simulator.report.wording.question import Question
from simulator.scenario import Scenario

Figures: TypeAlias = dict[str, Callable[[], ReportFigure]]
"""Figures by name, each drawn when it is called."""

MOST_SLICES: Final = 9
"""Values of further levers for which maps are drawn; of more, the one nearest the scenario's own."""


def sweep_figures(found: Sweep) -> Figures:
    """Lines over one lever; over more, a map of the first two for each scenario, outcome and value of the others."""
    levers = [axis.lever for axis in found.axes if len(axis.values) > 1]
    if not levers:
        return {}
    data = _on_places(found.plan, {item: found.values(item) for item in found.outcomes}, found.plan.reference)
    name = found.outcomes[0].indicator
    places = [item.place for item in found.outcomes]
    flat = data.sel({axis.lever: axis.values[0] for axis in found.axes if axis.lever not in levers}, drop=True)
    figures: Figures = {}
    for horizon in found.plan.horizons:
        end = f"-{horizon}" if len(found.plan.horizons) > 1 else ""
        if len(levers) == 1:
            own = _own(found, levers[0])
            figures[name + end] = partial(sweep_lines, flat, levers[0], name, places, horizon, marks=own)
            continue
        for scenario, place in itertools.product(_compared(found.plan), places):
            for tail, part, marks in _slices(found, flat, levers, scenario):
                stem = "-".join(filter(None, [name, scenario.name, place.replace(":", "-"), tail])) + end
                figures[stem] = partial(sweep_map, part, (levers[0], levers[1]), name, place, horizon, marks=marks)
    return figures


def _compared(plan: Plan) -> list[Scenario]:
    """Scenarios that are held against the reference; where it is the only one, itself."""
    return [item for item in plan.scenarios if item.name != plan.reference] or list(plan.scenarios)


def _own(found: Sweep, lever: str) -> dict[str, float]:
    """By label of the scenario, its own value of the lever; only of scenarios that have it."""
    labels = [entry.label or entry.name for entry in found.plan.entries]
    values = [own_value(scenario, lever) for scenario in found.plan.scenarios]
    return {label: value for label, value in zip(labels, values, strict=True) if value is not None}


def _slices(
    found: Sweep, data: xr.Dataset, levers: Sequence[str], scenario: Scenario
) -> Iterator[tuple[str, xr.Dataset, Mapping[str, tuple[float, float]]]]:
    """A scenario beside its reference at each value of the levers beyond two: end of a name, data, and its own dot."""
    names = [item.name for item in found.plan.scenarios if item.name in (found.plan.reference, scenario.name)]
    own = data.sel(scenario=names)
    label = dict(zip(data["scenario"].values.tolist(), data["label"].values.tolist(), strict=True))[scenario.name]
    others = [axis for axis in found.axes if axis.lever in levers[2:]]
    combinations = list(itertools.product(*(axis.values for axis in others)))
    if len(combinations) > MOST_SLICES:
        wished = [own_value(scenario, axis.lever) for axis in others]
        combinations = [tuple(_nearest(axis.values, wish) for axis, wish in zip(others, wished, strict=True))]
    values = [own_value(scenario, lever) for lever in levers]
    for combination in combinations:
        at = dict(zip((axis.lever for axis in others), combination, strict=True))
        words = ", ".join(f"{lever} {value:g}" for lever, value in at.items())
        part = own.sel(at, drop=True) if at else own
        if words:
            texts = [f"{text}, {words}" if text == label else text for text in part["label"].values.tolist()]
            part = part.assign_coords(label=("scenario", texts))
        is_here = values[0] is not None and values[1] is not None and list(combination) == values[2:]
        marks = {label: (float(values[0] or 0), float(values[1] or 0))} if is_here else {}
        yield "-".join(f"{value:g}" for value in combination), part, marks


def _nearest(values: Sequence[float], wish: float | None) -> float:
    return values[len(values) // 2] if wish is None else min(values, key=lambda value: abs(value - wish))


def _on_places(plan: Plan, values: Mapping[Outcome, xr.DataArray], reference: str) -> xr.Dataset:
    """Outcomes as charts of sweeps read them: along `region` goes of whom each is, be it a region or a pair of them.

    Single codes follow without numbers, so that charts know their names.
    """
    first = next(iter(values))
    parts = [array.reset_coords(drop=True) for array in values.values()]
    if first.place or reference:
        named = {item.place: item.place_name(plan.economy) for item in values}
        labels = dict.fromkeys(label for item in values for label in item.labels)
        named |= {label: label_name(label, plan.economy) for label in labels if label not in named}
        joined = xr.concat(parts, dim="region").assign_coords(region=[item.place for item in values])
        joined = joined.reindex(region=list(named)).assign_coords(region_name=("region", list(named.values())))
    else:
        joined = parts[0].assign_coords(region=np.array([], dtype=str))
    names = {item.name: entry.label or entry.name for item, entry in zip(plan.scenarios, plan.entries, strict=True)}
    shown = [names[name] for name in joined["scenario"].values.tolist()]
    data = joined.to_dataset(name=first.indicator).assign_coords(label=("scenario", np.array(shown, dtype=str)))
    return data.assign_attrs(reference=reference, baseline=plan.economy.name, year=plan.economy.year)


def breakeven_figures(found: Breakeven) -> Figures:
    """For each scenario the outcome over the lever with its crossings marked, or its two sides over two levers."""
    lever, across = found.search.lever, [name for name in found.scan.dims if name not in ("scenario", "horizon")]
    reference = str(found.scan.attrs["reference"])
    data = _on_places(found.plan, {found.outcome: found.scan}, reference)
    place = found.outcome.place
    figures: Figures = {}
    for scenario, horizon in dict.fromkeys(zip(found.table["scenario"], found.table["horizon"], strict=True)):
        end = f"-{horizon}" if len(found.plan.horizons) > 1 else ""
        own = data.sel(scenario=[name for name in data["scenario"].values if name in (reference, scenario)])
        shipped = own_value(next(item for item in found.plan.scenarios if item.name == scenario), lever)
        rows = found.table[(found.table["scenario"] == scenario) & (found.table["horizon"] == horizon)]
        if len(across) > 1:
            second = str(next(name for name in across if name != lever))
            figures[f"breakeven-{scenario}{end}"] = partial(
                breakeven_map,
                own,
                (lever, second),
                found.outcome.indicator,
                place,
                found.search.target,
                horizon=horizon,
                found={float(up): group["value"].dropna().to_list() for up, group in rows.groupby(second)},
            )
            continue
        known = rows["value"].dropna().to_list()
        marks = {f"break-even {number + 1}" if len(known) > 1 else "break-even": at for number, at in enumerate(known)}
        marks |= {} if shipped is None else {"as shipped": shipped}
        figures[f"breakeven-{scenario}{end}"] = partial(
            sweep_lines, own, lever, found.outcome.indicator, [place], horizon, marks=marks
        )
    return figures


def sensitivity_figures(found: Sensitivity) -> Figures:
    """Tornado, and the indices if there are any."""
    asked = _question(found.plan, found.outcome, found.scenario, found.horizon)
    figures: Figures = {"tornado": partial(tornado, found.table.assign(centre=found.centre), asked)}
    if "total_order" in found.table:
        figures["sobol"] = partial(variance_shares, found.table, asked)
    if "mu_star" in found.table:
        figures["morris"] = partial(screening, found.table, asked)
    return figures


def decomposition_figures(found: Decomposition) -> Figures:
    """A waterfall for each outcome."""
    rows = found.contributions.groupby("outcome", sort=False)
    return {
        f"waterfall-{name.replace(':', '-')}": partial(
            waterfall, rows.get_group(name), _question(found.plan, name, found.scenario, found.horizon)
        )
        for name in found.totals
    }


def _question(plan: Plan, outcome: str, scenario: str, horizon: str) -> Question:
    """Word what an experiment asked, for its figure."""
    labels = {item.name: entry.label or entry.name for item, entry in zip(plan.scenarios, plan.entries, strict=True)}
    names = dict(zip(plan.economy.sectors, plan.economy.sector_names, strict=True))
    names |= dict(zip(plan.economy.regions, plan.economy.region_names, strict=True))
    baseline = f"{plan.economy.name}, {plan.economy.year}"
    return Question(outcome, labels[scenario], labels.get(plan.reference, ""), horizon, baseline, names)
