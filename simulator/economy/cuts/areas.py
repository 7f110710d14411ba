"""Which part of the world each region of a baseline lies in."""

from collections.abc import Mapping
from functools import lru_cache

from simulator.economy.economy import Economy
from simulator.economy.names.aliases import rows_of


def areas_of(economy: Economy) -> dict[str, str]:
    """Part of the world of every region whose countries all lie in one."""
    countries: dict[str, set[str]] = {code: {code} & set(_areas()) for code in economy.regions}
    for country, region in economy.members.items():
        countries[region].add(country)
    lies = {region: {_areas().get(country, "") for country in its} for region, its in countries.items()}
    return {region: areas.pop() for region, areas in lies.items() if len(areas) == 1 and "" not in areas}


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, str]:
    return {row.cells["country"]: row.cells["area"] for row in rows_of("areas.csv", ("country", "area"))}
