"""The command that writes a page of sliders."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.names import scenario_names
from simulator.cli.options import (
    batch_options,
    clear_blocks,
    folder_for,
    guarded,
    json_option,
    out_option_of,
    plan_options,
    plan_options_of,
    working,
)
from simulator.cli.output import in_digits, print_frame, say, say_reference
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_SAMPLES


@click.command("explore")
@click.argument("scenarios", nargs=-1, metavar="[PATH]…", shell_complete=scenario_names)
@click.option(
    "--over",
    multiple=True,
    metavar="LEVER=RANGE",
    help="A slider: a lever and its range, low:high, or the points of its grid as a list or low:high:step; repeat for "
    "up to five. [default: those of the shipped scenarios]",
)
@click.option(
    "--checked",
    type=click.IntRange(1, MOST_SAMPLES),
    default=64,
    show_default=True,
    help="Random settings at each horizon at which the page is held against the model.",
)
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=20251026, show_default=True, help="Seed of these settings."
)
@plan_options
@batch_options
@json_option
@out_option_of("explore")
@guarded
def explore_command(
    scenarios: tuple[str, ...],
    over: tuple[str, ...],
    out: Path,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Write one HTML page with sliders for the values of a scenario; it opens from a file, without a network.

    A grid of the values is solved before, and the page goes between its points. How exact that is, is measured
    against the model and printed, here and on the page. Without PATH the shipped scenarios of October 2025 are
    explored: tariffs both ways, rare-earth licences and soybeans. Of several scenarios the first one is explored, and
    the others, which may differ by nothing but the levers, become buttons.

    \b
    Examples
      tariffsim explore
      tariffsim explore tariff-100 --over us-100.rate=0:1.5 --horizon short
      tariffsim explore soybean-pledge --over cn-soybeans.quantity=0:40 --over parameters.origin.SOY=2:8
    """
    from simulator.experiment.explorer.explore import explore
    from simulator.report import write_explorer

    asked = {name: options[name] for name in ("checked", "seed")}
    with folder_for(out, "explore"):
        with working(options, out) as batch:
            exploration = explore(scenarios or None, over, options=plan_options_of(options), batch=batch, **asked)
        exploration.write(out)
        page = write_explorer(exploration, out)
        clear_blocks(exploration, out)
    print_frame(exploration.errors if as_json else in_digits(exploration.errors, 3), as_json)
    say_reference(exploration)
    say(f"{exploration.n_points:,} points solved; errors between them are above. Open {page}.")
