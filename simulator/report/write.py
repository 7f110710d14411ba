"""Files: every figure as SVG, PNG and CSV, and the report page, each written whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.charts.base import ReportFigure
from simulator.report.charts.catalogue import charts, is_standard_name
from simulator.report.looks.style import house_style
from simulator.report.looks.svg import csv_text, svg_text
from simulator.report.page.page import render
from simulator.report.views.run import View
from simulator.results import Results, check_writable, write_text, write_whole

FORMATS: Final = (".svg", ".png", ".pdf")
"""Kinds of picture that a figure can be saved as."""


def write_report(results: Results, folder: str | Path, horizon: str | None = None) -> list[Path]:
    """Write the figures that apply to a run, with their numbers, and the report page.

    Figures of an earlier run that do not apply to this one are removed from `figures`.

    Parameters
    ----------
    folder
        Results folder; made if it is not there.
    horizon
        The one that is shown; absent: the first one of the run.

    Returns
    -------
    paths
        All files written, `report.html` last.

    Raises
    ------
    ResultsError
        The folder cannot be written to, or an unknown horizon.
    """
    folder, view = Path(folder), View.of(results, horizon)
    planned = charts(view)
    paths = write_figures(folder / "figures", {name: chart.figure() for name, chart in planned.items()})
    _remove_outdated(folder / "figures", paths)
    drawings = {path.stem: path.read_text(encoding="utf-8") for path in paths if path.suffix == ".svg"}
    write_text(folder / "report.html", render(view, planned, drawings))
    return [*paths, folder / "report.html"]


def write_figures(folder: str | Path, figures: Mapping[str, ReportFigure]) -> list[Path]:
    """Write figures as SVG and PNG with the numbers behind them as CSV, each file whole.

    Parameters
    ----------
    folder
        Made if it is not there; other files in it stay.
    figures
        By the name that their files get.

    Raises
    ------
    ResultsError
        The folder cannot be written to.
    """
    check_writable(Path(folder))
    paths: list[Path] = []
    for name, figure in figures.items():
        svg, png, table = (Path(folder) / f"{name}{ending}" for ending in (".svg", ".png", ".csv"))
        save_figure(figure, svg)
        save_figure(figure, png)
        write_data(figure.data, table)
        paths += [svg, png, table]
    return paths


def save_figure(figure: Figure, path: str | Path) -> None:
    """Save a figure as .svg, .png or .pdf, by the ending of its name.

    Raises
    ------
    ResultsError
        Another ending, or a place that cannot be written to.
    """
    path = Path(path)
    if path.suffix not in FORMATS:
        raise ResultsError(f"{path}: got the ending {path.suffix!r} — one of {', '.join(FORMATS)}.")
    if path.suffix == ".svg":
        write_text(path, svg_text(figure))
        return
    options: dict[str, Any] = (
        {"pil_kwargs": {"compress_level": 3}} if path.suffix == ".png" else {}
    )  # as small to the eye, sooner done
    with house_style():
        write_whole(path, lambda unfinished: figure.savefig(unfinished, format=path.suffix[1:], **options))


def write_data(data: pd.DataFrame, path: str | Path) -> None:
    """Write the numbers behind a figure; empty where there is none."""
    write_text(Path(path), csv_text(data))


def _remove_outdated(folder: Path, written: list[Path]) -> None:
    for path in folder.iterdir():
        if path not in written and path.suffix in (".svg", ".png", ".csv") and is_standard_name(path.stem):
            path.unlink()
