"""What to ask somebody who wants a scenario: questions by type of measure, and how answers are read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from simulator.economy.economy import Economy
from simulator.economy.names import Kind, Meaning, meaning_of
from simulator.errors import ScenarioError
from simulator.files.yaml import parse_value
from simulator.scenario.format.values import Day, amount
from simulator.scenario.measures import MEASURE_TYPES
from simulator.scenario.measures.questions import Question, Questions

MEASURES: Final[Mapping[str, Questions]] = {
    kind: model.questions for kind, model in sorted(MEASURE_TYPES.items(), key=lambda item: item[1].questions.rank)
}
"""What is asked about each type of measure, the most usual first."""

Named: TypeAlias = list[str] | dict[str, list[str]]
"""Codes and groups, or `{of: …, except: …}`."""

_EXCEPT: Final = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|without|other than|but(?: not)?)\b[\s:]*", re.IGNORECASE
)
"""Words before what is left out."""

START: Final = Question("start", "From which day on, such as 2025-11-01 (Enter: without days)", "", Day)


def read_answer(question: Question, answer: str) -> str:
    """Check an answer as a scenario file would.

    Raises
    ------
    ScenarioError
        The answer is not of the kind asked for; the message says what is.
    """
    text = answer.strip()
    if not text and not question.default:
        return text
    try:
        TypeAdapter(question.kind).validate_python(_number(text))
    except ValidationError as wrong:
        raise ScenarioError(wrong.errors()[0]["msg"].removeprefix("Value error, ")) from None
    return text


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def read_names(answer: str, kind: Kind, economy: Economy) -> list[Meaning]:
    """Read one or more codes, groups or names that people use, with commas or spaces between them.

    Raises
    ------
    ScenarioError
        None is given, or one is not known.
    """
    names = [name for part in answer.split(",") for name in _names_in(part.strip(), kind, economy)]
    meanings = {name: meaning_of(name, kind, economy) for name in names}
    for name, meaning in meanings.items():
        if not meaning.label:
            raise ScenarioError(f"got {name!r} — {meaning.hint} ? lists what there is.".replace("  ", " "))
    if not names:
        raise ScenarioError("got nothing — a code, several, or the name of a group; ? lists them.")
    return list({meaning.label: meaning for meaning in meanings.values()}.values())


def _names_in(part: str, kind: Kind, economy: Economy) -> list[str]:
    """One name of several words, or several names with an "and" or spaces between them."""
    if meaning_of(part, kind, economy).label or not part:
        return [part] if part else []
    joined = [name for name in re.split(r"\s+(?:and|&)\s+", part) if name]
    if len(joined) > 1:
        return [name for each in joined for name in _names_in(each, kind, economy)]
    words = part.split()
    return words if any(meaning_of(word, kind, economy).label for word in words) else joined


def read_selection(answer: str, kind: Kind, economy: Economy) -> tuple[Named, list[str]]:
    """Read names, or all or some of them `except` others, as a file would hold them; and what they take in beyond.

    Raises
    ------
    ScenarioError
        As `read_names`; or nothing is left.
    """
    whole, *left_out = (part.strip(" ,") for part in _EXCEPT.split(answer.strip()))
    meanings = read_names("all" if left_out and not whole else whole, kind, economy)
    names, notes = [meaning.label for meaning in meanings], [meaning.note for meaning in meanings if meaning.note]
    if not left_out:
        return names, notes
    less = read_names(",".join(left_out), kind, economy)
    wider = [meaning.note for meaning in less if meaning.note]
    exceptions = [meaning.label for meaning in less]
    outside = _members(exceptions, kind, economy) - _members(names, kind, economy)
    if wider or outside:
        wrong = wider[0] if wider else f"{', '.join(sorted(outside))} is not in {', '.join(names)}"
        raise ScenarioError(f"got {answer!r} — {wrong}; an exception that the baseline has by itself.")
    return {"of": names, "except": exceptions}, notes


def _members(names: Sequence[str], kind: Kind, economy: Economy) -> set[str]:
    """Codes that names of groups and codes stand for."""
    is_region = kind == "region"
    codes, groups = (economy.regions, economy.region_groups) if is_region else (economy.sectors, economy.sector_groups)
    return {code for name in names for code in (codes if name == "all" else groups.get(name, (name,)))}


def names_of(named: object) -> list[str]:
    """Names of a selection, without what it leaves out."""
    names = named["of"] if isinstance(named, Mapping) else named
    return list(names) if isinstance(names, list) else [str(names)]


def regions_of(economy: Economy) -> dict[str, str]:
    """What may be answered where regions are asked for: code or name of a group, and what it is."""
    return _names(economy.regions, economy.region_names, economy.region_groups)


def sectors_of(economy: Economy) -> dict[str, str]:
    """What may be answered where sectors are asked for."""
    return _names(economy.sectors, economy.sector_names, economy.sector_groups)


def _names(codes: Sequence[str], names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    listed = {
        name: f"group: {', '.join(members[:6])}{' …' if len(members) > 6 else ''}" for name, members in groups.items()
    }
    return dict(zip(codes, names, strict=True)) | listed


def measure_of(kind: str, sides: Mapping[str, Named], sectors: Named, answers: Mapping[str, str]) -> dict[str, object]:
    """Put answers together as a measure; a money amount of a commitment is its value."""
    values: dict[str, object] = {key: _value(text) for key, text in answers.items()}
    asked = answers.get("quantity")
    if asked and amount(asked).kind == "money":
        values = {("value" if key == "quantity" else key): value for key, value in values.items()}
    name = _id_of(sides[MEASURES[kind].actor], kind)
    given = MEASURES[kind].given
    return {"id": name, "type": kind, **sides, "sectors": sectors, **values, **given, "source": "an assumption"}


def _value(answer: str) -> object:
    """An answer as a file would hold it: a number, a date, text, or nothing."""
    if not answer:
        return None
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return parse_value(answer)


def example_of(economy: Economy) -> dict[str, object]:
    """A tariff between two regions of an economy on all goods, to be edited."""
    importer, exporter = ("USA", "CHN") if {"USA", "CHN"} <= set(economy.regions) else economy.regions[:2]
    return measure_of("tariff", {"importer": [importer], "exporter": [exporter]}, ["goods"], {"rate": "10%"})


def in_kind(measure: Mapping[str, object]) -> dict[str, object]:
    """Turn a measure round: the other side does the same."""
    importer, exporter = measure["importer"], measure["exporter"]
    kind = str(measure["type"])
    actor = exporter if MEASURES[kind].actor == "importer" else importer
    return {**measure, "id": _id_of(actor, kind), "importer": exporter, "exporter": importer}


def _id_of(actor: object, kind: str) -> str:
    words = re.findall(r"\w+", " ".join([*names_of(actor)[:2], kind.replace("_", "-")]).lower())
    return "-".join(words)
