"""The file `baseline.yaml`: name, year, closure and groups of a baseline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from simulator.economy.folder import SETTINGS
from simulator.economy.labels import RESERVED_GROUPS
from simulator.errors import nearest
from simulator.files.table import Codes, Problems, decode

CLOSURES: Final = {
    "deficit": ("fixed", "zero", "proportional", "responsive"),
    "revenue": ("lump_sum", "income_tax"),
}
"""Treatments of trade deficits and of tariff revenue; the first is the default."""

_KINDS: Final[Mapping[str, tuple[type, str]]] = {
    "name": (str, "a text"),
    "title": (str, "a text"),
    "year": (int, "a whole number such as 2024"),
    "money": (str, "a text such as 'million USD'"),
    "closure": (CommentedMap, "a mapping such as {deficit: fixed}"),
    "region_groups": (CommentedMap, "a mapping of group names to lists of codes"),
    "sector_groups": (CommentedMap, "a mapping of group names to lists of codes"),
    "notes": (str, "a text"),
}
_REQUIRED: Final = ("name", "title", "year")


@dataclass(frozen=True)
class Settings:
    """What `baseline.yaml` says."""

    name: str = ""
    title: str = ""
    year: int = 0
    money: str = "million USD"
    notes: str = ""
    closure: str = "fixed"
    revenue: str = "lump_sum"
    region_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sector_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse_settings(content: bytes | None, regions: Codes, sectors: Codes, problems: Problems) -> Settings:
    """Read the settings and check them against the codes of the tables; without a file there are defaults."""
    data = None if content is None else _load(content, problems)
    if data is None:
        return Settings()
    values = {key: data[key] for key in data if _is_key_right(data, key, problems)}
    for key in _REQUIRED:
        if key not in data:
            problems.add(SETTINGS, f"{key}: this key is missing. Write {_KINDS[key][1]}.")
    closure = _closure(values.get("closure"), problems)
    texts = {key: str(values[key]) for key in ("name", "title", "money", "notes") if key in values}
    return Settings(
        **texts,
        year=int(values.get("year", 0)),
        closure=closure["deficit"],
        revenue=closure["revenue"],
        region_groups=_groups(values.get("region_groups"), regions, problems),
        sector_groups=_groups(values.get("sector_groups"), sectors, problems),
    )


def _load(content: bytes, problems: Problems) -> CommentedMap | None:
    text = decode(SETTINGS, content, problems)
    if text is None:
        return None
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{SETTINGS}:{mark.line + 1}:{mark.column + 1}" if mark else SETTINGS
        problems.add(place, f"not valid YAML: {error.problem or error.context}. Mend this line.")
        return None
    except YAMLError as error:
        problems.add(SETTINGS, f"not valid YAML: {' '.join(str(error).split())}. Mend the file.")
        return None
    if not isinstance(data, CommentedMap):
        problems.add(f"{SETTINGS}:1:1", f"got {_shown(data)}. Write keys with values: {', '.join(_KINDS)}.")
        return None
    return data


def _is_key_right(data: CommentedMap, key: Any, problems: Problems) -> bool:  # noqa: ANN401 a YAML key is anything
    if key not in _KINDS:
        guess = nearest(str(key), tuple(_KINDS))
        hint = " ".join(part for part in (guess, f"The keys are {', '.join(_KINDS)}.") if part)
        problems.add(_key_place(data, key), f"{key}: unknown key. {hint}")
        return False
    kind, allowed = _KINDS[key]
    value = data[key]
    if not isinstance(value, kind) or isinstance(value, bool) or value == "":
        problems.add(_value_place(data, key), f"{key}: got {_shown(value)}. Write {allowed}.")
        return False
    return True


def _closure(data: CommentedMap | None, problems: Problems) -> dict[str, str]:
    """Treatment of deficits and of revenue, the default where nothing is said."""
    chosen = {key: allowed[0] for key, allowed in CLOSURES.items()}
    for key in data if data is not None else ():
        if key not in CLOSURES:
            keys = " and ".join(map(repr, CLOSURES))
            problems.add(_key_place(data, key), f"closure.{key}: unknown key. The keys are {keys}.")  # type: ignore[arg-type]
        elif data[key] not in CLOSURES[key]:  # type: ignore[index]
            allowed = ", ".join(CLOSURES[key][:-1]) + f" or {CLOSURES[key][-1]}"
            place, got = _value_place(data, key), _shown(data[key])  # type: ignore[arg-type, index]
            problems.add(place, f"closure.{key}: got {got}. Allowed: {allowed}.")
        else:
            chosen[key] = str(data[key])  # type: ignore[index]
    return chosen


def _groups(data: CommentedMap | None, codes: Codes, problems: Problems) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    if data is None:
        return groups
    for name, members in data.items():
        label = f"{codes.kind}_groups.{name}"
        if name in RESERVED_GROUPS or name in codes.index:
            taken = "a group that is always there" if name in RESERVED_GROUPS else f"the code of a {codes.kind}"
            problems.add(_key_place(data, name), f"{label}: this is {taken}. Choose another name.")
        if not isinstance(members, CommentedSeq) or not members:
            place = _value_place(data, name)
            problems.add(place, f"{label}: got {_shown(members)}. Write a list of codes such as [USA, MEX].")
        else:
            groups[str(name)] = tuple(_members(members, label, codes, problems))
    return groups


def _members(members: CommentedSeq, label: str, codes: Codes, problems: Problems) -> Iterable[str]:
    for position, code in enumerate(members):
        place = _place(*members.lc.item(position))
        if not isinstance(code, str):
            problems.add(place, f"{label}: got {_shown(code)}, which is not a text. Write the code in quotes.")
        elif codes.index and code not in codes.index:
            problems.add(place, f"{label}: {codes.unknown(code)}")
        elif code in members[:position]:
            problems.add(place, f"{label}: {code!r} comes twice. Remove one.")
        else:
            yield str(code)


def _key_place(data: CommentedMap, key: object) -> str:
    return _place(*_marks(data, key)[:2])


def _value_place(data: CommentedMap, key: object) -> str:
    return _place(*_marks(data, key)[2:])


def _marks(data: CommentedMap, key: object) -> list[int]:
    """Line and column of a key and of its value; those of the mapping if the key is absent or merged into it."""
    start = [data.lc.line, data.lc.col]
    return list((data.lc.data or {}).get(key, start + start))


def _place(line: int, column: int) -> str:
    return f"{SETTINGS}:{line + 1}:{column + 1}"


def _shown(value: object) -> str:
    """Name a YAML value in a few characters."""
    if value is None:
        return "nothing"
    if isinstance(value, CommentedMap | CommentedSeq):
        return "a mapping" if isinstance(value, CommentedMap) else f"a list of {len(value)}"
    return repr(value if not isinstance(value, str) else str(value))[:60]
