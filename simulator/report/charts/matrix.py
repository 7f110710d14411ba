"""Matrices: who trades more or less with whom in one scenario, and what every scenario means for every region."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.bars import change_unit
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, TRADE, Figure
from simulator.report.looks.marks import CELL, columns_on_top, heat_map
from simulator.report.views.bands import draws_words, is_open
from simulator.report.views.findings import largest_changes, others_note
from simulator.report.views.run import View
from simulator.report.wording.words import change_words, lowered, money_scale, quoted, size_words
from simulator.results.analysis.bands import COVERED, change_bands, has_bands, quantile_table
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.movers import Movers, in_money, joined, movers
from simulator.results.analysis.trade import telling
from simulator.results.assembly.quantiles import QUANTILES

TOTAL: Final = "all"
_VISIBLE: Final = 0.005
"""Smallest change that two decimals show."""
_VALUES: Final = "At new prices and with services; where a figure counts goods at baseline prices, it differs."
_BLANK: Final = "Blank cells: rounds to zero, or no trade."


def flow_matrix(view: View, scenario: str | None = None, regions: Sequence[str] | None = None) -> Chart:
    """The changes of bilateral exports in one scenario, exporters down and importers across.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    regions
        Codes, a row and a column each; absent: all of them, or of many those whose trade moves most, and the others
        together.

    Raises
    ------
    ResultsError
        No such scenario, region or horizon, or none that was solved.
    """
    name = telling(view, scenario)
    pairs = _pairs(view, name)
    shown = Movers(view.codes(regions, []), []) if regions else movers(view, _moved(pairs))
    data = pd.concat([pairs, _totals(view, name, pairs)], ignore_index=True)
    data = _grouped(data, shown) if shown.others else data
    data = data.assign(scenario=name, unit=view.unit("bilateral_exports"))
    codes = shown.codes
    data = data[data["exporter"].isin(codes) & data["importer"].isin([*codes, TOTAL])].reset_index(drop=True)
    named = pairs[pairs["exporter"].isin(shown.shown) & pairs["importer"].isin(shown.shown)]
    factor, unit = money_scale(view.unit("bilateral_exports"), named["change"].abs().max())
    return Chart(
        title=_flow_finding(view, name, named),
        subtitle=f"Change in the value of exports, services included, {view.versus}, {unit} a year; importers across; "
        f"“{TOTAL}”: to all regions",
        caption=view.caption(shows_levels=True, note=f"{_VALUES} {_note(view)} {others_note(shown, unit)}".rstrip()),
        rows=tuple(view.names.region(code) for code in codes),
        panels=(
            Panel(
                "",
                "",
                partial(_draw, data, _Grid("exporter", "importer", codes, [*codes, TOTAL]), factor),
                least=CELL * len(codes),
            ),
        ),
        data=data[["scenario", "exporter", "importer", "unit", "change", *_quantile_names(data)]],
    )


def _pairs(view: View, scenario: str) -> pd.DataFrame:
    """Change of exports of each region to each other, one row a pair."""
    change = view.change("bilateral_exports").sel(scenario=scenario).transpose("region", "partner")
    table = change.to_series().rename("change").reset_index()
    data: pd.DataFrame = table.rename(columns={"region": "exporter", "partner": "importer"})
    data = data[["exporter", "importer", "change"]].assign(
        **_quantiles(view, "bilateral_exports", scenario, ("region", "partner"))
    )
    at_home = data["exporter"] == data["importer"]
    data.loc[at_home, data.columns.difference(["exporter", "importer"])] = np.nan
    return data


def _totals(view: View, scenario: str, pairs: pd.DataFrame) -> pd.DataFrame:
    """Change of all exports of each region."""
    totals = pairs.groupby("exporter", sort=False)["change"].sum().reset_index()
    return totals.assign(importer=TOTAL, **_quantiles(view, "exports", scenario, ("region",)))


def _moved(pairs: pd.DataFrame) -> xr.DataArray:
    """Trade of each region that changes, either way and with whomever."""
    sides = pairs.melt(["change"], ["exporter", "importer"], value_name="region")
    return xr.DataArray(sides.assign(moved=sides["change"].abs()).groupby("region")["moved"].sum())


def _grouped(data: pd.DataFrame, shown: Movers) -> pd.DataFrame:
    """Changes of exports with all regions that are not shown by themselves as one; their bands are not known."""
    names = {code: shown.label for code in shown.others}
    exporter, importer = data["exporter"].replace(names), data["importer"].replace(names)
    is_one = (exporter != shown.label) & (importer != shown.label)
    together = data[~is_one].groupby([exporter[~is_one], importer[~is_one]], sort=False)["change"]
    return pd.concat([data[is_one], together.sum(min_count=1).reset_index()], ignore_index=True)


def _quantiles(view: View, indicator: str, scenario: str, dims: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Quantiles of a change in one scenario; those of a total are drawn as such, not added up."""
    bands = change_bands(view, indicator)
    return {} if bands is None else quantile_table(bands.sel(scenario=scenario), dims)


def _quantile_names(data: pd.DataFrame) -> list[str]:
    return [name for name in QUANTILES if name in data]


def _note(view: View) -> str:
    if not has_bands(view):
        return _BLANK
    return (
        f"{_BLANK} ?: zero lies within {COVERED} of {draws_words(view)}. Numbers: central case; bands are in the table."
    )


def _flow_finding(view: View, scenario: str, pairs: pd.DataFrame) -> Claim:
    """Between whom exports fall most and rise most."""
    solved, unit = pairs.dropna(subset=["change"]), view.unit("bilateral_exports")
    parts = []
    for verb, kind, sign in (("fall", "lowest", -1), ("rise", "highest", 1)):
        row = solved.iloc[int((sign * solved["change"]).argmax())]
        if sign * float(row["change"]) > 0:
            keys = {"exporter": row["exporter"], "importer": row["importer"]}
            named = tuple(dict.fromkeys(solved["importer"]))
            rank = Rank(kind, ("exporter", "importer"), among={"exporter": named, "importer": named})
            cell = Cell(keys, "change", row["change"], size_words(row["change"], unit), sign=sign, rank=rank)
            who = f"from {view.names.inside(row['exporter'])} to {view.names.inside(row['importer'])}"
            parts.append(Claim(f"{who} {verb}s most, by {cell}", cell))
    label = quoted(view.names.label(scenario))
    if not parts:
        return Claim(f"{label} changes no exports visibly", [_still(solved)])
    return Claim(f"Under {label}, the value of exports {', that '.join(parts)}", parts)


def _still(pairs: pd.DataFrame) -> Cell:
    """The largest change where nothing changes."""
    row = pairs.iloc[int(pairs["change"].abs().argmax())]
    return Cell({"exporter": row["exporter"], "importer": row["importer"]}, "change", row["change"], below=_VISIBLE)


def scenario_matrix(view: View, indicator: str = "own_income", regions: Sequence[str] | None = None) -> Chart:
    """The change of an indicator in every region under every scenario, bystanders included.

    Parameters
    ----------
    indicator
        One that is measured by region.
    regions
        Codes, one column each; absent: all of them, or of many those that move most, and the others together.

    Raises
    ------
    ResultsError
        An unknown indicator, region or horizon, or nothing to compare.
    """
    by_region = [str(name) for name, item in view.data.data_vars.items() if item.dims == ("scenario", "region")]
    chosen(indicator, by_region, "indicator")
    if not view.others:
        raise ResultsError("scenario_matrix: the reference is the only scenario — run another one beside it.")
    change = view.change(indicator).sel(scenario=view.others)
    in_dollars = in_money(view, change, view.unit(indicator)).max("scenario")
    shown = Movers(view.codes(regions, []), []) if regions else movers(view, in_dollars)
    data = _by_region(view, indicator, change, shown)
    factor, unit = money_scale(view.unit(indicator), data["change"].abs().max())
    return Chart(
        title=largest_changes(view, indicator, shown.shown) if regions else _bystanders(view, indicator, data, shown),
        subtitle=f"Change in {lowered(view.long_name(indicator))} {view.versus}, {change_unit(view, unit)}",
        caption=view.caption(shows_levels=unit != "%", note=f"{_note(view)} {others_note(shown, unit)}".rstrip()),
        rows=tuple(view.names.label(name) for name in view.others),
        panels=(
            Panel(
                "",
                "",
                partial(_draw, data, _Grid("scenario", "region", view.others, shown.codes), factor),
                least=CELL * len(shown.codes),
            ),
        ),
        data=data,
    )


def _by_region(view: View, indicator: str, change: xr.DataArray, shown: Movers) -> pd.DataFrame:
    """One row a scenario and region, those that are not shown by themselves together."""
    unit, bands = view.unit(indicator), change_bands(view, indicator)
    drawn = None if bands is None else bands.sel(scenario=view.others, region=shown.shown)
    rows = change.sel(region=shown.shown).transpose("scenario", "region").values.tolist()
    about = {"indicator": indicator, "unit": unit}
    dollars = in_money(view, change, unit).sel(region=shown.shown).transpose("scenario", "region").to_numpy()
    data = pd.DataFrame(
        {"scenario": name, "region": code, **about, "change": value}
        for name, row in zip(view.others, rows, strict=True)
        for code, value in zip(shown.shown, row, strict=True)
    ).assign(dollars=dollars.ravel(), **quantile_table(drawn, ("scenario", "region")))
    if not shown.others:
        return data
    rest = joined(view, change, shown.others, unit).to_numpy()
    others = pd.DataFrame({"scenario": view.others, "region": shown.label, **about, "change": rest})
    return pd.concat([data, others], ignore_index=True)


def _bystanders(view: View, indicator: str, data: pd.DataFrame, shown: Movers) -> Claim:
    """Which region outside the pair moves most in dollars, or what the pair does where there are no others."""
    others = [code for code in shown.shown if code not in view.pair]
    known = data[data["region"].isin(others)].dropna(subset=["dollars"])
    if known.empty:
        return largest_changes(view, indicator, list(dict.fromkeys(view.pair)))
    top = known.iloc[int(known["dollars"].argmax())]
    keys = {"scenario": top["scenario"], "region": top["region"]}
    rank = Rank("highest", ("scenario", "region"), "dollars", {"region": tuple(others)})
    cell = Cell(keys, "change", top["change"], change_words(top["change"], view.unit(indicator)), rank=rank)
    among = "Among the bystanders shown" if shown.others else "Among bystanders"
    where, under = view.names.inside(top["region"]), quoted(view.names.label(top["scenario"]))
    what = lowered(view.long_name(indicator))
    return Claim(f"{among}, {what} changes most in dollars in {where}: {cell} under {under}", cell)


class _Grid(NamedTuple):
    """What goes down and across: columns of the table behind the figure, and their names in order."""

    down: str
    across: str
    rows: list[str]
    columns: list[str]


def _draw(data: pd.DataFrame, grid: _Grid, factor: float, axes: Axes, _: float) -> None:
    marked = data.assign(is_open=is_open(data)).set_index([grid.down, grid.across])
    values = marked["change"].unstack().loc[grid.rows, grid.columns].to_numpy() * factor
    doubts = marked["is_open"].unstack().loc[grid.rows, grid.columns].to_numpy(bool)
    heat_map(axes, values, grid.columns, np.isfinite(values).any(axis=1), doubts)
    columns_on_top(axes)


REGIONS: Final = Figure(
    "scenario_matrix",
    "Regions by scenario",
    scenario_matrix,
    ("run",),
    GAINS,
    applies=lambda view: view.compares,
)
FLOWS: Final = Figure(
    "flow_matrix",
    "Who sells to whom",
    flow_matrix,
    ("run",),
    TRADE,
    applies=lambda view: view.has_sides,
)
