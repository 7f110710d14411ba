"""Solved blocks on disk: each is written whole, under a key that says what it was solved from."""

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.experiment.batch.task import Array, Arrays, Task
from simulator.results import write_whole

LONGEST_NAME: Final = 160
"""Bytes of a block's name."""
LONGEST_HEADER: Final = 2**20
"""Bytes in which the names and shapes of a block's arrays have room."""


class BlockStore:
    """Blocks of one batch in a folder, each one record of named arrays in numpy's format.

    Such a file has the same bytes for the same numbers, and parts of an array are read without the rest.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """File of a block; a name beyond what file systems take is cut, and told from others by its digest."""
        is_long = len(name.encode()) > LONGEST_NAME
        file = f"{name[: LONGEST_NAME // 4]}-{sha256(name.encode()).hexdigest()[:16]}" if is_long else name
        return self.folder / f"{file}.npy"

    def clear(self) -> None:
        """Remove the blocks, and the folder where it holds nothing else; other files in it are the user's."""
        for path in self.folder.glob("*.npy"):
            if _is_block(path):
                path.unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or not there
            self.folder.rmdir()

    def has(self, task: Task) -> bool:
        """Whether a block of the same key is there and can be read."""
        try:
            return str(self._record(task.name)["key"]) == task.key()
        except (OSError, ValueError, KeyError, EOFError):
            return False

    def write(self, task: Task, arrays: Arrays) -> None:
        """Write a block whole.

        Raises
        ------
        ResultsError
            A file of the user's stands under its name.
        OutputError
            It cannot be written.
        """
        if (path := self.path(task.name)).exists() and not _is_block(path):
            raise ResultsError(f"{path}: no run wrote this file — choose another place with --out, or move it away.")
        contents = BytesIO()  # of a full disk, writing bytes says more than numpy does
        np.save(contents, _record({"key": np.array(task.key()), **arrays}), allow_pickle=False)
        write_whole(self.path(task.name), lambda path: path.write_bytes(contents.getbuffer()))

    def arrays(self, name: str) -> Arrays:
        """All arrays of a block."""
        record = self._record(name)
        return {field: np.array(record[field]) for field in record.dtype.names or () if field != "key"}

    def read(self, names: Sequence[str], variable: str, part: slice | None = None) -> Array:
        """One array of several blocks along its first axis; with `part` only these rows of the second."""
        rows = slice(None) if part is None else (slice(None), part)
        return np.concatenate([np.asarray(self._record(name)[variable][rows], np.float64) for name in names])

    def bounds(self, name: str) -> list[str]:
        """Identifiers of the bounds in a block of variations."""
        return [str(bound) for bound in self._record(name)["bound"]]

    def of_named(self, name: str, indicator: str, bounds: Sequence[str]) -> Array:
        """An indicator of named bounds in their order, shape (variation, bound); NaN of one that a block lacks."""
        known, values = self.bounds(name), self.read([name], indicator)
        table = np.full((len(values), len(bounds)), np.nan)
        columns = {column: known.index(bound) for column, bound in enumerate(bounds) if bound in known}
        table[:, list(columns)] = values[:, list(columns.values())]
        return table

    def of_planned(self, name: str, indicator: str) -> Array:
        """The same of those bounds that measures set; the others stop users of what is missing."""
        return self.read([name], indicator)[:, self._record(name)["is_planned"]]

    def _record(self, name: str) -> NDArray[Any]:
        record: NDArray[Any] = np.load(self.path(name), mmap_mode="r", max_header_size=LONGEST_HEADER)[0]
        return record


def _is_block(path: Path) -> bool:
    """Whether a file is a block, as its record has a key."""
    try:
        return "key" in (np.load(path, mmap_mode="r", max_header_size=LONGEST_HEADER).dtype.names or ())
    except (OSError, ValueError, EOFError):
        return False


def _record(arrays: Arrays) -> NDArray[Any]:
    """Several arrays as one of a single record."""
    record = np.empty(1, [(name, array.dtype, array.shape) for name, array in arrays.items()])
    for name, array in arrays.items():
        record[name][0] = array
    return record
