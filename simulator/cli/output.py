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

WITHOUT_EFFECT: Final = "without it every rate, cost and limit on what is traded is the same."
"""What is said of a measure that changes nothing."""

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
    """Print the headline numbers of all scenarios, with their bands where there are draws."""
    from simulator.results.analysis.bands import COVERED
    from simulator.results.analysis.headline_bands import headline_bands

    frame, bands = results.headline(), headline_bands(results)
    if bands is None:
        print_frame(frame, as_json)
        return
    if as_json:
        print_frame(_with_ends(frame, *bands), as_json)
        return
    print_rows([_banded(*rows) for rows in zip(*map(_rows, (frame, *bands)), strict=True)])
    say(f"Below a number: from where to where it is in {COVERED} of {results.provenance.asked['draws']:,} draws.")


def _with_ends(frame: "pd.DataFrame", low: "pd.DataFrame", high: "pd.DataFrame") -> "pd.DataFrame":
    """A table with the ends of the bands of its numbers as further columns."""
    numbers = [str(name) for name in frame.select_dtypes("number")]
    ends = (("low", low), ("high", high))
    return frame.assign(**{f"{name} {end}": table[name] for name in numbers for end, table in ends})


def _banded(row: dict[str, Any], low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    """A row whose numbers have the ends of their bands."""
    from simulator.terminal import Banded, is_number

    return {name: Banded(value, low[name], high[name]) if is_number(value) else value for name, value in row.items()}


def say_bounds(results: "Results") -> None:
    """Say which measures bind, and which do nothing or do not bind, at the first horizon."""
    from simulator.results.analysis.binding import binding_reasons
    from simulator.results.analysis.idle import idle_reasons, without_effect

    acts_by_bounds = {
        (item["name"], measure) for item in results.provenance.scenarios for measure in item.get("without_wedges", ())
    }
    for scenario, measure, reason in binding_reasons(results):
        say(f"{scenario}: {measure!r} binds: {reason}")
    for scenario, measure, reason in idle_reasons(results):
        nothing = " does nothing" if (scenario, measure) in acts_by_bounds else ""
        say(f"{scenario}: {measure!r}{nothing}: {reason}")
    for scenario, measure in without_effect(results):
        say(f"{scenario}: {measure!r} does nothing: {WITHOUT_EFFECT}")


def print_frame(frame: "pd.DataFrame", as_json: bool) -> None:
    """Print a table of results as text or JSON."""
    if as_json:
        click.echo(frame.reset_index(drop=True).to_json(orient="records", indent=2))
    else:
        print_rows(_rows(frame))


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def in_digits(frame: "pd.DataFrame", digits: int = 4) -> "pd.DataFrame":
    """Write the numbers of a table with as many significant digits, where small differences matter."""
    numbers = frame.select_dtypes("number")
    return frame.assign(
        **{str(name): numbers[name].map(lambda number: f"{number + 0.0:.{digits}g}") for name in numbers}
    )


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table that fits the terminal."""
    from simulator.terminal import fitted, is_number

    if rows:
        click.echo(fitted(_cells(rows), list(map(is_number, rows[0].values())), columns()))


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
