"""How a batch is run: where its tasks are solved, where their blocks are kept, and who is told how far it is."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from simulator.errors import ScenarioError
from simulator.experiment.batch.checked import MOST_JOBS, whole
from simulator.experiment.batch.executors import executor, solve_and_keep
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Task
from simulator.results import check_writable, explained

MANY: Final = 1_000
"""Equilibria from which on one block is timed before the others are solved."""
LONG: Final = 60.0
"""Seconds from which on is said how long it takes."""
_LOG: Final = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of equilibria solved so far and of all that are known to be needed."""


@dataclass(frozen=True)
class Batch:
    """How a batch is run.

    Attributes
    ----------
    jobs
        Processes that solve, at most: so few equilibria as take less time than starting a process are solved in this
        one. Absent: one for each processor. A script that uses more than one protects its main
        part by `if __name__ == "__main__":`.
    scheduler
        Address of a Dask scheduler whose workers solve instead.
    folder
        Where solved blocks are kept; absent: in a temporary folder, for the time of the batch.
    resume
        Keep blocks of an earlier batch that were solved from the same; those are in a `folder`.
    progress
        Told how many equilibria are solved, of how many.
    """

    jobs: int | None = 1
    scheduler: str | None = None
    folder: Path | None = None
    resume: bool = False
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None:
            whole("jobs", self.jobs, 1, MOST_JOBS)
        if self.scheduler == "":
            raise ScenarioError("scheduler: got '' — the address of a Dask scheduler, such as tcp://host:8786.")
        if self.resume and self.folder is None:
            raise ScenarioError(
                "resume: got no folder — give the one of the batch to go on with: folder=…, resume=True."
            )

    @contextmanager
    def work(self) -> Iterator["Work"]:
        """Open the executor and the folder for the time of the batch.

        Raises
        ------
        OutputError
            The folder cannot be written to.
        SimulatorError
            A cluster cannot be reached.
        """
        with _blocks_folder(self.folder) as folder, executor(self.jobs, self.scheduler) as pool:
            yield Work(self, BlockStore(folder), pool)


DEFAULT_BATCH: Final = Batch()


def forecast(seconds: float, size: float, free: float) -> str:
    """How long a batch will take and how much of the disk, in a sentence."""
    minutes, room = max(1, round(seconds / 60)), "" if size < free else f", of which {free / 1e9:.1f} GB are free"
    return (
        f"This takes about {minutes:,} minute{'s' * (minutes > 1)} and {size / 1e9:.2g} GB of disk{room}. "
        "Ctrl-C stops it; --resume goes on."
    )


@contextmanager
def _blocks_folder(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        check_writable(folder)
        yield folder
        return
    with explained(Path("temporary files")):
        temporary = TemporaryDirectory(prefix="tariffsim-")
    with temporary as name:
        yield Path(name)


class Work:
    """A batch under way: solves tasks, keeps their blocks in a store, and counts."""

    def __init__(self, batch: Batch, store: BlockStore, pool: Executor | None) -> None:
        self.store = store
        self._batch, self._pool = batch, pool
        self._done = self._total = self._rounds = 0

    def next_round(self) -> str:
        """Prefix of the names of the next blocks, so that no two rounds of one search have a name in common."""
        self._rounds += 1
        return f"{self._rounds:03d}"

    def finish(self, tasks: Sequence[Task]) -> None:
        """Solve tasks and keep the block of each as soon as it is solved; when resuming, those that are there stay.

        Raises
        ------
        ConvergenceError
            A worker died; blocks finished before are kept.
        OutputError
            A block cannot be written.
        """
        missing = [task for task in tasks if not (self._batch.resume and self.store.has(task))]
        self._total += sum(map(len, tasks))
        self._count(sum(map(len, tasks)) - sum(map(len, missing)))
        if sum(map(len, missing)) > MANY and self._batch.scheduler is None:
            missing = self._forecast(missing)
        solve_and_keep(missing, self.store, self._pool, self._count)

    def _forecast(self, tasks: Sequence[Task]) -> list[Task]:
        """Solve the largest task first, and say from it how long the others take and how large they are."""
        first = max(tasks, key=len)
        started = time.perf_counter()
        solve_and_keep([first], self.store, None, self._count)
        times = (sum(map(len, tasks)) - len(first)) / len(first)
        workers = min(self._batch.jobs or os.cpu_count() or 1, len(tasks))
        seconds = times * (time.perf_counter() - started) / workers
        if seconds > LONG:
            size = times * self.store.path(first.name).stat().st_size
            _LOG.warning(forecast(seconds, size, shutil.disk_usage(self.store.folder).free))
        return [task for task in tasks if task is not first]

    def _count(self, equilibria: int) -> None:
        self._done += equilibria
        if self._batch.progress is not None:
            self._batch.progress(self._done, self._total)
