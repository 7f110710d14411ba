"""The same one-sector experiment with gegravity, if it is installed (extra `bench`)."""

import copy
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.performance.page import seconds
from benchmarks.performance.rivals import Outcome
from simulator.economy.levels import Levels

Array = NDArray[np.float64]

MOST_STEPS = 100_000
"""Evaluations that its solver may take; its default of 1,000 is too few for many regions."""


class Timed(NamedTuple):
    """What it found, seconds for a scenario with its model built anew, and seconds with the model built before."""

    outcome: Outcome
    from_nothing: float
    scenario_alone: float


def solve(levels: Levels, theta: float, cost_hat: Array) -> Timed:
    """Solve and time one scenario.

    The only cost variable is the log of trade relative to sizes, with coefficient 1, so that its baseline is the given
    flows exactly; the experiment adds (1 − σ) times the log change of trade costs.

    Raises
    ------
    ImportError
        It is not installed.
    """
    flow = levels.trade_flow[0]
    added = -theta * np.log(cost_hat).ravel()
    models: list[Any] = []
    with _quiet():
        built = seconds(lambda: models.append(_baseline(flow, theta)))
        model = copy.deepcopy(models[0])
        took = seconds(lambda: _experiment(model, added))
    results = model.country_results.sort_index()
    wage = 1 + results["factory gate price change (percent)"].to_numpy(np.float64) / 100
    price = 1 + results["imr change (percent)"].to_numpy(np.float64) / 100
    return Timed(Outcome(wage, price[None]), built + took, took)


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out warnings of pandas that the library's calls are out of date."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _baseline(flow: Array, theta: float) -> Any:  # noqa: ANN401  # the library has no types
    import gegravity  # type: ignore[import-untyped]

    exporter, importer = np.indices(flow.shape).reshape(2, -1)
    sold, bought = flow.sum(axis=1)[exporter], flow.sum(axis=0)[importer]
    codes = np.array([f"R{place:03d}" for place in range(flow.shape[0])])
    table = pd.DataFrame({"exporter": codes[exporter], "importer": codes[importer], "year": "2024"})
    table = table.assign(trade=flow.ravel(), Y=sold, E=bought, cost=np.log(flow.ravel() * flow.sum() / (sold * bought)))
    data = gegravity.BaselineData(table, trade_var_name="trade", expend_var_name="E", output_var_name="Y")
    cost = pd.DataFrame({"var": ["cost"], "coeff": [1.0], "ste": [0.0]})
    names = {"identifier_col": "var", "coeff_col": "coeff", "stderr_col": "ste"}
    model = gegravity.OneSectorGE(
        data,
        year="2024",
        reference_importer=codes[-1],
        sigma=1 + theta,
        cost_variables=["cost"],
        cost_coeff_values=gegravity.CostCoeffs(cost, **names),
        quiet=True,
    )
    model.build_baseline(mr_max_iter=MOST_STEPS)
    return model


def _experiment(model: Any, added: Array) -> None:  # noqa: ANN401
    data = model.baseline_data.drop(columns="index", errors="ignore")
    model.define_experiment(data.assign(cost=data["cost"] + added))
    model.simulate(ge_max_iter=MOST_STEPS)
