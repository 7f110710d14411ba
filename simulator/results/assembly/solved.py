"""Solved cases as arrays by name: what is kept of them until all of a batch are there."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs
from simulator.economy import Economy
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.registry import INDICATORS
from simulator.results.indicators.world import World
from simulator.results.table import BASELINE
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import Case
from simulator.solver.solve import Solution

Arrays: TypeAlias = Mapping[str, NDArray[Any]]


def solved_arrays(economy: Economy, cases: Sequence[Case], shock: Shock, solution: Solution) -> Arrays:
    """Every indicator of solved cases, how each case ended, and the labels of cases and bounds.

    Parameters
    ----------
    shock, solution
        The stacked shock of the cases, and how they were solved.

    Returns
    -------
    arrays
        Indicators have the cases as first axis; those of bounds have one row for all bounds of all cases. Baseline
        levels stand beside them under `<indicator>_baseline`, without the axis of cases.
    """
    solved = equilibrium(economy.levels, shock, solution.state.unknowns, solution.state.log_wedge)
    world = World(economy, shock, solved, statutory(cases, shock))
    arrays: dict[str, NDArray[Any]] = {}
    for name, indicator in INDICATORS.items():
        arrays[name], arrays[name + BASELINE] = indicator.compute(world)
    return {**arrays, **_endings(cases, solution), **_bound_labels(cases, shock)}


def statutory(cases: Sequence[Case], shock: Shock) -> Pairs | None:
    """Tariffs by law of all cases; None where each collects all of them."""
    if all(case.statutory is None for case in cases):
        return None
    return np.stack(
        [shock.tariff_new[row] if case.statutory is None else case.statutory for row, case in enumerate(cases)]
    )


def _endings(cases: Sequence[Case], solution: Solution) -> Arrays:
    """What each case is, and how it ended."""
    return {
        "case_scenario": np.array([case.scenario for case in cases], str),
        "case_horizon": np.array([case.horizon for case in cases], str),
        "case_date": np.array([case.day or "NaT" for case in cases], "datetime64[D]"),
        "status": np.array([status.name for status in solution.status], str),
        "residual": solution.residual,
        "iterations": solution.iterations,
    }


def _bound_labels(cases: Sequence[Case], shock: Shock) -> Arrays:
    """What each bound is, in the order of the cases."""
    bounds = [(case, label) for case in cases for label in case.bounds]
    texts = {
        "bound": [bound_id(case, label) for case, label in bounds],
        "bound_measure": [label.measure for _, label in bounds],
        "bound_kind": [label.kind for _, label in bounds],
        "bound_exporters": ["+".join(label.exporters) for _, label in bounds],
        "bound_importers": ["+".join(label.importers) for _, label in bounds],
        "bound_sectors": ["+".join(label.sectors) for _, label in bounds],
        "bound_unit": [label.unit for _, label in bounds],
    }
    return {name: np.array(text, str) for name, text in texts.items()} | {
        "bound_case": shock.bounds.case,
        "bound_is_value": np.array([label.is_value for _, label in bounds], bool),
        "bound_limit": np.array([label.limit for _, label in bounds], float),
    }


def bound_id(case: Case, label: BoundLabel) -> str:
    """Name a bound across horizons and runs: scenario, measure, and the flow unless it is pooled."""
    flows = "" if label.pooled else "/" + "-".join((*label.exporters, *label.importers, *label.sectors))
    return f"{case.scenario}/{label.measure}{flows}"


def joined_arrays(parts: Sequence[Arrays]) -> Arrays:
    """Put the cases of several parts and their bounds one after the other."""
    counts = np.cumsum([0, *(len(part["status"]) for part in parts)])
    shifted = [{**part, "bound_case": part["bound_case"] + first} for part, first in zip(parts, counts, strict=False)]
    return {
        name: array if _is_shared(name) else np.concatenate([part[name] for part in shifted])
        for name, array in shifted[0].items()
    }


def _is_shared(name: str) -> bool:
    """Whether an array is the same in every case: a baseline level of anything but a bound."""
    indicator = INDICATORS.get(name.removesuffix(BASELINE))
    return name.endswith(BASELINE) and indicator is not None and indicator.about != "bound"
