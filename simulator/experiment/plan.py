"""What a run is about to solve: the scenarios that were asked for, their reference, horizons and baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from simulator.economy import Economy, load_baseline
from simulator.economy.elasticities import HORIZONS
from simulator.errors import ScenarioError, nearest
from simulator.scenario import Scenario, Suite, SuiteEntry, load_scenario, load_scenarios, load_suite, on_date
from simulator.scenario.effects.compile import Case, compile_case
from simulator.scenario.suite import Request


@dataclass(frozen=True)
class Options:
    """What a run may be told beside its scenarios; absent values are the suite's.

    Attributes
    ----------
    baseline
        Name of a shipped baseline or a folder in the same format.
    reference
        Scenario against which changes are shown: its name or file.
    horizon
        "short", "medium", "long" or years of adjustment; one or several.
    overrides
        Values to replace, such as `us-100.rate=0.5`. A measure's is not replaced in a reference that was not asked for.
    on
        Day whose measures are applied; absent: all enabled measures.
    """

    baseline: str | Path | None = None
    reference: str | None = None
    horizon: str | float | Sequence[str | float] | None = None
    overrides: Sequence[str] = ()
    on: date | None = None


DEFAULT_OPTIONS: Final = Options()


@dataclass(frozen=True)
class Plan:
    """Everything that a run needs to know before it solves: the economy, the suite and its scenarios, reference first.

    `entries` say how each scenario is shown, in the order of `scenarios`; `reference` is a name among them or empty;
    `on` is the day whose measures are applied, None for all enabled ones.
    """

    economy: Economy
    suite: Suite
    scenarios: tuple[Scenario, ...]
    entries: tuple[SuiteEntry, ...]
    reference: str
    horizons: tuple[str, ...]
    on: date | None = None

    def cases(self) -> list[Case]:
        """One case for each scenario at each horizon, horizons of a scenario together."""
        return [
            compile_case(scenario, self.economy, horizon, years(horizon))
            for scenario in self.scenarios
            for horizon in self.horizons
        ]


def make_plan(requests: Request | Sequence[Request], options: Options) -> Plan:
    """Read scenarios, their suite, the baseline and the reference.

    Raises
    ------
    ScenarioError
        With every problem of the files and options.
    DataError
        A baseline that cannot be read.
    """
    suite = load_suite(requests)
    economy = load_baseline(options.baseline or suite.baseline or _named_baseline(requests))
    scenarios = load_scenarios(requests, economy, options.overrides)
    reference = _reference(suite, scenarios, economy, options)
    entries = {entry.name: entry for entry in suite.entries}
    if reference is not None and reference.name not in entries:
        scenarios = (reference, *scenarios)
        entries[reference.name] = _entry_of(reference, suite)
    if options.on is not None:
        scenarios = tuple(on_date(scenario, options.on) for scenario in scenarios)
    return Plan(
        economy,
        suite,
        scenarios,
        tuple(entries[scenario.name] for scenario in scenarios),
        reference.name if reference else "",
        horizon_names(suite.horizons if options.horizon is None else options.horizon),
        options.on,
    )


def horizon_names(given: str | float | Sequence[str | float]) -> tuple[str, ...]:
    """Names of horizons, a number of years as its digits; each once.

    Raises
    ------
    ScenarioError
        Anything but short, medium, long or a number of years that is not negative.
    """
    horizons = (given,) if isinstance(given, str | int | float) else given
    names = tuple(dict.fromkeys(str(item) if isinstance(item, str) else f"{item:g}" for item in horizons))
    for name in names:
        years(name)
    return names


def years(horizon: str) -> float:
    """Years of adjustment of a horizon; infinity is full adjustment."""
    if horizon in HORIZONS:
        return HORIZONS[horizon]
    try:
        value = float(horizon)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        hint = nearest(horizon, list(HORIZONS))
        allowed = "short, medium, long, or a number of years from 0 to 1000."
        raise ScenarioError(" ".join(part for part in (f"horizon: got {horizon!r} —", hint, allowed) if part))
    return value


def _named_baseline(requests: Request | Sequence[Request]) -> str | None:
    """Baseline that the scenarios name, if they do."""
    try:
        named = sorted({scenario.baseline for scenario in load_scenarios(requests) if scenario.baseline})
    except ScenarioError:
        return None  # read once more against the default baseline, they report all their problems together
    if len(named) > 1:
        names = ", ".join(named)
        raise ScenarioError(
            f"baseline: the scenarios name several baselines ({names}) — run them apart, or choose one with --baseline."
        )
    return named[0] if named else None


def _reference(suite: Suite, scenarios: Sequence[Scenario], economy: Economy, options: Options) -> Scenario | None:
    """Find the reference among the scenarios, else read it with the overrides that concern no measure."""
    by_name = {scenario.name: scenario for scenario in scenarios}
    if options.reference in by_name:
        return by_name[options.reference]
    if options.reference is None and (suite.reference is None or suite.reference.name in by_name):
        return by_name[suite.reference.name] if suite.reference else None
    general = [text for text in options.overrides if text.startswith(("parameters.", "closure."))]
    request = options.reference or "+".join(str(path) for path in suite.reference.paths)  # type: ignore[union-attr]
    found = load_scenario(request, economy, general)
    return by_name.get(found.name, found)


def _entry_of(scenario: Scenario, suite: Suite) -> SuiteEntry:
    """How a reference that was not asked for is shown: as its suite says, where it is the suite's."""
    listed = {entry.name: entry for entry in load_suite(suite.folder).entries} if suite.folder else {}
    return listed.get(scenario.name, SuiteEntry(scenario.name, scenario.name, None, "", (scenario.path,)))
