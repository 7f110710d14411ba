"""Files: every figure as SVG, PNG and CSV, and the report page, each written whole."""

from pathlib import Path
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.gallery import charts, is_standard_name
from simulator.report.html import render, svg_text
from simulator.report.style import house_style
from simulator.report.view import View
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
    check_writable(folder / "figures")
    planned, drawings = charts(view), {}
    paths: list[Path] = []
    for name, chart in planned.items():
        figure = chart.figure()
        drawings[name] = svg_text(figure)
        svg, png, table = ((folder / "figures" / name).with_suffix(ending) for ending in (".svg", ".png", ".csv"))
        write_text(svg, drawings[name])
        save_figure(figure, png)
        write_data(chart.data, table)
        paths += [svg, png, table]
    _remove_outdated(folder / "figures", paths)
    write_text(folder / "report.html", render(view, planned, drawings))
    return [*paths, folder / "report.html"]


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
    write_whole(Path(path), lambda unfinished: data.to_csv(unfinished, index=False, float_format="%.10g"))


def _remove_outdated(folder: Path, written: list[Path]) -> None:
    for path in folder.iterdir():
        if path not in written and path.suffix in (".svg", ".png", ".csv") and is_standard_name(path.stem):
            path.unlink()
