"""Reading a results folder of any verb."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from simulator.errors import ResultsError
from simulator.results.experiments.breakeven import Breakeven
from simulator.results.experiments.decomposition import Decomposition
from simulator.results.experiments.escalation import Escalation
from simulator.results.experiments.exploration import ExplorationRecord
from simulator.results.experiments.optimal import Optimal
from simulator.results.experiments.sensitivity import Sensitivity
from simulator.results.experiments.sweep import Sweep
from simulator.results.files.folder import Folder
from simulator.results.result import Result
from simulator.results.run import Results
from simulator.results.timeline import PathResults

KINDS: Final[Mapping[str, type[Result]]] = {
    "run": Results,
    "sweep": Sweep,
    "sensitivity": Sensitivity,
    "breakeven": Breakeven,
    "decompose": Decomposition,
    "optimal": Optimal,
    "timeline": PathResults,
    "explore": ExplorationRecord,
    "escalate": Escalation,
}
"""What is read from a folder, by the verb that wrote it."""


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
        return KINDS[verb].from_folder(opened)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResultsError(
            f"{path}: the results cannot be read ({error}) — solve them again with `tariffsim {verb}`."
        ) from error
