"""Tile map: what a scenario means for each country, one tile each, about where it lies in the world."""

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.bars import change_unit
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, Figure
from simulator.report.looks.marks import Shades
from simulator.report.looks.style import MUTED
from simulator.report.views.run import View
from simulator.report.wording.words import (
    NOISE,
    change_words,
    common_places,
    listed,
    lowered,
    money_scale,
    quoted,
    signed,
)
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.movers import in_money
from simulator.results.analysis.trade import telling

Array = NDArray[Any]

_VISIBLE: Final = 0.005
"""Smallest change that two decimals show."""
LEAST: Final = 25
"""Countries with a tile from which on a map says more than a row of cells."""
_TILES: Final = Path(__file__).with_name("tiles.csv")
_CODE_SIZE: Final = 7.0
_NUMBER_SIZE: Final = 6.0
_TILE: Final = 0.4
"""Width and height of a tile in inches."""
_HALF: Final = 0.47
"""From the middle of a tile to its edge."""
_CENTRED: Final = {"ha": "center", "va": "center"}
_LEGEND: Final = (15, 13)
"""Column and row at which the legend begins, in the Indian Ocean."""
_SCALE: Final = (-1.0, -0.25, 0.0, 0.25, 1.0)
"""Numbers of the legend, as shares of the largest."""


@lru_cache(maxsize=1)
def tiles() -> pd.DataFrame:
    """Row and column of each country's tile, by its ISO 3166 code."""
    return pd.read_csv(_TILES, index_col="region")


def tile_map(view: View, scenario: str | None = None, indicator: str = "welfare") -> Chart:
    """The change of an indicator in every country in one scenario, as tiles of a world map.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    indicator
        One that is measured by region.

    Raises
    ------
    ResultsError
        An unknown name, a scenario that was not solved, or no region that has a tile.
    """
    by_region = [str(name) for name, item in view.data.data_vars.items() if item.dims == ("scenario", "region")]
    chosen(indicator, by_region, "indicator")
    name = telling(view, scenario)
    if not view.is_solved(name):
        raise ResultsError(f"tile_map: {name} was not solved at horizon {view.horizon} — choose another one.")
    change = view.change(indicator).sel(scenario=name).reset_coords(drop=True).to_series().rename("change")
    data = tiles().join(change, how="inner").dropna(subset=["change"]).rename_axis("region").reset_index()
    if data.empty:
        raise ResultsError("tile_map: no region has a tile — tiles are known by ISO codes such as USA, CHE and VNM.")
    dollars = in_money(view, view.change(indicator).sel(scenario=name), view.unit(indicator))
    data = data.assign(
        scenario=name,
        indicator=indicator,
        unit=view.unit(indicator),
        dollars=dollars.sel(region=data["region"].to_list()).to_numpy() * np.sign(data["change"]),
    )
    factor, unit = money_scale(view.unit(indicator), data["change"].abs().max())
    off = [f"{view.names.inside(code)} {signed(change[code] * factor)}" for code in _off(view)]
    note = f"One tile a country, about where it lies. Not on the map: {listed(off)}." if len(off) in range(1, 6) else ""
    return Chart(
        title=_finding(view, name, indicator, data),
        subtitle=f"Change in {lowered(view.long_name(indicator))} under {quoted(view.names.label(name))} "
        f"{view.versus}, {change_unit(view, unit)}",
        caption=view.caption(shows_levels=unit != "%", note=note),
        rows=(),
        panels=(
            Panel(
                "", "", partial(_draw, data, factor), least=_TILE * (data["column"].max() - data["column"].min() + 1)
            ),
        ),
        data=data[["scenario", "region", "indicator", "unit", "change", "dollars"]],
        height=_TILE * (max(data["row"].max(), _LEGEND[1]) - data["row"].min() + 1),
    )


def _off(view: View) -> list[str]:
    """Regions without a tile."""
    return [code for code in view.regions if code not in tiles().index]


def _finding(view: View, scenario: str, indicator: str, data: pd.DataFrame) -> Claim:
    """Where the indicator rises most, and where it falls most, counted in dollars."""
    ordered = data.sort_values("dollars", kind="stable")
    what, label = lowered(view.long_name(indicator)), quoted(view.names.label(scenario))
    if (size := data["change"].abs()).max() < _VISIBLE:
        top = data.iloc[int(size.argmax())]
        still = Cell({"region": top["region"]}, "change", top["change"], below=_VISIBLE)
        return Claim(f"{label} changes {what} of no country visibly", still)
    parts = []
    for verb, row, kind, sign in (("falls", ordered.iloc[0], "lowest", -1), ("rises", ordered.iloc[-1], "highest", 1)):
        cell = Cell(
            {"region": row["region"]},
            "change",
            row["change"],
            change_words(row["change"], view.unit(indicator)),
            sign=sign,
            rank=Rank(kind, ("region",), "dollars"),
        )
        if sign * float(row["change"]) > NOISE:
            parts.append(Claim(f"{verb} most in {view.names.inside(str(row['region']))} ({cell})", cell))
    return Claim(f"Under {label}, counted in dollars, {what} {listed(parts)}", parts)


def _draw(data: pd.DataFrame, factor: float, axes: Axes, _: float) -> None:
    row, column, changes = (data[name].to_numpy() for name in ("row", "column", "change"))
    changes = changes * factor
    shades, places = Shades.of(changes), common_places(changes)
    _tiles(axes, shades, column, row, changes)
    for code, across, down, value in zip(data["region"], column, row, changes, strict=True):
        ink = shades.ink(value)
        axes.text(across, down - 0.17, code, _CENTRED, size=_CODE_SIZE, color=ink, weight="bold")
        axes.text(across, down + 0.2, signed(value, places), _CENTRED, size=_NUMBER_SIZE, color=ink)
    left, down = _LEGEND
    scale = np.array(_SCALE) * shades.largest
    _tiles(axes, shades, left + np.arange(scale.size), np.full(scale.size, down), scale, 0.2)
    for across, value in enumerate(scale, left):
        axes.text(across, down + 0.4, signed(value, places), _CENTRED, size=_NUMBER_SIZE, color=MUTED)
    axes.set_xlim(column.min() - 0.5, max(column.max(), left + scale.size - 1) + 0.5)
    axes.set_ylim(max(row.max(), down) + 0.5, row.min() - 0.5)
    axes.set_axis_off()


def _tiles(axes: Axes, shades: Shades, across: Array, down: Array, values: Array, half: float = _HALF) -> None:
    """Tiles of a colour each with gaps between them, `half` a tile above and below the middle."""
    columns, rows = (np.arange(at.min(), at.max() + 1) for at in (across, down))
    grid = np.full((2 * rows.size - 1, 2 * columns.size - 1), np.nan)
    grid[2 * (down - rows[0]), 2 * (across - columns[0])] = values
    edges = [np.add.outer(at, (-gap, gap)).ravel() for at, gap in ((columns, _HALF), (rows, half))]
    shades.draw(axes, edges[0], edges[1], grid, line="none")


def on_map(regions: Sequence[str]) -> int:
    """How many regions have a tile."""
    return len(tiles().index.intersection(list(regions)))


TILE_MAP: Final = Figure(
    "tile_map",
    "Map of gains and losses",
    tile_map,
    ("run",),
    GAINS,
    applies=lambda view: view.compares and on_map(view.regions) >= LEAST,
)
