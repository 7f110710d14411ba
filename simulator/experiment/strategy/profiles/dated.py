"""Profiles along the timeline: the path of dated equilibria behind each, and its mean as players weigh years."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from simulator.economy import Economy
from simulator.economy.names.short import short_name
from simulator.errors import ScenarioError
from simulator.experiment.batch.task import Array, Arrays, Count, content, digest
from simulator.experiment.batch.work import Work
from simulator.experiment.dynamics.blocks import ROUGHLY
from simulator.experiment.dynamics.periods import MONTHS, Period, first_of_month, periods
from simulator.experiment.dynamics.steps import follow
from simulator.experiment.plan import Plan
from simulator.experiment.strategy.profiles.solved import Profiles, scenarios_at
from simulator.experiment.strategy.profiles.valued import Valued
from simulator.experiment.strategy.profiles.worth import outcomes_of, payoffs
from simulator.results.assembly.solved import statutory
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import Game, Scenario, events
from simulator.scenario.games.dates import dated, first_decision
from simulator.scenario.games.schema import GameFile
from simulator.scenario.games.timing import TIMELINE, Timing

MOST_PATHS: Final = 1_024
"""Profiles that are followed along the timeline."""

AT_ONCE: Final = 24
"""Paths that are followed together."""


@dataclass(frozen=True)
class Stretch:
    """Periods along which profiles are followed.

    Attributes
    ----------
    periods
        All of them, from rest at the baseline on.
    n_past
        How many of these come before the first that counts.
    step_years
        Length of one.
    """

    periods: tuple[Period, ...]
    n_past: int
    step_years: float

    @classmethod
    def of(cls, timing: Timing, start: date, base: Scenario) -> "Stretch":
        """From the first event of the status quo, or the month in which a day lies where that is earlier."""
        length = MONTHS[timing.step]
        first = min([start, *(event.day for event in events(base))])
        before = (start.year - first.year) * 12 + start.month - first.month
        n_past = -(-before // length)
        rest = first_of_month(start, -n_past * length)
        return cls(periods(rest, n_past * length + timing.months, timing.step), n_past, length / 12)

    def weights(self, discount: float) -> Array:
        """Share of each period that counts in the mean of a player, shape (period,).

        w_t = δ^τ_t / Σ_s δ^τ_s, with δ the weight of the next year against this one and τ_t the years since the first
        period that counts
        """
        weight = discount ** (np.arange(len(self.periods) - self.n_past) * self.step_years)
        return np.asarray(weight / weight.sum())


@dataclass(frozen=True, eq=False)
class DatedBlock:
    """Some scenarios along the timeline, of which only some outcomes are kept."""

    name: str
    economy: Economy
    scenarios: tuple[Scenario, ...]
    stretch: Stretch
    outcomes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.scenarios) * len(self.stretch.periods)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        return digest(self.economy.digest, *map(content, self.scenarios), self.stretch, self.outcomes, ROUGHLY)

    def solve(self, count: Count) -> Arrays:
        """Every outcome of every scenario in every period that counts, NaN where one was not solved."""
        kept: dict[str, list[Array]] = {text: [] for text in self.outcomes}
        is_solved = np.ones(len(self.scenarios), bool)
        for number, period in enumerate(follow(self.economy, self.scenarios, self.stretch.periods, settings=ROUGHLY)):
            is_solved &= period.solution.is_converged
            world = World(self.economy, period.shock, period.equilibrium, statutory(period.cases, period.shock))
            for text, values in kept.items() if number >= self.stretch.n_past else ():
                values.append(Outcome.read(text).of(world))
            count(len(self.scenarios))
        return {text: np.stack(values, axis=1) for text, values in kept.items()} | {"is_solved": is_solved}


@dataclass(frozen=True, eq=False)
class Paths:
    """A game whose profiles are followed along the timeline.

    Attributes
    ----------
    game
        With the days on which what is decided comes into force.
    profiles, stretch
        What is followed, and when.
    """

    game: Game
    profiles: Profiles
    stretch: Stretch

    @classmethod
    def of(cls, game: Game) -> "Paths":
        """Paths of all profiles of a game.

        Raises
        ------
        ScenarioError
            Nothing says when the game begins, or there are too many profiles.
        """
        assert game.base is not None  # or there would be a table
        start = game.file.timeline.start or first_decision(game.file, game.axes)
        if start is None:
            raise ScenarioError(
                f"{game.name}: got a timeline, but neither stages nor measures of levels have a day — the one from "
                "whose month on payoffs count, such as `timeline: {start: 2025-11-01}`."
            )
        in_time = replace(game, axes=dated(game.file, game.axes, game.base, start))
        profiles = Profiles.of(in_time)
        if len(profiles.levels) > MOST_PATHS:
            raise ScenarioError(
                f"{game.name}: got {len(profiles.levels):,} profiles to follow along the timeline — at most "
                f"{MOST_PATHS:,}; leave out levels, exclude combinations, or take other horizons."
            )
        return cls(in_time, profiles, Stretch.of(game.file.timeline, start, game.base))

    def text(self, economy: Economy) -> str:
        """Over which months payoffs are means, and how much years count, in a sentence."""
        path, counted = self.stretch.periods, self.stretch.periods[self.stretch.n_past :]
        names = dict(zip(economy.regions, economy.region_names, strict=True))
        discounts = {code: _discount(self.game.file, code) for code in self.game.players}
        weights = (f"{short_name(names.get(code, code))} {discount:g}" for code, discount in discounts.items())
        return (
            f"Along the timeline payoffs are means over {counted[0].first:%Y-%m} to {counted[-1].last:%Y-%m}, paths "
            f"followed from {path[0].first:%Y-%m} on; the next year weighs, against this one: {', '.join(weights)}."
        )

    def blocks(self, economy: Economy, prefix: str) -> list[DatedBlock]:
        """Tasks, some paths each."""
        scenarios = scenarios_at(self.game, self.profiles.levels, None)
        outcomes = outcomes_of(self.game.file)
        return [
            DatedBlock(f"{prefix}-{first:06d}", economy, scenarios[first : first + AT_ONCE], self.stretch, outcomes)
            for first in range(0, len(scenarios), AT_ONCE)
        ]


def follow_profiles(plan: Plan, paths: Paths, work: Work) -> Valued:
    """What profiles are worth along the timeline."""
    blocks = paths.blocks(plan.economy, f"{work.next_round()}-{TIMELINE}")
    work.finish(blocks)
    names = [block.name for block in blocks]
    level = np.stack([work.store.read(names, text) for text in outcomes_of(paths.game.file)])
    is_solved = work.store.read(names, "is_solved") > 0
    return _valued(paths, np.where(is_solved[:, None], level, np.nan))


def _valued(paths: Paths, level: Array) -> Valued:
    """Means over periods as each player weighs them, from outcomes of shape (outcome, scenario, period)."""
    game, profiles = paths.game, paths.profiles
    weight = np.stack([paths.stretch.weights(_discount(game.file, name)) for name in game.players])
    at_profiles = level[:, profiles.which].swapaxes(1, 2)
    change = dict(zip(outcomes_of(game.file), at_profiles - level[:, 0, :, None], strict=True))
    worth = payoffs(game.file, game.axes, change, profiles.cells)
    return Valued(
        value=np.einsum("pt,otn->pon", weight, at_profiles),
        at_status_quo=np.einsum("pt,ot->po", weight, level[:, 0]),
        payoff=np.einsum("pt,tpn->pn", weight, worth),
        is_solved=np.asarray(np.isfinite(at_profiles).all(axis=(0, 1))),
    )


def _discount(file: GameFile, player: str) -> float:
    """Weight of the next year against this one; 1 where nothing is said."""
    given = file.players[player].discount
    return 1.0 if given is None else given
