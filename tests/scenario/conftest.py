"""A folder to write scenario files in, the shipped baseline, and a small one with a critical input."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.economy import Economy, load_baseline, read_baseline
from simulator.errors import ScenarioError
from simulator.scenario import Scenario, load_scenario, load_scenarios
from simulator.scenario.effects.compile import Case, compile_case
from tests.worlds import GRAMMAR, write_folder, write_table

EXPOSURE = "input,user,region,share,share_low,share_high,relief,relief_low,relief_high,source"
SHARES = [
    ("ORE", "GRN", "*", 0.3, 0.1, 0.5, 0.05, 0, 0.1, "assumed"),
    ("ORE", "GRN", "CYR", 0.6, 0.4, 0.8, 0.0, 0, 0.1, "assumed"),
]
STOCKS = [("CYR", "ORE", 2.0, 1, 3, "months", "assumed")]
MEASURE = re.compile(r"(\w+): (\[.*?\]|\w+)(?: > (\[.*?\]|\w+))?, (.*)")
SHORT = {
    "licence": "type: export_licensing, sectors: ORE",
    "control": "type: export_control, sectors: GRN",
    "quota": "type: import_quota, sectors: ORE",
    "promise": "type: purchase_commitment, sectors: ORE",
}


@pytest.fixture(scope="session")
def economy() -> Economy:
    return load_baseline()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a file into an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def write_file(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    return write_file


@pytest.fixture
def problems_of() -> Callable[..., list[str]]:
    """Load scenarios that are wrong, and list what is wrong with them."""

    def load(requests: object, economy: Economy | None = None, overrides: tuple[str, ...] = ()) -> list[str]:
        with pytest.raises(ScenarioError, match=r".") as caught:
            load_scenarios(requests, economy, overrides)
        assert str(caught.value) == "\n".join(caught.value.problems)
        assert all(re.fullmatch(GRAMMAR, problem) for problem in caught.value.problems), str(caught.value)
        return list(caught.value.problems)

    return load


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Economy:
    """Three regions; ORE is critical, its users are exposed, and CYR holds two months of it."""
    folder = write_folder(tmp_path_factory.mktemp("baseline") / "small")
    write_table(folder, "exposure.csv", EXPOSURE, SHARES)
    write_table(folder, "stocks.csv", "region,sector,months,low,high,unit,source", STOCKS)
    return read_baseline(folder)


@pytest.fixture
def scenario(write, small) -> Callable[..., Scenario]:
    """A scenario of measures by kind, sellers > buyers and keys, such as `licence: ANA > BEL, approval_rate: 0.5`."""

    def load(*measures):
        lines = []
        for place, text in enumerate(measures):
            kind, first, second, keys = MEASURE.fullmatch(text).groups()
            named = {"exporter": first, "importer": second} if second else {"region": first}
            said = ", ".join(f"{key}: {value}" for key, value in named.items())
            lines.append(f"  - {{id: {'abcdef'[place]}, {SHORT.get(kind, f'type: {kind}')}, {said}, {keys}}}\n")
        write("x.yaml", "title: x\nmeasures:\n" + "".join(lines))
        return load_scenario("x", small)

    return load


@pytest.fixture
def case(scenario, small) -> Callable[..., Case]:
    """The compiled case of some measures, after a year unless another horizon is given."""
    return lambda *measures, years=1.0: compile_case(scenario(*measures), small, "short", years)
