"""A folder to write scenario files in, and the shipped baseline."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.economy import Economy, load_baseline
from simulator.errors import ScenarioError
from simulator.scenario import load_scenarios


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
        return list(caught.value.problems)

    return load
