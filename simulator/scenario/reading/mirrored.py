"""Answers against what they answer: a measure that is there, that can be answered, and that does not answer back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from simulator.economy.economy import Economy
from simulator.errors import nearest
from simulator.files.problem import Problem, shown
from simulator.scenario.effects.answers import Mirrored, answered, hit_by
from simulator.scenario.measures import Measure
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.reading.bind import Origin
from simulator.scenario.scenario import Scenario


def answer_problems(laid: Iterable[tuple[Measure, Origin]], known: Mapping[str, Sequence[Measure]]) -> list[Problem]:
    """Say which measures answer what is not there, what cannot be answered, or themselves.

    Parameters
    ----------
    laid
        Measures with the place of each.
    known
        By id, all measures that may be in force beside them.
    """
    texts = ((origin, _wrong(measure, known)) for measure, origin in laid if measure.answers is not None)
    return [origin.problem((key,), text) for origin, (key, text) in texts if text]


def scenario_answer_problems(scenario: Scenario) -> list[Problem]:
    """Say which answers of a scenario have nothing to answer."""
    known = {measure.id: scenario.versions(measure) for measure in scenario.measures}
    return answer_problems(((measure, scenario.origins[measure.id]) for measure in scenario.measures), known)


def _wrong(measure: Measure, known: Mapping[str, Sequence[Measure]]) -> tuple[str, str]:
    """Key of an answer and what is wrong with its value; empty text for nothing."""
    name = str(measure.answers)
    if name not in known:
        listed = f"Known: {', '.join(list(known)[:10])}{f' and {len(known) - 10} more' if len(known) > 10 else ''}."
        text = f"got {shown(name)}, but no measure has this id — {nearest(name, list(known))} {listed}"
        return "mirrors", text.replace("  ", " ")
    if name == measure.id or measure.id in _answered_from(name, known):
        return "mirrors", f"got {shown(name)}, which answers {measure.id} itself — a measure that does not answer back."
    for other in known[name]:
        if not isinstance(other, Tariff | ExportTax):
            text = f"got {shown(name)}, an {other.type} — a tariff or an export_tax, which have rates."
            return "mirrors", text if other.type[0] in "aeiou" else text.replace(", an ", ", a ")
        if isinstance(other, Tariff) and other.stacking == "cap":
            return "mirrors", f"got {shown(name)}, which caps others — the measure that it caps."
        if isinstance(measure, Tariff) and measure.by == "revenue" and getattr(other, "stacking", "add") != "add":
            return "by", f"got 'revenue', but {name} takes the place of other duties — rate or trade."
    return "mirrors", ""


def _answered_from(name: str, known: Mapping[str, Sequence[Measure]]) -> set[str]:
    """Ids that a measure answers, directly or through others."""
    reached, waiting = set[str](), [name]
    while waiting:
        answered_next = {item.answers for item in known.get(waiting.pop(), ()) if item.answers} - reached
        reached |= answered_next
        waiting += answered_next
    return reached


def answer_remarks(scenario: Scenario, economy: Economy) -> Iterator[str]:
    """Say of each answer what it comes to at baseline flows, against what it answers.

    Raises
    ------
    ScenarioError
        An answer would take a rate that no tariff may have.
    """
    known = {measure.id: measure for measure in answered(scenario, economy).measures}
    for measure in scenario.measures:
        worked_out, other = known.get(measure.id), known.get(measure.answers or "")
        if isinstance(worked_out, Tariff) and isinstance(other, Tariff | ExportTax) and worked_out.enabled:
            mine, theirs = (_amounts(item, economy) for item in (worked_out, other))
            verb = f"answers {other.id}, {theirs}, with {mine}, at flows of the baseline and before anyone adjusts"
            all_of_it = isinstance(measure, Tariff) and measure.by == "trade" and worked_out.coverage == 1
            yield f"{measure.id}: {verb}{'; that is all that there is' if all_of_it else ''}."


def _amounts(measure: Mirrored, economy: Economy) -> str:
    """Rate, trade and revenue of a measure in words."""
    hit, coverage = hit_by(measure, economy), float(measure.coverage)
    trade = coverage * hit.trade
    rate = float(measure.rate) if measure.rate is not None else hit.rate
    return f"{100 * rate:.4g} % on {trade:,.0f} {economy.money} ({rate * trade:,.0f} of revenue)"
