"""Solved blocks on disk: each is written whole under a key that says what it was solved from."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.io import netcdf_file

import simulator
from simulator.experiment.blocks import Array, Solved, Task
from simulator.results import DIMENSIONS, INDICATORS, write_whole
from simulator.results.flow_sums import FLOW_DIM, FLOW_SUMS

ENGINE: Final = "scipy"
"""Classic netCDF: the same bytes for the same numbers, and quick to write."""


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
            with xr.open_dataset(self.path(task.name), engine=ENGINE) as data:
                return bool(data.attrs.get("key") == key(task))
        except (OSError, ValueError, TypeError, IndexError):
            return False

    def write(self, task: Task, solved: Solved) -> None:
        """Write a block whole."""
        data = _dataset(task, solved).assign_attrs(key=key(task))
        write_whole(self.path(task.name), lambda path: data.to_netcdf(path, engine=ENGINE))

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
    if task.ratios is not None:
        for item in fields(task.ratios):
            total.update(getattr(task.ratios, item.name).tobytes())
    return total.hexdigest()


def _dimensions(name: str) -> tuple[str, ...]:
    return (FLOW_DIM, "exporter", "importer") if name == FLOW_SUMS else DIMENSIONS[INDICATORS[name].about]


def _dataset(task: Task, solved: Solved) -> xr.Dataset:
    economy = task.economy
    labels = {"region": economy.regions, "partner": economy.regions, "sector": economy.sectors}
    labels |= {"exporter": economy.regions, "importer": economy.regions, "bound": tuple(solved.bounds)}
    labels |= {FLOW_DIM: tuple(item.name for item in task.flow_sums)}
    variables: dict[str, tuple[tuple[str, ...], Array]] = {
        name: (("variation", *_dimensions(name)), array) for name, array in solved.arrays.items()
    }
    used = {name for dims, _ in variables.values() for name in dims}
    coords: Mapping[str, np.ndarray] = {
        name: np.array(values, dtype=str) for name, values in labels.items() if name in used and values
    }
    return xr.Dataset(
        {name: item for name, item in variables.items() if 0 not in item[1].shape}
        | {
            "is_solved": (
                ("variation",),
                np.array([status == "CONVERGED" for status in solved.status], dtype=np.int32),
            ),
            "residual": (("variation",), solved.residual),
        },
        coords=coords,
    )
