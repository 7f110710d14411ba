"""The answer of the report: up to eight sentences that say only what the numbers hold, the finding first."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import xarray as xr

from simulator.report.charts.base import Chart
from simulator.report.charts.critical import sentences
from simulator.report.page.certainty import open_scenarios
from simulator.report.views.bands import draws_words
from simulator.report.views.run import View
from simulator.report.wording.words import (
    SPACE,
    capitalised,
    change_words,
    listed,
    lowered,
    quoted,
    signed,
    signed_percent,
)
from simulator.results.analysis.moves import sector_moves
from simulator.results.analysis.trade import pair_trade_change

SENTENCES: Final = 8
"""Of an answer; what was not solved is said beside them."""
_VISIBLE: Final = 0.005
"""Smallest change in percent that two decimals show."""
_NAMED: Final = 4
"""Scenarios that a sentence names; more are counted."""


def summary(view: View, charts: Mapping[str, Chart]) -> list[str]:
    """Say in eight sentences what a run found, the finding first; fewer where it has less to say.

    Parameters
    ----------
    charts
        Figures of the run by name; findings that they state already are taken from them.
    """
    if not view.others:
        view = against_baseline(view)
    solved = [name for name in view.others if view.is_solved(name)]
    if not solved:
        return []
    pair = list(dict.fromkeys(view.pair))
    told = [
        *_groups(view, solved, pair),
        *_outcomes(view, solved, pair),
        *_worth(view, solved, pair),
        *(sentences(view, charts["critical_inputs"].data) if "critical_inputs" in charts else []),
        *_prices(view, solved, pair),
        *_sure(view, pair),
        *([] if view.draws is not None else _sides(view, solved, pair)),
        *_trade(view, solved),
        *_elsewhere(view, solved, pair),
        *([charts["pledge"].title] if "pledge" in charts else []),
    ]
    if len(told) < SENTENCES:
        told += _sectors(view, solved, pair)
    return [f"{capitalised(sentence)}." for sentence in told[:SENTENCES]]


def unsolved_note(view: View) -> str:
    """Scenarios that have no numbers; empty where all have."""
    unsolved = [quoted(view.names.label(name)) for name in view.scenarios if not view.is_solved(name)]
    if not unsolved:
        return ""
    asked = str(view.data.attrs.get("reference", ""))
    instead = " So changes are against the baseline, not the reference." if asked and not view.reference else ""
    return f"Not solved, and shown without numbers: {listed(unsolved)}.{instead}"


def against_baseline(view: View) -> View:
    """The same results without a reference: changes are against the baseline."""
    data = view.results.data.assign_attrs(reference="")
    return View(replace(view.results, data=data), view.horizon)


def against(view: View) -> str:
    """What changes are measured against, with the reference's label in quotation marks."""
    return f"against {quoted(view.names.label(view.reference))}" if view.reference else view.versus


def _groups(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """The range of outcomes under each of the two headings that differ most: the worst one and the best."""
    groups: dict[str, list[str]] = {}
    for name in solved:
        groups.setdefault(view.names.group(name), []).append(name)
    if len(groups) < 2 or "" in groups:
        return []
    change = view.change("own_income").sel(region=pair)
    means = {group: float(change.sel(scenario=names).mean()) for group, names in groups.items()}
    worst, best = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    first, second = (
        listed([_span(view, change.sel(scenario=groups[group], region=region)) for region in pair])
        for group in (worst, best)
    )
    return [
        f"{against(view)}, the scenarios of {quoted(worst)} change own income by {first}, "
        f"those of {quoted(best)} by {second}"
    ]


def _span(view: View, change: xr.DataArray) -> str:
    """Lowest and highest change of a region, or the one that both are."""
    low, high = signed(float(change.min())), signed(float(change.max()))
    sizes = f"{low}{SPACE}%" if low == high else f"{low} to {high}{SPACE}%"
    return f"{sizes} in {view.names.inside(str(change['region'].item()))}"


def _outcomes(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """Best and worst scenario for each side, or what the only one does."""
    change = view.change("own_income").sel(scenario=solved)
    if len(solved) == 1:
        spans = listed([_span(view, change.sel(region=region)) for region in pair])
        return [f"{against(view)}, {quoted(view.names.label(solved[0]))} changes own income by {spans}"]
    worst, best = ([_extreme(change.sel(region=region), sign) for region in pair] for sign in (-1, 1))
    return [f"for own income, {_named(view, 'worst', worst, pair)}, and {_named(view, 'best', best, pair)}"]


def _extreme(change: xr.DataArray, sign: int) -> xr.DataArray:
    return change[int((sign * change).argmax("scenario"))]


def _named(view: View, kind: str, cells: list[xr.DataArray], pair: list[str]) -> str:
    """Name the best or worst outcome of each side, once where it is the same scenario."""
    labels = [quoted(view.names.label(str(cell["scenario"].item()))) for cell in cells]
    places = [view.names.inside(region) for region in pair]
    sizes = [signed_percent(float(cell)) for cell in cells]
    if len(set(labels)) == 1:
        both = "both " if len(pair) > 1 else ""
        return f"the {kind} outcome for {both}{listed(places)} is {labels[0]} ({' and '.join(sizes)})"
    parts = [f"{label} for {name} ({size})" for name, label, size in zip(places, labels, sizes, strict=True)]
    return f"the {kind} is {listed(parts)}"


def _sides(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """Scenarios that leave both sides better or worse off."""
    if len(pair) < 2 or len(solved) < 2:
        return []
    change = view.change("own_income").sel(scenario=solved, region=pair)
    parts = []
    for verb, holds in (("gain", change > _VISIBLE), ("lose", change < -_VISIBLE)):
        names = [name for name in solved if bool(holds.sel(scenario=name).all())]
        if len(names) > _NAMED:
            parts.append(f"{verb} under {len(names)} of the {len(solved)} scenarios")
        elif names:
            parts.append(f"{verb} under {listed([quoted(view.names.label(name)) for name in names])}")
    places = listed([view.names.inside(region) for region in pair])
    return [f"both {places} {listed(parts)}"] if parts else [f"no scenario moves {places} the same way"]


def _trade(view: View, solved: list[str]) -> list[str]:
    """Where trade between the pair falls most, and where it rises."""
    if view.pair[0] == view.pair[1]:
        return []
    change = pair_trade_change(view).sel(scenario=solved)
    parts = []
    for verb, sign in (("falls", -1), ("rises", 1)):
        cell = _extreme(change, sign)
        if sign * float(cell) > _VISIBLE:
            label, size = quoted(view.names.label(str(cell["scenario"].item()))), signed_percent(float(cell))
            parts.append(f"{verb} most under {label} ({size})" if len(solved) > 1 else f"changes by {size}")
    sides = listed([view.names.inside(code) for code in view.pair])
    return [f"trade between {sides} {listed(parts)}"] if parts else []


def _sure(view: View, pair: list[str]) -> list[str]:
    """In how many scenarios the draws leave open whether a side gains or loses."""
    if view.draws is None or not view.reference:
        return []
    parts = []
    for region in pair:
        count = len(open_scenarios(view, region))
        parts.append(f"{count or 'none'} of {len(view.others)} scenarios for {view.names.inside(region)}")
    return [f"over {draws_words(view)}, it is open whether own income rises or falls in {listed(parts)}"]


def _elsewhere(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """The bystanders that gain and lose most."""
    bystanders = [code for code in view.regions if code not in pair]
    if not bystanders:
        return []
    change = view.change("own_income").sel(scenario=solved, region=bystanders)
    cells = change.transpose("scenario", "region").reset_coords(drop=True).to_series().dropna()
    parts = []
    for verb, position in (("gains", int(cells.argmax())), ("loses", int(cells.argmin()))):
        scenario, region = cells.index[position]
        value = float(cells.iloc[position])
        if (value > _VISIBLE) if verb == "gains" else (value < -_VISIBLE):
            under = f" under {quoted(view.names.label(scenario))}" if len(solved) > 1 else ""
            parts.append(f"{view.names.inside(region)} {verb} most ({signed_percent(value)} of own income{under})")
    return [f"of the other regions, {listed(parts)}"] if parts else []


def _worth(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """Welfare in money and real GDP where own income changes most."""
    change = view.change("own_income").sel(scenario=solved, region=pair)
    name = solved[int(abs(change).max("region").argmax("scenario"))]
    money = listed([worth_words(view, view.change, name, region) for region in pair])
    gdp = listed([_span(view, view.change("real_gdp").sel(scenario=[name], region=region)) for region in pair])
    under = f"under {quoted(view.names.label(name))}, " if len(solved) > 1 else ""
    return [f"{under}welfare changes by {money}; real GDP by {gdp}"]


def worth_words(view: View, change: Callable[[str], xr.DataArray], scenario: str, region: str) -> str:
    """Welfare of a region in money: a household, where households are not known a head, else altogether."""
    name = view.names.inside(region)
    for indicator, of in (("welfare_per_household", "a household"), ("welfare_per_head", "a head")):
        if view.has(indicator):
            value = float(change(indicator).sel(scenario=scenario, region=region))
            if np.isfinite(value):
                return f"{change_words(value, view.unit(indicator))} {of} in {name}"
    value = float(change("welfare_usd").sel(scenario=scenario, region=region))
    return f"{change_words(value, view.unit('welfare_usd'))} in {name}"


def _prices(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """What changed duties add to consumer prices where that is most, and the cost of living over pay beside it."""
    passed = view.change("pass_through_prices").sel(scenario=solved, region=pair)
    top = abs(passed).max("region")
    if float(top.max()) < _VISIBLE:
        return []
    name = solved[int(top.argmax("scenario"))]
    duties, living = (
        listed([_span(view, view.change(indicator).sel(scenario=[name], region=region)) for region in pair])
        for indicator in ("pass_through_prices", "cost_of_living")
    )
    under = f"under {quoted(view.names.label(name))}, " if len(solved) > 1 else ""
    return [
        f"{under}duties passed on in full change consumer prices by {duties} before buyers adjust; once all has "
        f"settled, the cost of living over the region's own pay changes by {living}"
    ]


def _sectors(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """The sector of each side whose output changes most at baseline prices."""
    parts = []
    for region in pair:
        tables = {name: sector_moves(view, name, region).dropna() for name in solved}
        name, table = max(tables.items(), key=lambda item: item[1]["money"].abs().max() if len(item[1]) else 0.0)
        if len(table) and table["money"].abs().max() > 0:
            row = table.iloc[int(table["money"].abs().argmax())]
            under = f" under {quoted(view.names.label(name))}" if len(solved) > 1 else ""
            size = signed_percent(float(row["percent"]))
            parts.append(f"{lowered(view.names.sector(str(row.name)))} in {view.names.inside(region)} ({size}{under})")
    return [f"output changes most for {listed(parts)}"] if parts else []
