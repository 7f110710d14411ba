"""The page of a path: question, answers, charts, events, numbers and where they come from."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from simulator.report.page.chapters import Picture, figures
from simulator.report.page.headline import headline_table
from simulator.report.page.page import choices, provenance_lines, rendered, solver_claim
from simulator.report.timeline.answer import path_summary
from simulator.report.timeline.costs import cost_table, shown_dates
from simulator.report.views.cells import CASES
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import listed
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.events import telling

FIRST: Final = 5
"""Sentences of the answer; the others are further findings."""

_KINDS = {
    "announced": "announced",
    "start": "starts",
    "step": "changes",
    "end": "ends",
    "suspended": "is suspended",
    "resumed": "is back in force",
    "threat": "threatened",
}


def render_path(view: PathView, pictures: Mapping[str, Picture]) -> str:
    """Page of a timeline, with its figures by name."""
    sentences = path_summary(view, {name: picture.chart for name, picture in pictures.items()})
    return rendered(
        "path.html.j2",
        title=view.data.attrs.get("title") or "Paths compared",
        question=view.data.attrs.get("summary", ""),
        standfirst=_standfirst(view),
        costs=cost_table(view),
        year=view.year,
        summary=sentences[:FIRST],
        findings=sentences[FIRST:],
        figures=figures(pictures),
        choices=choices(view.names),
        headline=headline_rows(view),
        events=event_rows(view),
        scenarios=[view.names.heading(name) for name in view.scenarios],
        solver=solver_claim(view.data["residual"], view.path.unsolved, "periods"),
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(view.path.provenance.record())],
    )


def _standfirst(view: PathView) -> Claim:
    span = f"{view.day_words(0)} to {view.day_words(-1)}"
    names = tuple(view.scenarios)
    count = Cell({"scenario": names}, "scenario", len(names), f"{len(names)}", CASES, total="nunique")
    baseline = f"Baseline {view.data.attrs.get('baseline', '')}, {view.year}."
    if view.branch_at is None:
        return Claim(f"{count} scenario{'s' if len(names) > 1 else ''} from {span}. {baseline}", count)
    day = f"{view.branch_at.day} {view.branch_at:%B %Y}"
    return Claim(f"One past and, after {day}, {count} futures, from {span}. {baseline}", count)


def headline_rows(view: PathView) -> dict[str, Any]:
    """Headline numbers by date and scenario; those of the common past once."""
    rows: list[dict[str, Any]] = []
    tables = {period: headline_table(view.period(period)) for period in shown_dates(view)}
    columns = list(dict.fromkeys(str(name) for table in tables.values() for name in table))
    for period, table in tables.items():
        when = {"day": f"{view.starts[period]:%Y-%m-%d}", "month": f"{view.starts[period]:%b %Y}"}
        cells = table.reindex(columns=columns, fill_value="–").astype(str).to_numpy().tolist()
        if period < view.common:
            rows.append({"name": "", **when, "cells": ["all", *cells[0][1:]]})
        else:
            by_scenario = zip(view.scenarios, cells, strict=True)
            rows += [{"name": name, **when, "cells": row} for name, row in by_scenario]
    return {"columns": ["date", *columns], "rows": rows}


def event_rows(view: PathView) -> list[dict[str, str]]:
    """Every event once: day, what happens, to whose trade, and in which scenarios."""
    table = view.path.events
    told = telling(table[table["kind"] != "announced"])
    table = pd.concat([told, table[table["kind"] == "announced"]]).sort_values("day", kind="stable")
    keys = ["day", "measure", "kind", "label", "importer", "exporter"]
    grouped = table.groupby(keys, sort=False)["scenario"].agg(list).reset_index()
    return [
        {
            "day": f"{row['day']:%Y-%m-%d}",
            "what": str(row["label"]),
            "kind": _KINDS.get(str(row["kind"]), str(row["kind"])),
            "flows": f"{_codes(str(row['exporter']))} → {_codes(str(row['importer']))}",
            "where": _where(view, row["scenario"]),
        }
        for _, row in grouped.sort_values("day", kind="stable").iterrows()
    ]


def _codes(joined: str) -> str:
    codes = joined.split("+")
    return ", ".join(codes) if len(codes) <= 3 else f"{len(codes)} regions"


def _where(view: PathView, names: list[str]) -> str:
    chosen = [name for name in view.scenarios if name in names]
    return "all" if len(chosen) == len(view.scenarios) else listed([view.names.label(name) for name in chosen])
