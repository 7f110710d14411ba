"""From the periods of a path to labelled results."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from simulator.axes import Pairs
from simulator.experiment.dynamics.steps import Moment
from simulator.experiment.plan import Plan
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Shock
from simulator.results import Caption, assemble
from simulator.results.assemble import bound_id
from simulator.results.timeline import DELIVERED, PLEDGED, SHIPMENTS, STOCK, UNTIL_SHORTAGE
from simulator.scenario import Scenario, events
from simulator.solver.block import State
from simulator.solver.solve import Solution

EVENT_COLUMNS = ("day", "scenario", "measure", "kind", "label", "importer", "exporter")


def assemble_path(
    plan: Plan,
    shown: Sequence[Caption],
    moments: Sequence[Moment],
    loaded: Pairs,
    attributes: dict[str, Any],
) -> xr.Dataset:
    """Compute every indicator at every date and label it.

    Parameters
    ----------
    moments
        Every period, with one case for each scenario of the plan.
    loaded
        What front-loading adds to shipments, shape (scenario, period, sector, exporter, importer).
    attributes
        Those of the dataset.
    """
    order = [(case, period) for case in range(len(plan.scenarios)) for period in range(len(moments))]
    cases = [moments[period].cases[case] for case, period in order]
    shock = Shock.stack([moments[period].shock.take(np.array([case])) for case, period in order])
    solved = shock, _solutions(moments, order), _worlds(moments, order)
    assembled = assemble(plan.economy, cases, solved, shown, attributes)
    days = np.array([np.datetime64(moment.period.first, "ns") for moment in moments])
    data = assembled.rename(horizon="date").assign_coords(date=days)
    return data.assign(_tracks(moments, loaded)).assign(_promises(plan, moments))


def _solutions(moments: Sequence[Moment], order: Sequence[tuple[int, int]]) -> Solution:
    parts = []
    for case, period in order:
        solution, bounds = moments[period].solution, moments[period].shock.bounds
        parts.append(
            Solution(
                State(solution.state.unknowns[[case]], solution.state.log_wedge[bounds.case == case]),
                (solution.status[case],),
                solution.residual[[case]],
                solution.iterations[[case]],
            )
        )
    return Solution.join(parts)


def _worlds(moments: Sequence[Moment], order: Sequence[tuple[int, int]]) -> Equilibrium:
    """Levels of all cases in the given order; those of bounds belong to cases by the bounds' own row."""
    of_bounds = ("bound_quantity", "bound_wedge")
    stacked = {}
    for item in fields(Equilibrium):
        stacked[item.name] = np.concatenate(
            [
                getattr(moments[period].world, item.name)[
                    moments[period].shock.bounds.case == case if item.name in of_bounds else [case]
                ]
                for case, period in order
            ]
        )
    return Equilibrium(**stacked)


def _tracks(moments: Sequence[Moment], loaded: Pairs) -> dict[str, Any]:
    """Shipments, stocks and shortages of every scenario."""
    shipments = np.stack([moment.shipments for moment in moments], axis=1) + loaded
    is_short = np.stack([moment.is_short for moment in moments], axis=1)
    months = np.cumsum([0, *(moment.period.days / 365.25 * 12 for moment in moments[:-1])]).round()
    first = np.where(is_short.any(axis=1), months[is_short.argmax(axis=1)], np.nan)
    stock = np.stack([moment.stock for moment in moments], axis=1)
    return {
        SHIPMENTS: (
            ("scenario", "date", "sector", "exporter", "importer"),
            shipments,
            {"unit": "million USD a year", "long_name": "Shipments across borders"},
        ),
        STOCK: (
            ("scenario", "date", "sector", "region"),
            stock,
            {"unit": "months of baseline use", "long_name": "Stock"},
        ),
        UNTIL_SHORTAGE: (
            ("scenario", "sector", "region"),
            first,
            {"unit": "months", "long_name": "Months until shortage"},
        ),
    }


def _promises(plan: Plan, moments: Sequence[Moment]) -> xr.Dataset:
    """What commitments with windows promise and what has been delivered, by commitment and date."""
    units: dict[str, str] = {}
    rows: dict[tuple[str, str], np.ndarray] = {}
    ends = np.full(len(moments), np.datetime64("NaT", "ns"))
    for time, moment in enumerate(moments):
        owner = [(case, label) for case in moment.cases for label in case.bounds[: case.n_unrationed]]
        for row, due in moment.dues.items():
            case, label = owner[row]
            name = bound_id(case, label)
            units[name] = label.unit
            for kind, amount in ((DELIVERED, moment.delivered[row]), (PLEDGED, due.total)):
                rows.setdefault((kind, name), np.full(len(moments), np.nan))[time] = amount
            ends[time] = np.datetime64(due.window_end, "ns")
    names = list(units)
    values = {
        kind: (("commitment", "date"), np.array([rows[kind, name] for name in names]).reshape(len(names), len(moments)))
        for kind in (DELIVERED, PLEDGED)
    }
    coords = {
        "commitment": np.array(names, dtype=str),
        "commitment_scenario": ("commitment", np.array([name.split("/")[0] for name in names], dtype=str)),
        "commitment_measure": ("commitment", np.array([name.split("/")[1] for name in names], dtype=str)),
        "commitment_unit": ("commitment", np.array([units[name] for name in names], dtype=str)),
        "window_end": ("date", ends),
    }
    return xr.Dataset(values, coords=coords)


def event_table(scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """What the measures of scenarios do and when, a row an event."""
    rows = [
        (
            pd.Timestamp(event.day),
            scenario.name,
            event.measure,
            event.kind,
            event.label,
            "+".join(measure.importer),
            "+".join(measure.exporter),
        )
        for scenario in scenarios
        for event in events(scenario)
        for measure in scenario.measures
        if measure.id == event.measure
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS)).sort_values("day", kind="stable", ignore_index=True)
