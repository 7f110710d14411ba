"""Tariff overview: what two regions charge each other on average, before and after."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import PAYS, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.looks.style import INK, region_colour
from simulator.report.views.bands import band, bands_note
from simulator.report.views.run import View
from simulator.report.wording.words import percent, plain, quoted
from simulator.results.analysis.bands import quantile_columns, value_bands
from simulator.results.analysis.claims import Cell, Claim, Rank

NO_TRADE: Final = "no trade"
_VISIBLE: Final = 0.05


def tariff_overview(view: View, regions: Sequence[str] | None = None) -> Chart:
    """The effective tariffs that the two main regions charge each other under every scenario.

    Parameters
    ----------
    regions
        Codes of two other regions.

    Raises
    ------
    ResultsError
        Fewer than two regions, or an unknown region or horizon.
    """
    codes = view.codes(regions, view.pair)
    if len(codes) != 2:
        raise ResultsError(f"tariff_overview: got the regions {', '.join(codes)} — it takes two.")
    first, second = codes
    sides = [(first, second), (second, first)]
    data = pd.concat([_data(view, importer, exporter) for importer, exporter in sides], ignore_index=True)
    panels = [
        Panel(
            f"{view.names.region(importer)} on {view.names.region(exporter)}",
            "percent of border value",
            partial(_draw, data, importer, region_colour(importer, view.regions)),
        )
        for importer, exporter in sides
    ]
    return Chart(
        title=_title([_finding(view, data, *side) for side in sides]),
        subtitle=f"Effective tariff: revenue over border value of imports from the partner; dashed line: {view.year}",
        caption=view.caption(shows_levels=False, note=bands_note(view)),
        rows=tuple(view.names.label(name) for name in view.scenarios),
        panels=tuple(panels),
        data=data.drop(columns="is_solved"),
    )


def _data(view: View, importer: str, exporter: str) -> pd.DataFrame:
    pair = {"region": importer, "partner": exporter}
    bands = value_bands(view, "effective_tariff")
    return pd.DataFrame(
        {
            "scenario": name,
            "label": view.names.label(name),
            "importer": importer,
            "exporter": exporter,
            "unit": "%",
            "baseline": float(view.baseline("effective_tariff").sel(pair)),
            "value": float(view.data["effective_tariff"].sel(pair).sel(scenario=name)),
            **quantile_columns(bands, {**pair, "scenario": name}),
            "is_solved": view.is_solved(name),
        }
        for name in view.scenarios
    )


def _title(parts: list[Claim]) -> Claim:
    return Claim(", ".join(parts), parts).as_title


def _finding(view: View, data: pd.DataFrame, importer: str, exporter: str) -> Claim:
    """What a side charges at most."""
    side = data[(data["importer"] == importer) & data["value"].notna()]
    charges = f"{view.names.inside(importer)} charges {view.names.inside(exporter)}"
    if side.empty:
        return Claim(f"{charges} nothing, as there is no trade")
    high = side.iloc[int(side["value"].argmax())]
    is_same = np.ptp(side["value"]) < _VISIBLE
    keys = {"scenario": high["scenario"], "importer": importer, "exporter": exporter}
    cell = Cell(keys, "value", high["value"], percent(high["value"]), rank=Rank("highest", ("scenario",)))
    if is_same:
        return Claim(f"{charges} {cell} on average in every scenario", cell)
    return Claim(f"{charges} up to {cell} on average ({quoted(high['label'])})", cell)


def _draw(data: pd.DataFrame, importer: str, colour: str, axes: Axes, width: float) -> None:
    texts = data["value"].map(partial(plain, places=1)).where(data["value"].notna() | ~data["is_solved"], NO_TRADE)
    ends = band(data)
    span = limits(ends.reach(data["value"]), texts, width, ends)
    of_importer = data["importer"] == importer
    signed_bars(
        axes,
        data.loc[of_importer, "value"],
        texts[of_importer],
        [colour] * of_importer.sum(),
        span,
        band(data[of_importer]),
    )
    axes.axvline(data.loc[of_importer, "baseline"].iloc[0], color=INK, linewidth=1, linestyle=(0, (3, 2)))


TARIFFS: Final = Figure(
    "tariff_overview",
    "Tariffs of both sides",
    tariff_overview,
    ("run",),
    PAYS,
    applies=lambda view: view.has_sides,
)
