"""Measures that a level puts in force, found in the scenarios that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from simulator.errors import nearest
from simulator.files.problem import shown
from simulator.files.yaml import Document, Keys
from simulator.scenario.games.checks import Wrong
from simulator.scenario.games.schema import Effect
from simulator.scenario.library.find import find_overlay, library_folder
from simulator.scenario.load import Member, member_of
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.draft import with_table
from simulator.scenario.reading.files import Files
from simulator.scenario.scenario import Scenario
from simulator.scenario.suite import plain_entry

GAMES: Final = "games"
"""Folder of the shipped games in that of the scenarios."""

Laid = tuple[Measure, Origin]
"""A measure and where it is written."""


@dataclass(frozen=True, eq=False)
class Library:
    """Where scenarios of a game are found, each file read once, and what is wrong with how it names them.

    Attributes
    ----------
    document, folder
        The game file, and where it lies.
    keys
        Place in the file that is being read.
    files
        Scenario files read so far, with their problems.
    wrong
        What is wrong with the game file, as far as it was read.
    """

    document: Document
    folder: Path
    keys: Keys = ()
    files: Files = field(default_factory=Files)
    wrong: list[Wrong] = field(default_factory=list)

    def at(self, *keys: str | int) -> "Library":
        """The same at another place of the file."""
        return replace(self, keys=keys)

    def report(self, text: str, *keys: str | int) -> None:
        """Note what is wrong below the present place."""
        self.wrong.append(Wrong((*self.keys, *keys), text))

    def member(self, name: str, *keys: str | int) -> Member | None:
        """A scenario by name or path."""
        paths = self.paths(name)
        if isinstance(paths, str):
            self.report(paths, *keys)
            return None
        return member_of(plain_entry(paths), self.files)

    def paths(self, name: str) -> tuple[Path, ...] | str:
        """Files of a scenario or overlay; a shipped game, which may have the name of a scenario, is none."""
        is_shipped = self.folder.resolve() == (library_folder() / GAMES).resolve() and "/" not in name
        return find_overlay(name, [library_folder()] if is_shipped else [self.folder, library_folder()])


def laid_by(effect: Effect, base: Scenario | None, library: Library) -> list[Laid]:
    """Measures that a level puts in force, with the place of each."""
    base_ids = {measure.id for measure in base.measures} if base else set()
    laid = [
        *_named(effect.use, "use", library),
        *_named(effect.add, "add", library),
        *_written(effect.measures, library),
    ]
    if base is not None:
        _check_places(effect, laid, base_ids, library)
    ids = [measure.id for measure, _ in laid]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        library.report(f"puts {shown(name)} in force twice — each measure once.")
    return laid


def _named(names: Sequence[str], key: str, library: Library) -> list[Laid]:
    """Measures of scenarios that are named, `scenario/measure` or all that a scenario says itself."""
    laid = []
    for name in names:
        scenario, measure = split_name(name)
        whole = library.member(scenario, key)
        if whole is not None:
            laid += list(_of_member(whole, measure, (key, name), library))
    return laid


def split_name(name: str) -> tuple[str, str]:
    """A scenario and its measure from `scenario/measure`; no measure where a whole scenario is named."""
    scenario, _, measure = name.rpartition("/")
    return (name, "") if _is_whole(name) else (scenario or name, measure)


def _is_whole(name: str) -> bool:
    """Whether a name is that of a scenario and not of one of its measures."""
    return "/" not in name or name.endswith((".yaml", ".yml"))


def _measure_of(name: str) -> str:
    return name.rpartition("/")[2]


def _of_member(member: Member, measure: str, asked: tuple[str, str], library: Library) -> Iterator[Laid]:
    if member.scenario is None:
        return  # its own file says what is wrong
    if measure:
        known = {item.id: item for item in member.scenario.measures}
        if measure not in known:
            text = f"got {shown(asked[1])}, but {member.scenario.name} has no measure {shown(measure)} —"
            hint = nearest(measure, list(known))
            library.report(" ".join(part for part in (text, hint, f"Known: {', '.join(known)}.") if part), asked[0])
            return
        yield known[measure], member.scenario.origins[measure]
        return
    for draft in (item for item in member.drafts if item.path in member.entry.paths):
        yield from ((item, draft.origins[position]) for position, item in draft.measures.items())


def _written(measures: Sequence[Measure], library: Library) -> Iterator[Laid]:
    """Measures that are written out in the game file."""
    for position, measure in enumerate(measures):
        keys = (*library.keys, "measures", position)
        raw = library.document.data
        for key in keys:
            raw = raw[key]
        origin = Origin(library.document, keys, raw, folder=library.folder)
        complete, problems = with_table(measure, origin)
        library.files.problems += problems
        yield complete, origin


def _check_places(effect: Effect, laid: Sequence[Laid], base_ids: set[str], library: Library) -> None:
    """Refuse to replace what the status quo does not have, to add what it has, and to drop what it has not."""
    named = {_measure_of(name): key for key in ("use", "add") for name in getattr(effect, key) if not _is_whole(name)}
    for measure, _ in laid:
        key = named.get(measure.id)
        if key == "use" and measure.id not in base_ids:
            library.report(
                f"got {shown(measure.id)}, which the status quo does not have — `add`, to put it on top.", key
            )
        if key == "add" and measure.id in base_ids:
            library.report(f"got {shown(measure.id)}, which the status quo has — `use`, to take its place.", key)
    for name in effect.drop:
        if name not in base_ids:
            library.report(f"got {shown(name)}, which the status quo does not have — {_known(name, base_ids)}", "drop")


def _known(name: str, base_ids: set[str]) -> str:
    return f"{nearest(name, sorted(base_ids))} Known: {', '.join(sorted(base_ids))}.".strip()
