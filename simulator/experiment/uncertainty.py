"""Uncertainty: every scenario under the same draws, block by block, and what the draws say together."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, Unpack

import numpy as np
import xarray as xr

from simulator.experiment.assumptions.draws import Draws, Method, check_draws, draw, uncertain_numbers
from simulator.experiment.batch.scenarios import scenario_blocks
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Plan, make_plan, years
from simulator.experiment.provenance import Recorder, draws_record
from simulator.experiment.run import labelled
from simulator.results import DIMENSIONS, INDICATORS, Results
from simulator.results.assembly.quantiles import QUANTILES, REFERENCE_CHANGE, drawn_indicators, quantiles
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, FlowSum, shown_sums
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.suite import Requests
from simulator.solver.iteration import DEFAULT_SETTINGS

BEATS: Final = "beats"
"""Variable of the summary with the share of draws in which real income is higher in a scenario than in another."""


@verb
def uncertainty(
    scenarios: Requests,
    draws: int = 200,
    *,
    seed: int = 0,
    method: Method = "latin-hypercube",
    **keywords: Unpack[Keywords],
) -> Results:
    """Solve scenarios as `run` does, and again under many draws of what is uncertain.

    Uncertain are the elasticities of the baseline that have a band, and values of measures that are given as a
    distribution. Every scenario sees the same draws, so that differences between scenarios are paired.

    Parameters
    ----------
    scenarios
        Names, files, scenarios, dicts of a scenario's keys, or a list of these.
    draws, seed, method
        How many draws, from which seed, by which method: "latin-hypercube", or "sobol" for a power of 2.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    results
        Central results with `summary`: quantiles of every indicator, of flows only of the sums that charts show, and
        how often one scenario beats another. Draws that were not solved are left out of them and counted.

    Raises
    ------
    ScenarioError, DataError
        Files, options or a baseline that are wrong, or nothing that is uncertain.
    ConvergenceError
        A worker died.
    """
    record = Recorder("run")
    check_draws(draws, seed, method)
    options, batch = records("uncertainty", keywords)
    plan = make_plan(scenarios, options)
    drawn = draw(uncertain_numbers(plan.economy, plan.scenarios), draws, seed, method)
    blocks, tasks = scenario_blocks(plan, DEFAULT_SETTINGS), draw_tasks(plan, drawn)
    with batch.work() as work:
        work.finish([*blocks, *tasks])
        data = labelled(plan, blocks, work.store)
        summary = summarised(data, plan, tasks, work.store)
    return Results(data, record.provenance(plan, **draws_record(drawn, method)), summary)


NUMBERS_AT_ONCE: Final = 2**20
"""Draws of an indicator that are read at a time, over all its labels."""

NOISE: Final = 1e-7
"""Percentage points of real income that are the solver's residual and no difference."""


def draw_tasks(plan: Plan, draws: Draws) -> list[VariationBlock]:
    """Blocks of all scenarios at all horizons under all draws."""
    sums = sums_shown(plan)
    parts = [
        (part.start, draws.levers(part.start, part.stop), draws.assumed(plan.economy, part.start, part.stop))
        for part in DEFAULT_SETTINGS.parts(len(draws), plan.economy.levels)
    ]
    return [
        VariationBlock(
            name=f"{scenario.name}-{horizon}-{first:06d}",
            economy=plan.economy,
            scenario=scenario,
            horizon=horizon,
            values=values,
            assumed=assumed,
            indicators=drawn_indicators(),
            flow_sums=sums,
        )
        for scenario in plan.scenarios
        for horizon in plan.horizons
        for first, values, assumed in parts
    ]


def sums_shown(plan: Plan) -> tuple[FlowSum, ...]:
    """Sums of flows that charts of a run show."""
    cases = [compile_case(item, plan.economy, plan.horizons[0], years(plan.horizons[0])) for item in plan.scenarios]
    return shown_sums(plan.economy, [label for case in cases for label in case.bounds])


def summarised(data: xr.Dataset, plan: Plan, tasks: Sequence[VariationBlock], store: BlockStore) -> xr.Dataset:
    """Quantiles over draws beside central numbers; what is held of two scenarios at a time does not grow with draws."""
    names: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        names.setdefault((task.scenario.name, task.horizon), []).append(task.name)
    coords = {"quantile": np.array(list(QUANTILES), dtype=str), "against": data["scenario"].to_numpy()}
    summary = xr.Dataset(coords=coords)
    for indicator in drawn_indicators():
        summary = summary.assign(_quantiles(data, indicator, plan, names, store))
    sums = [item.name for item in tasks[0].flow_sums]
    summary = summary.assign(_summed(sums, plan, names, store)).assign_coords({FLOW_DIM: np.array(sums, dtype=str)})
    solved = [
        [int(store.read(names[s, h], "is_solved").sum()) for h in plan.horizons] for s in data["scenario"].to_numpy()
    ]
    summary = summary.assign(
        {BEATS: _beats(plan, names, store), "solved_draws": (("scenario", "horizon"), np.array(solved))}
    )
    return summary.assign_coords(data.coords)


def _quantiles(
    data: xr.Dataset, indicator: str, plan: Plan, names: dict[tuple[str, str], list[str]], store: BlockStore
) -> dict[str, tuple[tuple[str, ...], Array]]:
    """Quantiles of an indicator and of its change against the reference, shaped like the central one."""
    value = np.full((*data[indicator].shape, len(QUANTILES)), np.nan)
    against = np.full_like(value, np.nan)
    is_bound = INDICATORS[indicator].about == "bound"
    for column, horizon in enumerate(plan.horizons):
        if is_bound:
            for scenario in plan.scenarios:
                _place_bounds(value, data, store, (names[scenario.name, horizon], indicator, column))
            continue
        blocks = [names[scenario.name, horizon] for scenario in plan.scenarios]
        base = names.get((plan.reference, horizon))
        for row, part, drawn, differences in _in_parts(store, blocks, base, indicator):
            value[row, column, part], against[row, column, part] = quantiles(drawn), quantiles(differences)
    dims = ("bound", "horizon") if is_bound else ("scenario", "horizon", *DIMENSIONS[INDICATORS[indicator].about])
    return {indicator: ((*dims, "quantile"), value), indicator + REFERENCE_CHANGE: ((*dims, "quantile"), against)}


def _summed(
    sums: Sequence[str], plan: Plan, names: dict[tuple[str, str], list[str]], store: BlockStore
) -> dict[str, tuple[tuple[str, ...], Array]]:
    """Quantiles of sums of flows and of their changes against the reference."""
    n_regions = len(plan.economy.regions)
    value = np.full((len(sums), len(plan.scenarios), len(plan.horizons), n_regions, n_regions, len(QUANTILES)), np.nan)
    against = np.full_like(value, np.nan)
    for column, horizon in enumerate(plan.horizons):
        blocks = [names[scenario.name, horizon] for scenario in plan.scenarios]
        base = names.get((plan.reference, horizon))
        for row, part, drawn, differences in _in_parts(store, blocks, base, FLOW_SUMS):
            value[part, row, column], against[part, row, column] = quantiles(drawn), quantiles(differences)
    dims = (FLOW_DIM, "scenario", "horizon", "exporter", "importer", "quantile")
    return {FLOW_SUMS: (dims, value), FLOW_SUMS + REFERENCE_CHANGE: (dims, against)}


def _in_parts(
    store: BlockStore, blocks: Sequence[list[str]], base: list[str] | None, variable: str
) -> Iterator[tuple[int, slice, Array, Array]]:
    """Draws of each scenario and their differences from the reference's, some rows of the first axis at a time.

    So many rows that memory does not grow with the number of draws; differences are NaN without a reference.
    """
    block = store.read(blocks[0][:1], variable)
    step = max(1, NUMBERS_AT_ONCE // max(1, block[:, :1].size * len(blocks[0])))
    for first in range(0, block.shape[1], step):
        part = slice(first, first + step)
        against = store.read(base, variable, part) if base else np.nan
        for row, names in enumerate(blocks):
            drawn = store.read(names, variable, part)
            yield row, part, drawn, drawn - against


def _place_bounds(value: Array, data: xr.Dataset, store: BlockStore, of: tuple[list[str], str, int]) -> None:
    """Put the quantiles of a scenario's bounds into the rows of the central ones; draws without a bound are left out.

    A bound that no central value sets, as where a licence that approves all may withhold in draws, has no row.
    """
    blocks, indicator, column = of
    known = {label: row for row, label in enumerate(data["bound"].to_numpy().tolist())}
    labels = [label for label in dict.fromkeys(chain(*map(store.bounds, blocks))) if label in known]
    if labels:
        drawn = np.concatenate([store.of_named(block, indicator, labels) for block in blocks])
        value[[known[label] for label in labels], column] = quantiles(drawn)


def _beats(plan: Plan, names: dict[tuple[str, str], list[str]], store: BlockStore) -> tuple[tuple[str, ...], Array]:
    """Share of draws in which a region's own income is higher in one scenario than in another."""
    shares = np.full((len(plan.scenarios),) * 2 + (len(plan.horizons), len(plan.economy.regions)), np.nan)
    for column, horizon in enumerate(plan.horizons):
        incomes = [store.read(names[scenario.name, horizon], "own_income") for scenario in plan.scenarios]
        for row, income in enumerate(incomes):
            for other, against in enumerate(incomes):
                both = np.isfinite(income) & np.isfinite(against)
                counted = np.maximum(both.sum(axis=0), 1)
                shares[row, other, column] = (both & (income > against + NOISE)).sum(axis=0) / counted
    return ("scenario", "against", "horizon", "region"), shares
