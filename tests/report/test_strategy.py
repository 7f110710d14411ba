"""Charts, sentences and page of a game: each says what the tables hold."""

from dataclasses import replace

import numpy as np
import pytest

from simulator import escalate, plot
from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, write_report
from simulator.report.strategy.concerns import care_words, map_words
from simulator.report.strategy.frontier import zone_words
from simulator.report.strategy.leverage import strongest
from simulator.report.strategy.outcomes import left_alone, path_words
from simulator.report.strategy.page import sentences
from simulator.report.strategy.patience import answers, hold_words
from simulator.report.strategy.tree import drawn, tree_words
from simulator.report.strategy.view import GameView, profile_words
from simulator.report.wording.words import possessive
from tests.experiment.strategy.games import DILEMMA, ENTRY, FILES, PENNIES, literal
from tests.worlds import write_folder

ENTRANT = {"tree": [{"by": "A", "move": "mA"}, {"by": "B", "move": "mB"}]}


@pytest.fixture(scope="module")
def dilemma():
    return GameView.of(escalate(literal(DILEMMA, named={"peace": {"mA": "peace", "mB": "peace"}})))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A game on a small world, with concerns, a tree with chance and draws."""
    folder = tmp_path_factory.mktemp("game")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return escalate(folder / "world.yaml", baseline=write_folder(folder / "world"))


def test_what_each_side_holds_is_the_row_that_hurts_most(dilemma):
    peace = GameView.of(escalate(literal({key[::-1]: value[::-1] for key, value in reversed(DILEMMA.items())})))
    table = peace.table("leverage")
    top = table.loc[table["other"].idxmax()]
    assert strongest(peace) == (
        f"{top['player']}'s {top['move']}: {top['level']} hurts {top['target']} most, by 3.000\u00a0points, "
        f"and costs {top['player']} nothing: it gains 2.000\u00a0points"
    )
    assert strongest(dilemma) == "no level taken alone hurts another player"


def test_equilibria_and_paths_are_those_of_the_tables(dilemma):
    assert left_alone(dilemma) == "one profile is an equilibrium: status quo"
    assert path_words(dilemma) == "from the status quo, whoever moves first, nothing moves"
    pennies = GameView.of(escalate(literal(PENNIES)))
    assert left_alone(pennies).startswith("no profile is an equilibrium in pure actions")
    assert "replies go round in a circle" in path_words(pennies)


def test_a_deal_and_its_patience_are_those_of_the_dilemma(dilemma):
    assert zone_words(dilemma) == (
        "all accept one profile rather than the status quo; bargaining leads to peace (A +3.000, B +3.000)"
    )
    assert hold_words(dilemma) == "peace holds if the next period counts at least 0.50 of this one for A"
    rows = answers(dilemma)
    assert rows["critical"].tolist() == [0.5, 0.5]
    assert rows["else"].tolist() == ["whatever follows"] * 2


def test_the_tree_ends_where_look_ahead_leads():
    view = GameView.of(escalate(literal(ENTRY, **ENTRANT)))
    assert tree_words(view) == "looking ahead leads to A in, B yield"
    table = drawn(view)
    assert set(table.loc[table["parent"] >= 0, "parent"]) <= set(table["node"])


@pytest.mark.parametrize("horizon", ["short", "long"])
def test_every_figure_of_a_game_draws_what_its_tables_hold(world, horizon):
    names = figure_names(world, horizon=horizon)
    assert names == ["leverage", "equilibria", "tree", "concern_map", "revealed_concerns", "deals", "patience"]
    for name in names:
        assert plot(world, name, horizon=horizon).get_axes()
        assert len(figure_data(world, name, horizon=horizon))
    held = figure_data(world, "leverage", horizon=horizon)
    table = world.leverage[world.leverage["horizon"] == horizon]
    np.testing.assert_array_equal(held["own"], table["own"])


def test_a_map_says_which_outcome_is_most_common(world):
    data = world.map(points=9)
    share = float(data["share"].max())
    assert len(data["share"]) > 1
    assert f"{100 * share:.0f} % of the map" in map_words(data)


@pytest.mark.parametrize("horizon", ["short", "long"])
def test_what_players_care_about_is_in_the_table(world, horizon):
    view = GameView.of(world).at(horizon)
    rows = view.table("concerns").query("condition == 'equilibrium'")
    never = rows[rows["shortfall"] > view.form.tie]
    needs = rows[(rows["least"] > 0) | (rows["largest"] < 0)]
    said = care_words(view)
    if never.empty and needs.empty:
        assert said == "nobody needs a further concern to keep to war"
    else:
        assert said.startswith("no weights") == (len(never) > 0)
        assert str((never if len(never) else needs)["player"].iloc[0]) in said


def test_deals_know_their_threat_points_and_players(world):
    assert figure_data(world, "deals", players=("BEL", "ANA"))["accepted"].dtype == bool
    with pytest.raises(ResultsError, match="threat_point: got 'peace'"):
        plot(world, "deals", threat_point="peace")


def test_the_page_holds_every_sentence_and_needs_no_network(world, tmp_path):
    page = write_report(world, tmp_path)[-1].read_text(encoding="utf-8")
    said = sentences(GameView.of(world))
    assert 4 <= len(said) <= 6
    for sentence in said:
        assert sentence.replace("'", "&#39;") in page
    for heading in ("What each side holds", "Left to themselves", "What each must care about", "The deal"):
        assert f"<h2>{heading}</h2>" in page
    assert "http" not in page.partition("Provenance</h2>")[0].replace("http-equiv", "")


def test_players_are_called_by_the_names_of_their_regions(world):
    """In sentences, charts, the page and the terminal; tables keep codes."""
    named = replace(world, provenance=replace(world.provenance, names={"ANA": "United Ana", "BEL": "Belis (old)"}))
    view = GameView.of(named)
    assert possessive(view.inside("ANA")) == "the United Ana's"
    assert possessive(view.inside("BEL")) == "Belis'"
    assert view.concern_of("ANA welfare:CYR") == "United Ana · welfare in CYR"
    assert view.concern("levy.ban") == "levy: ban"
    assert any("United Ana" in sentence or "Belis" in sentence for sentence in sentences(view))
    assert not any("ANA" in sentence or "BEL" in sentence for sentence in sentences(view))
    assert set(named.overview()["player"]) == {"United Ana", "Belis"}
    assert set(figure_data(named, "leverage")["player"]) == {"ANA", "BEL"}


def test_profiles_are_told_in_words():
    assert profile_words("us-tariff=relief cn-soybeans=pledge") == "us-tariff: relief and cn-soybeans: pledge"
    assert profile_words("Full spiral") == "Full spiral"
