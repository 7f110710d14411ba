"""Leverage of single actions."""

import numpy as np
import pytest

from simulator.errors import GameError
from simulator.game.leverage import leverage, sign_shares
from simulator.game.normal import NormalForm
from tests.game.games import rescaled, two

# United States: relief, hold, +100; China: free licences, squeeze of the US, squeeze of all; status quo (hold, free)
TRIAL = two(
    [[0.03, -0.44, -1.01], [0, -0.48, -1.05], [-0.51, -1.02, -1.70]],
    [[0.11, 0.16, 0.27], [0, 0.05, 0.15], [-0.43, -0.38, -0.28]],
)


def test_a_trial_by_hand():
    tariff = leverage(TRIAL, 0, 1, (1, 0))
    np.testing.assert_allclose(tariff.own_cost, [[-0.03, 0, 0.51]])
    np.testing.assert_allclose(tariff.harm, [[-0.11, 0, 0.43]])
    np.testing.assert_allclose(tariff.price_per_pain, [[np.nan, np.nan, 0.51 / 0.43]])
    assert tariff.gains_by_itself.tolist() == [[True, False, False]]
    assert tariff.reply.tolist() == [[2, 2, 2]]
    np.testing.assert_allclose(tariff.after_reply, [[-1.01, -1.05, -1.70]])
    assert not tariff.is_credible.any()
    licence = leverage(TRIAL, 1, 0, (1, 0))
    assert licence.gains_by_itself.tolist() == [[False, True, True]]
    assert licence.reply.tolist() == [[0, 0, 0]]
    np.testing.assert_allclose(licence.after_reply, [[0.11, 0.16, 0.27]])
    assert licence.is_credible.all()
    assert np.isnan(licence.price_per_pain).all()


def test_ties_of_the_target_are_told():
    game = two([[0, 0], [1, -1]], [[0, 0], [0, 0.0005]])
    found = leverage(game, 0, 1, (0, 0))
    assert found.reply.tolist() == [[0, 0]]
    assert found.is_credible.tolist() == [[True, False]]
    assert found.is_credible_at_best.tolist() == [[True, True]]


def test_excluded_and_unsolved_actions_have_no_leverage():
    excluded = np.zeros((3, 3), bool)
    excluded[2] = True
    found = leverage(NormalForm.of(TRIAL.payoff[0], excluded), 0, 1, (1, 0))
    assert np.isnan(found.own_cost[0, 2])
    assert found.reply[0, 2] == -1
    assert not found.is_credible[0, 2]
    payoff = TRIAL.payoff.copy()
    payoff[0, :, 0, 1] = np.nan
    found = leverage(NormalForm.batch(payoff), 0, 1, (1, 0))
    assert np.isnan(found.after_reply[0]).tolist() == [True, False, False]
    np.testing.assert_allclose(found.own_cost, [[-0.03, 0, 0.51]])


def test_cases_players_and_shares_of_signs():
    draws = np.random.default_rng(0).standard_normal((50, 3, 2, 3, 2))
    game = NormalForm.batch(draws)
    found = leverage(game, 2, 0, (1, 2, 0))
    np.testing.assert_allclose(found.own_cost[:, 1], draws[:, 2, 1, 2, 0] - draws[:, 2, 1, 2, 1])
    np.testing.assert_allclose(found.harm[:, 1], draws[:, 0, 1, 2, 0] - draws[:, 0, 1, 2, 1])
    shares = sign_shares(found.own_cost)
    np.testing.assert_allclose(shares.loss + shares.tie + shares.gain, 1)
    np.testing.assert_array_equal(shares.tie, [1, 0])
    moved = leverage(rescaled(game, [2, 2, 2], [1, 2, 3]), 2, 0, (1, 2, 0), tie=2e-3)
    np.testing.assert_allclose(moved.price_per_pain, found.price_per_pain)
    np.testing.assert_array_equal(moved.is_credible, found.is_credible)


def test_leverage_on_oneself_is_refused():
    with pytest.raises(GameError, match="the player itself"):
        leverage(TRIAL, 0, 0, (1, 0))
    with pytest.raises(GameError, match="players 0 to 1"):
        leverage(TRIAL, 0, 2, (1, 0))
