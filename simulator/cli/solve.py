"""Commands that solve scenarios as they stand: run, and the same under draws."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import (
    UNSOLVED,
    batch_options,
    check_drawn,
    debug_option,
    draw_options,
    fail,
    folder_for,
    full_option,
    guarded,
    json_option,
    no_figures_option,
    out_option,
    plan_arguments,
    plan_options,
    plan_options_of,
    working,
    write_out,
)
from simulator.cli.output import print_next, say, say_bounds, say_reference, show_headline, typed
from simulator.experiment.batch.checked import MOST_DRAWS

if TYPE_CHECKING:
    from simulator.results import Results


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@plan_options
@click.option(
    "--draws", type=click.IntRange(0, MOST_DRAWS), default=0, show_default=True, help="Draws of what is uncertain."
)
@draw_options
@batch_options
@out_option
@no_figures_option
@full_option
@json_option
@guarded
def run_command(scenarios: tuple[str, ...], out: Path, no_figures: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Solve scenarios and write tables, charts and a report.

    PATH is a scenario file, a folder of them, the name of a shipped scenario, or an overlay a+b.

    \b
    Examples
      tariffsim run scenarios
      tariffsim run tariff-100 busan-deal --horizon short --horizon long
      tariffsim run scenarios/tariff-100.yaml --set us-100.rate=0.5 --out half
      tariffsim run scenarios --draws 200
    """
    check_drawn(options["draws"])
    with folder_for(out, "run"):
        results = solved(scenarios, out, options)
        write_out(results, out, no_figures, full=options["full"])
    show_headline(results, as_json)
    say_reference(results)
    say_bounds(results)
    say(f"Tables are in {out}." if no_figures else f"Open {out / 'report.html'}; charts and tables are beside it.")
    print_next(*next_commands(results, out, scenarios, options))
    if results.unsolved:
        fail("\n".join(results.unsolved), UNSOLVED)


def next_commands(results: "Results", out: Path, scenarios: Sequence[str], options: Mapping[str, Any]) -> list[str]:
    """What to look at after a run: charts, tables, and for one scenario what drives it, all with the run's options."""
    ending = "xlsx" if find_spec("openpyxl") else "csv"
    name = out.name if out.name not in ("", "..") else out.resolve().name
    file = out.parent / f"{name or 'results'}.{ending}" if out.name == name else Path(f"{name or 'results'}.{ending}")
    commands = [typed("plot", out), typed("export", out, to=file)]
    asked = [item for item in results.provenance.scenarios if item["name"] != results.reference]
    words = [word for word in scenarios if len(scenarios) == 1 or Path(word).stem == asked[0]["name"]] if asked else []
    if len(asked) == len(words) == 1 and _differs(results, asked[0]):
        plan = plan_arguments(dict(options))
        given = {"set": plan["overrides"], "horizon": (plan["horizon"] or (None,))[:1], "on": plan["on"]}
        given = {key: value for key, value in given.items() if value != (None,)}
        commands += [typed("decompose", *words, baseline=plan["baseline"], reference=plan["reference"], **given)]
    return commands


def _differs(results: "Results", scenario: Mapping[str, Any]) -> bool:
    """Whether a scenario has other measures than the reference, so that there is something to decompose."""
    of_reference = [item["measures"] for item in results.provenance.scenarios if item["name"] == results.reference]
    return bool(of_reference) and of_reference[0] != scenario["measures"]


def solved(scenarios: tuple[str, ...], out: Path, options: dict[str, Any]) -> "Results":
    """Solve scenarios with the options of the command line, with draws if there are to be any."""
    with working(options, out) as batch:
        if options["draws"]:
            from simulator.experiment.uncertainty import uncertainty

            drawn = {name: options[name] for name in ("draws", "seed", "method")}
            return uncertainty(scenarios, **drawn, options=plan_options_of(options), batch=batch)
        from simulator.experiment.run import run

        return run(scenarios, **plan_arguments(options), batch=batch)


@click.command("uncertainty")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@plan_options
@click.option(
    "--draws", type=click.IntRange(2, MOST_DRAWS), default=200, show_default=True, help="Draws of what is uncertain."
)
@draw_options
@batch_options
@out_option
@no_figures_option
@full_option
@json_option
@debug_option
@click.pass_context
def uncertainty_command(context: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Solve scenarios under many draws of what is uncertain; the same as run --draws 200.

    Uncertain are the elasticities of the baseline that have a band, and values of measures that are given as
    {dist: uniform, low: 0.2, high: 0.8}.

    \b
    Example
      tariffsim uncertainty tariff-100 busan-deal --draws 500 --seed 1
    """
    context.invoke(run_command, **options)
