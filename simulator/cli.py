"""The command line: parses options, calls one function, prints; whatever is heavy is imported when it is needed."""

import functools
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from simulator import __version__
from simulator.errors import SimulatorError

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiment.run import Progress
    from simulator.results import Results

INVALID_INPUT = 3
UNSOLVED = 1

Command = TypeVar("Command", bound=Callable[..., Any])


def fail(message: str, code: int = INVALID_INPUT) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    click.echo(message, err=True)
    sys.exit(code)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn errors that a user can cause into their message and exit code; `--debug` shows the traceback."""

    @click.option("--debug", is_flag=True, help="Show the traceback of an error.")
    @functools.wraps(command)
    def run(debug: bool, **options: Any) -> None:  # noqa: ANN401
        try:
            command(**options)
        except SimulatorError as error:
            if debug:
                raise
            fail(str(error))

    return run


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Attach several options to a command, in the order given."""

    def attach(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return attach


baseline_option = click.option(
    "--baseline", metavar="DIR", help="Baseline: a folder, or the name of a shipped one. [default: the suite's]"
)
set_option = click.option(
    "--set", "overrides", multiple=True, metavar="ID.KEY=VALUE", help="Replace a value, such as us-100.rate=0.5."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
out_option = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Results folder."
)
plan_options = with_options(
    baseline_option,
    click.option(
        "--reference", metavar="NAME", help="Scenario against which changes are shown. [default: the suite's]"
    ),
    click.option(
        "--horizon",
        "horizons",
        multiple=True,
        metavar="short|medium|long|YEARS",
        help="Years of adjustment; repeat for several. [default: the suite's, else short]",
    ),
    set_option,
    click.option(
        "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Apply the measures in force that day."
    ),
)


batch_options = with_options(
    click.option("--seed", default=0, show_default=True, help="Seed of the draws."),
    click.option(
        "--method",
        type=click.Choice(["latin-hypercube", "sobol"]),
        default="latin-hypercube",
        show_default=True,
        help="How draws are made; sobol takes a power of 2.",
    ),
    click.option("--jobs", type=click.IntRange(1), help="Processes. [default: one for each processor]"),
    click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler to solve draws on, such as tcp://host:8786."),
    click.option("--resume", is_flag=True, help="Keep draws that an interrupted run of the same has finished."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tariffsim")
def cli() -> None:
    r"""What happens if: tariffs, export licences and purchase commitments in a world economy.

    \b
    Start with one of
      tariffsim list                      scenarios that come with it
      tariffsim run tariff-100            solve one, against its reference
      tariffsim run scenarios             solve a folder, with charts and a report
    """


@contextmanager
def solving() -> Iterator["Progress | None"]:
    """Show a progress bar on a terminal; nothing where stderr goes elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Solving", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def batch_arguments(options: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Turn the options of draws into arguments of `uncertainty`."""
    from simulator.experiment.plan import Options
    from simulator.experiment.uncertainty import Batch

    return {
        "draws": options["draws"],
        "seed": options["seed"],
        "method": options["method"],
        "options": Options(**plan_arguments(options)),
        "batch": Batch(options["jobs"], options["scheduler"], folder / "draws", options["resume"]),
    }


def plan_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Turn the options that say what to solve into arguments of `run`."""
    on = options["on"]
    return {
        "baseline": options["baseline"],
        "reference": options["reference"],
        "horizon": options["horizons"] or None,
        "overrides": options["overrides"],
        "on": on.date() if on else None,
    }


@cli.command("run")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@plan_options
@click.option("--draws", type=click.IntRange(0), default=0, show_default=True, help="Draws of what is uncertain.")
@batch_options
@out_option
@click.option("--no-figures", is_flag=True, help="Leave out charts and report.")
@json_option
@guarded
def run_command(scenarios: tuple[str, ...], out: Path, no_figures: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    r"""Solve scenarios and write tables, charts and a report.

    PATH is a scenario file, a folder of them, the name of a shipped scenario, or an overlay a+b.

    \b
    Examples
      tariffsim run scenarios
      tariffsim run tariff-100 busan-deal --horizon short --horizon long
      tariffsim run scenarios/tariff-100.yaml --set us-100.rate=0.5 --out half
      tariffsim run scenarios --draws 200
    """
    from simulator.results import in_use, write_results

    with in_use(out):
        results = solved(scenarios, out, options)
        write_results(results, out)
        if not no_figures:
            from simulator.report import write_report

            write_report(results, out)
    show_headline(results, as_json)
    say(f"Tables are in {out}." if no_figures else f"Open {out / 'report.html'}; charts and tables are beside it.")
    if results.unsolved:
        fail("\n".join(results.unsolved), UNSOLVED)


def solved(scenarios: tuple[str, ...], out: Path, options: dict[str, Any]) -> "Results":
    """Solve scenarios with the options of the command line, with draws if there are to be any."""
    with solving() as progress:
        if options["draws"]:
            from simulator.experiment.uncertainty import uncertainty

            return uncertainty(scenarios, **batch_arguments(options, out), progress=progress)
        from simulator.experiment.run import run

        return run(scenarios, **plan_arguments(options), progress=progress)


@cli.command("list")
@click.argument("folder", required=False, metavar="[FOLDER]")
@json_option
@guarded
def list_command(folder: str | None, as_json: bool) -> None:
    """List the scenarios of a folder, or those that come with the package."""
    from simulator.experiment.catalogue import catalogue

    rows = catalogue(folder)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        print_rows(rows)


@cli.command("show")
@click.argument("scenario")
@baseline_option
@set_option
@json_option
@guarded
def show_command(scenario: str, baseline: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Show a scenario with the measures of its parents: what it assumes, and where its figures are from."""
    from simulator.experiment.catalogue import describe

    found = describe(scenario, baseline, overrides)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"{found['title']}\n\n{found['summary']}\n")
    for heading in ("assumptions", "parameters"):
        for line in found[heading]:
            click.echo(f"{heading[:-1].capitalize()}: {line}")
    print_rows(found["measures"])


@cli.command("new")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--title", default="What happens if …", help="What happens, in one line.")
@click.option("--extends", help="Scenario whose measures come first.")
@guarded
def new_command(path: Path, title: str, extends: str | None) -> None:
    """Write a commented scenario file to start from."""
    from simulator.experiment.catalogue import new_scenario

    new_scenario(path, title, extends)
    say(f"Wrote {path}. Edit it, then: tariffsim validate {path}; tariffsim run {path}")


@cli.command("validate")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@baseline_option
@set_option
@guarded
def validate_command(scenarios: tuple[str, ...], baseline: str | None, overrides: tuple[str, ...]) -> None:
    """Check scenario files against the format and a baseline, without solving anything."""
    from simulator.experiment.plan import Options, make_plan

    plan = make_plan(scenarios, Options(baseline=baseline, overrides=overrides))
    plan.cases()
    say(f"{len(plan.scenarios)} scenarios are valid against {plan.economy.name}.")


@cli.command("diff")
@click.argument("first")
@click.argument("second")
@guarded
def diff_command(first: str, second: str) -> None:
    """Say what changes from one scenario to another."""
    from simulator.scenario import diff_scenarios, load_scenario

    differences = diff_scenarios(load_scenario(first), load_scenario(second))
    for difference in differences:
        click.echo(str(difference))
    if not differences:
        say("No difference in measures, elasticities, closure or baseline.")


@cli.command("compare")
@click.argument("runs", nargs=-1, required=True, metavar="RUN…", type=click.Path(path_type=Path))
@click.option("--reference", metavar="NAME", help="Scenario against which changes are shown.")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder to write the comparison to.")
@json_option
@guarded
def compare_command(runs: tuple[Path, ...], reference: str | None, out: Path | None, as_json: bool) -> None:
    r"""Put the scenarios of several results folders side by side.

    \b
    Example
      tariffsim compare results half --out both
    """
    from simulator.results import compare, read_results, write_results

    results = compare([read_results(run) for run in runs], names=[run.name for run in runs], reference=reference)
    if out is not None:
        from simulator.report import write_report

        write_results(results, out)
        write_report(results, out)
    show_headline(results, as_json)


@cli.command("plot")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("figure", required=False, metavar="[FIGURE]")
@click.option("--scenario", help="Scenario to draw, for charts of one scenario.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write: .svg, .png or .pdf. [default: FIGURE.svg]")
@guarded
def plot_command(run: Path, figure: str | None, scenario: str | None, out: Path | None) -> None:
    """Draw one chart of a results folder; without a name, list the charts."""
    from simulator.report import figure_names, plot, save_figure
    from simulator.results import read_results

    results = read_results(run)
    if figure is None:
        click.echo("\n".join(figure_names(results)))
        return
    path = out or Path(f"{figure}.svg")
    save_figure(plot(results, figure, scenario=scenario), path)
    say(f"Wrote {path}.")


@cli.command("report")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to. [default: RUN]")
@guarded
def report_command(run: Path, out: Path | None) -> None:
    """Draw charts and report of a results folder anew."""
    from simulator.report import write_report
    from simulator.results import read_results

    folder = out or run
    write_report(read_results(run), folder)
    say(f"Open {folder / 'report.html'}.")


@cli.command("export")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--indicator", "names", multiple=True, help="Indicator to export; repeat for several. [default: all]")
@click.option("--scenario", "scenarios", multiple=True, help="Scenario to export; repeat for several. [default: all]")
@guarded
def export_command(run: Path, file: Path, names: tuple[str, ...], scenarios: tuple[str, ...]) -> None:
    r"""Write a selection of a results folder to FILE: .csv, .json or .nc.

    \b
    Example
      tariffsim export results usa.csv --indicator real_income --indicator consumer_prices
    """
    from simulator.results import export, read_results

    export(read_results(run), file, indicators=names, scenarios=scenarios)
    say(f"Wrote {file}.")


@cli.command("indicators")
@json_option
@guarded
def indicators_command(as_json: bool) -> None:
    """List the indicators with unit, axes and formula."""
    from simulator.results import indicators_table

    print_frame(indicators_table(), as_json)


@cli.command("schema")
@click.argument("kind", type=click.Choice(["scenario", "suite"]), default="scenario")
@guarded
def schema_command(kind: str) -> None:
    """Print the JSON Schema of scenario or suite files."""
    from simulator.scenario import json_schema_text

    click.echo(json_schema_text("suite" if kind == "suite" else "scenario"), nl=False)


@cli.group("baseline")
def baseline_group() -> None:
    """Look at a baseline, or check one of your own."""


@baseline_group.command("show")
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--flows", default=10, show_default=True, help="Number of largest flows to list.")
@guarded
def baseline_show(folder: str | None, flows: int) -> None:
    """Show regions, sectors, groups, totals and the largest flows of a baseline."""
    from simulator.economy import load_baseline, region_totals, sector_totals, top_flows

    economy = load_baseline(folder)
    click.echo(f"{economy.title} ({economy.name}; {economy.money}, {economy.year})\n")
    for rows in (region_totals(economy), sector_totals(economy), top_flows(economy, flows)):
        print_rows([row._asdict() for row in rows])
    for kind, groups in (("region", economy.region_groups), ("sector", economy.sector_groups)):
        for name, members in groups.items():
            click.echo(f"{kind} group {name}: {', '.join(members)}")


@baseline_group.command("check")
@click.argument("folder", metavar="DIR")
@guarded
def baseline_check(folder: str) -> None:
    """Check every identity of a baseline folder, say how exactly it holds, and list elasticities with their sources."""
    from simulator.economy import baseline_report, elasticity_rows, load_baseline

    economy = load_baseline(folder)
    for result in baseline_report(economy):
        click.echo(str(result))
    print_rows([row._asdict() for row in elasticity_rows(economy)])
    say(f"{economy.name} can be used: tariffsim run … --baseline {folder}")


@cli.command("doctor")
@guarded
def doctor_command() -> None:
    """Check that the installation works: versions, shipped files, and one small equilibrium."""
    from simulator.experiment.catalogue import doctor

    findings = doctor()
    print_rows([{"check": item.name, "finding": item.text} for item in findings])
    if not all(item.ok for item in findings):
        sys.exit(UNSOLVED)


def say(message: str) -> None:
    """Tell the user something beside the output."""
    click.echo(message, err=True)


def show_headline(results: "Results", as_json: bool) -> None:
    """Print the headline numbers of all scenarios."""
    print_frame(results.headline(), as_json)


def print_frame(frame: "pd.DataFrame", as_json: bool) -> None:
    """Print a table of results as text or JSON."""
    if as_json:
        click.echo(frame.reset_index(drop=True).to_json(orient="records", indent=2))
    else:
        print_rows([{str(key): value for key, value in row.items()} for row in frame.to_dict("records")])


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table that fits the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not rows:
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name, value in rows[0].items():
        table.add_column(
            name.replace("_", " "), justify="right" if isinstance(value, int | float) else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(cell(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 200, soft_wrap=False).print(table)


def cell(value: object) -> str:
    """One value of a table as text."""
    if isinstance(value, float):
        return "not solved" if math.isnan(value) else f"{value:,.2f}" if abs(value) < 1e4 else f"{value:,.0f}"
    return str(value)


def main() -> None:
    """Run the command line."""
    cli(prog_name="tariffsim")
