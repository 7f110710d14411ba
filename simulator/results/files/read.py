"""Reading a results folder of any verb."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from simulator.errors import ResultsError
from simulator.results.files.folder import Folder
from simulator.results.result import Result

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "run": ("run", "Results"),
    "sweep": ("experiments.sweep", "Sweep"),
    "sensitivity": ("experiments.sensitivity", "Sensitivity"),
    "breakeven": ("experiments.breakeven", "Breakeven"),
    "decompose": ("experiments.decomposition", "Decomposition"),
    "optimal": ("experiments.optimal", "Optimal"),
    "timeline": ("timeline", "PathResults"),
    "explore": ("experiments.exploration", "ExplorationRecord"),
    "escalate": ("experiments.escalation", "Escalation"),
}
"""Module and name of what is read from a folder, by the verb that wrote it; that of no other verb is imported."""


def read(folder: str | Path) -> Result:
    """Read the result that a verb wrote, whichever it is.

    Numbers that are asked of a result of an older version and that it does not have are an error when they are asked.

    Parameters
    ----------
    folder
        Where `write`, or a command, wrote it.

    Raises
    ------
    ResultsError
        The folder holds no results, or those of a later version, or they cannot be read.
    """
    path = Path(folder)
    verb = "run"
    try:
        opened = Folder.open(path)
        verb = opened.provenance.verb
        if verb not in KINDS:
            raise ResultsError(
                f"{path}: holds the results of `tariffsim {verb}`, which this version does not know — one of "
                f"{', '.join(KINDS)}; bring it up to date with `pip install --upgrade tariffsim`."
            )
        return _kind(verb).from_folder(opened)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResultsError(
            f"{path}: the results cannot be read ({error}) — solve them again with `tariffsim {verb}`."
        ) from error


def _kind(verb: str) -> type[Result]:
    module, name = KINDS[verb]
    kind: type[Result] = getattr(import_module(f"simulator.results.{module}"), name)
    return kind
