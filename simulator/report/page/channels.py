"""What drives a result, as far as its numbers know: channels of welfare, steps between scenarios, and time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.report.views.findings import place_name
from simulator.report.views.run import View
from simulator.report.wording.words import capitalised, horizon_words, listed, lowered, quoted, signed, signed_percent

CHANNELS: Final = (
    "earnings",
    "effort",
    "tariff revenue",
    "licence premiums",
    "shortage rents",
    "purchase pledges",
    "lending",
    "other",
)
"""Parts of a region's welfare: what it earns and the effort that takes, what it receives and pays, and what others lend
it; other is what taxes on exports bring, and profits in so far as they grow unlike earnings."""
_RECEIPTS: Final = {
    "tariff revenue": ("tariff_revenue", 1),
    "licence premiums": ("licence_premium_receipts", 1),
    "shortage rents": ("shortage_rents", 1),
    "purchase pledges": ("commitment_cost", -1),
    "lending": ("trade_balance", -1),
}
"""Indicator of each part that is an amount of money, and its sign; what a treasury waives is in none of them."""
_VISIBLE: Final = 0.005


def channels(view: View) -> xr.DataArray:
    """Change in welfare by channel, in percent of baseline income; the channels of a region add up to all of it.

    Each part of income is deflated by consumer prices, so that `earnings` is what workers and owners can buy, and the
    treasury's receipts are what they can pay for. `effort` is what a smaller supply of factors spares them. Dimensions
    channel, scenario and region; NaN for a region that nothing moves.
    """
    data, income = view.data, base_income(view)
    prices = 1 + data["consumer_prices"] / 100
    parts = {
        name: sign * (data[indicator] / prices - view.baseline(indicator))
        for name, (indicator, sign) in _RECEIPTS.items()
    }
    earned = income - view.baseline("tariff_revenue") + view.baseline("trade_balance")
    parts["earnings"] = earned * data["real_factor_income"] / 100
    shares = {name: 100 * part / income for name, part in parts.items()}
    shares["other"] = data["real_income"] - sum(shares.values())
    shares["effort"] = data["welfare"] - data["real_income"]
    found = xr.concat([shares[name] for name in CHANNELS], dim=pd.Index(CHANNELS, name="channel"))
    change = found - found.sel(scenario=view.reference, drop=True) if view.reference else found
    return change.transpose("channel", "scenario", "region").reset_coords(drop=True)


def shown_channels(found: xr.DataArray) -> list[str]:
    """Channels that move the welfare of some region in some scenario."""
    moved = abs(found).max(("scenario", "region")) >= _VISIBLE
    return [name for name in CHANNELS if bool(moved.sel(channel=name))]


def base_income(view: View) -> xr.DataArray:
    """Baseline income of each region: what one percent of welfare is worth, a hundred times."""
    moved = abs(view.data["welfare"])
    worth = 100 * view.data["welfare_usd"] / view.data["welfare"].where(moved > 1e-9)
    return worth.where(moved == moved.max("scenario")).mean("scenario")


def drivers(view: View, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Content of the section on what drives the result.

    Parameters
    ----------
    told
        What the provenance says of every scenario; their `parents` tell which builds on which.
    """
    names = [name for name in view.others if view.is_solved(name)]
    pair = list(dict.fromkeys(view.pair))
    return {
        "channels": _channel_tables(view, names, pair),
        "channel_names": shown_channels(_of_pair(view, names, pair)) if names else [],
        "findings": [*_channel_findings(view, names, pair), *_time_findings(view, names, pair)],
        "steps": _steps(view, names, pair, told),
        "horizons": _horizons(view, names, pair),
        "commands": _commands(view, names),
    }


def _of_pair(view: View, names: list[str], pair: list[str]) -> xr.DataArray:
    return channels(view).sel(scenario=names, region=pair)


def _channel_tables(view: View, names: list[str], pair: list[str]) -> list[dict[str, Any]]:
    if not names:
        return []
    found = _of_pair(view, names, pair)
    shown = shown_channels(found)
    tables = []
    for region in pair:
        own = found.sel(region=region)
        rows = [
            {
                "name": name,
                "label": view.label(name),
                "cells": [signed(float(own.sel(scenario=name, channel=channel)), 2) for channel in shown]
                + [signed(float(own.sel(scenario=name).sum("channel", skipna=False)), 2)],
            }
            for name in names
        ]
        tables.append({"region": view.region_name(region), "rows": rows})
    return tables


def _channel_findings(view: View, names: list[str], pair: list[str]) -> list[str]:
    """Through which channel the largest change of each side comes."""
    if not names:
        return []
    found, change = channels(view), view.change("welfare")
    sentences = []
    for region in pair:
        own = change.sel(region=region, scenario=names)
        name = names[int(abs(own).argmax("scenario"))]
        parts = found.sel(region=region, scenario=name).to_series()
        if abs(float(own.sel(scenario=name))) < _VISIBLE or parts.isna().any():
            continue
        ranked = parts[parts.abs() >= _VISIBLE].sort_values(key=np.abs, ascending=False)
        sizes = listed([f"{channel} {signed_percent(value)}" for channel, value in ranked.items()])
        total = signed_percent(float(own.sel(scenario=name)))
        sentences.append(
            f"The largest change of welfare in {place_name(view, region)}, {total} of baseline income under "
            f"{quoted(view.label(name))}, is made of {sizes}."
        )
    return sentences


def _time_findings(view: View, names: list[str], pair: list[str]) -> list[str]:
    """In how many scenarios a side's gain turns into a loss, or back, with the time that is given."""
    first, last = view.results.horizons[0], view.results.horizons[-1]
    if first == last or len(names) < 2:
        return []
    early, late = (View.of(view.results, name).change("own_income").sel(scenario=names) for name in (first, last))
    turns = (early * late < 0) & (abs(early) > _VISIBLE) & (abs(late) > _VISIBLE)
    parts = [f"{int(turns.sel(region=code).sum())} of {len(names)} for {place_name(view, code)}" for code in pair]
    spans = f"{lowered(horizon_words(first))} and {lowered(horizon_words(last))}"
    return [capitalised(f"between {spans}, the sign of the change in own income turns in {listed(parts)}.")]


def _steps(view: View, names: list[str], pair: list[str], told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a scenario adds to the one it builds on, where that is part of the run and not the reference."""
    parents = {str(item.get("name")): [str(name) for name in item.get("parents", ())] for item in told}
    change = view.change("own_income")
    rows = []
    for name in names:
        before = [parent for parent in parents.get(name, ()) if parent in names]
        if before:
            moved = change.sel(scenario=name) - change.sel(scenario=before[-1])
            cells = [signed(float(moved.sel(region=region)), 2) for region in pair]
            rows.append({"name": name, "label": view.label(name), "parent": view.label(before[-1]), "cells": cells})
    return rows


def _horizons(view: View, names: list[str], pair: list[str]) -> dict[str, Any] | None:
    """Change in own income of both sides at every horizon; None for a run with one."""
    horizons = view.results.horizons
    if len(horizons) < 2:
        return None
    views = {name: View.of(view.results, name) for name in horizons}
    columns = [f"{code} {name}" for code in pair for name in horizons]
    rows = []
    for name in names:
        values = [
            float(at.change("own_income").sel(scenario=name, region=code)) for code in pair for at in views.values()
        ]
        rows.append({"name": name, "label": view.label(name), "cells": [signed(value, 2) for value in values]})
    return {"columns": columns, "rows": rows}


def _commands(view: View, names: list[str]) -> list[tuple[str, str]]:
    """Commands that answer what a single run cannot, for the scenario that moves both sides most."""
    if not names:
        return []
    change = abs(view.change("own_income").sel(scenario=names, region=list(dict.fromkeys(view.pair))))
    name = names[int(change.sum("region").argmax("scenario"))]
    return [
        (f"tariffsim decompose {name}", "what each measure contributes"),
        (f"tariffsim sensitivity {name}", "which assumption moves the answer most"),
        (f"tariffsim run {name} --horizon short --horizon long", "how time changes it"),
        (f"tariffsim run {name} --draws 200", "how sure it is"),
    ]
