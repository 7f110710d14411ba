"""Whatever a page says to type is typed, in its order, in an empty folder beside the shipped scenarios."""

import os
import sys

import pytest

from tests.docs.pages import DOCS, ROOT, blocks, missing_output, pages
from tests.docs.typed import as_programs, in_process

AS_PROGRAMS = ("contributing.md", "how-to/own-baseline.md", "reference/python.md")
"""Pages whose every block is run by bash or a Python of its own; those of other pages are run in one process.

The worked examples add charts, indicators and verbs to catalogues, which other tests must not see.
"""


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
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("page", [str(path.relative_to(DOCS)) for path in pages()])
def test_page_can_be_followed(page, desk, monkeypatch):
    typed = as_programs if page in AS_PROGRAMS else in_process
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # what is solved here is solved in this process
    printed = ""
    for block in blocks(DOCS / page):
        if block.reason:
            continue
        if block.language == "yaml" and block.title:
            (desk / block.title).write_text(block.text, encoding="utf-8")
        elif block.language in ("console", "python"):
            printed = typed(block)
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
