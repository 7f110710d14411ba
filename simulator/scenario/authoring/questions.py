"""What to ask somebody who wants a scenario: questions by type of measure, and how answers are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError, nearest
from simulator.scenario.format.values import (
    Day,
    Days,
    LostShare,
    Money,
    Quantity,
    QuotaShare,
    Share,
    SubsidyRate,
    TaxRate,
)


@dataclass(frozen=True)
class Question:
    """A question whose answer becomes the value of a key.

    `kind` is the type that an answer must be of; "" allows no answer where `default` is "".
    """

    key: str
    text: str
    default: str
    kind: Any = TaxRate


@dataclass(frozen=True)
class MeasureQuestions:
    """What to ask about one type of measure: who does it to whom, and how much."""

    meaning: str
    actor: str
    who: str
    whom: str
    default_sectors: str
    amounts: Sequence[Question]

    @property
    def sides(self) -> dict[str, str]:
        """Question about each side by its key, the actor's first; a measure on producers has one side."""
        if self.actor == "region":
            return {"region": self.who}
        return {self.actor: self.who, "exporter" if self.actor == "importer" else "importer": self.whom}


MEASURES: Final[Mapping[str, MeasureQuestions]] = {
    "tariff": MeasureQuestions(
        "a tax on imports",
        "importer",
        "Who raises the tariff?",
        "On imports from whom?",
        "goods",
        (Question("rate", "Rate, on top of the tariff in force", "25%"),),
    ),
    "export_licensing": MeasureQuestions(
        "exports need a licence, and only a share gets one",
        "exporter",
        "Who asks for licences?",
        "On exports to whom?",
        "REE",
        (
            Question("approval_rate", "Share of today's quantity that gets a licence", "50%", Share),
            Question("processing_days", "Days of waiting for one", "45", Days),
            Question(
                "allocation",
                "Who gets one: physical, by application, or market, the highest bidder (Enter: as the sector has it)",
                "",
                Literal["physical", "market"],
            ),
        ),
    ),
    "purchase_commitment": MeasureQuestions(
        "a promise to buy at least so much",
        "importer",
        "Who promises to buy?",
        "From whom?",
        "SOY",
        (Question("quantity", "How much a year, such as 25 Mt or 80 bn USD", "25 Mt", Quantity | Money),),
    ),
    "export_control": MeasureQuestions(
        "part of a flow is blocked, whatever the flow would be",
        "exporter",
        "Who blocks exports?",
        "To whom?",
        "SEM",
        (Question("blocked", "Share of the varieties that is blocked", "50%", Share),),
    ),
    "supply_disruption": MeasureQuestions(
        "part of what a sector makes is lost: a harvest, a strike, a shut plant",
        "region",
        "Who loses output?",
        "",
        "SOY",
        (Question("lost", "Share of today's output that is lost", "20%", LostShare),),
    ),
    "import_quota": MeasureQuestions(
        "an upper limit on imports",
        "importer",
        "Who limits imports?",
        "From whom?",
        "goods",
        (
            Question("share", "Most that may come in, as a share of today's quantity", "50%", QuotaShare),
            Question("over_quota_rate", "Rate at which more comes in, such as 25% (Enter: no more does)", "", TaxRate),
        ),
    ),
    "export_tax": MeasureQuestions(
        "a tax on exports",
        "exporter",
        "Who taxes exports?",
        "To whom?",
        "goods",
        (Question("rate", "Rate", "10%"),),
    ),
    "trade_cost": MeasureQuestions(
        "a cost that nobody receives: port fees, inspections",
        "importer",
        "Who makes imports costlier?",
        "From whom?",
        "goods",
        (Question("rate", "Cost as a share of the price", "5%"),),
    ),
    "subsidy": MeasureQuestions(
        "the buyer's treasury pays part of the price",
        "importer",
        "Whose treasury pays?",
        "For imports from whom?",
        "goods",
        (Question("rate", "Share of the price that it pays", "10%", SubsidyRate),),
    ),
}
"""What is asked about each type of measure."""
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


def read_codes(answer: str, known: Sequence[str]) -> list[str]:
    """Read one or more codes or names of groups, with commas or spaces between them; case does not matter.

    Raises
    ------
    ScenarioError
        None is given, or one is not known.
    """
    by_case = {name.lower(): name for name in known}
    names = answer.replace(",", " ").split()
    unknown = [name for name in names if name.lower() not in by_case]
    if unknown:
        raise ScenarioError(
            f"got {unknown[0]!r} — {nearest(unknown[0], known)} ? lists what there is.".replace("  ", " ")
        )
    if not names:
        raise ScenarioError("got nothing — a code, several, or the name of a group; ? lists them.")
    return list(dict.fromkeys(by_case[name.lower()] for name in names))


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


def measure_of(
    kind: str, sides: Mapping[str, list[str]], sectors: list[str], answers: Mapping[str, str]
) -> dict[str, object]:
    """Put answers together as a measure; a money amount of a commitment is its value."""
    values: dict[str, object] = {key: text or None for key, text in answers.items()}
    amount = answers.get("quantity", "")
    if amount.endswith("USD"):
        values = {("value" if key == "quantity" else key): value for key, value in values.items()}
    actor = sides[MEASURES[kind].actor]
    name = "-".join([*(code.lower() for code in actor[:2]), kind.replace("_", "-")])
    paid = {"paid_by": "importer"} if kind == "subsidy" else {}
    return {"id": name, "type": kind, **sides, "sectors": sectors, **values, **paid, "source": "an assumption"}


def example_of(economy: Economy) -> dict[str, object]:
    """A tariff between two regions of an economy on all goods, to be edited."""
    importer, exporter = ("USA", "CHN") if {"USA", "CHN"} <= set(economy.regions) else economy.regions[:2]
    return measure_of("tariff", {"importer": [importer], "exporter": [exporter]}, ["goods"], {"rate": "10%"})


def in_kind(measure: Mapping[str, object]) -> dict[str, object]:
    """Turn a measure round: the other side does the same."""
    importer, exporter = measure["importer"], measure["exporter"]
    actor = exporter if MEASURES[str(measure["type"])].actor == "importer" else importer
    codes = actor if isinstance(actor, list) else [actor]
    name = "-".join([*(str(code).lower() for code in codes[:2]), str(measure["type"]).replace("_", "-")])
    return {**measure, "id": name, "importer": exporter, "exporter": importer}
