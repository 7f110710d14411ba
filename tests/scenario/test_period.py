"""What dated measures amount to over a period, compared as compiled arrays with the days it consists of."""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.scenario import load_scenario, on_date, over_period
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.effects.rationing import RATIONING

EXACT = 1e-12
"""Sums of at most a hundred days in another order."""

PARENT = """
    title: Parent
    measures:
      - {id: base, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 20%, start: 2025-02-04}
      - {id: licences, type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0.9}
"""
CHILD = """
    title: Child
    extends: parent
    measures:
      - {id: base, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 60%,
         start: 2025-11-11, end: 2025-11-20}
      - {id: ramp, type: tariff, importer: CHN, exporter: USA, sectors: all, coverage: 0.5,
         rate: {2025-11-01: 10%, 2025-11-16: 30%, 2026-01-01: 50%}, suspended: [{start: 2025-12-11, end: 2026-01-10}]}
      - {id: licences, type: export_licensing, importer: all, exporter: CHN, sectors: REE, processing_days: 30,
         approval_rate: {2025-11-16: 0.5, 2025-12-01: 0.2}, exempt: 0.1, end: 2026-06-30}
      - {id: tax, type: export_tax, importer: all, exporter: CHN, sectors: MCH, rate: 10%, start: 2025-11-16}
      - {id: chips, type: export_control, importer: CHN, exporter: USA, sectors: SEM,
         blocked: {2025-10-01: 40%, 2025-11-16: 100%}}
      - {id: quota, type: import_quota, importer: USA, exporter: CHN, sectors: TEX, share: 0.5, end: 2025-11-15}
      - {id: beans, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY,
         windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt},
                   {start: 2026-01-01, end: 2026-12-31, quantity: 25 Mt}]}
      - {id: aid, type: subsidy, importer: all, exporter: USA, sectors: AGR, rate: 10%, paid_by: exporter,
         start: 2025-11-16}
"""
NOVEMBER = date(2025, 11, 1), date(2025, 11, 30)


@lru_cache
def economy():
    return load_baseline()


@pytest.fixture
def measures(write):
    """Measures of some days by id, of a scenario with the measures given."""

    def load(text, first, last, parent=None):
        write("x.yaml", f"title: x\n{'extends: parent' if parent else ''}\nmeasures:\n{text}")
        if parent:
            write("parent.yaml", f"title: parent\nmeasures:\n{parent}")
        averaged = over_period(load_scenario("x", economy()), first, last)
        return [(measure.id, measure) for measure in averaged.measures]

    return load


@pytest.fixture
def child(write):
    write("parent.yaml", PARENT)
    write("child.yaml", CHILD)
    return load_scenario("child", economy())


def compiled(scenario):
    return compile_case(scenario, economy(), "short", 1.0)


def tariff(scenario):
    return compiled(scenario).shock.tariff_new[0]


TARIFF = "  - {{id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 40%, {0}}}\n"


def test_a_tariff_over_half_a_month_has_half_its_coverage(measures):
    ((_, measure),) = measures(TARIFF.format("start: 2025-11-16, coverage: 0.6"), *NOVEMBER)
    assert measure.coverage == pytest.approx(0.3, abs=EXACT)
    assert measure.rate == pytest.approx(0.4, abs=EXACT)


def test_a_measure_that_is_never_in_force_or_switched_off_is_dropped(measures):
    assert measures(TARIFF.format("start: 2025-12-01"), *NOVEMBER) == []
    assert measures(TARIFF.format("end: 2025-10-31"), *NOVEMBER) == []
    assert measures(TARIFF.format("suspended: [{start: 2025-11-01, end: 2025-11-30}]"), *NOVEMBER) == []
    assert measures(TARIFF.format("enabled: false"), *NOVEMBER) == []


def test_a_measure_of_every_day_stays_as_it_is(measures):
    ((_, measure),) = measures(TARIFF.format("start: 2025-11-01, end: 2025-11-30"), *NOVEMBER)
    assert (measure.rate, measure.coverage) == (0.4, 1.0)


def test_a_ramp_counts_with_its_days(measures):
    text = TARIFF.format("label: r").replace("40%", "{2025-11-01: 10%, 2025-11-11: 40%, 2026-02-01: 90%}")
    ((_, measure),) = measures(text, *NOVEMBER)
    assert measure.rate == pytest.approx((10 * 0.1 + 20 * 0.4) / 30, abs=EXACT)
    assert measure.coverage == 1.0


def test_a_ramp_of_coverage_weighs_the_rate(measures):
    text = TARIFF.format("coverage: {2025-11-01: 0.2, 2025-11-16: 1}")
    text = text.replace("40%", "{2025-11-01: 10%, 2025-11-16: 40%}")
    ((_, measure),) = measures(text, *NOVEMBER)
    assert measure.coverage == pytest.approx(0.6, abs=EXACT)
    assert measure.rate * measure.coverage == pytest.approx((0.02 + 0.4) / 2, abs=EXACT)


def test_what_is_collected_counts_with_its_days_and_what_is_due_on_them(measures):
    text = TARIFF.format("collection: {2025-11-01: 0.5, 2025-11-16: 1.0}, end: 2025-11-25")
    ((_, measure),) = measures(text, *NOVEMBER)
    assert (measure.coverage, measure.rate) == pytest.approx((25 / 30, 0.4))
    assert measure.collection == pytest.approx((15 * 0.5 + 10 * 1.0) / 25)


def test_goods_at_sea_pay_by_the_day_on_which_they_left(measures):
    ((_, measure),) = measures(TARIFF.format("start: 2025-10-16, transit_days: 31"), *NOVEMBER)
    assert measure.coverage == pytest.approx(15 / 30)
    assert measures(TARIFF.format("start: 2025-11-01, transit_days: 31"), *NOVEMBER) == []


def test_a_suspension_rests_the_measure_and_it_snaps_back(measures):
    text = TARIFF.format("suspended: [{start: 2025-11-10, end: 2025-11-18}, {start: 2026-01-01}]")
    ((_, november),) = measures(text, *NOVEMBER)
    assert november.coverage == pytest.approx(21 / 30, abs=EXACT)
    ((_, december),) = measures(text, date(2025, 12, 1), date(2025, 12, 31))
    assert december.coverage == 1.0
    assert measures(text, date(2026, 1, 1), date(2030, 1, 31)) == []


def test_a_parents_measure_returns_where_its_successor_is_not_due(measures):
    parent = TARIFF.format("label: p").replace("40%", "10%")
    text = TARIFF.format("start: 2025-11-07, end: 2025-11-21")
    ((_, measure),) = measures(text, *NOVEMBER, parent=parent)
    assert measure.rate == pytest.approx(0.25, abs=EXACT)
    assert measure.coverage == 1.0


def test_a_parents_measure_rests_while_its_successor_is_suspended(measures):
    parent = TARIFF.format("label: p").replace("40%", "10%")
    text = TARIFF.format("start: 2025-11-07, suspended: [{start: 2025-11-16}]")
    ((_, measure),) = measures(text, *NOVEMBER, parent=parent)
    assert measure.rate == pytest.approx((6 * 0.1 + 9 * 0.4) / 15, abs=EXACT)
    assert measure.coverage == 0.5


def test_a_parents_measure_on_other_flows_stands_beside_its_successor(measures):
    parent = TARIFF.format("label: p").replace("40%", "10%").replace("goods", "SOY")
    found = measures(TARIFF.format("start: 2025-11-16"), *NOVEMBER, parent=parent)
    assert [(name, measure.rate, measure.coverage) for name, measure in found] == [("a", 0.1, 0.5), ("a", 0.4, 0.5)]


def test_replaced_tariffs_that_follow_each_other_average_exactly(measures):
    parent = TARIFF.format("stacking: replace").replace("40%", "10%")
    text = TARIFF.format("stacking: replace, start: 2025-11-16")
    ((_, measure),) = measures(text, *NOVEMBER, parent=parent)
    assert (measure.rate, measure.coverage) == (pytest.approx(0.25, abs=EXACT), 1.0)


BOUNDS = {
    "licence": (
        "type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0.2, processing_days: 40, "
        "exempt: 0.25",
        {"approval_rate": 0.6, "processing_days": 20.0, "exempt": 0.25},
    ),
    "exempt": (
        "type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0, exempt: 1",
        {"approval_rate": 1.0, "processing_days": 0.0, "exempt": 1.0},
    ),
    "control": (
        "type: export_control, importer: CHN, exporter: USA, sectors: SEM, blocked: 1",
        {"blocked": 1.0, "coverage": 0.5},
    ),
    "disruption": ("type: supply_disruption, region: BRA, sectors: SOY, lost: 0.4", {"lost": 0.2}),
    "share": ("type: import_quota, importer: USA, exporter: CHN, sectors: TEX, share: 0.4", {"share": 0.7}),
    "tax": ("type: export_tax, importer: USA, exporter: CHN, sectors: TEX, rate: 0.4", {"rate": 0.4, "coverage": 0.5}),
    "cost": (
        "type: trade_cost, importer: USA, exporter: CHN, sectors: TEX, rate: -0.4",
        {"rate": -0.4, "coverage": 0.5},
    ),
    "subsidy": (
        "type: subsidy, importer: USA, exporter: CHN, sectors: TEX, rate: 0.4, paid_by: importer",
        {"rate": 0.4, "coverage": 0.5},
    ),
}


@pytest.mark.parametrize(("text", "expected"), BOUNDS.values(), ids=list(BOUNDS))
def test_half_a_month_does_half(measures, text, expected):
    ((_, measure),) = measures(f"  - {{id: a, {text}, start: 2025-11-16}}\n", *NOVEMBER)
    assert {key: getattr(measure, key) for key in expected} == pytest.approx(expected, abs=EXACT)


def test_tables_average_by_coverage(write, measures):
    write("rates.csv", "exporter,importer,sector,rate\nCHN,USA,TEX,0.4\n")
    write("hats.csv", "exporter,importer,sector,hat\nCHN,USA,TEX,1.4\n")
    flows = "importer: USA, exporter: CHN, sectors: TEX, start: 2025-11-16"
    rates, hats = (f"type: tariff, {flows}, table: rates.csv", f"type: trade_cost, {flows}, table: hats.csv")
    (_, rates), (_, hats) = measures(f"  - {{id: a, {rates}}}\n  - {{id: b, {hats}}}\n", *NOVEMBER)
    assert (rates.coverage, rates.table.rows[0].rate) == (0.5, 0.4)
    assert (hats.coverage, hats.table.rows[0].rate) == (0.5, pytest.approx(0.4, abs=EXACT))


def test_a_harvest_that_recovers_counts_with_its_days(measures):
    text = (
        "  - {id: a, type: supply_disruption, region: BRA, sectors: SOY, lost: {2025-11-11: 0.6, 2025-11-21: 0.3, "
        "2025-12-11: 0}}\n"
    )
    ((_, november),) = measures(text, *NOVEMBER)
    assert november.lost == pytest.approx((10 * 0.6 + 10 * 0.3) / 30, abs=EXACT)
    ((_, december),) = measures(text, date(2025, 12, 1), date(2025, 12, 31))
    assert december.lost == pytest.approx(10 * 0.3 / 31, abs=EXACT)


def test_a_limit_of_output_in_a_month_is_the_mean_of_its_days(write):
    keys = "region: BRA, sectors: SOY, lost: 0.4, start: 2025-11-16"
    write("x.yaml", f"title: x\nmeasures:\n  - {{id: a, type: supply_disruption, {keys}}}\n")
    (bound,) = compiled(over_period(load_scenario("x", economy()), *NOVEMBER)).bounds
    assert (bound.exporters, bound.limit) == (("BRA",), pytest.approx(0.8, abs=EXACT))


def test_a_tariff_rate_quota_of_a_share_leaves_more_and_keeps_its_rate(measures):
    keys = "importer: USA, exporter: CHN, sectors: TEX, share: 0.4, over_quota_rate: 25%, start: 2025-11-16"
    ((_, measure),) = measures(f"  - {{id: a, type: import_quota, {keys}}}\n", *NOVEMBER)
    assert (measure.share, measure.over_quota_rate) == (pytest.approx(0.7, abs=EXACT), 0.25)


@pytest.mark.parametrize(("start", "is_there"), [("2025-11-16", True), ("2025-11-17", False)])
def test_a_quota_by_value_counts_from_half_of_the_days(measures, start, is_there):
    keys = f"importer: USA, exporter: CHN, sectors: TEX, value: 8 bn USD, start: {start}"
    found = measures(f"  - {{id: a, type: import_quota, {keys}}}\n", *NOVEMBER)
    assert [str(measure.value) for _, measure in found] == (["8 bn USD"] if is_there else [])


def test_the_allocation_of_licences_stays_what_it_is(measures):
    keys = "importer: USA, exporter: CHN, sectors: REE, approval_rate: 0.2, allocation: market, start: 2025-11-16"
    ((_, measure),) = measures(f"  - {{id: a, type: export_licensing, {keys}}}\n", *NOVEMBER)
    assert (measure.allocation, measure.approval_rate) == ("market", pytest.approx(0.6, abs=EXACT))


def test_a_quota_in_tonnes_counts_from_half_of_the_days(measures):
    text = "  - {{id: a, type: import_quota, importer: CHN, exporter: USA, sectors: SOY, quantity: 5 Mt, start: {}}}\n"
    ((_, measure),) = measures(text.format("2025-11-16"), *NOVEMBER)
    assert measure.quantity.value == 5
    assert measures(text.format("2025-11-17"), *NOVEMBER) == []


PLEDGE = "  - {{id: a, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY, {0}}}\n"


def test_a_yearly_commitment_counts_with_its_days(measures):
    ((_, measure),) = measures(
        PLEDGE.format("quantity: 20 Mt, start: 2025-11-16"), *NOVEMBER, parent=PLEDGE.format("quantity: 10 Mt")
    )
    assert measure.quantity.value == pytest.approx(15, abs=EXACT)
    ((_, measure),) = measures(PLEDGE.format("value: 8 bn USD, start: 2025-11-16"), *NOVEMBER)
    assert str(measure.value) == "4 bn USD"


WINDOWS = PLEDGE.format(
    "windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}, {start: 2026-01-01, end: 2026-12-31, "
    "quantity: 25 Mt}, {start: 2027-06-01, end: 2027-12-31, quantity: 25 Mt}]"
)


@pytest.mark.parametrize(
    ("first", "last", "totals"),
    [
        (date(2025, 10, 1), date(2025, 10, 31), None),
        (date(2025, 11, 1), date(2025, 11, 30), [12]),
        (date(2025, 12, 1), date(2026, 2, 28), [12, 25]),
        (date(2027, 1, 1), date(2027, 3, 31), None),
        (date(2026, 12, 31), date(2027, 6, 1), [25, 25]),
    ],
)
def test_a_commitment_keeps_the_windows_that_reach_into_the_days(measures, first, last, totals):
    found = measures(WINDOWS, first, last)
    assert [[window.total.value for window in measure.windows] for _, measure in found] == ([totals] if totals else [])


def test_a_quarter_is_the_mean_of_its_months(child):
    months = [(date(2025, 10, 1), 31), (date(2025, 11, 1), 30), (date(2025, 12, 1), 31)]
    mean = sum(days * tariff(over_period(child, first, first + timedelta(days - 1))) for first, days in months) / 92
    np.testing.assert_allclose(tariff(over_period(child, months[0][0], date(2025, 12, 31))), mean, atol=EXACT)


@settings(max_examples=20, deadline=None)
@given(first=st.dates(date(2025, 9, 1), date(2026, 3, 1)), days=st.integers(2, 40))
def test_additive_tariffs_are_the_mean_of_their_days(dated, first, days):
    mean = sum(tariff(on_date(dated, first + timedelta(day))) for day in range(days)) / days
    averaged = over_period(dated, first, first + timedelta(days - 1))
    np.testing.assert_allclose(tariff(averaged), mean, atol=EXACT)


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dated")
    (folder / "parent.yaml").write_text(PARENT)
    (folder / "child.yaml").write_text(CHILD)
    return load_scenario(folder / "child.yaml", economy())


@settings(max_examples=40, deadline=None)
@given(day=st.dates(date(2025, 1, 1), date(2027, 3, 1)))
def test_one_day_is_that_day(dated, day):
    one, other = compiled(over_period(dated, day, day)), compiled(on_date(dated, day))
    for name in ("tariff_new", "export_charge", "iceberg_cost", "purchase_factor", "variety_share", "is_closed"):
        np.testing.assert_array_equal(getattr(one.shock, name), getattr(other.shock, name), err_msg=name)
    assert one.bounds == other.bounds


def test_the_averages_are_those_of_the_days_for_every_kind(dated):
    first, last = NOVEMBER
    days = [compiled(on_date(dated, first + timedelta(day))).shock for day in range(30)]
    month = compiled(over_period(dated, first, last)).shock
    for name in ("tariff_new", "export_charge", "iceberg_cost", "purchase_factor", "variety_share"):
        mean = sum(getattr(shock, name) for shock in days) / 30
        np.testing.assert_allclose(getattr(month, name), mean, atol=EXACT, err_msg=name)
    assert (days[-1].is_closed & ~month.is_closed).any()


def test_licences_of_a_month_let_through_what_its_days_do(dated):
    bounds = compiled(over_period(dated, *NOVEMBER)).bounds
    limits = {label.measure: label.limit / label.base for label in bounds if label.kind != RATIONING}
    assert limits["licences"] == pytest.approx((15 * 0.9 + 15 * (0.1 + 0.9 * 0.5)) / 30, abs=EXACT)
    assert limits["quota"] == pytest.approx(0.75, abs=EXACT)


def test_a_period_does_not_run_backwards(child):
    with pytest.raises(
        ScenarioError, match=r"^period: got 2025-11-30 to 2025-11-01 — a last day on or after the first\.$"
    ):
        over_period(child, *NOVEMBER[::-1])
