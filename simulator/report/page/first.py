"""The first screen in words: what was asked, what happens to each actor, who pays, who gains abroad, and how sure."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from simulator.errors import ResultsError
from simulator.report.charts.incidence import whole_words
from simulator.report.page.answer import against
from simulator.report.page.standing import UNAFFECTED, Standing, fine_words, standing, worth
from simulator.report.views.bands import draws_words
from simulator.report.views.run import View
from simulator.report.wording.words import (
    SPACE,
    amount,
    capitalised,
    horizon_words,
    listed,
    lowered,
    percent,
    quoted,
    signed,
)
from simulator.results.analysis.bands import COVERED, HIGH, LOW, change_bands
from simulator.results.analysis.idle import idle_sentences
from simulator.results.analysis.incidence import changes_tariffs, incidence, main_payer
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
    text: str


def points(view: View) -> list[Point]:
    """The sentences of the first screen; none where nothing was solved."""
    solved = [name for name in view.others if view.is_solved(name)]
    if not solved:
        return []
    actors = list(dict.fromkeys(view.pair))
    told = [
        ("Asked", _asked(view)),
        ("What happens", _happens(view, solved, actors)),
        ("Who pays", _pays(view, actors)),
        ("Abroad", _abroad(view, solved)),
        ("How sure", _sure(view, lead(view, solved))),
        *(("Does nothing", text) for text in _idle(view)),
    ]
    return [Point(about, capitalised(text)) for about, text in told if text]


def lead(view: View, scenarios: list[str]) -> str:
    """The scenario that moves the welfare of those whom it is about most, in dollars."""
    return max(scenarios, key=moved(view, scenarios).__getitem__)


def _asked(view: View) -> str:
    """The scenarios, what they are held against, and how much time there is."""
    labels = [quoted(view.names.label(name)) for name in view.others]
    shown = labels if len(labels) <= _NAMED else [*labels[: _NAMED - 1], f"{len(labels) - _NAMED + 1} more"]
    verb = "does" if len(labels) == 1 else "do"
    return f"what {listed(shown)} {verb}, {against(view)}, in the {lowered(horizon_words(view.horizon))}."


def _happens(view: View, solved: list[str], actors: list[str]) -> str:
    """What the only scenario does to each actor, or what the worst and the best do."""
    if len(solved) > 1 and not is_about_pair(view):
        return _extremes(view, effects_on_sides(view, solved), "nobody whom a scenario names")
    if len(solved) > 1:
        return f"{'; '.join(_range(view, solved, region) for region in actors)}."
    cells = [standing(view, solved[0], region) for region in actors]
    if all(cell.is_unaffected for cell in cells):
        named = listed([view.names.inside(region) for region in actors])
        return f"{named} {'is' if len(actors) == 1 else 'are'} {UNAFFECTED} by {quoted(view.names.label(solved[0]))}."
    parts = [_outcome(view, region, cell) for region, cell in zip(actors, cells, strict=True)]
    return f"under {quoted(view.names.label(solved[0]))}, {listed(parts)}."


def _outcome(view: View, region: str, cell: Standing) -> str:
    """What a scenario does to one actor."""
    name = view.names.inside(region)
    if cell.is_unaffected:
        return f"{name} is {UNAFFECTED}"
    verb = "gains" if cell.income > 0 else "loses"
    size = fine_words(abs(cell.income)).lstrip("+")
    whose = "but its welfare changes by" if cell.is_mixed else "which is worth"
    return f"{name} {verb} {size}{SPACE}% of own income, {whose} {worth(view, cell)}"


def _range(view: View, solved: list[str], region: str) -> str:
    """The worst and the best scenario for an actor, by its welfare in money."""
    change = view.change("welfare_usd").sel(scenario=solved, region=region)
    worst, best = (solved[int(change.argmin("scenario"))], solved[int(change.argmax("scenario"))])
    low, high = standing(view, worst, region), standing(view, best, region)
    name = view.names.inside(region)
    if low.is_unaffected and high.is_unaffected:
        return f"{name} is {UNAFFECTED} by any"
    first = f"{name} {'loses most' if low.money < 0 else 'gains least'} under {_under(view, worst, low)}"
    if worst == best:
        return first
    return f"{first} and {'gains most' if high.money > 0 else 'loses least'} under {_under(view, best, high)}"


def _under(view: View, scenario: str, cell: Standing) -> str:
    label = quoted(view.names.label(scenario))
    if cell.is_unaffected:
        return f"{label} ({UNAFFECTED})"
    return f"{label} ({fine_words(cell.income)}{SPACE}% of own income, {worth(view, cell)})"


def _pays(view: View, actors: list[str]) -> str:
    """Who pays the changed tariffs of the actor whose tariffs change most trade."""
    try:
        changed = changes_tariffs(view)
        table = incidence(view) if changed else pd.DataFrame()
    except ResultsError:  # results of older versions lack the numbers
        return ""
    if table.empty:
        named = " or ".join(view.names.inside(region) for region in actors)
        return f"no tariff of {named} changes, so nobody pays more or less duty there."
    table = table[table["flows"] > 0]
    return _burden(view, table) if len(table) else ""


def _burden(view: View, table: pd.DataFrame) -> str:
    """The largest burden or relief of a table of incidence, and how buyers and sellers share it."""
    paid = table["buyers"] + table["sellers"]
    row = int(paid.abs().argmax())
    total, share = float(paid.iloc[row]), float(table["buyers_share"].iloc[row])
    name, under = view.names.inside(main_payer(view)), view.names.label(str(table["scenario"].iloc[row]))
    money = amount(abs(total), str(table["unit"].iloc[row]))
    what, verb = ("new tariffs take", "bear") if total > 0 else ("lower tariffs leave", "have")
    if 0 < round(share) < 100:
        sides = f"buyers there {verb} {percent(round(share))} and sellers abroad {percent(100 - round(share))}"
    else:
        sides = f"{'buyers there' if share >= 50 else 'sellers abroad'} {verb} {whole_words(share)}"
    return f"of the {money} a year that {what} in {name} under {quoted(under)}, {sides}."


def _abroad(view: View, solved: list[str]) -> str:
    """The regions that gain and lose most in dollars among those whom a scenario does not name."""
    others = effects_abroad(view, solved)
    return _extremes(view, others, "none of the other regions") if others else ""


def _extremes(view: View, among: list[Effect], nobody: str) -> str:
    """Who gains and who loses most in dollars; `nobody` is the subject where none does."""
    gain, loss = (end(among, key=lambda its: its.dollars) for end in (max, min))
    parts = [_moved(view, gain, "gains")] if gain.dollars >= _ABROAD else []
    parts += [_moved(view, loss, "loses")] if loss.dollars <= -_ABROAD else []
    if not parts:
        return f"{nobody} gains or loses as much as a million USD."
    none = "" if gain.dollars >= _ABROAD else f"{nobody} gains; "
    return f"{none}{listed(parts)}."


def _moved(view: View, its: Effect, verb: str) -> str:
    region, cell = its.region, standing(view, its.scenario, its.region)
    under = f" under {quoted(view.names.label(its.scenario))}" if len(view.others) > 1 else ""
    money = amount(abs(cell.money), view.unit("welfare_usd"))
    each = "" if np.isnan(cell.each) else f" ({worth(view, cell)})"
    return f"{view.names.inside(region)} {verb} most, {money}{under}{each}"


def _sure(view: View, scenario: str) -> str:
    """What draws say of the scenario that moves the actors most; without draws, what other horizons do."""
    actors = sides_shown(view, scenario)
    bands = change_bands(view, "own_income")
    under = f"under {quoted(view.names.label(scenario))}" if len(view.others) > 1 else "of own income"
    if bands is None:
        times = _times(view, scenario, actors)
        return f"this run has central values only, so that no band is known; --draws 200 gives one{times}."
    parts = []
    for region in actors:
        low, high = (float(bands.sel(scenario=scenario, region=region, quantile=name)) for name in (LOW, HIGH))
        if np.isfinite([low, high]).all():
            is_open = "so that its sign is open" if low < 0 < high else "all one way"
            parts.append(f"{signed(low)} to {signed(high)}{SPACE}% for {view.names.inside(region)}, {is_open}")
    return f"{COVERED} of {draws_words(view)} lie, {under}, at {'; '.join(parts)}." if parts else ""


def _times(view: View, scenario: str, actors: tuple[str, ...]) -> str:
    """How the change differs between the first and the last horizon; empty for a run with one."""
    first, last = view.results.horizons[0], view.results.horizons[-1]
    if first == last:
        return ""
    views = [View.of(view.results, name) for name in (first, last)]
    if not all(at.is_solved(scenario) for at in views):
        return ""
    spans = [
        f"{' to '.join(fine_words(standing(at, scenario, region).income) for at in views)}{SPACE}% for "
        f"{view.names.inside(region)}"
        for region in actors
    ]
    ends = " to ".join(lowered(horizon_words(name)).partition(",")[0] for name in (first, last))
    return f"; from {ends} own income goes from {listed(spans)} under {quoted(view.names.label(scenario))}"


def _idle(view: View) -> list[str]:
    """Measures that change nothing, with the value from which they would."""
    names = view.names
    idle = [f"under {quoted(names.label(name))}, {text}" for name, text in idle_sentences(view) if name in view.others]
    more = len(idle) - _IDLE
    counted = [f"{more} more {'measure' if more == 1 else 'measures'}, on the cards below."] if more > 0 else []
    return [*idle[:_IDLE], *counted]
