"""What controls, quotas and disruptions do, solved on a small world."""

import numpy as np
import pytest

from simulator.economy import read_baseline
from simulator.errors import ScenarioError
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case
from tests.shocks import solved
from tests.worlds import ELASTICITIES, write_folder

EXACT = 1e-12
"""Sums in another order."""
SOLVED = 1e-8
"""The solver's tolerance with some room."""
YEAR = 1.0
ANA, BEL, CYR = range(3)
GRN, ORE = range(2)


def test_controls_on_one_flow_stack_as_varieties_do(case):
    shock = case("control: ANA > BEL, blocked: 0.5", "control: ANA > [BEL, CYR], blocked: 0.2").shock
    expected = np.ones((2, 3, 3))
    expected[GRN, ANA, BEL], expected[GRN, ANA, CYR] = 0.5 * 0.8, 0.8
    np.testing.assert_allclose(shock.variety_share[0], expected, atol=EXACT)
    assert len(shock.bounds) == 0
    assert not shock.is_closed.any()


def test_contract_costs_that_are_each_allowed_are_checked_together(case):
    cost = "trade_cost: ANA > BEL, sectors: GRN, rate: -0.8"
    assert case(cost).shock.iceberg_cost[0, GRN, ANA, BEL] == pytest.approx(0.2)
    message = r"x: a, b: their trade costs multiply the price of GRN from ANA to BEL by 0\.04 — by 0\.1 to 1,000; "
    with pytest.raises(ScenarioError, match=message):
        case(cost, cost)


def test_a_promise_of_what_a_control_closes_is_refused(case):
    closed = "control: ANA > BEL, blocked: 1"
    with pytest.raises(ScenarioError, match="counts only flows that other measures close"):
        case(closed, "purchase_commitment: ANA > BEL, sectors: GRN, value: 1 million USD")
    assert case(closed, "purchase_commitment: [ANA, CYR] > BEL, sectors: GRN, value: 1 million USD").bounds


def test_a_control_of_everything_closes_and_stays_closed(case):
    shock = case("control: ANA > BEL, blocked: 1", "control: ANA > BEL, blocked: 0.5").shock
    assert np.argwhere(shock.is_closed[0]).tolist() == [[GRN, ANA, BEL]]


def test_a_control_on_a_flow_that_a_quota_closes_changes_nothing_more(case, small):
    quota = "import_quota: ANA > BEL, sectors: GRN, share: 0"
    closed, both = case(quota), case(quota, "control: ANA > BEL, blocked: 0.3")
    assert both.shock.is_closed[0, GRN, ANA, BEL]
    worlds = [solved(small.levels, item.shock) for item in (closed, both)]
    np.testing.assert_allclose(worlds[0].income_new, worlds[1].income_new, rtol=SOLVED)


def test_a_control_is_a_share_of_whatever_the_flow_would_be(case, small):
    """Under a tariff that halves the flow, a control still takes its share: its demand weight is multiplied."""
    tariff = "tariff: ANA > BEL, sectors: GRN, rate: 60%"
    before = solved(small.levels, case(tariff).shock)
    after = solved(small.levels, case(tariff, "control: ANA > BEL, blocked: 0.4").shock)
    others = [place for place in range(3) if place not in (ANA, BEL)]
    ratio = after.trade_flow_new[0, GRN, :, BEL] / before.trade_flow_new[0, GRN, :, BEL]
    theta = small.elasticities.at(YEAR).origin[0, GRN]
    cost = after.cost_hat[0, GRN] / before.cost_hat[0, GRN]
    expected = 0.6 * (cost[ANA] / cost[others[0]]) ** -theta
    assert ratio[ANA] / ratio[others[0]] == pytest.approx(expected, rel=SOLVED)


def test_within_a_tariff_rate_quota_nothing_happens(case, small):
    new = solved(small.levels, case("quota: ANA > BEL, share: 1.2, over_quota_rate: 50%").shock)
    assert new.bound_wedge.tolist() == [1.0]
    np.testing.assert_allclose(new.trade_flow_new[0], small.levels.trade_flow, rtol=SOLVED)


def test_beyond_a_tariff_rate_quota_more_comes_in_at_its_rate(case, small):
    hard, tariff_rate = (case(f"quota: ANA > BEL, share: 0.5{keys}") for keys in ("", ", over_quota_rate: 20%"))
    premium = solved(small.levels, hard.shock).bound_wedge[0] - 1
    assert premium > 0.25, "the quota alone is worth more than the rate"
    new = solved(small.levels, tariff_rate.shock)
    assert new.bound_wedge[0] - 1 == pytest.approx(0.2, rel=SOLVED)
    assert new.bound_quantity[0] > tariff_rate.bounds[0].limit * 1.01
    assert new.quota_rents[0, BEL] == pytest.approx(0.2 * new.trade_flow_new[0, ORE, ANA, BEL], rel=SOLVED)


def test_a_rate_above_what_a_quota_is_worth_is_never_charged(case, small):
    hard, tariff_rate = (case(f"quota: ANA > BEL, share: 0.9{keys}") for keys in ("", ", over_quota_rate: 500%"))
    first, second = (solved(small.levels, item.shock) for item in (hard, tariff_rate))
    assert second.bound_wedge[0] == pytest.approx(first.bound_wedge[0], rel=SOLVED)
    assert second.bound_quantity[0] == pytest.approx(0.9 * small.quantity[ORE, ANA, BEL], rel=SOLVED)


@pytest.mark.parametrize("sector", ["ORE", "GRN"])
def test_a_quota_of_nothing_with_a_rate_is_that_rate(case, small, sector):
    """On the price with the duties within the quota: t and r make (1 + t)(1 + r) − 1 in all."""
    place = small.sectors.index(sector), ANA, BEL
    total = (1 + small.levels.tariff[place]) * 1.2 - 1
    quota = case(f"import_quota: ANA > BEL, sectors: {sector}, share: 0, over_quota_rate: 20%")
    tariff = case(f"tariff: ANA > BEL, sectors: {sector}, rate: {total:.17g}, stacking: replace")
    assert not quota.shock.is_closed.any()
    first, second = (solved(small.levels, item.shock) for item in (quota, tariff))
    for name in ("income_new", "price_hat", "trade_flow_new"):
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=SOLVED, err_msg=name)


def test_a_quota_by_value_holds_border_value(case, small):
    found = case("import_quota: ANA > BEL, sectors: GRN, value: 3 million USD")
    assert (found.bounds[0].unit, found.bounds[0].limit) == ("million USD", 3.0)
    assert found.bounds[0].base == small.levels.trade_flow[GRN, ANA, BEL]
    new = solved(small.levels, found.shock)
    assert new.trade_flow_new[0, GRN, ANA, BEL] == pytest.approx(3.0, rel=SOLVED)
    assert new.bound_wedge[0] > 1


def test_a_quota_by_value_may_be_pooled(case, small):
    found = case("import_quota: [ANA, CYR] > BEL, sectors: GRN, value: 5 million USD, pooled: true")
    new = solved(small.levels, found.shock)
    assert new.trade_flow_new[0, GRN, [ANA, CYR], BEL].sum() == pytest.approx(5.0, rel=SOLVED)


def test_a_disruption_lowers_output_home_sales_included_and_leaves_its_rent_at_home(case, small):
    found = case("supply_disruption: BEL, sectors: GRN, lost: 0.2")
    (label,) = found.bounds
    assert (label.exporters, label.importers, label.sectors, label.limit) == (("BEL",), (), ("GRN",), 0.8)
    new = solved(small.levels, found.shock)
    made = new.output_new[0, GRN, BEL] / new.cost_hat[0, GRN, BEL] / small.levels.output[GRN, BEL]
    assert made == pytest.approx(0.8, rel=SOLVED)
    assert new.volume_hat[0, GRN, BEL, BEL] < 1
    assert new.producer_rents[0, BEL] > 0
    assert (new.producer_rents[0, [ANA, CYR]] == 0).all()
    assert (new.export_charges == 0).all()


def test_a_disruption_of_several_producers_bounds_each(case):
    found = case("supply_disruption: all, sectors: [GRN, ORE], lost: 10%")
    assert len(found.bounds) == 6
    assert case("supply_disruption: all, sectors: all, lost: 0").bounds == ()


def test_a_sector_that_nobody_makes_cannot_be_disrupted(tmp_path, write, problems_of):
    elasticities = [row for row in ELASTICITIES if row[0] != "critical"]
    folder = write_folder(tmp_path / "small", absent=[("ORE", "BEL")], elasticities=elasticities)
    text = "title: x\nmeasures:\n  - {{id: a, type: supply_disruption, region: {}, sectors: ORE, lost: 0.2}}\n"
    write("x.yaml", text.format("BEL"))
    assert problems_of("x", read_baseline(folder)) == [
        "x.yaml:3:5: measures[0]: hits nothing: the baseline has no output of ORE in BEL — check codes, or remove the "
        "measure."
    ]
    write("x.yaml", text.format("[BEL, ANA]"))
    assert (
        len(compile_case(load_scenario("x", read_baseline(folder)), read_baseline(folder), "short", YEAR).bounds) == 1
    )


def test_a_sector_sold_at_home_only_can_be_disrupted(tmp_path, write):
    folder = write_folder(tmp_path / "small")
    rows = (folder / "flows.csv").read_text().splitlines()
    kept = [row for row in rows if not row.startswith("BEL,") or row.startswith("BEL,BEL") or ",GRN," in row]
    (folder / "flows.csv").write_text("\n".join(kept) + "\n")
    tonnes = (folder / "quantities.csv").read_text().splitlines()
    (folder / "quantities.csv").write_text(
        "\n".join(r for r in tonnes if not r.startswith(("BEL,ANA", "BEL,CYR"))) + "\n"
    )
    economy = read_baseline(folder)
    write("x.yaml", "title: x\nmeasures:\n  - {id: a, type: supply_disruption, region: BEL, sectors: ORE, lost: 0.2}\n")
    assert [label.sectors for label in compile_case(load_scenario("x", economy), economy, "short", 1).bounds] == [
        ("ORE",)
    ]


@pytest.mark.parametrize(("added", "cap"), [(0.3, 0.15), (0.02, 0.15), (0.3, 0.0), (0.3, 3.0)])
def test_a_cap_lowers_what_was_added_and_never_the_duty_of_the_baseline(case, small, added, cap):
    before = small.levels.tariff[GRN, ANA, BEL]
    tariffs = f"tariff: ANA > BEL, sectors: GRN, rate: {added}", f"tariff: ANA > BEL, sectors: GRN, rate: {cap}"
    shock = case(tariffs[0], f"{tariffs[1]}, stacking: cap").shock
    expected = small.levels.tariff.copy()
    expected[GRN, ANA, BEL] = max(before, min(before + added, cap))
    np.testing.assert_allclose(shock.tariff_new[0], expected, atol=EXACT)


def test_a_measure_after_a_cap_comes_on_top_and_a_covered_part_is_capped_alone(case, small):
    place = GRN, ANA, BEL
    half = case(
        "tariff: ANA > BEL, sectors: GRN, rate: 60%",
        "tariff: ANA > BEL, sectors: GRN, rate: 40%, stacking: cap, coverage: 0.5",
        "tariff: ANA > BEL, sectors: GRN, rate: 10%",
    ).shock.tariff_new[0][place]
    before = small.levels.tariff[place]
    assert half == pytest.approx((0.4 + before + 0.6) / 2 + 0.1, abs=EXACT)


COVERED = {
    "control": ("control: ANA > BEL, blocked: {}", "variety_share"),
    "cost": ("trade_cost: ANA > BEL, sectors: GRN, rate: {}", "iceberg_cost"),
    "tax": ("export_tax: ANA > BEL, sectors: GRN, rate: {}", "export_charge"),
    "subsidy": ("subsidy: ANA > BEL, sectors: GRN, paid_by: importer, rate: {}", "purchase_factor"),
}


@pytest.mark.parametrize(("text", "array"), COVERED.values(), ids=list(COVERED))
def test_half_of_a_flow_takes_half_of_the_effect(case, text, array):
    half, whole = (getattr(case(text.format(keys)).shock, array) for keys in ("0.6, coverage: 50%", "0.3"))
    np.testing.assert_allclose(half, whole, atol=EXACT)
    assert whole.min() != whole.max()
