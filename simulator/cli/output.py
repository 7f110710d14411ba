"""What commands print: tables that fit the terminal, JSON, and remarks on stderr."""

import itertools
import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

FILE_WIDTH: Final = 200
"""Columns of what goes to a file or another program."""

if TYPE_CHECKING:
    import pandas as pd

    from simulator.results import Result, Results


def say(message: str) -> None:
    """Tell the user something beside the output."""
    click.echo(message, err=True)


def typed(verb: str, *words: object, **options: Any) -> str:  # noqa: ANN401  # of each command
    """A command as it is typed: quoted where a shell needs it, without the options that say nothing."""
    named = [str(word) for word in words]
    parts = ["tariffsim", *verb.split(), *(f"./{word}" if word.startswith("-") else word for word in named)]
    for name, given in options.items():
        values = given if isinstance(given, tuple) else () if given is None else (given,)
        parts += [part for value in values for part in (f"--{name.strip('_')}", str(value))]
    return shlex.join(parts)


def free(name: str) -> str:
    """Name of a file that is not there yet: mine.yaml, else mine-2.yaml, and so on."""
    path = Path(name)
    others = (f"{path.stem}-{count}{path.suffix}" for count in itertools.count(2))
    return next(other for other in itertools.chain([name], others) if not os.path.lexists(other))


def say_reference(result: "Result") -> None:
    """Say with what scenarios are compared, and how to compare them with another."""
    reference = result.provenance.reference
    if reference:
        say(f"Charts compare with {reference}; --reference NAME takes another, --reference baseline the baseline.")
    else:
        say("Charts compare with the baseline; --reference NAME takes a scenario.")


def print_next(*commands: str) -> None:
    """Say which commands come next, one a line, so that they can be copied."""
    say("Next:\n" + "\n".join(f"  {command}" for command in commands))


def show_headline(results: "Results", as_json: bool) -> None:
    """Print the headline numbers of all scenarios."""
    print_frame(results.headline(), as_json)


def say_idle(results: "Results") -> None:
    """Say which measures do not bind, and from where on they would, at the first horizon."""
    from simulator.results.analysis.idle import idle_sentences

    for scenario, text in idle_sentences(results):
        say(f"{scenario}: {text}")


def print_frame(frame: "pd.DataFrame", as_json: bool) -> None:
    """Print a table of results as text or JSON."""
    if as_json:
        click.echo(frame.reset_index(drop=True).to_json(orient="records", indent=2))
    else:
        print_rows([{str(key): value for key, value in row.items()} for row in frame.to_dict("records")])


def in_digits(frame: "pd.DataFrame", digits: int = 4) -> "pd.DataFrame":
    """Write the numbers of a table with as many significant digits, where small differences matter."""
    numbers = frame.select_dtypes("number")
    return frame.assign(
        **{str(name): numbers[name].map(lambda number: f"{number + 0.0:.{digits}g}") for name in numbers}
    )


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table that fits the terminal."""
    from simulator.terminal import fitted

    if rows:
        is_number = [isinstance(value, int | float) and not isinstance(value, bool) for value in rows[0].values()]
        click.echo(fitted(_cells(rows), is_number, columns()))


def print_records(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows of long texts, each below its first cell."""
    from simulator.terminal import records

    if rows:
        click.echo(records(_cells(rows), columns()))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, broken at words where the terminal is narrow."""
    from simulator.terminal import wrapped

    for line in lines:
        click.echo(wrapped(line, columns()))


def columns() -> int:
    """Columns of the terminal; of a file or another program those of a wide one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else FILE_WIDTH


def _cells(rows: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    from simulator.terminal import cell

    return {name.replace("_", " "): [cell(row[name]) for row in rows] for name in rows[0]}
