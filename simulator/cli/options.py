"""Options that commands share, and how their values become arguments."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from simulator.errors import ConvergenceError, SimulatorError

if TYPE_CHECKING:
    from simulator.experiment.plan import Options
    from simulator.experiment.run import Progress
    from simulator.experiment.uncertainty import Batch

INVALID_INPUT: Final = 3
UNSOLVED: Final = 1

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
            fail(str(error), UNSOLVED if isinstance(error, ConvergenceError) else INVALID_INPUT)

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


jobs_option = click.option("--jobs", type=click.IntRange(1), help="Processes. [default: one for each processor]")
batch_options = with_options(
    click.option("--seed", default=0, show_default=True, help="Seed of the draws."),
    click.option(
        "--method",
        type=click.Choice(["latin-hypercube", "sobol"]),
        default="latin-hypercube",
        show_default=True,
        help="How draws are made; sobol takes a power of 2.",
    ),
    jobs_option,
    click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler to solve draws on, such as tcp://host:8786."),
    click.option("--resume", is_flag=True, help="Keep draws that an interrupted run of the same has finished."),
)


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


def batch_of(options: dict[str, Any], folder: Path) -> "Batch":
    """Turn the options of draws into how they are worked off."""
    from simulator.experiment.uncertainty import Batch

    return Batch(options["jobs"], options["scheduler"], folder / "draws", options["resume"])


def plan_options_of(options: dict[str, Any]) -> "Options":
    """Turn the options that say what to solve into a record."""
    from simulator.experiment.plan import Options

    return Options(**plan_arguments(options))


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
