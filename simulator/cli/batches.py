"""Commands that ask a question of many equilibria: sweep, sensitivity, breakeven, decompose."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import (
    UNSOLVED,
    batch_options,
    fail,
    folder_for,
    guarded,
    json_option,
    no_figures_option,
    out_option_of,
    plan_options,
    plan_options_of,
    with_options,
    working,
    write_out,
)
from simulator.cli.output import in_digits, print_frame, say, say_reference
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_SAMPLES

common = with_options(plan_options, batch_options, no_figures_option, json_option)


@click.command("sweep")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="LEVER=VALUES",
    help="Values of a lever: first:last:step or a list; repeat for a grid.",
)
@click.option(
    "--indicator",
    default="real_income",
    show_default=True,
    help="What tables, charts and --json show: an indicator, or one of somebody, such as bilateral_exports:CHN:USA.",
)
@click.option("--all", "all_indicators", is_flag=True, help="List all indicators in the table, not only this one.")
@common
@out_option_of("sweep")
@guarded
def sweep_command(
    scenarios: tuple[str, ...],
    over: tuple[str, ...],
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Solve scenarios over a grid of values of one or more levers.

    Lines over one lever, maps over two; of more than two, a map for each value of the others.

    \b
    Examples
      tariffsim sweep tariff-100 --over us-100.rate=0:1.5:0.05
      tariffsim sweep rare-earth-licensing --over cn-licences.approval_rate=0.1,0.5,1 --over parameters.critical=0.1,0.5
    """
    from simulator.experiment.sweep import sweep

    with folder_for(out, "sweep"):
        with working(options, out) as batch:
            asked = {name: options[name] for name in ("indicator", "all_indicators")}
            swept = sweep(scenarios, over, **asked, options=plan_options_of(options), batch=batch)
        write_out(swept, out, no_figures)
    if as_json:
        print_frame(swept.shown(), as_json)
    say_reference(swept)
    say(f"{swept.n_points:,} points: tables{'' if no_figures else ' and charts'} are in {out}.")
    if swept.unsolved:
        fail(f"{swept.unsolved} of {swept.n_points} points were not solved; their numbers are blank.", UNSOLVED)


@click.command("sensitivity")
@click.argument("scenario", metavar="PATH", shell_complete=scenario_names)
@click.option("--outcome", help="Indicator and of whom. [default: real_income:USA]")
@click.option(
    "--method",
    type=click.Choice(["sobol", "morris"]),
    default="sobol",
    show_default=True,
    help="How assumptions are varied together.",
)
@click.option(
    "--samples",
    type=click.IntRange(0, MOST_SAMPLES),
    default=0,
    help="sobol: base samples, a power of 2; morris: trajectories. [default: none; 10]",
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=0, show_default=True, help="Seed of the samples.")
@common
@out_option_of("sensitivity")
@guarded
def sensitivity_command(scenario: str, out: Path, no_figures: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Say which assumption drives an outcome, the change against the reference.

    \b
    Examples
      tariffsim sensitivity tariff-100 --outcome real_income:CHN
      tariffsim sensitivity tariff-100 --samples 64
      tariffsim sensitivity tariff-100 --method morris
    """
    from simulator.experiment.sensitivity import sensitivity

    asked = {name: options[name] for name in ("outcome", "method", "samples", "seed")}
    with folder_for(out, "sensitivity"):
        with working(options, out) as batch:
            drivers = sensitivity(scenario, options=plan_options_of(options), batch=batch, **asked)
        write_out(drivers, out, no_figures)
    print_frame(drivers.table if as_json else in_digits(drivers.table), as_json)
    against = drivers.provenance.reference or "the baseline"
    say(f"{drivers.outcome} of {drivers.scenario} against {against}: {drivers.centre:.4g} with central assumptions.")


@click.command("breakeven")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@click.option("--lever", required=True, metavar="ID.KEY", help="What to vary, such as us-100.rate.")
@click.option("--low", type=float, required=True, help="Low end of its range.")
@click.option("--high", type=float, required=True, help="High end of its range.")
@click.option(
    "--map",
    "across",
    default="",
    metavar="LEVER=VALUES",
    help="A second lever: find the break-even at each of its values.",
)
@click.option("--outcome", help="Indicator and of whom. [default: real_income:USA]")
@click.option("--target", default=0.0, show_default=True, help="Value that the outcome is to cross.")
@click.option("--from-baseline", is_flag=True, help="Take the outcome itself, not its change against the reference.")
@common
@out_option_of("breakeven")
@guarded
def breakeven_command(
    scenarios: tuple[str, ...],
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Find the value of a lever at which an outcome crosses a target.

    \b
    Examples
      tariffsim breakeven tariff-100 --lever us-100.rate --low 0 --high 2 --outcome real_income:USA --target -0.3
      tariffsim breakeven tariff-100 --lever us-100.rate --low 0 --high 2 --target -0.3 --map parameters.origin=2:8:1
    """
    from simulator.experiment.breakeven import Search, breakeven

    wanted = {name: options[name] for name in ("lever", "low", "high", "outcome", "target", "across")}
    search = Search(**wanted, against_reference=not options["from_baseline"])
    with folder_for(out, "breakeven"):
        with working(options, out) as batch:
            crossings = breakeven(scenarios, search, options=plan_options_of(options), batch=batch)
        write_out(crossings, out, no_figures)
    crossed = crossings.table["value"].map("{:.6g}".format).where(crossings.table["value"].notna(), "–")
    print_frame(crossings.table if as_json else in_digits(crossings.table.assign(value=crossed)), as_json)
    if search.against_reference:
        say_reference(crossings)
    if crossings.unsolved:
        fail(f"{crossings.unsolved} points were not solved; a crossing beside one of them would be missed.", UNSOLVED)


@click.command("decompose")
@click.argument("scenario", metavar="PATH", shell_complete=scenario_names)
@click.option(
    "--outcome", "outcomes", multiple=True, help="Indicator and of whom. [default: real income of both sides]"
)
@common
@out_option_of("decompose")
@guarded
def decompose_command(
    scenario: str,
    outcomes: tuple[str, ...],
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Split the change from the reference to a scenario among its measures, by Shapley values.

    \b
    Example
      tariffsim decompose spiral --outcome real_income:USA --outcome bilateral_exports:CHN:USA
    """
    from simulator.experiment.decompose import decompose

    with folder_for(out, "decompose"):
        with working(options, out) as batch:
            parts = decompose(scenario, outcomes, options=plan_options_of(options), batch=batch)
        write_out(parts, out, no_figures)
    print_frame(parts.contributions if as_json else in_digits(parts.contributions), as_json)
    for outcome, total in parts.totals.items():
        say(f"{outcome} of {parts.scenario} against {parts.reference}: {total:.4g} in all.")
    points, combinations = parts.provenance.asked["points"], parts.provenance.asked["combinations"]
    if points < combinations:
        say(f"{points:,} of {combinations:,} combinations of measures were solved; the rest shows as standard errors.")
