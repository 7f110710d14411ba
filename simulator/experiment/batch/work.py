"""How a batch is worked off: where its blocks are solved, where they are kept, and who is told how far it is."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from simulator.experiment.batch.executors import executor, kept_blocks
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Task
from simulator.results import check_writable, explained

Progress = Callable[[int, int], None]
"""Called with the number of cases solved so far and of all cases that are known to be needed."""


@dataclass(frozen=True)
class Batch:
    """How a batch is worked off.

    Attributes
    ----------
    jobs
        Processes that solve blocks; absent: one for each processor. A script that uses more than one protects its main
        part by `if __name__ == "__main__":`.
    scheduler
        Address of a Dask scheduler that solves them instead.
    folder
        Where blocks are kept; absent: in a temporary folder, for the time of the run.
    resume
        Keep blocks of an earlier run that were solved from the same.
    progress
        Told how many cases are solved, of how many.
    """

    jobs: int | None = 1
    scheduler: str | None = None
    folder: Path | None = None
    resume: bool = False
    progress: Progress | None = None

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
    """A batch under way: solves blocks into a store, and counts."""

    def __init__(self, batch: Batch, store: BlockStore, pool: Executor | None) -> None:
        self.store = store
        self._batch, self._pool = batch, pool
        self._done = self._total = self._rounds = 0

    def next_round(self) -> str:
        """Prefix of the names of the next blocks, so that no two rounds of one search have a name in common."""
        self._rounds += 1
        return f"{self._rounds:03d}"

    def finish(self, tasks: Sequence[Task]) -> None:
        """Solve blocks and keep each as soon as it is finished; when resuming, those that are there already stay.

        Raises
        ------
        ConvergenceError
            A worker died; blocks finished before are kept.
        OutputError
            A block cannot be written.
        """
        missing = {task.name: task for task in tasks if not (self._batch.resume and self.store.has(task))}
        self._total += sum(map(len, tasks))
        self._count(sum(map(len, tasks)) - sum(map(len, missing.values())))
        for task in kept_blocks(list(missing.values()), self.store, self._pool):
            self._count(len(task))

    def _count(self, cases: int) -> None:
        self._done += cases
        if self._batch.progress is not None:
            self._batch.progress(self._done, self._total)
