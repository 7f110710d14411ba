"""Whatever a page says to type is typed, in its order, in an empty folder beside the shipped scenarios."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, Block, blocks, missing_output, pages

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the scenarios in it, from which the commands of this checkout are found."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in (("tariffsim", "simulator"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {f"-m {module}" if module else ""} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(programs), os.environ["PATH"]]))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "agg")
    for name, value in ONE_THREAD.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return folder


def typed(block: Block, folder: Path) -> str:
    """What a block prints, and nothing but success."""
    words = ["bash", "-e"] if block.language == "console" else [sys.executable]
    done = subprocess.run(
        [*words, "-c", block.text], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, f"line {block.line} fails with exit code {done.returncode}:\n{printed}"
    return printed


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(DOCS)))
def test_page_can_be_followed(path, desk):
    printed = ""
    for block in blocks(path):
        if block.reason:
            continue
        if block.language == "yaml" and block.title:
            (desk / block.title).write_text(block.text, encoding="utf-8")
        elif block.language in ("console", "python"):
            printed = typed(block, desk)
        elif block.title == "Output":
            missing = missing_output(block.text, printed)
            assert not missing, f"line {block.line}: {missing!r} is not in\n{printed}"


def test_output_is_looked_for_in_its_order():
    assert missing_output("a … c", "a  b\nc") == ""
    assert missing_output("c\na", "a b c") == "a"


def test_blocks_are_found_with_their_reason(tmp_path):
    page = tmp_path / "page.md"
    page.write_text('```yaml title="a.yaml"\nx: 1\n```\n\n```console\nls\n```\n\n*Not run in the tests: too\nlong.*\n')
    assert [(block.language, block.title, block.reason) for block in blocks(page)] == [
        ("yaml", "a.yaml", ""),
        ("console", "", "too long."),
    ]
