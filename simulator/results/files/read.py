"""Reading a results folder of any verb."""

from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Final

from simulator.errors import ResultsError
from simulator.results.files.folder import Folder
from simulator.results.result import Result

KINDS: Final[Mapping[str, str]] = {
    "run": "simulator.results.run:Results",
    "sweep": "simulator.results.experiments.sweep:Sweep",
    "sensitivity": "simulator.results.experiments.sensitivity:Sensitivity",
    "breakeven": "simulator.results.experiments.breakeven:Breakeven",
    "decompose": "simulator.results.experiments.decomposition:Decomposition",
    "optimal": "simulator.results.experiments.optimal:Optimal",
    "timeline": "simulator.results.timeline:PathResults",
    "tariffs": "simulator.results.experiments.tariffs:Tariffs",
    "explore": "simulator.results.experiments.exploration:ExplorationRecord",
    "escalate": "simulator.results.experiments.escalation:Escalation",
}
"""Module and class of what is read from a folder, by the verb that wrote it; that of no other verb is imported."""


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
    kind: type[Result] = resolve_name(KINDS[verb])
    return kind
