"""Files of a path: its figures with their numbers, and the page."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from simulator.report.timeline.catalogue import OBSERVED, PATH_FIGURES, path_charts
from simulator.report.timeline.page import render_path
from simulator.report.views.timeline import PathView
from simulator.report.write import write_figures
from simulator.results import write_text
from simulator.results.timeline import PathResults


def write_path_report(
    path: PathResults, folder: str | Path, observations: Mapping[str, pd.DataFrame] | None = None
) -> list[Path]:
    """Write the figures that apply to a path, with their numbers, and the report page.

    Figures of an earlier path that do not apply to this one are removed from `figures`.

    Parameters
    ----------
    folder
        Results folder; made if it is not there.
    observations
        By outcome, what was observed, as `observed` takes it.

    Returns
    -------
    paths
        All files written, `report.html` last.

    Raises
    ------
    ResultsError
        The folder cannot be written to, or observations that cannot be read.
    """
    folder, view = Path(folder), PathView(path)
    planned = path_charts(view, observations)
    paths = write_figures(folder / "figures", {name: chart.figure() for name, chart in planned.items()})
    _remove_outdated(folder / "figures", paths)
    drawings = {item.stem: item.read_text(encoding="utf-8") for item in paths if item.suffix == ".svg"}
    write_text(folder / "report.html", render_path(view, planned, drawings))
    return [*paths, folder / "report.html"]


def _remove_outdated(folder: Path, written: list[Path]) -> None:
    for item in folder.iterdir():
        if item not in written and item.stem in (*PATH_FIGURES, OBSERVED) and item.suffix in (".svg", ".png", ".csv"):
            item.unlink()
