"""Tables on terminals of any width."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from simulator.cli.output import in_digits, print_rows
from simulator.terminal import records

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
    lines = printed(26, capsys, monkeypatch)
    assert "truce-2025-10" in lines
    assert "  real income USA %: 0.49" in lines
    assert "    solved" in lines


def test_contract_numbers_that_do_not_fit_stand_in_further_tables_with_the_names_of_the_rows(capsys, monkeypatch):
    monkeypatch.setattr("simulator.cli.output.FILE_WIDTH", 60)
    print_rows([{"scenario": f"s{row}", **{f"number_{column}": 1.5 * column for column in range(12)}} for row in "ab"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 60
    tables = len([line for line in lines if set(line) == {"─"}])
    assert tables > 1
    assert len([line for line in lines if line.split()[:1] == ["sa"]]) == tables
    assert sum(line.count("16.50") for line in lines) == 2


def test_contract_zero_has_no_sign_and_yes_is_no_number(capsys):
    print_rows([{"number": -0.004, "other": -1e-15, "is_on": True}, {"number": -0.006, "other": -3e4, "is_on": False}])
    assert [line.split() for line in capsys.readouterr().out.splitlines()[2:]] == [
        ["0.00", "0.00", "yes"],
        ["-0.01", "-30,000", "no"],
    ]


def test_contract_significant_digits_of_zero_have_no_sign():
    assert in_digits(pd.DataFrame({"a": [-0.0, -1.23456, float("nan")]}))["a"].tolist() == ["0", "-1.235", "nan"]


def test_contract_long_cells_stand_below_their_heading_and_empty_ones_nowhere():
    text = records({"id": ["a"], "note": ["one two three four"], "dates": [""]}, 14)
    assert text.splitlines() == ["a", "  note: one", "    two three", "    four"]


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
