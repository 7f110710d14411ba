"""Baseline folders that are either there as a whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.errors import DataError


def check_free(folder: Path) -> None:
    """Check that nothing stands where a folder is to be written.

    Raises
    ------
    DataError
        Something does.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f"{folder}: is there already — choose another folder with --out, or remove it first.")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside that becomes it once it is filled; nothing is left of one that fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name[:40]}-", dir=folder.parent) as temporary:
        unfinished = Path(temporary) / folder.name
        unfinished.mkdir()
        yield unfinished
        unfinished.replace(folder)
