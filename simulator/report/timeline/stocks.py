"""Licence and stock: what users pay for what is licensed, how long stocks last, and who runs short when."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_ends, name_room
from simulator.report.looks.style import INK, PAPER, region_colour
from simulator.report.timeline.axis import branch_line, date_axis, numbers, places, value_axis
from simulator.report.views.timeline import DASHES, PathView
from simulator.report.wording.words import listed, lowered, multiple_words, quoted
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.licences import KINDS
from simulator.results.timeline import STOCK, UNTIL_SHORTAGE

_HEIGHT: Final = 1.8
_BUYERS: Final = 5
_CIRCLE: Final = "Circle: from this month on the stock no longer makes up for what licences hold back."


def licence_and_stock(view: PathView, sector: str | None = None, buyers: Sequence[str] = ()) -> Chart:
    """What users pay for goods under export licence and the months that stocks last, by scenario, for some buyers.

    Parameters
    ----------
    sector
        Absent: the one whose licences are dearest.
    buyers
        Codes of regions; empty: the largest that import the sector from where it is licensed.

    Raises
    ------
    ResultsError
        No scenario restricts the sector, or an unknown name.
    """
    bounds = licence_bounds(view)
    if bounds.empty:
        raise ResultsError("licence_and_stock: no scenario licenses exports — run one that does.")
    code = _dearest(bounds) if sector is None else chosen(sector, list(dict.fromkeys(bounds["sectors"])), "sector")
    of_sector = bounds[bounds["sectors"] == code]
    shown = _buyers(view, of_sector) if not buyers else [chosen(buyer, view.regions, "buyer") for buyer in buyers]
    data = pd.concat([_rows(view, code, name, buyer) for name in _telling(view, of_sector) for buyer in shown])
    data = data.reset_index(drop=True)
    names = list(dict.fromkeys(data["scenario"]))
    tops = {column: data[column].max() for column in ("price", "stock")}
    panels = [
        Panel(
            _heading(view, name, column), "", partial(_draw, view, data[data["scenario"] == name], column, tops[column])
        )
        for column in tops
        for name in names
    ]
    what = lowered(view.names.sector(code))
    return Chart(
        title=_finding(view, data, what),
        subtitle=f"{view.names.sector(code)}: what users pay, times the price of {view.year}, "
        "and months of baseline use in stock",
        caption=view.caption(f"{_CIRCLE} {_codes(view, shown)}", shows_levels=False),
        rows=(),
        panels=tuple(panels),
        data=data.assign(sector=code),
        height=_HEIGHT,
        columns=len(names),
    )


def licence_bounds(view: PathView) -> pd.DataFrame:
    """Labels and highest premium of the bounds on exports, one row a bound."""
    if view.data.sizes.get("bound", 0) == 0:
        return pd.DataFrame()
    table = view.data[["bound_scenario", "kind", "exporters", "importers", "sectors"]].reset_coords().to_dataframe()
    columns = ["bound_scenario", "kind", "exporters", "importers", "sectors"]
    table = table.reset_index()[["bound", *columns]].assign(top=view.data["premium"].max("date").to_numpy())
    return table[table["kind"].isin(KINDS)].reset_index(drop=True)


def _dearest(bounds: pd.DataFrame) -> str:
    return str(bounds["sectors"].iloc[int(bounds["top"].fillna(-1.0).argmax())])


def _buyers(view: PathView, bounds: pd.DataFrame) -> list[str]:
    """Largest importers that are bound, by what they buy in the baseline from those who license."""
    flow = view.baseline("trade_flow")
    worth: dict[str, float] = {}
    for exporters, importers, sectors in bounds[["exporters", "importers", "sectors"]].drop_duplicates().to_numpy():
        bought = flow.sel(exporter=exporters.split("+"), sector=sectors.split("+")).sum(("exporter", "sector"))
        worth |= {code: float(bought.sel(importer=code)) for code in importers.split("+")}
    return sorted(worth, key=lambda code: -worth[code])[:_BUYERS]


def _telling(view: PathView, bounds: pd.DataFrame) -> list[str]:
    """Scenarios in which some licence has a premium; the first one restricted where none has."""
    dear = bounds[bounds["top"] > 0]
    kept = dear if len(dear) else bounds.head(1)
    return [name for name in view.scenarios if name in set(kept["bound_scenario"])][: len(DASHES)]


def _rows(view: PathView, sector: str, scenario: str, buyer: str) -> pd.DataFrame:
    """What a buyer pays, and its stock, at every date; NaN for a buyer that holds none."""
    price = view.data["price_index"].sel(scenario=scenario, sector=sector, region=buyer)
    held = view.data[STOCK].sel(sector=sector, region=buyer)
    buyer_labels = {"scenario": scenario, "sector": sector, "region": buyer}
    return pd.DataFrame(
        {
            "scenario": scenario,
            "label": view.names.label(scenario),
            "region": buyer,
            "date": view.starts,
            "price": 1 + price.to_numpy() / 100,
            "stock": held.sel(scenario=scenario).to_numpy() if held.max() > 0 else np.nan,
            "months_until_shortage": float(view.data[UNTIL_SHORTAGE].sel(buyer_labels)),
        }
    )


def _heading(view: PathView, scenario: str, column: str) -> str:
    return view.names.label(scenario) if column == "price" else "Months in stock"


def _codes(view: PathView, codes: Sequence[str]) -> str:
    return ", ".join(f"{code}: {view.names.region(code)}" for code in codes) + "."


def shortages(view: PathView, data: pd.DataFrame) -> list[tuple[str, str, pd.Timestamp]]:
    """Scenario, region and first month of each shortage, the earliest first."""
    once = data.drop_duplicates(["scenario", "region"]).dropna(subset=["months_until_shortage"])
    dated = [
        (str(scenario), str(region), view.starts[0] + pd.DateOffset(months=int(months)))
        for scenario, region, months in once[["scenario", "region", "months_until_shortage"]].to_numpy()
    ]
    return sorted(dated, key=lambda item: item[2])


def _finding(view: PathView, data: pd.DataFrame, what: str) -> Claim:
    """Say who runs short first, and how dear it becomes."""
    top = data.iloc[int(data["price"].fillna(0.0).argmax())]
    dearest = f"{view.names.inside(str(top['region']))} ({quoted(top['label'])})"
    keys = {name: top[name] for name in ("scenario", "region", "date")}
    rank = Rank("highest", ("scenario", "region", "date"))
    price = Cell(keys, "price", top["price"], multiple_words(top["price"], "times"), rank=rank)
    dear = Claim(f"users pay up to {price} the price of {view.year} in {dearest}", price)
    short = [item for item in shortages(view, data) if item[2] >= view.starts[view.parting]] or shortages(view, data)
    if not short:
        return Claim(f"Nobody runs short of {what}; {dear}", dear)
    first = short[0][2]
    regions = list(dict.fromkeys(code for _, code, day in short if day == first))
    where = capitalised(listed([view.names.inside(code) for code in regions]))
    verb = "runs" if len(regions) == 1 else "run"
    return Claim(f"{where} {verb} short of {what} first, in {first:%B %Y}; {dear}", dear)


def _draw(view: PathView, of_scenario: pd.DataFrame, column: str, top: float, axes: Axes, width: float) -> None:
    codes = list(dict.fromkeys(of_scenario["region"]))
    date_axis(axes, view, width, name_room(codes), is_labelled=column == "stock")
    value_axis(axes, [top])
    branch_line(axes, view)
    when = places(view)
    at, ends = when.at if column == "price" else when.edges[1:], {}
    for row, (code, part) in enumerate(of_scenario.groupby("region", sort=False)):
        colour, values = region_colour(str(code), view.regions), part[column].to_numpy(float)
        axes.plot(at, values, color=colour, linestyle=DASHES[row % len(DASHES)], linewidth=1.6, gid=str(code))
        ends[str(code)] = (float(values[-1]), colour)
    if column == "stock":
        days = [day for _, _, day in shortages(view, of_scenario)]
        axes.scatter(
            numbers(days),
            np.zeros(len(days)),
            s=34,
            facecolor=PAPER,
            edgecolor=INK,
            linewidth=1.3,
            clip_on=False,
            zorder=5,
        )
    name_ends(axes, ends, float(when.edges[-1]))


STOCKS: Final = Figure(
    "licence_and_stock",
    "Licences and stocks by month",
    licence_and_stock,
    ("timeline",),
    applies=lambda view: not licence_bounds(view).empty,
)
