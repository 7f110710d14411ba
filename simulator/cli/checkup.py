"""What the surroundings offer: extras, folders that can be written to, the terminal, fonts; for `tariffsim doctor`."""

import os
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple

EXTRAS: Final = {
    "openpyxl": ("excel", "Excel files"),
    "pyarrow": ("parquet", "Parquet files"),
    "SALib": ("sensitivity", "sensitivity --method morris"),
    "distributed": ("distributed", "--scheduler"),
    "jupyterlab": ("notebook", "the notebooks"),
}
"""Packages that something needs: the extra that brings each, and what it is for."""
NARROW: Final = 80
"""Columns below which tables wrap."""


class Check(NamedTuple):
    """One thing that was looked at: whether it will do, what was found, and what to do about it if it will not."""

    name: str
    ok: bool
    text: str


def surroundings() -> list[Check]:
    """Look at extras, folders, terminal and fonts. An extra that is not there is no fault."""
    return [*map(_extra, EXTRAS), *_folders(), _terminal(), _encoding(), _font()]


def _extra(package: str) -> Check:
    extra, purpose = EXTRAS[package]
    try:
        return Check(f"extra {extra}", True, f"{package} {version(package)}, for {purpose}")
    except PackageNotFoundError:
        return Check(f"extra {extra}", True, f"not installed; for {purpose}: pip install 'tariffsim[{extra}]'")


def _folders() -> list[Check]:
    places = {"working folder": Path.cwd(), "temporary folder": Path(tempfile.gettempdir())}
    return [_folder(name, place) for name, place in places.items()]


def _folder(name: str, place: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=place):
            free = shutil.disk_usage(place).free / 1e9
            return Check(name, True, f"{place} can be written to, {free:,.1f} GB free")
    except OSError as error:
        return Check(name, False, f"{place} cannot be written to ({error.strerror}): go to another, or use --out")


def _terminal() -> Check:
    if not sys.stdout.isatty():
        return Check("terminal", True, "none: output goes to a file or another program, as plain text")
    columns = shutil.get_terminal_size().columns
    advice = f"; tables are easier to read with {NARROW} or more" if columns < NARROW else ""
    colours = "without colours (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("TERM", "unknown")
    return Check("terminal", True, f"{columns} columns, {colours}{advice}")


def _encoding() -> Check:
    encoding = sys.stdout.encoding or "unknown"
    if encoding.lower().replace("-", "") == "utf8":
        return Check("encoding", True, encoding)
    return Check("encoding", True, f"{encoding}: some signs cannot be shown; set PYTHONIOENCODING=utf-8")


def _font() -> Check:
    """The font of the charts; where it is missing another takes its place, and labels no longer fit."""
    from matplotlib import rcParams
    from matplotlib.font_manager import findfont

    from simulator.report.looks.style import house_style

    with house_style():
        family = rcParams["font.family"][0]
    try:
        return Check("font", True, f"{family}, in {findfont(family, fallback_to_default=False)}")
    except ValueError:
        return Check("font", False, f"{family} is missing: pip install --force-reinstall matplotlib, which brings it")
