"""The file `baseline.yaml`: name, year, closure and groups of a baseline."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from simulator.economy.labels import RESERVED_GROUPS, Labels
from simulator.economy.reading.folder import Content
from simulator.economy.reading.units import MONEY, money_factor
from simulator.files.problem import Problem, shown
from simulator.files.schema import FileModel, validate
from simulator.files.table import Codes
from simulator.files.text import decoded
from simulator.files.yaml import Document, parse_document

SCHEMA_FILE: Final = Path(__file__).with_name("baseline.schema.json")
"""Committed JSON Schema, which written files name in their first line."""

Deficits: TypeAlias = Literal["fixed", "zero", "proportional", "responsive"]
Revenue: TypeAlias = Literal["lump_sum", "income_tax"]


def _members(value: object) -> object:
    if not isinstance(value, list) or not value:
        got = "an empty list" if value == [] else shown(value)
        raise ValueError(f"got {got} — a list of codes such as [USA, MEX].")
    return value


def _money(text: str) -> str:
    money_factor(text)
    return text


Groups: TypeAlias = dict[str, Annotated[tuple[str, ...], Field(min_length=1), BeforeValidator(_members)]]


class BaselineClosure(FileModel):
    """What is held fixed where a scenario says nothing."""

    deficit: Deficits = Field("fixed", description="Treatment of trade deficits.")
    revenue: Revenue = Field("lump_sum", description="What happens to tariff revenue.")


class BaselineFile(FileModel):
    """What a baseline is called, when it is, and which groups its regions and sectors form."""

    name: str = Field(min_length=1, description="Short name, as results show it.")
    title: str = Field(min_length=1, description="What the baseline is, in one line.")
    year: int = Field(strict=True, description="Year of the flows, a whole number such as 2024.")
    money: Annotated[str, AfterValidator(_money)] = Field(
        MONEY, min_length=1, description="Unit of money in flows.csv: million USD, or million EUR at 1.08 USD."
    )
    closure: BaselineClosure = Field(BaselineClosure(), description="What is held fixed, such as {deficit: fixed}.")
    region_groups: Groups = Field({}, description="Names of groups with lists of regions.")
    sector_groups: Groups = Field({}, description="Names of groups with lists of sectors.")
    notes: str = Field("", description="What else there is to say.")


_BLANK: Final = BaselineFile(name="-", title="-", year=0)


def read_settings(content: Content | None, labels: Labels, problems: list[Problem]) -> BaselineFile:
    """Read the settings and check them against the codes of the tables; with any problem they are blank."""
    text = None if content is None else decoded(*content, problems)
    if content is None or text is None:
        return _BLANK
    document = parse_document(content.file, text)
    settings, wrong = validate(document, BaselineFile)
    problems += wrong
    for codes in (labels.regions, labels.sectors):
        problems += _group_problems(document, codes)
    return settings or _BLANK


def _group_problems(document: Document, codes: Codes) -> Iterator[Problem]:
    kind = f"{codes.kind}_groups"
    groups = document.data.get(kind) if isinstance(document.data, dict) else None
    for name, members in groups.items() if isinstance(groups, dict) else ():
        if name in RESERVED_GROUPS or name in codes.index:
            taken = "a group that is always there" if name in RESERVED_GROUPS else f"the code of a {codes.kind}"
            yield document.problem((kind, name), f"got {taken} — another name.", at_key=True)
        for position, code in enumerate(members if isinstance(members, list) else ()):
            keys = (kind, name, position)
            if code in members[:position]:
                yield document.problem(keys, f"got {shown(code)} a second time — each code once.")
            elif isinstance(code, str) and codes.index and code not in codes.index:
                yield codes.unknown(document.location(keys), code)
