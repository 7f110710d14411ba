"""A cluster of Dask workers: each is sent an economy once, and tasks refer to it.

An economy of eighty regions takes 13 MB, and a task of it solves three equilibria: with one in every task, those of a
thousand draws would fill the memory of the scheduler.
"""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from io import BytesIO
from typing import Any, ParamSpec, TypeVar

from simulator.economy import Economy
from simulator.errors import SimulatorError

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """Reach the workers of a scheduler.

    Raises
    ------
    SimulatorError
        The package `distributed` is missing, or the scheduler cannot be reached.
    """
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
        yield _Workers(client)


class _Workers(Executor):
    """Workers of a cluster, and which economies they have."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  # distributed has no types
        self._client = client
        self._tasks: Executor = client.get_executor(pure=False)
        self._sent: dict[Economy, Any] = {}

    def submit(self, job: Callable[Given, Answer], /, *given: Given.args, **named: Given.kwargs) -> "Future[Answer]":
        """Have a call worked off, with the economies in it replaced by those that the workers have."""
        text = BytesIO()
        pickler = _Referring(text)
        pickler.dump((job, given, named))
        return self._tasks.submit(_called, text.getvalue(), *map(self._there, pickler.economies))

    def _there(self, economy: Economy) -> Any:  # noqa: ANN401  # a future of distributed
        """Where the workers have an economy, which they are sent the first time."""
        if economy not in self._sent:
            self._sent[economy] = self._client.scatter(economy, broadcast=True, hash=False)
        return self._sent[economy]


class _Referring(pickle.Pickler):
    """Pickles with a number in place of each economy, and lists these."""

    def __init__(self, text: BytesIO) -> None:
        super().__init__(text, pickle.HIGHEST_PROTOCOL)
        self.economies: list[Economy] = []

    def persistent_id(self, obj: object) -> int | None:
        """Number of an economy; None of anything else, which is pickled as it is."""
        if not isinstance(obj, Economy):
            return None
        if obj not in self.economies:
            self.economies.append(obj)
        return self.economies.index(obj)


class _Referred(pickle.Unpickler):
    """Reads such a text back, with economies that are there."""

    def __init__(self, text: BytesIO, economies: tuple[Economy, ...]) -> None:
        super().__init__(text)
        self._economies = economies

    def persistent_load(self, pid: int) -> Economy:
        """Economy of a number."""
        return self._economies[pid]


def _called(text: bytes, *economies: Economy) -> Any:  # noqa: ANN401  # whatever the call returns
    job, given, named = _Referred(BytesIO(text), economies).load()
    return job(*given, **named)
