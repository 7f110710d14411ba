"""The page of a game: its question, five sentences, charts in chapters, numbers and where they come from."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from simulator.report.page.chapters import Picture, chapters
from simulator.report.page.page import provenance_lines, rendered
from simulator.report.strategy.concerns import care_words, intervals
from simulator.report.strategy.frontier import zone_words
from simulator.report.strategy.leverage import strongest
from simulator.report.strategy.outcomes import left_alone, path_words
from simulator.report.strategy.patience import hold_words, lasting
from simulator.report.strategy.sure import claims, sure_words
from simulator.report.strategy.view import TABLE, GameView
from simulator.report.wording.words import horizon_words, listed
from simulator.results.analysis.claims import Cell, Claim, capitalised

TABLES: Final = {
    "leverage": "What each level taken alone does (own, other: what it costs its player and the target)",
    "equilibria": "Equilibria",
    "path": "Best replies from the status quo",
    "concerns": "Weights under which named profiles hold",
    "deals": "Profiles that all accept",
    "payments": "Smallest payments that make all accept",
    "sustainability": "How patient players must be",
    "probability": "Shares of draws",
}
"""Tables that stand on the page, with their headings."""
PROFILES: Final = "profiles"
"""Every combination of moves, and whether it was not solved."""
_PLAYERS: Final = ("player", "target", "first")
"""Columns that name players."""
_MOST_ROWS: Final = 60


def sentences(view: GameView) -> list[Claim]:
    """What each side holds, where it leads, what players must care about, the deal, whether it holds, how sure."""
    clauses = [strongest(view), left_alone(view), path_words(view)]
    clauses += [care_words(view)] if len(intervals(view)) else []
    clauses += [zone_words(view)] if len(view.players) > 1 else []
    clauses += [hold_words(view)] if len(lasting(view)) else []
    clauses += [sure_words(view)] if len(claims(view)) else []
    return [clause.as_sentence for clause in clauses if clause]


def render_game(view: GameView, pictures: Mapping[str, Picture]) -> str:
    """Page of a game, with its figures by name."""
    result = view.result
    return rendered(
        "game.html.j2",
        title=result.provenance.title or result.game.title,
        question=" ".join(result.game.summary.split()),
        standfirst=_standfirst(view),
        summary=[] if view.is_empty else sentences(view),
        note=_unsolved(view),
        chapters=chapters(pictures),
        tables=[table for name in TABLES if (table := _table(view, name))],
        assumptions=list(result.game.assumptions),
        notes=list(result.notes),
        solver=f"{capitalised(result.description)}.",
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(result.provenance.record())],
    )


def _standfirst(view: GameView) -> Claim:
    who = capitalised(listed([view.inside(player) for player in view.players]))
    profiles = Cell({}, "profile", size := view.result.data.sizes["profile"], f"{size:,}", PROFILES, total="nunique")
    count = f"{who} decide; {profiles} profiles."
    if view.horizon == TABLE:
        return Claim(f"{count} Payoffs are those that the game gives.", profiles)
    return Claim(f"{count} {view.measured}, {view.against}, {horizon_words(view.horizon)}.", profiles)


def _unsolved(view: GameView) -> Claim:
    is_unsolved = ~view.result.data["is_solved"].astype(bool).all("horizon")
    number = int(is_unsolved.sum())
    count = Cell({"is_unsolved": True}, "profile", number, f"{number:,}", PROFILES, total="nunique")
    text = f"{count} profiles were not solved; nothing that depends on them is said."
    return Claim(text, count) if number else Claim("")


def _table(view: GameView, name: str) -> dict[str, Any] | None:
    table = view.table(name)
    if table.empty:
        return None
    said = table.assign(**{key: table[key].map(view.name) for key in _PLAYERS if key in table})
    rows = [[_cell(value) for value in row] for row in said.head(_MOST_ROWS).itertuples(index=False)]
    return {
        "name": name,
        "title": TABLES[name],
        "columns": [str(column).replace("_", " ") for column in table.columns],
        "rows": rows,
        "rest": _rest(name, len(table)),
    }


def _rest(name: str, size: int) -> Claim:
    """How many rows are not shown; empty where all are."""
    left = size - _MOST_ROWS
    count = Cell({}, "index", size, f"{left}", name, total="size", less=_MOST_ROWS)
    return Claim(f"{count} more rows are in {name}.csv.", count) if left > 0 else Claim("")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "–" if pd.isna(value) else "no limit" if value in (float("inf"), -float("inf")) else f"{value:.3g}"
    return str(value)
