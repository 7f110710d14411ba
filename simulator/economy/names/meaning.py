"""What a name stands for in an economy: a code or a group; with what it also takes in, or what else may be meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from simulator.economy.economy import Economy
from simulator.economy.names.aliases import EVERY_OTHER, REST, WORLD, Place, phrases, place_named, places
from simulator.economy.names.lexicon import Lexicon
from simulator.economy.names.spelling import contents, is_within, key, long_name_keys, without_brackets, words
from simulator.errors import nearest

Kind: TypeAlias = Literal["region", "sector"]

LONGEST_CODE: Final = 4
"""Letters up to which an unknown name may be a misspelt code."""
ISO_2: Final = 2
"""Letters of the shorter codes of countries."""
_SAYS_NOTHING: Final = frozenset(
    words("other others part parts product products equipment goods good repair support manufacturing material all")
)
"""Words of long names that name no goods of their own."""
_EVERYTHING: Final = frozenset(words("all total world overall everything"))
"""Words for a total."""


@dataclass(frozen=True)
class Meaning:
    """What a name stands for.

    Attributes
    ----------
    label
        Code of a region or sector, or name of a group; empty where the name stands for none, or for several.
    note
        What the label takes in beyond what is named; empty where they are the same.
    hint
        What may be meant where there is no label.
    """

    label: str = ""
    note: str = ""
    hint: str = ""


def meaning_of(name: str, kind: Kind, economy: Economy) -> Meaning:
    """What a code, the name of a group or a name people use stands for; codes and groups go before names."""
    is_region = kind == "region"
    codes, groups = (economy.regions, economy.region_groups) if is_region else (economy.sectors, economy.sector_groups)
    if name in codes or name in groups:
        return Meaning(name)
    return _region(name, economy) if is_region else _sector(name, economy)


@lru_cache(maxsize=1024)
def _region(name: str, economy: Economy) -> Meaning:
    area = place_named(name)
    spelled = [code for code, keys in _spellings(economy).items() if key(name) in keys]
    meant = [code for code, its in _places_of(economy).items() if its == area]
    regions = list(dict.fromkeys([*spelled, *meant]))
    candidates = regions or ([] if area is not None and area.is_country else _groups_named(name, area, economy))
    if len(candidates) > 1:
        return Meaning(hint=_one_of(candidates, economy.regions, economy.region_names))
    if candidates:
        return Meaning(candidates[0])
    return _near_region(name, economy) if area is None else _within(area, name, economy)


@lru_cache(maxsize=16)
def _spellings(economy: Economy) -> dict[str, set[tuple[str, ...]]]:
    """Keys of the code and the long name of each region."""
    named = zip(economy.regions, economy.region_names, strict=True)
    return {code: {key(code), *long_name_keys(long_name)} - {()} for code, long_name in named}


@lru_cache(maxsize=16)
def _places_of(economy: Economy) -> dict[str, Place]:
    """Country or union that each region is, by its long name, else by its code."""
    known: dict[str, Place] = {}
    for code, long_name in zip(economy.regions, economy.region_names, strict=True):
        by_name = (place_named(" ".join(each)) for each in sorted(long_name_keys(long_name)))
        area = next((each for each in by_name if each is not None), None) or _place_coded(code)
        if area is not None:
            known[code] = area
    return known


def _place_coded(code: str) -> Place | None:
    """Country or union of an ISO code; other spellings do not count, as INA may be a region of any kind."""
    return places().get(code.upper()) or (place_named(code) if len(code) == ISO_2 else None)


def _groups_named(name: str, area: Place | None, economy: Economy) -> list[str]:
    """Groups of that name, one of those that hold the same regions."""
    named = [
        group
        for group in economy.region_groups
        if key(group) == key(name) or (area is not None and place_named(group) == area)
    ]
    return list({frozenset(economy.region_groups[group]): group for group in reversed(named)}.values())


def _within(area: Place, name: str, economy: Economy) -> Meaning:
    """Region that a country is part of."""
    if area.code == WORLD:
        return Meaning(hint="Did you mean 'all'? The world beside some of its parts would count these twice.")
    unions = [code for code, its in _places_of(economy).items() if area.code in its.members]
    rest = economy.members.get(EVERY_OTHER, "")
    if area.is_country:
        label = economy.members.get(area.code) or (unions[0] if len(unions) == 1 else rest)
    else:
        label = rest if area.code == REST else ""
    if not label:
        advice = "Name the regions that make it up" if not area.is_country else "members.csv may say which does"
        return Meaning(hint=f"No region of {economy.name} is known to hold {area.name}. {advice}.")
    if area.code == REST:
        return Meaning(label)
    return Meaning(label, _part_of(name, label, economy.region_names[economy.regions.index(label)]))


def _near_region(name: str, economy: Economy) -> Meaning:
    """What a name that is unknown may be: one of a country, of a region or of a group, or a code."""
    if name.strip().isdecimal():
        return Meaning(hint="Numbers of countries are not read: an ISO code such as CHN, or a name.")
    return Meaning(hint=_nearest(name, _known_regions(economy)) or _nearest_code(name, economy.regions))


@lru_cache(maxsize=16)
def _known_regions(economy: Economy) -> Lexicon:
    known = {spelled: spelled for area in places().values() for spelled in area.names if len(spelled) > LONGEST_CODE}
    known |= {long_name: code for code, long_name in zip(economy.regions, economy.region_names, strict=True)}
    return Lexicon(known | {group: group for group in economy.region_groups})


@lru_cache(maxsize=1024)
def _sector(name: str, economy: Economy) -> Meaning:
    spelled = [
        code
        for code, long_name in zip(economy.sectors, economy.sector_names, strict=True)
        if code.casefold() == name.casefold() or words(name) == words(long_name)
    ]
    groups = [group for group in economy.sector_groups if words(group) == words(name)]
    known = list(dict.fromkeys([*spelled, *_by_alias(name, economy)]))
    candidates = groups if groups and not spelled else known or _with(words(name), economy)
    if len(candidates) == 1:
        return Meaning(candidates[0], _more_than(name, candidates[0], economy))
    if candidates:
        return Meaning(hint=_one_of(candidates, economy.sectors, economy.sector_names))
    return _near_sector(name, economy)


def _by_alias(name: str, economy: Economy) -> list[str]:
    """Sectors with the first words in their long name by which one knows what people call it."""
    if words(name) not in phrases():
        return []
    asked = (words(name), *phrases()[words(name)])
    return next((labels for labels in (_with(phrase, economy) for phrase in asked) if labels), [])


def _with(phrase: tuple[str, ...], economy: Economy) -> list[str]:
    """Sectors whose long name has some words that say what is made."""
    if not set(phrase) - _SAYS_NOTHING or sum(map(len, phrase)) < 3:
        return []
    named = zip(economy.sectors, economy.sector_names, strict=True)
    return [code for code, long_name in named if is_within(phrase, contents(long_name))]


def _more_than(name: str, label: str, economy: Economy) -> str:
    if label not in economy.sectors or name.casefold() == label.casefold():
        return ""
    whole = economy.sector_names[economy.sectors.index(label)]
    is_all = words(without_brackets(whole)) in (words(name), *phrases().get(words(name), ()))
    return "" if is_all else _part_of(name, label, whole)


def _part_of(name: str, label: str, long_name: str) -> str:
    return f"{name!r} is part of {label} ({without_brackets(long_name)}), which is taken as a whole"


def _near_sector(name: str, economy: Economy) -> Meaning:
    if set(words(name)) & _EVERYTHING and not set(words(name)) - _EVERYTHING - _SAYS_NOTHING:
        return Meaning(hint="Did you mean 'goods' or 'all'? A total beside some of its parts would count these twice.")
    return Meaning(hint=_nearest(name, _known_sectors(economy)) or _nearest_code(name, economy.sectors))


@lru_cache(maxsize=16)
def _known_sectors(economy: Economy) -> Lexicon:
    known = {" ".join(alias): " ".join(alias) for alias in phrases() if sum(map(len, alias)) > LONGEST_CODE}
    known |= dict(zip(economy.sector_names, economy.sectors, strict=True))
    return Lexicon(known | {group: group for group in economy.sector_groups})


def _nearest(name: str, known: Lexicon) -> str:
    label = known.nearest(name)
    return f"Did you mean {label!r}?" if label else ""


def _nearest_code(name: str, codes: Sequence[str]) -> str:
    return nearest(name, codes) if len(name) <= LONGEST_CODE else ""


def _one_of(labels: Iterable[str], codes: Sequence[str], long_names: Sequence[str]) -> str:
    """Say which of several labels may be meant."""
    described = dict(zip(codes, long_names, strict=True))
    texts = [f"{label!r} ({described[label]})" if label in described else f"{label!r}" for label in labels]
    return f"It may be {', '.join(texts[:-1])} or {texts[-1]}: write which."
