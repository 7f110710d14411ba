"""Cards: of every scenario what is assumed, what happens, and who gains and loses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from simulator.report.page.answer import against, worth_claim
from simulator.report.page.moves import region_words, sector_words
from simulator.report.views.cells import TRADE, region_cell
from simulator.report.views.run import View
from simulator.report.wording.words import UNSOLVED, listed, signed_percent
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.idle import idle_sentences

_TOLD: Final = {
    "own_income": "own income",
    "real_gdp": "real GDP",
    "pass_through_prices": "duties in consumer prices, passed on in full",
    "cost_of_living": "cost of living over own pay",
}
"""Indicators of the scenario's own sides on a card, in percent."""


def cards(view: View, told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One card a scenario, in the order of the run.

    Parameters
    ----------
    told
        What the provenance says of every scenario.
    """
    idle = idle_sentences(view)
    return [
        _card(view, name, told) | {"idle": [text for scenario, text in idle if scenario == name]}
        for name in view.scenarios
    ]


def _card(view: View, name: str, texts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is said of a scenario in its file, and its numbers; its parents say the rest."""
    by_name: dict[str, Mapping[str, Any]] = {str(item.get("name")): item for item in texts}
    told = by_name.get(name, {})
    parents = [by_name[parent] for parent in told.get("parents", ()) if parent in by_name]
    return {
        **view.names.heading(name),
        "group": view.names.group(name),
        "builds_on": listed([view.names.label(parent) for parent in told.get("parents", ())]),
        "changed": [*told.get("parameters", ()), *told.get("overrides", ())],
        "is_reference": name == view.reference,
        "is_solved": view.is_solved(name),
        "happens": _happens(view, name),
        "moves": _moves(view, name) if view.is_solved(name) else [],
        "assumptions": _own(told, parents, "assumptions"),
        "measures": [_measure(item) for item in _own(told, parents, "measures")],
    }


def _own(told: Mapping[str, Any], parents: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    """Items of a scenario that none of its parents has."""
    inherited = [item for parent in parents for item in parent.get(key, ())]
    return [item for item in told.get(key, ()) if item not in inherited]


def _happens(view: View, name: str) -> Claim:
    """What the scenario does to both sides' income, welfare, output and prices, and to the trade between them."""
    if not view.is_solved(name):
        return Claim(f"{UNSOLVED}: {view.status(name)}").as_title
    versus = f"against the {view.year} baseline" if name == view.reference else against(view)
    income, *others = (_sizes(view, indicator, name) for indicator in _TOLD)
    parts = [income, _welfare(view, name), *others, *_trade(view, name)]
    return Claim(f"{versus}, {'; '.join(parts)}", parts).as_sentence


def _sizes(view: View, indicator: str, name: str) -> Claim:
    """What the scenario does to an indicator of each side, the reference itself against the baseline."""
    cells = [
        region_cell(view, indicator, name, code, from_baseline=name == view.reference) for code in view.sides_of(name)
    ]
    cells = [replace(cell, text=signed_percent(cell.value)) for cell in cells]
    sizes = [f"{view.names.region(str(cell.row['region']))} {cell}" for cell in cells]
    return Claim(f"{_TOLD[indicator]}: {', '.join(sizes)}", cells)


def _welfare(view: View, name: str) -> Claim:
    is_reference = name == view.reference
    parts = [worth_claim(view, name, code, from_baseline=is_reference) for code in view.sides_of(name)]
    return Claim(f"welfare: {listed(parts)}", parts)


def _trade(view: View, name: str) -> list[Claim]:
    """Change of trade both ways between the two sides."""
    if len(view.sides_of(name)) < 2:
        return []
    first, second = view.sides_of(name)
    trade = view.data["bilateral_exports"]
    base = view.baseline("bilateral_exports") if name == view.reference else view.from_reference("bilateral_exports")
    now, before = (
        float(level.sel(region=first, partner=second) + level.sel(region=second, partner=first))
        for level in (trade.sel(scenario=name), base)
    )
    if not before:
        return []
    change = 100 * (now / before - 1)
    cell = Cell({"scenario": name, "region": first, "partner": second}, "change", change, signed_percent(change), TRADE)
    return [Claim(f"trade between them {cell}", cell)]


def _moves(view: View, name: str) -> list[dict[str, Any]]:
    """Who gains and who loses: regions, and sectors of both sides; a line without names is left out."""
    lines = [("Regions, own income", region_words(view, name))]
    lines += [(f"Output in {view.names.inside(code)}", sector_words(view, name, code)) for code in view.sides_of(name)]
    return [{"what": what, "gains": gains, "loses": loses} for what, (gains, loses) in lines if gains or loses]


def _measure(told: Mapping[str, Any]) -> dict[str, Any]:
    """One measure as a line; keys that were not given are empty."""
    kind = str(told.get("type", "")).replace("_", " ")
    text = "; ".join(
        part for part in (kind, *(str(told.get(key) or "") for key in ("flows", "values", "dates"))) if part
    )
    return {
        "id": told.get("id", ""),
        "text": text,
        "enabled": told.get("enabled", True),
        "note": str(told.get("note") or "").rstrip("."),
        "source": told.get("source") or "",
    }
