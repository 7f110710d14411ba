"""The first screen in words: what was asked, what happens to each actor, who pays, who gains abroad, and how sure."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from simulator.report.charts.incidence import whole_words
from simulator.report.page.answer import against
from simulator.report.page.standing import UNAFFECTED, Standing, standing, told, worth
from simulator.report.views.bands import draws_words
from simulator.report.views.cells import ABROAD, BANDS, INCIDENCE, SIDES, TAXES, count_cell
from simulator.report.views.run import View
from simulator.report.wording.words import (
    NOISE,
    SPACE,
    amount,
    horizon_words,
    listed,
    lowered,
    percent,
    quoted,
    signed,
)
from simulator.results.analysis.bands import COVERED, HIGH, LOW, change_bands
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.idle import idle_sentences
from simulator.results.analysis.incidence import NEEDED, changes_tariffs, incidence, main_payer
from simulator.results.analysis.own_sides import (
    Effect,
    effects_abroad,
    effects_on_sides,
    is_about_pair,
    moved,
    sides_shown,
)

_NAMED: Final = 4
"""Scenarios that a sentence names; more are counted."""
_IDLE: Final = 2
"""Measures that change nothing of which the first screen tells; more are counted."""
_ABROAD: Final = 0.5
"""Least welfare, in million USD, that a region gains or loses to be named as the one that does most."""


class Point(NamedTuple):
    """One of the sentences that answer first: what it is on, and what it says."""

    about: str
    text: Claim


def points(view: View) -> list[Point]:
    """The sentences of the first screen; none where nothing was solved."""
    solved = [name for name in view.others if view.is_solved(name)]
    if not solved:
        return []
    actors = list(dict.fromkeys(view.pair))
    answers = [
        ("Asked", _asked(view)),
        ("What happens", _happens(view, solved, actors)),
        ("Who pays", _pays(view, actors)),
        ("Abroad", _abroad(view, solved)),
        ("How sure", _sure(view, lead(view, solved))),
        *(("Does nothing", text) for text in _idle(view)),
    ]
    return [Point(about, text.as_title) for about, text in answers if text]


def lead(view: View, scenarios: list[str]) -> str:
    """The scenario that moves the welfare of those whom it is about most, in dollars."""
    return max(scenarios, key=moved(view, scenarios).__getitem__)


def _asked(view: View) -> Claim:
    """The scenarios, what they are held against, and how much time there is."""
    labels = [quoted(view.names.label(name)) for name in view.others]
    rest = count_cell(view, view.others, f"{len(labels) - _NAMED + 1}", less=_NAMED - 1)
    shown = labels if len(labels) <= _NAMED else [*labels[: _NAMED - 1], f"{rest} more"]
    verb = "does" if len(labels) == 1 else "do"
    text = f"what {listed(shown)} {verb}, {against(view)}, in the {lowered(horizon_words(view.horizon))}."
    return Claim(text, [] if shown is labels else [rest])


def _happens(view: View, solved: list[str], actors: list[str]) -> Claim:
    """What the only scenario does to each actor, or what the worst and the best do."""
    if len(solved) > 1 and not is_about_pair(view):
        return _extremes(view, effects_on_sides(view, solved), SIDES, "nobody whom a scenario names")
    if len(solved) > 1:
        ranges = [_range(view, solved, region) for region in actors]
        return Claim(f"{'; '.join(ranges)}.", ranges)
    cells = [standing(view, solved[0], region) for region in actors]
    label = quoted(view.names.label(solved[0]))
    if all(cell.is_unaffected for cell in cells):
        named = listed([view.names.inside(region) for region in actors])
        unaffected = [cell.unaffected for cell in cells]
        return Claim(f"{named} {'is' if len(actors) == 1 else 'are'} {UNAFFECTED} by {label}.", unaffected)
    parts = [_outcome(view, region, cell) for region, cell in zip(actors, cells, strict=True)]
    return Claim(f"under {label}, {listed(parts)}.", parts)


def _outcome(view: View, region: str, cell: Standing) -> Claim:
    """What a scenario does to one actor."""
    name = view.names.inside(region)
    if cell.is_unaffected:
        return Claim(f"{name} is {UNAFFECTED}", cell.unaffected)
    verb, sign = ("gains", 1) if cell.income.value > 0 else ("loses", -1)
    size = replace(told(cell.income), text=told(cell.income).text.lstrip("+−"), sign=sign)
    whose, worthy = "but its welfare changes by" if cell.is_mixed else "which is worth", worth(view, cell)
    return Claim(f"{name} {verb} {size}{SPACE}% of own income, {whose} {worthy}", size, worthy)


def _range(view: View, solved: list[str], region: str) -> Claim:
    """The worst and the best scenario for an actor, by its welfare in money."""
    change = view.change("welfare_usd").sel(scenario=solved, region=region)
    worst, best = (solved[int(change.argmin("scenario"))], solved[int(change.argmax("scenario"))])
    low, high = standing(view, worst, region), standing(view, best, region)
    name, among = view.names.inside(region), {"scenario": tuple(solved)}
    ends = [
        replace(cell.money, text="", rank=Rank(kind, ("scenario",), among=among))
        for cell, kind in ((low, "lowest"), (high, "highest"))
    ]
    if low.is_unaffected and high.is_unaffected:
        return Claim(f"{name} is {UNAFFECTED} by any", low.unaffected, high.unaffected, ends)
    under = _under(view, worst, low)
    first = Claim(f"{name} {'loses most' if low.money.value < 0 else 'gains least'} under {under}", under, ends[0])
    if worst == best:
        return first
    other = _under(view, best, high)
    text = f"{first} and {'gains most' if high.money.value > 0 else 'loses least'} under {other}"
    return Claim(text, first, other, ends[1])


def _under(view: View, scenario: str, cell: Standing) -> Claim:
    label = quoted(view.names.label(scenario))
    if cell.is_unaffected:
        return Claim(f"{label} ({cell.unaffected})", cell.unaffected)
    income, worthy = told(cell.income), worth(view, cell)
    return Claim(f"{label} ({income}{SPACE}% of own income, {worthy})", income, worthy)


def _pays(view: View, actors: list[str]) -> Claim:
    """Who pays the changed tariffs of the actor whose tariffs change most trade."""
    if not view.has(*NEEDED):  # results of older versions
        return Claim("")
    if not changes_tariffs(view):
        named = " or ".join(view.names.inside(region) for region in actors)
        none = Cell({"importer": tuple(actors)}, "taxed", 0.0, table=TAXES, below=NOISE, total="sum")
        return Claim(f"no tariff of {named} changes, so nobody pays more or less duty there.", none)
    table = incidence(view)
    table = table[table["flows"] > 0] if len(table) else table  # flows may end
    return _burden(view, table) if len(table) else Claim("")


def _burden(view: View, table: pd.DataFrame) -> Claim:
    """The largest burden or relief of a table of incidence, and how buyers and sellers share it."""
    paid = table["buyers"] + table["sellers"]
    row = table.iloc[int(paid.abs().argmax())]
    total, share = float(row["buyers"] + row["sellers"]), float(row["buyers_share"])
    name, under = view.names.inside(main_payer(view)), view.names.label(str(row["scenario"]))
    keys = {"scenario": row["scenario"]}
    money = Cell(keys, "buyers + sellers", total, amount(abs(total), str(row["unit"])), INCIDENCE)
    what, verb = ("new tariffs take", "bear") if total > 0 else ("lower tariffs leave", "have")
    sign = 1 if total > 0 else -1
    if 0 < round(share) < 100:
        buyers = Cell(keys, "buyers_share", share, percent(round(share)), INCIDENCE)
        sellers = replace(buyers, column="100 - buyers_share", value=100 - share, text=percent(100 - round(share)))
        parts, sides = [buyers, sellers], f"buyers there {verb} {buyers} and sellers abroad {sellers}"
    else:
        parts = [Cell(keys, "buyers_share - 50", share - 50, table=INCIDENCE, sign=1 if share >= 50 else -1)]
        sides = f"{'buyers there' if share >= 50 else 'sellers abroad'} {verb} {whole_words(share)}"
    text = f"of the {money} a year that {what} in {name} under {quoted(under)}, {sides}."
    return Claim(text, replace(money, sign=sign), parts)


def _abroad(view: View, solved: list[str]) -> Claim:
    """The regions that gain and lose most in dollars among those whom a scenario does not name."""
    others = effects_abroad(view, solved)
    return _extremes(view, others, ABROAD, "none of the other regions") if others else Claim("")


def _extremes(view: View, among: list[Effect], table: str, nobody: str) -> Claim:
    """Who gains and who loses most in dollars; `nobody` is the subject where none does."""
    gain, loss = (end(among, key=lambda its: its.dollars) for end in (max, min))
    parts = [_moved(view, gain, table, 1)] if gain.dollars >= _ABROAD else []
    parts += [_moved(view, loss, table, -1)] if loss.dollars <= -_ABROAD else []
    least = [_beyond(its, table, sign) for its, sign in ((gain, 1), (loss, -1)) if sign * its.dollars < _ABROAD]
    if not parts:
        return Claim(f"{nobody} gains or loses as much as a million USD.", least)
    none = "" if gain.dollars >= _ABROAD else f"{nobody} gains; "
    return Claim(f"{none}{listed(parts)}.", parts, least)


def _beyond(its: Effect, table: str, sign: int) -> Cell:
    """That even the largest gain, or loss, is less than what is told."""
    cell = _end(its, table, sign)
    return replace(cell, column=f"{sign} * dollars - {_ABROAD}", value=sign * its.dollars - _ABROAD, sign=-1)


def _end(its: Effect, table: str, sign: int) -> Cell:
    """The largest gain in dollars, or the largest loss."""
    rank = Rank("highest" if sign > 0 else "lowest", ("scenario", "region"), "dollars")
    return Cell({"scenario": its.scenario, "region": its.region}, "dollars", its.dollars, table=table, rank=rank)


def _moved(view: View, its: Effect, table: str, sign: int) -> Claim:
    region, cell = its.region, standing(view, its.scenario, its.region)
    under = f" under {quoted(view.names.label(its.scenario))}" if len(view.others) > 1 else ""
    money = replace(_end(its, table, sign), text=amount(abs(its.dollars), view.unit("welfare_usd")), sign=sign)
    worthy = Claim("") if np.isnan(cell.each.value) else worth(view, cell)
    each = f" ({worthy})" if worthy else ""
    verb = "gains" if sign > 0 else "loses"
    return Claim(f"{view.names.inside(region)} {verb} most, {money}{under}{each}", money, worthy)


def _sure(view: View, scenario: str) -> Claim:
    """What draws say of the scenario that moves the actors most; without draws, what other horizons do."""
    actors = sides_shown(view, scenario)
    bands = change_bands(view, "own_income")
    under = f"under {quoted(view.names.label(scenario))}" if len(view.others) > 1 else "of own income"
    if bands is None:
        times = _times(view, scenario, actors)
        text = f"this run has central values only, so that no band is known; --draws 200 gives one{times}."
        return Claim(text, times)
    ends = {
        region: [float(bands.sel(scenario=scenario, region=region, quantile=name)) for name in (LOW, HIGH)]
        for region in actors
    }
    parts = [_band(view, scenario, code, *pair) for code, pair in ends.items() if np.isfinite(pair).all()]
    text = f"{COVERED} of {draws_words(view)} lie, {under}, at {'; '.join(parts)}." if parts else ""
    return Claim(text, parts)


def _band(view: View, scenario: str, region: str, low: float, high: float) -> Claim:
    """Where the draws of own income lie for one actor."""
    is_open = low < 0 < high
    directions = (-1, 1) if is_open else (1, 1) if low > 0 else (-1, -1) if high < 0 else (0, 0)
    keys = {"scenario": scenario, "region": region}
    ends = [
        Cell(keys, name, value, signed(value), BANDS, sign=sign)
        for name, value, sign in zip((LOW, HIGH), (low, high), directions, strict=True)
    ]
    way = "so that its sign is open" if is_open else "all one way"
    return Claim(f"{ends[0]} to {ends[1]}{SPACE}% for {view.names.inside(region)}, {way}", ends)


def _times(view: View, scenario: str, actors: tuple[str, ...]) -> Claim:
    """How the change differs between the first and the last horizon; empty for a run with one."""
    first, last = view.horizons[0], view.horizons[-1]
    views = [View.of(view.results, name) for name in (first, last)]
    if first == last or not all(at.is_solved(scenario) for at in views):
        return Claim("")
    spans = [_span(view, region, [told(standing(at, scenario, region).income) for at in views]) for region in actors]
    ends = " to ".join(lowered(horizon_words(name)).partition(",")[0] for name in (first, last))
    text = f"; from {ends} own income goes from {listed(spans)} under {quoted(view.names.label(scenario))}"
    return Claim(text, spans)


def _span(view: View, region: str, ends: list[Cell]) -> Claim:
    return Claim(f"{ends[0]} to {ends[1]}{SPACE}% for {view.names.inside(region)}", ends)


def _idle(view: View) -> list[Claim]:
    """Measures that change nothing, with the value from which they would."""
    names = view.names
    idle = [
        Claim(f"under {quoted(names.label(name))}, {text}", text)
        for name, text in idle_sentences(view)
        if name in view.others
    ]
    return [*idle[:_IDLE], *([Claim("further measures, on the cards below.")] if len(idle) > _IDLE else [])]
