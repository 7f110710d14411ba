"""Sectors: whose output rises and falls where, and which sectors win and lose most in the two main regions."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import MADE, Figure
from simulator.report.looks.marks import CELL, columns_on_top, heat_map, limits, signed_bars
from simulator.report.looks.style import GAIN, LOSS
from simulator.report.views.bands import band, bands_note, draws_words
from simulator.report.views.findings import others_note
from simulator.report.views.run import View
from simulator.report.wording.words import NOISE, common_places, listed, lowered, quoted, signed, signed_percent
from simulator.results.analysis.bands import COVERED, change_bands, has_bands, quantile_table
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.movers import Movers, movers
from simulator.results.analysis.trade import telling

_VISIBLE: Final = 0.005
"""Smallest change that two decimals show."""
EACH: Final = 4
"""Winners, and losers, of each region that are shown."""
_BLANK: Final = "Blank cells: rounds to zero, or not made there."


def heat_output(
    view: View,
    scenario: str | None = None,
    indicator: str = "output_volume",
    regions: Sequence[str] | None = None,
) -> Chart:
    """The change of every sector's output in every region in one scenario, sectors down and regions across.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    indicator
        One in percent by region and sector.
    regions
        Codes, one column each; absent: all of them, or of many those that move most, and the others together.

    Raises
    ------
    ResultsError
        An unknown name, or a scenario that was not solved.
    """
    name, data = _changes(view, "heat_output", scenario, indicator)
    moved = data.assign(moved=data["dollars"].abs()).groupby("region")["moved"].sum().to_xarray()
    shown = Movers(view.codes(regions, []), []) if regions else movers(view, moved)
    named = data[data["region"].isin(shown.shown)]
    data = pd.concat([named, _others(view, data, shown)], ignore_index=True) if shown.others else named
    return Chart(
        title=_extremes(view, name, indicator, named),
        subtitle=f"{_subject(view, name, indicator)}; regions across",
        caption=view.caption(shows_levels=False, note=_heat_note(view, shown)),
        rows=tuple(view.names.sector(code) for code in view.sectors),
        panels=(Panel("", "", partial(_draw_heat, data, view.sectors, shown.codes), least=CELL * len(shown.codes)),),
        data=data,
    )


def _others(view: View, data: pd.DataFrame, shown: Movers) -> pd.DataFrame:
    """Change of each sector in all regions that are not shown by themselves, weighted by output."""
    output = view.baseline("output_value").to_series().rename("output").reset_index()[["region", "sector", "output"]]
    rest = data[data["region"].isin(shown.others)].merge(output)[lambda table: table["change"].notna()]
    rest = rest.assign(change=rest["change"] * rest["output"])
    sums = rest.groupby("sector", as_index=False, sort=False)[["change", "output"]].sum()
    first = data.iloc[0]
    return pd.DataFrame(
        {
            "scenario": first["scenario"],
            "region": shown.label,
            "sector": sums["sector"],
            "change": sums["change"] / sums["output"],
            "indicator": first["indicator"],
            "unit": first["unit"],
        }
    )


def sector_winners(
    view: View,
    scenario: str | None = None,
    indicator: str = "factor_earnings",
    regions: Sequence[str] | None = None,
) -> Chart:
    """The sectors that win and lose most in the two main regions in one scenario.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    indicator
        One in percent by region and sector.
    regions
        Codes, one panel each; absent: the two that matter most.

    Raises
    ------
    ResultsError
        An unknown name, or a scenario that was not solved.
    """
    name, data = _changes(view, "sector_winners", scenario, indicator)
    pair = view.codes(regions, view.pair)
    sides = data[data["region"].isin(pair)]
    change, dollars = (
        sides.pivot(index="sector", columns="region", values=name)[pair] for name in ("change", "dollars")
    )
    shown = change.loc[_leaders(dollars)].sort_values(pair[0], ascending=False, kind="stable")
    unit = f"percent of {view.year} level"
    rows = data.set_index(["region", "sector"]).loc[[(code, sector) for code in pair for sector in shown.index]]
    return Chart(
        title=_extremes(view, name, indicator, sides),
        subtitle=_subject(view, name, indicator),
        caption=view.caption(
            shows_levels=True,
            note=f"The {EACH} sectors that win and the {EACH} that lose most in each of the regions shown, by percent "
            "times baseline output. " + bands_note(view),
        ),
        rows=tuple(view.names.sector(code) for code in shown.index),
        panels=tuple(Panel(view.names.region(code), unit, partial(_draw_side, rows, code)) for code in pair),
        data=rows.reset_index()[list(data.columns)],
    )


def _changes(view: View, figure: str, scenario: str | None, indicator: str) -> tuple[str, pd.DataFrame]:
    """Name of the scenario, and the change of every sector in every region."""
    kinds = [str(key) for key, item in view.data.data_vars.items() if item.dims == ("scenario", "region", "sector")]
    chosen(indicator, [key for key in kinds if view.unit(key) == "%"], "indicator")
    name = telling(view, scenario)
    if not view.is_solved(name):
        raise ResultsError(f"{figure}: {name} was not solved at horizon {view.horizon} — choose another one.")
    change = view.change(indicator).sel(scenario=name).transpose("region", "sector")
    data = change.to_series().rename("change").reset_index()[["region", "sector", "change"]]
    data.insert(0, "scenario", name)
    bands = change_bands(view, indicator)
    quantiles = {} if bands is None else quantile_table(bands.sel(scenario=name), ("region", "sector"))
    output = view.baseline("output_value").transpose("region", "sector").to_numpy().ravel()
    dollars = data["change"] / 100 * output
    return name, data.assign(**quantiles, indicator=indicator, unit=view.unit(indicator), dollars=dollars)


def _heat_note(view: View, shown: Movers) -> str:
    note = f"{_BLANK} {others_note(shown, '%')}".rstrip()
    if not has_bands(view):
        return note
    return f"{note} Numbers: central case; {COVERED} of {draws_words(view)} are in the table."


def _leaders(sides: pd.DataFrame) -> list[str]:
    """Sectors that win or lose most in some region, weighed by output."""
    leaders: dict[str, None] = {}
    for region in sides:
        ranked = sides[region].dropna().sort_values(ascending=False, kind="stable").index
        leaders |= dict.fromkeys([*ranked[:EACH], *ranked[-EACH:]])
    return list(leaders)


def _subject(view: View, scenario: str, indicator: str) -> str:
    what = lowered(view.long_name(indicator))
    return f"Change in {what} under {quoted(view.names.label(scenario))} {view.versus}, percent of {view.year} level"


def _extremes(view: View, scenario: str, indicator: str, data: pd.DataFrame) -> Claim:
    """Where a sector wins and where one loses most, weighed by output."""
    ordered = data.dropna(subset=["dollars"]).sort_values("dollars", kind="stable").reset_index(drop=True)
    what, label = lowered(view.long_name(indicator)), quoted(view.names.label(scenario))
    if ordered.empty or ordered["change"].abs().max() < _VISIBLE:
        still = [_cell(row, 0, data) for _, row in ordered.iloc[:1].iterrows()]
        return Claim(f"{label} moves {what} of no sector visibly", still)
    ends = [(ordered.iloc[0], -1), (ordered.iloc[-1], 1)]
    cells = [_cell(row, sign, data) for row, sign in ends if sign * row["change"] > NOISE]
    parts = [Claim(f"{_where(view, cell)} ({cell})", cell) for cell in cells]
    return Claim(f"Under {label}, the largest changes in {what}, weighed by output: {listed(parts)}", parts)


def _cell(row: pd.Series, sign: int, data: pd.DataFrame) -> Cell:
    """The extreme of a direction; without one, a change that is not visible."""
    keys = {"region": row["region"], "sector": row["sector"]}
    if not sign:
        return Cell(keys, "change", row["change"], below=_VISIBLE)
    among = {"region": tuple(data["region"].unique())}
    rank = Rank("highest" if sign > 0 else "lowest", ("region", "sector"), "dollars", among)
    return Cell(keys, "change", row["change"], signed_percent(row["change"]), sign=sign, rank=rank)


def _where(view: View, cell: Cell) -> str:
    """Sector and region of a cell, of a sector that lists many things the first."""
    sector = lowered(view.names.sector(str(cell.row["sector"])).partition(",")[0])
    return f"{sector} in {view.names.inside(str(cell.row['region']))}"


def _draw_heat(data: pd.DataFrame, sectors: list[str], regions: list[str], axes: Axes, _: float) -> None:
    values = data.pivot(index="sector", columns="region", values="change").loc[sectors, regions].to_numpy(float)
    heat_map(axes, values, regions, np.ones(len(sectors), dtype=bool))
    columns_on_top(axes)


def _draw_side(rows: pd.DataFrame, region: str, axes: Axes, width: float) -> None:
    every, ends = rows["change"].to_numpy(float), band(rows)
    places = common_places(every)
    here = rows[rows.index.get_level_values("region") == region]
    changes = here["change"].to_numpy(float)
    texts = ["none there" if np.isnan(value) else signed(value, places) for value in changes]
    reach = [*ends.reach(every), *every]
    span = limits(reach, [signed(value, places) for value in [*every, *every]], width)
    signed_bars(axes, changes, texts, np.where(changes < 0, LOSS, GAIN), span, band(here))


def _has_sectors(view: View) -> bool:
    return len(view.sectors) > 1 and view.compares


WINNERS: Final = Figure(
    "sector_winners", "Sectors that win and lose", sector_winners, ("run",), MADE, applies=_has_sectors
)
HEAT: Final = Figure("heat_output", "Output by sector and region", heat_output, ("run",), MADE, applies=_has_sectors)
