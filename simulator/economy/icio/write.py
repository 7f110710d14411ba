"""Write the files of a baseline folder that was made from a table."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from simulator.economy.icio.elasticities import FILE as ELASTICITIES
from simulator.economy.icio.elasticities import HEADER
from simulator.economy.icio.mapping import CodeMap
from simulator.economy.icio.note import Move
from simulator.economy.levels import Levels
from simulator.economy.names.aliases import EVERY_OTHER, places
from simulator.economy.reading.folder import COLUMNS, SETTINGS
from simulator.economy.reading.settings import SCHEMA_FILE
from simulator.files.rates import percent_text
from simulator.files.yaml_text import yaml_text

SOURCES: Final = "SOURCES.md"
Rows = Iterable[Sequence[object]]


@dataclass(frozen=True)
class BaselineDraft:
    """Everything that a baseline folder is written from."""

    name: str
    title: str
    year: int
    source: str
    regions: CodeMap
    sectors: CodeMap
    levels: Levels
    elasticities: Sequence[Sequence[str]]
    moves: Sequence[Move]
    origins: Sequence[str]
    """Sentences on where tariffs and elasticities are from."""


def write_draft(draft: BaselineDraft, folder: Path) -> None:
    """Write every file into a folder that is there."""
    _write_settings(draft, folder / SETTINGS)
    for file, rows in _tables(draft).items():
        header = HEADER if file == ELASTICITIES else COLUMNS[file].needed
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
    (folder / SOURCES).write_text(sources_text(draft), encoding="utf-8")


def _write_settings(draft: BaselineDraft, path: Path) -> None:
    settings = {
        "name": draft.name,
        "title": draft.title,
        "year": draft.year,
        "money": "million USD",
        "closure": {"deficit": "fixed"},
        "notes": f"Made from {draft.source}; {SOURCES} says what was done to it.",
    }
    head = f"# yaml-language-server: $schema={SCHEMA_FILE.as_uri()}\n"
    path.write_text(head + yaml_text(settings), encoding="utf-8")


def _tables(draft: BaselineDraft) -> dict[str, Rows]:
    regions, sectors, levels = draft.regions.codes, draft.sectors.codes, draft.levels
    described = (
        (g.code, g.name, g.texts["kind"], g.texts["critical"] or "0", g.texts["quantity_unit"])
        for g in draft.sectors.groups
    )
    shares = (
        (regions[n], sectors[k], sectors[s], levels.input_share[k, s, n]) for k, s, n in np.argwhere(levels.input_share)
    )
    return {
        "members.csv": _members(draft.regions),
        "regions.csv": ((group.code, group.name) for group in draft.regions.groups),
        "sectors.csv": described,
        "flows.csv": _by_flow(levels.trade_flow, regions, sectors),
        "tariffs.csv": _by_flow(levels.tariff, regions, sectors, percent_text),
        "input_shares.csv": shares,
        ELASTICITIES: draft.elasticities,
    }


def _members(regions: CodeMap) -> Rows:
    """Countries that the standard knows with their region, and the region of all others."""
    return (
        (code, region)
        for code, region in regions.target.items()
        if code == EVERY_OTHER or (code in places() and places()[code].is_country)
    )


def _by_flow(
    values: np.ndarray, regions: Sequence[str], sectors: Sequence[str], written: Callable[[float], object] = float
) -> Rows:
    return ((regions[i], regions[j], sectors[s], written(values[s, i, j])) for s, i, j in np.argwhere(values))


def sources_text(draft: BaselineDraft) -> str:
    """Say where the numbers are from, how codes were grouped, and how much was moved."""
    moves = "\n".join(f"| {' | '.join(move.row().values())} |" for move in draft.moves)
    origins = "\n".join(f"- {sentence}" for sentence in draft.origins)
    return f"""\
# Where the numbers of `{draft.name}` come from

{len(draft.regions.codes)} regions × {len(draft.sectors.codes)} sectors, million USD, {draft.year}, made by
`tariffsim baseline from-icio` from {draft.source}.

{origins}
- Flows are sales to all users at basic prices: inputs and all categories of final demand, with changes in inventories.
- Taxes less subsidies on inputs count as earnings of factors, less the revenue of the tariffs given; those on final
  demand are left out, because the model has no taxes but tariffs.
- A sector keeps a value added of 1 % of its output at least: an assumption, so that the model can be solved.

## What was moved

| what | million USD | % of world output | most at |
|---|---|---|---|
{moves}

## How codes were grouped

| region | countries |
|---|---|
{_grouping(draft.regions)}

| sector | industries |
|---|---|
{_grouping(draft.sectors)}
"""


def _grouping(codes: CodeMap) -> str:
    members = {group: [code for code, target in codes.target.items() if target == group] for group in codes.codes}
    return "\n".join(
        f"| {group} | {', '.join('all others' if c == '*' else c for c in of_group)} |"
        for group, of_group in members.items()
    )
