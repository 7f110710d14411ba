"""The answer of the report: up to eight sentences that say only what the numbers hold, the finding first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from simulator.report.charts.base import Chart
from simulator.report.charts.critical import sentences
from simulator.report.page.certainty import open_scenarios
from simulator.report.page.standing import PER
from simulator.report.views.bands import draws_words
from simulator.report.views.cells import INDICATORS, OPEN, OUTPUT, SAME, TRADE, changed, region_cell, span_cells
from simulator.report.views.run import View
from simulator.report.wording.words import (
    NOISE,
    SPACE,
    change_words,
    listed,
    lowered,
    percent,
    quoted,
    signed_percent,
)
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.moves import sector_moves
from simulator.results.analysis.trade import pair_trade_change

SENTENCES: Final = 8
"""Of an answer; what was not solved is said beside them."""
_VISIBLE: Final = 0.005
"""Smallest change in percent that two decimals show."""
_LAW: Final = "statutory_tariff"
_LESS: Final = 1.0
"""Percentage points by which a tariff has to be lower to be told."""
_NAMED: Final = 4
"""Scenarios that a sentence names; more are counted."""


def summary(view: View, charts: Mapping[str, Chart]) -> list[Claim]:
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
        *_lowered(view, solved, pair),
        *_worth(view, solved, pair),
        *_critical(view, charts),
        *_prices(view, solved, pair),
        *_sure(view, pair),
        *([] if view.draws is not None else _sides(view, solved, pair)),
        *_trade(view, solved),
        *_elsewhere(view, solved, pair),
        *([charts["pledge"].title.of("pledge")] if "pledge" in charts else []),
    ]
    if len(told) < SENTENCES:
        told += _sectors(view, solved, pair)
    return [sentence.as_sentence for sentence in told[:SENTENCES]]


def _critical(view: View, charts: Mapping[str, Chart]) -> list[Claim]:
    """What licences on critical inputs cost, where the run has a figure of it."""
    name = "critical_inputs"
    return [claim.of(name) for claim in sentences(view, charts[name].data)] if name in charts else []


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


def _groups(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """The range of outcomes under each of the two headings that differ most: the worst one and the best."""
    groups: dict[str, list[str]] = {}
    for name in solved:
        groups.setdefault(view.names.group(name), []).append(name)
    if len(groups) < 2 or "" in groups:
        return []
    change = view.change("own_income").sel(region=pair)
    means = {group: float(change.sel(scenario=names).mean()) for group, names in groups.items()}
    worst, best = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    first, second = ([_span(view, "own_income", groups[group], region) for region in pair] for group in (worst, best))
    text = (
        f"{against(view)}, the scenarios of {quoted(worst)} change own income by {listed(first)}, "
        f"those of {quoted(best)} by {listed(second)}"
    )
    return [Claim(text, first, second)]


def _span(view: View, indicator: str, scenarios: Sequence[str], region: str) -> Claim:
    """Lowest and highest change of a region, or the one that both are."""
    cells = [replace(cell, text=signed_percent(cell.value)) for cell in span_cells(view, indicator, scenarios, region)]
    if cells[0].text != cells[1].text:
        cells[0] = replace(cells[0], text=cells[0].text.removesuffix(f"{SPACE}%"))
    sizes = " to ".join(dict.fromkeys(map(str, cells)))
    return Claim(f"{sizes} in {view.names.inside(region)}", cells)


def _outcomes(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """Best and worst scenario for each side, or what the only one does."""
    if len(solved) == 1:
        spans = [_span(view, "own_income", solved, region) for region in pair]
        label = quoted(view.names.label(solved[0]))
        return [Claim(f"{against(view)}, {label} changes own income by {listed(spans)}", spans)]
    parts = [_ends(view, kind, solved, pair) for kind in ("worst", "best")]
    return [Claim(f"for own income, {parts[0]}, and {parts[1]}", parts)]


def _ends(view: View, kind: str, solved: list[str], pair: list[str]) -> Claim:
    """Name the best or worst outcome of each side, once where it is the same scenario."""
    cells = [_end(view, kind, solved, region) for region in pair]
    labels = [quoted(view.names.label(str(cell.row["scenario"]))) for cell in cells]
    places = [view.names.inside(region) for region in pair]
    if len(set(labels)) == 1:
        both = "both " if len(pair) > 1 else ""
        sizes = " and ".join(map(str, cells))
        return Claim(f"the {kind} outcome for {both}{listed(places)} is {labels[0]} ({sizes})", cells)
    parts = [f"{label} for {name} ({size})" for name, label, size in zip(places, labels, cells, strict=True)]
    return Claim(f"the {kind} is {listed(parts)}", cells)


def _end(view: View, kind: str, solved: list[str], region: str) -> Cell:
    sign = -1 if kind == "worst" else 1
    change = view.change("own_income").sel(scenario=solved, region=region)
    name = solved[int((sign * change).argmax("scenario"))]
    rank = Rank("lowest" if sign < 0 else "highest", ("scenario",), among={"scenario": tuple(solved)})
    return region_cell(view, "own_income", name, region, signed_percent(float(change.sel(scenario=name))), rank=rank)


def _lowered(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """Duties that the worst scenario of a side charges less than the reference does."""
    if not view.reference or not view.has(_LAW):
        return []
    names = dict.fromkeys(str(_end(view, "worst", solved, region).row["scenario"]) for region in pair)
    parts = [part for name in names for region in pair for part in _less(view, name, region)]
    return [Claim(f"{listed(parts)}, so that what it does is not due to higher duties alone", parts)] if parts else []


def _less(view: View, scenario: str, importer: str) -> list[Claim]:
    """On whose goods an importer charges less by law than in the reference, of several those it buys most of."""
    change = view.change(_LAW).sel(scenario=scenario, region=importer)
    bought = view.baseline("bilateral_exports").sel(partner=importer, drop=True).rename(region="partner")
    fallen = bought.where((change < -_LESS) & (change["partner"] != importer)).fillna(0.0)
    if not float(fallen.max()):
        return []
    partner = str(fallen["partner"].values[int(fallen.argmax("partner"))])
    row = {"horizon": view.horizon, "indicator": _LAW, "region": importer, "partner": partner}
    before, after = (
        Cell(row | {"scenario": name}, "value", value, percent(value), INDICATORS)
        for name in (view.reference, scenario)
        for value in (float(view.data[_LAW].sel(scenario=name, region=importer, partner=partner)),)
    )
    fall = replace(after, column=changed(view), value=after.value - before.value, text="", sign=-1)
    who = f"under {quoted(view.names.label(scenario))} {view.names.inside(importer)} charges"
    text = f"{who} less elsewhere, {after} instead of {before} on goods from {view.names.inside(partner)}"
    return [Claim(text, after, before, fall)]


def _sides(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """Scenarios that leave both sides better or worse off."""
    if len(pair) < 2 or len(solved) < 2:
        return []
    change = view.change("own_income").sel(scenario=solved, region=pair)
    places = listed([view.names.inside(region) for region in pair])
    parts = []
    for verb, sign in (("gain", 1), ("lose", -1)):
        holds = (sign * change > _VISIBLE).all("region")
        names = [name for name in solved if bool(holds.sel(scenario=name))]
        if names:
            parts.append(_named(view, verb, names, pair, solved))
    if parts:
        return [Claim(f"both {places} {listed(parts)}", parts)]
    same = abs(change).min("region").where((change > 0).all("region") | (change < 0).all("region"), 0.0)
    row = {"scenario": tuple(solved)}
    none = Cell(row, "size", float(same.max()), table=SAME, below=_VISIBLE, total="max")
    return [Claim(f"no scenario visibly moves {places} the same way", none)]


def _named(view: View, verb: str, names: list[str], pair: list[str], solved: list[str]) -> Claim:
    """Scenarios that do the same to both sides: their names where they are few, else their number."""
    sign, end = (1, 0) if verb == "gain" else (-1, 1)
    cells = [replace(span_cells(view, "own_income", names, region)[end], sign=sign) for region in pair]
    if len(names) <= _NAMED:
        return Claim(f"{verb} under {listed([quoted(view.names.label(name)) for name in names])}", cells)
    number = replace(cells[0], column="scenario", value=len(names), text=str(len(names)), sign=0, total="nunique")
    every = replace(number, row={**number.row, "scenario": tuple(solved)}, value=len(solved), text=str(len(solved)))
    return Claim(f"{verb} under {number} of the {every} scenarios", cells, number, every)


def _trade(view: View, solved: list[str]) -> list[Claim]:
    """Where trade between the pair falls most, and where it rises."""
    if view.pair[0] == view.pair[1]:
        return []
    change = pair_trade_change(view).sel(scenario=solved)
    parts = []
    for verb, kind, sign in (("falls", "lowest", -1), ("rises", "highest", 1)):
        name = solved[int((sign * change).argmax("scenario"))]
        value = float(change.sel(scenario=name))
        rank = Rank(kind, ("scenario",), among={"scenario": tuple(solved)})
        row = {"scenario": name, "region": view.pair[0], "partner": view.pair[1]}
        cell = Cell(row, "change", value, signed_percent(value), TRADE, sign=sign, rank=rank)
        if sign * value > _VISIBLE:
            under = f"{verb} most under {quoted(view.names.label(name))} ({cell})"
            parts.append(Claim(under if len(solved) > 1 else f"changes by {cell}", cell))
    sides = listed([view.names.inside(code) for code in view.pair])
    return [Claim(f"trade between {sides} {listed(parts)}", parts)] if parts else []


def _sure(view: View, pair: list[str]) -> list[Claim]:
    """In how many scenarios the draws leave open whether a side gains or loses."""
    if view.draws is None or not view.reference:
        return []
    parts = []
    for region in pair:
        count = len(open_scenarios(view, region))
        cell = Cell({"region": region}, "is_open", count, f"{count or 'none'}", OPEN, total="sum")
        every = replace(cell, column="scenario", value=len(view.others), text=f"{len(view.others)}", total="nunique")
        parts.append(Claim(f"{cell} of {every} scenarios for {view.names.inside(region)}", cell, every))
    return [Claim(f"over {draws_words(view)}, it is open whether own income rises or falls in {listed(parts)}", parts)]


def _elsewhere(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """The bystanders that gain and lose most, in money."""
    bystanders = [code for code in view.regions if code not in pair]
    if not bystanders:
        return []
    change = view.change("welfare_usd").sel(scenario=solved, region=bystanders)
    cells = change.transpose("scenario", "region").reset_coords(drop=True).to_series().dropna()
    parts = []
    for verb, kind, sign in (("gains", "highest", 1), ("loses", "lowest", -1)):
        scenario, region = cells.index[int((sign * cells).argmax())]
        value, unit = float(cells[scenario, region]), view.unit("welfare_usd")
        among = {"region": tuple(bystanders), "scenario": tuple(solved)}
        rank = Rank(kind, ("scenario", "region"), among=among)
        money = region_cell(view, "welfare_usd", scenario, region, change_words(value, unit), sign=sign, rank=rank)
        share = region_cell(view, "welfare", scenario, region)
        share = replace(share, text=signed_percent(share.value))
        if sign * value > NOISE:
            under = f", under {quoted(view.names.label(scenario))}" if len(solved) > 1 else ""
            text = f"{view.names.inside(region)} {verb} most ({money} of welfare a year, {share}{under})"
            parts.append(Claim(text, money, share))
    return [Claim(f"of the other regions, {listed(parts)}", parts)] if parts else []


def _worth(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """Welfare in money and real GDP where own income changes most."""
    change = view.change("own_income").sel(scenario=solved, region=pair)
    name = solved[int(abs(change).max("region").argmax("scenario"))]
    money = [worth_claim(view, name, region) for region in pair]
    gdp = [_span(view, "real_gdp", [name], region) for region in pair]
    under = f"under {quoted(view.names.label(name))}, " if len(solved) > 1 else ""
    return [Claim(f"{under}welfare changes by {listed(money)}; real GDP by {listed(gdp)}", money, gdp)]


def worth_claim(view: View, scenario: str, region: str, *, from_baseline: bool = False) -> Claim:
    """Welfare of a region in money: a household, where households are not known a head, else altogether."""
    for indicator, whose in (*PER, ("welfare_usd", "")):
        if view.has(indicator):
            cell = region_cell(view, indicator, scenario, region, from_baseline=from_baseline)
            if np.isfinite(cell.value) or not whose:
                break
    cell = replace(cell, text=change_words(cell.value, view.unit(indicator)))
    return Claim(f"{cell}{f' {whose}' if whose else ''} in {view.names.inside(region)}", cell)


def _prices(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """What changed duties add to consumer prices where that is most, and the cost of living over pay beside it."""
    passed = view.change("pass_through_prices").sel(scenario=solved, region=pair)
    top = abs(passed).max("region")
    if float(top.max()) < _VISIBLE:
        return []
    name = solved[int(top.argmax("scenario"))]
    duties, living = (
        [_span(view, indicator, [name], region) for region in pair]
        for indicator in ("pass_through_prices", "cost_of_living")
    )
    under = f"under {quoted(view.names.label(name))}, " if len(solved) > 1 else ""
    text = (
        f"{under}duties passed on in full change consumer prices by {listed(duties)} before buyers adjust; once all "
        f"has settled, the cost of living over the region's own pay changes by {listed(living)}"
    )
    return [Claim(text, duties, living)]


def _sectors(view: View, solved: list[str], pair: list[str]) -> list[Claim]:
    """The sector of each side whose output changes most at baseline prices."""
    parts = []
    for region in pair:
        tables = {name: sector_moves(view, name, region).dropna() for name in solved}
        name, table = max(tables.items(), key=lambda item: item[1]["money"].abs().max() if len(item[1]) else 0.0)
        if len(table) and table["money"].abs().max() > 0:
            row = table.iloc[int(table["money"].abs().argmax())]
            keys = {"scenario": name, "region": region, "sector": row.name}
            rank = Rank("largest", ("scenario", "sector"), "money", {"scenario": tuple(solved)})
            cell = Cell(keys, "percent", row["percent"], signed_percent(row["percent"]), OUTPUT, rank=rank)
            under = f" under {quoted(view.names.label(name))}" if len(solved) > 1 else ""
            sector = lowered(view.names.sector(str(row.name)))
            parts.append(Claim(f"{sector} in {view.names.inside(region)} ({cell}{under})", cell))
    return [Claim(f"output changes most, in dollars, for {listed(parts)}", parts)] if parts else []
