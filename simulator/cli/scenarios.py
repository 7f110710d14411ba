"""Commands about scenario files: list, show, new, import-tariffs, validate, diff, schema."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import UNITS, asked_unit, baseline_option, guarded, json_option, set_option
from simulator.cli.output import WITHOUT_EFFECT, print_lines, print_next, print_records, print_rows, say, typed
from simulator.errors import ScenarioError, SimulatorError

if TYPE_CHECKING:
    from simulator.experiment.plan import Options
    from simulator.scenario.authoring.difference import Difference


@click.command("list")
@click.argument("folder", required=False, metavar="[FOLDER]")
@json_option
@guarded
def list_command(folder: str | None, as_json: bool) -> None:
    """List the scenarios of a folder, or those that come with the package.

    \b
    Examples
      tariffsim list
      tariffsim list history
    """
    from simulator.scenario.library.catalogue import catalogue

    rows = catalogue(folder)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    print_rows([_listed(row) for row in rows])
    wrong = [row for row in rows if row["problem"]]
    for row in wrong:
        say(f"{row['name']}: {row['problem']}")
    if wrong:
        print_next(typed("validate", folder or "scenarios"))


def _listed(row: dict[str, str]) -> dict[str, str]:
    """What the table says of a scenario: the one that it extends, and what its own file adds or changes."""
    title = f"cannot be used: {row['title']}".removesuffix(": ") if row["problem"] else row["title"]
    parent = row["extends"].rpartition(", ")[2]
    return {"name": row["name"], "title": title, "measures": " + ".join(filter(None, (parent, row["own"])))}


@click.command("show")
@click.argument("scenario", shell_complete=scenario_names)
@baseline_option
@set_option
@json_option
@guarded
def show_command(scenario: str, baseline: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Show a scenario with the measures of its parents: what it assumes, and where its figures are from.

    \b
    Examples
      tariffsim show tariff-100
      tariffsim show tariff-100 --set us-100.rate=25%
    """
    from simulator.scenario import events, load_scenario
    from simulator.scenario.library.catalogue import describe

    description = describe(scenario, baseline, overrides)
    description["events"] = [
        asdict(event) | {"day": str(event.day)} for event in events(load_scenario(scenario, None, overrides))
    ]
    if as_json:
        click.echo(json.dumps(description, indent=2))
        return
    print_lines([description["title"], "", description["summary"], ""])
    for heading, key in (("Assumption", "assumptions"), ("Parameter", "parameters"), ("Closure", "closure")):
        print_lines(f"{heading}: {line}" for line in description[key])
    print_lines(["Measures:", ""])
    print_records(description["measures"])
    if description["events"]:
        print_lines(["", "Events:", ""])
        print_rows(description["events"])


@click.command("new")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--title", help="What happens, in one line.")
@click.option("--extends", help="Scenario whose measures come first.")
@click.option(
    "--ask/--no-ask",
    "asks",
    default=None,
    help="Ask what you want to know. [default: on a terminal, unless there are options]",
)
@baseline_option
@guarded
def new_command(
    path: Path | None, title: str | None, extends: str | None, asks: bool | None, baseline: str | None
) -> None:
    """Write a commented scenario file: from a few questions, or with an example to be edited.

    \b
    Examples
      tariffsim new
      tariffsim new mine.yaml --extends truce-2025-10
    """
    from simulator.scenario.library.catalogue import new_scenario

    measures: list[dict[str, object]] = []
    asks = asks if asks is not None else sys.stdin.isatty() and title is None and extends is None
    if asks:
        from simulator.cli.wizard import ask

        path, title, extends, measures = ask(path, baseline)
    if path is None:
        raise click.UsageError("Name the file to write, such as mine.yaml, or let it ask with --ask.")
    if baseline and not measures:
        measures = _example(baseline)
    _check_parent(path, extends)
    new_scenario(path, title or "What happens if …", extends, measures)
    if measures:
        _check(path, baseline)
    say(f"Wrote {path}." if asks else f"Wrote {path} with an example. Edit it, then:")
    print_next(*(typed(verb, path, baseline=baseline) for verb in ("validate", "run", "show")))


def _example(baseline: str) -> list[dict[str, object]]:
    from simulator.economy import load_baseline
    from simulator.scenario.authoring.questions import example_of

    return [example_of(load_baseline(baseline))]


def _check_parent(path: Path, extends: str | None) -> None:
    """Refuse a parent that is not there before anything is written."""
    from simulator.scenario.library.find import find_scenario, library_folder

    path_or_hint = find_scenario(extends, [path.parent, library_folder()]) if extends else path
    if isinstance(path_or_hint, str):
        raise ScenarioError(f"--extends: {path_or_hint}")


def _check(path: Path, baseline: str | None) -> None:
    """Read a new file back against its baseline, which knows what the questions did not: no such flow, no unit."""
    from simulator.economy import load_baseline
    from simulator.scenario import load_scenario

    try:
        load_scenario(path, load_baseline(baseline))
    except SimulatorError:
        say(f"Wrote {path}, but something in it has to be changed; then: {typed('validate', path, baseline=baseline)}")
        raise


_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.command("import-tariffs")
@click.argument("schedule", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Scenario file to write; rates go beside it. [default: the schedule's name, here]",
)
@click.option("--importer", help="Who raises the tariffs, where the schedule has no such column.")
@click.option("--exporter", help="On whose exports, where the schedule has no such column: a code, a group or all.")
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="Table code,sector[,weight] for a schedule by product line."
)
@click.option(
    "--regions", type=click.Path(path_type=Path), help="Table country,region[,weight] for countries of its own."
)
@click.option("--unit", type=click.Choice(UNITS), help="What the bare numbers of the file are: 2.5 is 2.5 % or 250 %.")
@click.option("--percent", "in_percent", is_flag=True, hidden=True, help="Read bare numbers as percent.")
@click.option(
    "--stacking",
    type=click.Choice(["replace", "add", "max"]),
    default="replace",
    show_default=True,
    help="Instead of the baseline's tariffs, on top of them, or where they are higher.",
)
@click.option("--on", type=_DAY, metavar="DATE", help="Day whose rates count, where lines have dates.")
@click.option("--start", type=_DAY, metavar="DATE", help="First day in force.")
@click.option("--title", help="What happens, in one line.")
@click.option("--extends", help="Scenario whose measures come first.")
@baseline_option
@guarded
def import_tariffs_command(
    schedule: Path,
    out: Path | None,
    baseline: str | None,
    on: datetime | None,
    start: datetime | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Make a scenario of a tariff schedule.

    SCHEDULE is a CSV file with the columns exporter, importer, sector and rate, or by product line with code, rate and
    weight; then --mapping says which sector a code belongs to, and the rates of a sector are averaged by weight. So are
    those of countries of one region. It may also have a column for each region, sector or code. Columns that others
    call otherwise, such as country, hs6 or duty, are known.

    \b
    Examples
      tariffsim import-tariffs rates.csv --out mine.yaml
      tariffsim import-tariffs hs.csv --mapping hs-to-sector.csv --importer USA --exporter CHN --out mine.yaml
    """
    from simulator.economy import load_baseline
    from simulator.scenario.authoring.import_tariffs import ImportOptions, import_tariffs

    out = out or Path(f"{schedule.stem or 'tariffs'}.yaml")
    chosen = ImportOptions(
        **options, ask=asked_unit(), on=on.date() if on else None, start=start.date() if start else None
    )
    imported, table = import_tariffs(schedule, out, load_baseline(baseline), chosen)
    say(f"Wrote {out} and {table}: {imported}.\nThe rates are {imported.spread}.")
    for note in imported.notes:
        say(note)
    print_next(*(typed(verb, out, baseline=baseline) for verb in ("run", "show")))


@click.command("validate")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@baseline_option
@set_option
@guarded
def validate_command(scenarios: tuple[str, ...], baseline: str | None, overrides: tuple[str, ...]) -> None:
    """Check scenario files and games against the format and a baseline, without solving anything.

    \b
    Examples
      tariffsim validate mine.yaml
      tariffsim validate scenarios
      tariffsim validate scenarios/games/kuala-lumpur.yaml
    """
    from simulator.experiment.plan import Options
    from simulator.scenario.games.load import is_game

    options = Options(baseline=baseline, overrides=overrides)
    games = [name for name in scenarios if is_game(name)]
    if games:
        _validate_games(games, options)
    if len(games) < len(scenarios):
        _validate_scenarios(tuple(name for name in scenarios if name not in games), options)


def _validate_games(games: Sequence[str], options: "Options") -> None:
    from simulator.experiment.strategy.escalate import checked_game

    for name in games:
        game, economy = checked_game(name, options)
        say(f"{game.name} is a valid game{f' against {economy.name}' if economy else ''}.")
        print_next(typed("escalate", name, baseline=options.baseline, set=tuple(options.overrides)))


def _validate_scenarios(scenarios: tuple[str, ...], options: "Options") -> None:
    from simulator.experiment.plan import make_plan, without_wedges
    from simulator.scenario.authoring.describe import table_texts

    plan = make_plan(scenarios, options)
    cases = plan.cases()
    count = len(plan.scenarios)
    reference = f" The reference is {plan.reference}." if plan.reference else ""
    say(f"{count} scenario{'s are' if count > 1 else ' is'} valid against {plan.economy.name}.{reference}")
    for text in dict.fromkeys(text for scenario in plan.scenarios for text in table_texts(scenario)):
        say(text)
    bounding = {(case.scenario, bound.measure) for case in cases for bound in case.bounds}
    for scenario in plan.scenarios:
        for measure in without_wedges(plan, scenario):
            if (scenario.name, measure) not in bounding:
                say(f"{scenario.name}: {measure!r} does nothing: {WITHOUT_EFFECT}")
    print_next(typed("run", *scenarios, baseline=options.baseline, set=tuple(options.overrides)))


@click.command("diff")
@click.argument("first", shell_complete=scenario_names)
@click.argument("second", shell_complete=scenario_names)
@guarded
def diff_command(first: str, second: str) -> None:
    """Say what changes from one scenario to another.

    \b
    Example
      tariffsim diff truce-2025-10 busan-deal
    """
    from simulator.scenario import load_scenario
    from simulator.scenario.authoring.describe import measure_text
    from simulator.scenario.authoring.difference import diff_scenarios

    scenarios = load_scenario(first), load_scenario(second)
    texts = {item.id: measure_text(item) for scenario in scenarios for item in scenario.measures}
    differences = diff_scenarios(*scenarios)
    print_lines(_difference(each, texts) for each in differences)
    if not differences:
        say("No difference in measures, elasticities, closure or baseline.")


def _difference(difference: "Difference", texts: Mapping[str, Mapping[str, Any]]) -> str:
    """A difference on a line; a measure that came or went with what it does."""
    measure = {} if difference.kind == "changed" else texts[difference.what]
    return "; ".join(
        [str(difference), *(str(measure[key]) for key in ("flows", "values", "dates") if measure.get(key))]
    )


@click.command("schema")
@click.argument("kind", type=click.Choice(["scenario", "suite", "game", "baseline"]), default="scenario")
@guarded
def schema_command(kind: Any) -> None:  # noqa: ANN401  # one of the choices
    """Print the JSON Schema of scenario, suite, game or baseline.yaml files.

    \b
    Examples
      tariffsim schema
      tariffsim schema baseline
    """
    from simulator.scenario.authoring.json_schema import json_schema_text

    click.echo(json_schema_text(kind), nl=False)
