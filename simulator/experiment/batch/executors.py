"""Where tasks are solved: in this process, in several, or on a cluster, all through one interface."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from simulator.errors import ConvergenceError
from simulator.experiment.batch.cluster import cluster
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Arrays, Count, Task

FEW: Final = 256
"""So few equilibria are solved in this process: starting others would take longer."""


@contextmanager
def executor(jobs: int | None = None, scheduler: str | None = None) -> Iterator[Executor | None]:
    """Open an executor; None stands for this process.

    Parameters
    ----------
    jobs
        Number of processes; absent: one for each processor.
    scheduler
        Address of a Dask scheduler whose workers have this package installed.

    Raises
    ------
    SimulatorError
        A cluster is asked for without the package `distributed`, or cannot be reached.
    """
    if scheduler is not None:
        with cluster(scheduler) as workers:
            yield workers
        return
    processes = os.cpu_count() or 1 if jobs is None else jobs
    if processes <= 1:
        yield None
        return
    with _processes(processes) as pool:
        yield pool


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Open processes that end with this one, however it ends, and at once where the batch does not end well."""
    context = get_context("spawn")
    lifeline, held_here = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, initializer=_end_with, initargs=(lifeline,))
    try:
        yield pool
    except BaseException:
        held_here.close()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()
    held_here.close()


def _end_with(lifeline: Connection) -> None:
    """End this process as soon as the other end of a pipe is closed, by its only holder or by that one's death."""

    def wait() -> None:
        with suppress(EOFError, OSError):
            lifeline.recv()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def solve_and_keep(tasks: Sequence[Task], store: BlockStore, pool: Executor | None, count: Count) -> None:
    """Solve tasks and keep the block of each in a store as soon as it is solved, in whatever order that is.

    Processes of this machine write their blocks themselves: one that died while it sent a long answer would leave the
    reader waiting for the rest. Workers elsewhere send theirs.

    Raises
    ------
    ConvergenceError
        A worker died; blocks that were kept before are not lost.
    OutputError
        A block cannot be written.
    """
    is_local = pool is None or isinstance(pool, ProcessPoolExecutor)
    if pool is None or (is_local and (len(tasks) == 1 or sum(map(len, tasks)) <= FEW)):
        for task in tasks:
            store.write(task, task.solve(count))
        return
    job = partial(_keep, store) if is_local else _solve
    waiting: dict[Future[Arrays | None], Task] = {}
    try:
        with _deaf_to_interrupts():  # every process is started by some submission, not all by the first
            waiting |= {pool.submit(job, task): task for task in tasks}
        for finished in as_completed(waiting):
            task = waiting.pop(finished)  # lets go of the block when it is kept
            arrays = finished.result()
            if arrays is not None:
                store.write(task, arrays)
            count(len(task))
    except _deaths() as error:
        raise ConvergenceError(
            "A worker process died, perhaps for want of memory. What was finished is kept — run again with --resume, "
            "or with fewer --jobs."
        ) from error
    finally:
        for unfinished in waiting:
            unfinished.cancel()


def _solve(task: Task) -> Arrays:
    return task.solve(_unheard)


def _keep(store: BlockStore, task: Task) -> None:
    store.write(task, _solve(task))


def _unheard(_: int) -> None:
    """Count nothing, where who asks is in another process."""


def _deaths() -> tuple[type[BaseException], ...]:
    """Errors by which executors say that a worker died."""
    distributed = sys.modules.get("distributed")
    return (BrokenProcessPool, CancelledError, *((distributed.KilledWorker,) if distributed else ()))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that leave Ctrl-C to this one, which stops them; they inherit what is ignored here."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
