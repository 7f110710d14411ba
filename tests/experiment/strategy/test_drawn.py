"""Payoffs under draws: the expansion by itself, what is exact, and what the shares are of."""

import numpy as np
import pytest

from simulator.economy import read_baseline
from simulator.errors import ScenarioError
from simulator.experiment.assumptions.draws import draw, uncertain_numbers
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.strategy.escalate import escalate
from simulator.experiment.strategy.profiles.expansion import Expansion
from simulator.results import read
from simulator.scenario import load_game
from tests.experiment.counting import ignored
from tests.experiment.strategy.games import DILEMMA, FILES, literal
from tests.worlds import write_folder

N_DRAWS = 3
OUTCOMES = ("welfare:ANA", "welfare:BEL", "exports:BEL")


def test_the_expansion_is_exact_for_sums_of_singles_and_pairs():
    rng = np.random.default_rng(20190101)
    levels = [levels for levels in np.ndindex(3, 2, 3, 2)]
    cells = [tuple(level - 1 for level in own) for own in levels]  # the first level of each axis changes nothing
    single, pair = rng.normal(size=(4, 3)), rng.normal(size=(4, 4, 3, 3))
    single[:, 0] = pair[:, :, 0, :] = pair[:, :, :, 0] = 0

    def total(own):
        at = [level + 1 for level in own]
        pairs = sum(pair[i, j, at[i], at[j]] for i in range(4) for j in range(i))
        return 7 + sum(single[i, at[i]] for i in range(4)) + pairs

    expansion = Expansion.of(cells)
    values = np.array([[total(own) for own in expansion.basis]])
    np.testing.assert_allclose(expansion.spread(values)[0], [total(own) for own in cells], atol=1e-12)
    assert expansion.basis[0] == (-1, -1, -1, -1)
    assert len(expansion.basis) == 1 + (2 + 1 + 2 + 1) + (2 * 1 + 2 * 2 + 2 * 1 + 1 * 2 + 1 * 1 + 2 * 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_folder(folder / "small")
    return folder


@pytest.fixture(scope="module")
def found(desk):
    return escalate(desk / "world.yaml", N_DRAWS, seed=1, baseline=desk / "small", horizon="short")


def solved(desk, game, levels):
    """Outcomes of one profile under the draws that the game is solved under."""
    economy = read_baseline(desk / "small")
    scenarios = [game.scenario((1, -1, -1)), game.scenario((-1, 1, -1)), game.scenario((-1, 2, -1)), game.base]
    drawn = draw(uncertain_numbers(economy, scenarios), N_DRAWS, 1)
    values, assumed = drawn.levers(0, N_DRAWS), drawn.assumed(economy, 0, N_DRAWS)
    block = VariationBlock("x", economy, game.scenario(levels), "short", values, assumed, outcomes=OUTCOMES)
    arrays = block.solve(ignored)
    return np.stack([arrays[text] for text in OUTCOMES])


def test_payoffs_under_draws_are_those_of_the_scenarios(found, desk):
    game = load_game(desk / "world.yaml", read_baseline(desk / "small"))
    now = solved(desk, game, (-1, -1, -1))
    drawn, exact = found.data["drawn_payoff"], found.data["is_exact"].to_numpy()[0]
    assert drawn.shape == (1, N_DRAWS, 2, 18)
    for place, levels in enumerate(np.ndindex(3, 3, 2)):
        change = (
            solved(desk, game, tuple(-1 if level == 0 and axis < 2 else level for axis, level in enumerate(levels)))
            - now
        )
        wanted = np.stack([change[0] + 0.5 * (levels[0] == 2) - (levels[1] == 2), change[1] + 0.01 * change[2]])
        near = 1e-7 if exact[place] else 5e-3
        np.testing.assert_allclose(drawn[0, :, :, place].to_numpy().T, wanted, atol=near)


def test_what_answers_name_is_exact_and_the_rest_is_said(found):
    named = set(found.probability["profile"]) - {"", "status quo"}
    texts = found.form().text_of
    cells = np.stack([found.data[name].to_numpy() for name in ("duty", "levy")], axis=1)
    axes = found.form().moves
    at = [tuple(axis.index(name) for axis, name in zip(axes, row, strict=True)) for row in cells.tolist()]
    exact = found.data["is_exact"].to_numpy()[0]
    assert all(exact[place] for place, levels in enumerate(at) if texts(levels) in named)
    assert found.notes[0].startswith(f"Under draws {int(exact.sum())} of 18 profiles are solved in each")
    assert found.provenance.seed == 1
    assert found.provenance.asked["draws"] == N_DRAWS


def test_shares_are_of_draws_and_add_up(found):
    table = found.probability
    assert table["share"].between(0, 1).all()
    assert (table["draws"] == N_DRAWS).all()
    signs = table[table["claim"].isin(["gains", "loses", "ties"])]
    assert signs.groupby(["profile", "player"])["share"].sum().to_numpy() == pytest.approx(1)
    tree = table[table["claim"] == "tree"]
    assert tree["share"].sum() == pytest.approx(1)


def test_the_same_seed_gives_the_same_and_is_read_back(found, desk, tmp_path):
    again = escalate(desk / "world.yaml", N_DRAWS, seed=1, baseline=desk / "small", horizon="short")
    np.testing.assert_array_equal(again.data["drawn_payoff"], found.data["drawn_payoff"])
    found.write(tmp_path)
    assert read(tmp_path).form(drawn=True).game.n_cases == N_DRAWS
    assert len(read(tmp_path).probability) == len(found.probability)


def test_numbers_that_are_given_are_not_drawn():
    with pytest.raises(ScenarioError, match="draws: got it for a game with a table of payoffs — none"):
        escalate(literal(DILEMMA), 4)
