"""Bounds on the same flows: promises that limits rule out, and equal limits."""

import numpy as np
import pytest

from simulator.errors import ScenarioError
from tests.shocks import solved

SOLVED = 1e-8
"""The solver's tolerance with some room."""
ANA, BEL, CYR = range(3)
GRN, ORE = range(2)


def refused(case, *measures):
    with pytest.raises(ScenarioError, match=r"^x.yaml:3:5: measures\[0\]: a promises") as caught:
        case(*measures)
    return str(caught.value)


REMEDY = "of the same flows through — promise less, let more through, or set `enabled: false` on one of them."


def test_a_promise_above_a_quota_is_refused_by_name_in_one_unit(case):
    text = refused(case, "promise: ANA > BEL, quantity: 2.5 kt", "quota: ANA > BEL, quantity: 800 t")
    assert (
        text == f"x.yaml:3:5: measures[0]: a promises at least 2.5 kt a year, but b lets at most 0.8 kt a year {REMEDY}"
    )


def test_a_promise_above_what_licences_let_through_is_refused(case, small):
    sold = small.quantity[ORE, ANA, BEL]
    text = refused(case, f"promise: ANA > BEL, quantity: {sold:.6f} kt", "licence: ANA > all, approval_rate: 0.5")
    assert f"b lets at most {sold / 2:.4g} kt a year {REMEDY}" in text


def test_a_promise_over_several_flows_is_held_against_all_their_limits(case, small):
    first, second = small.quantity[ORE, [ANA, CYR], BEL]
    promise = "promise: [ANA, CYR] > BEL, quantity: {:.6f} kt"
    limits = ("licence: ANA > BEL, approval_rate: 0.5", "quota: CYR > BEL, share: 0.25")
    most = 0.5 * first + 0.25 * second
    text = refused(case, promise.format(1.01 * most), *limits)
    assert f"but b and c let at most {most:.4g} kt a year {REMEDY}" in text
    case(promise.format(0.99 * most), *limits)
    case(promise.format(5 * most), limits[0])  # from CYR as much as one likes


def test_a_pooled_limit_rules_out_a_promise_too(case, small):
    sold = small.quantity[ORE, [ANA, CYR], BEL]
    pooled = "quota: [ANA, CYR] > BEL, share: 0.5, pooled: true"
    promise = "promise: ANA > BEL, quantity: {:.6f} kt"
    text = refused(case, promise.format(0.51 * sold.sum()), pooled)
    assert f"b lets at most {0.5 * sold.sum():.4g} kt" in text
    case(promise.format(0.49 * sold.sum()), pooled)
    tighter = refused(case, promise.format(0.49 * sold.sum()), pooled, "licence: ANA > BEL, approval_rate: 0.1")
    assert f"c lets at most {0.1 * sold[0]:.4g} kt" in tighter


def test_values_are_held_against_values(case):
    limit = "import_quota: ANA > BEL, sectors: GRN, value: 3 million USD"
    promise = "purchase_commitment: ANA > BEL, sectors: GRN, value: {} million USD"
    text = refused(case, promise.format(3.5), limit)
    assert "a promises at least 3.5 million USD a year, but b lets at most 3 million USD" in text
    case(promise.format(2.5), limit)


@pytest.mark.parametrize(
    "limit",
    [
        "quota: ANA > BEL, share: 0.1, over_quota_rate: 50%",
        "quota: ANA > CYR, share: 0.1",
        "quota: ANA > BEL, share: 0.1, enabled: false",
        "quota: ANA > BEL, value: 1 million USD",
    ],
)
def test_what_does_not_rule_a_promise_out_is_let_be(case, small, limit):
    case(f"promise: ANA > BEL, quantity: {small.quantity[ORE, ANA, BEL]:.6f} kt", limit)


def test_equal_limits_on_one_flow_are_one_limit(case, small):
    """The first one of the file charges the whole premium, as it would alone."""
    alone = case("licence: ANA > BEL, approval_rate: 0.5, allocation: market")
    both = case("licence: ANA > BEL, approval_rate: 0.5, allocation: market", "quota: ANA > BEL, share: 0.5")
    first, second = (solved(small.levels, item.shock) for item in (alone, both))
    assert [label.measure for label in both.bounds] == ["a", "b"]
    assert both.bounds[1].limit == pytest.approx(both.bounds[0].limit)
    np.testing.assert_allclose(second.bound_wedge, [first.bound_wedge[0], 1.0], rtol=SOLVED)
    np.testing.assert_allclose(second.income_new, first.income_new, rtol=SOLVED)


@pytest.mark.parametrize("share", [0.45, 0.55])
def test_of_unequal_limits_the_tighter_one_holds(case, small, share):
    both = case("licence: ANA > BEL, approval_rate: 0.5, allocation: market", f"quota: ANA > BEL, share: {share}")
    wedge = solved(small.levels, both.shock).bound_wedge
    assert (wedge > 1).tolist() == ([False, True] if share < 0.5 else [True, False])


def test_equal_disruptions_are_one_too(case, small):
    both = case("supply_disruption: BEL, sectors: GRN, lost: 0.2", "supply_disruption: all, sectors: GRN, lost: 0.2")
    wedge = solved(small.levels, both.shock).bound_wedge
    assert [label.measure for label in both.bounds] == ["a", "b", "b", "b"]
    assert wedge[0] > 1.01
    assert wedge[2] == 1  # BEL under b


def test_equal_promises_are_one_promise(case, small):
    amount = 1.2 * small.quantity[ORE, ANA, BEL]
    alone = case(f"promise: ANA > BEL, quantity: {amount:.6f} kt")
    both = case(*[f"promise: ANA > BEL, quantity: {amount:.6f} kt"] * 2)
    first, second = (solved(small.levels, item.shock).bound_wedge for item in (alone, both))
    assert first[0] < 0.99
    np.testing.assert_allclose(second, [first[0], 1.0], rtol=SOLVED)


@pytest.mark.parametrize("times", [0.7, 1.2])
def test_of_a_promise_that_equals_a_quota_only_one_costs_anything(case, small, times):
    """Below what is bought anyway the quota earns a premium, above it the promise is subsidised, as alone."""
    amount = times * small.quantity[ORE, ANA, BEL]
    measures = [f"promise: ANA > BEL, quantity: {amount:.6f} kt", f"quota: ANA > BEL, quantity: {amount:.6f} kt"]
    alone = [solved(small.levels, case(measure).shock).bound_wedge[0] for measure in measures]
    together = solved(small.levels, case(*measures).shock).bound_wedge
    assert (abs(together - 1) > 0.01).tolist() == [times > 1, times < 1]
    np.testing.assert_allclose(together, alone, rtol=1e-3)


def test_a_pooled_limit_is_idle_where_those_of_its_flows_leave_no_more(case, small):
    single = "quota: [ANA, CYR] > BEL, share: 0.5"
    alone, both = case(single), case(single, f"{single}, pooled: true")
    first, second = (solved(small.levels, item.shock).bound_wedge for item in (alone, both))
    np.testing.assert_allclose(second, [*first, 1.0], rtol=SOLVED)


def test_all_contradictions_are_told_at_once_each_at_its_line(case, small):
    first, second = small.quantity[ORE, [ANA, CYR], BEL]
    promises = [f"promise: ANA > BEL, quantity: {first:.6f} kt", f"promise: CYR > BEL, quantity: {second:.6f} kt"]
    with pytest.raises(ScenarioError, match=r"^x.yaml:3:5: measures\[0\]: a promises at least") as caught:
        case(*promises, "quota: [ANA, CYR] > BEL, share: 0.1")
    assert [text.split(": ")[1] for text in caught.value.problems] == ["measures[0]", "measures[1]"]


def test_very_many_bounds_are_refused_by_name(case, monkeypatch):
    monkeypatch.setattr("simulator.scenario.effects.compile.MOST_BOUNDS", 2)
    with pytest.raises(ScenarioError, match=r"up to b the measures bind more than 2 flows — fewer measures"):
        case("quota: ANA > BEL, share: 0.5", "quota: all > BEL, share: 0.4", "quota: CYR > all, share: 0.4")
