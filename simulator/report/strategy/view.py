"""A game at one horizon as its charts and sentences read it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Final

import pandas as pd

from simulator.economy.names.short import short_name
from simulator.report.looks.style import region_colour
from simulator.report.wording.question import AskedQuestion
from simulator.report.wording.words import SPACE, horizon_words, listed, plain, signed, with_article
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.results.experiments.escalation import Escalation

STATUS_QUO: Final = "status quo"
TABLE: Final = "table"
"""Horizon of a game whose payoffs are given."""
_PLACES: Final = 3
"""Decimals of payoffs: their differences are told from a thousandth on."""


@dataclass(frozen=True, eq=False)
class GameView:
    """Tables of a game at one horizon, and words for what they hold.

    Attributes
    ----------
    result
        The game, solved.
    horizon
        The one that is shown.
    """

    result: Escalation
    horizon: str

    verb: ClassVar = "escalate"
    options: ClassVar = ("horizon",)

    @classmethod
    def of(cls, result: Escalation) -> "GameView":
        """A game at its first horizon."""
        return cls(result, result.horizons[0])

    def at(self, horizon: str | None = None) -> "GameView":
        """Another horizon; without a name this one."""
        if horizon is None:
            return self
        return replace(self, horizon=chosen(horizon, list(self.result.horizons), "horizon"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was solved."""
        return not self.result.data["is_solved"].to_numpy().any()

    @cached_property
    def form(self) -> StrategicForm:
        """Payoffs in the shape of the moves."""
        return self.result.form(self.horizon)

    @property
    def players(self) -> tuple[str, ...]:
        """Who decides."""
        return self.form.players

    def table(self, name: str) -> pd.DataFrame:
        """Rows of a table at this horizon; empty where there is none."""
        table = self.result.answers.get(name, pd.DataFrame(columns=["horizon"]))
        return table[table["horizon"] == self.horizon].drop(columns="horizon").reset_index(drop=True)

    def payoffs(self, table: pd.DataFrame) -> pd.DataFrame:
        """Payoffs of a tidy table, a row a profile in its order, a column a player."""
        wide = table.drop_duplicates(["profile", "player"]).pivot_table(
            index="profile", columns="player", values="payoff", sort=False, dropna=False
        )
        return wide.reindex(columns=list(self.players))

    def name(self, player: str) -> str:
        """Short name of a player, that of its region where it is one."""
        return short_name(self.result.names.get(player, player))

    def inside(self, player: str) -> str:
        """Name of a player inside a sentence."""
        return with_article(self.name(player))

    def concern(self, name: str) -> str:
        """A concern in words: a level of a move, or an outcome."""
        if ":" in name:
            return AskedQuestion(name, names=self.result.names).what
        return name.replace(".", ": ", 1)

    def concern_of(self, text: str) -> str:
        """A concern with its player before it, in words."""
        player, _, name = text.partition(" ")
        return f"{self.name(player)} · {self.concern(name)}"

    def colour(self, player: str) -> str:
        """Colour of a player, that of its region where it is one."""
        return region_colour(player, self.players)

    @cached_property
    def _counted(self) -> set[tuple[str, str]]:
        """Indicators that players count with their units, if each player counts one outcome once; else none."""
        wanted = [self.result.game.weights(name) for name in self.result.game.players]
        if any([*weights.values()] != [1.0] for weights in wanted):
            return set()
        data = self.result.data
        units = dict(zip(data["outcome"].to_numpy().tolist(), data["unit"].to_numpy().tolist(), strict=True))
        outcomes = [outcome for weights in wanted for outcome in weights]
        return {(outcome.partition(":")[0], units.get(outcome, "%")) for outcome in outcomes}

    @property
    def unit(self) -> str:
        """Unit of payoffs: points, but where all players count one outcome of another unit."""
        units = {unit for _, unit in self._counted} - {"%"}
        return units.pop() if len(self._counted) == 1 and units else "points"

    @property
    def measured(self) -> str:
        """What payoffs are, with their unit."""
        if self.horizon == TABLE:
            return "Payoff"
        if len(self._counted) != 1:
            return "Change in payoff, points"
        ((indicator, unit),) = self._counted
        return f"Change in {indicator.replace('_', ' ')}, {'percentage points' if unit == '%' else unit}"

    @property
    def against(self) -> str:
        """What changes are measured against."""
        return "as the game gives them" if self.horizon == TABLE else "against the status quo"

    @property
    def caption(self) -> str:
        """Horizon, status quo and what counts as a tie."""
        when = "" if self.horizon == TABLE else f"{horizon_words(self.horizon).capitalize()}. "
        start = f"Status quo: {self.result.game.status_quo}. " if self.result.game.status_quo else ""
        return f"{when}{start}Differences up to {self.form.tie:g} are ties."

    def number(self, value: float) -> str:
        """A payoff as text."""
        return signed(value, _PLACES)

    def size(self, value: float) -> str:
        """The size of a change of a payoff, with its unit."""
        return f"{plain(abs(value), _PLACES)}{SPACE}{self.unit}"


def profile_words(profile: str) -> str:
    """A profile in words: its name, or the moves that differ from the status quo with their levels."""
    steps = [step.partition("=") for step in profile.split(" ")]
    if not all(sign for _, sign, _ in steps):
        return profile
    return listed([f"{move}: {level}" for move, _, level in steps])
