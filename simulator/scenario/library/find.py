"""Scenario files by name or path, and where to look for them."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from simulator.errors import ScenarioError, nearest
from simulator.files.problem import shown
from simulator.files.text import entries

SUFFIXES: Final = (".yaml", ".yml")
SUITE: Final = "suite.yaml"
"""The file of a folder that says how its scenarios are compared."""

LIBRARY: Final = "scenarios"
"""Name of the folder of the shipped scenarios in a checkout."""

_PACKAGE: Final = Path(__file__).parents[2]


def library_folder() -> Path:
    """Folder of the shipped scenarios: inside the installed package, else beside it in a checkout."""
    installed = _PACKAGE / "data" / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def scenario_files(folder: Path) -> list[Path]:
    """Scenario files of one folder by name; its subfolders are suites of their own."""
    if not os.path.isdir(folder):
        return []
    files = entries(folder, ScenarioError)
    return sorted(path.resolve() for path in files if path.suffix in SUFFIXES and path.name != SUITE)


def library_names() -> list[str]:
    """Names of the shipped scenarios and of the folders that are suites of them."""
    library = library_folder()
    suites = [path.parent.name for path in sorted(library.glob(f"*/{SUITE}"))]
    return [*(path.stem for path in scenario_files(library)), *suites]


def shipped_path(request: str) -> Path | None:
    """Where something of the library is: `scenarios` itself, `scenarios/…` below it, or the folder of a suite by name.

    So commands that name the library work in any folder; what is there in the working folder goes before it.
    """
    library = library_folder()
    first, *rest = Path(request).parts or ("",)
    path = library.joinpath(*rest) if first == LIBRARY else library / request
    is_below = first == LIBRARY or (not rest and first not in ("", ".", ".."))
    return path.resolve() if is_below and ".." not in rest and os.path.exists(path) else None


def find_scenario(name: str, folders: Sequence[Path], kind: str = "scenario") -> Path | str:
    """Find a scenario: a path relative to the first folder, or a name in any of the folders; else say what is near."""
    is_path = "/" in name or name.endswith(SUFFIXES)
    places = [folders[0] / Path(name).parent] if is_path else folders
    for folder in places:
        for suffix in ("",) if name.endswith(SUFFIXES) else SUFFIXES:
            if os.path.isfile(path := folder / f"{Path(name).name}{suffix}"):
                return path.resolve()
    if os.path.isfile(folders[0] / name):
        return f"got {shown(name)}, but the file of a {kind} ends in {' or '.join(SUFFIXES)}. Rename it."
    what = "there is no such file" if is_path else f"no {kind} has this name"
    return f"got {shown(name)}, but {what} {_near(name, places)}"


def find_overlay(request: str, folders: Sequence[Path]) -> tuple[Path, ...] | str:
    """Find the file of `a`, or those of an overlay `a+b`, later ones also beside the first; else say what is near."""
    whole = find_scenario(request, folders)
    if isinstance(whole, Path):
        return (whole,)
    paths: list[Path] = []
    for part in request.split("+"):
        path_or_hint = find_scenario(part.strip(), [*folders, *(path.parent for path in paths)])
        if isinstance(path_or_hint, str):
            return path_or_hint
        paths.append(path_or_hint)
    return tuple(dict.fromkeys(paths))


def find_branch(name: str, trunk: Path) -> Path | str:
    """Find a branch of a scenario: a path relative to its file, or a name in the folder of its name or beside it."""
    is_path = "/" in name or name.endswith(SUFFIXES)
    return find_scenario(name, [trunk.parent] if is_path else [trunk.with_suffix(""), trunk.parent])


def _near(name: str, folders: Iterable[Path]) -> str:
    stems = list(dict.fromkeys(path.stem for folder in folders for path in scenario_files(folder)))
    hint = nearest(Path(name).stem, stems)
    more = f" and {len(stems) - 8} more, shown by `tariffsim list`" if len(stems) > 8 else ""
    known = f"Known: {', '.join(stems[:8])}{more}." if stems else ""
    return " ".join(part for part in ("—", hint, known or "Give the path of a scenario file.") if part)
