"""Games of the textbooks, by their payoffs, and random ones."""

import numpy as np

from simulator.game.normal import NormalForm


def two(first, second):
    return NormalForm.of(np.array([first, second], float))


def prisoners(t=5.0, r=3.0, p=1.0, s=0.0):
    """Action 0 cooperates, 1 defects."""
    return two([[r, s], [t, p]], [[r, t], [s, p]])


def pennies():
    return two([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def sexes():
    return two([[2, 0], [0, 1]], [[1, 0], [0, 2]])


def chicken():
    """Action 0 swerves, 1 drives on; (3,3), (2,4), (4,2), (1,1) as in the graph-model literature."""
    return two([[3, 2], [4, 1]], [[3, 4], [2, 1]])


def random_game(seed, *sizes):
    return NormalForm.of(np.random.default_rng(seed).standard_normal((len(sizes), *sizes)))


def permuted(game, orders):
    """The game with each player's actions in another order."""
    payoff, excluded = game.payoff, game.is_excluded
    for player, order in enumerate(orders):
        payoff, excluded = payoff.take(order, axis=2 + player), excluded.take(order, axis=player)
    return NormalForm.batch(payoff, excluded)


def rescaled(game, factor, shift):
    shape = (-1, *[1] * game.n_players)
    return NormalForm.batch(game.payoff * np.reshape(factor, shape) + np.reshape(shift, shape), game.is_excluded)
