"""Trees of the textbooks."""

from simulator.game.trees.build import Chance, Decision, End, tree_of


def centipede(n_moves=6):
    """Two players in turn take (their action 0) or pass; the pot doubles with every pass (Rosenthal 1981)."""
    branch = End((2.0**n_moves * 4, 2.0**n_moves)) if n_moves % 2 == 0 else End((2.0**n_moves, 2.0**n_moves * 4))
    for move in reversed(range(n_moves)):
        large, small = 2.0**move * 4, 2.0**move
        take = End((large, small) if move % 2 == 0 else (small, large))
        branch = Decision(move % 2, [take, branch])
    return tree_of(branch)


def entry():
    """The entrant stays out or comes in; the incumbent then fights or yields (Selten 1978)."""
    return tree_of(Decision(0, [End((0, 2)), Decision(1, [End((-1, -1)), End((1, 1))], "2025-11-01")], "2025-10-09"))


def lottery(share=0.3):
    """Chance opens the entry game or ends it."""
    inside = Decision(0, [End((0, 2)), Decision(1, [End((-1, -1)), End((1, 1))])])
    return tree_of(Chance([share, 1 - share], [inside, End((5, 5))]))
