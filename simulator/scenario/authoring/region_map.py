"""Countries and regions of a schedule as those of an economy, by names that people use or by a table of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from simulator.economy.economy import Economy
from simulator.economy.names import Kind, meaning_of
from simulator.files.plain import Row
from simulator.files.problem import Problem, shown
from simulator.files.table import Columns, Table, got, read_csv
from simulator.scenario.authoring.product_codes import read_weight

EVERY_OTHER: Final = "*"
"""Country of a table of regions that stands for all without a row."""


class Named(NamedTuple):
    """What a name of a schedule stands for.

    Attributes
    ----------
    label
        Code or group of the economy; empty where it is left out on purpose.
    identity
        What tells it from other names with the same label: the label itself where the name means all of it.
    weight
        How much it counts among those, or None where nothing says so.
    """

    label: str
    identity: str
    weight: float | None = None

    @property
    def is_part(self) -> bool:
        """Whether it is only a part of its label."""
        return self.label != self.identity


@dataclass
class Names:
    """Looks up names of a schedule, and gathers what is wrong with them, and what they take in beside what they say."""

    economy: Economy
    table: Table
    regions: Mapping[str, Named] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    known: dict[tuple[Kind, str], Named | None] = field(default_factory=dict)

    def region(self, text: str, row: Row, column: str) -> Named | None:
        """Region that a cell or option stands for; None where it is unknown, which is a problem once."""
        mapped, other = self.regions.get(text.casefold()), self.regions.get(EVERY_OTHER)
        if mapped is not None:
            return mapped
        if other is not None and not meaning_of(text, "region", self.economy).label:
            return other._replace(identity=text.casefold())
        return self._meaning(text, "region", self.table, row, column)

    def sector(self, text: str, table: Table, row: Row) -> Named | None:
        """Sector that a cell of a table stands for."""
        return self._meaning(text, "sector", table, row, "sector")

    def _meaning(self, text: str, kind: Kind, table: Table, row: Row, column: str) -> Named | None:
        if (kind, text) not in self.known:
            meaning = meaning_of(text, kind, self.economy)
            self.known[kind, text] = Named(meaning.label, text.casefold() if meaning.note else meaning.label)
            if meaning.note:
                self.notes[f"{meaning.note}."] = None
            if not meaning.label:
                self.known[kind, text] = None
                unknown = f"{got(text)}, which is not in {self.economy.name}"
                hint = meaning.hint or "`tariffsim baseline show` lists what there is"
                self.problems.append(table.problem(row, column, unknown, hint))
        return self.known[kind, text]


def read_regions(path: Path, economy: Economy, problems: list[Problem]) -> dict[str, Named]:
    """Read `country,region[,weight][,name]`, by country without capitals; a blank region leaves its lines out."""
    table = read_csv(path, Columns(("country", "region"), ("weight", "name")), problems)
    regions: dict[str, Named] = {}
    for row in table.rows:
        country, region = row.cells["country"].casefold(), row.cells["region"]
        if not country or country in regions:
            allowed = "each country once, and none blank"
            problems.append(table.problem(row, "country", got(row.cells["country"]), allowed))
        weight = read_weight(table, row, problems) if "weight" in table.header else None
        regions[country] = Named(_label(region, economy, table, row, problems), country, weight)
    return regions


def _label(region: str, economy: Economy, table: Table, row: Row, problems: list[Problem]) -> str:
    meaning = meaning_of(region, "region", economy)
    if region and not meaning.label:
        unknown = f"got {shown(region)}, which is not in {economy.name}"
        hint = meaning.hint or "`tariffsim baseline show` lists what there is"
        problems.append(table.problem(row, "region", unknown, hint))
    return meaning.label if region else ""
