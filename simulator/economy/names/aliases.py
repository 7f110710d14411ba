"""The tables of names: countries and unions of some, and what people call goods."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from simulator.economy.names.spelling import IN_BRACKETS, key, without_brackets, words
from simulator.errors import DataError
from simulator.files.plain import Row
from simulator.files.problem import Problem, raise_all
from simulator.files.table import Columns, read_csv

_FOLDER: Final = Path(__file__).parents[2] / "data" / "names"
EVERY_OTHER: Final = "*"
"""Stands for all countries that nothing else is said of."""
REST: Final = "ROW"
"""Code of all countries that a baseline does not name."""

WORLD: Final = "WLD"
"""Code of all countries."""


class Place(NamedTuple):
    """A country by its ISO code, or a union of countries with its members."""

    code: str
    name: str
    names: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        """Whether it is no union."""
        return not self.members


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Countries and unions by their code."""
    rows = rows_of("regions.csv", ("code", "name", "others", "members"))
    return {row.cells["code"]: _place(row.cells) for row in rows}


def place_named(name: str) -> Place | None:
    """Country or union that a code or name stands for."""
    whole, inside = _place_keyed(name), IN_BRACKETS.search(name)
    if whole is not None or inside is None:
        return whole
    twice = {_place_keyed(without_brackets(name)), _place_keyed(inside[0])}  # South Korea (Republic of Korea)
    return twice.pop() if len(twice) == 1 else None


def _place_keyed(name: str) -> Place | None:
    return places().get(_codes_by_key().get(key(name), ""))


@lru_cache(maxsize=1)
def phrases() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """What to look for in the long names of sectors, the best first, by the words of a name."""
    table = [(row.cells["names"], row.cells["words"]) for row in rows_of("sectors.csv", ("names", "words"))]
    return {words(name): tuple(map(words, _split(asked))) for names, asked in table for name in _split(names)}


@lru_cache(maxsize=1)
def _codes_by_key() -> Mapping[tuple[str, ...], str]:
    return {key(name): area.code for area in places().values() for name in area.names}


def _place(cells: Mapping[str, str]) -> Place:
    names = (cells["code"], cells["name"], *_split(cells["others"]))
    return Place(cells["code"], cells["name"], names, tuple(cells["members"].split()))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def rows_of(file: str, columns: tuple[str, ...]) -> Sequence[Row]:
    """Rows of one of the tables of names."""
    problems: list[Problem] = []
    table = read_csv(_FOLDER / file, Columns(columns), problems)
    raise_all(problems, DataError)
    return table.rows
