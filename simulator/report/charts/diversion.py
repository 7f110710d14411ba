"""Diversion: who loses a sale, who picks it up, and where the loser sells instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import TRADE, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.looks.style import GAIN, LOSS
from simulator.report.views.bands import band, bands_note
from simulator.report.views.run import View
from simulator.report.wording.words import (
    change_words,
    common_places,
    listed,
    lowered,
    money_scale,
    quoted,
    signed,
    size_words,
)
from simulator.results.analysis.bands import MIDDLE, flow_bands, has_bands, quantile_columns
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.movers import movers
from simulator.results.analysis.trade import flow_change, physical_unit, share_moved, telling

HOME: Final = "home producers"
_SHIFT: Final = 0.05
"""Share of a commodity's flow that has to be lost for its diversion to be worth a figure."""
_NO_BANDS = "Central case; draws are kept of all goods together, and of goods that have a physical unit."


@dataclass(frozen=True)
class Flow:
    """The trade that is followed: from an exporter to an importer in some sectors under one scenario."""

    scenario: str
    importer: str
    exporter: str
    sectors: tuple[str, ...]


def diversion(
    view: View,
    scenario: str | None = None,
    importer: str | None = None,
    exporter: str | None = None,
    sectors: Sequence[str] | None = None,
) -> Chart:
    """From whom an importer buys instead, and to whom the exporter sells instead.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    importer
        Absent: the first of the two main regions.
    exporter
        Absent: the second of the two main regions.
    sectors
        Absent: all goods. Sectors with a common physical unit are counted in it, others as volumes at base-year prices.

    Raises
    ------
    ResultsError
        An unknown code, or a scenario that was not solved.
    """
    flow = Flow(
        telling(view, scenario),
        view.pair[0] if importer is None else chosen(importer, view.regions, "importer"),
        view.pair[1] if exporter is None else chosen(exporter, view.regions, "exporter"),
        tuple(chosen(code, view.sectors, "sector") for code in sectors or view.goods),
    )
    if not view.is_solved(flow.scenario):
        raise ResultsError(f"diversion: {flow.scenario} was not solved at horizon {view.horizon} — choose another one.")
    change, unit = flow_change(view, flow.sectors)
    change = change.sel(scenario=flow.scenario)
    factor, shown = money_scale(unit, float(abs(change.sel(exporter=flow.exporter, importer=flow.importer))))
    data = _leading(view, flow, _data(view, flow, change, unit))
    no_bands = _NO_BANDS if has_bands(view) else ""
    headings = {
        "source": f"{view.names.region(flow.importer)} buys from",
        "destination": f"{view.names.region(flow.exporter)} sells to",
    }
    panels = [Panel(heading, shown, partial(_draw, data, side, factor)) for side, heading in headings.items()]
    counted = _measure_words(view, flow.sectors, shown)
    return Chart(
        title=_finding(view, flow, data[data["side"] == "source"], unit),
        subtitle=f"Change in {_goods_words(view, flow.sectors)} {view.versus}, {counted} a year",
        caption=view.caption(
            shows_levels=False,
            note=f"{_priced(view, flow)}{bands_note(view) if MIDDLE in data else no_bands}",
            of_flows=set(flow.sectors) != set(view.goods) and not physical_unit(view, flow.sectors),
        ),
        rows=tuple(view.names.region(code) for code in dict.fromkeys(data["region"])),
        panels=tuple(panels),
        data=data,
    )


def _data(view: View, flow: Flow, change: xr.DataArray, unit: str) -> pd.DataFrame:
    bands = flow_bands(view, "quantity" if physical_unit(view, flow.sectors) else "volume", flow.sectors)
    drawn = {} if bands is None else _sides(bands.sel(scenario=flow.scenario), flow)
    sides = _sides(change, flow)
    traded = [code for code in view.regions if any(values.sel(region=code).notnull() for values in sides.values())]
    return pd.DataFrame(
        {
            "scenario": flow.scenario,
            "importer": flow.importer if side == "source" else region,
            "exporter": region if side == "source" else flow.exporter,
            "sectors": "+".join(flow.sectors),
            "side": side,
            "region": region,
            "unit": unit,
            "change": float(values.sel(region=region)),
            **quantile_columns(drawn.get(side), {"region": region}),
        }
        for side, values in sides.items()
        for region in traded
    )


def _leading(view: View, flow: Flow, data: pd.DataFrame) -> pd.DataFrame:
    """Of many regions importer and exporter, those that move most, largest first, and all others as one."""
    sizes = data.assign(size=data["change"].abs()).groupby("region")["size"].max().reindex(view.regions)
    shown = movers(view, sizes.rename_axis("region").to_xarray(), (flow.importer, flow.exporter))
    rest = data[data["region"].isin(shown.others)]
    if rest.empty:
        return data
    ranked = sizes[shown.shown].sort_values(ascending=False, kind="stable").index
    order = list(dict.fromkeys([flow.importer, flow.exporter, *ranked]))
    parts = []
    for side, of_side in data.groupby("side", sort=False):
        named = of_side[of_side["region"].isin(order)]
        parts += [named.sort_values("region", key=lambda codes: codes.map(order.index)), _together(rest, str(side))]
    return pd.concat(parts, ignore_index=True)


def _together(rest: pd.DataFrame, side: str) -> pd.DataFrame:
    """One row for several regions on one side; its band is not known."""
    of_side, others = rest[rest["side"] == side], f"{rest['region'].nunique()} others"
    partner = "exporter" if side == "source" else "importer"
    row = of_side[["scenario", "importer", "exporter", "sectors", "side", "region", "unit"]].head(1)
    row[partner] = others
    return row.assign(region=others, change=of_side["change"].sum())


def _sides(change: xr.DataArray, flow: Flow) -> dict[str, xr.DataArray]:
    """What the importer buys from each region, and what the exporter sells to each."""
    return {
        "source": change.sel(importer=flow.importer, drop=True).rename(exporter="region"),
        "destination": change.sel(exporter=flow.exporter, drop=True).rename(importer="region"),
    }


def _finding(view: View, flow: Flow, sources: pd.DataFrame, unit: str) -> Claim:
    """How much less or more is bought, and who sells most of what replaces it."""
    moved = float(sources.loc[sources["region"] == flow.exporter, "change"].iloc[0])
    is_rival = sources["region"].isin(view.regions) & (sources["region"] != flow.exporter)
    rivals = sources[is_rival].sort_values("change", ascending=moved > 0)
    gains = rivals[(rivals["change"] > 0) == (moved < 0)].head(2)
    verb, answer, sign = ("less", "gain", -1) if moved < 0 else ("more", "lose", 1)
    rank = Rank("lowest" if sign > 0 else "highest", ("region",), among={"region": tuple(rivals["region"])})
    named = []
    for behind, (code, change) in enumerate(zip(gains["region"], gains["change"], strict=True)):
        keys = {"side": "source", "region": code}
        cell = Cell(keys, "change", change, change_words(change, unit), sign=-sign, rank=None if behind else rank)
        named.append(Claim(f"{HOME if code == flow.importer else view.names.inside(code)} ({cell})", cell))
    less = Cell({"side": "source", "region": flow.exporter}, "change", moved, size_words(moved, unit), sign=sign)
    prices = "" if physical_unit(view, flow.sectors) else f", at prices of {view.year}"
    text = f"{view.names.inside(flow.importer)} buys {less} {verb} from {view.names.inside(flow.exporter)}"
    goods = view.names.sector(flow.sectors[0]) if len(flow.sectors) == 1 else _goods_words(view, flow.sectors)
    under = quoted(view.names.label(flow.scenario))
    tail = f"; {listed(named)} {answer}{'s' * (len(named) == 1)} most" if named else ""
    return Claim(f"{capitalised(goods)}: {text} under {under}{prices}{tail}", less, named)


def _priced(view: View, flow: Flow) -> str:
    """Why the numbers are not those of the values of all trade; empty for physical quantities."""
    if physical_unit(view, flow.sectors):
        return ""
    return f"Quantities at prices of {view.year}, so that they differ from values of trade at new prices. "


def _goods_words(view: View, sectors: Sequence[str]) -> str:
    if list(sectors) == view.goods:
        return "goods"
    names = [lowered(view.names.sector(code)) for code in sectors]
    return listed(names) if len(names) <= 3 else f"{len(names)} sectors"


def _measure_words(view: View, sectors: Sequence[str], unit: str) -> str:
    return unit if physical_unit(view, sectors) else f"{unit} at {view.year} prices"


def _draw(data: pd.DataFrame, side: str, factor: float, axes: Axes, width: float) -> None:
    changes = data["change"] * factor
    texts = changes.map(partial(signed, places=common_places(changes))).where(changes.notna(), "")
    texts += np.where(data["importer"] == data["exporter"], " (home)", "")
    of_side = data["side"] == side
    colours = np.where(changes[of_side] < 0, LOSS, GAIN)
    ends = band(data, factor)
    span = limits(ends.reach(changes), texts, width, ends)
    signed_bars(axes, changes[of_side], texts[of_side], colours, span, band(data[of_side], factor))


def _shown(view: View) -> dict[str, dict[str, Any]]:
    """The scenario that tells most about the pair's trade, and the one that cuts a commodity's trade most."""
    first, second = view.pair
    shown: dict[str, dict[str, Any]] = {"diversion": {}}
    for sector in view.sectors:
        moved = share_moved(view, second, first, [sector]) if view.quantity_unit(sector) else pd.Series(dtype=float)
        if (moved <= -_SHIFT).any():
            options = {"scenario": moved.idxmin(), "importer": second, "exporter": first, "sectors": [sector]}
            shown[f"diversion_{sector.lower()}"] = options
    return shown


DIVERSION: Final = Figure(
    "diversion",
    "Trade diverted",
    diversion,
    ("run",),
    TRADE,
    applies=lambda view: view.has_sides,
    shown=_shown,
)
