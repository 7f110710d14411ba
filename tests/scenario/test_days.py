"""On which days a measure is in force, what it is on each, and what happens when: suspensions, ramps and windows."""

import pickle
from datetime import date

import pytest

from simulator.scenario import Schedule, Window, events, load_scenario, on_date
from simulator.scenario.effects.compile import compile_case

TARIFF = "type: tariff, importer: USA, exporter: CHN, sectors: goods"


@pytest.fixture
def scenario(write):
    """A scenario of measures, given as text or by the scenario that they follow."""

    def load(*measures, parent=()):
        lines = {"parent": parent, "x": measures}
        for name, items in lines.items():
            written = "".join(f"  - {{{item}}}\n" for item in items)
            extends = "extends: parent\n" if name == "x" and parent else ""
            write(f"{name}.yaml", f"title: {name}\n{extends}measures:{' []' if not items else ''}\n{written}")
        return load_scenario("x")

    return load


@pytest.fixture
def only(scenario):
    """The one measure of a scenario."""
    return lambda *measures: scenario(*measures).measures[0]


def days_in_force(measure, *days):
    return [measure.in_force(date.fromisoformat(day)) for day in days]


def told(scenario):
    return [(str(event.day), event.kind, event.label) for event in events(scenario)]


def test_a_schedule_is_its_last_value_and_remembers_its_steps(only):
    rate = only(f"id: a, {TARIFF}, rate: {{2025-11-01: 50%, 2026-01-01: 100%}}").rate
    assert rate == 1.0
    assert rate.steps == ((date(2025, 11, 1), 0.5), (date(2026, 1, 1), 1.0))
    assert [rate.at(date(2025, month, 1)) for month in (10, 11, 12)] == [None, 0.5, 0.5]
    assert rate.at(date(2030, 1, 1)) == 1.0
    assert f"{rate:.0%}" == "50% from 2025-11-01, 100% from 2026-01-01"
    assert pickle.loads(pickle.dumps(rate)).steps == rate.steps


@pytest.mark.parametrize(
    ("measure", "key"),
    [
        (f"{TARIFF}, rate: RAMP", "rate"),
        (f"{TARIFF}, rate: 1, coverage: RAMP", "coverage"),
        ("type: export_tax, importer: USA, exporter: CHN, sectors: goods, rate: RAMP", "rate"),
        ("type: trade_cost, importer: USA, exporter: CHN, sectors: goods, rate: RAMP", "rate"),
        ("type: subsidy, importer: USA, exporter: CHN, sectors: goods, rate: RAMP, paid_by: importer", "rate"),
        ("type: export_licensing, importer: USA, exporter: CHN, sectors: REE, approval_rate: RAMP", "approval_rate"),
        (
            "type: export_licensing, importer: USA, exporter: CHN, sectors: REE, approval_rate: 1, exempt: RAMP",
            "exempt",
        ),
        (
            "type: export_licensing, importer: USA, exporter: CHN, sectors: REE, approval_rate: 1, "
            "processing_days: RAMP",
            "processing_days",
        ),
        ("type: export_control, importer: USA, exporter: CHN, sectors: REE, blocked: RAMP", "blocked"),
        ("type: import_quota, importer: USA, exporter: CHN, sectors: REE, share: RAMP", "share"),
    ],
)
def test_values_that_may_change_with_the_days(only, measure, key):
    text = measure.replace("RAMP", "{2025-11-01: 0.25, 2026-01-01: 0.5}")
    assert only(f"id: a, {text}").schedules == {key: Schedule(((date(2025, 11, 1), 0.25), (date(2026, 1, 1), 0.5)))}


def test_a_static_run_takes_the_last_value_and_an_option_any_number(scenario, economy):
    dated = scenario(f"id: a, {TARIFF}, rate: {{2025-11-01: 50%, 2026-01-01: 100%}}")
    static = scenario(f"id: a, {TARIFF}, rate: 100%")
    one, other = (compile_case(item, economy, "short", 1.0).shock.tariff_new for item in (dated, static))
    assert (one == other).all()
    assert type(load_scenario("x", None, ("a.rate=0.5",)).measures[0].rate) is float


def test_each_day_has_the_value_of_its_step(scenario):
    dated = scenario(f"id: a, {TARIFF}, rate: {{2025-11-01: 50%, 2026-01-01: 100%}}")
    found = {day: on_date(dated, day).measures for day in (date(2025, 10, 31), date(2025, 12, 31), date(2026, 1, 1))}
    assert [[measure.rate for measure in measures] for measures in found.values()] == [[], [0.5], [1.0]]


def test_a_measure_is_in_force_once_all_its_values_are_known(only):
    measure = only(f"id: a, {TARIFF}, rate: {{2025-11-01: 50%}}, coverage: {{2025-11-03: 0.5}}, start: 2025-10-01")
    assert days_in_force(measure, "2025-10-01", "2025-11-02", "2025-11-03") == [False, False, True]


def test_a_suspension_rests_a_measure_from_its_first_day_to_its_last(only):
    measure = only(
        f"id: a, {TARIFF}, rate: 1, suspended: [{{start: 2025-11-10, end: 2026-11-10}}, {{start: 2027-01-01}}]"
    )
    days = ("2025-11-09", "2025-11-10", "2026-11-10", "2026-11-11", "2026-12-31", "2027-01-01", "9999-12-31")
    assert days_in_force(measure, *days) == [True, False, False, True, True, False, False]


def test_a_parents_measure_is_in_force_before_and_after_its_successor_but_rests_with_it(scenario):
    dated = scenario(
        f"id: a, {TARIFF}, rate: 1, start: 2025-10-01, end: 2026-12-31, "
        "suspended: [{start: 2025-11-10, end: 2026-11-10}]",
        parent=[f"id: a, {TARIFF}, rate: 0.1"],
    )
    days = [date(2025, 9, 30), date(2025, 10, 1), date(2025, 11, 10), date(2026, 11, 11), date(2027, 1, 1)]
    assert [[measure.rate for measure in on_date(dated, day).measures] for day in days] == [[0.1], [1], [], [1], [0.1]]


PLEDGE = "type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY"
WINDOWS = (
    "windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}, {start: 2026-07-01, end: 2026-12-31, "
    "quantity: 25 Mt}]"
)


def test_a_commitment_by_window_counts_on_the_days_of_its_windows(only, scenario):
    measure = only(f"id: a, {PLEDGE}, {WINDOWS}")
    days = ("2025-11-09", "2025-11-10", "2025-12-31", "2026-01-01", "2026-07-01", "2026-12-31", "2027-01-01")
    assert days_in_force(measure, *days) == [False, True, True, False, True, True, False]
    today = on_date(scenario(f"id: a, {PLEDGE}, {WINDOWS}"), date(2025, 12, 1)).measures[0]
    assert [str(window.total) for window in today.windows] == ["12 Mt"]


def test_a_static_run_takes_the_last_window_as_a_yearly_rate(scenario, economy):
    windows = compile_case(scenario(f"id: a, {PLEDGE}, {WINDOWS}"), economy, "short", 1.0)
    yearly = compile_case(scenario(f"id: a, {PLEDGE}, quantity: {25 * 365 / 184} Mt"), economy, "short", 1.0)
    assert windows.bounds[0].limit == pytest.approx(yearly.bounds[0].limit, rel=1e-12)
    assert windows.bounds[0].unit == "Mt"


def test_a_window_of_money_is_counted_in_money(scenario, economy):
    window = "windows: [{start: 2026-01-01, end: 2026-12-31, value: 10 bn USD}]"
    (bound,) = compile_case(scenario(f"id: a, {PLEDGE}, {window}"), economy, "short", 1.0).bounds
    assert (bound.limit, bound.unit) == (10_000.0, "million USD")


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 1.0),
        (date(2028, 1, 1), date(2028, 12, 31), 1.0),
        (date(2025, 11, 10), date(2025, 12, 31), 52 / 365),
        (date(2027, 12, 31), date(2028, 1, 1), 1 / 365 + 1 / 366),
        (date(2026, 1, 1), date(2028, 12, 31), 3.0),
    ],
)
def test_a_calendar_year_is_one_year_long(first, last, years):
    window = Window(start=first, end=last, quantity="25 Mt")
    assert window.years == pytest.approx(years, rel=1e-14)
    assert window.annual.value == pytest.approx(25 / years, rel=1e-14)


def test_events_are_the_dates_of_measures_in_their_order(scenario):
    dated = scenario(
        f"id: a, {TARIFF}, rate: {{2025-11-01: 50%, 2026-01-01: 12.5%}}, announced: 2025-10-10, end: 2027-01-31, "
        "label: US tariff, suspended: [{start: 2026-02-01, end: 2026-02-28, announced: 2026-01-30}]",
        "id: b, type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0.5, "
        "processing_days: {2025-11-08: 45, 2025-12-01: 30}",
        f"id: c, {PLEDGE}, {WINDOWS}",
        f"id: d, {TARIFF}, rate: 1",
    )
    assert told(dated) == [
        ("2025-10-10", "announced", "US tariff"),
        ("2025-11-01", "start", "US tariff"),
        ("2025-11-08", "start", "b"),
        ("2025-11-10", "start", "c"),
        ("2025-12-01", "step", "b: processing days 30"),
        ("2026-01-01", "step", "US tariff: rate 12.5 %"),
        ("2026-01-30", "announced", "US tariff: suspended"),
        ("2026-02-01", "suspended", "US tariff"),
        ("2026-03-01", "resumed", "US tariff"),
        ("2026-07-01", "step", "c: 25 Mt by 2026-12-31"),
        ("2026-12-31", "end", "c"),
        ("2027-01-31", "end", "US tariff"),
    ]


def test_a_harvest_and_the_rate_beyond_a_quota_have_their_days(scenario):
    dated = scenario(
        "id: a, type: supply_disruption, region: BRA, sectors: SOY, lost: {2025-11-01: 20%, 2026-02-01: 5%}, "
        "end: 2026-06-30, label: Harvest",
        "id: b, type: import_quota, importer: EUU, exporter: all, sectors: STL, share: 1, "
        "over_quota_rate: {2025-12-01: 25%, 2026-01-01: 50%}",
        "id: c, type: supply_disruption, region: USA, sectors: SOY, lost: 0.1, start: 2026-03-01, enabled: false",
    )
    assert told(dated) == [
        ("2025-11-01", "start", "Harvest"),
        ("2025-12-01", "start", "b"),
        ("2026-01-01", "step", "b: over quota rate 50 %"),
        ("2026-02-01", "step", "Harvest: lost 5 %"),
        ("2026-03-01", "threat", "c"),
        ("2026-06-30", "end", "Harvest"),
    ]


def test_what_never_comes_to_pass_is_no_event(scenario):
    dated = scenario(
        f"id: a, {TARIFF}, start: 2025-11-10, end: 2026-11-10, rate: {{2025-11-10: 1, 2026-01-01: 2}}, "
        "suspended: [{start: 2025-11-01}]"
    )
    assert told(dated) == [("2025-11-01", "suspended", "a")]


def test_a_dated_measure_that_is_switched_off_is_a_threat(scenario):
    threat = f"id: a, {TARIFF}, rate: 1, announced: 2025-10-10, start: 2025-11-01, enabled: false, label: +100 %"
    assert told(scenario(threat)) == [("2025-10-10", "threat", "+100 %"), ("2025-11-01", "threat", "+100 %")]
    carried_out = f"id: a, {TARIFF}, rate: 1, start: 2025-11-01, label: +100 %"
    assert told(scenario(carried_out, parent=[threat])) == [
        ("2025-10-10", "threat", "+100 %"),
        ("2025-11-01", "start", "+100 %"),
    ]


def test_a_measure_that_another_takes_the_place_of_has_the_events_of_its_own_days(scenario):
    parent = f"id: a, {TARIFF}, rate: {{2025-01-01: 0.1, 2026-03-01: 0.2, 2026-10-01: 0.3}}, label: old"
    child = (
        f"id: a, {TARIFF}, rate: 0.5, start: 2026-01-01, end: 2026-06-30, label: new, "
        "suspended: [{start: 2026-02-01, end: 2026-04-30}]"
    )
    assert told(scenario(child, parent=[parent])) == [
        ("2025-01-01", "start", "old"),
        ("2026-01-01", "start", "new"),
        ("2026-02-01", "suspended", "new"),
        ("2026-05-01", "resumed", "new"),
        ("2026-06-30", "end", "new"),
        ("2026-10-01", "step", "old: rate 30 %"),
    ]
    removal = f"id: a, {TARIFF}, rate: 0.5, start: 2026-01-01, enabled: false"
    assert told(scenario(removal, parent=[parent])) == [("2025-01-01", "start", "old"), ("2025-12-31", "end", "old")]


def test_a_suspension_to_the_end_of_the_calendar_has_no_morrow(scenario):
    dated = scenario(f"id: a, {TARIFF}, rate: 1, suspended: [{{start: 2025-11-10, end: 9999-12-31}}]")
    assert told(dated) == [("2025-11-10", "suspended", "a")]
