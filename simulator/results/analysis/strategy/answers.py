"""All tables about a game, horizons one after the other."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from simulator.results.analysis.strategy.certainty import probability_table
from simulator.results.analysis.strategy.concerns import concern_table
from simulator.results.analysis.strategy.deals import dealings, sustainability_table
from simulator.results.analysis.strategy.equilibria import (
    dominance_table,
    equilibrium_table,
    path_table,
    quantal_table,
    stability_table,
)
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.results.analysis.strategy.leverage import leverage_table
from simulator.results.analysis.strategy.trees import tree_table
from simulator.scenario.games.timing import TIMELINE

Tables = dict[str, pd.DataFrame]

ONCE: Final = "all years are in the payoffs already, so that nothing is said of repeated play"
"""Why there is no `sustainability` along a timeline."""


def answers(forms: Mapping[str, StrategicForm], drawn: Mapping[str, StrategicForm]) -> tuple[Tables, list[str]]:
    """Tables by name, each with the column horizon first, and what could not be said.

    Parameters
    ----------
    forms, drawn
        Payoffs by horizon, and those under draws; none without draws.
    """
    parts = {horizon: _of(form, horizon == TIMELINE) for horizon, form in forms.items()}
    tables = {horizon: by_name for horizon, (by_name, _) in parts.items()}
    for horizon, form in drawn.items():
        tables[horizon]["probability"] = probability_table(form)
    names = dict.fromkeys(name for by_name in tables.values() for name in by_name)
    notes = dict.fromkeys(f"{horizon}: {note}" for horizon, (_, said) in parts.items() for note in said)
    return {name: _joined({horizon: by_name[name] for horizon, by_name in tables.items()}) for name in names}, list(
        notes
    )


def _of(form: StrategicForm, is_timeline: bool) -> tuple[Tables, list[str]]:
    """Tables about one horizon; a timeline, which holds all years already, is not played again and again."""
    equilibria, notes = equilibrium_table(form)
    quantal, more = quantal_table(form)
    stability, large = stability_table(form)
    dealt = dealings(form)
    tables = {
        "payoffs": payoff_table(form),
        "leverage": leverage_table(form),
        "equilibria": equilibria,
        "path": path_table(form),
        "deals": dealt.deals,
        "refusals": dealt.refusals,
        "payments": dealt.payments,
        "sustainability": sustainability_table(form)[: 0 if is_timeline else None],
        "concerns": concern_table(form),
        "tree": tree_table(form),
        "quantal": quantal,
        "dominance": dominance_table(form),
        "stability": stability,
    }
    return tables, [*notes, *more, *large, *([ONCE] if is_timeline else [])]


def payoff_table(form: StrategicForm) -> pd.DataFrame:
    """Payoffs of all profiles: a column for each move and for chance, player, payoff; NaN where one is not solved."""
    chances = [1] * (len(form.axes) - len(form.moves))
    excluded = form.is_excluded.reshape(*form.is_excluded.shape, *chances)
    cells = np.argwhere(~np.broadcast_to(excluded, form.payoff.shape[2:]))
    names = {axis.id: np.array(axis.names)[cells[:, number]] for number, axis in enumerate(form.axes)}
    parts = [
        pd.DataFrame({**names, "player": player, "payoff": form.payoff[(0, number, *cells.T)]})
        for number, player in enumerate(form.players)
    ]
    return pd.concat(parts, ignore_index=True)


def _joined(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    full = {horizon: part for horizon, part in parts.items() if len(part)} or dict(list(parts.items())[:1])
    return pd.concat(
        [part.assign(horizon=horizon)[["horizon", *part]] for horizon, part in full.items()], ignore_index=True
    )
