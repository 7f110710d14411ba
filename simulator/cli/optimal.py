"""The command that looks for optimal tariffs."""

from pathlib import Path
from typing import Any

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
from simulator.cli.output import in_digits, print_frame, say


@click.command("optimal")
@click.argument("scenario", metavar="PATH", shell_complete=scenario_names)
@click.option("--player", metavar="REGION", help="Who sets tariffs, in place of those of the scenario.")
@click.option(
    "--by",
    type=click.Choice(["uniform", "partner", "sector", "cell"]),
    default="uniform",
    show_default=True,
    help="What has a tariff of its own; cell: each sector of each partner.",
)
@click.option("--against", metavar="REGION,…", default="", help="Whose goods are hit. [default: those of all others]")
@click.option("--low", default="0%", show_default=True, metavar="RATE", help="Lowest rate.")
@click.option("--high", default="200%", show_default=True, metavar="RATE", help="Highest rate.")
@click.option("--nash", metavar="REGION,…", default="", help="Several players whose tariffs are best replies.")
@click.option("--bargain", is_flag=True, help="Look for deals between them too: equal gains, and Nash's solution.")
@click.option(
    "--payoff",
    "payoffs",
    multiple=True,
    metavar="REGION=OUTCOME+…",
    help="What a player wants, such as USA=welfare:USA+0.01*factor_earnings:USA:SOY. [default: its welfare]",
)
@plan_options
@batch_options
@no_figures_option
@json_option
@out_option_of("optimal")
@guarded
def optimal_command(
    scenario: str,
    payoffs: tuple[str, ...],
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Find the tariffs that are best for a player, or best replies of several to each other.

    They come in place of what the scenario levies on goods; everything else is held as it is there.

    \b
    Examples
      tariffsim optimal truce-2025-10 --player USA
      tariffsim optimal truce-2025-10 --player USA --by partner --horizon long
      tariffsim optimal truce-2025-10 --nash USA,CHN --against USA,CHN --bargain
    """
    from simulator.experiment.strategy.optimal import optimal
    from simulator.experiment.strategy.payoff import weights_of

    wanted: dict[str, Any] = {name: options[name] for name in ("player", "by", "low", "high", "bargain")}
    wanted |= {
        name: [code.strip() for code in options[name].split(",") if code.strip()] for name in ("against", "nash")
    }
    wanted["payoff"] = dict(map(weights_of, payoffs))
    with folder_for(out, "optimal"):
        with working(options, out) as batch:
            tariffs = optimal(scenario, **wanted, options=plan_options_of(options), batch=batch)
        write_out(tariffs, out, no_figures)
    print_frame(tariffs.summary if as_json else in_digits(tariffs.summary), as_json)
    for finding in tariffs.findings():
        say(finding)
    say(f"All tariffs are in {out / 'tariffs.csv'}.")
