"""The user's own files beside a table: where something is wrong in them is told all at once."""

from collections.abc import Sequence
from pathlib import Path

from simulator.errors import DataError
from simulator.files.table import MAX_PROBLEMS, Columns, Problems, Table, parse_table


class FileProblems(Problems):
    """Everything wrong with one file that the user gave; places are its name, with line and column."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.parent)
        self.path = path
        self.found: list[str] = []

    def add(self, place: str, message: str) -> None:
        """Note a problem at a place of the file."""
        self.found.append(f"{self.path.parent / place}: {message}")

    def raise_any(self) -> None:
        """Raise `DataError` with the list, if there is anything on it."""
        if self.found:
            raise DataError("\n".join(listed(self.found)))


def listed(problems: Sequence[str]) -> list[str]:
    """As many problems as one message holds, and how many more there are."""
    hidden = len(problems) - MAX_PROBLEMS
    return [*problems[:MAX_PROBLEMS], *([f"and {hidden} more."] if hidden > 0 else [])]


def read_input(path: Path, columns: Columns, problems: Problems) -> Table:
    """Read a CSV file that the user gave.

    Raises
    ------
    DataError
        It cannot be read or has not the columns asked for.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}). Give the path of a CSV file.") from None
    table = parse_table(path.name, content, columns, problems)
    if table is not None and not table.rows:
        problems.add(f"{path.name}:1", "holds no row below the header. Write at least one.")
    problems.raise_any()
    return table or Table(path.name)
