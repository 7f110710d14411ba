"""Commands that solve: run, and the questions that take many equilibria."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.options import (
    UNSOLVED,
    batch_of,
    batch_options,
    fail,
    guarded,
    jobs_option,
    json_option,
    out_option,
    plan_arguments,
    plan_options,
    plan_options_of,
    solving,
)
from simulator.cli.output import print_frame, say, show_headline

if TYPE_CHECKING:
    from simulator.experiment.plan import Plan
    from simulator.experiment.sweep import Sweep
    from simulator.report import Question, ReportFigure
    from simulator.results import Results


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@plan_options
@click.option("--draws", type=click.IntRange(0), default=0, show_default=True, help="Draws of what is uncertain.")
@batch_options
@out_option
@click.option("--no-figures", is_flag=True, help="Leave out charts and report.")
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

            return uncertainty(
                scenarios,
                options["draws"],
                seed=options["seed"],
                method=options["method"],
                options=plan_options_of(options),
                batch=batch_of(options, out),
                progress=progress,
            )
        from simulator.experiment.run import run

        return run(scenarios, **plan_arguments(options), progress=progress)


@click.command("uncertainty")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@plan_options
@click.option("--draws", type=click.IntRange(2), default=200, show_default=True, help="Draws of what is uncertain.")
@batch_options
@out_option
@click.option("--no-figures", is_flag=True, help="Leave out charts and report.")
@json_option
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


@click.command("sweep")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="LEVER=VALUES",
    help="Values of a lever: first:last:step or a list; repeat for a grid.",
)
@click.option("--indicator", default="real_income", show_default=True, help="Indicator that the charts show.")
@plan_options
@jobs_option
@out_option
@guarded
def sweep_command(
    scenarios: tuple[str, ...],
    over: tuple[str, ...],
    indicator: str,
    jobs: int | None,
    out: Path,
    **options: Any,  # noqa: ANN401
) -> None:
    """Solve scenarios over a grid of values.

    \b
    Examples
      tariffsim sweep tariff-100 --over us-100.rate=0:1.5:0.05
      tariffsim sweep rare-earth-licensing --over cn-licences.approval_rate=0.1,0.5,1 --over parameters.critical=0.1,0.5
    """
    from simulator.experiment.sweep import sweep
    from simulator.report import write_figures
    from simulator.results import in_use, write_table

    with in_use(out):
        found = sweep(scenarios, over, options=plan_options_of(options), jobs=jobs)
        write_table(out / "sweep.csv", found.to_pandas())
        write_figures(out / "figures", sweep_figures(found, indicator))
    say(f"{found.n_points:,} points are solved: {out / 'sweep.csv'}, and charts in {out / 'figures'}.")
    if found.unsolved:
        fail(f"{found.unsolved} points were not solved; their numbers are blank.", UNSOLVED)


def sweep_figures(found: "Sweep", indicator: str) -> dict[str, "ReportFigure"]:
    """Lines over one lever, a map of each scenario and side over two; shipped values as dots."""
    from simulator.report import sweep_lines, sweep_map

    labels = {item.name: entry.label for item, entry in zip(found.plan.scenarios, found.plan.entries, strict=True)}
    own = {name: values for name in labels if (values := found.own_values(name)) is not None}
    levers = [axis.lever for axis in found.axes]
    if len(levers) == 1:
        marks = {labels[name]: values[0] for name, values in own.items()}
        return {indicator: sweep_lines(found.data, levers[0], indicator, found.sides, marks=marks)}
    if len(levers) > 2:
        return {}
    return {
        f"{indicator}-{name}-{region}": sweep_map(
            found.data.sel(scenario=[item for item in labels if item in (found.plan.reference, name)]),
            (levers[0], levers[1]),
            indicator,
            region,
            marks={labels[name]: (own[name][0], own[name][1])} if name in own else {},
        )
        for name in labels
        if name != found.plan.reference
        for region in found.sides
    }


def question(plan: "Plan", outcome: str, scenario: str) -> "Question":
    """Word what an experiment asked, for its figure."""
    from simulator.report import Question

    labels = {item.name: entry.label for item, entry in zip(plan.scenarios, plan.entries, strict=True)}
    names = dict(zip(plan.economy.regions, plan.economy.region_names, strict=True))
    baseline = f"{plan.economy.name}, {plan.economy.year}"
    return Question(outcome, labels[scenario], labels.get(plan.reference, ""), plan.horizons[0], baseline, names)


@click.command("sensitivity")
@click.argument("scenario")
@click.option("--outcome", default="real_income:USA", show_default=True, help="Indicator and regions.")
@click.option("--samples", type=click.IntRange(0), default=0, help="Base samples of Sobol indices, a power of 2.")
@click.option("--seed", default=0, show_default=True, help="Seed of the samples.")
@plan_options
@jobs_option
@out_option
@json_option
@guarded
def sensitivity_command(scenario: str, out: Path, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Say which assumption drives an outcome, the change against the reference.

    \b
    Examples
      tariffsim sensitivity tariff-100 --outcome real_income:CHN
      tariffsim sensitivity tariff-100 --samples 64
    """
    from simulator.experiment.sensitivity import sensitivity
    from simulator.report import tornado, write_figures
    from simulator.results import in_use, write_table

    own = {name: options[name] for name in ("outcome", "samples", "seed", "jobs")}
    with in_use(out):
        found = sensitivity(scenario, options=plan_options_of(options), **own)
        write_table(out / "sensitivity.csv", found.table)
        chart = tornado(found.table.assign(centre=found.centre), question(found.plan, found.outcome, found.scenario))
        write_figures(out / "figures", {"tornado": chart})
    print_frame(found.table, as_json)
    say(f"{found.outcome} of {found.scenario} against its reference: {found.centre:.4g} with central assumptions.")


@click.command("breakeven")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@click.option("--lever", required=True, metavar="ID.KEY", help="What to vary, such as us-100.rate.")
@click.option("--low", type=float, required=True, help="Low end of its range.")
@click.option("--high", type=float, required=True, help="High end of its range.")
@click.option("--outcome", default="real_income:USA", show_default=True, help="Indicator and regions.")
@click.option("--target", default=0.0, show_default=True, help="Value that the outcome is to cross.")
@click.option("--from-baseline", is_flag=True, help="Take the outcome itself, not its change against the reference.")
@plan_options
@jobs_option
@out_option
@json_option
@guarded
def breakeven_command(scenarios: tuple[str, ...], out: Path, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Find the value of a lever at which an outcome crosses a target.

    \b
    Example
      tariffsim breakeven tariff-100 --lever us-100.rate --low 0 --high 2 --outcome real_income:USA --target -0.3
    """
    from simulator.experiment.breakeven import Search, breakeven
    from simulator.results import in_use, write_table

    wanted = {name: options[name] for name in ("lever", "low", "high", "outcome", "target")}
    search = Search(**wanted, against_reference=not options["from_baseline"])
    with in_use(out):
        found = breakeven(scenarios, search, options=plan_options_of(options), jobs=options["jobs"])
        write_table(out / "breakeven.csv", found)
    print_frame(found, as_json)


@click.command("decompose")
@click.argument("scenario")
@click.option(
    "--outcome", "outcomes", multiple=True, help="Indicator and regions. [default: real income of both sides]"
)
@plan_options
@jobs_option
@out_option
@json_option
@guarded
def decompose_command(scenario: str, outcomes: tuple[str, ...], out: Path, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Split the change from the reference to a scenario among its measures, by Shapley values.

    \b
    Example
      tariffsim decompose spiral --outcome real_income:USA --outcome bilateral_exports:CHN:USA
    """
    from simulator.experiment.decompose import DEFAULT_OUTCOMES, decompose
    from simulator.report import waterfall, write_figures
    from simulator.results import in_use, write_table

    with in_use(out):
        found = decompose(
            scenario, outcomes or DEFAULT_OUTCOMES, options=plan_options_of(options), jobs=options["jobs"]
        )
        write_table(out / "decomposition.csv", found.contributions)
        write_table(out / "interactions.csv", found.interactions)
        rows = found.contributions.groupby("outcome", sort=False)
        charts = {
            f"waterfall-{name.replace(':', '-')}": waterfall(
                rows.get_group(name), question(found.plan, name, found.scenario)
            )
            for name in found.totals
        }
        write_figures(out / "figures", charts)
    print_frame(found.contributions, as_json)
    for outcome, total in found.totals.items():
        say(f"{outcome} of {found.scenario} against {found.reference}: {total:.4g} in all.")
