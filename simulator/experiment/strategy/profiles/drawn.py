"""Payoffs of all profiles under draws: pairs of levels are solved, and every profile that an answer names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.experiment.assumptions.draws import Draws
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.batch.work import Work
from simulator.experiment.plan import Plan
from simulator.experiment.strategy.profiles.expansion import Expansion
from simulator.experiment.strategy.profiles.solved import Profiles, Solved
from simulator.experiment.strategy.profiles.worth import outcomes_of, payoffs
from simulator.results.analysis.strategy.certainty import answer_profiles
from simulator.results.experiments.escalation import DRAWN, form_of
from simulator.scenario import Game, Scenario
from simulator.solver.iteration import DEFAULT_SETTINGS

MOST_ROUNDS = 4
"""How often answers are looked at again after the profiles that they name are solved."""

MOST_EXACT = 64
"""Scenarios that are solved under all draws because answers name them, the most frequent first."""


@dataclass(frozen=True, eq=False)
class DrawnGame:
    """A game whose profiles are solved under draws.

    Attributes
    ----------
    plan, game, profiles
        What is asked.
    scenarios
        Those behind the profiles, and behind them the others of the basis of the expansion.
    solved
        Central outcomes of all of them by horizon.
    draws
        The same for all profiles, so that differences are paired.
    """

    plan: Plan
    game: Game
    profiles: Profiles
    scenarios: tuple[Scenario, ...]
    solved: Mapping[str, Solved]
    draws: Draws

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that payoffs and concerns are made of."""
        return outcomes_of(self.game.file)

    def tasks(self, horizon: str, number: int, name: str) -> list[VariationBlock]:
        """Blocks of one scenario under all draws."""
        economy = self.plan.economy
        return [
            VariationBlock(
                name=f"{name}-{part.start:06d}",
                economy=economy,
                scenario=self.scenarios[number],
                horizon=horizon,
                values=self.draws.levers(part.start, part.stop),
                assumed=self.draws.assumed(economy, part.start, part.stop),
                outcomes=self.outcomes,
                from_rest=True,
            )
            for part in DEFAULT_SETTINGS.parts(len(self.draws), economy.levels)
        ]

    def under_draws(self, numbers: Mapping[str, Sequence[int]], work: Work) -> dict[str, Array]:
        """Outcomes of scenarios by horizon, shape (outcome, draw, scenario)."""
        prefix = work.next_round()
        tasks = {
            (horizon, number): self.tasks(horizon, number, f"{prefix}-{horizon}-{number:04d}")
            for horizon, of_horizon in numbers.items()
            for number in of_horizon
        }
        work.finish([task for parts in tasks.values() for task in parts])
        names = {key: [task.name for task in parts] for key, parts in tasks.items()}
        return {
            horizon: np.stack(
                [[work.store.read(names[horizon, number], text) for number in of_horizon] for text in self.outcomes]
            ).swapaxes(1, 2)
            if of_horizon
            else np.zeros((len(self.outcomes), len(self.draws), 0))
            for horizon, of_horizon in numbers.items()
        }

    def payoffs(self, outcome: Array) -> Array:
        """Payoffs of profiles, shape (draw, player, profile), from outcomes of scenarios, (outcome, draw, scenario)."""
        value = outcome[..., self.profiles.which] - outcome[..., :1]
        change = dict(zip(self.outcomes, value, strict=True))
        return payoffs(self.game.file, self.game.axes, change, self.profiles.cells)


def drawn_payoffs(asked: DrawnGame, expansion: Expansion, data: xr.Dataset, work: Work) -> tuple[xr.Dataset, str]:
    """Payoffs under draws beside the central ones, and how far the expansion was off where it was looked at.

    Outcomes of a draw are the central ones plus the change of the expansion from the central assumptions to the draw,
    so that the expansion need not say what is known.

    Returns
    -------
    data, note
        The dataset with `drawn_payoff` (horizon, draw, player, profile) and `is_exact` (horizon, profile).
    """
    count, numbers = len(asked.profiles.levels), _places(asked, expansion)
    basis = asked.under_draws(dict.fromkeys(asked.solved, numbers), work)
    outcome = {horizon: _expanded(asked, expansion, numbers, (horizon, drawn)) for horizon, drawn in basis.items()}
    exact = {horizon: {number for number in numbers if number < count} for horizon in asked.solved}
    errors: dict[str, list[Array]] = {horizon: [] for horizon in asked.solved}
    for _ in range(MOST_ROUNDS):
        payoff = {horizon: asked.payoffs(drawn) for horizon, drawn in outcome.items()}
        named = {horizon: _named(asked, data, horizon, drawn) for horizon, drawn in payoff.items()}
        wanted = {horizon: [n for n in chosen if n not in exact[horizon]] for horizon, chosen in named.items()}
        wanted = {h: chosen[: MOST_EXACT + len(numbers) - len(exact[h])] for h, chosen in wanted.items()}
        if not any(wanted.values()):
            break
        for horizon, exactly in asked.under_draws(wanted, work).items():
            outcome[horizon][..., wanted[horizon]] = exactly
            now = asked.payoffs(outcome[horizon])
            is_new = np.isin(asked.profiles.which, wanted[horizon])
            errors[horizon].append((now - payoff[horizon])[..., is_new])
            exact[horizon] |= set(wanted[horizon])
    payoff = {horizon: asked.payoffs(drawn) for horizon, drawn in outcome.items()}
    flags = [np.isin(asked.profiles.which, list(exact[horizon])) for horizon in asked.solved]
    with_draws = data.assign(
        {
            DRAWN: (("horizon", "draw", "player", "profile"), np.stack(list(payoff.values()))),
            "is_exact": (("horizon", "profile"), np.stack(flags)),
        }
    )
    return with_draws, _note(payoff, errors, flags)


def _places(asked: DrawnGame, expansion: Expansion) -> list[int]:
    """Numbers of the scenarios of the basis among all: those of profiles first, and the others behind them."""
    known = {levels: number for number, levels in enumerate(asked.profiles.levels)}
    others = (levels for levels in expansion.basis if levels not in known)
    known |= {levels: len(known) + number for number, levels in enumerate(others)}
    return [known[levels] for levels in expansion.basis]


def _expanded(asked: DrawnGame, expansion: Expansion, numbers: Sequence[int], basis: tuple[str, Array]) -> Array:
    """Outcomes of the scenarios behind profiles under draws, shape (outcome, draw, scenario)."""
    horizon, drawn = basis
    central = np.stack([asked.solved[horizon].value[text] for text in asked.outcomes])
    at_profiles = central[:, None, : len(asked.profiles.levels)]
    return at_profiles + expansion.spread(drawn) - expansion.spread(central[:, None, list(numbers)])


def _named(asked: DrawnGame, data: xr.Dataset, horizon: str, payoff: Array) -> list[int]:
    """Scenarios behind the profiles that answers name, those of the most frequent first."""
    here = data.sel(horizon=horizon).assign({DRAWN: (("draw", "player", "profile"), payoff)})
    form = form_of(asked.game.file, here, drawn=True)
    named: dict[int, None] = {}
    cells = asked.profiles.cells[:, : len(form.moves)]
    for profile in answer_profiles(form):
        is_here = (cells == np.array(form.levels_of(form.unflat(profile)))).all(axis=1)
        named |= dict.fromkeys(asked.profiles.which[is_here].tolist())
    return list(named)


def _note(payoff: Mapping[str, Array], errors: Mapping[str, list[Array]], flags: Sequence[NDArray[np.bool_]]) -> str:
    """How many profiles were solved under draws, and how far the expansion was off where it was checked."""
    n_exact, n_all = min(int(is_exact.sum()) for is_exact in flags), flags[0].size
    said = f"Under draws {n_exact} of {n_all} profiles are solved in each, among them all that an answer names"
    checked = [np.abs(error).reshape(-1) for of_horizon in errors.values() for error in of_horizon if error.size]
    if not checked:
        return f"{said}." if n_exact == n_all else f"{said}; the others follow by pairwise expansion."
    worst = float(np.nanmax(np.concatenate(checked)))
    width = max(float(np.nanmax(values) - np.nanmin(values)) for values in payoff.values())
    return (
        f"{said}; the others follow by pairwise expansion, which was off by at most {worst:.2g} where it was checked "
        f"(payoffs range over {width:.2g})."
    )
