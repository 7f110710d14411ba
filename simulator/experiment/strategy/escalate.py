"""Escalation: a game's profiles into scenarios, scenarios into payoffs, and payoffs into answers."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple, Unpack

import xarray as xr

from simulator.economy import Economy, load_baseline
from simulator.errors import ScenarioError
from simulator.experiment.assumptions.draws import Method, draw, uncertain_numbers
from simulator.experiment.batch.work import Work
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Options, Plan, day_of, headline, horizon_names
from simulator.experiment.provenance import Recorder, draws_record
from simulator.experiment.strategy.profiles.dataset import given_dataset, valued_dataset
from simulator.experiment.strategy.profiles.dated import Paths, follow_profiles
from simulator.experiment.strategy.profiles.drawn import DrawnGame, drawn_payoffs
from simulator.experiment.strategy.profiles.expansion import Expansion
from simulator.experiment.strategy.profiles.solved import Profiles, scenarios_at, solve_profiles
from simulator.experiment.strategy.profiles.valued import Valued
from simulator.experiment.strategy.profiles.worth import outcome_problems, outcomes_of
from simulator.files.problem import raise_all
from simulator.results import Provenance
from simulator.results.analysis.strategy.answers import answers
from simulator.results.experiments.escalation import DRAWN, Escalation, form_of
from simulator.scenario import Game, Suite, SuiteEntry, on_date
from simulator.scenario.games.draft import GameDraft
from simulator.scenario.games.load import GameRequest, bound, read_game
from simulator.scenario.games.timing import TIMELINE

TABLE: Final = "table"
"""Name of the horizon of a game whose payoffs are given."""


@verb
def escalate(
    game: GameRequest,
    draws: int = 0,
    *,
    seed: int = 0,
    method: Method = "latin-hypercube",
    **keywords: Unpack[Keywords],
) -> Escalation:
    """Solve every profile of a game, and say what players would do and what would make a deal hold.

    Parameters
    ----------
    game
        Name or file of a game, a `Game`, or a dict of its keys.
    draws, seed, method
        How many draws of what is uncertain, from which seed, by which method: "latin-hypercube", or "sobol" for a power
        of 2. Under draws single levels and pairs of them are solved, and every profile that an answer names; the others
        follow by pairwise expansion. 0: no draws.
    **keywords
        Those of every verb, see `Keywords`; a game has no `reference`, as all is held against its status quo.

    Returns
    -------
    escalation
        Payoffs and what follows from them. Nothing is said that depends on a profile that was not solved.

    Raises
    ------
    ScenarioError, DataError
        A game, scenarios, options or a baseline that are wrong.
    ConvergenceError
        A worker died.
    """
    record = Recorder("escalate")
    options, batch = records("escalate", keywords)
    if options.reference is not None:
        raise ScenarioError("reference: got one — none, as a game is held against its status quo.")
    bound_game, economy = checked_game(game, options, draws)
    if economy is None:
        return _of_table(bound_game, headline(options.title) or bound_game.title, record)
    plan = _plan(bound_game, economy, options)
    _check_timeline(plan, draws)
    asked = _Drawing(draws, seed, method)
    with batch.work() as work:
        data, said = _data(bound_game, plan, asked, work)
    return _answered(bound_game, data, partial(record.provenance, plan, **said))


def checked_game(game: GameRequest, options: Options, draws: int = 0) -> tuple[Game, Economy | None]:
    """A game with options applied, and the economy that it fits; none for a game with a table of payoffs.

    Raises
    ------
    ScenarioError, DataError
        Everything that is wrong with the game, its scenarios, options or baseline.
    """
    draft = read_game(game)
    if draft.file is not None and draft.file.payoff_table:
        return _alone(draft, options, draws), None
    economy = load_baseline(options.baseline or _baseline(draft))
    bound_game, problems = bound(draft, economy, options.overrides)
    if draft.file is not None:
        problems += outcome_problems(draft.file, draft.document, economy)
    raise_all(problems)
    assert bound_game is not None
    return bound_game, economy


class _Drawing(NamedTuple):
    """How draws are made."""

    n_draws: int
    seed: int
    method: Method


def _baseline(draft: GameDraft) -> str | None:
    """Baseline that the game names, else its status quo."""
    named = draft.file.baseline if draft.file else None
    return named or (draft.base.baseline if draft.base else None)


def _alone(draft: GameDraft, options: Options, draws: int) -> Game:
    """A game with a table of payoffs, for which nothing of an economy is asked."""
    asked = {"baseline": options.baseline, "horizon": options.horizon, "on": options.on, "draws": draws}
    problems = [f"{name}: got it for a game with a table of payoffs — none." for name, value in asked.items() if value]
    game, wrong = bound(draft, None, options.overrides)
    raise_all(wrong)
    if problems or game is None:
        raise ScenarioError(problems)
    return game


def _plan(game: Game, economy: Economy, options: Options) -> Plan:
    """The status quo of a game, as the plan of its economy and horizons."""
    assert game.base is not None  # or there would be a table
    on = None if options.on is None else day_of("on", options.on)
    base = game.base if on is None else on_date(game.base, on)
    horizons = horizon_names(game.file.horizons if options.horizon is None else options.horizon, TIMELINE)
    entry = SuiteEntry(base.name, base.name, None, "", base.paths)
    title = headline(options.title) or game.title
    suite = Suite(title, game.summary, None, None, game.file.horizons, economy.name, (entry,), (entry,))
    return Plan(economy, suite, (base,), (entry,), base.name, horizons, on)


def _check_timeline(plan: Plan, draws: int) -> None:
    """Refuse what a timeline cannot have."""
    if TIMELINE not in plan.horizons:
        return
    if draws:
        raise ScenarioError(
            f"draws: got {draws} along the timeline, of which only the central path is followed — none, or other "
            "horizons, such as short."
        )
    if plan.on is not None:
        raise ScenarioError(f"on: got {plan.on} along the timeline, on which each measure has its days — none.")


def _data(game: Game, plan: Plan, asked: _Drawing, work: Work) -> tuple[xr.Dataset, dict[str, Any]]:
    """Payoffs of all profiles, under draws if there are to be any, and what is said of draws and of time."""
    return _drawn(game, plan, asked, work) if asked.n_draws else _central(game, plan, work)


def _central(game: Game, plan: Plan, work: Work) -> tuple[xr.Dataset, dict[str, Any]]:
    profiles = Profiles.of(game)
    paths = Paths.of(game) if TIMELINE in plan.horizons else None
    scenarios = scenarios_at(game, profiles.levels, plan.on)
    solved = solve_profiles(plan, scenarios, outcomes_of(game.file), work)
    valued = {horizon: Valued.of(game, profiles, at_horizon) for horizon, at_horizon in solved.items()}
    if paths is not None:
        valued[TIMELINE] = follow_profiles(plan, paths, work)
    ordered = {horizon: valued[horizon] for horizon in plan.horizons}
    said = {} if paths is None else {"timeline": paths.text(plan.economy)}
    return valued_dataset(game, profiles.cells, ordered), said


def _drawn(game: Game, plan: Plan, asked: _Drawing, work: Work) -> tuple[xr.Dataset, dict[str, Any]]:
    profiles = Profiles.of(game)
    expansion = Expansion.of(profiles.levels)
    levels = list(dict.fromkeys([*profiles.levels, *expansion.basis]))
    scenarios = scenarios_at(game, levels, plan.on)
    drawn = draw(uncertain_numbers(plan.economy, scenarios), *asked)
    solved = solve_profiles(plan, scenarios, outcomes_of(game.file), work)
    whole = DrawnGame(plan, game, profiles, scenarios, solved, drawn)
    valued = {horizon: Valued.of(game, profiles, at_horizon) for horizon, at_horizon in solved.items()}
    data, note = drawn_payoffs(whole, expansion, valued_dataset(game, profiles.cells, valued), work)
    return data, {**draws_record(drawn, asked.method), "expansion": note}


def _of_table(game: Game, title: str, record: Recorder) -> Escalation:
    return _answered(game, given_dataset(game, TABLE), partial(record.without_economy, title))


def _answered(game: Game, data: xr.Dataset, provenance: Callable[..., Provenance]) -> Escalation:
    forms = {str(horizon): form_of(game.file, data.sel(horizon=horizon)) for horizon in data["horizon"].to_numpy()}
    drawn = {horizon: form_of(game.file, data.sel(horizon=horizon), drawn=True) for horizon in forms if DRAWN in data}
    tables, notes = answers(forms, drawn)
    solved = data["is_solved"]
    counted = {"points": int(solved.size), "unsolved": int((~solved).sum())}
    return Escalation(data, tables, provenance(game=game.document.data, name=game.name, notes=notes, **counted))
