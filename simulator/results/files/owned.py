"""Files of a results folder that are the program's: those that its manifest lists. All others are the user's."""

import json
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from simulator.errors import ResultsError
from simulator.files.whole import write_text
from simulator.results.files.folder import FORMAT, MANIFEST

FIGURES: Final = "figures"
"""Folder of the charts below a results folder."""
SHARE: Final = "share"
"""Folder of charts to send on below a results folder."""
PICTURES: Final = (".svg", ".png", ".csv")
"""Files of each chart."""
_ENDINGS: Final = (".csv", ".nc", ".html", ".svg", ".png", ".pdf")
"""Files that are ever removed."""


def manifest_of(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder says; nothing where there is none, or none that this program wrote."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_ours = isinstance(record, dict) and ("versions" in record or "format" in record)
    return record if is_ours else {}


def listed(folder: Path) -> set[str]:
    """Names of the program's files, below the folder with a slash between."""
    record = manifest_of(folder)
    names = {str(name) for name in record.get("files", [])} | ({MANIFEST} if record else set())
    return names if "format" in record else names | _of_an_older_version(folder, record)


def _of_an_older_version(folder: Path, record: Mapping[str, Any]) -> set[str]:
    """Page and charts beside a manifest that did not list these yet: each chart as its three files."""
    if not record or not (folder / FIGURES).is_dir():
        return set()
    stems = {path.stem for path in (folder / FIGURES).glob("*.svg")}
    charts = [[f"{FIGURES}/{stem}{ending}" for ending in PICTURES] for stem in stems]
    whole = [names for names in charts if all((folder / name).is_file() for name in names)]
    return {name for names in whole for name in names} | {"report.html"}


def refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    """Refuse names under which the user has files in a folder.

    Raises
    ------
    ResultsError
        Naming those that are there already and that no manifest lists.
    """
    of_runs = listed(folder)
    foreign = [name for name in (MANIFEST, *names) if name not in of_runs and os.path.lexists(folder / name)]
    if foreign:
        shown = ", ".join(dict.fromkeys(foreign[:3])) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
        raise ResultsError(
            f"{folder}: holds {shown}, which no run wrote here — choose another place with --out, or move that away."
        )


def claim(folder: Path, names: Collection[str], **marks: object) -> None:
    """Enter names into the manifest of a folder before anything is written under them.

    Parameters
    ----------
    marks
        What else the manifest is to say until it is written anew.

    Raises
    ------
    ResultsError
        The user has a file of such a name there.
    OutputError
        The folder cannot be written to.
    """
    refuse_foreign(folder, names)
    files = sorted(listed(folder) | {*names, MANIFEST})
    write_manifest(folder, {**manifest_of(folder), "format": FORMAT, **marks, "files": files})


def drop(folder: Path, names: Collection[str]) -> None:
    """Remove files that the manifest lists, and take them out of it."""
    of_runs = listed(folder)
    outdated = {name for name in names if name in of_runs and _is_below(PurePosixPath(name))}
    for name in outdated:
        (folder / name).unlink(missing_ok=True)
    if outdated:
        write_manifest(folder, {**manifest_of(folder), "files": sorted(of_runs - outdated)})


def _is_below(name: PurePosixPath) -> bool:
    """Whether a listed name is one that this program could have written."""
    return name.suffix in _ENDINGS and name.parts in ((name.name,), (FIGURES, name.name), (SHARE, name.name))


def is_of_a_report(name: str) -> bool:
    """Whether a listed name is that of a chart or a page."""
    return name.startswith((f"{FIGURES}/", f"{SHARE}/")) or name.endswith((".html", ".pdf"))


def write_manifest(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the manifest of a folder whole."""
    write_text(folder / MANIFEST, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
