"""What was observed: monthly trade and tariffs of the dispute, to lay beside a path of the model."""

import calendar
import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

_FOLDER: Final = Path(__file__).parents[1] / "data" / "observations"


class Observation(NamedTuple):
    """One observed number: a total, or a rate, over the days `first` to `last`, both counted."""

    series: str
    first: date
    last: date
    value: float
    unit: str
    mark: str
    source: str


def observations(series: str | None = None) -> list[Observation]:
    """Observations of one series, or of all, in the order of the shipped tables; none if there is no such series.

    Parameters
    ----------
    series
        Name of the series, such as "us_soybeans_bought_since_busan"; absent: all.
    """
    rows = [row for path in sorted(_FOLDER.glob("*.csv")) for row in _rows(path)]
    return [row for row in rows if series in (None, row.series)]


def _rows(path: Path) -> Iterator[Observation]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            first, last = days_of(row["period"])
            rest = (row[column] for column in ("unit", "mark", "source"))
            yield Observation(row["series"], first, last, float(row["value"]), *rest)


def days_of(period: str) -> tuple[date, date]:
    """First and last day of "2025-05-14", of "2025-05" or of the months "2025-01/2025-03"."""
    first, _, last = period.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(period: str) -> tuple[date, date]:
    year, month, *day = map(int, period.split("-"))
    if day:
        return date(year, month, day[0]), date(year, month, day[0])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
