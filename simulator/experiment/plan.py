"""What a run is about to solve: the scenarios that were asked for, their reference, horizons and baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from simulator.economy import Economy, load_baseline
from simulator.economy.elasticities import HORIZONS
from simulator.economy.names import meaning_of
from simulator.errors import ScenarioError, nearest
from simulator.files.problem import shown
from simulator.scenario import Scenario, Suite, SuiteEntry, on_date
from simulator.scenario.dates.branch import trunk_and_branches
from simulator.scenario.effects.actors import actors, actors_of
from simulator.scenario.effects.compile import Case, compile_case
from simulator.scenario.effects.idle import measures_without_wedges
from simulator.scenario.format.plain import plain
from simulator.scenario.format.varying import day
from simulator.scenario.load import Reading, read
from simulator.scenario.reading.override import Overrides
from simulator.scenario.suite import Request, Requests

Day: TypeAlias = date | str
"""A day, or its text such as 2025-12-01."""
_NAMED: Final = 3
"""Scenarios that a headline names."""


@dataclass(frozen=True)
class Options:
    """What a run may be told beside its scenarios; absent values are the suite's.

    Attributes
    ----------
    baseline
        Name of a shipped baseline, a folder in the same format, a cut of either, or an economy.
    reference
        Scenario against which changes are shown: its name or file, or itself; `baseline`: none. Absent: the suite's,
        else the one that the scenarios extend.
    horizon
        "short", "medium", "long" or years of adjustment; one or several.
    overrides
        Values to replace, such as `{"us-100.rate": 0.5}`. A measure's is not replaced in a reference that was not asked
        for.
    on
        Day whose measures are applied; absent: all enabled measures.
    focus
        Regions that results are about, most important first; absent: the suite's, else those that measures name.
    title
        Headline of pages; absent: the title of the only scenario that was asked for, else the suite's, else one made of
        labels.
    """

    baseline: str | Path | Economy | None = None
    reference: Request | None = None
    horizon: str | float | Sequence[str | float] | None = None
    overrides: Overrides = ()
    on: Day | None = None
    focus: str | Sequence[str] | None = None
    title: str | None = None


DEFAULT_OPTIONS: Final = Options()


@dataclass(frozen=True)
class Plan:
    """Everything that a run needs to know before it solves: the economy, the suite and its scenarios, reference first.

    `entries` say how each scenario is shown, in the order of `scenarios`; `reference` is a name among them or empty;
    `on` is the day whose measures are applied, None for all enabled ones; `focus` are regions that results are about.
    """

    economy: Economy
    suite: Suite
    scenarios: tuple[Scenario, ...]
    entries: tuple[SuiteEntry, ...]
    reference: str
    horizons: tuple[str, ...]
    on: date | None = None
    focus: tuple[str, ...] = ()

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Every region, those that results are about first: as asked for, else as the measures name them."""
        named = actors(self.scenarios, self.reference, self.economy)
        return tuple(dict.fromkeys((*self.focus, *named)))

    def actors_of(self, scenario: Scenario) -> tuple[str, ...]:
        """Regions that results of one scenario are about: as asked for, else as its own measures name them."""
        shared = [measure for other in self.scenarios if other.name == self.reference for measure in other.measures]
        return self.focus or actors_of(scenario, shared, self.economy)

    def cases(self) -> list[Case]:
        """One case for each scenario at each horizon, horizons of a scenario together."""
        return compiled(self.economy, self.scenarios, self.horizons)


def compiled(economy: Economy, scenarios: Sequence[Scenario], horizons: Sequence[str]) -> list[Case]:
    """One case for each scenario at each horizon, horizons of a scenario together."""
    return [compile_case(scenario, economy, horizon, years(horizon)) for scenario in scenarios for horizon in horizons]


def without_wedges(plan: Plan, scenario: Scenario) -> tuple[str, ...]:
    """Measures of a scenario that its reference does not have and that change no wedge; of the reference, none."""
    reference = next((item for item in plan.scenarios if item.name == plan.reference), None)
    return () if scenario is reference else measures_without_wedges(scenario, reference, plan.economy)


def make_plan(requests: Requests, options: Options) -> Plan:
    """Read scenarios, their suite, the baseline and the reference.

    Raises
    ------
    ScenarioError
        With every problem of the files and options.
    DataError
        A baseline that cannot be read.
    """
    reading = read(requests, options.reference)
    reference = reading.reference
    suite = _headed(reading, options.title)
    economy = load_baseline(reading.baseline if options.baseline is None else options.baseline)
    scenarios = reading.bind(economy, options.overrides)
    on = None if options.on is None else day_of("on", options.on)
    if on is not None:
        scenarios = tuple(on_date(scenario, on) for scenario in scenarios)
    return Plan(
        economy,
        suite,
        scenarios,
        tuple(member.entry for member in reading.shown),
        reference.entry.name if reference else "",
        horizon_names(suite.horizons if options.horizon is None else options.horizon),
        on,
        regions_of(suite.focus if options.focus is None else options.focus, economy),
    )


def _headed(reading: Reading, title: str | None) -> Suite:
    """The suite under its headline: one scenario out of several stands under its own title."""
    suite, given = reading.suite, headline(title)
    asked = [member for member in reading.members if member is not reading.reference] or list(reading.members)
    is_whole = bool(suite.title) and len(reading.members) == len(suite.listed)
    if len(asked) == 1 and asked[0].scenario is not None and not is_whole:
        scenario = asked[0].scenario
        return replace(suite, title=given or scenario.title, summary=scenario.summary)
    return replace(suite, title=given or suite.title or _compared([member.entry.label for member in asked]))


def headline(given: str | None) -> str:
    """A headline that was asked for, on one line; empty where none was.

    Raises
    ------
    ScenarioError
        It is no text, or a blank one.
    """
    if given is None:
        return ""
    if not isinstance(given, str) or not given.strip():
        raise ScenarioError(f"title: got {shown(given)} — the headline of pages, in one line.")
    return " ".join(given.split())


def _compared(labels: Sequence[str]) -> str:
    """Headline of scenarios of which nobody asks one question."""
    first, n_more = list(labels[:_NAMED]), len(labels) - _NAMED
    last = f"{n_more} more" if n_more > 0 else first.pop()
    return f"{', '.join(first)} and {last} compared"


def plan_futures(request: Requests, options: Options, at: date) -> Plan:
    """Read the branches of one scenario, which part after a day, as the scenarios of a plan.

    Raises
    ------
    ScenarioError
        There are several scenarios, or the reference is no branch; else as `load_branches`.
    DataError
        A baseline that cannot be read.
    """
    reading = read(request)
    asked = [member for member in reading.members if member is not reading.reference] or list(reading.members)
    if len(asked) > 1:
        raise ScenarioError(f"branch-at: got {len(asked)} scenarios — give the one whose branches are its futures.")
    economy = load_baseline(reading.baseline if options.baseline is None else options.baseline)
    alone = replace(reading, members=tuple(asked))
    trunk, *branches = trunk_and_branches(alone, economy, options.overrides, at)
    names = [branch.name for branch in branches]
    reference = options.reference or names[0]
    if reference not in names:
        raise ScenarioError(f"reference: got {shown(options.reference)} — one of the branches: {', '.join(names)}.")
    return Plan(
        economy,
        replace(reading.suite, title=headline(options.title) or trunk.title, summary=trunk.summary),
        tuple(branches),
        tuple(SuiteEntry(branch.name, branch.title, None, "", (branch.path,)) for branch in branches),
        str(reference),
        horizon_names(reading.suite.horizons),
        focus=regions_of(reading.suite.focus if options.focus is None else options.focus, economy),
    )


def regions_of(given: str | Sequence[str], economy: Economy, option: str = "focus") -> tuple[str, ...]:
    """Codes of regions that are given by codes or names, one or several, a text with commas as several.

    Parameters
    ----------
    option
        By which they were given, for the message of an error.

    Raises
    ------
    ScenarioError
        A region that the baseline does not have.
    """
    texts = given.split(",") if isinstance(given, str) else given
    meanings = {text.strip(): meaning_of(text.strip(), "region", economy) for text in texts if text.strip()}
    for text, meaning in meanings.items():
        if meaning.label not in economy.regions:
            hint = "It is a group of regions." if meaning.label else meaning.hint
            known = ", ".join(economy.regions)
            raise ScenarioError(f"{option}: got the unknown region {text!r}. {hint} Known: {known}.")
    return tuple(dict.fromkeys(meaning.label for meaning in meanings.values()))


def day_of(name: str, given: Day) -> date:
    """A day that is given as one or as its text.

    Raises
    ------
    ScenarioError
        It is no day of the calendar.
    """
    try:
        return day(plain(given))
    except ValueError as wrong:
        raise ScenarioError(f"{name}: {wrong}") from None


def horizon_names(given: str | float | Sequence[str | float], *others: str) -> tuple[str, ...]:
    """Names of horizons, a number of years as its digits; each once.

    Parameters
    ----------
    others
        Names that may stand there, too.

    Raises
    ------
    ScenarioError
        Anything but short, medium, long, one of the others or a number of years that is not negative.
    """
    horizons = (given,) if isinstance(given, str | int | float) else given
    if not isinstance(horizons, list | tuple) or not all(isinstance(item, str | int | float) for item in horizons):
        raise ScenarioError(f"horizon: got {shown(given)} — short, medium, long or years, one or a list of them.")
    names = tuple(dict.fromkeys(str(item) if isinstance(item, str) else f"{item:g}" for item in horizons))
    for name in names:
        if name not in others:
            years(name, *others)
    return names


def years(horizon: str, *others: str) -> float:
    """Years of adjustment of a horizon; infinity is full adjustment. `others` may be given elsewhere instead."""
    if horizon in HORIZONS:
        return HORIZONS[horizon]
    try:
        value = float(horizon)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        known = [*HORIZONS, *others]
        hint = nearest(horizon, known)
        allowed = f"{', '.join(known)}, or a number of years from 0 to 1000."
        raise ScenarioError(" ".join(part for part in (f"horizon: got {horizon!r} —", hint, allowed) if part))
    return value


def only_scenario(plan: Plan, verb: str) -> Scenario:
    """The one scenario that was asked for.

    Raises
    ------
    ScenarioError
        There are several.
    """
    others = [scenario for scenario in plan.scenarios if scenario.name != plan.reference] or list(plan.scenarios)
    if len(others) > 1:
        names = ", ".join(scenario.name for scenario in others[:4])
        raise ScenarioError(f"{verb}: got several scenarios ({names}) — give one.")
    return others[0]


def only_horizon(plan: Plan, options: Options, verb: str) -> str:
    """The horizon at which to look: the one that was asked for, else the first of the suite.

    Raises
    ------
    ScenarioError
        Several were asked for.
    """
    if options.horizon is not None and len(plan.horizons) > 1:
        raise ScenarioError(f"{verb}: got the horizons {', '.join(plan.horizons)} — give one.")
    return plan.horizons[0]
