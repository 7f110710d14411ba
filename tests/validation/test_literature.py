"""Document: what is compared with published results, and that the verdicts do not flatter."""

import math

import literature
import numpy as np
import pytest
from experiments import HORIZONS
from quantities import QUANTITIES

from simulator.results import INDICATORS

ROWS = literature.read_rows()


def test_no_published_result_is_without_a_result_of_ours_or_a_reason():
    for row in ROWS:
        given = [row.suite, row.our_scenario, row.quantity, row.where, row.our_horizon, row.meaning, row.gap_reason]
        assert all(given) if row.is_compared else not any(given), row.id
        assert math.isfinite(row.theirs)
        assert row.source, row.id
        assert row.mark in ("S", "S2", "D", "U"), row.id


def test_identifiers_are_unique():
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_comparison_refers_to_what_there_is(suites):
    for row in ROWS:
        if row.is_compared:
            names = suites[row.suite].names
            assert row.our_scenario in names, row.id
            assert not row.against or row.against in names, row.id
            assert row.quantity in QUANTITIES, row.id
            assert all(name in QUANTITIES for name in row.others), row.id
            assert row.our_horizon in HORIZONS or float(row.our_horizon) > 0, row.id


@pytest.mark.parametrize(
    ("theirs", "ours", "options", "expected"),
    [
        (-1.0, -1.0, {"is_change": True}, "factor 1"),
        (-1.0, 0.5, {"is_change": True}, "**far off: opposite sign**"),
        (-1.0, -0.001, {"is_change": True}, "**far off: ours is nearly nil**"),
        (-50.0, -80.0, {"is_change": True}, "**far off: factor 2.32**"),
        (50.0, 80.0, {"is_change": False}, "factor 1.6"),
        (0.1, 90.0, {"is_change": False}, "**far off: factor above 100**"),
        (-0.3, -0.5, {"is_change": True, "within": (-0.6, -0.3)}, "inside their range"),
        (-0.3, -0.2, {"is_change": True, "within": (-0.6, -0.3)}, "outside their range, factor 1.5"),
    ],
)
def test_verdicts(theirs, ours, options, expected):
    assert literature.verdict(theirs, ours, **options) == expected


def test_the_rule_of_what_is_far_off_is_the_one_it_was():
    assert (literature.FAR, literature.NIL) == (2.0, 0.005)


def test_forecasts_of_growth_are_shown_and_not_judged(suites):
    found = [item for item in literature.compare(ROWS, suites) if item.row.apart]
    assert {item.row.id for item in found} == {"wto-2", "gs-1", "ubs-1"}
    assert not any(item.is_far or item.is_counted for item in found)


def test_a_horizon_without_a_name_lies_between_its_neighbours(suites):
    row = next(row for row in ROWS if row.id == "ecb-re-1")
    (found,) = literature.compare([row], suites)
    assert found.ours[0] > found.ours_then > found.ours[1]


def test_consumer_prices_have_world_value_added_as_yardstick(suites):
    """As in the code of Kiel, whose wages move by excess demand over value added."""
    world = suites["literature"].world
    np.testing.assert_allclose(
        world.equilibrium.factor_income_new.sum(axis=-1), world.levels.factor_income.sum(), rtol=1e-9
    )


def test_published_tariffs_are_held_against_tariffs_alone(suites):
    economy, names = suites["literature"].plan.economy, suites["literature"].names
    scenarios = dict(zip(names, suites["literature"].plan.scenarios, strict=True))
    for row in ROWS:
        if row.is_compared and row.our_scenario in ("tariffs-2025-10", "geneva-2025-05"):
            kinds = {measure.type for measure in scenarios[row.our_scenario].enabled}
            assert kinds == {"tariff"}, row.id
    assert economy.levels.tariff.max() < 1


def test_ours_is_the_indicator_of_the_simulator(suites):
    suite = suites["literature"]
    usa = suite.plan.economy.region_index("USA")
    income = INDICATORS["real_income"].compute(suite.world)[0].reshape(len(suite.names), 3, -1)[..., usa]
    threat, truce = (income[suite.names.index(name)] for name in ("tariff-100", "truce-2025-10"))
    np.testing.assert_allclose(suite.measure("real_income", "USA", "tariff-100"), threat, atol=1e-12)
    against = suite.measure("real_income", "USA", "tariff-100", "truce-2025-10")
    np.testing.assert_allclose(against, 100 * ((100 + threat) / (100 + truce) - 1), atol=1e-12)


def test_quantities_of_the_baseline_are_those_of_the_tables(suites):
    suite = suites["literature"]
    for name, item in QUANTITIES.items():
        where = {"goods_trade_volume": "USA-CHN", "goods_exports_to_usa": "CHN"}.get(name, "USA")
        found = suite.measure(name, where, "baseline-2024")
        if item.how != "level" or name == "value_added_at_risk":
            np.testing.assert_allclose(found, 0, atol=1e-6, err_msg=name)
    levels, economy = suite.plan.economy.levels, suite.plan.economy
    usa, china = economy.region_index("USA"), economy.region_index("CHN")
    bought = (levels.trade_flow[:, :, usa] * economy.is_goods[:, None]).sum(axis=0)
    bought[usa] = 0
    share = 100 * bought[china] / bought.sum()
    np.testing.assert_allclose(suite.measure("china_share", "USA", "baseline-2024"), share, rtol=1e-9)


def test_most_but_not_all_of_a_tariff_is_passed_through(suites):
    suite = suites["literature"]
    found = suite.measure("pass_through", "USA", "us-50")
    assert (found > 0.5).all()
    assert (found < 1).all()
    assert np.isnan(suite.measure("pass_through", "USA", "baseline-2024")).all()


def test_the_page_has_the_literature_as_it_is_now(suites, page):
    found = literature.section(literature.compare(ROWS, suites), ROWS)
    assert found.strip() in page, "docs/validation.md is out of date: python docs/validation/make.py"


def test_all_that_is_far_off_stands_at_the_head_of_the_page(suites, page):
    head = page[page.index("## Where we are far off") : page.index("## Published results")]
    far = [item for item in literature.compare(ROWS, suites) if item.is_far]
    assert head.count("**far off") == len(far) > 0
