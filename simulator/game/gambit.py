"""Texts of games for Gambit: `.nfg` of matrices and `.efg` of trees."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from simulator.errors import GameError
from simulator.game.normal import Array, NormalForm
from simulator.game.trees.tree import CHANCE, Tree


def nfg_text(
    game: NormalForm,
    title: str = "",
    players: Sequence[str] | None = None,
    actions: Sequence[Sequence[str]] | None = None,
) -> str:
    """A matrix game as Gambit reads it, in its format of payoffs: the first player's action changes fastest.

    Parameters
    ----------
    players, actions
        Names; numbers counted from 1 if not given.

    Raises
    ------
    GameError
        If the game has several cases, unsolved or excluded profiles, which the format cannot say, or names do not fit.

    References
    ----------
    Gambit, Game representation formats, strategic games (.nfg).
    """
    payoff = game.only()
    if game.is_excluded.any():
        raise GameError(
            "is_excluded: a matrix of Gambit has a payoff at every profile. Leave out whole actions instead."
        )
    players = numbered(players, game.n_players, "players")
    actions = [[str(number + 1) for number in range(size)] for size in game.n_actions] if actions is None else actions
    if tuple(len(names) for names in actions) != game.n_actions:
        raise GameError(
            f"actions: got {[len(names) for names in actions]} names. Players have {game.n_actions} actions."
        )
    flat = payoff.reshape(game.n_players, -1, order="F").T
    rows = [" ".join(number(value) for value in row) for row in flat]
    strategies = " ".join(braced(names) for names in actions)
    return "\n".join([f"NFG 1 R {quoted(title)} {braced(players)}", f"{{ {strategies} }}", '""', "", *rows, ""])


def efg_text(
    tree: Tree,
    case: int = 0,
    title: str = "",
    players: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
) -> str:
    """A tree as Gambit reads it, node by node from the start, every branch to its end before the next.

    Parameters
    ----------
    players
        Names; numbers counted from 1 if not given.
    actions
        Name of the action that leads to each node, shape (node,), the first unused; numbers counted from 1 if not
        given.

    Raises
    ------
    GameError
        If some end of the case is not solved, or names do not fit.

    References
    ----------
    Gambit, Game representation formats, extensive games (.efg).
    """
    if np.isnan(tree.payoff[case]).any():
        raise GameError(f"payoff: {np.isnan(tree.payoff[case]).any(axis=1).sum()} ends are not solved.")
    players = numbered(players, tree.n_players, "players")
    names = _action_names(tree) if actions is None else numbered(actions, len(tree), "actions")
    rows, waiting, n_sets = [], [0], dict.fromkeys(range(CHANCE, tree.n_players), 0)
    end = {int(node): position for position, node in enumerate(tree.ends)}
    while waiting:
        node = waiting.pop()
        children = tree.children(node)
        waiting += [int(child) for child in reversed(children)]
        mover = int(tree.mover[node])
        if node in end:
            values = ", ".join(number(value) for value in tree.payoff[case, end[node]])
            rows.append(f't "" {end[node] + 1} "" {{ {values} }}')
            continue
        n_sets[mover] += 1
        rows.append(_move(mover, n_sets[mover], [names[child] for child in children], tree.probability[children]))
    return "\n".join([f"EFG 2 R {quoted(title)} {braced(players)}", '""', "", *rows, ""])


def _action_names(tree: Tree) -> list[str]:
    names = [""] * len(tree)
    for node in range(len(tree)):
        for action, child in enumerate(tree.children(node)):
            names[child] = str(action + 1)
    return names


def _move(mover: int, number_of_set: int, names: Sequence[str], probability: Array) -> str:
    """One node at which a player or chance moves, in an information set of its own."""
    if mover == CHANCE:
        turns = " ".join(f"{quoted(name)} {share}" for name, share in zip(names, chances(probability), strict=True))
        return f'c "" {number_of_set} "" {{ {turns} }} 0'
    return f'p "" {mover + 1} {number_of_set} "" {braced(names)} 0'


def numbered(names: Sequence[str] | None, size: int, what: str) -> Sequence[str]:
    """Names, or numbers from 1 where there are none."""
    if names is None:
        return [str(position + 1) for position in range(size)]
    if len(names) != size:
        raise GameError(f"{what}: got {len(names)} names for {size}. Give one for each.")
    return names


def number(value: float) -> str:
    """Shortest decimal that is read back as the same number, without an exponent."""
    return format(Decimal(repr(float(value))), "f")


def quoted(text: str) -> str:
    """A text in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def braced(names: Sequence[str]) -> str:
    """A list of texts."""
    return "{ " + " ".join(quoted(name) for name in names) + " }"


def chances(probability: Array) -> list[str]:
    """Decimals of chances that sum to exactly 1, as Gambit asks for."""
    given = [Decimal(repr(float(value))) for value in probability[:-1]]
    return [format(value, "f") for value in (*given, 1 - sum(given, Decimal(0)))]
