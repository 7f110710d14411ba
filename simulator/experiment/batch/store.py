"""Solved blocks on disk: each is written whole under a key that says what it was solved from."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import netcdf_file

import simulator
from simulator.experiment.batch.task import Array, Solved, Task
from simulator.results import DIMENSIONS, INDICATORS, write_whole
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS
from simulator.scenario.effects.rationing import RATIONING


class BlockStore:
    """Blocks of one run in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """File of a block."""
        return self.folder / f"{name}.nc"

    def has(self, task: Task) -> bool:
        """Whether a block of the same key is there and can be read."""
        try:
            with netcdf_file(self.path(task.name), mmap=True) as file:
                return bool(getattr(file, "key", None) == key(task).encode())
        except (OSError, ValueError, TypeError, IndexError):
            return False

    def write(self, task: Task, solved: Solved) -> None:
        """Write a block whole."""
        contents = _netcdf(task, solved)
        write_whole(self.path(task.name), lambda path: path.write_bytes(contents))

    def read(self, names: list[str], indicator: str, part: slice | None = None) -> Array:
        """One indicator over all variations of several blocks; with `part` only these rows of its first own axis."""
        return np.concatenate([self._variable(name, indicator, part) for name in names])

    def _variable(self, name: str, variable: str, part: slice | None = None) -> Array:
        """One variable of a block, without the labels that make opening it as a dataset slow."""
        wanted = slice(None) if part is None else (slice(None), part)
        with netcdf_file(self.path(name), mmap=True) as file:
            return np.array(file.variables[variable][wanted], dtype=np.float64)

    def of_bounds(self, name: str, indicator: str) -> Array:
        """One indicator over the variations and bounds of a block, which may have none."""
        if self.bounds(name):
            return self._variable(name, indicator)
        return np.empty((self._variable(name, "is_solved").size, 0))

    def of_named(self, name: str, indicator: str, bounds: Sequence[str]) -> Array:
        """The same of named bounds in their order, shape (variation, bound); NaN of one that a block does not have."""
        known, values = self.bounds(name), self.of_bounds(name, indicator)
        table = np.full((len(values), len(bounds)), np.nan)
        places = {column: known.index(bound) for column, bound in enumerate(bounds) if bound in known}
        table[:, list(places)] = values[:, list(places.values())]
        return table

    def of_planned(self, name: str, indicator: str) -> Array:
        """The same of those bounds that measures set; the others stop users of what is missing."""
        values = self.of_bounds(name, indicator)
        return values[:, self._variable(name, "is_planned") > 0] if values.size else values

    def bounds(self, name: str) -> list[str]:
        """Identifiers of the bounds in a block."""
        with netcdf_file(self.path(name), mmap=False) as file:
            if "bound" not in file.variables:
                return []
            letters: NDArray[np.bytes_] = np.array(file.variables["bound"][:])
        return [b"".join(row).rstrip(b"\0").decode() for row in letters.tolist()]


def key(task: Task) -> str:
    """SHA-256 of everything that a block's numbers follow from."""
    total = hashlib.sha256()
    parts = (
        simulator.__version__,
        task.economy.digest,
        task.scenario.digest,
        task.horizon,
        [sorted(values.items()) for values in task.values],
        task.indicators,
        task.flow_sums,
        task.settings,
        [measure.enabled for measure in task.scenario.measures],
    )
    total.update(repr(parts).encode())
    if task.assumed is not None:
        total.update(task.assumed.fingerprint())
    return total.hexdigest()


def _netcdf(task: Task, solved: Solved) -> bytes:
    """A block as a classic netCDF file: the same bytes for the same numbers, and quick to write."""
    contents = BytesIO()
    with netcdf_file(contents, "w") as file:
        file.key = key(task)  # type: ignore[attr-defined]
        for name, array in solved.arrays.items():
            if array.size:
                _put(file, name, ("variation", *_dimensions(name)), array)
        _put(file, "is_solved", ("variation",), np.array([status == "CONVERGED" for status in solved.status], np.int32))
        _put(file, "residual", ("variation",), solved.residual)
        if solved.bounds:
            is_planned = [label.kind != RATIONING for label in solved.bounds.values()]
            _put(file, "is_planned", ("bound",), np.array(is_planned, np.int32))
            names = np.array([name.encode() for name in solved.bounds])
            _put(file, "bound", ("bound", "letter"), names[:, None].view("S1"))
        file.flush()
        return contents.getvalue()


def _dimensions(name: str) -> tuple[str, ...]:
    return (FLOW_DIM, "exporter", "importer") if name == FLOW_SUMS else DIMENSIONS[INDICATORS[name].about]


def _put(file: netcdf_file, name: str, dimensions: tuple[str, ...], array: NDArray[np.generic]) -> None:
    for dimension, length in zip(dimensions, array.shape, strict=True):
        if dimension not in file.dimensions:
            file.createDimension(dimension, length)
    file.createVariable(name, array.dtype, dimensions)[:] = array
