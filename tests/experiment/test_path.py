"""The path engine: impact, rest, splitting, stocks, pledges and front-loading on a small world."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.experiment.dynamics.front_loading import front_loading
from simulator.experiment.dynamics.periods import first_day, periods
from simulator.experiment.dynamics.steps import follow
from simulator.model.adjustment import around_one
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case
from simulator.solver.solve import solve
from tests.worlds import write_folder

REST = 1e-8
GRN, ORE = range(2)
ANA, BEL, CYR = range(3)
"""Places of the sectors and regions of the small world."""

TARIFF = """
title: A lasting tariff
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 60%,
     announced: 2024-12-01, start: 2025-03-01}
"""
LICENCE = """
title: Licences that bind, and later do not
measures:
  - id: licence
    type: export_licensing
    importer: all
    exporter: ANA
    sectors: ORE
    approval_rate: 0.4
    start: 2025-03-01
    end: 2025-10-31
"""
PLEDGE = """
title: A pledge by windows
measures:
  - id: pledge
    type: purchase_commitment
    importer: ANA
    exporter: CYR
    sectors: ORE
    windows:
      - {start: 2025-01-01, end: 2025-06-30, quantity: 5 kt}
      - {start: 2025-07-01, end: 2025-12-31, quantity: 6 kt}
"""
STOCKS = """\
region,sector,months,low,high,unit,source
BEL,ORE,0.9,0.5,2,months,assumption
CYR,ORE,0.1,0.1,1,months,assumption
"""


@pytest.fixture(scope="module")
def economy(tmp_path_factory):
    folder = write_folder(tmp_path_factory.mktemp("world") / "small")
    (folder / "stocks.csv").write_text(STOCKS)
    return load_baseline(folder)


@pytest.fixture
def scenario(tmp_path, economy):
    def read(text, name="case"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text.lstrip())
        return load_scenario(path, economy, [])

    return read


def grid_of(months, start=date(2025, 1, 15), step="month"):
    return periods(start, months, step)


def test_contract_periods_are_whole_months_and_quarters():
    months = periods(date(2024, 11, 20), 4)
    assert [(p.first.isoformat(), p.last.isoformat()) for p in months] == [
        ("2024-11-01", "2024-11-30"),
        ("2024-12-01", "2024-12-31"),
        ("2025-01-01", "2025-01-31"),
        ("2025-02-01", "2025-02-28"),
    ]
    quarters = periods(date(2024, 11, 20), 7, "quarter")
    assert [p.days for p in quarters] == [92, 89]
    with pytest.raises(ScenarioError, match="months: got 2 — at least 3, one quarter"):
        periods(date(2024, 11, 20), 2, "quarter")


def test_contract_without_dates_the_start_has_to_be_given(scenario):
    undated = scenario(TARIFF.replace(",\n     announced: 2024-12-01, start: 2025-03-01", ""))
    with pytest.raises(ScenarioError, match="no measure has a date — give `start:` in the scenario, or --start"):
        first_day([undated])
    assert first_day([scenario(TARIFF), undated]) == date(2024, 12, 1)


def test_limit_before_anything_happens_nothing_moves(economy, scenario):
    moments = list(follow(economy, [scenario(TARIFF)], grid_of(2)))
    for moment in moments:
        np.testing.assert_allclose(moment.solution.state.unknowns, 0, atol=1e-10)
        np.testing.assert_allclose(moment.shipments[0], economy.levels.trade_flow, rtol=1e-9)


def test_limit_the_first_period_of_a_shock_has_the_impact_elasticities(economy, scenario):
    moment = list(follow(economy, [scenario(TARIFF)], grid_of(3)))[2]
    case = compile_case(scenario(TARIFF), economy, "impact", 0.0).shock
    short = around_one(economy.elasticities.at(0.0), economy.elasticities.at(np.inf))
    static = solve(economy.levels, replace(case, elasticities=short))
    np.testing.assert_allclose(moment.solution.state.unknowns, static.state.unknowns, atol=1e-9)


def test_limit_at_rest_the_path_is_the_static_long_run(economy, scenario):
    lasting = scenario(TARIFF.replace("announced: 2024-12-01, start: 2025-03-01", "start: 2025-01-01"))
    *_, last = follow(economy, [lasting], grid_of(12 * 110, step="quarter"))
    static = solve(economy.levels, compile_case(lasting, economy, "long", np.inf).shock)
    np.testing.assert_allclose(last.solution.state.unknowns, static.state.unknowns, atol=REST)


def test_symmetry_a_path_is_its_beginning_and_then_its_end(economy, scenario):
    """What comes later does not change what was before; going on from a moment gives the same end."""
    whole = list(follow(economy, [scenario(TARIFF), scenario(LICENCE, "other")], grid_of(8)))
    beginning = list(follow(economy, [scenario(TARIFF), scenario(LICENCE, "other")], grid_of(5)))
    for one, other in zip(whole, beginning, strict=False):
        np.testing.assert_array_equal(one.solution.state.unknowns, other.solution.state.unknowns)
    rest = list(follow(economy, [scenario(TARIFF), scenario(LICENCE, "other")], grid_of(8)[5:], after=beginning[-1]))
    for one, other in zip(whole[5:], rest, strict=True):
        np.testing.assert_allclose(one.solution.state.unknowns, other.solution.state.unknowns, atol=1e-12)
        np.testing.assert_allclose(one.stock, other.stock, atol=1e-12)


def test_symmetry_scenarios_do_not_know_of_each_other(economy, scenario):
    both = list(follow(economy, [scenario(TARIFF), scenario(LICENCE, "other")], grid_of(6)))
    alone = list(follow(economy, [scenario(LICENCE, "other")], grid_of(6)))
    for one, other in zip(both, alone, strict=True):
        np.testing.assert_allclose(one.solution.state.unknowns[1], other.solution.state.unknowns[0], atol=1e-9)
        np.testing.assert_allclose(one.stock[1], other.stock[0], atol=1e-9)


@pytest.fixture
def licences(economy, scenario):
    return list(follow(economy, [scenario(LICENCE)], grid_of(24)))


def test_identity_stocks_add_up(economy, licences):
    """What left the stock crossed no border: use less shipments of the bounded flows is what was withdrawn."""
    use = economy.levels.trade_flow.sum(axis=-2)[ORE]
    before = economy.stocks[ORE]
    for moment in licences[:10]:
        base = economy.levels.trade_flow[ORE]
        part = moment.shipments[0, ORE] / moment.equilibrium.trade_flow_new[0, ORE]
        withdrawn = (base * moment.equilibrium.volume_hat[0, ORE] * (1 - part)).sum(axis=-2) / use
        moved = before - moment.stock[0, ORE]
        np.testing.assert_allclose(withdrawn, moved, atol=1e-9)
        before = moment.stock[0, ORE]


def test_theory_prices_jump_when_the_stock_is_empty(economy, licences):
    short = np.array([moment.is_short[0, ORE] for moment in licences])
    wedge = np.array([moment.equilibrium.bound_wedge.max(initial=1) for moment in licences])
    assert not short[:2].any()
    assert not short[:, ANA].any(), "its own goods need no licence"
    assert short[2, CYR], "a tenth of a month does not make up for a seventh"
    assert short[:, BEL].argmax() == 5, "nine tenths of a month make up for a quarter a month until May"
    assert wedge[short.any(axis=1)].min() > wedge[~short.any(axis=1)].max()


def test_theory_stocks_are_filled_up_again_when_licences_end(economy, licences):
    stock = np.array([moment.stock[0, ORE] for moment in licences])
    assert stock[9, BEL] == pytest.approx(0, abs=1e-9)
    assert (np.diff(stock[10:, BEL]) >= -1e-12).all()
    np.testing.assert_allclose(stock[-1], economy.stocks[ORE], atol=1e-12)
    arriving = licences[10].shipments[0, ORE, :, BEL].sum()
    assert arriving > licences[10].equilibrium.trade_flow_new[0, ORE, :, BEL].sum()


def test_contract_a_pledge_is_met_by_the_end_of_each_window(economy, scenario):
    moments = list(follow(economy, [scenario(PLEDGE)], grid_of(12)))
    delivered = [next(iter(moment.delivered.values())) for moment in moments]
    assert delivered[5] >= 5 - 1e-6
    assert delivered[11] >= 6 - 1e-6
    assert delivered[6] < delivered[5], "a new window starts from nothing"
    assert (np.diff(delivered[:6]) > 0).all()


def test_contract_a_pledge_is_caught_up_with(economy, scenario):
    """A path that starts when half of the window is over has to buy twice as much a month."""
    even = list(follow(economy, [scenario(PLEDGE)], grid_of(6)))
    late = list(follow(economy, [scenario(PLEDGE)], grid_of(3, start=date(2025, 4, 1))))
    assert late[0].equilibrium.bound_quantity[0] == pytest.approx(5 / 91 * 365.25, rel=1e-9)
    assert even[0].equilibrium.bound_quantity[0] == pytest.approx(5 / 181 * 365.25, rel=1e-9)
    assert next(iter(late[-1].delivered.values())) == pytest.approx(5, rel=1e-9)


def test_identity_front_loading_adds_up_to_nothing(economy, scenario):
    grid = grid_of(24, start=date(2024, 6, 1))
    moved = front_loading(scenario(TARIFF), economy, grid, 0.6)
    days = np.array([period.days for period in grid])[:, None, None, None]
    np.testing.assert_allclose((moved * days).sum(axis=0), 0, atol=1e-9)
    pulled = (moved * days)[moved[:, GRN, BEL, ANA] > 0].sum(axis=0)[GRN, BEL, ANA] / 365.25 * 12
    assert pulled == pytest.approx(0.6 * 90 / 91 * economy.levels.trade_flow[GRN, BEL, ANA])
    is_hit = np.zeros(moved.shape[1:], bool)
    is_hit[GRN, BEL, ANA] = True
    np.testing.assert_array_equal(moved[:, ~is_hit], 0)


def test_goods_at_sea_pull_forward_as_many_days_later(economy, scenario):
    shipped = front_loading(scenario(TARIFF), economy, grid_of(24, start=date(2024, 6, 1)), 0.6)
    at_sea = scenario(TARIFF.replace("rate: 60%", "rate: 60%, transit_days: 31"))
    arrived = front_loading(at_sea, economy, grid_of(24, start=date(2024, 6, 1)), 0.6)
    assert shipped[6, GRN, BEL, ANA] > 0 == arrived[6, GRN, BEL, ANA]  # December 2024, after the announcement
    assert arrived[9, GRN, BEL, ANA] > 0 > shipped[9, GRN, BEL, ANA]  # March 2025, after the start
    np.testing.assert_allclose(arrived.sum(axis=0), shipped.sum(axis=0), atol=0.02 * shipped.max())


def test_a_share_of_a_flow_that_is_exempt_is_not_pulled_forward(economy, scenario, tmp_path):
    (tmp_path / "shares.csv").write_text("exporter,importer,sector,coverage\nBEL,ANA,GRN,0.25\n")
    partly = scenario(TARIFF.replace("rate: 60%", f"rate: 60%, coverage_table: {tmp_path / 'shares.csv'}"))
    grid = grid_of(12)
    whole = front_loading(scenario(TARIFF), economy, grid, 0.6)
    np.testing.assert_allclose(front_loading(partly, economy, grid, 0.6), whole / 4)


def test_limit_without_an_announcement_or_strength_nothing_is_pulled_forward(economy, scenario):
    grid = grid_of(12)
    assert not front_loading(scenario(TARIFF), economy, grid, 0.0).any()
    unannounced = scenario(TARIFF.replace("announced: 2024-12-01, ", ""))
    assert not front_loading(unannounced, economy, grid, 0.6).any()


def test_theory_a_lag_approves_nothing_until_it_is_over(economy, scenario):
    """Two months without any approval empty a stock that would last longer under licences alone."""
    lagged = scenario(LICENCE.replace("approval_rate: 0.4", "approval_rate: 0.4\n    lag_days: 61"), "lagged")
    plain, late = (list(follow(economy, [item], grid_of(8))) for item in (scenario(LICENCE), lagged))
    assert late[2].equilibrium.volume_hat[0, ORE, ANA, CYR] < 0.6 * plain[2].equilibrium.volume_hat[0, ORE, ANA, CYR]
    assert late[2].stock[0, ORE, BEL] < plain[2].stock[0, ORE, BEL]
    assert late[3].solution.is_converged.all()
    first_short = [[moment.is_short[0, ORE, BEL] for moment in path].index(True) for path in (late, plain)]
    assert first_short[0] < first_short[1]
