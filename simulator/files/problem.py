"""What is wrong in a file that a user wrote: where, what was got, what is allowed, and what to do."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from simulator.errors import ScenarioError, SimulatorError, nearest


@dataclass(frozen=True, order=True)
class Place:
    """Where something is written; sorted by file, line and column.

    Attributes
    ----------
    file
        The file as messages show it, or the option of the command line.
    line, column
        Counted from 1; 0 leaves them out.
    key
        Dotted path inside the file, column of a table, or empty.
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        position = ":".join([self.file, *(str(count) for count in (self.line, self.column) if count)])
        return f"{position}: {self.key}" if self.key else position


@dataclass(frozen=True, order=True)
class Problem:
    """One problem; as text "file:line:column: key: what was got — what is allowed or nearest. What to do."."""

    location: Place
    got: str
    allowed: str = ""
    remedy: str = ""

    @classmethod
    def said(cls, location: Place, sentence: str) -> Self:
        """Problem of a sentence "what was got — what is allowed.", as checks of single values raise it."""
        got, _, allowed = sentence.partition(" — ")
        return cls(location, got, allowed)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, without the place."""
        wrong = _ended(" — ".join(part for part in (self.got, self.allowed) if part))
        return " ".join([wrong, *([_ended(self.remedy)] if self.remedy else [])])

    @property
    def parts(self) -> tuple[int | str, ...]:
        """What problems of one file are sorted by: their place, then their words."""
        return (self.location.line, self.location.column, self.location.key, self.got, self.allowed, self.remedy)

    def __str__(self) -> str:
        return f"{self.location}: {self.sentence}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def raise_all(problems: Sequence[Problem], error: type[SimulatorError] = ScenarioError) -> None:
    """Raise the problems of all files at once, each once, files as they were read; nothing happens without any."""
    order = {file: position for position, file in enumerate(dict.fromkeys(each.location.file for each in problems))}
    if order:
        told = sorted(set(problems), key=lambda problem: (order[problem.location.file], *problem.parts))
        raise error([str(problem) for problem in told])


def allowed_names(name: str, known: Sequence[str]) -> str:
    """Say which known name is meant, if one is near, and which are allowed."""
    return f"{nearest(name, known)} Allowed: {', '.join(known)}.".strip()


def shown(value: object) -> str:
    """Show a value in a message, on one line and not longer than 60 characters."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def shown_path(path: Path) -> str:
    """Show a file relative to the working directory where it lies inside."""
    absolute, here = os.path.abspath(path), os.getcwd()
    return os.path.relpath(absolute, here) if absolute.startswith(os.path.join(here, "")) else absolute
