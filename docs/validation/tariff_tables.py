"""Tariffs added in 2025 and 2026 by partner and sector: the tables of `scenarios/tables`, from those of `tariffs`.

    python docs/validation/tariff_tables.py

`tariffs/SOURCES.md` says where the numbers are from. Tables of totals have a rate for each flow. Where an order has one
rate and exempts goods, its table has the share of each sector that the rate hits, and the scenario has the rate.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).parent / "tariffs"
TABLES: Final = HERE.parents[2] / "scenarios" / "tables"
RATE, COVERAGE = "rate", "coverage"


class Line(NamedTuple):
    """One flow on one day: its state by the columns of the file, and how sure it is."""

    day: str
    exporter: str
    importer: str
    sector: str
    values: dict[str, float]
    mark: str


class Table(NamedTuple):
    """A table to be written: which lines of which days, and their numbers."""

    name: str
    column: str
    lines: tuple[Line, ...]
    number: Callable[[Line], float]

    @property
    def text(self) -> str:
        """It as CSV, numbers to six digits."""
        rows = (
            f"{line.exporter},{line.importer},{line.sector},{self.number(line):.6f},{line.mark}" for line in self.lines
        )
        return "\n".join([f"exporter,importer,sector,{self.column},mark", *rows]) + "\n"


NAMED: Final = ("date", "exporter", "importer", "sector", "mark")


def read_lines(stem: str) -> tuple[Line, ...]:
    """Lines of one of the two files; the importer of the first is always the United States."""
    with (HERE / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_line(row) for row in rows)


def _line(row: dict[str, str]) -> Line:
    values = {key: float(value) for key, value in row.items() if key not in NAMED}
    return Line(row["date"], row["exporter"], row.get("importer", "USA"), row["sector"], values, row["mark"])


def column(key: str, over: float, line: Line) -> float:
    """A column over the rate of the order, which is the share of the flow that the order hits."""
    return min(line.values[key] / over, 1.0)


def totals(lines: Iterable[Line], stem: str) -> Iterator[Table]:
    """A table of everything added for each day."""
    by_day: dict[str, list[Line]] = {}
    for line in lines:
        by_day.setdefault(line.day, []).append(line)
    for day, of_day in by_day.items():
        if max(line.values["added_rate"] for line in of_day) >= A_POINT:
            yield Table(f"{stem}-{day}.csv", RATE, tuple(of_day), partial(column, "added_rate", 1.0))


class Part(NamedTuple):
    """A table of one authority on one day: its column, and the rate of the order where the table is one of shares."""

    name: str
    day: str
    key: str
    over: float | None = None

    def table(self, lines: Iterable[Line]) -> Table:
        """The flows that it hits at all."""
        kept = tuple(line for line in lines if line.day == self.day and line.values[self.key])
        kind = RATE if self.over is None else COVERAGE
        return Table(f"{self.name}-{self.day}.csv", kind, kept, partial(column, self.key, self.over or 1.0))


US_PARTS: Final = (
    Part("us-fentanyl-on-china", "2025-10-14", "fentanyl", 0.2),
    Part("us-reciprocal-on-china", "2025-04-11", "reciprocal", 1.25),
    Part("us-reciprocal-on-china", "2025-10-14", "reciprocal", 0.1),
    *(
        Part("us-section-232-on-china", day, "s232")
        for day in ("2025-04-11", "2025-06-03", "2025-08-07", "2025-10-14", "2026-04-06")
    ),
    *(Part("us-section-301-review", day, "s301_review") for day in ("2025-02-04", "2026-02-24")),
    *(Part("us-section-122-on-china", day, "s122", 0.1) for day in ("2026-02-24", "2026-04-06")),
    Part("us-forced-labour-on-china", "2026-07-24", "s301_338", 0.125),
)
A_POINT: Final = 0.01
"""Days on which nothing is raised by as much have no table."""
NEIGHBOURS: Final = ("CAN", "MEX")
"""Partners whose goods are not at sea when a duty begins."""
METALS: Final = Part("us-metals", "2025-04-11", "s232")
"""What the duties of March 2025 on metals hit; those on cars came in April."""
CHINA_PARTS: Final = (Part("china-lists", "2025-02-10", "of_which_lists"),)
FARM_LISTS: Final = Part("china-farm-lists", "2025-03-10", "of_which_lists")
OF_FARMS: Final = ("AGR", "FOD")


def tables() -> list[Table]:
    """Every table by which scenarios of 2025 and 2026 go."""
    us, china = read_lines("us_added"), read_lines("china_added")
    on_china = [line for line in us if line.exporter == "CHN"]
    on_partners = [line for line in us if line.exporter != "CHN"]
    return [
        *totals(on_partners, "us-on-partners"),
        *totals([line for line in on_partners if line.exporter not in NEIGHBOURS], "us-on-overseas"),
        *totals([line for line in on_partners if line.exporter in NEIGHBOURS], "us-on-neighbours"),
        *totals(on_china, "us-on-china"),
        *totals(china, "china-on-us"),
        *(part.table(on_china) for part in US_PARTS),
        METALS.table(line for line in us if line.sector != "MVH"),
        *(part.table(china) for part in CHINA_PARTS),
        FARM_LISTS.table(line for line in china if line.sector in OF_FARMS),
    ]


if __name__ == "__main__":
    for table in tables():
        (TABLES / table.name).write_text(table.text, encoding="utf-8")
