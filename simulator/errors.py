"""The exception family: what went wrong, where, and what to do about it."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

MOST_SHOWN: Final = 20
"""Problems that a message lists, so that it stays one screen."""


MOST_FOUND: Final = 1000
"""Problems of one kind in a file after which no more are looked for."""

LONGEST_NAME: Final = 100
"""Characters by which a name is held against others."""


class SimulatorError(Exception):
    """Base of every error a user can cause, which names the remedy.

    `problems` has every problem, the message as many as a screen holds.
    """

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        hidden = len(self.problems) - MOST_SHOWN
        count = "many" if len(self.problems) >= MOST_FOUND else hidden
        more = (f"and {count} more like these; mend them and look again.",) if hidden > 0 else ()
        super().__init__("\n".join((*self.problems[:MOST_SHOWN], *more)))


class DataError(SimulatorError):
    """A baseline folder cannot be read or breaks an identity."""


class ScenarioError(SimulatorError):
    """A scenario file, suite or override is wrong."""


class GameError(SimulatorError):
    """Payoffs, moves or chances make no game, or a game is asked what it has no answer to."""


class ConvergenceError(SimulatorError):
    """Some case has no solution that the solver found; raised only on request."""


class ResultsError(SimulatorError):
    """A results folder or a request about results cannot be served."""


class OutputError(ResultsError):
    """A file cannot be written: the disk is full, or the place is not one's own. What was finished is kept."""


def nearest(name: str, known: Sequence[str]) -> str:
    """Say which known name is meant, if one is near, for the end of an error message."""
    name = name[:LONGEST_NAME]
    exact = [candidate for candidate in known if candidate.lower() == name.lower()]
    matches = exact or get_close_matches(name, known, n=1, cutoff=0.5)
    return f"Did you mean {matches[0]!r}?" if matches else ""
