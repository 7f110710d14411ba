"""Revealed concerns and maps: a trial by hand, edges by closed form, maps by loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.concerns.map import NONE, SEVERAL, GameAxis, concern_map
from simulator.game.concerns.revealed import (
    Concerns,
    equilibrium_rows,
    opening_weight,
    preference_rows,
    together,
    weight_range,
)
from simulator.game.normal import NormalForm
from simulator.game.pure import pure_equilibria
from tests.game.games import pennies, prisoners, random_game, sexes

# one player chooses relief, hold or +100: real income, and protection in tariff points
INCOME = np.array([0.019, 0.0, -0.416])
PROTECTION = np.array([-10.0, 0.0, 100.0])
TARIFF = Concerns.of(0, [INCOME, PROTECTION])


def test_the_weight_that_makes_holding_rational():
    found = weight_range(equilibrium_rows(TARIFF, (1,)))
    # relief: 10 w ≥ 0.019; +100: 0.416 ≥ 100 w
    np.testing.assert_allclose(found.least, [1, 0.0019], atol=1e-8)
    np.testing.assert_allclose(found.largest, [1, 0.00416], atol=1e-8)
    assert not found.is_empty
    relief = weight_range(equilibrium_rows(TARIFF, (0,)))
    np.testing.assert_allclose([relief.least[1], relief.largest[1]], [0, 0.0019], atol=1e-8)
    spiral = weight_range(equilibrium_rows(TARIFF, (2,)))
    np.testing.assert_allclose(spiral.least[1], 0.00416, atol=1e-8)
    assert spiral.largest[1] == np.inf
    assert weight_range(equilibrium_rows(TARIFF, (2,)), most=1.0).largest[1] == pytest.approx(1.0)


def test_no_weights_is_an_answer():
    rows = equilibrium_rows(Concerns.of(0, [[0, 1], [0, 0.5]]), (0,))
    found = weight_range(rows)
    assert found.is_empty
    assert np.isnan(found.least).all()
    assert found.shortfall == pytest.approx(1.0)
    # a cost of its own makes the other action worse after all
    held = weight_range(equilibrium_rows(Concerns.of(0, [[0, 1], [0, 0.5]], [0, -1.2]), (0,)))
    np.testing.assert_allclose([held.least[1], held.largest[1]], [0, 0.4], atol=1e-8)


def test_preferences_and_margins():
    rows = preference_rows(TARIFF, [((1,), (0,)), ((0,), (2,))])
    found = weight_range(rows)
    np.testing.assert_allclose([found.least[1], found.largest[1]], [0.0019, 0.435 / 110], atol=1e-8)
    tighter = weight_range(rows, margin=0.001)
    np.testing.assert_allclose([tighter.least[1], tighter.largest[1]], [0.002, 0.434 / 110], atol=1e-8)
    both = weight_range(together([rows, equilibrium_rows(TARIFF, (2,))]))
    assert both.is_empty
    assert weight_range(preference_rows(TARIFF, [])).largest.tolist() == [1, np.inf]


def test_profiles_that_cannot_be_had_make_no_condition():
    outcome = np.array([[[0, 1.0], [np.nan, 2]], [[0, 0], [0, 1]]])
    concerns = Concerns.of(0, outcome)
    assert equilibrium_rows(concerns, (0, 0)).constant.size == 0
    assert equilibrium_rows(concerns, (0, 1)).coefficient.tolist() == [[-1, -1]]
    with pytest.raises(GameError, match="Nothing is known of it"):
        equilibrium_rows(concerns, (1, 0))
    with pytest.raises(GameError, match="counted from 0"):
        equilibrium_rows(concerns, (0, 2))
    with pytest.raises(GameError, match="Axes are"):
        Concerns.of(2, outcome)
    with pytest.raises(GameError, match="finite gain for each profile"):
        Concerns.of(0, outcome, [0.0])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_weights_within_the_range_reveal_the_profile(seed):
    draws = np.random.default_rng(seed)
    outcome, fixed = draws.standard_normal((2, 3, 3)), draws.standard_normal((3, 3))
    concerns = Concerns.of(1, outcome, fixed)
    for profile in [(0, 0), (1, 1), (2, 1)]:
        found = weight_range(equilibrium_rows(concerns, profile), most=50.0)
        for weight in np.linspace(0, 50, 41):
            payoff = np.stack([np.zeros((3, 3)), outcome[0] + weight * outcome[1] + fixed])
            is_best = pure_equilibria(NormalForm.of(payoff), 0).is_equilibrium[0][profile]
            inside = found.least[1] <= weight <= found.largest[1]
            assert is_best == inside or min(abs(found.least[1] - weight), abs(found.largest[1] - weight)) < 1e-6


def test_the_weight_that_opens_a_zone():
    np.testing.assert_allclose(opening_weight([-0.3, 0.1, -0.3, np.nan], [10, -5, -1, 1]), [0.03, 0, np.inf, np.nan])


def test_a_map_by_hand():
    # a cost of defection to each: it pays against defection up to 1 and against cooperation up to 2
    cost = np.array([[0.0, 0.0], [-1.0, -1.0]])
    weights = [0.5, 1.5, 2.5]
    found = concern_map(prisoners(), GameAxis(0, cost, weights), GameAxis(1, cost.T, weights))
    for (i, j), _ in np.ndenumerate(found.which):
        game = NormalForm.of(
            np.stack([prisoners().payoff[0, 0] + weights[i] * cost, prisoners().payoff[0, 1] + weights[j] * cost.T])
        )
        assert list(found.sets[found.which[i, j]]) == pure_equilibria(game).profiles()
    np.testing.assert_array_equal(found.n_equilibria, [[len(found.sets[k]) for k in row] for row in found.which])
    assert found.share().sum() == pytest.approx(1)


def test_none_several_and_ties_are_kept_apart():
    nothing = np.zeros((2, 2))
    assert concern_map(pennies(), GameAxis(0, nothing, [0]), GameAxis(1, nothing, [0, 1])).profile.tolist() == [
        [NONE, NONE]
    ]
    several = concern_map(sexes(), GameAxis(0, nothing, [0]), GameAxis(1, nothing, [0]))
    assert several.profile.tolist() == [[SEVERAL]]
    assert several.sets == (((0, 0), (1, 1)),)
    cost = np.array([[0.0, 0.0], [-1.0, -1.0]])
    edge = concern_map(prisoners(), GameAxis(0, cost, [0.9, 1.0, 1.1]), GameAxis(1, cost.T, [0]))
    assert edge.is_tied.tolist() == [[False], [True], [False]]
    payoff = prisoners().payoff.copy()
    payoff[0, 0, 1, 1] = np.nan
    assert concern_map(NormalForm.batch(payoff), GameAxis(0, cost, [0]), GameAxis(1, cost.T, [0])).is_unknown.all()


def test_a_large_map_is_cut_into_blocks(monkeypatch):
    game, draws = random_game(0, 4, 3, 2), np.random.default_rng(1)
    outcome = draws.standard_normal((2, 4, 3, 2))
    axes = GameAxis(2, outcome[0], np.linspace(0, 2, 30)), GameAxis(2, outcome[1], np.linspace(-1, 1, 20))
    whole = concern_map(game, *axes)
    monkeypatch.setattr("simulator.game.concerns.map.NUMBERS_AT_ONCE", 500)
    np.testing.assert_array_equal(concern_map(game, *axes).which, whole.which)


def test_axes_that_do_not_fit_are_refused():
    with pytest.raises(GameError, match="second: give an outcome"):
        concern_map(prisoners(), GameAxis(0, np.zeros((2, 2)), [0]), GameAxis(0, np.zeros(2), [0]))
    with pytest.raises(GameError, match="players 0 to 1"):
        concern_map(prisoners(), GameAxis(2, np.zeros((2, 2)), [0]), GameAxis(0, np.zeros((2, 2)), [0]))
    with pytest.raises(GameError, match="one game is asked for"):
        concern_map(NormalForm.batch(np.zeros((2, 2, 2, 2))), *[GameAxis(0, np.zeros((2, 2)), [0])] * 2)
