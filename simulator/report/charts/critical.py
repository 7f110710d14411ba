"""Critical inputs: what licences on them cost whom when they are handed out, when they are sold, and at worst."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import LIMITS, Figure
from simulator.report.charts.licences import AT_RISK, goods_words
from simulator.report.charts.matrix import pair_trade_change
from simulator.report.looks.marks import Band, limits, signed_bars
from simulator.report.looks.style import GAIN, LOSS, MUTED
from simulator.report.page.channels import base_income
from simulator.report.views.bands import COVERED, HIGH, LOW, band, bands_note, change_bands, has_bands, quantile_columns
from simulator.report.views.findings import place_name
from simulator.report.views.run import View, chosen
from simulator.report.wording.words import (
    SPACE,
    amount,
    capitalised,
    listed,
    percent,
    plain,
    quoted,
    signed,
    signed_percent,
)

Array = NDArray[np.float64]

RATIONING: Final = ("rationing",)
"""Kind of the bounds on producers who cannot do without what licences withhold."""
_LICENCES: Final = ("export_licensing",)
_SAME: Final = 1e-6
"""Percentage points by which average duties of two scenarios differ at most to be the same."""
_NAMED: Final = 3
_VISIBLE: Final = 0.005
"""Smallest change in percent that two decimals show."""
_HANDED: Final = "physical"
_SOLD: Final = "market"
_LOST: Final = "at_risk_percent"
_HEADINGS: Final = {
    _HANDED: "Real GDP, licences handed out",
    _SOLD: "Real GDP, licences sold",
    _LOST: "Value added at risk",
}
_WEIGHTS: Final = {_HANDED: 1.0, _SOLD: 1.0, _LOST: 1.4}
_LOOKS: Final = {_HANDED: LOSS, _SOLD: GAIN, _LOST: MUTED}


def critical_inputs(view: View, scenario: str | None = None) -> Chart:
    """What licences on critical inputs cost each region that they hit, one row a region.

    Beside each other stand real GDP where licences are handed out by application, real GDP where they go to the
    highest bidder, if the run has a scenario of it, and the value added at risk before anyone adjusts.

    Parameters
    ----------
    scenario
        Absent: the one that puts most at risk and changes least beside.

    Raises
    ------
    ResultsError
        No scenario withholds critical inputs from users who cannot do without.
    """
    data = critical_data(view, scenario)
    if data.empty:
        raise ResultsError("critical_inputs: no scenario withholds critical inputs — run one with licences on them.")
    shown = [name for name in _HEADINGS if name in data]
    texts = {name: _texts(data, name, view.unit(AT_RISK)) for name in shown}
    ends = np.concatenate([[*data[name], *_band(data, name).low, *_band(data, name).high] for name in shown])
    return Chart(
        title=_title(view, data),
        subtitle=f"Under {quoted(data['label'].iloc[0])} {view.versus}, percent of GDP; in brackets months of stock",
        caption=f"{assumed(view, data)} {view.caption(shows_levels=False, note=bands_note(view))}",
        rows=tuple(_label(view, row) for _, row in data.iterrows()),
        panels=tuple(
            Panel(
                _HEADINGS[name],
                "percent of GDP",
                partial(_draw, data, name, texts, ends),
                _WEIGHTS[name],
            )
            for name in shown
        ),
        data=data,
    )


def rationed(view: View) -> list[str]:
    """Solved scenarios in which licences other than the reference's hit users who cannot do without."""
    bounds = view.bounds(RATIONING)
    names = [] if bounds.empty else list(dict.fromkeys(bounds["bound_scenario"]))
    known = _limits(view, view.reference)
    return [name for name in names if view.is_solved(name) and _limits(view, name) != known]


def critical_data(view: View, scenario: str | None = None) -> pd.DataFrame:
    """One row a region that licences on critical inputs hit, what is most at risk first; empty where there is none."""
    names = rationed(view) if view.has(AT_RISK, "welfare", "real_gdp") else []
    if scenario is not None:
        names = [name for name in names if name == chosen(scenario, view.scenarios, "scenario")]
    if not names:
        return pd.DataFrame()
    name = _purest(view, names)
    licences = _licences(view, name)
    sectors = "+".join(dict.fromkeys(licences["sectors"]))
    hit = list(dict.fromkeys(view.bounds(RATIONING).loc[lambda table: table["bound_scenario"] == name, "exporters"]))
    rows = pd.DataFrame([_row(view, name, market_twin(view, name), code, sectors) for code in hit])
    return rows.sort_values(AT_RISK, ascending=False, kind="stable").reset_index(drop=True)


def market_twin(view: View, scenario: str) -> str | None:
    """The scenario of the run with the same licences and duties whose licences go to the highest bidder."""
    own = _limits(view, scenario)
    for name in view.others:
        is_other = name not in rationed(view) and name != scenario and view.is_solved(name)
        if is_other and own and _limits(view, name) == own and _same_duties(view, name, scenario):
            return name
    return None


def sentences(view: View, data: pd.DataFrame) -> list[str]:
    """What the numbers say of the regions that matter most, and what they hang on."""
    if data.empty:
        return []
    first = data.iloc[0]
    if not first[AT_RISK] > 0:
        return [_title(view, data)]
    is_side = data["region"].isin(view.pair)
    told = pd.concat([data[is_side], data[~is_side]]).loc[lambda rows: rows[AT_RISK] > 0].head(_NAMED)
    places = [place_name(view, code) for code in told["region"]]
    handed = [
        f"{signed_percent(row[_HANDED])}{_bracket(row)} in {place}"
        for place, (_, row) in zip(places, told.iterrows(), strict=True)
    ]
    covered = f" (brackets: {COVERED} of draws)" if has_bands(view) else ""
    sold = f"; sold to the highest bidder, {_sizes(told[_SOLD])}" if _SOLD in told else ""
    money = [amount(value, view.unit(AT_RISK)) for value in told[AT_RISK]]
    lost = [f"{size} in {place}" for size, place in zip(money, places, strict=True)]
    return [
        f"under {quoted(first['label'])}, with licences for {goods_words(view, first['sectors'])} handed out by "
        f"application, real GDP changes by {listed(handed)}{covered}{sold}",
        f"before anyone adjusts, value added of {listed(lost)} cannot be made without what is withheld"
        f"{_after_stocks(told)}; {_assumption(view, first['sectors'])}",
    ]


def assumed(view: View, data: pd.DataFrame) -> str:
    """Small print: what each number is, and that the share of output that stops is an assumption."""
    handed = "Handed out: by application, so that what is withheld is missing at the machine."
    sold = " Sold: the same licences go to the highest bidder, so that users pay more and replace."
    lost = " At risk: value added that users cannot make without what is withheld, after stocks, before anyone adjusts."
    text = _assumption(view, data["sectors"].iloc[0])
    return f"{handed}{sold if _SOLD in data else ''}{lost} {capitalised(text)}."


def _row(view: View, scenario: str, twin: str | None, region: str, sectors: str) -> dict[str, object]:
    """Numbers of a region; percent of GDP as it was in the baseline, at market prices."""
    gdp = view.change("real_gdp").sel(region=region)
    worth = float((base_income(view) + view.baseline("trade_balance")).sel(region=region))
    at_risk = float(view.change(AT_RISK).sel(scenario=scenario, region=region))
    moved = change_bands(view, "real_gdp")
    lost = change_bands(view, AT_RISK)
    place = {"scenario": scenario, "region": region}
    sold = {} if twin is None else {"market_scenario": twin, _SOLD: float(gdp.sel(scenario=twin))}
    if twin is not None:
        sold |= quantile_columns(moved, {"scenario": twin, "region": region}, f"{_SOLD}_")
    return {
        "scenario": scenario,
        "label": view.label(scenario),
        "region": region,
        "sectors": sectors,
        "stock_months": _months(view, sectors, region),
        _HANDED: float(gdp.sel(scenario=scenario)),
        **quantile_columns(moved, place, f"{_HANDED}_"),
        **sold,
        AT_RISK: at_risk,
        _LOST: -100 * at_risk / worth,
        **quantile_columns(None if lost is None else -100 * lost / worth, place, f"{_LOST}_"),
    }


def _months(view: View, sectors: str, region: str) -> float:
    """Months of stock of the scarcest of some critical inputs; NaN where results do not know."""
    codes = _known(view, sectors)
    return float(view.data["stock_months"].sel(critical=codes, region=region).min()) if codes else np.nan


def _known(view: View, sectors: str) -> list[str]:
    """Those of '+'-joined sectors of which results know stocks and exposure."""
    known = set(view.data["critical"].values.tolist()) if "critical" in view.data.coords else set()
    return [code for code in sectors.split("+") if code in known]


def _licences(view: View, scenario: str) -> pd.DataFrame:
    """Licences that bring the rationing of a scenario about."""
    table, stops = view.bounds(_LICENCES), view.bounds(RATIONING)
    names = {name for text in stops.loc[stops["bound_scenario"] == scenario, "measure"] for name in text.split("+")}
    return table[(table["bound_scenario"] == scenario) & table["measure"].isin(names)] if len(table) else table


def _limits(view: View, scenario: str) -> set[tuple[object, ...]]:
    """Flows under licence of a scenario, with their limits."""
    table = view.bounds(_LICENCES)
    own = table[table["bound_scenario"] == scenario] if len(table) else table
    columns = ["exporters", "importers", "sectors"]
    rows = own[[*columns, "limit"]].itertuples(index=False) if len(own) else ()
    return {(*row[:-1], round(row[-1], 6)) for row in rows}


def _same_duties(view: View, one: str, other: str) -> bool:
    rates = [view.data["effective_tariff_before"].sel(scenario=name).fillna(0.0) for name in (one, other)]
    return float(abs(rates[0] - rates[1]).max()) < _SAME


def _purest(view: View, names: Sequence[str]) -> str:
    """Scenario that puts most at risk, and of those the one that moves trade between the pair least."""
    lost = view.change(AT_RISK).sel(scenario=list(names)).sum("region").to_series()
    most = lost[lost >= 0.9 * lost.max()].index.to_list()
    return str(most[int(abs(pair_trade_change(view).sel(scenario=most)).fillna(0.0).argmin("scenario"))])


def _title(view: View, data: pd.DataFrame) -> str:
    first = data.iloc[0]
    goods, place = goods_words(view, first["sectors"]), place_name(view, first["region"])
    if not first[AT_RISK] > 0:
        return f"Stocks and thrift make up for what licences for {goods} withhold under {quoted(first['label'])}"
    size = amount(first[AT_RISK], view.unit(AT_RISK))
    change = signed_percent(first[_HANDED])
    return f"{capitalised(goods)}: {size} of value added at risk in {place}, real GDP {change}"


def _assumption(view: View, sectors: str) -> str:
    """Share of users' output that cannot be made without some inputs, and its band."""
    codes = _known(view, sectors)
    if not codes:
        return "how much of users' output stops is an assumption"
    names = ["exposure_low", "exposure", "exposure_high"]
    shares = {name: view.data[name].sel(critical=codes) for name in names}
    users = int((shares["exposure_high"] > 0).any(("critical", "region")).sum())
    low, middle, high = (100 * float(shares[name].max()) for name in names)
    return (
        f"it is an assumption, not an estimate, that {percent(middle)} of the output of {users} "
        f"sector{'s' * (users != 1)} cannot be made without them (band: {plain(low, 0)} to {percent(high)})"
    )


def _bracket(row: pd.Series) -> str:
    low, high = (row.get(f"{_HANDED}_{end}", np.nan) for end in (LOW, HIGH))
    return "" if np.isnan(low) else f" [{signed(low)} to {signed(high)}]"


def _after_stocks(told: pd.DataFrame) -> str:
    """Months of stock that are used up first; empty where results do not know them."""
    low, high = told["stock_months"].min(), told["stock_months"].max()
    if np.isnan(low):
        return ""
    return f", stocks of {low:g} months used up" if low == high else f", stocks of {low:g} to {high:g} months used up"


def _sizes(values: pd.Series) -> str:
    if values.abs().max() < _VISIBLE:
        return f"it hardly changes (by less than {_VISIBLE}{SPACE}%)"
    return f"by {listed([signed_percent(value) for value in values])}"


def _label(view: View, row: pd.Series) -> str:
    name = view.region_name(row["region"])
    return name if np.isnan(row["stock_months"]) else f"{name} ({row['stock_months']:g})"


def _texts(data: pd.DataFrame, name: str, money: str) -> list[str]:
    if name != _LOST:
        return [signed(value) for value in data[name]]
    return [
        f"{signed(share)} ({amount(lost, money).removesuffix(f'{SPACE}USD')})" if lost > 0 else "none"
        for share, lost in zip(data[_LOST], data[AT_RISK], strict=True)
    ]


def _band(data: pd.DataFrame, name: str) -> Band:
    """Band of a number; what is lost is a fall, so that its ends change places."""
    low, high = (f"{name}_{end}" for end in ((HIGH, LOW) if name == _LOST else (LOW, HIGH)))
    return band(data, columns=(low, high))


def _draw(data: pd.DataFrame, name: str, texts: dict[str, list[str]], ends: Array, axes: Axes, width: float) -> None:
    own, values = _band(data, name), data[name].to_numpy()
    span = limits(own.reach(values), texts[name], width, ends)
    signed_bars(axes, values, texts[name], [_LOOKS[name]] * len(data), span, own)


CRITICAL: Final = Figure(
    "critical_inputs",
    "Critical inputs: handed out, sold, at risk",
    critical_inputs,
    ("run",),
    LIMITS,
    applies=lambda view: bool(rationed(view)),
)
