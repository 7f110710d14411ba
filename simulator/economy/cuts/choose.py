"""Which regions and sectors a cut has, from what is kept, named as a group or given by a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from simulator.economy.cuts.areas import areas_of
from simulator.economy.cuts.cut import Cut, Merger
from simulator.economy.cuts.table import Assigned, read_assigned
from simulator.economy.economy import Economy
from simulator.economy.labels import RESERVED_GROUPS
from simulator.economy.names import Kind, meaning_of
from simulator.economy.names.aliases import place_named
from simulator.errors import DataError
from simulator.files.problem import Place, Problem, raise_all, shown

Named: TypeAlias = Sequence[str] | str | Path
"""Codes, names and groups, or a table that says where each code goes."""

REST: Final = "rest_"
"""What the code of a group begins with that has lost some of its members to others."""


@dataclass
class _Draft:
    """Codes of one axis as they are given away, one after the other."""

    kind: Kind
    economy: Economy
    problems: list[Problem]
    target: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return self.economy.regions if self.kind == "region" else self.economy.sectors

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        return self.economy.region_groups if self.kind == "region" else self.economy.sector_groups

    def name_of(self, code: str) -> str:
        names = self.economy.region_names if self.kind == "region" else self.economy.sector_names
        return names[self.codes.index(code)]

    def meant(self, option: str, name: str) -> str:
        """Code or group that is named; empty where there is none, which is a problem."""
        meaning = meaning_of(name, self.kind, self.economy)
        if meaning.label and not meaning.note and meaning.label not in RESERVED_GROUPS:
            return meaning.label
        allowed = f"{meaning.hint} A {self.kind} or group of {self.economy.name}, listed by `tariffsim baseline show`"
        got = f"got {meaning.note}" if meaning.note else f"got the unknown {self.kind} {shown(name)}"
        self.problems.append(Problem(Place(option), got, allowed.strip()))
        return ""

    def stand_alone(self, code: str) -> None:
        self.target[code], self.names[code] = code, self.name_of(code)

    def put_together(self, group: str, members: Sequence[str], name: str) -> None:
        self.names[group] = name
        self.target.update(dict.fromkeys(members, group))

    def merger(self) -> Merger:
        return Merger({code: self.target[code] for code in self.codes}, self.names)


def chosen_cut(economy: Economy, keep: Sequence[str] | str, groups: Named, sectors: Named) -> Cut:
    """The cut that is asked for.

    Parameters
    ----------
    keep
        Regions that stand alone, and groups of regions that become one each. With any, all others are put together by
        geography; without, they stand alone, too.
    groups
        Groups of regions that become one region each, less what is kept; or a table `region,group[,name]`.
    sectors
        Groups of sectors that become one sector each; or a table `sector,group[,name]`. Others stand alone.

    Raises
    ------
    DataError
        Names that are unknown or come twice, and groups of which nothing is left.
    """
    problems: list[Problem] = []
    regions, goods = _Draft("region", economy, problems), _Draft("sector", economy, problems)
    _add(regions, "keep", keep)
    _add(regions, "groups", groups)
    _add(goods, "sectors", sectors)
    raise_all(problems, DataError)
    if keep:
        _put_by_area(regions)
    for draft in (regions, goods):
        _leave_alone(draft)
    return Cut(regions.merger(), _in_old_order(goods.merger()))


def _add(draft: _Draft, option: str, named: Named) -> None:
    if isinstance(named, Path) or (isinstance(named, str) and named.endswith((".csv", ".csv.gz"))):
        _add_table(draft, option, Path(named))
        return
    listed = named.split(",") if isinstance(named, str) else named
    names = [name.strip() for name in listed if name.strip()]
    labels = [label for name in names if (label := draft.meant(option, name))]
    for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        draft.problems.append(Problem(Place(option), f"got {label!r} {labels.count(label)} times", "each once"))
    codes = [label for label in labels if label in draft.codes]
    for code in dict.fromkeys(codes):
        _add_code(draft, option, code)
    for group in dict.fromkeys(label for label in labels if label not in draft.codes):
        _add_group(draft, option, group)


def _add_code(draft: _Draft, option: str, code: str) -> None:
    if code in draft.target:
        draft.problems.append(Problem(Place(option), f"got {code!r}, which {_taker(draft, code)} has already", "once"))
    else:
        draft.stand_alone(code)


def _add_group(draft: _Draft, option: str, group: str) -> None:
    """Put together what no code that stands alone has taken of a group; two groups cannot share a member."""
    members = draft.groups[group]
    others = [code for code in members if draft.target.get(code, code) != code]
    left = [code for code in members if code not in draft.target]
    if others:
        got = f"got {group!r} with {others[0]!r}, which {_taker(draft, others[0])} has already"
        draft.problems.append(Problem(Place(option), got, "groups without a common member"))
    elif not left:
        got = f"got {group!r}, all of whose {draft.kind}s stand alone"
        draft.problems.append(Problem(Place(option), got, "a group of which something is left", "Leave it out"))
    elif len(left) == len(members):
        draft.put_together(group, left, _group_name(draft, group))
    else:
        draft.put_together(f"{REST}{group}", left, f"Rest of {_group_name(draft, group)}")


def _taker(draft: _Draft, code: str) -> str:
    return f"{draft.target[code]!r}" if draft.target[code] != code else "the list"


def _group_name(draft: _Draft, group: str) -> str:
    """Long name of a group: that of a union of countries, or of its sectors together, else its own."""
    if draft.kind == "sector":
        return "; ".join(draft.name_of(code) for code in draft.groups[group])
    area = place_named(group)
    return area.name if area is not None else _spoken(group)


def _spoken(name: str) -> str:
    text = name.replace("_", " ")
    return text.title() if text.islower() else text


def _add_table(draft: _Draft, option: str, path: Path) -> None:
    rows = read_assigned(path, draft.kind, draft.codes, draft.problems)
    by_group: dict[str, list[Assigned]] = {}
    for row in rows:
        if row.code in draft.target:
            at = Place(row.at.file, row.at.line, key=draft.kind)
            draft.problems.append(Problem(at, f"got {row.code!r}, which is kept already", "once"))
        by_group.setdefault(row.group, []).append(row)
    for group, of_group in by_group.items():
        codes = [row.code for row in of_group]
        if (group in draft.codes and group not in codes) or group in draft.names:
            at = Place(of_group[0].at.file, of_group[0].at.line, key="group")
            draft.problems.append(Problem(at, f"got {group!r}, which is another {draft.kind}", "another code"))
        name = next((row.name for row in of_group if row.name), "")
        draft.put_together(group, codes, name or _given_name(draft, group, codes))


def _given_name(draft: _Draft, group: str, codes: Sequence[str]) -> str:
    if len(codes) == 1 or draft.kind == "sector":
        return "; ".join(map(draft.name_of, codes))
    area = place_named(group)
    return area.name if area is not None else _spoken(group)


def _put_by_area(draft: _Draft) -> None:
    """Put what is left together by geography; what lies nowhere, or alone, stays as it is."""
    areas = areas_of(draft.economy)
    for area in dict.fromkeys(areas.values()):
        whole = [code for code, its in areas.items() if its == area]
        left = [code for code in whole if code not in draft.target]
        if len(left) > 1:
            is_whole = len(left) == len(whole)
            name = _spoken(area)
            draft.put_together(area if is_whole else f"{REST}{area}", left, name if is_whole else f"Rest of {name}")


def _leave_alone(draft: _Draft) -> None:
    for code in draft.codes:
        if code not in draft.target:
            draft.stand_alone(code)


def _in_old_order(merger: Merger) -> Merger:
    order = dict.fromkeys(merger.target.values())
    return Merger(merger.target, {code: merger.names[code] for code in order})
