"""The files of a cut, as bytes that are read like those of any baseline."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Final, TypeAlias

import numpy as np

from simulator.economy.cuts.assumed import cut_exposure, cut_people, cut_quantity, cut_stocks
from simulator.economy.cuts.cut import Cut
from simulator.economy.cuts.elasticities import HEADER, cut_elasticities
from simulator.economy.cuts.levels import cut_levels
from simulator.economy.cuts.sectors import Traits
from simulator.economy.economy import Economy
from simulator.economy.exposure import EVERY_REGION, Exposure
from simulator.economy.labels import KINDS, RESERVED_GROUPS
from simulator.economy.levels import Levels
from simulator.economy.names.aliases import places
from simulator.economy.reading.folder import COLUMNS, SETTINGS
from simulator.economy.reading.settings import SCHEMA_FILE
from simulator.economy.stocks import UNIT
from simulator.files.rates import RATE
from simulator.files.yaml_text import yaml_text

Rows: TypeAlias = Iterable[Sequence[object]]
Filled: TypeAlias = tuple[Sequence[str], Rows]
"""Header and rows of a table."""
BY_FLOW: Final = ("exporter", "importer", "sector")


def cut_files(economy: Economy, cut: Cut, traits: Traits, name: str) -> dict[str, bytes]:
    """Files of the format by name, in its order."""
    levels = cut_levels(economy.levels, cut, traits.is_critical)
    tables = _labels(economy, cut, traits, levels) | _levels(economy, cut, levels) | _assumed(economy, cut, traits)
    files = {SETTINGS: _settings(economy, cut, name)}
    return files | {file: _csv(*tables[file]) for file in COLUMNS if file in tables}


def _csv(header: Sequence[str], rows: Rows) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _settings(economy: Economy, cut: Cut, name: str) -> bytes:
    size = f"{len(cut.regions.codes)} regions and {len(cut.sectors.codes)} sectors"
    settings = {
        "name": name,
        "title": f"{economy.title}; cut to {size}",
        "year": economy.year,
        "money": economy.money,
        "closure": {"deficit": economy.closure, "revenue": economy.revenue},
        "region_groups": _lists(cut.regions.groups(_own_groups(economy.region_groups))),
        "sector_groups": _lists(cut.sectors.groups(_own_groups(economy.sector_groups))),
        "notes": f"Cut from {economy.name}, whose SOURCES.md says where each number is from. {economy.notes}".strip(),
    }
    head = f"# yaml-language-server: $schema={SCHEMA_FILE.as_uri()}\n"
    return (head + yaml_text({key: value for key, value in settings.items() if value})).encode()


def _own_groups(groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: codes for name, codes in groups.items() if name not in RESERVED_GROUPS}


def _lists(groups: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(codes) for name, codes in groups.items()}


def _labels(economy: Economy, cut: Cut, traits: Traits, levels: Levels) -> dict[str, Filled]:
    people = [map(_blank_if_unknown, cut_people(each, cut)) for each in (economy.households, economy.population)]
    kinds = [KINDS[0] if is_goods else KINDS[1] for is_goods in traits.is_goods]
    critical = map(int, traits.is_critical)
    described = (kinds, critical, traits.units, levels.profit_share.tolist())
    sectors = zip(*zip(*cut.sectors.names.items(), strict=True), *described, strict=True)
    return {
        "regions.csv": (
            ("region", "name", "households", "population"),
            zip(*zip(*cut.regions.names.items(), strict=True), *people, strict=True),
        ),
        "sectors.csv": (("sector", "name", "kind", "critical", "quantity_unit", "profit_share"), sectors),
        "members.csv": (COLUMNS["members.csv"].needed, _members(economy, cut)),
    }


def _blank_if_unknown(number: float) -> object:
    return "" if np.isnan(number) else float(number)


def _members(economy: Economy, cut: Cut) -> Rows:
    """Countries that are part of a region: those of the baseline, and its regions that are countries."""
    old = {code: code for code in economy.regions if code in places() and places()[code].is_country}
    merged = {country: cut.regions.target[region] for country, region in {**economy.members, **old}.items()}
    return ((country, region) for country, region in merged.items() if country != region)


def _levels(economy: Economy, cut: Cut, levels: Levels) -> dict[str, Filled]:
    regions, sectors = cut.regions.codes, cut.sectors.codes
    shares = (
        (regions[n], sectors[k], sectors[s], float(levels.input_share[k, s, n]))
        for k, s, n in np.argwhere(levels.input_share)
    )
    return {
        "flows.csv": ((*BY_FLOW, "value"), _by_flow(levels.trade_flow, cut)),
        "tariffs.csv": ((*BY_FLOW, f"{RATE}_fraction"), _by_flow(levels.tariff, cut)),
        "input_shares.csv": (COLUMNS["input_shares.csv"].needed, shares),
        "elasticities.csv": (HEADER, cut_elasticities(economy, cut)),
    }


def _by_flow(values: np.ndarray, cut: Cut, beside: Callable[[int], Sequence[str]] = lambda _: ()) -> Rows:
    regions, sectors = cut.regions.codes, cut.sectors.codes
    return ((regions[i], regions[j], sectors[s], float(values[s, i, j]), *beside(s)) for s, i, j in np.argwhere(values))


def _assumed(economy: Economy, cut: Cut, traits: Traits) -> dict[str, Filled]:
    quantity = np.nan_to_num(cut_quantity(economy, cut, traits.units))
    summed = f"summed from {economy.name}"
    return {
        "quantities.csv": (
            COLUMNS["quantities.csv"].needed,
            _by_flow(quantity, cut, lambda s: (traits.units[s], summed)),
        ),
        "stocks.csv": (COLUMNS["stocks.csv"].needed, _stocks(economy, cut, traits)),
        "exposure.csv": (COLUMNS["exposure.csv"].needed, _exposure(economy, cut, traits)),
    }


def _stocks(economy: Economy, cut: Cut, traits: Traits) -> Rows:
    low, months, high = cut_stocks(economy, cut, traits.is_goods)
    source = f"mean of {economy.name}, weighted by use"
    for s, n in np.argwhere(months):
        yield cut.regions.codes[n], cut.sectors.codes[s], months[s, n], low[s, n], high[s, n], UNIT, source


def _exposure(economy: Economy, cut: Cut, traits: Traits) -> Rows:
    """Rows by input and user, one for all regions where these are alike."""
    exposure = cut_exposure(economy, cut, traits.is_critical)
    arrays = np.stack([getattr(exposure, item.name) for item in fields(Exposure)])
    is_made = cut.regional(economy.levels.output) > 0
    source = f"assumption of {economy.name}, weighted by output"
    for k, u in np.argwhere(arrays.any(axis=(0, -1))):
        by_region = arrays[:, k, u].T
        makers = by_region[is_made[u]]
        is_alike = (makers == makers[0]).all()
        regions = [(EVERY_REGION, makers[0])] if is_alike else zip(cut.regions.codes, by_region, strict=True)
        for region, numbers in regions:
            yield cut.sectors.codes[k], cut.sectors.codes[u], region, *map(float, numbers), source
