"""Where blocks are solved: in this process, in several, or on a cluster, all through one interface."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any, Final

from simulator.errors import ConvergenceError, SimulatorError
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Solved, Task, solve_task

FEW: Final = 256
"""So few cases are solved in this process: starting others would take longer."""


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
        with _cluster(scheduler) as cluster:
            yield cluster
        return
    workers = os.cpu_count() or 1 if jobs is None else jobs
    if workers <= 1:
        yield None
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise SimulatorError(
            "--scheduler needs the package `distributed` — pip install 'tariffsim[distributed]'."
        ) from None
    try:
        client: Any = Client(scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SimulatorError(
            f"--scheduler: cannot reach {scheduler!r} ({error}) — give its address, tcp://host:8786."
        ) from None
    with client:
        yield client.get_executor(pure=False)


def kept_blocks(tasks: Sequence[Task], store: BlockStore, pool: Executor | None) -> Iterator[Task]:
    """Solve blocks, keep each in a store, and hand over its task when it is there, in whatever order that is.

    Processes of this machine write their blocks themselves: one that died while it sent a long answer would leave the
    reader waiting for the rest. Workers elsewhere send theirs.

    Raises
    ------
    ConvergenceError
        A worker died; blocks handed over before are not lost.
    OutputError
        A block cannot be written.
    """
    if pool is None or sum(map(len, tasks)) <= FEW:
        for task in tasks:
            _keep(store, task)
            yield task
        return
    job = partial(_keep, store) if isinstance(pool, ProcessPoolExecutor) else solve_task
    waiting: dict[Future[Solved | None], Task] = {}
    try:
        with _deaf_to_interrupts():  # every process is started by some submission, not all by the first
            waiting |= {pool.submit(job, task): task for task in tasks}
        for finished in as_completed(waiting):
            task = waiting.pop(finished)  # lets go of the block when it is kept
            solved = finished.result()
            if solved is not None:
                store.write(task, solved)
            yield task
    except _deaths() as error:
        raise ConvergenceError(
            "A worker process died, perhaps for want of memory. What was finished is kept — run again with --resume, "
            "or with fewer --jobs."
        ) from error
    finally:
        for unfinished in waiting:
            unfinished.cancel()


def _keep(store: BlockStore, task: Task) -> None:
    store.write(task, solve_task(task))


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
