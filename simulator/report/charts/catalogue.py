"""The gallery: every kind of figure by name, and which ones a run's report shows."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.charts.bars import bars_chart
from simulator.report.charts.base import Chart
from simulator.report.charts.commitments import KINDS as PROMISES
from simulator.report.charts.commitments import pledge_chart
from simulator.report.charts.critical import critical_chart, rationed
from simulator.report.charts.diversion import diversion_chart, flow_change
from simulator.report.charts.horizons import fan_chart
from simulator.report.charts.incidence import applies, incidence_chart
from simulator.report.charts.licences import KINDS as LIMITS
from simulator.report.charts.licences import licence_chart
from simulator.report.charts.matrix import flows_chart, regions_chart
from simulator.report.charts.ranges import ranges_chart
from simulator.report.charts.sectors import heat_chart, winners_chart
from simulator.report.charts.tariffs import tariff_chart
from simulator.report.looks.restyle import restyle
from simulator.report.views.bands import has_bands
from simulator.report.views.run import View, chosen
from simulator.results import INDICATORS, Results

FAMILIES: Final[Mapping[str, Callable[..., Chart]]] = {
    "scenario_bars": bars_chart,
    "dot_range": ranges_chart,
    "fan": fan_chart,
    "scenario_matrix": regions_chart,
    "tariff_overview": tariff_chart,
    "flow_matrix": flows_chart,
    "diversion": diversion_chart,
    "licence_gap": licence_chart,
    "critical_inputs": critical_chart,
    "pledge": pledge_chart,
    "incidence": incidence_chart,
    "sector_winners": winners_chart,
    "heat_output": heat_chart,
}
"""Kinds of figure, each made from a `View` and options of its own."""

BAR_INDICATORS: Final = ("own_income", "real_gdp", "pass_through_prices", "cost_of_living")
"""Indicators of which a report shows bars."""

OF_REGIONS: Final = tuple(name for name, item in INDICATORS.items() if item.about == "region")
"""Indicators of which bars can be drawn."""

_SHIFT: Final = 0.05
"""Share of a commodity's flow that has to be lost for its diversion to be worth a figure."""


@dataclass(frozen=True)
class Entry:
    """A figure of the standard set: its name, its kind, and the options that make it."""

    name: str
    family: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def chart(self, view: View) -> Chart:
        """Plan of the figure."""
        return FAMILIES[self.family](view, **self.options)


def entries(view: View) -> list[Entry]:
    """Figures that have something to say about a run, in the order of the report."""
    if not any(view.is_solved(name) for name in view.scenarios):
        return []
    found = []
    if any(view.is_solved(name) for name in view.others):
        found += [_bars(name) for name in BAR_INDICATORS if view.has(name)]
        found += [Entry("dot_range", "dot_range")] if has_bands(view) else []
        found += [Entry("fan", "fan")] if has_bands(view) and len(view.results.horizons) > 1 else []
        found += [Entry("scenario_matrix", "scenario_matrix")]
    if view.pair[0] != view.pair[1]:
        found += [Entry("tariff_overview", "tariff_overview"), Entry("flow_matrix", "flow_matrix"), *_diversions(view)]
    if applies(view):
        found.append(Entry("incidence", "incidence"))
    found += [Entry(name, name) for name in _limited(view)]
    if len(view.sectors) > 1 and any(view.is_solved(name) for name in view.others):
        found += [Entry(name, name) for name in ("sector_winners", "heat_output")]
    return found


def _limited(view: View) -> list[str]:
    """Figures of limits and promises that a run has."""
    shown = {
        "licence_gap": not view.bounds(LIMITS).empty,
        "critical_inputs": bool(rationed(view)),
        "pledge": not view.bounds(PROMISES).empty,
    }
    return [name for name, is_there in shown.items() if is_there]


def _bars(indicator: str) -> Entry:
    return Entry(indicator, "scenario_bars", {"indicator": indicator})


def charts(view: View) -> dict[str, Chart]:
    """Plans of the figures that have something to say about a run, by name, in the order of the report."""
    return {entry.name: entry.chart(view) for entry in entries(view)}


def _diversions(view: View) -> list[Entry]:
    """The scenario that tells most about the pair's trade, and the one that cuts a commodity's trade most."""
    first, second = view.pair
    found = [Entry("diversion", "diversion")]
    for sector in view.sectors:
        moved = _moved(view, second, first, [sector]) if view.quantity_unit(sector) else pd.Series(dtype=float)
        if (moved <= -_SHIFT).any():
            options = {"scenario": moved.idxmin(), "importer": second, "exporter": first, "sectors": [sector]}
            found.append(Entry(f"diversion_{sector.lower()}", "diversion", options))
    return found


def _moved(view: View, importer: str, exporter: str, sectors: list[str]) -> pd.Series:
    """Change of a flow as a share of its baseline, by scenario that was solved."""
    change, _ = flow_change(view, sectors)
    name = "quantity" if len(sectors) == 1 and view.quantity_unit(sectors[0]) else "trade_flow"
    flow = {"exporter": exporter, "importer": importer}
    base = float(view.baseline(name).sel(flow).sel(sector=sectors).sum())
    solved = [name for name in view.others if view.is_solved(name)]
    series = change.sel(flow).sel(scenario=solved).reset_coords(drop=True).to_series()
    return series / base if base else series * 0.0


def is_standard_name(name: str) -> bool:
    """Whether some run's report has a figure of this name."""
    return name in FAMILIES or name in OF_REGIONS or name.startswith("diversion_")


def figure_names(results: Results, horizon: str | None = None) -> list[str]:
    """Names of the figures that a report on these results shows; `plot` draws each of them."""
    return [entry.name for entry in entries(View.of(results, horizon))]


def plot(  # options are those of the figure
    results: Results,
    name: str,
    *,
    horizon: str | None = None,
    style: str = "light",
    **options: Any,  # noqa: ANN401
) -> Figure:
    """Draw a figure.

    Parameters
    ----------
    name
        One of `figure_names`; an indicator of regions, whose bars are drawn; or a kind of figure: scenario_bars,
        dot_range, fan, scenario_matrix, tariff_overview, flow_matrix, diversion, licence_gap, critical_inputs, pledge,
        incidence, sector_winners, heat_output.
    horizon
        Absent: the first one of the run.
    style
        light, dark for a dark page, or print for greys with hatches.
    options
        Those of the function of that kind, such as `indicator="real_gdp"` or `scenario="tariff-100"`; None is
        as if not given.

    Raises
    ------
    ResultsError
        An unknown name or option, or a figure that does not apply to the run.
    """
    return restyle(plan(results, name, horizon, options).figure(), style)


def figure_data(results: Results, name: str, *, horizon: str | None = None, **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Numbers that `plot` draws under the same name and options, one row a mark."""
    return plan(results, name, horizon, options).data


def plan(results: Results, name: str, horizon: str | None, options: Mapping[str, Any]) -> Chart:
    """Chart behind a name: a standard figure with its options replaced where given, or a kind of figure."""
    view = View.of(results, horizon)
    standard = {entry.name: entry for entry in entries(view)}
    chosen(name, list(dict.fromkeys([*standard, *FAMILIES, *OF_REGIONS])), "figure")
    entry = standard.get(name, _bars(name) if name in OF_REGIONS else Entry(name, name))
    allowed = [key for key in inspect.signature(FAMILIES[entry.family]).parameters if key != "view"]
    given = {key: value for key, value in options.items() if value is not None}
    for key in given:
        if not allowed:
            raise ResultsError(f"{name}: got option {key!r} — this figure has none but the horizon.")
        chosen(key, allowed, f"{name}: option")
    return Entry(name, entry.family, {**entry.options, **given}).chart(view)
