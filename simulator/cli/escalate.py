"""The command about games: escalate."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.names import game_names
from simulator.cli.options import (
    UNSOLVED,
    batch_options,
    check_drawn,
    draw_options,
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
from simulator.cli.output import in_digits, print_frame, say
from simulator.experiment.batch.checked import MOST_DRAWS

if TYPE_CHECKING:
    from simulator.results.experiments.escalation import Escalation
    from simulator.scenario import Game


@click.command("escalate")
@click.argument("game", metavar="GAME", shell_complete=game_names)
@click.option("--together", metavar="NAME=A,B,…", help="Make one player of several, who wants what they want together.")
@click.option("--gambit", is_flag=True, help="Write each horizon for Gambit, too: .nfg, and .efg of a tree.")
@click.option(
    "--draws", type=click.IntRange(0, MOST_DRAWS), default=0, show_default=True, help="Draws of what is uncertain."
)
@with_options(draw_options, plan_options, batch_options, no_figures_option, json_option)
@out_option_of("escalate")
@guarded
def escalate_command(
    game: str,
    together: str | None,
    gambit: bool,
    out: Path,
    no_figures: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Say what players would do, what each threat is worth, and what would make a deal hold.

    GAME is a file or the name of a shipped game. What each level costs its player (own) and the other side (other) is
    printed; all else is in the tables.

    \b
    Examples
      tariffsim escalate prisoners-dilemma
      tariffsim escalate kuala-lumpur --horizon short
      tariffsim escalate kuala-lumpur --draws 200
      tariffsim escalate answers-2025 --together Allies=EUU,JPN,KOR
    """
    from simulator.experiment.strategy.escalate import escalate

    check_drawn(options["draws"])
    with folder_for(out, "escalate"):
        with working(options, out) as batch:
            drawn = {name: options[name] for name in ("draws", "seed", "method")}
            asked = _together(game, together) if together else game
            escalation = escalate(asked, **drawn, options=plan_options_of(options), batch=batch)
        write_out(escalation, out, no_figures)
        for horizon in escalation.horizons if gambit else ():
            _write_gambit(escalation, out, horizon)
    shown = escalation.leverage if as_json else in_digits(escalation.overview()).replace("nan", "–")
    print_frame(shown, as_json)
    written = "Tables" if no_figures else "Tables, charts and report"
    say(f"{escalation.game.title} {escalation.description}. {written} are in {out}.")
    for note in escalation.notes:
        say(note)
    if escalation.unsolved:
        fail(f"{escalation.unsolved} profiles were not solved; nothing that depends on them is said.", UNSOLVED)


def _together(game: str, said: str) -> "Game":
    from simulator.scenario import load_game

    name, _, players = said.partition("=")
    return load_game(game).together(name, [player for player in players.split(",") if player])


def _write_gambit(escalation: "Escalation", out: Path, horizon: str) -> None:
    escalation.write_gambit(out / f"{horizon}.nfg", horizon=horizon)
    if escalation.game.tree:
        escalation.write_gambit(out / f"{horizon}.efg", horizon=horizon)
