"""Sums of flows: they are sums of the flows that results hold, and draws of them reach the summary."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiment.plan import Options, make_plan
from simulator.experiment.run import run
from simulator.experiment.uncertainty import sums_shown, uncertainty
from simulator.model.equilibrium import equilibrium
from simulator.results.indicators.flow_sums import FlowSum, shown_sums
from simulator.results.indicators.world import World
from simulator.scenario.effects.bounds import BoundLabel
from simulator.solver.solve import solve

SOLVED = 1e-6
"""Tolerance of two solutions of the same case, relative to flows in million USD."""


@pytest.fixture(scope="module")
def plan():
    return make_plan("soybean-pledge", Options())


@pytest.fixture(scope="module")
def world(plan):
    shock = plan.cases()[-1].shock
    solved = solve(plan.economy.levels, shock).state
    return World(plan.economy, shock, equilibrium(plan.economy.levels, shock, solved.unknowns, solved.log_wedge))


def test_sums_add_up_what_results_hold(plan, world):
    data = run("soybean-pledge").data.sel(scenario="soybean-pledge", horizon="short")
    some = ["SOY", "ELC"]
    volume = (data["trade_flow_baseline"] * (1 + data["trade_volume"] / 100)).sel(sector=some).sum("sector")
    expected = {
        FlowSum("volume", tuple(some)): volume,
        FlowSum("trade_flow", tuple(some)): data["trade_flow"].sel(sector=some).sum("sector"),
        FlowSum("quantity", ("SOY",)): data["quantity"].sel(sector="SOY"),
    }
    for item, value in expected.items():
        np.testing.assert_allclose(item.of(world)[0], value, rtol=SOLVED, err_msg=item.name)


def test_shown_are_goods_what_has_a_unit_and_what_is_promised(plan):
    names = [item.name for item in sums_shown(plan)]
    assert names[0].startswith("volume:SOY+AGR+")
    assert "SRV" not in names[0]
    economy = plan.economy
    counted = [code for code, unit in zip(economy.sectors, economy.quantity_unit, strict=True) if unit]
    assert names[1:] == [f"quantity:{code}" for code in counted]
    assert "SOY" in counted


def test_quantities_are_in_the_table_of_draws():
    results = uncertainty(["soybean-pledge"], draws=8)
    table = results.quantiles()
    beans = table[(table["indicator"] == "quantity") & (table["scenario"] == "soybean-pledge")]
    row = beans[(beans["region"] == "USA") & (beans["partner"] == "CHN")].iloc[0]
    assert (row["sector"], row["unit"]) == ("SOY", "Mt")
    assert row["value_p50"] == pytest.approx(25, rel=SOLVED)
    assert row["reference_change_p05"] <= row["reference_change_p50"] <= row["reference_change_p95"]
    central = results.to_pandas(["quantity"])
    assert len(beans) == (central["scenario"] == "soybean-pledge").sum()


def test_a_commitment_in_barrels_is_a_quantity(plan):
    codes = ("USA",), ("CHN",), ("ENE",)
    oil = BoundLabel("oil", "purchase_commitment", *codes, "million bbl", True, 1.0, 2.0, is_floor=True)
    assert FlowSum("quantity", ("ENE",)) in shown_sums(plan.economy, [oil])
    money = replace(oil, unit="million USD", is_value=True)
    assert FlowSum("trade_flow", ("ENE",)) in shown_sums(plan.economy, [money])
    assert shown_sums(plan.economy, [replace(oil, is_floor=False)]) == shown_sums(plan.economy, [])
