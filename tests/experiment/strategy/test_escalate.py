"""Escalation: textbook games by hand, profiles as scenarios, the folder, and what must not change the answer."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import simulator
from simulator.cli import cli
from simulator.economy import read_baseline
from simulator.errors import GameError, ResultsError, ScenarioError
from simulator.experiment.strategy.escalate import escalate
from simulator.experiment.strategy.profiles.worth import _worth
from simulator.results import read
from simulator.results.experiments.escalation import form_of
from simulator.scenario import load_game
from tests.experiment.strategy.games import DILEMMA, ENTRY, FILES, PENNIES, SEXES, WORLD, literal
from tests.worlds import write_folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_folder(folder / "small")
    return folder


@pytest.fixture(scope="module")
def small(desk):
    return read_baseline(desk / "small")


@pytest.fixture(scope="module")
def world(desk):
    return escalate(desk / "world.yaml", baseline=desk / "small")


def at(table, **keys):
    """Rows of a table at which columns have values."""
    for name, value in keys.items():
        table = table[table[name] == value]
    return table


def test_the_dilemma_has_one_equilibrium_that_patience_overcomes():
    named = {"peace": {"mA": "peace", "mB": "peace"}}
    found = escalate(literal(DILEMMA, named=named, owners={"A": {"discount": 0.5}, "B": {"discount": 0.4}}))
    assert set(found.equilibria["profile"]) == {"status quo"}
    assert set(found.equilibria["kind"]) == {"pure"}
    assert set(found.path["outcome"]) == {"stays"}
    held = at(found.sustainability, profile="peace", punishment="Nash: status quo", periods=np.inf)
    assert held["critical"].tolist() == pytest.approx([(5 - 3) / (5 - 1)] * 2)
    assert held["holds"].tolist() == ["yes", "no"]
    deal = at(found.deals, threat_point="status quo", profile="peace")
    assert deal[["pareto", "nash", "kalai_smorodinsky"]].all(axis=None)
    assert set(found.tables()["dominance"]["action"]) == {"mA=peace", "mB=peace"}
    own = found.leverage.set_index("player")
    assert own.loc["A", ["own", "other"]].tolist() == [1, -4]
    assert not own["credible"].any()


def test_pennies_are_tossed_and_the_sexes_have_three_equilibria():
    pennies = escalate(literal(PENNIES)).equilibria
    assert set(pennies["kind"]) == {"mixed"}
    assert pennies["payoff"].tolist() == pytest.approx([0, 0])
    assert pennies["profile"].iloc[0] == "A: 0.50 status quo, 0.50 mA=t; B: 0.50 status quo, 0.50 mB=t"
    assert set(escalate(literal(PENNIES)).path["outcome"]) == {"cycles"}
    sexes = escalate(literal(SEXES)).equilibria
    assert sexes["kind"].tolist() == ["pure"] * 4 + ["mixed"] * 2
    assert at(sexes, kind="mixed")["payoff"].tolist() == pytest.approx([2 / 3, 2 / 3])


def entry(**keys):
    tree = [{"by": "A", "move": "mA", "date": "2025-01-01"}, {"by": "B", "move": "mB", **keys}]
    return escalate(literal(ENTRY, tree=tree))


def test_a_threat_to_fight_is_empty_in_a_tree_unless_backing_down_costs():
    tree = entry().tree
    start = at(tree, node=0).set_index("player")["value"]
    assert start.to_dict() == {"A": 1, "B": 1}
    assert set(at(tree, choice="mA=in")["probability"]) == {1}
    assert set(at(tree, choice="mA=in")["date"]) == {"2025-01-01"}
    held = entry(audience_cost={"fight": 2.5}).tree
    assert set(at(held, choice="mA=in")["probability"]) == {0}
    assert at(held, node=0).set_index("player")["value"].to_dict() == {"A": 0, "B": 2}


def test_chance_weighs_what_it_leads_to():
    tree = [
        {"chance": {"rain": 0.25, "sun": 0.75}},
        {"by": "A", "move": "mA"},
    ]
    rows = [
        {"at": {"mA": level, "chance": turn}, "payoff": {"A": worth}}
        for (level, turn), worth in {
            ("stay", "rain"): 0,
            ("stay", "sun"): 0,
            ("go", "rain"): -2,
            ("go", "sun"): 1,
        }.items()
    ]
    moves = [{"id": "mA", "player": "A", "levels": {"stay": {"default": True}, "go": {}}}]
    found = escalate({"title": "x", "players": {"A": {}}, "moves": moves, "payoff_table": rows, "tree": tree})
    assert at(found.tree, node=0)["value"].item() == pytest.approx(0.75)  # it sees the weather first
    assert at(found.equilibria, profile="mA=go")["payoff"].item() == pytest.approx(0.25)  # and here it does not


def three(**changes):
    """A game of two moves of A and one of B, with payoffs that no two profiles share."""
    rng = np.random.default_rng(20190101)
    moves = [
        {"id": "one", "player": "A", "levels": {"a": {"default": True}, "b": {}}},
        {"id": "two", "player": "B", "levels": {"a": {"default": True}, "b": {}, "c": {}}},
        {"id": "three", "player": "A", "levels": {"a": {"default": True}, "b": {}}},
    ]
    cells = itertools.product("ab", "abc", "ab")
    rows = [
        {"at": dict(zip(("one", "two", "three"), cell, strict=True)), "payoff": dict(zip("AB", worth, strict=True))}
        for cell, worth in zip(cells, rng.normal(size=(12, 2)).round(3).tolist(), strict=True)
    ]
    return {"title": "x", "players": {"A": {}, "B": {}}, "moves": moves, "payoff_table": rows, **changes}


def answer(found):
    """Payoffs of what is found, whatever the order of moves in texts."""
    kept = found.equilibria.assign(profile=[" ".join(sorted(text.split())) for text in found.equilibria["profile"]])
    return kept.sort_values(["kind", "profile", "player"], ignore_index=True)


def test_the_order_of_moves_and_an_affine_change_change_nothing():
    found = answer(escalate(three()))
    turned = three()
    turned["moves"] = turned["moves"][::-1]
    pure = found["kind"] != "mixed"
    pd.testing.assert_frame_equal(answer(escalate(turned))[pure], found[pure])
    scaled = three(tie=0.002)
    for row in scaled["payoff_table"]:
        row["payoff"] = {player: 2 * worth + 7 for player, worth in row["payoff"].items()}
    again = answer(escalate(scaled))
    assert again["profile"].tolist() == found["profile"].tolist()
    assert again["payoff"].to_numpy() == pytest.approx(2 * found["payoff"].to_numpy() + 7)


def test_players_who_decide_together_overcome_the_dilemma():
    game = literal(DILEMMA, named={"peace": {"mA": "peace", "mB": "peace"}})
    found = escalate(game.together("both", ["A", "B"]))
    assert found.equilibria[["profile", "player", "payoff"]].to_numpy().tolist() == [["peace", "both", 6.0]]
    with pytest.raises(ScenarioError, match=r"together: got the unknown player 'C' — .*Known: A, B"):
        game.together("both", ["A", "C"])
    with pytest.raises(ScenarioError, match="together: got A — two players at least"):
        game.together("both", ["A"])


def test_percentages_of_several_players_are_not_added(desk, small):
    game = load_game(desk / "world.yaml", small)
    with pytest.raises(ScenarioError, match=r"together: ANA wants its welfare in percent .* {welfare_usd:ANA: 1}"):
        game.together("both", ["ANA", "BEL"])


def test_exclusions_leave_no_profile_and_say_what_is_not_found():
    found = escalate(literal(SEXES, excluded=[{"mA": "f", "mB": "f"}]))
    assert len(found.payoffs) == 6
    assert set(found.equilibria["profile"]) == {"status quo"}
    assert "Mixed equilibria are not found: is_excluded" in found.notes[0]


def test_a_concave_concern_is_worth_what_its_breakpoints_say():
    change = np.array([-2.0, -0.5, 0.0, 0.5, 3.0])
    loss = ((-1.0, -3.0), (0.0, 0.0), (1.0, 1.0), (2.0, 1.5))
    np.testing.assert_allclose(_worth(change, loss), [-6, -1.5, 0, 0.5, 2])
    np.testing.assert_allclose(_worth(change, ((1.0, 5.0), (2.0, 6.0))), change)
    np.testing.assert_allclose(_worth(change, 2.0), 2 * change)


@pytest.mark.parametrize(("levels", "horizon"), [((1, 2, 1), "short"), ((1, 1, 0), "long"), ((2, 0, 0), "short")])
def test_every_profile_is_the_scenario_of_its_levels(world, desk, small, levels, horizon):
    game = load_game(desk / "world.yaml", small)
    names = {axis.id: axis.names[level] for axis, level in zip(game.axes, levels, strict=True)}
    own = at(at(world.payoffs, horizon=horizon), **names).set_index("player")["payoff"]
    here, now = (
        simulator.run(scenario, baseline=desk / "small", horizon=horizon).data[["welfare", "exports"]].squeeze()
        for scenario in (game.scenario(levels), game.base)
    )
    gain = 0.5 * (names["duty"] == "boast") - (names["levy"] == "ban")
    change = here - now
    assert own["ANA"] == pytest.approx(float(change["welfare"].sel(region="ANA")) + gain, abs=1e-8)
    wanted = change["welfare"] + 0.01 * change["exports"]
    assert own["BEL"] == pytest.approx(float(wanted.sel(region="BEL")), abs=1e-8)


def test_levels_that_change_the_same_are_solved_once(desk):
    done = []
    found = escalate(
        desk / "world.yaml", baseline=desk / "small", horizon="short", progress=lambda *count: done.append(count)
    )
    assert found.data.sizes["profile"] == 18
    assert done[-1] == (12, 12)
    boast = at(found.payoffs, duty="boast", levy="none", chance="calm").set_index("player")["payoff"]
    assert boast.to_dict() == pytest.approx({"ANA": 0.5, "BEL": 0.0}, abs=1e-9)


def test_the_folder_is_read_back_as_it_was(world, tmp_path):
    world.write(tmp_path)
    again = read(tmp_path)
    assert again.provenance == world.provenance
    assert list(again.tables()) == list(world.tables())
    for name, table in world.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], table, check_dtype=False, rtol=1e-9, atol=1e-12)
    assert again.map().equals(world.map())
    assert world.compare(again)["difference"].abs().max() < 1e-9
    assert "<table" in again._repr_html_()
    assert again.game == world.game


def test_the_columns_are_those_of_the_contract(world):
    columns = {name: list(table) for name, table in world.tables().items()}
    assert columns["payoffs"] == ["horizon", "duty", "levy", "chance", "player", "payoff"]
    assert columns["equilibria"] == ["horizon", "kind", "profile", "player", "payoff"]
    assert columns["leverage"][:8] == [
        "horizon", "player", "move", "level", "own", "other", "price_per_pain", "credible",
    ]  # fmt: skip
    assert columns["deals"] == [
        "horizon", "threat_point", "profile", "player", "payoff", "pareto", "nash", "kalai_smorodinsky",
    ]  # fmt: skip
    assert set(columns["concerns"]) >= {"horizon", "player", "concern", "least", "largest"}


def test_revealed_concerns_are_the_ends_at_which_a_profile_stops_to_be_one(world):
    row = at(world.concerns, horizon="short", profile="war", condition="equilibrium", player="BEL").iloc[0]
    form = world.form("short")
    war, ban = form.actions_at((1, 1)), form.actions_at((1, 2))
    gap = form.central.at(war)[0][1] - form.central.at(ban)[0][1]
    is_best_otherwise = form.central.at(war)[0][1] >= form.central.at(form.actions_at((1, 0)))[0][1]
    assert row["concern"] == "levy.ban"
    assert np.isnan(row["least"]) if not is_best_otherwise else row["largest"] == pytest.approx(gap)


def test_a_map_shows_where_which_outcome_follows(world):
    found = world.map(points=5)
    assert found["which"].shape == (5, 5)
    assert (found.attrs["first"], found.attrs["second"]) == ("ANA welfare:CYR", "BEL levy.ban")
    high = str(found["profiles"][int(found["which"][0, -1])].item())
    assert "levy=ban" in high  # who likes the ban itself imposes it
    assert float(found["share"].sum()) == pytest.approx(1)
    with pytest.raises(ResultsError, match=r"unknown concern 'levy\.bann' — Did you mean 'levy\.ban'"):
        world.map("levy.bann")


def test_nothing_is_said_that_depends_on_an_unsolved_profile(world):
    data = world.data.sel(horizon="short").copy(deep=True)
    gone = (data["duty"] == "raise") & (data["levy"] == "ban")
    data["payoff"] = data["payoff"].where(~gone)
    form = form_of(world.game, data)
    from simulator.results.analysis.strategy.answers import answers

    tables, notes = answers({"short": form}, {})
    assert not tables["equilibria"]["profile"].str.contains("ban").any()
    assert len(tables["path"]) == len(tables["stability"]) == 0
    assert tables["payoffs"]["payoff"].isna().sum() == 4
    assert any("may be equilibria" in note for note in notes) or len(tables["equilibria"])


def test_games_are_written_for_gambit(world, tmp_path):
    world.write_gambit(tmp_path / "x.nfg")
    assert (
        (tmp_path / "x.nfg").read_text(encoding="utf-8").startswith('NFG 1 R "Duties in a small world" { "ANA" "BEL" }')
    )
    world.write_gambit(tmp_path / "x.efg", horizon="long")
    text = (tmp_path / "x.efg").read_text(encoding="utf-8")
    assert text.count("\nt ") == 18
    assert '"a strike" 0.25 "calm" 0.75' in text
    with pytest.raises(ResultsError, match=r"got the ending '\.txt'"):
        world.write_gambit(tmp_path / "x.txt")
    with pytest.raises(ResultsError, match="horizon: got 'medium' — one of short, long"):
        world.form("medium")
    with pytest.raises(GameError, match="a matrix of Gambit has a payoff at every profile"):
        escalate(literal(SEXES, excluded=[{"mA": "f", "mB": "f"}])).write_gambit(tmp_path / "y.nfg")


def test_an_outcome_that_is_not_known_is_told_with_all_other_problems(desk, tmp_path, monkeypatch):
    text = WORLD.replace("exports:BEL", "export:BEL").replace("welfare:CYR", "welfare:CIR")
    for name, own in {**FILES, "world.yaml": text.replace("player: BEL", "player: BLE")}.items():
        (tmp_path / name).write_text(own, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"world\.yaml:4:") as caught:
        escalate("world.yaml", baseline=desk / "small")
    said = str(caught.value)
    assert "players.BEL.payoff.export:BEL: got the unknown indicator 'export' — Did you mean 'exports'?" in said
    assert "concerns.ANA.welfare:CIR: got the unknown region 'CIR' — Did you mean 'CYR'?" in said
    assert "moves[1].player: got the unknown player 'BLE'" in said


def test_keywords_that_a_game_does_not_have_are_refused(desk):
    with pytest.raises(ScenarioError, match="reference: got one — none, as a game is held against its status quo"):
        escalate(desk / "world.yaml", reference="calm")
    with pytest.raises(ScenarioError, match="horizon: got it for a game with a table of payoffs"):
        escalate(literal(DILEMMA), horizon="long")


def test_what_was_solved_is_kept(desk, tmp_path):
    asked = {"baseline": desk / "small", "horizon": "short", "folder": tmp_path}
    first = escalate(desk / "world.yaml", **asked)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = escalate(desk / "world.yaml", resume=True, **asked)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert again.data.equals(first.data)


def test_the_command_writes_the_folder_and_prints_the_leverage(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["escalate", "prisoners-dilemma", "--gambit", "--no-figures", "--json"])
    assert done.exit_code == 0, done.stderr
    assert [row["own"] for row in json.loads(done.stdout)] == [1, 1]
    assert "4 profiles, equilibria: 1 table. Tables are in results/escalate." in done.stderr
    assert (tmp_path / "results/escalate/table.nfg").is_file()
    assert replace(read(tmp_path / "results/escalate"), answers={}).verb == "escalate"
