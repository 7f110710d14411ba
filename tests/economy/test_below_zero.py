"""Input shares a little below zero: kept, absorbed and told, or refused, by what the nest of inputs allows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy import read_baseline
from simulator.errors import DataError
from simulator.model.shock import Shock
from tests.identities import violations
from tests.shocks import solved
from tests.worlds import ELASTICITIES, read_lines, set_cell, set_line, write_folder

SECTORS = ("GRN", "TEX", "STL", "ORE")
COBB_DOUGLAS = tuple(("input", "*", 1, 1, 1, "assumed") if row[0] == "input" else row for row in ELASTICITIES)
SOLVED = 1e-8


def with_share(folder, share, sector="TEX", code="GRN", elasticities=COBB_DOUGLAS):
    """A world in which one input of a sector of BEL has this share."""
    write_folder(folder, sectors=SECTORS, elasticities=elasticities)
    start = f"BEL,{code},{sector},"
    lines = read_lines(folder, "input_shares.csv")
    place = next(place for place, line in enumerate(lines, 1) if line.startswith(start))
    set_cell(folder, "input_shares.csv", place, "share", repr(share))
    return folder


@given(share=st.floats(-0.1, -1e-9))
@settings(max_examples=5, deadline=None)
def test_a_share_below_zero_solves_where_inputs_are_cobb_douglas(share, tmp_path_factory):
    economy = read_baseline(with_share(tmp_path_factory.mktemp("kept") / "w", share))
    assert economy.levels.input_share[0, 1, 1] == share
    shock = Shock.none(economy.levels, economy.elasticities.at(1.0))
    tariff = shock.tariff_new.copy()
    tariff[..., 0, 2, 1] += 0.5
    shock = replace(shock, tariff_new=tariff)
    gaps = violations(economy.levels, shock, solved(economy.levels, shock))
    assert max(gaps.values()) < SOLVED, gaps


def test_a_small_share_becomes_value_added_and_is_told(tmp_path, caplog):
    whole = read_baseline(with_share(tmp_path / "whole", 0.0, elasticities=ELASTICITIES)).levels
    folder = with_share(tmp_path / "w", -0.004, elasticities=ELASTICITIES)
    levels = read_baseline(folder).levels
    np.testing.assert_array_equal(levels.input_share, whole.input_share)
    (record,) = caplog.records
    told = "input_shares.csv: 1 shares below zero become value added; the least is -0.004 (BEL, GRN, TEX)."
    assert record.getMessage().endswith(told)


@pytest.mark.parametrize(
    ("share", "elasticities", "code"),
    [
        (-0.02, ELASTICITIES, "GRN"),
        (-0.2, COBB_DOUGLAS, "GRN"),
        (-0.02, COBB_DOUGLAS, "ORE"),
        (-0.02, (*COBB_DOUGLAS, ("input", "TEX", 0.5, 1, 0.2, "assumed")), "GRN"),
    ],
)
def test_other_shares_below_zero_are_refused(share, elasticities, code, tmp_path):
    folder = with_share(tmp_path / "w", share, code=code, elasticities=elasticities)
    message = rf"input_shares\.csv:\d+: share: got {share} — a share of output, 0 or more; one down to -0\.01 becomes"
    with pytest.raises(DataError, match=message):
        read_baseline(folder)


def test_a_band_makes_the_nest_another_in_draws(tmp_path):
    folder = with_share(tmp_path / "w", -0.02)
    lines = read_lines(folder, "elasticities.csv")
    (folder / "elasticities.csv").write_text(
        "\n".join([f"{lines[0]},low,high", *(f"{line},," for line in lines[1:])]) + "\n"
    )
    place = next(place for place, line in enumerate(lines, 1) if line.startswith("input,"))
    set_line(folder, "elasticities.csv", place, "input,*,1,1,1,assumed,0.5,1.5")
    with pytest.raises(DataError, match=r"share: got -0\.02 — .* and has no band"):
        read_baseline(folder)


def test_inputs_of_a_sector_are_above_zero_together(tmp_path):
    folder = with_share(tmp_path / "w", -0.05)
    for place, line in enumerate(read_lines(folder, "input_shares.csv"), 1):
        if line.startswith(("BEL,TEX,TEX", "BEL,STL,TEX")):
            set_cell(folder, "input_shares.csv", place, "share", "0.01")
    with pytest.raises(DataError, match=r"share: got -0\.05, with which ordinary inputs of this sector sum to -0\.03"):
        read_baseline(folder)
