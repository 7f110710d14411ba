"""Optimal tariffs as charts read them."""

import re
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from simulator.economy.names.short import short_name
from simulator.report.wording.question import AskedQuestion
from simulator.report.wording.words import horizon_words, with_article
from simulator.results import INDICATORS
from simulator.results.experiments.optimal import EVERYBODY, Optimal


@dataclass(frozen=True, eq=False)
class TariffsView:
    """Tariffs that players set, without deals, and what each has then.

    Attributes
    ----------
    result
        The result.
    """

    result: Optimal

    verb: ClassVar = "optimal"
    options: ClassVar = ()
    is_empty: ClassVar = False

    def at(self) -> "TariffsView":
        """All of it: it has one horizon."""
        return self

    @property
    def players(self) -> list[str]:
        """Codes of those who set tariffs."""
        return self.result.players

    @property
    def levers(self) -> pd.DataFrame:
        """One row a tariff."""
        return self.result.of_solution(self.result.levers).reset_index(drop=True)

    @property
    def summary(self) -> pd.DataFrame:
        """One row a player, by its code."""
        return self.result.of_solution(self.result.summary).set_index("player")

    def curve(self, player: str) -> pd.DataFrame:
        """Payoff of a player along uniform rates."""
        curves = self.result.of_solution(self.result.curves)
        return curves[curves["player"] == player]

    def mean(self, player: str, column: str) -> float:
        """Mean rate of a player's tariffs, now or at the best, by what each hits in the baseline."""
        levers = self.levers[self.levers["player"] == player]
        return float(np.average(levers[column], weights=levers["imports"]))

    def flat(self, player: str) -> tuple[float, float]:
        """Mean rates between which a player's payoff stays within 0.01 of its best."""
        low, high = self.summary.loc[player, ["flat_low", "flat_high"]].to_numpy(float)
        return float(low), float(high)

    @property
    def wanted(self) -> list[str]:
        """What the players want, in words where it is one outcome."""
        objectives, names = dict.fromkeys(self.summary["objective"]), self.result.provenance.names
        return [text if "·" in text or "+" in text else AskedQuestion(text, names=names).what for text in objectives]

    @property
    def points(self) -> str:
        """Unit of all payoffs inside a sentence; empty where some are in money or they differ."""
        indicators = re.findall(r"[a-z_]+(?=:)", " ".join(self.summary["objective"]))
        return " points" if all(INDICATORS[name].is_percent_change for name in indicators) else ""

    @property
    def is_uniform(self) -> bool:
        """Whether each player sets one tariff only."""
        return len(self.levers) == len(self.players)

    @property
    def rows(self) -> str:
        """What the tariffs are told apart by: partners, else sectors."""
        return "sector" if (self.levers["partner"] == EVERYBODY).all() else "partner"

    def name(self, code: str) -> str:
        """Short name of a region or sector."""
        return short_name(self.result.provenance.names.get(code, code))

    def in_sentence(self, code: str) -> str:
        """Name of a region inside a sentence."""
        return with_article(self.name(code))

    def caption(self, note: str) -> str:
        """Small print: a note of the figure, scenario, horizon and baseline."""
        made = self.result.provenance
        held = f"All else as in {made.labels[self.result.scenario]}"
        baseline = f"{made.baseline['name']}, {made.baseline['year']}"
        return f"{note} {' '.join(held.split())}. Horizon: {horizon_words(made.horizons[0])}. Baseline: {baseline}."
