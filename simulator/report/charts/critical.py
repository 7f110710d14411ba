"""Critical inputs: what licences on them cost whom when they are handed out, when they are sold, and at worst."""

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import LIMITS, Figure
from simulator.report.charts.licences import goods_words
from simulator.report.looks.marks import Range, limits, signed_bars
from simulator.report.looks.style import GAIN, LOSS, MUTED
from simulator.report.views.bands import band, bands_note
from simulator.report.views.run import View
from simulator.report.wording.words import NOISE, SPACE, amount, listed, percent, quoted, signed, signed_percent
from simulator.results import analysis
from simulator.results.analysis.bands import COVERED, HIGH, LOW, has_bands
from simulator.results.analysis.claims import Cell, Claim, capitalised
from simulator.results.analysis.critical import HANDED, LOST, SOLD, known_inputs, rationed
from simulator.results.analysis.licences import AT_RISK
from simulator.results.analysis.movers import MOST

Array = NDArray[np.float64]

EXPOSURE: Final = "exposure"
"""The table of what users cannot make without critical inputs, one row an input, sector and region."""
_NAMED: Final = 3
_VISIBLE: Final = 0.005
"""Smallest change in percent that two decimals show."""
_HEADINGS: Final = {
    HANDED: "Real GDP, licences handed out",
    SOLD: "Real GDP, licences sold",
    LOST: "Value added at risk",
}
_WEIGHTS: Final = {HANDED: 1.0, SOLD: 1.0, LOST: 1.4}
_LOOKS: Final = {HANDED: LOSS, SOLD: GAIN, LOST: MUTED}


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
    data = analysis.critical_inputs(view, scenario)
    if data.empty:
        raise ResultsError("critical_inputs: no scenario withholds critical inputs — run one with licences on them.")
    data.insert(1, "label", data["scenario"].map(view.names.label))
    few, data = _few(data), data.head(MOST)
    shown, said = [name for name in _HEADINGS if name in data], assumed(view, data)
    texts = {name: _texts(data, name, view.unit(AT_RISK)) for name in shown}
    ends = np.concatenate([[*data[name], *_band(data, name).low, *_band(data, name).high] for name in shown])
    return Chart(
        title=_title(view, data),
        subtitle=f"Under {quoted(data['label'].iloc[0])} {view.versus}, percent of GDP; in brackets months of stock",
        caption=Claim(f"{said}{few} {view.caption(shows_levels=False, note=bands_note(view))}", said, few),
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


def sentences(view: View, data: pd.DataFrame) -> list[Claim]:
    """What the numbers say of the regions that matter most, and what they hang on."""
    if data.empty:
        return []
    first = data.iloc[0]
    if not first[AT_RISK] > 0:
        return [_title(view, data)]
    is_side = data["region"].isin(view.pair)
    told = pd.concat([data[is_side], data[~is_side]]).loc[lambda rows: rows[AT_RISK] > 0].head(_NAMED)
    places = [view.names.inside(code) for code in told["region"]]
    handed = [
        Claim(f"{cell}{bracket} in {region}", cell, bracket)
        for region, (_, row) in zip(places, told.iterrows(), strict=True)
        for cell, bracket in ((_cell(row, HANDED), _bracket(row)),)
    ]
    covered = f" (brackets: {COVERED} of draws)" if has_bands(view) else ""
    sizes = _sizes(told) if SOLD in told else Claim("")
    sold = f"; sold to the highest bidder, {sizes}" if sizes else ""
    money = [_lost(view, row) for _, row in told.iterrows()]
    lost = [f"{size} in {region}" for size, region in zip(money, places, strict=True)]
    stocks, assumption = _after_stocks(told), _assumption(view, first["sectors"])
    gdp = (
        f"under {quoted(first['label'])}, with licences for {goods_words(view, first['sectors'])} handed out by "
        f"application, real GDP changes by {listed(handed)}{covered}{sold}"
    )
    missing = (
        f"before anyone adjusts, value added of {listed(lost)} cannot be made without what is withheld{stocks}; "
        f"{assumption}"
    )
    return [Claim(gdp, handed, sizes), Claim(missing, money, stocks, assumption)]


def _few(data: pd.DataFrame) -> Claim:
    """Which regions are shown, where not all are; they stand in the order of what is at risk."""
    if len(data) <= MOST:
        return Claim("")
    count = Cell({}, "region", MOST, f"{MOST}", total="nunique")
    return Claim(f" The {count} regions with most at risk.", count)


def assumed(view: View, data: pd.DataFrame) -> Claim:
    """Small print: what each number is, and that the share of output that stops is an assumption."""
    handed = "Handed out: by application, so that what is withheld is missing at the machine."
    sold = " Sold: the same licences go to the highest bidder, so that users pay more and replace."
    lost = " At risk: value added that users cannot make without what is withheld, after stocks, before anyone adjusts."
    text = _assumption(view, data["sectors"].iloc[0])
    return Claim(f"{handed}{sold if SOLD in data else ''}{lost} {text.as_sentence}", text)


def _title(view: View, data: pd.DataFrame) -> Claim:
    first = data.iloc[0]
    goods, region = goods_words(view, first["sectors"]), view.names.inside(first["region"])
    if not first[AT_RISK] > 0:
        none = Cell({}, AT_RISK, float(data[AT_RISK].max()), below=NOISE, total="max")
        under = quoted(first["label"])
        return Claim(f"Stocks and thrift make up for what licences for {goods} withhold under {under}", none)
    size = _lost(view, first)
    change = _cell(first, HANDED)
    return Claim(f"{capitalised(goods)}: {size} of value added at risk in {region}, real GDP {change}", size, change)


def _cell(row: pd.Series, column: str) -> Cell:
    """A change of a region in percent."""
    return Cell({"region": row["region"]}, column, row[column], signed_percent(row[column]))


def _lost(view: View, row: pd.Series) -> Cell:
    """Value added of a region at risk."""
    return Cell({"region": row["region"]}, AT_RISK, row[AT_RISK], amount(row[AT_RISK], view.unit(AT_RISK)))


def _assumption(view: View, sectors: str) -> Claim:
    """Share of users' output that cannot be made without some inputs, and its band."""
    codes = known_inputs(view, sectors)
    if not codes:
        return Claim("how much of users' output stops is an assumption")
    names = ["exposure_low", "exposure", "exposure_high"]
    shares = {name: view.data[name].sel(critical=codes) for name in names}
    users = int((shares["exposure_high"] > 0).any(("critical", "region")).sum())
    keys = {"critical": tuple(codes)}
    sizes = {name: float(shares[name].max()) for name in names}
    low, middle, high = (
        Cell(keys, name, size, percent(100 * size), EXPOSURE, 100.0, total="max") for name, size in sizes.items()
    )
    low = replace(low, text=low.text.removesuffix(f"{SPACE}%"))
    used = Cell(keys | {"is_used": True}, "sector", users, str(users), EXPOSURE, total="nunique")
    text = (
        f"it is an assumption, not an estimate, that {middle} of the output of {used} "
        f"sector{'s' * (users != 1)} cannot be made without them (band: {low} to {high})"
    )
    return Claim(text, low, middle, high, used)


def _bracket(row: pd.Series) -> Claim:
    """Band of a change; empty without draws."""
    ends = [f"{HANDED}_{end}" for end in (LOW, HIGH)]
    if np.isnan(row.get(ends[0], np.nan)):
        return Claim("")
    low, high = (Cell({"region": row["region"]}, end, row[end], signed(row[end])) for end in ends)
    return Claim(f" [{low} to {high}]", low, high)


def _after_stocks(told: pd.DataFrame) -> Claim:
    """Months of stock that are used up first; empty where results do not know them."""
    keys = {"region": tuple(told["region"])}
    ends = {"min": told["stock_months"].min(), "max": told["stock_months"].max()}
    if np.isnan(ends["min"]):
        return Claim("")
    cells = [Cell(keys, "stock_months", value, f"{value:g}", total=end) for end, value in ends.items()]
    return Claim(f", stocks of {' to '.join(dict.fromkeys(map(str, cells)))} months used up", cells)


def _sizes(told: pd.DataFrame) -> Claim:
    """What sold licences change; one number of all where it is hardly any."""
    cells = [_cell(row, SOLD) for _, row in told.iterrows()]
    if max(abs(cell.value) for cell in cells) < _VISIBLE:
        small = [replace(each, text="", below=_VISIBLE) for each in cells]
        return Claim("it hardly changes (by less than half a hundredth of a percent)", small)
    return Claim(f"by {listed(list(map(str, cells)))}", cells)


def _label(view: View, row: pd.Series) -> str:
    name = view.names.region(row["region"])
    return name if np.isnan(row["stock_months"]) else f"{name} ({row['stock_months']:g})"


def _texts(data: pd.DataFrame, name: str, money: str) -> list[str]:
    if name != LOST:
        return [signed(value) for value in data[name]]
    return [
        f"{signed(share)} ({amount(lost, money).removesuffix(f'{SPACE}USD')})" if lost > 0 else "none"
        for share, lost in zip(data[LOST], data[AT_RISK], strict=True)
    ]


def _band(data: pd.DataFrame, name: str) -> Range:
    """Range of a number; what is lost is a fall, so that its ends change places."""
    low, high = (f"{name}_{end}" for end in ((HIGH, LOW) if name == LOST else (LOW, HIGH)))
    return band(data, columns=(low, high))


def _draw(data: pd.DataFrame, name: str, texts: dict[str, list[str]], ends: Array, axes: Axes, width: float) -> None:
    ranges, values = _band(data, name), data[name].to_numpy()
    span = limits(ranges.reach(values), texts[name], width, ends)
    signed_bars(axes, values, texts[name], [_LOOKS[name]] * len(data), span, ranges)


CRITICAL: Final = Figure(
    "critical_inputs",
    "Critical inputs: handed out, sold, at risk",
    critical_inputs,
    ("run",),
    LIMITS,
    applies=lambda view: bool(rationed(view)),
)
