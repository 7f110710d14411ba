"""From the solved block of a timeline to labelled data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from simulator.axes import Pairs
from simulator.experiment.batch.task import Arrays
from simulator.experiment.dynamics.periods import Period
from simulator.experiment.dynamics.record import IS_SHORT
from simulator.experiment.plan import Plan
from simulator.experiment.provenance import captions
from simulator.results import assemble
from simulator.results.timeline import DELIVERED, PLEDGED, SHIPMENTS, STOCK, UNTIL_SHORTAGE
from simulator.scenario import Scenario, events
from simulator.scenario.format.selection import selection_text

EVENT_COLUMNS = ("day", "scenario", "measure", "kind", "label", "importer", "exporter")


def assemble_timeline(
    plan: Plan, grid: Sequence[Period], arrays: Arrays, loaded: Pairs, attributes: dict[str, Any]
) -> xr.Dataset:
    """Label every indicator at every date, and what only a timeline has.

    Parameters
    ----------
    loaded
        What front-loading adds to shipments, shape (scenario, period, sector, exporter, importer).
    attributes
        Those of the dataset.
    """
    data = assemble(plan.economy, arrays, captions(plan), attributes)
    return data.assign(_tracks(grid, arrays, loaded)).assign(_commitments(arrays, len(grid)))


def _tracks(grid: Sequence[Period], arrays: Arrays, loaded: Pairs) -> dict[str, Any]:
    """Shipments, stocks and shortages of every scenario."""
    is_short = arrays[IS_SHORT]
    months = np.cumsum([0, *(period.days / 365.25 * 12 for period in grid[:-1])]).round()
    first = np.where(is_short.any(axis=1), months[is_short.argmax(axis=1)], np.nan)
    return {
        SHIPMENTS: (
            ("scenario", "date", "sector", "exporter", "importer"),
            arrays[SHIPMENTS] + loaded,
            {"unit": "million USD a year", "long_name": "Shipments across borders"},
        ),
        STOCK: (
            ("scenario", "date", "sector", "region"),
            arrays[STOCK],
            {"unit": "months of baseline use", "long_name": "Stock"},
        ),
        UNTIL_SHORTAGE: (
            ("scenario", "sector", "region"),
            first,
            {"unit": "months", "long_name": "Months until shortage"},
        ),
    }


def _commitments(arrays: Arrays, n_periods: int) -> xr.Dataset:
    """What commitments with windows promise and what has been delivered, by commitment and date."""
    units = dict(zip(arrays["commitment"].tolist(), arrays["commitment_unit"].tolist(), strict=True))
    names = list(units)
    cells = [names.index(name) for name in arrays["commitment"].tolist()], arrays["commitment_period"]
    values = {}
    for kind in (DELIVERED, PLEDGED):
        table = np.full((len(names), n_periods), np.nan)
        table[cells] = arrays[kind]
        values[kind] = (("commitment", "date"), table)
    ends = np.full(n_periods, np.datetime64("NaT", "ns"))
    ends[arrays["commitment_period"]] = arrays["commitment_end"]
    coords = {
        "commitment": np.array(names, dtype=str),
        "commitment_scenario": ("commitment", np.array([name.split("/")[0] for name in names], dtype=str)),
        "commitment_measure": ("commitment", np.array([name.split("/")[1] for name in names], dtype=str)),
        "commitment_unit": ("commitment", np.array(list(units.values()), dtype=str)),
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
            selection_text(measure.importer, "+"),
            selection_text(measure.exporter, "+"),
        )
        for scenario in scenarios
        for event in events(scenario)
        for measure in scenario.measures
        if measure.id == event.measure
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS)).sort_values("day", kind="stable", ignore_index=True)
