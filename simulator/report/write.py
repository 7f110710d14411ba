"""Files: every figure as SVG, PNG and CSV, and the report page, each written whole."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.catalogue import drawings
from simulator.report.charts.base import Chart
from simulator.report.looks.fonts import use_fallbacks
from simulator.report.looks.style import house_style
from simulator.report.looks.svg import csv_text, svg_text
from simulator.report.page.chapters import Picture, drawn_for_page
from simulator.report.page.page import render
from simulator.report.plots import view_at
from simulator.report.sending.cards import write_card
from simulator.report.sending.embed import embed_page
from simulator.report.sending.leaf import leaf, write_leaf
from simulator.report.sending.source import source_line
from simulator.report.side_by_side import side_by_side
from simulator.report.strategy.page import render_game
from simulator.report.tariffs.page import render_rates
from simulator.report.timeline.page import render_path
from simulator.results import Result, check_writable, write_text, write_whole
from simulator.results.files.owned import FIGURES, PICTURES, SHARE, claim, drop, listed

FORMATS: Final = (".svg", ".png", ".pdf")
"""Kinds of picture that a figure can be saved as."""
PAGE: Final = "report.html"
LEAF: Final = "report.pdf"
PAGES: Final[Mapping[str, Callable[[Any, Mapping[str, Picture]], str]]] = {
    "run": render,
    "timeline": render_path,
    "escalate": render_game,
    "tariffs": render_rates,
}
"""What writes the page, by the verb of the results; those of other verbs have none."""


def write_report(
    result: Result,
    folder: str | Path,
    *,
    jobs: int | None = 1,
    **options: Any,  # noqa: ANN401  # of each kind
) -> list[Path]:
    """Write the figures that apply to a result, with their numbers, and of some verbs the report page.

    Figures of an earlier result that do not apply to this one are removed from `figures`; files of the user's there
    stay, and one in the way is refused.

    Parameters
    ----------
    result
        What a verb returned.
    folder
        Results folder; made if it is not there.
    jobs
        Processes that draw, at most; None: one for each processor.
    **options
        Which part is shown, such as `horizon="long"` of a run, absent the first one; of a timeline `observations`: by
        outcome, what was observed, as the figure `observed` takes it.

    Returns
    -------
    paths
        All files written, `report.html` last.

    Raises
    ------
    ResultsError
        The folder cannot be written to, an unknown option or value, or observations that cannot be read.
    """
    with result.explaining_gaps():
        return _report(view_at(result, options), Path(folder), jobs)


def write_share(result: Result, folder: str | Path, **options: Any) -> list[Path]:  # noqa: ANN401  # of each kind
    """Write every chart of a result to be sent on: as a card, a PNG of 1200 by 675, and as a page to embed.

    Parameters
    ----------
    result, folder, **options
        As for `write_report`; files stand in `share` below the folder.

    Returns
    -------
    paths
        All files written.

    Raises
    ------
    ResultsError
        As for `write_report`.
    """
    folder, source = Path(folder), source_line(result.provenance, date.today())
    with result.explaining_gaps():
        view = view_at(result, options)
        drawn = drawings(view)
        names = [f"{SHARE}/{name}{ending}" for name in drawn for ending in (".png", ".html")]
        check_writable(folder / SHARE)
        claim(folder, names)
        for name, drawing in drawn.items():
            chart = drawing.chart(view)
            write_card(chart, source, folder / SHARE / f"{name}.png")
            page = embed_page(name, Picture.of(chart, drawing.chapter), source)
            write_text(folder / SHARE / f"{name}.html", page)
        drop(folder, {name for name in listed(folder) if name.startswith(f"{SHARE}/")} - set(names))
    return [folder / name for name in names]


def write_one_page(result: Result, folder: str | Path, **options: Any) -> Path:  # noqa: ANN401  # of each kind
    """Write a report on one sheet of A4: what its page says first, and the first of its charts that fit.

    Parameters
    ----------
    result, folder, **options
        As for `write_report`; the file is `report.pdf` in the folder.

    Raises
    ------
    ResultsError
        As for `write_report`, or results of a verb that has no report page.
    """
    folder = Path(folder)
    with result.explaining_gaps():
        view = view_at(result, options)
        if view.verb not in PAGES:
            raise ResultsError(f"{folder}: got results of {view.verb!r} — of {', '.join(PAGES)} there is a report.")
        pictures = {name: Picture.undrawn(item.chart(view), item.chapter) for name, item in drawings(view).items()}
        check_writable(folder)
        claim(folder, [LEAF])
        charts = [picture.chart for picture in pictures.values()]
        sheet = leaf(PAGES[view.verb](view, pictures), charts, source_line(result.provenance, date.today()))
        write_leaf(sheet, folder / LEAF)
    return folder / LEAF


def _report(view: Any, folder: Path, jobs: int | None) -> list[Path]:  # noqa: ANN401  # of each kind
    drawn = drawings(view)
    names = [f"{FIGURES}/{name}{ending}" for name in drawn for ending in PICTURES]
    pages = [PAGE] if view.verb in PAGES else []
    check_writable(folder / FIGURES)
    claim(folder, [*names, *pages])
    charts = {name: drawing.chart(view) for name, drawing in drawn.items()}
    written = side_by_side(lambda name: _written(charts[name], folder / FIGURES / name), list(charts), jobs)
    pictures = {
        name: Picture(charts[name], drawn[name].chapter, *svgs) for name, svgs in zip(charts, written, strict=True)
    }
    drop(folder, {name for name in listed(folder) if name.startswith(f"{FIGURES}/")} - set(names))
    for page in pages:
        write_text(folder / page, PAGES[view.verb](view, pictures))
    return [folder / name for name in (*names, *pages)]


def _written(chart: Chart, path: Path) -> tuple[str, str]:
    """Write the files of a chart, whose endings follow a path, and draw it as it stands on the page."""
    figure = chart.figure()
    for ending in (".svg", ".png"):
        save_figure(figure, Path(f"{path}{ending}"))
    write_text(Path(f"{path}.csv"), csv_text(chart.data))
    return drawn_for_page(chart)


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
        use_fallbacks(figure)
        write_whole(path, lambda unfinished: figure.savefig(unfinished, format=path.suffix[1:], **options))
