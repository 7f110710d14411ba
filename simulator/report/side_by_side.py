"""Work side by side: on many things at once, in copies of this process."""

import logging
import os
import platform
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Generic, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def side_by_side(work: Callable[[Item], Outcome], items: Sequence[Item], jobs: int | None = 1) -> list[Outcome]:
    """Outcomes of some work on each of many items, in their order.

    Items need not be sent to a copy, which has what this process has; plans of charts, which hold functions, could not
    be. What a copy does not bring about is done here, so that its error or warning is that of this process.

    Parameters
    ----------
    work
        Its outcome can be pickled.
    jobs
        Processes at most, this one among them; None: one for each processor. Where a copy cannot be had, or would not
        be safe, as beside other threads, all is done here.
    """
    n_copies = min(os.cpu_count() or 1 if jobs is None else jobs, len(items)) - 1
    if n_copies < 1 or platform.system() != "Linux" or threading.active_count() > 1:
        return [work(item) for item in items]
    shared = _Shared(work, items, get_context("fork").Value("l", 0))
    with _copies(shared, n_copies) as pipes:
        shared.finish()
        for pipe in pipes:
            with suppress(EOFError):
                shared.done |= pipe.recv()
    return [shared.done[number] if number in shared.done else work(item) for number, item in enumerate(items)]


@dataclass(eq=False)
class _Shared(Generic[Item, Outcome]):
    """Work that processes share: each takes the next item that none has taken."""

    work: Callable[[Item], Outcome]
    items: Sequence[Item]
    taken: "Synchronized[int]"

    def __post_init__(self) -> None:
        self.done: dict[int, Outcome] = {}

    def finish(self) -> None:
        """Work on one item after the other until all are taken."""
        while (number := self._next()) < len(self.items):
            self.done[number] = self.work(self.items[number])

    def stop(self) -> None:
        """Let nobody take another item."""
        with self.taken.get_lock():
            self.taken.value = len(self.items)

    def _next(self) -> int:
        with self.taken.get_lock():
            self.taken.value += 1
            return self.taken.value - 1


class _Left(logging.Handler):
    """Ends the work of a copy that has something to say, which is left to this process, lest it be said twice."""

    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError(record.getMessage())


@contextmanager
def _copies(shared: "_Shared[Item, Outcome]", count: int) -> Iterator[list[Connection]]:
    """Copies of this process at work, and what each sends its outcomes through; at the end there are none left."""
    context = get_context("fork")
    pipes, processes = list[Connection](), []
    try:
        for _ in range(count):
            here, there = context.Pipe(duplex=False)
            processes.append(context.Process(target=_in_copy, args=(shared, there), daemon=True))
            pipes.append(here)
            with warnings.catch_warnings():  # of threads of numpy, which are not used by a copy
                warnings.simplefilter("ignore", DeprecationWarning)
                processes[-1].start()
            there.close()
        yield pipes
    finally:
        shared.stop()
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join()


def _in_copy(shared: "_Shared[Item, Outcome]", there: Connection) -> None:
    """What a copy does: its share of the work, until one of it fails; Ctrl-C is left to the process that it copies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("simulator").addHandler(_Left())
    with suppress(Exception):
        shared.finish()
    with suppress(BrokenPipeError):
        there.send(shared.done)
