"""What `tariffsim doctor` looks at: the installation, and what it runs in."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple

from simulator.economy import load_baseline, shipped_baselines
from simulator.errors import ConvergenceError, SimulatorError
from simulator.model.shock import Shock
from simulator.scenario import library_folder, load_scenarios
from simulator.solver.solve import solve

PACKAGES: Final = ("numpy", "scipy", "pandas", "xarray", "matplotlib", "pydantic", "ruamel.yaml", "netCDF4")
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


def installation() -> list[Check]:
    """Look at versions, shipped files and the solver; a check that fails says so and does not stop the others."""
    return [
        Check("python", True, platform.python_version()),
        *map(_package, PACKAGES),
        _checked("baselines", _baselines),
        _checked("scenarios", _scenarios),
        _checked("solver", _solver),
    ]


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed: pip install tariffsim brings it")


def _checked(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except SimulatorError as error:
        return Check(name, False, str(error))


def _baselines() -> str:
    return ", ".join(f"{name} reads and balances" for name in shipped_baselines() if load_baseline(name))


def _scenarios() -> str:
    folder = library_folder()
    return f"{len(load_scenarios(folder, load_baseline()))} in {folder}"


def _solver() -> str:
    """Solve a small shock and say how well."""
    economy = load_baseline()
    shock = Shock.none(economy.levels, economy.elasticities.at(1.0))
    solution = solve(economy.levels, replace(shock, tariff_new=shock.tariff_new + 0.1 * (shock.tariff_new > 0)))
    if not solution.is_converged.all():
        raise ConvergenceError(solution.status[0].value)
    return f"ten points on every tariff solved in {solution.iterations[0]} sweeps, residual {solution.residual[0]:.0e}"


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
    return [_folder(name, folder) for name, folder in places.items()]


def _folder(name: str, folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free / 1e9
            return Check(name, True, f"{folder} can be written to, {free:,.1f} GB free")
    except OSError as error:
        return Check(name, False, f"{folder} cannot be written to ({error.strerror}): go to another, or use --out")


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
