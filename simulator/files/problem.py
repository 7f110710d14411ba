"""One problem in a file a user wrote: where it is, what was got, and what is allowed."""

import os
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import ScenarioError


@dataclass(frozen=True, order=True)
class Problem:
    """A problem and its place; sorted by file, line and column.

    `line` and `column` count from 1; 0 leaves them out. `key` is the dotted path inside the file, or empty.
    """

    file: str
    line: int
    column: int
    key: str
    text: str

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(count) for count in (self.line, self.column) if count)])
        return ": ".join(part for part in (place, self.key, self.text) if part)


def raise_all(problems: list[Problem]) -> None:
    """Raise every problem at once, each once and in the order of places; nothing happens without any."""
    if problems:
        raise ScenarioError([str(problem) for problem in sorted(set(problems))])


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


def read_text(path: Path, limit: int) -> str | Problem:
    """Read a text file of at most `limit` bytes, or say why it cannot be read."""
    try:
        return _text_of(path, limit)
    except ValueError as wrong:
        return Problem(shown_path(path), 0, 0, "", str(wrong))
    except OSError as wrong:
        reason = (wrong.strerror or "it cannot be read").lower()
        return Problem(shown_path(path), 0, 0, "", f"{reason} — a file that can be read.")


def _text_of(path: Path, limit: int) -> str:
    if path.exists() and not path.is_file():
        raise ValueError("got something that is not a file — an ordinary file.")
    size = path.stat().st_size
    if size > limit:
        raise ValueError(f"got {size:,} bytes — a file of at most {limit:,} bytes.")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ValueError(
            f"got bytes that are not text (at byte {wrong.start:,}) — a text file saved as UTF-8."
        ) from None
