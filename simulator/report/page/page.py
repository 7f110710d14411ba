"""The report: one page that holds everything and needs no network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import xarray as xr
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from simulator.report.charts.figure import GAINS
from simulator.report.page.answer import against, against_baseline, summary, unsolved_note
from simulator.report.page.cards import cards
from simulator.report.page.certainty import certainty
from simulator.report.page.channels import drivers
from simulator.report.page.chapters import Picture, chapters, figures
from simulator.report.page.first import points
from simulator.report.page.numbers import headline, indicator_tables
from simulator.report.page.standing import first_table, shown_note
from simulator.report.views.cells import CASES, OUTPUT, count_cell
from simulator.report.views.names import Names
from simulator.report.views.run import View
from simulator.report.wording.words import horizon_words, listed, quoted
from simulator.results.analysis.claims import Cell, Claim

LIMITS: Final = (
    "It compares equilibria; it does not forecast. Business cycles, monetary policy, exchange-rate swings, confidence "
    "and financial markets are outside it.",
    "Sizes depend on elasticities, which differ widely between studies; short-run numbers assume little substitution "
    "and long-run numbers full adjustment.",
    "Sectors are broad averages: a firm that lacks one part can stop while its sector's average hardly moves. Where "
    "licences withhold a critical input, the value added that its users cannot make without it is shown beside the "
    "model's answer; what share of their output that is, is an assumption with a wide band.",
    "Baseline tables are partly stylised; the baseline's SOURCES.md says which numbers are measured and which are not.",
    "It says nothing on whether a measure is lawful, wise, or likely to be taken.",
)
FOLDED: Final = {"least": 25, "shown": 20}
"""Rows from which on a table is folded where scripts run, and how many are shown then."""
FOOTER: Final = "Made with tariffsim. Every number on this page is in the tables beside it."


def rendered(template: str, **content: Any) -> str:  # noqa: ANN401  # what the template names
    """Fill a template of a page; text is escaped, and what it lacks is an error."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(f"simulator.report.{room}") for room in ("page", "explorer")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(limits=LIMITS, footer=FOOTER, folded=FOLDED, **content)


def render(view: View, pictures: Mapping[str, Picture]) -> str:
    """Page of a run, with its figures by name."""
    if not view.others:
        view = against_baseline(view)
    provenance = view.results.provenance
    told = provenance.scenarios
    title, question = _asked(view)
    return rendered(
        "report.html.j2",
        title=title,
        question=question,
        standfirst=_standfirst(view),
        summary=summary(view, {name: picture.chart for name, picture in pictures.items()}),
        first=_first(view, pictures),
        unsolved=unsolved_note(view),
        scenarios=choices(view.names),
        versus=against(view),
        has_reference=bool(view.reference),
        year=view.year,
        headline=headline(view),
        indicators=indicator_tables(view),
        regions=[{"code": code, "name": view.names.region(code)} for code in view.regions],
        pair=list(view.pair),
        chapters=chapters({name: item for name, item in pictures.items() if name != first_picture(pictures)}),
        cards=cards(view, told),
        certainty=certainty(view),
        drivers=drivers(view, told),
        model=_model(view),
        solver=solver_claim(view.results.data["residual"], view.results.unsolved, "cases"),
        cases=_cases(view),
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(provenance.record())],
    )


def first_picture(pictures: Mapping[str, Picture]) -> str:
    """Name of the chart that a page begins with: who gains and who loses, else its first one; empty without charts."""
    gains = [name for name, picture in pictures.items() if picture.chapter == GAINS]
    return next(iter([*gains, *pictures]), "")


def _first(view: View, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """Content of the first screen: sentences, a table against the reference and the baseline, and a chart."""
    name = first_picture(pictures)
    is_solved = any(view.is_solved(other) for other in view.others)
    shown = {"points": points(view), "figures": figures({name: pictures[name]}) if name else []}
    tables = {
        "table": first_table(view) if is_solved else None,
        "from_baseline": first_table(view, from_baseline=True) if is_solved and view.reference else None,
    }
    return {**shown, **tables, "note": shown_note(view) if is_solved else ""}


def _asked(view: View) -> tuple[str, str]:
    """The question: the suite's, else that of the only scenario, else one made of what is compared."""
    title, question = (str(view.data.attrs.get(key) or "") for key in ("title", "summary"))
    if not question and len(view.others) == 1:
        name = view.others[0]
        return title or view.names.title(name), view.names.summary(name)
    if not question:
        labels = listed([quoted(view.names.label(name)) for name in view.others])
        question = f"What do {labels} do, {against(view)}?"
    return title or "Scenarios compared", question


def _standfirst(view: View) -> Claim:
    horizons = listed([horizon_words(name) for name in view.results.horizons])
    shown = f" Shown here: {horizon_words(view.horizon)}." if len(view.results.horizons) > 1 else ""
    count = count_cell(view, view.scenarios)
    baseline = f"{view.data.attrs.get('baseline', '')} ({view.year})"
    scenarios = f"{count} scenario{'s' if len(view.scenarios) > 1 else ''}"
    return Claim(f"{scenarios} on the baseline {baseline}, {horizons}.{shown} Changes are {against(view)}.", count)


def choices(names: Names) -> list[dict[str, Any]]:
    """Scenarios that a reader can choose to see, by the heading that they stand under, in the order of the run."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name in names.scenarios:
        item = {"name": name, "label": names.label(name), "colour": names.colour(name)}
        groups.setdefault(names.group(name), []).append(item)
    return [{"heading": heading, "items": items} for heading, items in groups.items()]


def _model(view: View) -> dict[str, Any]:
    """What the half page on the model takes from the run."""
    return {
        "size": _size(view),
        "baseline": view.data.attrs.get("baseline_title") or view.data.attrs.get("baseline", ""),
        "year": view.year,
        "numeraire": view.data.attrs.get("numeraire", ""),
        "horizon": horizon_words(view.horizon),
    }


def _size(view: View) -> Claim:
    """How many regions and sectors there are."""
    cells = [
        Cell({}, name, len(codes), f"{len(codes)}", OUTPUT, total="nunique")
        for name, codes in (("region", view.regions), ("sector", view.sectors))
    ]
    counted = [f"{cell} {cell.column}{'s' if cell.value != 1 else ''}" for cell in cells]
    return Claim(listed(counted), cells)


def solver_claim(residual: xr.DataArray, failed: Sequence[str], cases: str) -> Claim:
    """How many cases were solved, and how well."""
    every = Cell({}, "is_solved", residual.size, f"{residual.size}", CASES, total="size")
    if failed:
        some = replace(every, value=residual.size - len(failed), text=f"{residual.size - len(failed)}", total="sum")
        return Claim(f"{some} of {every} {cases} were solved. {' '.join(failed)}", some, every)
    worst = Cell({}, "residual", float(residual.max()), f"{float(residual.max()):.1e}", CASES, total="max")
    text = f"All {every} {cases} were solved; largest residual of any equation {worst} (logs)."
    return Claim(text, every, worst)


def _cases(view: View) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": view.names.label(name),
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
        if key == "names":  # of regions and sectors, which the page calls by them
            continue
        if key == "scenarios":
            facts += [
                (f"scenario {item.get('name', '')}", f"{item.get('file', '')} {item.get('digest', '')}".strip())
                for item in value
            ]
        elif key == "uncertain":
            facts.append((key, "; ".join(_band(item) for item in value)))
        elif isinstance(value, Mapping):
            facts += provenance_lines(value, f"{prefix}{key} ")
        else:
            facts.append((prefix + str(key), value if isinstance(value, str) else json.dumps(value, default=str)))
    return facts


def _band(item: Mapping[str, Any]) -> str:
    """What is uncertain: its name, and its band where it is known."""
    band = f" {item['low']} to {item['high']} ({item.get('kind', '')})" if {"low", "high"} <= set(item) else ""
    return f"{item.get('name', '')}{band}"
