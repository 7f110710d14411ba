"""Contract: who cannot do without a critical input, with bands and sources, or a clear problem at its line."""

import re

import numpy as np
import pytest

from simulator.economy import load_baseline, read_baseline, shipped_baselines
from simulator.errors import DataError
from tests.worlds import set_cell, set_line, write_table

HEADER = "input,user,region,share,share_low,share_high,relief,relief_low,relief_high,source"
ROWS = [
    ("ORE", "GRN", "BEL", 0.6, 0.4, 0.8, 0.0, 0, 0.1, "survey"),
    ("ORE", "GRN", "*", 0.3, 0.1, 0.5, 0.05, 0, 0.1, "assumption"),
    ("ORE", "ORE", "CYR", 0.2, 0.2, 0.2, 0, 0, 0, "assumption"),
]
ORE, GRN = 1, 0


@pytest.fixture
def exposed(folder):
    write_table(folder, "exposure.csv", HEADER, ROWS)
    return folder


def test_a_row_of_a_region_goes_before_that_of_all_whichever_comes_first(exposed):
    for rows in (ROWS, ROWS[::-1]):
        write_table(exposed, "exposure.csv", HEADER, rows)
        exposure = read_baseline(exposed).exposure
        assert exposure.share[ORE, GRN].tolist() == [0.3, 0.6, 0.3]
        assert exposure.share_low[ORE, GRN].tolist() == [0.1, 0.4, 0.1]
        assert exposure.share_high[ORE, GRN].tolist() == [0.5, 0.8, 0.5]
        assert exposure.relief[ORE, GRN].tolist() == [0.05, 0.0, 0.05]
        assert exposure.relief_high[ORE, GRN].tolist() == [0.1, 0.1, 0.1]
        assert exposure.share[ORE, ORE].tolist() == [0, 0, 0.2]
        assert not exposure.share[GRN].any()


def test_exposure_is_read_only_and_part_of_the_baseline(exposed):
    economy = read_baseline(exposed)
    with pytest.raises(ValueError, match="read-only"):
        economy.exposure.share[ORE, GRN, 0] = 1
    (exposed / "exposure.csv").unlink()
    bare = read_baseline(exposed)
    assert bare != economy
    np.testing.assert_array_equal(bare.exposure.share, 0)


@pytest.mark.parametrize(
    ("column", "text", "shown", "expected"),
    [
        (
            "input",
            "ORES",
            "input",
            "got the unknown sector 'ORES' — Did you mean 'ORE'? Known: 2 codes in sectors.csv.",
        ),
        ("user", "GRM", "user", "got the unknown sector 'GRM' — Did you mean 'GRN'? Known: 2 codes in sectors.csv."),
        (
            "region",
            "BELL",
            "region",
            "got the unknown region 'BELL' — Did you mean 'BEL'? Known: 3 codes in regions.csv.",
        ),
        ("region", "all", "region", "got the unknown region 'all' —"),
        (
            "input",
            "GRN",
            "input",
            "got 'GRN', which is not critical — a critical input. Write 1 under critical in sectors.csv, or remove",
        ),
        ("share", "1.2", "share", "got 1.2 — a share from 0 to 1."),
        ("share", "-0.1", "share", "got -0.1 — a share from 0 to 1."),
        ("share", "", "share", "got a blank cell — a number"),
        ("share", "35%", "share", "got '35%' — a number"),
        ("share_high", "inf", "share_high", "got inf — a share from 0 to 1."),
        ("share_low", "", "share_low", "got a blank cell —"),
        (
            "share",
            "0.9",
            "share",
            "got 0.9, outside its band 0.4 to 0.8 — share_low, share and share_high in ascending order.",
        ),
        ("share_low", "0.7", "share", "got 0.6, outside its band 0.7 to 0.8 —"),
        ("relief", "2", "relief", "got 2 — a share from 0 to 1."),
        ("relief", "0.3", "relief", "got 0.3, outside its band 0 to 0.1 — relief_low, relief and relief_high in"),
        (
            "source",
            "",
            "source",
            "got a blank cell — the origin of the numbers, or that they are assumed.",
        ),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(exposed, column, text, shown, expected):
    set_cell(exposed, "exposure.csv", 2, column, text)
    with pytest.raises(DataError, match=re.escape(f"exposure.csv:2: {shown}: {expected}")):
        read_baseline(exposed)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "ORE,GRN,BEL,0.5,0.4,0.8,0,0,0.1,again",
            "exposure.csv:5: repeats line 2 (ORE, GRN, BEL) — each once. Keep one of them.",
        ),
        (
            "ORE,GRN,*,0.3,0.1,0.5,0,0,0.1,again",
            "exposure.csv:5: repeats line 3 (ORE, GRN, *) — each once. Keep one of them.",
        ),
    ],
)
def test_a_repeated_row_names_the_first(exposed, row, expected):
    set_line(exposed, "exposure.csv", 5, row)
    with pytest.raises(DataError, match=re.escape(expected)):
        read_baseline(exposed)


def test_every_problem_comes_at_once(exposed):
    set_cell(exposed, "exposure.csv", 2, "share", "2")
    set_cell(exposed, "exposure.csv", 3, "source", "")
    set_cell(exposed, "exposure.csv", 4, "user", "X")
    with pytest.raises(DataError, match=r"exposure\.csv:2: share: ") as caught:
        read_baseline(exposed)
    found = [line.split("exposure.csv:")[1] for line in str(caught.value).splitlines()]
    assert sorted(line.split(": ")[0] + line.split(": ")[1] for line in found) == ["2share", "3source", "4user"]


def test_a_missing_column_is_named(exposed):
    header = HEADER.replace(",relief_high", "")
    write_table(exposed, "exposure.csv", header, [row[:8] + row[9:] for row in ROWS])
    with pytest.raises(DataError, match=r"exposure\.csv:1: relief_high: is missing"):
        read_baseline(exposed)


@pytest.mark.parametrize("name", shipped_baselines())
def test_shipped_exposure_is_to_critical_inputs_called_an_assumption_and_wide(name):
    economy = load_baseline(name)
    exposure, critical = economy.exposure, economy.levels.is_critical
    held = exposure.share > 0
    assert held.any()
    assert not held[~critical].any()
    np.testing.assert_array_less(3 * exposure.share_low[held], exposure.share_high[held])
    rows = (economy.folder / "exposure.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all("assumption" in row for row in rows)
