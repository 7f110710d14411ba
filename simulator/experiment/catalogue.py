"""Scenarios to read about before one runs them: lists, descriptions, a new file, and a check of the installation."""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple

from simulator.economy import load_baseline, shipped_baselines
from simulator.errors import ConvergenceError, ScenarioError, SimulatorError
from simulator.experiment.provenance import description
from simulator.model.shock import Shock
from simulator.scenario import (
    library_folder,
    load_scenario,
    load_scenarios,
    load_suite,
    new_scenario_text,
)
from simulator.solver.solve import solve

PACKAGES: Final = ("numpy", "scipy", "pandas", "xarray", "matplotlib", "pydantic", "ruamel.yaml", "netCDF4")


def catalogue(folder: str | Path | None = None) -> list[dict[str, str]]:
    """Name, label, title and measures of the scenarios of a folder, in the order of its suite."""
    place = Path(folder) if folder is not None else library_folder()
    labels = {entry.name: entry.label for entry in load_suite(place).entries}
    return [
        {
            "name": scenario.name,
            "label": labels.get(scenario.name, scenario.name),
            "title": scenario.title,
            "measures": ", ".join(measure.id for measure in scenario.enabled),
        }
        for scenario in load_scenarios(place)
    ]


def describe(scenario: str | Path, baseline: str | None = None, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Everything that a scenario says, with the measures of its parents, as plain values."""
    found = load_scenario(scenario, load_baseline(baseline), overrides)
    return description(found)


def new_scenario(
    path: Path, title: str, extends: str | None = None, measures: Sequence[Mapping[str, object]] = ()
) -> None:
    """Write a commented scenario file; an existing file is left alone.

    Without measures it holds an example.

    Raises
    ------
    ScenarioError
        The file exists already, is not a YAML file, or cannot be written.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise ScenarioError(f"{path}: got the ending {path.suffix!r} — a scenario file ends in .yaml.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(new_scenario_text(title, extends, measures))
    except FileExistsError:
        raise ScenarioError(f"{path}: the file exists — choose another name, or remove it first.") from None
    except OSError as error:
        raise ScenarioError(
            f"{path}: cannot be written ({error.strerror}) — choose a folder you can write to."
        ) from None


class Finding(NamedTuple):
    """One check of the installation: its name, whether it went well, and what was found."""

    name: str
    ok: bool
    text: str


def doctor() -> list[Finding]:
    """Check versions, shipped files and the solver; a check that fails says so and does not stop the others."""
    findings = [Finding("python", True, platform.python_version())]
    findings += [_package(name) for name in PACKAGES]
    return [
        *findings,
        _checked("baselines", _baselines),
        _checked("scenarios", _scenarios),
        _checked("solver", _solver),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed: pip install tariffsim brings it")


def _checked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except SimulatorError as error:
        return Finding(name, False, str(error))


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
