"""The page of sliders: what stands on it before its script moves anything."""

import math
from importlib.resources import files
from typing import Any, Final

from simulator.experiment.explorer.explore import Exploration, Start
from simulator.experiment.explorer.sliders import Slider
from simulator.report.explorer.payload import against, payload, sides_of, slider_of
from simulator.report.explorer.rows import HIDDEN, RowGroup, groups, title_of
from simulator.report.page.page import provenance_lines, rendered
from simulator.report.wording.words import horizon_words, listed, money_scale, plain, signed
from simulator.results.analysis.claims import Cell, Claim, capitalised

HEADLINE: Final = ("own_income", "pass_through_prices", "bilateral_exports")
"""Indicators in the table of scenarios to begin from."""
ASKED: Final = "asked"
"""How many points and checks there were, and horizons: one row."""
NODES: Final = "nodes"
"""Points of the grid along each slider, one row a point."""


def render_explorer(exploration: Exploration) -> str:
    """Write the page."""
    plan, grouped = exploration.plan, groups(exploration)
    return rendered(
        "explorer.html.j2",
        title=plan.suite.title,
        question=plan.suite.summary,
        standfirst=_standfirst(exploration),
        assumptions=exploration.scenario.assumptions,
        sliders=[slider_of(slider) for slider in exploration.sliders],
        horizons=[(name, capitalised(horizon_words(name))) for name in exploration.horizons],
        starts=exploration.starts,
        groups=grouped,
        sides=sides_of(exploration),
        names=[item.name for item in exploration.outcomes],
        against=against(exploration),
        headline=_headline(exploration, grouped),
        exactness=_exactness(exploration),
        errors=_error_rows(exploration),
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(exploration.provenance.record())],
        payload=payload(exploration, grouped),
        script=files("simulator.report.explorer").joinpath("templates/explorer.js").read_text(encoding="utf-8"),
    )


def _standfirst(exploration: Exploration) -> str:
    economy = exploration.plan.economy
    begins = exploration.scenario.title or exploration.scenario.name
    return (
        f"It begins at “{begins}”, on the baseline {economy.name} ({economy.year}). "
        f"Changes are against {against(exploration)}."
    )


def _exactness(exploration: Exploration) -> list[Claim]:
    """How numbers between the points come about, and how they were checked."""
    count = len(exploration.horizons)
    solved, checked = (_asked(exploration, name) for name in ("points", "checked"))
    every = Cell({}, "horizons", count, f"{count}", ASKED)
    of_each, at_each = (f" for each of {every} horizons", " at each horizon") if count > 1 else ("", "")
    text = (
        f"The model was solved at {solved} points{of_each}; between them run cubic splines, through "
        f"a number itself or its logarithm. Then it was solved once more at {checked} random settings off the "
        f"grid{at_each}, and the splines were held against it. "
        "The table says how far they were off, on average and at worst; “lowest” and “highest” are the numbers that "
        "the model gave there."
    )
    nodes = [_nodes(slider) for slider in exploration.sliders]
    return [
        Claim(text, solved, checked, [every] if count > 1 else []),
        Claim(f"Points of the grid. {'; '.join(nodes)}.", nodes),
    ]


def _asked(exploration: Exploration, name: str) -> Cell:
    """How many points, or settings, there were for each horizon."""
    number = exploration.provenance.asked[name] // len(exploration.horizons)
    return Cell({}, f"{name} // horizons", number, f"{number:,}", ASKED)


def _nodes(slider: Slider) -> Claim:
    """Where the points of a grid lie along a slider."""
    unit = f" {slider.unit}" if slider.unit else ""
    if slider.is_commitment:
        high = Cell({"lever": slider.lever}, "high", slider.high, f"{slider.high:g}", NODES)
        return Claim(f"{slider.label}: from what the market buys by itself at every point to {high}{unit}", high)
    factor = float(slider_of(slider)["factor"])
    cells = [
        Cell({"lever": slider.lever, "node": node}, "value", value, f"{value * factor:.4g}", NODES, factor)
        for node, value in enumerate(slider.nodes.values)
    ]
    return Claim(f"{slider.label}: {listed([str(cell) for cell in cells])}{unit}", cells)


def _error_rows(exploration: Exploration) -> list[list[str]]:
    rows = []
    errors = exploration.errors
    for row in errors[~errors["indicator"].isin(HIDDEN)].to_dict("records"):
        factor, unit = money_scale(str(row["unit"]), max(abs(row["lowest"]), abs(row["highest"])))
        ends = [plain(row[name] * factor) for name in ("lowest", "highest")]
        sizes = [_size(row[name] * factor) for name in ("mean", "worst")]
        jumps = f"{row['switched']} beyond its jump" if row["switched"] else ""
        rows.append([title_of(str(row["indicator"])), unit, *sizes, *ends, jumps])
    return rows


def _size(value: float) -> str:
    """An error with two digits, never as a power of ten."""
    return plain(value, max(0, 1 - math.floor(math.log10(value)))) if value > 0 else "0"


def _headline(exploration: Exploration, grouped: list[RowGroup]) -> dict[str, Any]:
    """Scenarios to begin from at the first horizon, for readers and printers without a script."""
    chosen = [group for key in HEADLINE for group in grouped if group.key == key]
    columns = [
        f"{group.title}, {row.full}{f' ({group.unit})' if group.unit else ''}" for group in chosen for row in group.rows
    ]
    return {
        "horizon": horizon_words(exploration.horizons[0]),
        "sliders": [f"{slider.label}{f' ({slider.unit})' if slider.unit else ''}" for slider in exploration.sliders],
        "columns": columns,
        "rows": [_start_row(exploration, chosen, start) for start in exploration.starts],
    }


def _start_row(exploration: Exploration, chosen: list[RowGroup], start: Start) -> dict[str, Any]:
    values = dict(zip((slider.lever for slider in exploration.sliders), start.values, strict=True))
    numbers = list(exploration.at(exploration.horizons[0], values).values())
    link = "&".join(
        [f"horizon={exploration.horizons[0]}", *(f"{lever}={value:.10g}" for lever, value in values.items())]
    )
    shown = [
        f"{value * (100 if slider.unit == '%' else 1):.6g}"
        for slider, value in zip(exploration.sliders, start.values, strict=True)
    ]
    cells = [
        (signed if group.is_change else plain)(numbers[row.number] * group.factor, group.places)
        for group in chosen
        for row in group.rows
    ]
    return {"label": start.label or start.name, "title": start.title, "link": link, "cells": [*shown, *cells]}
