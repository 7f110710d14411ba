from pathlib import Path

import pytest

from tests.worlds import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "small")
