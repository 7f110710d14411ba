"""Options that commands share, and how their values become arguments."""

import errno
import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, cast

import click
from click.core import ParameterSource

from simulator.cli.names import baseline_names
from simulator.errors import ConvergenceError, OutputError, ScenarioError, SimulatorError
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_JOBS

if TYPE_CHECKING:
    from simulator.experiment.batch.work import Batch, Progress
    from simulator.experiment.plan import Options
    from simulator.files.rates import Unit
    from simulator.results import Result

INVALID_INPUT: Final = 3
UNSOLVED: Final = 1
INTERRUPTED: Final = 130

BLOCKS: Final = "blocks"
"""Folder with the solved blocks, below the results folder."""

NOT_THE_INPUT: Final = (ConvergenceError, OutputError)
"""Errors that are none of the input: exit code 1."""

OF_THE_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO)
"""What the operating system says where nothing can be written."""

Command = TypeVar("Command", bound=Callable[..., Any])


def fail(message: str, code: int = INVALID_INPUT) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    click.echo(message, err=True)
    sys.exit(code)


debug_option = click.option("--debug", is_flag=True, help="Show the traceback of an error.")


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn errors that a user can cause into their message and exit code; `--debug` shows the traceback."""

    @debug_option
    @functools.wraps(command)
    def run(debug: bool, **options: Any) -> None:  # noqa: ANN401
        try:
            command(**options)
        except SimulatorError as error:
            if debug:
                raise
            fail(str(error), UNSOLVED if isinstance(error, NOT_THE_INPUT) else INVALID_INPUT)
        except KeyboardInterrupt:
            if debug:
                raise
            fail("Interrupted. Files are whole or not there; --resume goes on with blocks that were kept.", INTERRUPTED)
        except OSError as error:
            if debug or error.errno not in OF_THE_DISK:
                raise
            what = "read or written" if error.errno in (errno.EACCES, errno.EPERM) else "written"
            fail(f"{error.filename or 'A temporary file'}: cannot be {what} ({error.strerror}).", UNSOLVED)

    return run


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Attach several options to a command, in the order given."""

    def attach(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return attach


baseline_option = click.option(
    "--baseline",
    metavar="DIR",
    shell_complete=baseline_names,
    help="Baseline: a folder, or the name of a shipped one. [default: the suite's]",
)
set_option = click.option(
    "--set", "overrides", multiple=True, metavar="ID.KEY=VALUE", help="Replace a value, such as us-100.rate=0.5."
)
UNITS: Final = ("percent", "fraction")
"""What the bare numbers of a table of rates may be."""


def asked_unit() -> "Callable[[str], Unit] | None":
    """Put a doubt about a unit to whoever sits at the terminal; None where nobody does."""
    return _unit_of_answer if sys.stdin.isatty() else None


def _unit_of_answer(doubt: str) -> "Unit":
    click.echo(doubt, err=True)
    return cast("Unit", click.prompt("What are they", type=click.Choice(UNITS), err=True))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
out_option = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Results folder."
)
focus_option = click.option(
    "--focus",
    metavar="CODE,CODE",
    help="Regions that results are about. [default: the suite's, else those that measures name]",
)
title_option = click.option(
    "--title", metavar="TEXT", help="Headline of pages. [default: the scenario's or the suite's]"
)
plan_options = with_options(
    baseline_option,
    click.option(
        "--reference",
        metavar="NAME",
        help="Scenario against which changes are shown, or baseline. [default: the suite's, else the one extended]",
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
    focus_option,
    title_option,
)


full_option = click.option("--full", is_flag=True, help="Write every flow of a large economy, not only large ones.")
no_figures_option = click.option("--no-figures", is_flag=True, help="Leave out charts and report.")
batch_options = with_options(
    click.option(
        "--jobs", type=click.IntRange(1, MOST_JOBS), help="Processes at most. [default: one for each processor]"
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler to solve on, such as tcp://host:8786."),
    click.option("--resume", is_flag=True, help="Keep blocks that an interrupted run of the same has finished."),
)
draw_options = with_options(
    click.option(
        "--seed", type=click.IntRange(0, LARGEST_SEED), default=0, show_default=True, help="Seed of the draws."
    ),
    click.option(
        "--method",
        type=click.Choice(["latin-hypercube", "sobol"]),
        default="latin-hypercube",
        show_default=True,
        help="How draws are made; sobol takes a power of 2.",
    ),
)


def check_drawn(draws: int) -> None:
    """Refuse options that say how to draw where nothing is drawn.

    Raises
    ------
    ScenarioError
        With the option that would change nothing.
    """
    context = click.get_current_context()
    for name in ("seed", "method"):
        if draws == 0 and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise ScenarioError(f"--{name}: got it with no draws, which it says how to make — add --draws 200.")


def out_option_of(verb: str) -> Callable[[Command], Command]:
    """Results folder of a verb beside those of runs."""
    folder = Path("results") / verb
    return click.option(
        "--out", type=click.Path(path_type=Path), default=folder, show_default=True, help="Results folder."
    )


@contextmanager
def folder_for(out: Path, verb: str) -> Iterator[None]:
    """Hold the results folder for one verb; that of another one is refused."""
    from simulator.results import check_kind, in_use

    with in_use(out):
        check_kind(out, verb)
        yield


def write_out(result: "Result", out: Path, no_figures: bool, *, full: bool = False) -> None:
    """Write what a verb returned into its folder, and unless they are left out its charts and page."""
    written = result if full else result.lean()
    written.write(out, full=full)
    if not no_figures:
        from simulator.report import write_report

        write_report(written, out, jobs=click.get_current_context().params.get("jobs"))
    if written is not result:
        from simulator.results.assembly.lean import kept_words

        click.echo(f"{kept_words(written.dataset)} The others are written as sums; --full writes all.", err=True)
    clear_blocks(result, out)


def clear_blocks(result: "Result", out: Path) -> None:
    """Remove the blocks of a result that is written and has all of their numbers; of draws it has quantiles only."""
    from simulator.experiment.batch.store import BlockStore

    if not result.provenance.asked.get("draws"):
        BlockStore(out / BLOCKS).clear()


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


@contextmanager
def working(options: dict[str, Any], out: Path) -> Iterator["Batch"]:
    """Turn the options of batches into how one is run, with its blocks in the results folder and a progress bar.

    Raises
    ------
    ScenarioError
        Both processes of this machine and a cluster are asked for.
    """
    from simulator.experiment.batch.work import Batch

    if options["jobs"] is not None and options["scheduler"] is not None:
        raise ScenarioError("--jobs: got it with --scheduler — processes of this machine or a cluster, not both.")
    with solving() as progress:
        yield Batch(options["jobs"], options["scheduler"], out / BLOCKS, options["resume"], progress)


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
        "focus": options["focus"],
        "title": options["title"],
    }
