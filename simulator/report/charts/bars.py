"""Scenario bars: one indicator, one bar a scenario, one panel a region."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, PAYS, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.views.bands import band, bands_note
from simulator.report.views.findings import largest_changes
from simulator.report.views.run import View
from simulator.report.wording.words import common_places, lowered, money_scale, signed
from simulator.results import INDICATORS
from simulator.results.analysis.bands import change_bands, quantile_columns
from simulator.results.analysis.comparison import chosen


def scenario_bars(view: View, indicator: str = "own_income", regions: Sequence[str] | None = None) -> Chart:
    """The change of an indicator under every scenario, against the reference.

    Parameters
    ----------
    indicator
        One that is measured by region.
    regions
        Codes, one panel each; absent: the two that matter most.

    Raises
    ------
    ResultsError
        Nothing to compare, or an unknown indicator, region or horizon.
    """
    codes = checked(view, "scenario_bars", indicator, regions)
    data = bars_data(view, indicator, codes)
    factor, unit = money_scale(view.unit(indicator), data["change"].abs().max())
    panels = [
        Panel(view.names.region(code), change_unit(view, unit), partial(_draw, data, code, factor)) for code in codes
    ]
    return Chart(
        title=largest_changes(view, indicator, codes),
        subtitle=f"Change in {lowered(view.long_name(indicator))} {view.versus}, {change_unit(view, unit)}",
        caption=view.caption(shows_levels=unit != "%", note=_note(view, indicator)),
        rows=tuple(view.names.label(name) for name in view.others),
        panels=tuple(panels),
        data=data.drop(columns="colour"),
    )


def _note(view: View, indicator: str) -> str:
    """What an indicator is, and what shows the draws."""
    return f"{INDICATORS[indicator].definition} {bands_note(view)}".strip()


def checked(view: View, figure: str, indicator: str, regions: Sequence[str] | None) -> list[str]:
    """Codes of the regions that a figure of changes shows.

    Raises
    ------
    ResultsError
        Nothing to compare, or an unknown indicator or region.
    """
    by_region = [str(name) for name, item in view.data.data_vars.items() if item.dims == ("scenario", "region")]
    chosen(indicator, by_region, "indicator")
    codes = view.codes(regions, view.pair)
    if not view.others:
        raise ResultsError(f"{figure}: the reference is the only scenario — run another one beside it.")
    return codes


def change_unit(view: View, unit: str) -> str:
    """Unit of a change; percent changes are all measured from the baseline."""
    return f"percent of {view.year} level" if unit == "%" else unit


def bars_data(view: View, indicator: str, regions: Sequence[str]) -> pd.DataFrame:
    """One row a region and scenario: level, change, quantiles of the change, and colour."""
    level, change, bands = view.data[indicator], view.change(indicator), change_bands(view, indicator)
    return pd.DataFrame(
        {
            "scenario": name,
            "label": view.names.label(name),
            "region": region,
            "indicator": indicator,
            "unit": view.unit(indicator),
            "value": float(level.sel(scenario=name, region=region)),
            "change": float(change.sel(scenario=name, region=region)),
            **quantile_columns(bands, {"scenario": name, "region": region}),
            "colour": view.names.colour(name),
        }
        for region in regions
        for name in view.others
    )


def _draw(data: pd.DataFrame, region: str, factor: float, axes: Axes, width: float) -> None:
    changes = data["change"] * factor
    texts = changes.map(partial(signed, places=common_places(changes)))
    ends = band(data, factor)
    of_region = data["region"] == region
    span = limits(ends.reach(changes), texts, width, ends)
    signed_bars(
        axes, changes[of_region], texts[of_region], data.loc[of_region, "colour"], span, band(data[of_region], factor)
    )


OF_REGIONS: Final = {name: {"indicator": name} for name, item in INDICATORS.items() if item.about == "region"}
"""Indicators of which bars can be drawn, and the option that does it."""
_IN_REPORTS: Final = ("own_income", "real_gdp", "pass_through_prices", "cost_of_living")

BARS: Final = Figure(
    "scenario_bars",
    "Scenarios compared",
    scenario_bars,
    ("run",),
    GAINS,
    applies=lambda view: view.compares,
    shown=lambda view: {name: OF_REGIONS[name] for name in _IN_REPORTS if view.has(name)},
    also=OF_REGIONS,
    elsewhere={"pass_through_prices": PAYS, "cost_of_living": PAYS},
)
