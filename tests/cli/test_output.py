"""Tables on terminals of any width."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli.output import print_rows

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    {
        "scenario": "truce-2025-10",
        "real_income_USA_%": 0.49,
        "title": "The truce of October 2025, which rests the rest",
    },
    {"scenario": "tariff-100", "real_income_USA_%": float("nan"), "title": "A tariff"},
]


def printed(width, capsys, monkeypatch):
    monkeypatch.setattr("simulator.cli.output.FILE_WIDTH", width)
    print_rows(ROWS)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_contract_no_line_is_longer_than_the_terminal_and_no_word_is_broken(width, capsys, monkeypatch):
    lines = printed(width, capsys, monkeypatch)
    assert max(map(len, lines)) <= width
    assert all(any(word in line for line in lines) for word in ("truce-2025-10", "tariff-100", "October", "0.49"))


def test_contract_a_table_has_one_line_for_each_short_row(capsys, monkeypatch):
    row = next(line for line in printed(200, capsys, monkeypatch) if "truce-2025-10" in line)
    assert row.split() == ["truce-2025-10", "0.49", *ROWS[0]["title"].split()]


def test_contract_where_no_table_fits_each_value_has_its_name(capsys, monkeypatch):
    lines = printed(24, capsys, monkeypatch)
    assert "scenario: truce-2025-10" in lines
    assert "real income USA %: 0.49" in lines
    assert "real income USA %: not solved" in lines


def test_contract_nothing_is_printed_of_nothing(capsys):
    print_rows([])
    assert capsys.readouterr().out == ""


@pytest.mark.process
def test_contract_signs_that_a_terminal_does_not_know_end_no_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "run", "tariff-100", "--no-figures", "--out", str(tmp_path / "r")],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"CHN" in done.stdout
