"""Questions on a terminal that end in a scenario: who does what to whom, how much, from when."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from simulator.cli.output import say
from simulator.errors import SimulatorError

if TYPE_CHECKING:
    from simulator.economy import Economy
    from simulator.economy.names import Kind
    from simulator.scenario.authoring.questions import Named
    from simulator.scenario.measures.questions import Question

Read = TypeVar("Read")


class Answers(NamedTuple):
    """What the questions came to."""

    path: Path
    title: str
    extends: str | None
    measures: list[dict[str, object]]


def ask(path: Path | None, baseline: str | None) -> Answers:
    """Ask for everything that a scenario needs; answers are checked at once, and Enter takes what is in brackets."""
    from simulator.economy import load_baseline

    economy = load_baseline(baseline)
    say(
        "A few questions; Enter takes the answer in brackets, ? lists what there is, Ctrl-C leaves.\n"
        "Countries and goods by their code or name, several with commas, or as in: all except Canada, Mexico.\n"
    )
    title = click.prompt("What do you want to know, in one line", default="What happens if …", err=True)
    measures: list[dict[str, object]] = []
    is_more = True
    while is_more:
        measures += _measures(economy)
        is_more = click.confirm("Another measure?", default=False, err=True)
    _make_ids_unique(measures)
    return Answers(path or _path(title), title, _parent(), measures)


def _measures(economy: "Economy") -> list[dict[str, object]]:
    """One measure, and the same by the other side where it answers in kind."""
    from simulator.scenario.authoring.questions import MEASURES, START, in_kind, measure_of, regions_of, sectors_of

    regions, sectors = regions_of(economy), sectors_of(economy)
    kinds = {name: item.meaning for name, item in MEASURES.items()}
    _list(kinds)
    kind = _chosen("What is done", "tariff", kinds, lambda text: _one_of(text, kinds))
    asked = MEASURES[kind]

    sides: dict[str, Named] = {}
    for (key, question), usual in zip(asked.sides.items(), asked.usual, strict=False):
        sides[key] = _codes(question, _offered(usual, regions, sides.values()), "region", economy)
    default = asked.sectors if asked.sectors in sectors else "goods"
    chosen = _codes("Which sectors?", default, "sector", economy)
    answers = {question.key: _answer(question) for question in (*asked.amounts, START)}
    sides = {side: sides[side] for side in ("importer", "exporter", "region") if side in sides}
    measure = measure_of(kind, sides, chosen, answers)
    if asked.is_answered_in_kind and click.confirm(
        "Does the other side answer with the same?", default=False, err=True
    ):
        return [measure, in_kind(measure)]
    return [measure]


def _offered(usual: str, regions: Mapping[str, str], others: Iterable["Named"]) -> str:
    """The usual region of a side, all where the baseline does not have it or the other side took it."""
    from simulator.scenario.authoring.questions import names_of

    is_free = usual in regions and not any(usual in names_of(other) for other in others)
    return usual if is_free else "all"


def _codes(question: str, default: str, kind: "Kind", economy: "Economy") -> "Named":
    """Ask for regions or sectors, and say where one takes in more than is named."""
    from simulator.scenario.authoring.questions import read_selection, regions_of, sectors_of

    known = regions_of(economy) if kind == "region" else sectors_of(economy)
    named, notes = _chosen(question, default, known, lambda text: read_selection(text, kind, economy))
    for note in notes:
        say(f"  {note}.")
    if notes and kind == "region":
        say("  `tariffsim new --baseline world-2024` has 81 economies apart.")
    return named


def _chosen(question: str, default: str, known: Mapping[str, str], read: Callable[[str], Read]) -> Read:
    """Ask until the answer can be read; ? lists what is known."""
    while True:
        answer = click.prompt(question, default=default, err=True).strip()
        if answer == "?":
            _list(known)
            continue
        try:
            return read(answer)
        except SimulatorError as error:
            say(f"  {error}")


def _answer(question: "Question") -> str:
    from simulator.scenario.authoring.questions import read_answer

    return _chosen(question.text, question.default, {}, lambda text: read_answer(question, text))


def _list(known: Mapping[str, str]) -> None:
    width = max(map(len, known), default=0)
    for number, (name, meaning) in enumerate(known.items(), start=1):
        say(f"  {number:>3}  {name.ljust(width)}  {meaning}")


def _one_of(answer: str, known: Mapping[str, str]) -> str:
    """A name, or the number that it is listed under."""
    from simulator.errors import nearest

    names = list(known)
    if answer.isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    if answer.replace(" ", "_").lower() not in names:
        hint = nearest(answer, names)
        raise SimulatorError(f"got {answer!r} — {hint} A name or a number of the list.".replace("  ", " "))
    return answer.replace(" ", "_").lower()


def _parent() -> str | None:
    """Scenario whose measures come first."""
    from simulator.scenario.library.catalogue import catalogue

    known = {row["name"]: row["title"] for row in catalogue()}
    nothing = "none"
    question = "Which scenario does it start from; none is the baseline without new measures"
    answer = _chosen(question, nothing, known, lambda text: text if text == nothing else _one_of(text, known))
    return None if answer == nothing else answer


def _path(title: str) -> Path:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    default = f"{words[:40].strip('-') or 'mine'}.yaml"
    return Path(_chosen("File to write", default, {}, _free_file))


def _free_file(text: str) -> str:
    if Path(text).suffix not in (".yaml", ".yml"):
        raise SimulatorError(f"got {text!r} — a name that ends in .yaml.")
    if Path(text).exists():
        raise SimulatorError(f"{text}: the file exists — another name.")
    return text


def _make_ids_unique(measures: Sequence[dict[str, object]]) -> None:
    """Number measures of equal names, so that each can be referred to."""
    seen: dict[object, int] = {}
    for measure in measures:
        name = measure["id"]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            measure["id"] = f"{name}-{seen[name]}"
