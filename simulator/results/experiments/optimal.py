"""Result of `optimal`: tariffs that are best for those who set them."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import pandas as pd
import xarray as xr

from simulator.results.files.folder import Folder
from simulator.results.provenance import Provenance
from simulator.results.result import Result

EVERYBODY: Final = "all"
EVERYTHING: Final = "goods"
"""Partner, and sector, of a tariff that is the same for all."""

TABLES: Final = ("tariffs", "summary", "levers", "curves", "held", "starts")

NEAR: Final = 1e-3
"""Mean distance of tariffs below which two equilibria are the same."""

LIMITED: Final = "a deal that raises the smallest gain as far as limits of rates let it"
"""Equal gains where a limit is in their way."""

AT_REST: Final = 1e-4
"""Move of a tariff in the last round above which replies had not come to rest."""

SOLUTIONS: Final = {
    "optimal": "best reply to what others levy",
    "nash": "best replies to each other",
    "equal_gains": "a deal from which all gain the same",
    "bargaining": "a deal with the largest product of gains",
}


@dataclass(frozen=True, eq=False, repr=False)
class Optimal(Result):
    """Tariffs that are best for each player, and how much that says.

    Where deals were asked for beside Nash tariffs, every table but `held` and `starts` begins with a column `solution`.

    Attributes
    ----------
    tariffs
        Columns player, exporter, importer, sector, rate: every flow with a tariff that a player sets.
    summary
        Columns player, objective, now, optimum (its payoff in the scenario and under the tariffs), flat_low, flat_high
        (mean rate down and up to which the payoff stays within 0.01 as all its tariffs shift), projected_gradient (the
        largest slope of the payoff that no limit is in the way of, for each 100 % of tariff).
    levers
        One row a tariff: player, partner, sector, imports (that it hits in the baseline, million USD), now (mean rate
        in the scenario), rate, slope (of the payoff, for each
        100 %), limit (low or high where it binds, else none).
    curves
        Columns player, rate, payoff: along one rate on all that a player's tariffs hit, others as in the result.
    held
        Columns importer, exporter, rate: mean tariffs of others on the players' goods, and of players on goods that
        their tariffs do not hit, which stay as the scenario has them.
    starts
        Of Nash tariffs, columns start, player, rounds, move (of a tariff in the last round), mean_rate, distance (mean,
        from those of the first start); empty otherwise.
    provenance
        Where it comes from.
    """

    tariffs: pd.DataFrame
    summary: pd.DataFrame
    levers: pd.DataFrame
    curves: pd.DataFrame
    held: pd.DataFrame
    starts: pd.DataFrame
    provenance: Provenance

    asked_next = (".summary", ".tariffs", ".levers", ".held", ".plot()")
    numbers: ClassVar = ("rate",)

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        tables = {name: folder.table(name, keep_default_na=False, na_values=[""]) for name in TABLES}
        return cls(**tables, provenance=folder.provenance)

    @property
    def players(self) -> list[str]:
        """Who sets tariffs."""
        return [str(code) for code in self.summary["player"].unique()]

    @property
    def solutions(self) -> list[str]:
        """Kinds of solution, as in `SOLUTIONS`; the first is one without a deal."""
        deals = [str(name) for name in self.summary["solution"].unique()] if "solution" in self.summary else []
        return deals or ["nash" if len(self.players) > 1 else "optimal"]

    @property
    def by(self) -> str:
        """What has a tariff of its own: uniform, partner, sector or cell."""
        return str(self.provenance.asked["by"])

    @property
    def scenario(self) -> str:
        """Scenario in which tariffs are set."""
        return self.provenance.asked_scenario

    def of_solution(self, table: pd.DataFrame, solution: str = "") -> pd.DataFrame:
        """Rows of a table that are about one solution, by default the first."""
        is_meant = table["solution"] == (solution or self.solutions[0]) if "solution" in table else slice(None)
        return table[is_meant]

    @property
    def description(self) -> str:
        """What was asked, in one line."""
        kind = "uniform" if self.by == "uniform" else f"by {self.by}"
        return f"tariffs of {', '.join(self.players)}, {kind}, in {self.scenario} ({self.provenance.horizons[0]})"

    def overview(self) -> pd.DataFrame:
        """What each player has now and under the tariffs, and how flat that is."""
        return self.summary

    @property
    def dataset(self) -> xr.Dataset:
        """Rates by player, exporter, importer and sector."""
        keys = [str(name) for name in self.tariffs if name != "rate"]
        return self.tariffs.set_index(keys).to_xarray()

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """All tables, tariffs first."""
        return {name: [getattr(self, name)] for name in TABLES}

    def findings(self) -> list[str]:
        """What each player would levy, what it gains, what binds, and what is held, one sentence each."""
        told = [self._told(row) for row in self.of_solution(self.summary).to_dict("records")]
        deals = [text for solution in self.solutions[1:] for text in self._deal(solution)]
        return [*told, *self._settled(), *deals, *self._held()]

    def _told(self, row: Mapping[Hashable, Any]) -> str:
        levers = self.of_solution(self.levers)
        chosen = levers[levers["player"] == row["player"]]
        verb, mean = ("is", "") if len(chosen) == 1 else ("are", " on average")
        flat = f"within 0.01 of that at {_percent(row['flat_low'])} to {_percent(row['flat_high'])}{mean}."
        limits = [f" {count} at the {side}est rate." for side, count in _binding(chosen).items()]
        gain = f"{row['optimum']:.3f} instead of {row['now']:.3f}"
        return f"{row['player']}: {_rates(chosen)} {verb} best for {row['objective']}, {gain}; {flat}{''.join(limits)}"

    def _settled(self) -> Iterator[str]:
        if self.starts.empty:
            return
        count, rounds, apart = (
            self.starts["start"].nunique(),
            self.starts["rounds"].max(),
            self.starts["distance"].max(),
        )
        restless = self.starts.loc[self.starts["move"] > AT_REST, "start"].unique()
        if restless.size:
            yield f"Replies had not come to rest after {rounds} rounds (from tariffs {', '.join(restless)})."
        if apart > NEAR:
            yield f"Replies from {count} starts lead to tariffs up to {_percent(apart)} apart: see starts."
        elif not restless.size:
            yield f"Replies from {count} starts lead to the same tariffs, after {rounds} rounds at most."

    def _deal(self, solution: str) -> Iterator[str]:
        before = self.of_solution(self.summary).set_index("player")["optimum"]
        after = self.of_solution(self.summary, solution).set_index("player")["optimum"]
        gains = ", ".join(f"{code} {after[code] - before[code]:+.3f}" for code in self.players)
        chosen = self.of_solution(self.levers, solution)
        rates = "; ".join(f"{code} {_rates(chosen[chosen['player'] == code])}" for code in self.players)
        is_cut = solution == "equal_gains" and (after - before).max() - (after - before).min() > NEAR
        kind = (
            "a deal that raises the smallest gain as far as limits of rates let it" if is_cut else SOLUTIONS[solution]
        )
        yield f"{kind.capitalize()}, over Nash tariffs {gains}: {rates}."

    def _held(self) -> Iterator[str]:
        is_player = self.held["importer"].isin(self.players)
        for player in self.players:
            others = self.held[~is_player & (self.held["exporter"] == player)]
            if len(others):
                yield f"Held: on goods from {player} {_listed(others, 'importer')}."
            kept = self.held[is_player & (self.held["importer"] == player)]
            if len(kept):
                yield f"Held: {player} on goods from {_listed(kept, 'exporter')}."


def _binding(levers: pd.DataFrame) -> dict[str, int]:
    counts = levers["limit"].value_counts()
    return {side: int(counts[side]) for side in ("low", "high") if side in counts}


def _rates(levers: pd.DataFrame) -> str:
    """One rate, or the lowest and the highest with whom or what they are on."""
    if len(levers) == 1:
        return f"a tariff of {_percent(levers['rate'].iloc[0])}"
    ends = levers.sort_values("rate").iloc[[0, -1]].to_dict("records")
    return " to ".join(f"{_percent(end['rate'])} ({_on(end)})" for end in ends)


def _on(lever: Mapping[Hashable, Any]) -> str:
    parts = [lever["partner"] if lever["partner"] != EVERYBODY else "", lever["sector"]]
    return " ".join(part for part in parts if part and part != EVERYTHING)


def _listed(held: pd.DataFrame, side: str, most: int = 4) -> str:
    highest = held.sort_values("rate", ascending=False, kind="stable").head(most)
    pairs = zip(highest[side], highest["rate"], strict=True)
    more = f" and {len(held) - most} more" if len(held) > most else ""
    return ", ".join(f"{code} {_percent(rate)}" for code, rate in pairs) + more


def _percent(rate: object) -> str:
    return f"{100 * float(str(rate)):.1f} %"
