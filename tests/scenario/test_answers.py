"""Measures that answer others: their rate, coverage and days, and what cannot be answered."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.scenario import (
    Scenario,
    Schedule,
    Tariff,
    answered,
    events,
    load_game,
    load_scenario,
    on_date,
    over_period,
)
from simulator.scenario.effects.compile import compile_case

EXACT = 1e-12
ATTACK = {"id": "us", "type": "tariff", "importer": "ANA", "exporter": "BEL", "sectors": "all", "rate": 0.4}
ANSWER = {"id": "cn", "type": "tariff", "importer": "BEL", "exporter": "ANA", "sectors": "GRN", "mirrors": "us"}


def scenario_of(economy, attack=(), answer=(), *more):
    measures = [ATTACK | dict(attack), ANSWER | dict(answer), *more]
    return load_scenario(Scenario(title="x", measures=measures), economy)


def added(economy, scenario):
    """Duties that a scenario adds, by flow."""
    return compile_case(scenario, economy, "short", 1.0).shock.tariff_new[0] - economy.levels.tariff


def flows(economy, measure):
    return economy.levels.trade_flow[measure.cells(economy)].sum()


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.sampled_from(["rate", "trade", "revenue"]), st.floats(0, 1), st.floats(0.1, 1), st.floats(0, 1))
def test_an_answer_has_the_rate_the_trade_or_the_revenue(small, by, rate, share, coverage):
    scenario = scenario_of(small, {"rate": rate, "coverage": coverage}, {"by": by, "share": share})
    new, trade = added(small, scenario), small.levels.trade_flow
    theirs, mine = (measure.cells(small) for measure in scenario.measures)
    if by == "rate":
        np.testing.assert_allclose(new[mine], share * rate, atol=EXACT)
    elif by == "revenue":
        assert (new * trade)[mine].sum() == pytest.approx(share * (new * trade)[theirs].sum(), rel=1e-9, abs=1e-9)
    else:
        hit = min(trade[mine].sum(), share * coverage * trade[theirs].sum())
        assert (new * trade)[mine].sum() == pytest.approx(rate * hit, rel=1e-9, abs=1e-9)


def test_an_answer_follows_options_and_is_none_to_nothing(small):
    scenario = scenario_of(small)
    changed = load_scenario(scenario, small, {"us.rate": 0.7, "cn.share": 0.5})
    hit = changed.measures[1].cells(small)
    np.testing.assert_allclose(added(small, changed)[hit], 0.35, atol=EXACT)
    assert not added(small, load_scenario(scenario, small, {"us.enabled": False})).any()


def test_an_answer_to_an_answer_and_to_a_table(small, tmp_path):
    third = {**ANSWER, "id": "again", "importer": "CYR", "mirrors": "cn", "share": 0.5}
    scenario = scenario_of(small, {}, {}, third)
    assert [item.rate for item in answered(scenario, small).measures] == pytest.approx([0.4, 0.4, 0.2])
    path = tmp_path / "rates.csv"
    path.write_text("exporter,importer,sector,rate\nBEL,ANA,GRN,20%\nBEL,ANA,ORE,60%\n")
    table = {"id": "us", "type": "tariff", "table": str(path)}
    mean = answered(load_scenario(Scenario(title="x", measures=[table, ANSWER]), small), small).measures[1].rate
    grn, ore = small.levels.trade_flow[:, 1, 0]
    assert mean == pytest.approx((0.2 * grn + 0.6 * ore) / (grn + ore))


def test_an_answer_to_goods_that_come_through_others_counts_these(small):
    scenario = scenario_of(small, {"through": {"CYR": 0.25}}, {"by": "revenue"})
    new, trade = added(small, scenario), small.levels.trade_flow
    theirs, mine = (measure.cells(small) for measure in scenario.measures)
    np.testing.assert_allclose(new[theirs], 0.1, atol=EXACT)
    assert (new * trade)[mine].sum() == pytest.approx((new * trade)[theirs].sum())


RISE = {"rate": {"2025-03-01": 0.1, "2025-05-01": 0.3}, "end": "2025-12-31"}


def test_an_answer_follows_the_days_of_what_it_answers_inside_its_own(small):
    scenario = scenario_of(small, RISE, {"start": "2025-04-01", "share": 2})
    measure = answered(scenario, small).measures[1]
    assert (measure.first_day, measure.last_day) == (date(2025, 4, 1), date(2025, 12, 31))
    assert isinstance(measure.rate, Schedule)
    assert measure.rate.steps == ((date(2025, 3, 1), 0.2), (date(2025, 5, 1), 0.6))
    assert [(str(item.day), item.kind) for item in events(scenario) if item.measure == "cn"] == [
        ("2025-04-01", "start"),
        ("2025-12-31", "end"),
    ]
    rates = {day: added(small, on_date(scenario, day)).max(axis=(0, 1))[1] for day in DAYS}
    assert list(rates.values()) == pytest.approx([0, 0, 0.2, 0.6, 0])


DAYS = (date(2025, 2, 1), date(2025, 3, 15), date(2025, 4, 15), date(2025, 6, 1), date(2026, 1, 1))


def test_an_answer_averages_over_days_as_what_it_answers_does(small):
    scenario = answered(scenario_of(small, RISE, {"by": "trade"}), small)
    month = over_period(scenario, date(2025, 2, 15), date(2025, 3, 14))
    theirs, mine = month.measures
    assert theirs.coverage == pytest.approx(14 / 28)
    assert mine.coverage == pytest.approx(scenario.measures[1].coverage / 2)
    with pytest.raises(ScenarioError, match=r"period: cn: the rate follows from another measure — `answered"):
        over_period(scenario_of(small), date(2025, 1, 1), date(2025, 1, 31))


def test_without_days_in_common_there_is_no_answer(small):
    scenario = scenario_of(small, {"end": "2025-01-31"}, {"start": "2025-02-01"})
    assert [item.id for item in answered(scenario, small).measures] == ["us"]


def test_what_an_answer_comes_to_is_said(small):
    (text,) = scenario_of(small, {}, {"by": "trade"}).assumptions
    assert text.startswith("cn: answers us, 40 % on ")
    assert text.endswith("; that is all that there is.")


def test_it_is_written_as_it_was_said(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = scenario_of(small, {}, {"by": "revenue", "share": 0.5})
    scenario.to_yaml("y.yaml")
    assert load_scenario("y", small).measures == scenario.measures


HEAD = "title: x\nmeasures:\n"
US = "  - {id: us, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 40%}\n"
CN = "  - {id: cn, type: tariff, importer: BEL, exporter: ANA, sectors: GRN, mirrors: %s}\n"
CAP = "  - {id: cap, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 4%, stacking: cap}\n"
BAN = "  - {id: ban, type: export_control, importer: ANA, exporter: BEL, sectors: all, blocked: 1}\n"
WRONG = {
    "unknown": (
        US + CN % "uss",
        "4:81: measures[1].mirrors: got 'uss', but no measure has this id — Did you mean 'us'",
    ),
    "itself": (CN % "cn", "3:81: measures[0].mirrors: got 'cn', which answers cn itself — a measure that does not"),
    "circle": (
        CN % "b" + CN.replace("cn", "b") % "cn",
        "3:81: measures[0].mirrors: got 'b', which answers cn itself — a measure that does not answer back.",
    ),
    "cap": (CAP + CN % "cap", "4:81: measures[1].mirrors: got 'cap', which caps others — the measure that it caps."),
    "no rate": (
        BAN + CN % "ban",
        "4:81: measures[1].mirrors: got 'ban', an export_control — a tariff or an",
    ),
    "revenue of another kind": (
        US.replace("}", ", stacking: max}") + CN % "us, by: revenue",
        "4:89: measures[1].by: got 'revenue', but us takes the place of other duties — rate or trade.",
    ),
    "too much": (
        US + CN % "us, by: revenue, share: 500",
        "4:105: measures[1].share: got 500, which is 50000 % — a rate is a fraction",
    ),
    "a rate of its own": (US + CN % "us, rate: 1", "4:5: measures[1]: got both `rate` and `mirrors` — exactly one of"),
    "no mirror": (
        US.replace("}", ", by: trade}"),
        "3:87: measures[0].by: says how much of another measure is",
    ),
    "coverage": (US + CN % "us, by: trade, coverage: 0.5", "4:106: measures[1].coverage: got 0.5 — leave it out, as"),
}


@pytest.mark.parametrize(("measures", "problem"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_with_an_answer_is_said_at_its_place(write, small, problems_of, measures, problem):
    write("x.yaml", HEAD + measures)
    assert problems_of("x", small)[0].startswith(f"x.yaml:{problem}")


def test_more_than_any_tariff_may_have_is_refused(small):
    with pytest.raises(ScenarioError, match=r"as much revenue as us takes a rate of [\d,]+ % — a smaller `share`"):
        scenario_of(small, {"rate": 5}, {"by": "revenue", "coverage": 0.001})


GAME = {
    "title": "An answer in kind",
    "status_quo": "quo",
    "players": {"ANA": {}, "BEL": {}},
    "moves": [
        {"id": "attack", "player": "ANA", "levels": {"no": {"default": True}, "yes": {"measures": [ATTACK]}}},
        {"id": "answer", "player": "BEL", "levels": {"no": {"default": True}, "in_kind": {"measures": [ANSWER]}}},
    ],
}


def test_in_a_game_an_answer_is_to_what_the_other_side_does(write, small):
    write("quo.yaml", "title: q\n")
    game = load_game(GAME, small)
    rates = [added(small, game.scenario(levels)).max(axis=(0, 1)) for levels in ((0, 1), (1, 1), (1, 0))]
    assert [row.round(12).tolist() for row in rates] == [[0, 0, 0], [0.4, 0.4, 0], [0.4, 0, 0]]
    lone = {**GAME, "moves": [GAME["moves"][1], {**GAME["moves"][0], "levels": {"no": {"default": True}}}]}
    with pytest.raises(ScenarioError, match="got 'us', but no measure has this id"):
        load_game(lone, small)


def test_measures_in_python_take_the_same_keys(small):
    answer = Tariff(id="cn", importer="BEL", exporter="ANA", sectors="GRN", mirrors="us", by="trade", share="50%")
    scenario = load_scenario(Scenario(title="x", measures=[ATTACK, answer]), small)
    ratio = flows(small, scenario.measures[0]) / flows(small, scenario.measures[1])
    assert answered(scenario, small).measures[1].coverage == pytest.approx(min(1, ratio / 2))
