"""The command for dated scenarios: how outcomes evolve month by month."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import (
    UNSOLVED,
    baseline_option,
    batch_options,
    check_drawn,
    draw_options,
    fail,
    focus_option,
    folder_for,
    full_option,
    guarded,
    json_option,
    no_figures_option,
    out_option_of,
    set_option,
    title_option,
    working,
    write_out,
)
from simulator.cli.output import print_frame, say, say_reference
from simulator.experiment.batch.checked import MOST_DRAWS, MOST_LOADED, MOST_MONTHS

if TYPE_CHECKING:
    from simulator.experiment.dynamics.timeline import Span

DATE = click.DateTime(["%Y-%m-%d", "%Y-%m"])


@click.command("timeline")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…", shell_complete=scenario_names)
@click.option("--branch-at", type=DATE, metavar="DATE", help="Follow the scenario's branches as futures from this day.")
@click.option("--start", type=DATE, metavar="DATE", help="First month. [default: that of the first dated measure]")
@click.option(
    "--months", type=click.IntRange(1, MOST_MONTHS), default=36, show_default=True, help="Length of the path."
)
@click.option("--step", type=click.Choice(["month", "quarter"]), default="month", show_default=True, help="A period.")
@click.option(
    "--front-loading",
    type=click.FloatRange(0, MOST_LOADED),
    metavar="MONTHS",
    help="Imports pulled forward by a tariff announced three months ahead. [default: 0.6, as in early 2025]",
)
@click.option(
    "--draws",
    type=click.IntRange(0, MOST_DRAWS),
    default=8,
    show_default=True,
    help="Draws for bands; more make them firmer; 0: none.",
)
@draw_options
@batch_options
@baseline_option
@click.option(
    "--reference", metavar="NAME", help="Scenario against which changes are shown. [default: the first branch]"
)
@set_option
@focus_option
@title_option
@no_figures_option
@full_option
@json_option
@out_option_of("timeline")
@guarded
def timeline_command(scenarios: tuple[str, ...], out: Path, no_figures: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Follow dated scenarios month by month: slow adjustment, stocks, front-loading, purchase windows.

    \b
    Examples
      tariffsim timeline scenarios/dispute-2025.yaml --branch-at 2025-10-25
      tariffsim timeline tariff-100 truce-2025-10 --months 24 --draws 0
    """
    from simulator.experiment.dynamics.timeline import timeline
    from simulator.experiment.plan import Options

    check_drawn(options["draws"])
    with folder_for(out, "timeline"):
        with working(options, out) as batch:
            path = timeline(
                scenarios,
                _span(options),
                draws=options["draws"],
                seed=options["seed"],
                method=options["method"],
                options=Options(
                    options["baseline"],
                    options["reference"],
                    overrides=options["overrides"],
                    focus=options["focus"],
                    title=options["title"],
                ),
                batch=batch,
            )
        write_out(path, out, no_figures, full=options["full"])
    print_frame(path.headline(), as_json)
    say_reference(path)
    say(f"Tables are in {out}." if no_figures else f"Open {out / 'report.html'}; charts and tables are beside it.")
    if path.unsolved:
        fail("\n".join(path.unsolved), UNSOLVED)


def _span(options: dict[str, Any]) -> "Span":
    from simulator.experiment.dynamics.front_loading import DEFAULT_MONTHS
    from simulator.experiment.dynamics.timeline import Span

    loaded = options["front_loading"]
    return Span(
        given_day(options["start"]),
        options["months"],
        options["step"],
        given_day(options["branch_at"]),
        DEFAULT_MONTHS if loaded is None else loaded,
    )


def given_day(given: datetime | None) -> date | None:
    """Day of an option that takes one."""
    return given.date() if given else None
