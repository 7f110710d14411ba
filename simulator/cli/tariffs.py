"""The command of the tariff tracker: average tariffs by partner, sector and date."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import (
    batch_options,
    folder_for,
    guarded,
    json_option,
    no_figures_option,
    out_option_of,
    plan_options,
    plan_options_of,
    working,
    write_out,
)
from simulator.cli.output import print_frame, say
from simulator.cli.timeline import DATE, given_day
from simulator.experiment.batch.checked import MOST_MONTHS

if TYPE_CHECKING:
    from simulator.results.experiments.tariffs import By


@click.command("tariffs")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@click.option("--importer", default="", metavar="CODE,CODE", help="Whose tariffs. [default: all that scenarios change]")
@click.option(
    "--by",
    type=click.Choice(["all", "partner", "sector"]),
    default="all",
    show_default=True,
    help="Averages that are printed; the files have all.",
)
@click.option("--start", type=DATE, metavar="DATE", help="Rates by date, from this month on.")
@click.option(
    "--months",
    type=click.IntRange(1, MOST_MONTHS),
    help="Rates by date, so many months. [default: to the last dated event]",
)
@click.option("--branch-at", type=DATE, metavar="DATE", help="Follow the scenario's branches from this day.")
@plan_options
@batch_options
@no_figures_option
@json_option
@out_option_of("tariffs")
@guarded
def tariffs_command(
    scenarios: tuple[str, ...],
    by: "By",
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Average the tariffs of scenarios, by law and as collected, before and after substitution.

    In percent of border value. A scenario whose tariffs change over time gives rates by date; --horizon or --on give
    those of one equilibrium.

    \b
    Examples
      tariffsim tariffs tariff-100 truce-collected
      tariffsim tariffs truce-collected --importer USA --by partner
      tariffsim tariffs dispute-2025 --months 12
    """
    from simulator.experiment.dynamics.tracker import tariffs

    with folder_for(out, "tariffs"):
        with working(options, out) as batch:
            tracked = tariffs(
                scenarios,
                options["importer"],
                start=given_day(options["start"]),
                months=options["months"],
                branch_at=given_day(options["branch_at"]),
                options=plan_options_of(options),
                batch=batch,
            )
        write_out(tracked, out, no_figures)
    print_frame(tracked.table(by) if as_json else tracked.brief(by), as_json)
    for text in tracked.notes():
        say(text)
    say(f"Rates are in {out / 'rates.csv'}." if no_figures else f"Open {out / 'report.html'}; rates.csv has all.")
