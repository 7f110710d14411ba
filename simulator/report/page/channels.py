"""What drives a result, as far as its numbers know: channels of welfare, steps between scenarios, and time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import xarray as xr

from simulator.report.views.cells import OF_WELFARE, TURNS, count_cell, region_cell
from simulator.report.views.run import View
from simulator.report.wording.words import horizon_words, listed, lowered, quoted, signed, signed_percent
from simulator.results.analysis.channels import CHANNELS, channels
from simulator.results.analysis.claims import Cell, Claim, Rank

_VISIBLE: Final = 0.005


def shown_channels(changes: xr.DataArray) -> list[str]:
    """Channels that move the welfare of some region in some scenario."""
    moved = abs(changes).max(("scenario", "region")) >= _VISIBLE
    return [name for name in CHANNELS if bool(moved.sel(channel=name))]


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
    changes = _of_pair(view, names, pair)
    shown = shown_channels(changes)
    tables = []
    for region in pair:
        of_region = changes.sel(region=region)
        rows = [
            {
                "name": name,
                "label": view.names.label(name),
                "cells": [signed(float(of_region.sel(scenario=name, channel=channel)), 2) for channel in shown]
                + [signed(float(of_region.sel(scenario=name).sum("channel", skipna=False)), 2)],
            }
            for name in names
        ]
        tables.append({"region": view.names.region(region), "rows": rows})
    return tables


def _channel_findings(view: View, names: list[str], pair: list[str]) -> list[Claim]:
    """Through which channel the largest change of each side comes."""
    if not names:
        return []
    by_channel = channels(view)
    sentences = []
    for region in pair:
        total = _largest(view, names, region)
        name = str(total.row["scenario"])
        parts = by_channel.sel(region=region, scenario=name).to_series()
        if abs(total.value) < _VISIBLE or parts.isna().any():
            continue
        ranked = parts[parts.abs() >= _VISIBLE].sort_values(key=np.abs, ascending=False)
        keys = {"scenario": name, "region": region}
        cells = {
            str(channel): Cell(keys | {"channel": channel}, "percent", value, signed_percent(value), OF_WELFARE)
            for channel, value in ranked.items()
        }
        sizes = listed([f"{channel} {cell}" for channel, cell in cells.items()])
        text = (
            f"the largest change of welfare in {view.names.inside(region)}, {total} of baseline income under "
            f"{quoted(view.names.label(name))}, is made of {sizes}"
        )
        sentences.append(Claim(text, total, cells.values()).as_sentence)
    return sentences


def _largest(view: View, names: list[str], region: str) -> Cell:
    """Largest change of welfare of a region, in percent of its income."""
    change = view.change("welfare").sel(region=region, scenario=names)
    rank = Rank("largest", ("scenario",), among={"scenario": tuple(names)})
    cell = region_cell(view, "welfare", names[int(abs(change).argmax("scenario"))], region, rank=rank)
    return replace(cell, text=signed_percent(cell.value))


def _time_findings(view: View, names: list[str], pair: list[str]) -> list[Claim]:
    """In how many scenarios a side's gain turns into a loss, or back, with the time that is given."""
    first, last = view.horizons[0], view.horizons[-1]
    if first == last or len(names) < 2:
        return []
    early, late = (View.of(view.results, name).change("own_income").sel(scenario=names) for name in (first, last))
    turns = (early * late < 0) & (abs(early) > _VISIBLE) & (abs(late) > _VISIBLE)
    every = count_cell(view, names)
    parts = []
    for code in pair:
        row, count = {"region": code, "scenario": tuple(names)}, int(turns.sel(region=code).sum())
        cell = Cell(row, "turns", count, f"{count}", TURNS, total="sum")
        parts.append(Claim(f"{cell} of {every} for {view.names.inside(code)}", cell, every))
    spans = f"{lowered(horizon_words(first))} and {lowered(horizon_words(last))}"
    return [Claim(f"between {spans}, the sign of the change in own income turns in {listed(parts)}", parts).as_sentence]


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
            rows.append(
                {"name": name, "label": view.names.label(name), "parent": view.names.label(before[-1]), "cells": cells}
            )
    return rows


def _horizons(view: View, names: list[str], pair: list[str]) -> dict[str, Any] | None:
    """Change in own income of both sides at every horizon; None for a run with one."""
    horizons = view.horizons
    if len(horizons) < 2:
        return None
    views = {name: View.of(view.results, name) for name in horizons}
    columns = [f"{code} {name}" for code in pair for name in horizons]
    rows = []
    for name in names:
        values = [
            float(at.change("own_income").sel(scenario=name, region=code)) for code in pair for at in views.values()
        ]
        rows.append({"name": name, "label": view.names.label(name), "cells": [signed(value, 2) for value in values]})
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
