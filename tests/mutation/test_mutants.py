"""Every mutant of a shipped file is judged: it is valid, or refused at its place, never with a traceback.

2,000 mutants are drawn alike in every run; `TARIFFSIM_TEST_PROFILE=long` draws 20,000 others.
"""

import os
import re
import shutil
from pathlib import Path
from random import Random

import pytest

from simulator.economy import load_baseline
from simulator.economy.reading.shipped import shipped_folder
from simulator.errors import SimulatorError
from simulator.experiment.plan import compiled
from simulator.scenario import load_scenarios
from simulator.scenario.library.find import library_folder
from simulator.solver.iteration import Settings
from simulator.solver.solve import solve
from tests.mutation.mutants import mutated_csv, mutated_yaml

IS_LONG = os.environ.get("TARIFFSIM_TEST_PROFILE") == "long"
TIMES, SEED = (10, 20_000) if IS_LONG else (1, 1)
BASELINE = "us-china-2024"
PLACED = re.compile(r"^\S.*?(:\d+(:\d+)?)?: \S")
"""A problem begins with its file, and with the line where there is one."""
HASTY = Settings(max_iterations=60, max_continuation_steps=0)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A copy of the shipped scenarios."""
    return Path(shutil.copytree(library_folder(), tmp_path_factory.mktemp("library") / "scenarios"))


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    """A copy of the shipped baseline."""
    return Path(shutil.copytree(shipped_folder(BASELINE), tmp_path_factory.mktemp("baseline") / "mine"))


@pytest.fixture(scope="module")
def economy():
    return load_baseline(BASELINE)


def cases_of(request, economy):
    """What is to be solved of a file; of a folder, which is read as a whole, its first scenario."""
    return compiled(economy, load_scenarios(str(request), economy)[:1], ("short",))


def judged(file, text, judge):
    """What a judge makes of a file with another text, or of what it refuses it for; the file is put back."""
    before = file.read_bytes()
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        return judge()
    except SimulatorError as refusal:
        wrong = [problem for problem in refusal.problems if not PLACED.match(problem)]
        assert wrong == []
        return None
    finally:
        file.write_bytes(before)


def mutants(files, mutated, count):
    """File and text of each mutant, files in turn."""
    for number in range(count * TIMES):
        random, file = Random(f"{SEED} {number}"), files[number % len(files)]
        yield number, file, mutated(file.read_text(encoding="utf-8"), random)


def test_mutants_of_scenarios_are_valid_or_refused_at_their_place(library, economy):
    files = sorted(path for path in library.rglob("*.yaml") if "games" not in path.parts)
    valid = 0
    for number, file, text in mutants(files, mutated_yaml, 1820):
        request = file.parent if file.name == "suite.yaml" else file
        cases = judged(file, text, lambda request=request: cases_of(request, economy))
        valid += cases is not None
        if cases and number % 100 == 0:
            solution = solve(economy.levels, cases[-1].shock, HASTY)
            assert len(solution.status) == 1
    assert 200 * TIMES < valid < 1300 * TIMES


def test_mutants_of_tables_are_valid_or_refused_at_their_place(library, economy):
    tables = sorted(library.rglob("*.csv"))
    owners = {table: _owner(table, library) for table in tables}
    tables = [table for table in tables if owners[table]]
    for _, table, text in mutants(tables, mutated_csv, 150):
        judged(table, text, lambda table=table: cases_of(owners[table], economy))


def test_mutants_of_baselines_are_valid_or_refused_at_their_place(baseline):
    files = sorted(path for path in baseline.iterdir() if path.suffix in (".csv", ".yaml"))
    for _, file, text in mutants(files, lambda text, random: _mutated(text, random), 30):
        judged(file, text, lambda: load_baseline(baseline))


def _mutated(text, random):
    return (mutated_csv if "," in text.partition("\n")[0] else mutated_yaml)(text, random)


def _owner(table, library):
    """A scenario that names a table."""
    named = (path for path in library.rglob("*.yaml") if table.name in path.read_text(encoding="utf-8"))
    plain = [path for path in named if "games" not in path.parts and path.name != "suite.yaml"]
    return min(plain, key=lambda path: path.stat().st_size, default=None)
