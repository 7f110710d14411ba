"""Game files: what they may say, and every class of error by its full text."""

import json
import re

import numpy as np
import pytest
import yaml

from simulator.errors import ScenarioError
from simulator.scenario import Scenario, Tariff
from simulator.scenario.games.game import Game
from simulator.scenario.games.load import load_game, shipped_games
from tests.worlds import GRAMMAR

RIGHT = """\
title: x
status_quo: truce-2025-10
players: {USA: {}, CHN: {payoff: {welfare:CHN: 1}, discount: 0.9}}
moves:
  - id: tariff
    player: USA
    levels:
      hold: {default: true}
      relief: {use: interim-relief/us-on-china}
      up: {add: tariff-100/us-100, date: 2025-11-10}
  - id: licences
    player: CHN
    levels:
      free: {default: true}
      squeeze: {use: rare-earth-squeeze, gain: {CHN: -0.03}}
      tax:
        measures: [{id: cn-tax, type: export_tax, exporter: CHN, importer: USA, sectors: REE, rate: 20%}]
        drop: cn-licences
excluded: [{tariff: relief, licences: tax}]
named: {deal: {tariff: relief}}
concerns: {USA: {"factor_earnings:USA:SOY": [0, 0.02]}, CHN: {licences.squeeze: [-0.05, 0]}}
tree:
  - {by: CHN, move: licences, date: 2025-10-09}
  - {chance: {struck down: {probability: 0.3, drop: us-on-partners}, stands: 0.7}}
  - {by: USA, move: tariff, date: 2025-11-01, audience_cost: {up: 0.1}}
"""
TABLE = """\
title: x
players: {A: {}, B: {}}
moves:
  - {id: a, player: A, levels: {quiet: {default: true}, confess: {}}}
  - {id: b, player: B, levels: {quiet: {default: true}, confess: {}}}
payoff_table:
  - {at: {}, payoff: {A: -1, B: -1}}
  - {at: {a: confess}, payoff: {A: 0, B: -3}}
  - {at: {b: confess}, payoff: {A: -3, B: 0}}
  - {at: {a: confess, b: confess}, payoff: {A: -2, B: -2}}
"""


@pytest.fixture
def game(write, economy):
    def load(text, *, bound=True, **changes):
        write("x.yaml", text)
        return load_game("x.yaml", economy if bound else None, **changes)

    return load


def problems_of(make):
    with pytest.raises(ScenarioError, match=r".") as caught:
        make()
    return list(caught.value.problems)


def by_id(scenario):
    return {measure.id: measure for measure in scenario.measures}


def test_a_profile_has_the_measures_of_its_levels(game):
    found = game(RIGHT)
    assert [(axis.id, axis.names) for axis in found.axes] == [
        ("tariff", ("hold", "relief", "up")),
        ("licences", ("free", "squeeze", "tax")),
        ("chance", ("struck down", "stands")),
    ]
    assert found.status_quo == (0, 0)
    assert found.scenario((0, 0, 1)) is found.base
    up = by_id(found.scenario((2, 1, 1)))
    assert list(up)[: len(found.base.measures)] == [measure.id for measure in found.base.measures]
    assert up["us-100"].rate == 1
    assert str(up["us-100"].start) == "2025-11-10"
    assert up["cn-licences"].approval_rate == 0.079
    assert "cn-licences-others" in up
    relief = by_id(found.scenario((1, 0, 1)))
    assert relief["us-on-china"].rate == pytest.approx(0.1)
    tax = by_id(found.scenario((0, 2, 0)))
    assert tax["cn-tax"].rate == 0.2
    assert not {"cn-licences", "us-on-partners"} & set(tax)


def test_a_measure_of_the_status_quo_comes_back_where_its_successor_is_not_in_force(game):
    scenario = game(RIGHT).scenario((1, 0, 1))
    (relief,) = (measure for measure in scenario.measures if measure.id == "us-on-china")
    assert [measure.rate for measure in scenario.versions(relief)] == [0.2, 0.1]


def test_names_that_people_use_become_codes(game):
    named = RIGHT.replace(
        "exporter: CHN, importer: USA, sectors: REE", "exporter: China, importer: Germany, sectors: REE"
    )
    (tax,) = (item for item in game(named).scenario((0, 2, 1)).measures if item.id == "cn-tax")
    assert (tax.exporter, tax.importer) == (("CHN",), ("EUU",))
    assert any("cn-tax" in text and "Germany" in text for text in game(named).assumptions)


def test_exclusions_hold_whatever_chance_does(game):
    flags = game(RIGHT).is_excluded
    assert flags.shape == (3, 3, 2)
    assert flags[1, 2].all()
    assert flags.sum() == 2


def test_options_reach_the_status_quo_and_the_levels(game):
    changed = game(RIGHT, overrides=["us-100.rate=0.5", "us-on-china.rate=0.4", "cn-tax.rate=0.1"])
    assert by_id(changed.base)["us-on-china"].rate == 0.4
    assert by_id(changed.scenario((2, 2, 1)))["us-100"].rate == 0.5
    assert by_id(changed.scenario((2, 2, 1)))["cn-tax"].rate == 0.1
    assert by_id(changed.scenario((1, 0, 1)))["us-on-china"].rate == 0.4  # of every version, as everywhere
    with pytest.raises(ScenarioError, match=r"--set us-10\.rate: no measure has this id — Did you mean 'us-100'\?"):
        game(RIGHT, overrides=["us-10.rate=0.5"])


def test_a_game_in_memory_is_what_its_file_would_be(game):
    read = game(RIGHT)
    made = Game(**yaml.safe_load(RIGHT), name="x")
    assert made.shape == read.shape
    assert made.scenario((2, 2, 0)).measures == read.scenario((2, 2, 0)).measures
    again = Game.from_dict({**yaml.safe_load(made.to_yaml()), "name": "x"})
    assert again.file == made.file
    assert made.replace(tie=0.1).file.tie == 0.1
    assert made.replace(tie=0.1).name == "x-changed"


def test_a_game_reads_back_from_any_folder(tmp_path, monkeypatch, economy):
    """Names of scenarios, paths, overlays and tables are found from where the file lies."""
    for name in ("home", "home/near", "away/deep"):
        (tmp_path / name).mkdir(parents=True)
    measure = "{{id: {}, type: tariff, importer: USA, exporter: CHN, sectors: SOY, rate: {}}}"
    files = {
        "home/calm.yaml": measure.format("duty", 0.1),
        "home/near/storm.yaml": measure.format("duty", 0.4),
        "home/near/rain.yaml": measure.format("rain", 0.2),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(f"title: x\nmeasures: [{text}]\n", encoding="utf-8")
    (tmp_path / "home/rates.csv").write_text("exporter,importer,sector,rate\nCHN,USA,ELC,30%\n", encoding="utf-8")
    table = {
        "id": "tabled",
        "type": "tariff",
        "table": "rates.csv",
        "importer": "USA",
        "exporter": "CHN",
        "sectors": "ELC",
    }
    levels = {
        "no": {"default": True},
        "path": {"use": "near/storm/duty", "add": "tariff-100/us-100"},
        "table": {"measures": [table]},
        "out": {"drop": "duty"},
    }
    tree = [{"chance": {"hail": {"probability": 0.5, "add": "near/rain/rain"}, "sun": 0.5}}, {"by": "USA", "move": "m"}]
    keys = {"title": "x", "status_quo": "calm", "players": {"USA": {}}, "tree": tree}
    monkeypatch.chdir(tmp_path / "home")
    made = Game(name="g", moves=[{"id": "m", "player": "USA", "levels": levels}], **keys)
    for target in ("home/g.yaml", "away/deep/g.yaml"):
        made.to_yaml(tmp_path / target)
        again = load_game(tmp_path / target, economy)
        for cell in np.ndindex(made.shape):
            assert again.scenario(cell).measures == load_game(made, economy).scenario(cell).measures
    assert (tmp_path / "away/deep/g-tabled.csv").is_file()
    assert "status_quo: calm" in (tmp_path / "home/g.yaml").read_text(encoding="utf-8")
    changed = load_game(tmp_path / "home/g.yaml", overrides=["us-100.rate=0.5"])
    with pytest.raises(
        ScenarioError, match="g: options changed us-100, of which its file says nothing — read it without"
    ):
        changed.to_yaml(tmp_path / "h.yaml")
    with pytest.raises(ScenarioError, match="g: tabled has a table — give a path"):
        made.to_yaml()


def test_a_game_may_start_from_a_scenario_in_memory_and_hold_measures(game):
    base = Scenario(
        title="A tariff", measures=[Tariff(id="t", importer="USA", exporter="CHN", sectors="SOY", rate=0.1)]
    )
    more = Tariff(id="t", importer="USA", exporter="CHN", sectors="SOY", rate=0.5)
    moves = [{"id": "raise", "player": "USA", "levels": {"no": {"default": True}, "yes": {"measures": [more]}}}]
    made = Game(title="One move", status_quo=base, players={"USA": {}}, moves=moves)
    assert by_id(made.scenario((1,)))["t"].rate == 0.5
    assert made.replace(tie=0.1).base == base
    with pytest.raises(ScenarioError, match="a-tariff: is no file — write it with"):
        made.to_yaml()


def test_a_table_needs_no_economy(game):
    found = game(TABLE)
    assert found.base is None
    assert found.shape == (2, 2)
    with pytest.raises(ScenarioError, match="its payoffs are a table — there is no scenario"):
        found.scenario((0, 0))


def test_a_game_that_is_not_there(write):
    write("y.yaml", TABLE)
    with pytest.raises(ScenarioError, match="no game has this name — Did you mean 'kuala-lumpur'"):
        load_game("kuala-lumpr")


def changed(old, new, text=RIGHT):
    assert old in text
    return text.replace(old, new)


HOLD, FREE = "hold: {default: true}", "free: {default: true}"
ERRORS = {
    "no default": (
        changed(HOLD, "hold: {gain: {USA: 1}}"),
        "x.yaml:8:7: moves[0].levels: got no default level — `default: true` at one, the level of the status quo.",
    ),
    "two defaults": (
        changed("use: interim-relief/us-on-china", "default: true"),
        "x.yaml:8:7: moves[0].levels: got several default levels (hold, relief) — `default: true` at one, the level of "
        "the status quo.",
    ),
    "measures at the default": (
        changed(FREE, "free: {default: true, drop: cn-licences}"),
        "x.yaml:14:13: moves[1].levels.free: got measures at the default level, the status quo as it stands — another "
        "level.",
    ),
    "a level without effect": (
        changed("relief: {use: interim-relief/us-on-china}", "relief: {}"),
        "x.yaml:9:15: moves[0].levels.relief: changes nothing — `use`, `add`, `measures` or `drop`, or a `gain` of the "
        "level itself.",
    ),
    "an unknown key of a level": (
        changed("add: tariff-100/us-100", "ad: tariff-100/us-100"),
        "x.yaml:10:12: moves[0].levels.up.ad: got the key 'ad' — Did you mean 'add'? Allowed: use, add, measures, "
        "drop, default, date, gain.",
    ),
    "an unknown scenario": (
        changed("interim-relief/us-on-china", "interim-relif/us-on-china"),
        "x.yaml:9:21: moves[0].levels.relief.use: got 'interim-relif', but no scenario has this name — Did you mean "
        "'interim-relief'? Known: x, affiliates-rule, april-2025, busan-deal, dispute-2025, interim-relief, "
        "phase-one-actual, phase-one and 16 more, shown by `tariffsim list`.",
    ),
    "an unknown measure": (
        changed("tariff-100/us-100", "tariff-100/us-10"),
        "x.yaml:10:17: moves[0].levels.up.add: got 'tariff-100/us-10', but tariff-100 has no measure 'us-10' — Did you "
        "mean 'us-100'? Known: us-on-partners, us-on-china, us-reciprocal, us-section-232, us-section-301-review, "
        "cn-on-us, cn-farm-soybeans, cn-farm-lists, cn-february-lists, cn-licences, us-100.",
    ),
    "nothing to replace": (
        changed("add: tariff-100/us-100", "use: tariff-100/us-100"),
        "x.yaml:10:17: moves[0].levels.up.use: got 'us-100', which the status quo does not have — `add`, to put it on "
        "top.",
    ),
    "something in its place": (
        changed("use: interim-relief/us-on-china", "add: interim-relief/us-on-china"),
        "x.yaml:9:21: moves[0].levels.relief.add: got 'us-on-china', which the status quo has — `use`, to take its "
        "place.",
    ),
    "nothing to drop": (
        changed("drop: cn-licences", "drop: cn-licenses"),
        "x.yaml:18:15: moves[1].levels.tax.drop: got 'cn-licenses', which the status quo does not have — Did you mean "
        "'cn-licences'? Known: cn-farm-lists, cn-farm-soybeans, cn-february-lists, cn-licences, cn-on-us, us-on-china, "
        "us-on-partners, us-reciprocal, us-section-232, us-section-301-review.",
    ),
    "an unknown status quo": (
        changed("status_quo: truce-2025-10", "status_quo: truce"),
        "x.yaml:2:13: status_quo: got 'truce', but no scenario has this name — Did you mean 'truce-2025-10'? Known: x, "
        "affiliates-rule, april-2025, busan-deal, dispute-2025, interim-relief, phase-one-actual, phase-one and 16 "
        "more, shown by `tariffsim list`.",
    ),
    "a measure of somebody else": (
        changed("tariff-100/us-100", "tariff-100-retaliation/cn-100"),
        "x.yaml:10:17: moves[0].levels.up.add: got 'cn-100', a tariff of CHN — one of USA, who decides here.",
    ),
    "an unknown player": (
        changed("player: USA", "player: US"),
        "x.yaml:6:13: moves[0].player: got the unknown player 'US' — Did you mean 'USA'? Known: USA, CHN.",
    ),
    "a player without a move": (
        changed("players: {USA: {}", "players: {EUU: {}, USA: {}"),
        "x.yaml:3:11: players.EUU: has no move — one at least, or leave the player out.",
    ),
    "an unknown region": (
        changed("USA: {}", "USA: {regions: [US]}"),
        "x.yaml:3:26: players.USA.regions: got the unknown region 'US' — Did you mean 'USA'? Known: USA, CHN, EUU, "
        "GBR, JPN, KOR, TWN, VNM, ASE, IND, MEX, CAN, BRA, AUS, ROW.",
    ),
    "two moves with one measure": (
        changed("drop: us-on-partners", "drop: cn-licences"),
        "x.yaml:24:5: tree[1]: touches the measure 'cn-licences', as licences does — levels of one move.",
    ),
    "a gain of nobody": (
        changed("gain: {CHN: -0.03}", "gain: {CHI: -0.03}"),
        "x.yaml:15:49: moves[1].levels.squeeze.gain.CHI: got the unknown player 'CHI' — Did you mean 'CHN'? Known: "
        "USA, CHN.",
    ),
    "an unknown level": (
        changed("named: {deal: {tariff: relief}}", "named: {deal: {tariff: releif}}"),
        "x.yaml:20:24: named.deal.tariff: got the unknown level of tariff 'releif' — Did you mean 'relief'? Known: "
        "hold, relief, up.",
    ),
    "an unknown move": (
        changed("excluded: [{tariff: relief, licences: tax}]", "excluded: [{tarif: relief, licences: tax}]"),
        "x.yaml:19:13: excluded[0].tarif: got the unknown move 'tarif' — Did you mean 'tariff'? Known: tariff, "
        "licences.",
    ),
    "a level that is excluded": (
        changed("excluded: [", "excluded: [{tariff: up}, "),
        "x.yaml:19:11: excluded: leaves no profile with tariff=up — leave the level out of its move.",
    ),
    "an excluded name": (
        changed("named: {deal: {tariff: relief}}", "named: {deal: {tariff: relief, licences: tax}}"),
        "x.yaml:20:9: named.deal: is excluded — a profile that can come about.",
    ),
    "a concern without a unit": (
        changed("licences.squeeze: [-0.05, 0]", "reputation: [-0.05, 0]"),
        "x.yaml:21:63: concerns.CHN.reputation: got 'reputation', which has no unit — an outcome such as "
        "factor_earnings:USA:SOY, or a level. Levels: tariff.relief, tariff.up, licences.squeeze, licences.tax.",
    ),
    "a range upside down": (
        changed("[-0.05, 0]", "[0, -0.05]"),
        "x.yaml:21:81: concerns.CHN.licences.squeeze: got 0 to -0.05 — the least and the largest weight, such as "
        "[0, 0.02].",
    ),
    "chances that do not sum": (
        changed("stands: 0.7", "stands: 0.6"),
        "x.yaml:24:14: tree[1].chance: got probabilities that sum to 0.9 — they sum to 1.",
    ),
    "a tree that asks twice": (
        changed("move: licences, date", "move: [licences, licences], date"),
        "x.yaml:23:21: tree[0].move: asks 'licences' a second time, after tree[0] — each move once.",
    ),
    "a tree that never asks": (
        RIGHT[: RIGHT.index("  - {by: USA")],
        "x.yaml:23:3: tree: never asks 'tariff' — each move once.",
    ),
    "a tree that asks the wrong player": (
        changed("by: USA", "by: CHN"),
        "x.yaml:25:10: tree[2].by: got CHN, but 'tariff' is a move of USA — the player who decides it.",
    ),
    "a tree out of order": (
        changed("date: 2025-11-01", "date: 2025-10-01"),
        "x.yaml:25:35: tree[2].date: got 2025-10-01, before 2025-10-09 — stages in the order of their days.",
    ),
    "a stage of both kinds": (
        changed("{by: USA, move: tariff,", "{by: USA, move: tariff, chance: {a: 1},"),
        "x.yaml:25:5: tree[2]: got neither or both of `by` and `chance` — a player with its moves, or chance.",
    ),
    "concave the wrong way": (
        changed("{welfare:CHN: 1}", "{welfare:CHN: [[0, 0], [1, 1], [2, 3]]}"),
        "x.yaml:3:48: players.CHN.payoff.welfare:CHN: got breakpoints between which the worth of a change rises — a "
        "slope that never rises.",
    ),
    "no moves": (
        changed(RIGHT[RIGHT.index("moves:") :], "moves: []\n"),
        "x.yaml:4:8: moves: got a list — one at least.",
    ),
    "a wrong measure": (
        changed("rate: 20%", "rte: 20%"),
        "x.yaml:17:95: moves[1].levels.tax.measures[0].rte: got the key 'rte' — Did you mean 'rate'? Allowed: id, "
        "sectors, start, end, announced, suspended, enabled, label, source, note, importer, exporter, type, "
        "rate, coverage.",
    ),
    "a table and a status quo": (
        TABLE.replace("title: x", "title: x\nstatus_quo: truce-2025-10"),
        "x.yaml:2:13: status_quo: got both — a scenario as status quo, or a table of payoffs, and not both.",
    ),
    "neither": (
        changed("status_quo: truce-2025-10\n", ""),
        "x.yaml:4:3: moves: got neither — a scenario as status quo, or a table of payoffs, and not both.",
    ),
    "a table with gaps": (
        TABLE.replace("  - {at: {b: confess}, payoff: {A: -3, B: 0}}\n", ""),
        "x.yaml:7:3: payoff_table: lacks profiles, 1 of 4, the first {a: quiet, b: confess} — a row for each.",
    ),
    "a table with a row twice": (
        TABLE.replace("{at: {b: confess},", "{at: {a: confess},"),
        "x.yaml:9:10: payoff_table[2].at: repeats payoff_table[1] — each profile once.",
    ),
    "a row without a player": (
        TABLE.replace("{A: 0, B: -3}", "{A: 0}"),
        "x.yaml:8:32: payoff_table[1].payoff: lacks B — a number for every player.",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_says_where_what_and_what_to_do(game, case):
    text, expected = ERRORS[case]
    problems = problems_of(lambda: game(text))
    assert all(re.fullmatch(GRAMMAR, problem) for problem in problems)
    assert expected in problems


def test_every_problem_comes_at_once(game):
    text = RIGHT.replace("interim-relief/us-on-china", "interim-relif/us-on-china")
    text = text.replace("named: {deal: {tariff: relief}}", "named: {deal: {tarif: relief}}").replace(
        "up: 0.1", "u: 0.1"
    )
    text = text.replace("gain: {CHN: -0.03}", "gain: {CHI: -0.03}")
    assert len(problems_of(lambda: game(text))) == 4


def test_too_many_profiles_are_refused(game):
    moves = [
        {"id": f"m{number}", "player": "A", "levels": {"no": {"default": True}, **{f"l{n}": {} for n in range(3)}}}
        for number in range(13)
    ]
    data = {"title": "x", "players": {"A": {}}, "moves": moves, "payoff_table": [{"at": {}, "payoff": {"A": 0}}]}
    problems = problems_of(lambda: game(json.dumps(data)))
    assert [problem.partition(": moves: ")[2] for problem in problems] == [
        "got 13 moves — at most 12.",
        "got 67,108,864 combinations of levels — at most 4,096; leave out levels, or exclude some.",
    ]


@pytest.mark.parametrize("name", shipped_games())
def test_shipped_games_fit_their_economy_and_say_what_they_assume(name, economy):
    found = load_game(name, economy)
    assert found.title.endswith("?")
    assert found.assumptions
    assert found.named
    laid = [measure for axis in found.axes for choice in axis.choices for measure in choice.measures]
    assert all(measure.source for measure in laid)
    first = found.path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../simulator/scenario/game.schema.json"
