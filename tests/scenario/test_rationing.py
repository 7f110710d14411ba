"""Licences of critical inputs: who misses what, who stands still, and who earns, written out and solved."""

from datetime import date

import numpy as np
import pytest

from simulator.economy import read_baseline
from simulator.scenario import load_scenario
from simulator.scenario.effects.bounds import UNLIMITED
from simulator.scenario.effects.compile import compile_case, rationed, unrationed
from simulator.scenario.effects.rationing import RATIONING, Position
from simulator.scenario.measures.export_licensing import ExportLicensing
from tests.shocks import solved
from tests.worlds import REGIONS, write_folder

EXACT = 1e-12
"""Sums in another order."""
SOLVED = 1e-8
"""The solver's tolerance with some room."""
YEAR = 1.0
ANA, BEL, CYR = range(3)
GRN, ORE = range(2)


def stops_of(case):
    """Caps on users by sector and region."""
    return {
        (label.sectors[0], label.exporters[0]): float(limit)
        for label, limit in zip(case.bounds, case.shock.bounds.limit, strict=True)
        if label.kind == RATIONING
    }


def test_a_licence_of_a_critical_input_is_handed_out_by_application_unless_it_says(case):
    for keys, is_rationed in (("", True), (", allocation: physical", True), (", allocation: market", False)):
        found = case(f"licence: ANA > BEL, approval_rate: 0.5{keys}")
        assert bool(stops_of(found)) == is_rationed, keys
        assert bool((found.shock.critical_weight != 1).any()) == is_rationed, keys
        assert found.bounds[0].kind == "export_licensing"


def test_a_licence_of_another_sector_is_left_to_the_market(case):
    licence = "export_licensing: ANA > BEL, sectors: GRN, approval_rate: 0.5"
    for keys in ("", ", allocation: physical"):
        found = case(licence + keys)
        assert not stops_of(found)
        assert (found.shock.critical_weight == 1).all()


def hand(economy, allowed, years, region, share=None):
    """Equation 10 for GRN, the only exposed user of ORE, written out: withheld, missing, cap and weight."""
    flow = economy.levels.trade_flow[ORE, :, region]
    withheld = 1 - sum(flow[i] * allowed.get(i, 1.0) for i in range(3)) / flow.sum()
    given = {CYR: (0.6, 0.0, 2.0)}.get(region, (0.3, 0.05, 0.0))
    own, relief, months = given if share is None else (share, *given[1:])
    missing = max(0.0, withheld - relief - months / (12 * years))
    return withheld, missing, 1 - own * missing, (1 - withheld) / (1 - own * missing)


@pytest.mark.parametrize("years", [0.25, 1.0, 3.0, np.inf])
def test_what_is_missing_by_hand_with_home_supply_relief_and_stocks(case, small, years):
    found = case("licence: ANA > [BEL, CYR], approval_rate: 0.2, exempt: 0.1", years=years)
    allowed = {ANA: 0.1 + 0.9 * 0.2}
    for region in (BEL, CYR):
        withheld, missing, cap, weight = hand(small, allowed, years, region)
        assert 0 < withheld < 0.5, "home supply and other origins count"
        assert found.shock.stopped[0, 0, GRN, region] == pytest.approx(1 - cap, abs=EXACT)
        limit = stops_of(found)["GRN", REGIONS[region]]
        assert limit == (pytest.approx(cap, abs=EXACT) if missing else UNLIMITED)
        assert found.shock.critical_weight[0, 0, GRN, region] == pytest.approx(weight, abs=EXACT)
        of_ore = found.shock.critical_weight[0, 0, ORE, region]
        assert of_ore == pytest.approx(1 - withheld, abs=EXACT), "ORE itself is not exposed: γ = 1 − μ"
    assert ("GRN", "ANA") not in stops_of(found)
    assert (found.shock.critical_weight[0, 0, :, ANA] == 1).all()


def test_a_stock_that_lasts_leaves_the_user_running(case):
    short, long = (case("licence: ANA > CYR, approval_rate: 0.5", years=years) for years in (0.25, np.inf))
    assert stops_of(short)["GRN", "CYR"] == UNLIMITED
    assert stops_of(long)["GRN", "CYR"] < 1


def test_of_several_licences_on_one_flow_the_lowest_counts(case, small):
    found = case(
        "licence: ANA > BEL, approval_rate: 0.7",
        "licence: ANA > [BEL, CYR], approval_rate: 0.4",
        "licence: CYR > BEL, approval_rate: 0.9",
    )
    assert stops_of(found)["GRN", "BEL"] == pytest.approx(hand(small, {ANA: 0.4, CYR: 0.9}, YEAR, BEL)[2], abs=EXACT)
    assert [label.measure for label in found.bounds if label.kind == RATIONING] == ["a+b+c"] * 2


def test_a_pooled_licence_withholds_its_share_from_every_buyer(case, small):
    found = case("licence: ANA > [BEL, CYR], approval_rate: 0.4, pooled: true")
    flow = small.levels.trade_flow[ORE, ANA]
    pooled = found.bounds[0]
    assert pooled.limit == pytest.approx(0.4 * (flow[BEL] + flow[CYR]) / 2, rel=EXACT)  # kt are half the value
    assert stops_of(found)["GRN", "BEL"] == pytest.approx(hand(small, {ANA: 0.4}, YEAR, BEL)[2], abs=EXACT)


@pytest.mark.parametrize(("keys", "allowed"), [("approval_rate: 0", 0.0), ("approval_rate: 0, exempt: 0.25", 0.25)])
def test_nothing_approved_withholds_all_but_what_is_exempt(case, small, keys, allowed):
    found = case(f"licence: ANA > BEL, {keys}")
    assert found.shock.is_closed[0, ORE, ANA, BEL] == (allowed == 0)
    assert stops_of(found)["GRN", "BEL"] == pytest.approx(hand(small, {ANA: allowed}, YEAR, BEL)[2], abs=EXACT)
    assert solved(small.levels, found.shock).output_new[0, GRN, BEL] > 0


@pytest.mark.parametrize("keys", ["approval_rate: 1", "approval_rate: 0, exempt: 1"])
def test_a_licence_that_withholds_nothing_rations_nothing(case, keys):
    found = case(f"licence: ANA > BEL, {keys}")
    assert not stops_of(found)
    assert (found.shock.stopped == 0).all()


def test_what_would_stand_still_is_recorded_under_the_market_too(case):
    physical, market = (
        case(f"licence: ANA > BEL, approval_rate: 0.2, allocation: {allocation}")
        for allocation in ("physical", "market")
    )
    np.testing.assert_array_equal(physical.shock.stopped, market.shock.stopped)
    assert market.shock.stopped[0, 0, GRN, BEL] > 0


def test_bands_move_what_is_missing_between_their_ends(scenario, small):
    whole = unrationed(scenario("licence: ANA > BEL, approval_rate: 0.2"), small, "short", YEAR)
    ends = [np.array([end]) for end in (-1.0, 0.0, 1.0)]
    caps = [stops_of(rationed(whole, small, YEAR, Position(end, -end, -end)))["GRN", "BEL"] for end in ends]
    withheld = hand(small, {ANA: 0.2}, YEAR, BEL)[0]
    for cap, share, relief in zip(caps, (0.1, 0.3, 0.5), (0.1, 0.05, 0.0), strict=True):
        assert cap == pytest.approx(1 - share * (withheld - relief), abs=EXACT)


def test_output_stands_at_the_cap_and_purchases_fall_to_what_arrives(case, small):
    found = case("licence: ANA > BEL, approval_rate: 0.2", years=np.inf)
    new = solved(small.levels, found.shock)
    cap = stops_of(found)["GRN", "BEL"]
    made = new.output_new[0, GRN, BEL] / new.cost_hat[0, GRN, BEL] / small.levels.output[GRN, BEL]
    assert made == pytest.approx(cap, rel=SOLVED)
    assert new.volume_hat[0, ORE, ANA, BEL] <= 0.2 * (1 + SOLVED)
    assert new.producer_rents[0, BEL] > 0


def test_without_exposure_there_are_no_caps(tmp_path, write):
    economy = read_baseline(write_folder(tmp_path / "small"))
    write(
        "x.yaml",
        "title: x\nmeasures:\n  - {id: a, type: export_licensing, exporter: ANA, importer: BEL, "
        "sectors: ORE, approval_rate: 0.2}\n",
    )
    found = compile_case(load_scenario("x", economy), economy, "short", YEAR)
    assert not stops_of(found)
    withheld = hand(economy, {ANA: 0.2}, YEAR, BEL)[0]
    np.testing.assert_allclose(found.shock.critical_weight[0, 0, :, BEL], 1 - withheld, atol=EXACT)
    solved(economy.levels, found.shock)


def test_full_approval_with_waiting_costs_and_leaves_no_rent(case, small):
    """A bound counts what arrives, so that goods lost to waiting do not free any of the licence for others."""
    found = case("licence: ANA > BEL, approval_rate: 1, processing_days: 45")
    assert found.shock.iceberg_cost[0, ORE, ANA, BEL] == pytest.approx(1 + 45 * 0.008)
    new = solved(small.levels, found.shock)
    assert new.bound_wedge.tolist() == [1.0]
    assert new.bound_quantity[0] < found.bounds[0].limit
    np.testing.assert_array_equal(new.export_charges, 0)
    assert new.price_hat[0, ORE, BEL] > 1


@pytest.mark.parametrize("receiver", ["exporter", "importer", "nobody"])
def test_the_premium_goes_to_whom_the_licence_says(case, small, receiver):
    found = case(f"licence: ANA > BEL, approval_rate: 0.5, allocation: market, premium_to: {receiver}")
    new = solved(small.levels, found.shock)
    assert new.bound_wedge[0] > 1.01
    assert new.bound_quantity[0] == pytest.approx(found.bounds[0].limit, rel=SOLVED)
    rents = {"exporter": new.export_charges[0, ANA], "importer": new.quota_rents[0, BEL]}
    assert {side for side, rent in rents.items() if rent > 1e-9} == {receiver} - {"nobody"}


def test_approval_that_begins_after_the_start_is_in_force_from_its_first_value(economy):
    dated = {"start": date(2025, 11, 8), "approval_rate": {"2025-12-01": 0.5}}
    measure = ExportLicensing(id="a", exporter="CHN", importer="all", sectors="all", **dated)
    assert measure.first_day == date(2025, 12, 1)
    assert measure.withheld(economy).tolist() == economy.levels.is_critical.tolist()
