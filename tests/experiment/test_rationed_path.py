"""Rationing on a path: stocks cover what licences withhold until they run out, then users stop."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.experiment.assumptions.assumed import none_assumed
from simulator.experiment.assumptions.draws import draw, uncertain_numbers
from simulator.experiment.dynamics.blocks import DrawnTimelines
from simulator.experiment.dynamics.periods import first_day, periods
from simulator.experiment.dynamics.steps import follow
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.plan import DEFAULT_OPTIONS, make_plan
from simulator.scenario import library_folder, load_branches, load_scenario
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.effects.rationing import RATIONING, Position
from simulator.solver.solve import solve
from tests.experiment.counting import ignored
from tests.experiment.test_shortages import TARIFF, write_world

GRN, ORE = range(2)
ANA, BEL, CYR = range(3)
LICENCE = """\
title: Licences that last
measures:
  - {id: licence, type: export_licensing, importer: all, exporter: ANA, sectors: ORE, approval_rate: 0.4,
     start: 2025-03-01}
"""
SECOND = """\
  - {id: second, type: export_licensing, importer: all, exporter: ANA, sectors: ORE, approval_rate: 0.7,
     start: 2025-03-01}
"""
CONTROL = """\
title: Controls that last
measures:
  - {id: control, type: export_control, importer: BEL, exporter: ANA, sectors: all, blocked: 0.5, start: 2025-01-01}
"""
PLEDGE = """\
title: A pledge by windows, beside licences
measures:
  - {id: licence, type: export_licensing, importer: all, exporter: ANA, sectors: ORE, approval_rate: 0.4,
     start: 2025-03-01}
  - id: pledge
    type: purchase_commitment
    importer: ANA
    exporter: CYR
    sectors: ORE
    windows:
      - {start: 2025-01-01, end: 2025-06-30, quantity: 5 kt}
      - {start: 2025-07-01, end: 2025-12-31, quantity: 6 kt}
"""
STOCKS = (("BEL", "ORE", 0.9, 0.5, 2, "months", "assumed"), ("CYR", "ORE", 0.1, 0.1, 1, "months", "assumed"))


@pytest.fixture(scope="module")
def economy(tmp_path_factory):
    return load_baseline(write_world(tmp_path_factory.mktemp("world"), stocks=STOCKS))


@pytest.fixture
def scenario(tmp_path, economy):
    def read(text, name="case"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, economy, [])

    return read


def grid_of(months, step="month"):
    return periods(date(2025, 1, 15), months, step)


def caps_of(moment, case, economy):
    """Share of output that users of grain's inputs in each region have to leave, by the limits of their bounds."""
    lost = np.zeros(len(economy.regions))
    rationed = moment.cases[case]
    for label, limit in zip(rationed.bounds, rationed.shock.bounds.limit, strict=True):
        if label.kind == RATIONING and limit < 1:
            place = economy.regions.index(label.exporters[0])
            lost[place] = max(lost[place], 1 - limit)
    return lost


def first_of(flags):
    return flags.index(True) if True in flags else len(flags)


def test_users_stop_when_and_only_when_stocks_are_empty(economy, scenario):
    moments = list(follow(economy, [scenario(LICENCE)], grid_of(12)))
    base = economy.levels.trade_flow[ORE]
    withheld = 0.6 * base[ANA] / base.sum(axis=0)
    before = economy.stocks[ORE]
    for moment in moments:
        in_force = moment.period.first >= date(2025, 3, 1)
        cover = np.minimum(1, before / np.maximum(withheld, 1e-12)) if in_force else np.ones(3)
        missing = np.maximum(0, withheld * (1 - cover) - 0.05) * (np.arange(3) != ANA)
        share = np.array([0.3, 0.3, 0.3])
        np.testing.assert_allclose(caps_of(moment, 0, economy), share * missing, atol=1e-9)
        short = (withheld * (1 - cover) > 1e-9) & (np.arange(3) != ANA) & in_force
        np.testing.assert_array_equal(moment.is_short[0, ORE], short)
        before = moment.stock[0, ORE]
    assert moments[-1].is_short[0, ORE, BEL]
    assert moments[-1].is_short[0, ORE, CYR]


def test_a_stock_at_the_low_end_of_its_band_runs_out_earlier(economy, scenario):
    starts = []
    for place in (-1.0, 0.0, 1.0):
        assumed = none_assumed(economy, 1)
        positions = Position(assumed.positions.exposure, assumed.positions.relief, np.full((1, 1), place))
        drawn = type(assumed)(assumed.ratios, positions)
        moments = list(follow(economy, [scenario(LICENCE)], grid_of(20), drawn))
        starts.append(first_of([bool(caps_of(moment, 0, economy)[BEL] > 0) for moment in moments]))
    assert all(one < other for one, other in pairwise(starts)), starts


def test_the_long_run_of_a_path_is_the_static_one_with_stocks_gone(economy, scenario):
    """Stocks spread over a horizon come to nothing in the long run, and on a path they are used up: then both agree.

    What recycling replaces holds at every date alike. So it is the whole long run that a path comes to. Periods are
    months, as quarters overshoot where output is capped and demand remembers prices.
    """
    laxer = scenario(LICENCE.replace("approval_rate: 0.4", "approval_rate: 0.7"))
    *_, last = follow(economy, [laxer], grid_of(12 * 20))
    case = compile_case(laxer, economy, "long", np.inf)
    static = solve(economy.levels, case.shock)
    assert last.stock[0, ORE, [BEL, CYR]].max() < 1e-6
    np.testing.assert_allclose(last.solution.state.unknowns, static.state.unknowns, atol=1e-3)
    limits = [item.shock.bounds.limit for item in (last.cases[0], case)]
    np.testing.assert_allclose(*limits, atol=1e-6)


def test_the_long_run_of_a_path_without_some_varieties_is_the_static_one(economy, scenario):
    lasting = scenario(CONTROL)
    *_, last = follow(economy, [lasting], grid_of(12 * 80, step="quarter"))
    static = solve(economy.levels, compile_case(lasting, economy, "long", np.inf).shock)
    np.testing.assert_allclose(last.solution.state.unknowns, static.state.unknowns, atol=1e-5)


def test_a_static_horizon_spreads_what_a_path_uses_up_first(economy, scenario):
    """At one year the static case misses what is left when the stock is spread over twelve months; a path does not."""
    case = compile_case(scenario(LICENCE), economy, "short", 1.0)
    limit = {label.exporters + label.sectors: label.limit for label in case.bounds if label.kind == RATIONING}
    base = economy.levels.trade_flow[ORE]
    withheld = 0.6 * base[ANA, BEL] / base[:, BEL].sum()
    assert 1 - limit["BEL", "GRN"] == pytest.approx(0.3 * max(0, withheld - 0.05 - 0.9 / 12), abs=1e-9)
    moments = list(follow(economy, [scenario(LICENCE)], grid_of(14)))
    lost = [caps_of(moment, 0, economy)[BEL] for moment in moments[2:]]
    assert lost[0] == 0
    assert lost[-1] == pytest.approx(0.3 * (withheld - 0.05), abs=1e-9)


def test_a_laxer_licence_on_the_same_flow_changes_nothing(economy, scenario):
    """What two licences withhold of one flow is missing once, and comes from stock once."""
    one = list(follow(economy, [scenario(LICENCE)], grid_of(10)))
    two = list(follow(economy, [scenario(LICENCE + SECOND, "both")], grid_of(10)))
    for alone, both in zip(one, two, strict=True):
        np.testing.assert_allclose(both.stock, alone.stock, atol=1e-7)
        np.testing.assert_array_equal(both.is_short, alone.is_short)
        np.testing.assert_allclose(both.shipments, alone.shipments, rtol=1e-6)
        np.testing.assert_allclose(caps_of(both, 0, economy), caps_of(alone, 0, economy), atol=1e-9)


def test_promises_are_kept_apart_from_rations_of_other_scenarios(economy, scenario, tmp_path):
    """Bounds of measures come first in each case; those of users who stop count for no promise."""
    texts = {"licence": LICENCE, "pledge": PLEDGE, "tariff": TARIFF}
    scenarios = [scenario(text, name) for name, text in texts.items()]
    moments = list(follow(economy, scenarios, grid_of(9)))
    alone = list(follow(economy, scenarios[1:2], grid_of(9)))
    for together, own in zip(moments, alone, strict=True):
        for case in together.cases:
            kinds = [label.kind for label in case.bounds]
            assert RATIONING not in kinds[: case.n_unrationed]
            assert set(kinds[case.n_unrationed :]) <= {RATIONING}
        assert list(together.delivered.values()) == pytest.approx(list(own.delivered.values()), rel=1e-6)
    assert any(case.n_unrationed < len(case.bounds) for moment in moments for case in moment.cases[:1])
    paths = [tmp_path / f"{name}.yaml" for name in texts]
    (tmp_path / "world").mkdir()
    write_world(tmp_path / "world", stocks=STOCKS)
    plan = make_plan(paths, type(DEFAULT_OPTIONS)(baseline=tmp_path / "world", reference=str(paths[2])))
    found = timeline(
        paths,
        Span(date(2025, 1, 1), months=9),
        options=type(DEFAULT_OPTIONS)(baseline=tmp_path / "world", reference=str(paths[2])),
    )
    assert plan.reference == "tariff"
    assert found.data["commitment"].to_numpy().tolist() == ["pledge/pledge"]
    delivered = found.data["delivered"].squeeze("commitment").to_numpy()
    np.testing.assert_allclose(delivered, [next(iter(m.delivered.values())) for m in alone], rtol=1e-6)


def test_until_shortage_is_when_users_first_stop(economy, scenario, tmp_path):
    scenario(LICENCE, "licence")
    world = write_world(tmp_path / "world", stocks=STOCKS)
    found = timeline(
        tmp_path / "licence.yaml",
        Span(date(2025, 1, 1), months=12),
        options=type(DEFAULT_OPTIONS)(baseline=world),
    )
    stops = found.data["value_added_at_risk"].sel(scenario="licence").transpose("region", "date").to_numpy() > 1e-6
    until = found.data["months_until_shortage"].sel(scenario="licence", sector="ORE").to_numpy()
    assert np.isnan(until[ANA])
    assert not stops[ANA].any()
    for place in (BEL, CYR):
        assert 0 < until[place] <= stops[place].argmax() <= until[place] + 1, "recycling makes up for the first bit"


def test_drawn_paths_are_the_paths_of_their_draws(economy, scenario):
    scenarios = (scenario(LICENCE, "licence"), scenario(TARIFF, "tariff"))
    drawn = draw(uncertain_numbers(economy, scenarios), 3, seed=2)
    grid = grid_of(6)
    whole = DrawnTimelines("three", economy, scenarios, grid, drawn.levers(0, 3), drawn.assumed(economy, 0, 3))
    found = whole.solve(ignored)
    one = drawn.assumed(economy, 1, 2)
    for place, item in enumerate(scenarios):
        alone = DrawnTimelines("one", economy, (item,), grid, ({},), one).solve(ignored)
        for name, array in alone.items():
            np.testing.assert_allclose(found[name][1, place], array[0, 0], rtol=1e-5, atol=1e-6, err_msg=name)
    assert np.ptp(found["value_added_at_risk"][:, 0, -1, BEL]) > 0


def test_in_the_shipped_dispute_rationing_waits_for_stocks(economy):
    plan = make_plan(library_folder() / "dispute-2025.yaml", DEFAULT_OPTIONS)
    futures = load_branches(library_folder() / "dispute-2025.yaml", plan.economy, [], at=date(2025, 10, 25))
    grid, ree = periods(first_day(futures), 16), plan.economy.sectors.index("REE")
    firsts = {}
    for moment in follow(plan.economy, futures, grid):
        for place, future in enumerate(futures):
            short = moment.is_short[place, ree]
            lost = caps_of(moment, place, plan.economy) > 0
            np.testing.assert_array_equal(lost, short, err_msg=f"{future.name} {moment.period.first}")
            empty = moment.stock[place, ree] < 0.35
            assert (empty | ~short | (plan.economy.stocks[ree] == 0)).all()
            if short.any():
                firsts.setdefault(future.name, moment.period.first)
    assert "talks-succeed" not in firsts
    assert date(2025, 11, 1) < firsts["spiral"] < firsts["drift"]
