"""Games along the timeline: paths of profiles, means over years, days of decisions, and what cannot be asked."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import simulator
from simulator.errors import ScenarioError
from simulator.experiment.batch import work
from simulator.experiment.strategy.escalate import escalate
from simulator.experiment.strategy.profiles import dated
from simulator.experiment.strategy.profiles.dated import Paths, Stretch
from simulator.results import read
from simulator.scenario import Game, Scenario
from simulator.scenario.games.timing import Timing
from tests.experiment.strategy.games import DILEMMA, literal
from tests.worlds import ELASTICITIES, write_folder

SOLVED = 1e-6
"""Paths are solved less exactly than single equilibria, and payoffs are differences of percentages."""

INSTANT = [(*row[:3], row[2], *row[4:]) for row in ELASTICITIES]
"""Elasticities that are those of the short run from the first day to the last."""

CALM = Scenario(
    title="calm",
    measures=[{"id": "levy", "type": "tariff", "importer": "BEL", "exporter": "CYR", "sectors": "GRN", "rate": "20%"}],
)


@pytest.fixture(scope="module")
def instant(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("desk") / "instant", elasticities=INSTANT)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("desk") / "small")


def duty(**keys):
    return {
        "measures": [{"id": "duty", "type": "tariff", "importer": "ANA", "exporter": "BEL", "sectors": "GRN", **keys}]
    }


def game(*, start=None, months=2, step="month", horizon="timeline", levels=None, **keys):
    """ANA chooses a duty, and BEL only talks."""
    moves = [
        {
            "id": "duty",
            "player": "ANA",
            "levels": {"hold": {"default": True}, **(levels or {"raise": duty(rate="40%")})},
        },
        {"id": "talk", "player": "BEL", "levels": {"no": {"default": True}, "yes": {"gain": {"BEL": 0.1}}}},
    ]
    timeline = {"months": months, "step": step} | ({"start": start} if start else {})
    given = {"title": "x", "status_quo": CALM, "players": {"ANA": {}, "BEL": {}}, "moves": moves}
    return Game(**given | {"timeline": timeline, "horizon": horizon} | keys)


def payoff(result, horizon, player, **levels):
    table = result.payoffs
    for name, value in {"horizon": horizon, "player": player, "duty": "raise", "talk": "no", **levels}.items():
        table = table[table[name] == value]
    (number,) = table["payoff"]
    return number


def by_id(axis, level):
    return {measure.id: measure for measure in axis.choices[axis.index(level)].measures}


def test_what_adjusts_at_once_and_has_no_days_is_worth_what_it_is_at_any_horizon(instant):
    solved = escalate(game(start="2025-01-01", horizon=["short", "timeline"]), baseline=instant)
    wide = solved.payoffs.pivot_table(index=["player", "duty", "talk"], columns="horizon", values="payoff")
    assert wide["timeline"].to_numpy() == pytest.approx(wide["short"].to_numpy(), abs=SOLVED)
    assert wide["short"].abs().max() > 0.1
    assert solved.horizons == ("short", "timeline")
    assert wide.loc[("BEL", "hold", "yes"), "timeline"] == pytest.approx(0.1)


@pytest.mark.parametrize("step", ["month", "quarter"])
def test_later_years_count_by_the_discount_of_each_player(instant, step):
    """(δ^T − δ^N)/(1 − δ^N) of what begins after T of N years, and (N − T)/N where all years count alike."""
    late = {"raise": duty(rate="40%", start="2025-04-01")}
    players = {"ANA": {"discount": 0.6}, "BEL": {}}
    asked = game(start="2025-01-10", months=6, step=step, levels=late, players=players, horizon=["short", "timeline"])
    solved = escalate(asked, baseline=instant)
    share = {name: payoff(solved, "timeline", name) / payoff(solved, "short", name) for name in players}
    assert share["ANA"] == pytest.approx((0.6**0.25 - 0.6**0.5) / (1 - 0.6**0.5), abs=SOLVED)
    assert share["BEL"] == pytest.approx(0.5, abs=SOLVED)
    assert solved.notes[0].endswith("the next year weighs, against this one: Region ANA 0.6, Region BEL 1.")


def test_weights_of_periods_sum_to_one_and_of_no_patience_are_the_first():
    stretch = Stretch.of(Timing(months=24), date(2025, 3, 1), CALM)
    for discount in (0.0, 0.4, 1.0):
        assert stretch.weights(discount).sum() == pytest.approx(1)
    assert stretch.weights(0.0)[0] == 1
    assert np.ptp(stretch.weights(1.0)) == 0
    assert stretch.weights(0.4)[12] / stretch.weights(0.4)[0] == pytest.approx(0.4)


def test_a_stretch_begins_with_the_status_quo_and_counts_from_the_decision():
    measure = CALM.measures[0].model_copy(update={"start": date(2024, 11, 20)})
    base = replace(CALM, measures=(measure,))
    months = Stretch.of(Timing(months=4), date(2025, 3, 31), base)
    assert (months.n_past, months.periods[0].first, months.periods[-1].last) == (
        4,
        date(2024, 11, 1),
        date(2025, 6, 30),
    )
    quarters = Stretch.of(Timing(months=6, step="quarter"), date(2025, 3, 31), base)
    assert (quarters.n_past, quarters.periods[0].first) == (2, date(2024, 9, 1))
    assert quarters.periods[quarters.n_past].first == date(2025, 3, 1)


def test_a_profile_is_worth_the_mean_of_its_timeline_against_that_of_the_status_quo(small):
    """Slow weights and the past of the status quo: as `timeline` follows them."""
    base = Scenario(
        title="calm",
        measures=[{**CALM.measures[0].model_dump(exclude_defaults=True), "type": "tariff", "start": "2025-01-15"}],
    )
    asked = game(status_quo=base, levels={"raise": duty(rate="40%", start="2025-03-10")}, months=3)
    solved = escalate(asked, baseline=small)
    raised = Paths.of(asked).game.scenario((1, 0))
    path = simulator.timeline([raised, base], start="2025-01-01", months=5, baseline=small).data["welfare"]
    gain = (path.isel(scenario=0) - path.isel(scenario=1)).sel(date=slice("2025-03-01", None)).mean("date")
    for name in ("ANA", "BEL"):
        assert payoff(solved, "timeline", name) == pytest.approx(float(gain.sel(region=name)), abs=SOLVED)
    assert "2025-03 to 2025-05, paths followed from 2025-01 on" in solved.notes[0]


def test_nothing_begins_before_it_is_decided_and_what_is_dropped_ends_then():
    levels = {
        "raise": duty(rate="40%", start="2025-01-01"),
        "later": duty(rate="40%", start="2026-01-01"),
        "over": duty(rate="40%", start="2024-01-01", end="2024-12-31"),
        "free": {"drop": "levy"},
    }
    tree = [{"by": "ANA", "move": "duty", "date": "2025-06-15"}, {"chance": {"hail": 0.5, "sun": 0.5}}]
    asked = game(levels=levels, tree=[*tree, {"by": "BEL", "move": "talk"}])
    paths = Paths.of(asked)
    axis = paths.game.axes[0]
    starts = [by_id(axis, name)["duty"].start for name in ("raise", "later")]
    assert starts == [date(2025, 6, 15), date(2026, 1, 1)]
    assert by_id(axis, "over") == {}
    levy = by_id(axis, "free")["levy"]
    assert levy.in_force(date(2025, 6, 14))
    assert not levy.in_force(date(2025, 6, 15))
    assert paths.stretch.periods[paths.stretch.n_past].first == date(2025, 6, 1)
    without = Paths.of(game(levels=levels))
    assert by_id(without.game.axes[0], "raise")["duty"].start == date(2025, 1, 1)
    assert without.stretch.periods[0].first == date(2024, 1, 1)
    after = Paths.of(game(levels=levels, start="2025-03-03"))
    assert by_id(after.game.axes[0], "raise")["duty"].start == date(2025, 3, 3)


def test_concerns_are_ranged_over_means_as_their_player_takes_them(instant):
    late = {"raise": duty(rate="40%", start="2025-04-01")}
    concerns = {name: {"welfare:CYR": [0, 9]} for name in ("ANA", "BEL")}
    players = {"ANA": {"discount": 0.1}, "BEL": {}}
    asked = game(start="2025-01-01", months=6, step="quarter", levels=late, players=players, concerns=concerns)
    change = escalate(asked, baseline=instant).form().change["welfare:CYR"]
    patient = change[1, 1, 0]
    assert abs(patient) > 0.01
    assert change[0, 1, 0] == pytest.approx(patient / 0.5 * 0.1**0.25 / (1 + 0.1**0.25), rel=SOLVED)


def test_the_tables_hold_the_timeline_and_nothing_of_repeated_play(instant, tmp_path):
    named = {"duty": {"duty": "raise"}}
    solved = escalate(game(start="2025-01-01", months=1, named=named, horizon=["long", "timeline"]), baseline=instant)
    solved.write(tmp_path)
    again = read(tmp_path)
    assert set(again.payoffs["horizon"]) == {"long", "timeline"}
    assert set(again.sustainability["horizon"]) == {"long"}
    assert any("repeated play" in note for note in again.notes)
    assert again.form("timeline").payoff == pytest.approx(solved.form("timeline").payoff)


def test_how_long_it_takes_is_said_once_one_block_of_paths_is_solved(instant, monkeypatch, caplog):
    for name, value in {"MANY": 1, "LONG": 0.0}.items():
        monkeypatch.setattr(work, name, value)
    monkeypatch.setattr(dated, "AT_ONCE", 1)
    counts = []
    with caplog.at_level("WARNING"):
        escalate(
            game(start="2025-01-01"),
            baseline=instant,
            progress=lambda *count: counts.append((*count, len(caplog.messages))),
        )
    (said,) = caplog.messages
    assert said.startswith("This takes about 1 minute and")
    assert [messages for done, total, messages in counts] == [0, 0, 0, 1, 1]
    assert counts[-1][:2] == (4, 4)


def test_paths_that_were_followed_are_kept(instant, tmp_path, monkeypatch):
    asked = {"baseline": instant, "folder": tmp_path}
    first = escalate(game(start="2025-01-01"), **asked)

    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr(dated, "follow", refuse)
    again = escalate(game(start="2025-01-01"), resume=True, **asked)
    assert again.payoffs.equals(first.payoffs)


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({}, {}, "neither stages nor measures of levels have a day — .*timeline: {start: 2025-11-01}"),
        ({"start": "2025-01-01"}, {"draws": 20}, "draws: got 20 along the timeline, .* — none, or other horizons"),
        ({"start": "2025-01-01"}, {"on": "2025-01-01"}, "on: got 2025-01-01 along the timeline, .* — none"),
        ({"start": "2025-01-01"}, {"horizon": "timelin"}, "horizon: got 'timelin' — Did you mean 'timeline'"),
    ],
)
def test_what_a_timeline_cannot_have_is_refused(instant, change, options, said):
    with pytest.raises(ScenarioError, match=said):
        escalate(game(**change), baseline=instant, **options)


def test_more_profiles_than_are_followed_are_refused(instant, monkeypatch):
    monkeypatch.setattr(dated, "MOST_PATHS", 1)
    with pytest.raises(ScenarioError, match=r"got 2 profiles to follow .* at most 1; leave out levels, exclude comb"):
        escalate(game(start="2025-01-01"), baseline=instant)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"months": 4, "step": "quarter"}, r"timeline.months: got 4 in quarters — a multiple of 3\."),
        ({"months": 0}, r"timeline.months: got 0 — a whole number of months from 1 to 600\."),
        ({"horizons": "long"}, "horizon: got the key 'horizon' — it says the same as `horizons`; one of them."),
        ({"horizon": "weekly"}, "horizon: got 'weekly' — short, medium, long, timeline, or a number of years from 0."),
        (
            {
                "levels": {"raise": duty(rate="40%") | {"date": "2025-01-01"}},
                "tree": [{"by": "ANA", "move": "duty", "date": "2025-02-01"}, {"by": "BEL", "move": "talk"}],
            },
            "got 2025-01-01, before the tree decides on it on 2025-02-01 — a day from then on",
        ),
    ],
)
def test_a_timeline_that_does_not_fit_is_refused(keys, said):
    with pytest.raises(ScenarioError, match=said):
        game(**keys)


def test_a_table_of_payoffs_has_no_days():
    with pytest.raises(ScenarioError, match=r"horizons: got timeline in a game with a table of payoffs"):
        literal(DILEMMA, horizons="timeline")
