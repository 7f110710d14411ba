"""Blocks of a page as a reader types them: as programs of their own, or in this process, which starts nothing anew."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import groupby
from shlex import split

from click.testing import CliRunner

from simulator.cli import cli
from tests.docs.pages import Block

FORGIVEN = " || true"
"""What ends a line that may fail."""


def as_programs(block: Block) -> str:
    """What a block prints that bash, or Python, runs in the working directory."""
    words = ["bash", "-e"] if block.language == "console" else [sys.executable]
    return _printed([*words, "-c", block.text], block)


def in_process(block: Block) -> str:
    """What a block prints whose own commands, or whose Python, are run here; all else is left to bash."""
    if block.language == "python":
        return _executed(block)
    return "".join(
        _called(text, block) if is_own else _printed(["bash", "-e", "-c", text], block)
        for is_own, text in _parts(block.text)
    )


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Lines in their order: each command of this package alone, others together."""
    for is_own, group in groupby(text.splitlines(keepends=True), key=lambda line: line.startswith("tariffsim ")):
        lines = list(group)
        yield from ((is_own, part) for part in (lines if is_own else ["".join(lines)]))


def _called(line: str, block: Block) -> str:
    done = CliRunner().invoke(cli, split(line.strip().removesuffix(FORGIVEN), comments=True)[1:], prog_name="tariffsim")
    assert done.exit_code == 0 or FORGIVEN in line, _failed(block, done.exit_code, done.output)
    return done.output


def _executed(block: Block) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        exec(compile(block.text, f"line {block.line}", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def _printed(command: list[str], block: Block) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, _failed(block, done.returncode, done.stdout + done.stderr)
    return done.stdout + done.stderr


def _failed(block: Block, code: int, printed: str) -> str:
    return f"line {block.line} fails with exit code {code}:\n{printed}"
