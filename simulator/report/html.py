"""The report: one page that holds everything and needs no network."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from simulator.report.certainty import certainty
from simulator.report.chart import Chart
from simulator.report.findings import by_region
from simulator.report.style import GRID, INK, MUTED, PAPER, house_style
from simulator.report.summary import summary
from simulator.report.tables import headline_table
from simulator.report.view import View
from simulator.report.words import UNSOLVED, capitalised, horizon_words, listed, signed_percent

LIMITS: Final = (
    "It compares equilibria; it does not forecast. Business cycles, monetary policy, exchange-rate swings, confidence "
    "and financial markets are outside it.",
    "Sizes depend on elasticities, which differ widely between studies; short-run numbers assume little substitution "
    "and long-run numbers full adjustment.",
    "Sectors are broad averages: a firm that lacks one part can stop while its sector's average hardly moves. The "
    "output at risk without substitution is shown beside the model's answer for that reason.",
    "Baseline tables are partly stylised; the baseline's SOURCES.md says which numbers are measured and which are not.",
    "It says nothing on whether a measure is lawful, wise, or likely to be taken.",
)

_VARIABLES: Final = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper"}
_DARK: Final = {"ink": "#e6e8eb", "muted": "#9aa4af", "grid": "#333a42", "paper": "#16191d"}


def svg_text(figure: Figure) -> str:
    """Figure as SVG, the same text for the same numbers."""
    stream = StringIO()
    with house_style():
        figure.savefig(stream, format="svg", metadata={key: None for key in ("Date", "Creator", "Format", "Type")})
    return stream.getvalue()


def embedded(svg: str) -> str:
    """Data URI of an SVG image whose neutral colours follow the reader's light or dark setting."""
    svg = svg[svg.index("<svg") :]
    for colour, name in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{name})")
    light = "".join(f"--{name}:{colour};" for colour, name in _VARIABLES.items())
    dark = "".join(f"--{name}:{colour};" for name, colour in _DARK.items())
    look = f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    styled = re.sub(r"(<svg[^>]*>)", lambda found: found.group(1) + look, svg, count=1)
    return "data:image/svg+xml;base64," + base64.b64encode(styled.encode()).decode("ascii")


def render(view: View, charts: Mapping[str, Chart], drawings: Mapping[str, str]) -> str:
    """Write the page.

    Parameters
    ----------
    charts, drawings
        Figures of the run by name, in order, and the SVG text of each.
    """
    environment = Environment(
        loader=PackageLoader("simulator.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    provenance = view.results.provenance
    return environment.get_template("report.html.j2").render(
        title=view.data.attrs.get("title") or "Scenarios compared",
        question=view.data.attrs.get("summary", ""),
        standfirst=_standfirst(view),
        summary=summary(view, charts),
        table_note="Real income and prices: percent against the baseline. The shaded row is the reference.",
        headline=_headline(view),
        certainty=certainty(view),
        figures=[
            {"name": name, "alt": chart.alt, "source": embedded(drawings[name])} for name, chart in charts.items()
        ],
        cards=[_card(view, name, provenance.get("scenarios", ())) for name in view.scenarios],
        limits=LIMITS,
        solver=_solver(view),
        cases=_cases(view),
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(provenance)],
        footer="Made with tariffsim. Every number on this page is in the tables beside it.",
    )


def _standfirst(view: View) -> str:
    horizons = listed([horizon_words(name) for name in view.results.horizons])
    shown = f" Shown here: {horizon_words(view.horizon)}." if len(view.results.horizons) > 1 else ""
    return (
        f"{len(view.scenarios)} scenarios on the baseline {view.data.attrs.get('baseline', '')} ({view.year}), "
        f"{horizons}.{shown} Changes are {view.versus}."
    )


def _headline(view: View) -> dict[str, Any]:
    table = headline_table(view.results.sel(horizon=view.horizon))
    rows = [
        {"cells": cells, "is_reference": name == view.reference}
        for name, cells in zip(view.scenarios, table.to_numpy().tolist(), strict=True)
    ]
    return {"columns": [str(name) for name in table.columns], "rows": rows}


def _card(view: View, name: str, texts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is said of a scenario beside its numbers, from its file; its parents say the rest."""
    by_name: dict[str, Mapping[str, Any]] = {str(item.get("name")): item for item in texts}
    told = by_name.get(name, {})
    parents = [by_name[parent] for parent in told.get("parents", ()) if parent in by_name]
    return {
        "label": view.label(name),
        "title": view.title(name),
        "summary": view.summary(name),
        "colour": view.colour(name),
        "group": view.group(name),
        "builds_on": listed([view.known_label(parent) for parent in told.get("parents", ())]),
        "changed": [*told.get("parameters", ()), *told.get("overrides", ())],
        "is_reference": name == view.reference,
        "is_solved": view.is_solved(name),
        "numbers": _card_numbers(view, name),
        "assumptions": _own(told, parents, "assumptions"),
        "measures": [_measure(item) for item in _own(told, parents, "measures")],
    }


def _own(told: Mapping[str, Any], parents: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    """Items of a scenario that none of its parents has."""
    inherited = [item for parent in parents for item in parent.get(key, ())]
    return [item for item in told.get(key, ()) if item not in inherited]


def _card_numbers(view: View, name: str) -> str:
    if not view.is_solved(name):
        return capitalised(f"{UNSOLVED}: {view.status(name)}")
    is_reference = name == view.reference
    change = view.data["real_income"] if is_reference else view.change("real_income")
    against = f"against the {view.year} baseline" if is_reference else view.versus
    regions = list(dict.fromkeys(view.pair))
    parts = [
        f"{view.region_name(code)} {signed_percent(value)}"
        for code, value in by_region(change.sel(scenario=name), regions).items()
    ]
    return f"Real income {against}: {', '.join(parts)}."


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


def _solver(view: View) -> str:
    cases = view.results.data["residual"]
    failed = view.results.unsolved
    if failed:
        return f"{cases.size - len(failed)} of {cases.size} cases were solved. " + " ".join(failed)
    return f"All {cases.size} cases were solved; largest residual of any equation {float(cases.max()):.1e} (logs)."


def _cases(view: View) -> list[dict[str, Any]]:
    return [
        {
            "label": view.label(name),
            "horizon": horizon,
            "status": at.status(name),
            "is_solved": at.is_solved(name),
            "residual": f"{float(at.data['residual'].sel(scenario=name)):.1e}",
            "iterations": int(at.data["iterations"].sel(scenario=name)),
        }
        for horizon in view.results.horizons
        for at in (View.of(view.results, horizon),)
        for name in view.scenarios
    ]


def provenance_lines(provenance: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Provenance as lines; scenario texts are on the cards, of them only file and digest are repeated."""
    facts: list[tuple[str, str]] = []
    for key, value in provenance.items():
        if key == "scenarios":
            facts += [
                (f"scenario {item.get('name', '')}", f"{item.get('file', '')} {item.get('digest', '')}".strip())
                for item in value
            ]
        elif isinstance(value, Mapping):
            facts += provenance_lines(value, f"{prefix}{key} ")
        else:
            facts.append((prefix + str(key), value if isinstance(value, str) else json.dumps(value, default=str)))
    return facts
