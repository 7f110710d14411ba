"""Contract: each part of the performance page runs, here on tiny sizes, and says what it says it measures."""

import builtins

import numpy as np
import pytest

from benchmarks.performance import __main__ as command
from benchmarks.performance import gravity, jobs, memory, pool, scaling, side_by_side, stages
from benchmarks.performance.page import as_time, table
from benchmarks.performance.rivals import CaliendoParro, OneSector, proportional_fit
from benchmarks.performance.worlds import LONG_RUN, SHORT_RUN, one_sector, shipped, synthetic, tariff_rates
from simulator.economy import load_baseline
from simulator.solver.solve import solve

AGREED = 1e-8
"""Log difference within which solvers agree that share no code; each ends at 1e-10."""


def cells(text):
    """Rows of the tables of a section, without headers."""
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    starts = [place for place, row in enumerate(rows) if set(row[0]) == {"-"}]
    return [row for place, row in enumerate(rows) if not {place, place + 1} & set(starts)]


@pytest.fixture
def without(monkeypatch):
    """Make a package look as if it were not installed."""

    def hide(name):
        found = builtins.__import__

        def finder(module, *rest, **more):
            if module.partition(".")[0] == name:
                raise ImportError(f"No module named {name!r}")
            return found(module, *rest, **more)

        monkeypatch.setattr(builtins, "__import__", finder)

    return hide


def test_contract_a_table_is_markdown():
    assert table("a | b", [(1, "x")]) == "| a | b |\n| --- | --- |\n| 1 | x |"
    assert [as_time(2.5), as_time(0.0345), as_time(2e-5)] == ["2.5 s", "34.5 ms", "20 µs"]


def test_identity_synthetic_worlds_are_balanced_and_drawn_from_their_size():
    world, again = synthetic(4, 3), synthetic(4, 3)
    np.testing.assert_array_equal(world.levels.trade_flow, again.levels.trade_flow)
    assert (world.levels.final_demand > 0).all()
    assert world.levels.deficit.sum() == pytest.approx(0, abs=1e-9 * world.levels.world_factor_income)
    assert world.levels.input_share.any()
    assert not synthetic(4, 1, input_cost=0).levels.input_share.any()


def test_identity_the_one_sector_world_is_balanced_and_keeps_home_sales():
    levels, economy = one_sector().levels, load_baseline()
    np.testing.assert_allclose(levels.deficit / levels.income, 0, atol=1e-12)
    usa = economy.region_index("USA")
    assert levels.trade_flow[0, 0, 0] == pytest.approx(economy.levels.trade_flow[:, usa, usa].sum())


def test_contract_single_equilibria_are_timed_against_their_budgets():
    rows = [*jobs.shipped_baseline(), *jobs.large("small", synthetic(3, 2), n_cases=2)]
    assert [budget for _, _, budget in rows] == ["60 ms", "60 ms", "–", "100 ms", "100 ms"]
    assert all(measured.endswith("s") for _, measured, _ in rows)


def test_contract_a_batch_with_an_unsolved_case_is_not_timed():
    world = synthetic(3, 2)
    shock = world.trade_costs(np.array([np.nan]))
    with pytest.raises(RuntimeError, match="1 of 1 cases were not solved"):
        jobs.solved(world.levels, shock)


def test_contract_draws_of_both_kinds_are_solved_and_bounds_bind():
    for drawn in pool.DRAWN:
        found = pool.throughput(pool.tasks(*SHORT_RUN, drawn, 3), jobs=1)
        assert found.solved == 3
        assert found.bounds_binding > 0.85, "users in Japan and the rest of the world miss nothing"
        assert min(found.alone, found.steady, found.from_start) > 0


def test_identity_one_process_does_about_the_work_of_one(monkeypatch):
    """A ratio of counts within the same second; wide bounds, as neighbours may take the processor away from either."""
    monkeypatch.setattr(pool, "LOOP", 0.1)
    assert 0.1 < pool.processors(jobs=1) < 10


def test_contract_no_bound_binds_at_long_run_settings():
    found = pool.throughput(pool.tasks(*LONG_RUN, "a tariff rate", 2), jobs=1)
    assert found.solved == 2
    assert found.bounds_binding == 0


def test_contract_the_short_run_batch_has_licences_and_a_commitment():
    shock = tariff_rates(*SHORT_RUN, 2)
    assert shock.bounds.is_floor.sum() == 2
    assert (~shock.bounds.is_floor).sum() > 2
    assert solve(load_baseline().levels, shock).is_converged.all()


def test_contract_throughput_is_shown_for_every_size():
    rows = cells(scaling.section(batches=(1, 2), regions=(3,), sectors=(2, 4), large=((4, 3),)))
    assert [row[0] for row in rows] == ["1", "2", "3", "15", "15", "4"]
    assert [row[1] for row in rows[2:]] == ["5", "2", "4", "3"]


def test_identity_shares_of_stages_add_up_to_one():
    pytest.importorskip("pyinstrument")
    found = stages.shares(*SHORT_RUN, n_draws=4)
    assert sum(found.values()) == pytest.approx(1)
    assert all(share >= 0 for share in found.values())
    assert found["costs: input bundles and unit costs"] > 0
    assert found["the rest"] < 0.5


def test_contract_without_a_profiler_the_page_says_so(without):
    without("pyinstrument")
    assert "Not measured: No module named 'pyinstrument'" in stages.section(n_draws=2)


def test_contract_memory_is_that_of_a_process_of_its_own():
    found = memory.measured(2)
    assert found["worker"] == 0  # so few cases stay in the parent
    assert 50 < found["parent"] < 2000
    assert found["seconds"] > 0


@pytest.mark.parametrize("way", ["solve_by_root", "solve_by_loop"])
def test_witness_nested_solvers_agree_on_the_shipped_baseline(way):
    world = shipped()
    shock = world.tariff_war(np.array([1.0]))
    expected = side_by_side.ours(world, shock, np.array([0])).outcomes
    found = getattr(CaliendoParro(world.levels, world.elasticities.origin[0]), way)(shock.tariff_new[0])
    assert np.abs(np.log(expected[0].wage_hat)).max() > 1e-3, "something happens"
    assert side_by_side.largest_gap([found], expected) < AGREED


def test_witness_scipy_agrees_on_one_sector():
    world = one_sector(4.0)
    shock = world.trade_costs(np.array([0.5]))
    expected = side_by_side.ours(world, shock, np.array([0])).outcomes
    found = OneSector(world.levels, 4.0).solve(shock.iceberg_cost[0, 0])
    np.testing.assert_allclose(found.wage_hat, expected[0].wage_hat, rtol=AGREED)
    np.testing.assert_allclose(found.price_hat, expected[0].price_hat, rtol=AGREED)


def test_witness_gegravity_solves_a_fit_to_the_outputs_and_expenditures_of_the_baseline():
    pytest.importorskip("gegravity")
    world = one_sector(4.0)
    cost_hat = world.trade_costs(np.array([0.5])).iceberg_cost[0, 0]
    found = gravity.solve(world.levels, 4.0, cost_hat)
    fitted = proportional_fit(world.levels.trade_flow[0], cost_hat**-4.0, 4.0)
    assert side_by_side.largest_gap([found.outcome], [fitted]) < AGREED
    assert found.from_nothing > found.scenario_alone > 0


def test_contract_without_gegravity_the_page_says_so_and_the_others_are_compared(without):
    without("gegravity")
    text = side_by_side.armington(one_sector(), 2, np.array([1]))
    assert "gegravity is not installed (No module named 'gegravity')" in text
    assert [row[0] for row in cells(text)] == [
        "**tariffsim, in a batch**",
        "tariffsim, one at a time",
        "scipy `root` on log wages",
    ]


def test_contract_full_measures_ten_thousand_draws(monkeypatch):
    asked = []
    monkeypatch.setattr(memory, "section", lambda draws: asked.append(draws) or "")
    for arguments in ([], ["--full"]):
        command.sections(command.parsed(arguments).full)["memory"]()
    assert asked == [(64, 1000), (64, 1000, 10_000)]
