"""Matrices: who trades more or less with whom in one scenario, and what every scenario means for every region."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.bars import change_unit
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, TRADE, Figure
from simulator.report.looks.marks import columns_on_top, heat_map
from simulator.report.views.bands import draws_words, is_open
from simulator.report.views.findings import largest_changes
from simulator.report.views.run import View
from simulator.report.wording.words import SPACE, lowered, money_scale, plain, quoted
from simulator.results.analysis.bands import COVERED, change_bands, has_bands, quantile_table
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.trade import telling
from simulator.results.assembly.quantiles import QUANTILES

TOTAL: Final = "all"
_BLANK: Final = "Blank cells: rounds to zero, or no trade."


def flow_matrix(view: View, scenario: str | None = None, regions: Sequence[str] | None = None) -> Chart:
    """The changes of bilateral exports in one scenario, exporters down and importers across.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    regions
        Codes, a row and a column each; absent: all of them.

    Raises
    ------
    ResultsError
        No such scenario, region or horizon, or none that was solved.
    """
    name = telling(view) if scenario is None else chosen(scenario, view.scenarios, "scenario")
    change = view.change("bilateral_exports").sel(scenario=name)
    data = change.transpose("region", "partner").to_series().rename("change").reset_index()
    data = data.rename(columns={"region": "exporter", "partner": "importer"})
    data = data.drop(columns=[column for column in data if column not in ("exporter", "importer", "change")])
    data = data.assign(**_quantiles(view, "bilateral_exports", name, ("region", "partner")))
    at_home = data["exporter"] == data["importer"]
    data.loc[at_home, data.columns.difference(["exporter", "importer"])] = np.nan
    totals = data.groupby("exporter", as_index=False, sort=False)["change"].sum().assign(importer=TOTAL)
    totals = totals.assign(**_quantiles(view, "exports", name, ("region",)))
    data = pd.concat([data, totals], ignore_index=True).assign(scenario=name, unit=view.unit("bilateral_exports"))
    codes = view.codes(regions, view.regions)
    data = data[data["exporter"].isin(codes) & data["importer"].isin([*codes, TOTAL])].reset_index(drop=True)
    pairs = data[data["importer"] != TOTAL]
    factor, unit = money_scale(view.unit("bilateral_exports"), pairs["change"].abs().max())
    return Chart(
        title=_flow_finding(view, name, pairs),
        subtitle=f"Change in exports {view.versus}, {unit} a year; importers across; “{TOTAL}”: to all regions",
        caption=view.caption(shows_levels=True, note=_note(view)),
        rows=tuple(view.names.region(code) for code in codes),
        panels=(Panel("", "", partial(_draw, data, _Grid("exporter", "importer", codes, [*codes, TOTAL]), factor)),),
        data=data[["scenario", "exporter", "importer", "unit", "change", *_quantile_names(data)]],
    )


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


def _flow_finding(view: View, scenario: str, pairs: pd.DataFrame) -> str:
    solved = pairs.dropna(subset=["change"])
    low, high = solved.iloc[int(solved["change"].argmin())], solved.iloc[int(solved["change"].argmax())]
    factor, unit = money_scale(view.unit("bilateral_exports"), max(-low["change"], high["change"]))
    worded = [
        f"from {view.names.inside(row['exporter'])} to {view.names.inside(row['importer'])} {verb} "
        f"by {plain(abs(row['change']) * factor)}{SPACE}{unit}"
        for row, verb in ((low, "fall"), (high, "rise"))
        if (row["change"] < 0) == (verb == "fall")
    ]
    return f"Under {quoted(view.names.label(scenario))}, exports {', those '.join(worded)}"


def scenario_matrix(view: View, indicator: str = "own_income", regions: Sequence[str] | None = None) -> Chart:
    """The change of an indicator in every region under every scenario, bystanders included.

    Parameters
    ----------
    indicator
        One that is measured by region.
    regions
        Codes, one column each; absent: all of them.

    Raises
    ------
    ResultsError
        An unknown indicator, region or horizon, or nothing to compare.
    """
    by_region = [str(name) for name, item in view.data.data_vars.items() if item.dims == ("scenario", "region")]
    chosen(indicator, by_region, "indicator")
    if not view.others:
        raise ResultsError("scenario_matrix: the reference is the only scenario — run another one beside it.")
    codes = view.codes(regions, view.regions)
    change = view.change(indicator).sel(scenario=view.others, region=codes).transpose("scenario", "region")
    data = pd.DataFrame(
        {"scenario": name, "region": code, "indicator": indicator, "unit": view.unit(indicator), "change": value}
        for name, row in zip(view.others, change.values.tolist(), strict=True)
        for code, value in zip(codes, row, strict=True)
    )
    bands = change_bands(view, indicator)
    of_others = None if bands is None else bands.sel(scenario=view.others, region=codes)
    data = data.assign(**quantile_table(of_others, ("scenario", "region")))
    factor, unit = money_scale(view.unit(indicator), data["change"].abs().max())
    return Chart(
        title=largest_changes(view, indicator, codes) if regions else _bystanders(view, indicator),
        subtitle=f"Change in {lowered(view.long_name(indicator))} {view.versus}, {change_unit(view, unit)}",
        caption=view.caption(shows_levels=unit != "%", note=_note(view)),
        rows=tuple(view.names.label(name) for name in view.others),
        panels=(Panel("", "", partial(_draw, data, _Grid("scenario", "region", view.others, codes), factor)),),
        data=data,
    )


def _bystanders(view: View, indicator: str) -> str:
    """Finding on the regions outside the pair, or on the pair where there are no others."""
    others = [code for code in view.regions if code not in view.pair]
    change = view.change(indicator).sel(scenario=view.others, region=others)
    if not others or not np.isfinite(change).any():
        return largest_changes(view, indicator, list(dict.fromkeys(view.pair)))
    peaks = abs(change).fillna(0).max("scenario")
    return "Among bystanders, " + lowered(largest_changes(view, indicator, [others[int(peaks.argmax("region"))]]))


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
