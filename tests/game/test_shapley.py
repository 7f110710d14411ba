"""Shapley values: known games, what they must add up to, and drawn orders beside all coalitions."""

from itertools import combinations, permutations, product

import numpy as np
import pytest

from simulator.game import shapley
from simulator.game.shapley import BalancedOrders, EveryCoalition, game_of


def values(game, worth):
    """What each coalition of a game is worth, by a function of who is in it."""
    return np.array([worth(np.flatnonzero(who)) for who in game.members], dtype=float)


def gloves(who):
    return 0 in who and (1 in who or 2 in who)


def in_pairs(n_players, seed=0):
    """A game of random worths of players and of pairs, and those of the pairs."""
    draws = np.random.default_rng(seed)
    own, pair = draws.standard_normal(n_players), np.triu(draws.standard_normal((n_players, n_players)), k=1)
    return lambda who: own[who].sum() + pair[np.ix_(who, who)].sum(), own, pair


def of_all_orders(n_players, worth):
    """Shapley values by their definition: what a player adds, over all orders."""
    gain = np.zeros(n_players)
    orders = list(permutations(range(n_players)))
    for order in orders:
        for place, player in enumerate(order):
            gain[player] += worth(np.array(order[: place + 1])) - worth(np.array(order[:place], dtype=int))
    return gain / len(orders)


def test_all_coalitions_give_a_known_game():
    game = EveryCoalition(3)
    assert game.members.astype(int).tolist() == [list(who) for who in product((0, 1), repeat=3)]
    np.testing.assert_allclose(game.contributions(values(game, gloves)).value, [2 / 3, 1 / 6, 1 / 6])
    additive = values(game, lambda who: (2.0**who).sum())
    np.testing.assert_allclose(game.contributions(additive).value, [1, 2, 4])
    np.testing.assert_allclose(game.interactions(additive).value, 0, atol=1e-12)


@pytest.mark.parametrize("n_players", [1, 2, 5])
def test_contributions_are_averages_over_all_orders(n_players):
    game, draws = EveryCoalition(n_players), np.random.default_rng(n_players)
    worth = dict(zip(map(tuple, game.members.tolist()), draws.standard_normal(2**n_players), strict=True))

    def of(who):
        return worth[tuple(player in who for player in range(n_players))]

    found = game.contributions(values(game, of))
    np.testing.assert_allclose(found.value, of_all_orders(n_players, of), atol=1e-12)
    assert (found.standard_error == 0).all()


@pytest.mark.parametrize("n_players", [2, 3, 6, 7, 13])
def test_balanced_orders_are_exact_where_players_interact_in_pairs(n_players):
    worth, own, pair = in_pairs(n_players)
    game = BalancedOrders(n_players)
    found = game.contributions(values(game, worth))
    np.testing.assert_allclose(found.value, own + (pair.sum(axis=0) + pair.sum(axis=1)) / 2, atol=1e-12)
    np.testing.assert_allclose(found.standard_error, 0, atol=1e-12)
    together = game.interactions(values(game, worth))
    np.testing.assert_allclose(
        together.value, [pair[first, second] for first, second in combinations(range(n_players), 2)], atol=1e-12
    )


@pytest.mark.parametrize("n_players", [6, 7])
def test_balanced_orders_agree_with_all_coalitions_within_their_errors(n_players):
    every, drawn = EveryCoalition(n_players), BalancedOrders(n_players, n_squares=400)

    def worth(who):
        return np.sin(3 * (who + 1).sum()) + (len(who) > n_players // 2)

    for what in ("contributions", "interactions"):
        exact = getattr(every, what)(values(every, worth)).value
        found = getattr(drawn, what)(values(drawn, worth))
        assert (found.standard_error > 0).all()
        assert (np.abs(found.value - exact) < 4 * found.standard_error).all()
    whole = values(drawn, worth)
    gains = drawn.contributions(whole).value
    assert gains.sum() == pytest.approx(whole[-1] - whole[0], abs=1e-12)


def test_balanced_orders_are_the_same_again_and_meet_few_coalitions():
    first, again = BalancedOrders(14), BalancedOrders(14)
    np.testing.assert_array_equal(first.members, again.members)
    assert not first.members[0].any()
    assert first.members[-1].all()
    assert len(first.members) < 2**14 / 4


def test_few_players_are_enumerated():
    assert isinstance(game_of(shapley.ENUMERATED), EveryCoalition)
    assert isinstance(game_of(shapley.ENUMERATED + 1), BalancedOrders)
