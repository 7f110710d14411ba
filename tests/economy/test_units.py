"""Units of amounts are records, and the money of a baseline is honoured or refused."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy import read_baseline
from simulator.economy.reading.units import A_YEAR, MONEY, UNITS, is_money, money_factor
from simulator.errors import DataError
from simulator.report.wording.words import money_scale
from tests.worlds import read_lines, set_cell, set_line, write_folder

FACTORS = {
    "million USD": 1,
    "USD million": 1,
    "thousand USD": 1e-3,
    "USD": 1e-6,
    "bn USD": 1e3,
    "Billion US$": 1e3,
    "trillion USD": 1e6,
    "million EUR at 1.08 USD": 1.08,
    "billion CNY at 0.14 USD": 140,
}


@pytest.mark.parametrize(("text", "factor"), FACTORS.items())
def test_money_is_worth_what_it_says(text, factor):
    assert money_factor(text) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("million EUR", "got 'million EUR' without what it is worth — write it as million EUR at 1.08 USD"),
        ("apples", "got 'apples' — thousand USD"),
        ("dozen USD", "got 'dozen USD' — thousand USD"),
        ("million", "got 'million' — thousand USD"),
        ("million USD at 2 USD", "got 'million USD at 2 USD' — thousand USD"),
        ("million EUR at 0 USD", "got 'million EUR at 0 USD' — thousand USD"),
        ("million bbl", "got 'million bbl' — thousand USD"),
    ],
)
def test_other_money_is_refused_in_the_file(text, message, folder):
    with pytest.raises(ValueError, match=re.escape(message)):
        money_factor(text)
    set_line(folder, "baseline.yaml", 4, f"money: {text}")
    with pytest.raises(DataError, match=r"baseline\.yaml:\d+:\d+: money: " + re.escape(message)):
        read_baseline(folder)


@pytest.mark.parametrize(("text", "factor"), FACTORS.items())
def test_the_same_flows_in_another_money_are_the_same_baseline(text, factor, folder, tmp_path):
    other = write_folder(tmp_path / "other")
    for line in range(2, len(read_lines(other, "flows.csv")) + 1):
        value = read_lines(other, "flows.csv")[line - 1].rsplit(",", 1)[1]
        set_cell(other, "flows.csv", line, "value", repr(float(value) / factor))
    set_line(other, "baseline.yaml", 4, f"money: {text}")
    ours, theirs = read_baseline(folder), read_baseline(other)
    assert theirs.money == MONEY
    np.testing.assert_allclose(theirs.levels.trade_flow, ours.levels.trade_flow, rtol=1e-12)


@given(st.sampled_from(sorted(UNITS)), st.floats(0, 1e12), st.booleans())
@settings(deadline=None)
def test_only_money_is_written_in_billions(unit, largest, is_flow):
    named = unit + A_YEAR * is_flow
    factor, shown = money_scale(named, largest)
    assert is_money(named) == (UNITS[unit].kind == "money")
    assert (factor, shown) == (1.0, named) or (unit == MONEY and factor == 1e-3 and "billion USD" in shown)


def test_a_sector_is_not_counted_in_money(folder):
    set_cell(folder, "sectors.csv", 2, "quantity_unit", "million USD")
    with pytest.raises(DataError, match=r"sectors\.csv:2: quantity_unit: got 'million USD', which is money"):
        read_baseline(folder)
