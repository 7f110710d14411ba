"""Contract: stocks are months of cover with unit, band and source, or a clear problem at their line."""

import re

import numpy as np
import pytest

from simulator.economy import load_baseline, read_baseline, shipped_baselines
from simulator.errors import DataError
from tests.worlds import set_cell, set_line, write_folder, write_table

HEADER = "region,sector,months,low,high,unit,source"
ROWS = [("BEL", "ORE", 2.5, 1, 4, "months", "assumption"), ("CYR", "GRN", 0.5, 0.5, 0.5, "months", "survey")]


@pytest.fixture
def stocked(folder):
    write_table(folder, "stocks.csv", HEADER, ROWS)
    return folder


def test_stocks_stand_where_the_table_says(stocked):
    economy = read_baseline(stocked)
    np.testing.assert_array_equal(economy.stocks, [[0, 0, 0.5], [0, 2.5, 0]])
    np.testing.assert_array_equal(economy.stock_low, [[0, 0, 0.5], [0, 1, 0]])
    np.testing.assert_array_equal(economy.stock_high, [[0, 0, 0.5], [0, 4, 0]])


def test_no_table_means_no_stocks(folder):
    economy = read_baseline(folder)
    for stocks in (economy.stocks, economy.stock_low, economy.stock_high):
        np.testing.assert_array_equal(stocks, np.zeros((2, 3)))


def test_stocks_are_read_only_and_part_of_the_digest(folder):
    before = read_baseline(folder)
    write_table(folder, "stocks.csv", HEADER, ROWS)
    after = read_baseline(folder)
    assert before != after
    with pytest.raises(ValueError, match="read-only"):
        after.stocks[0, 0] = 1


@pytest.mark.parametrize(
    ("column", "text", "shown", "expected"),
    [
        ("unit", "", "unit", "got a blank cell — 'months': every stock is in months of the region's baseline use"),
        ("unit", "t", "unit", "got 't' — 'months': every stock is in months of the region's baseline use."),
        ("source", "", "source", "got a blank cell — the origin of the number, or that it is assumed."),
        ("months", "5", "months", "got 5, outside its band 1 to 4 — low, months and high in ascending order."),
        ("months", "0.5", "months", "got 0.5, outside its band 1 to 4 — "),
        ("months", "-1", "months", "got -1 — a finite number, 0 or more."),
        ("months", "", "months", "got a blank cell — a number"),
        ("low", "", "low", "got a blank cell — a number"),
        ("low", "3", "months", "got 2.5, outside its band 3 to 4 — "),
        ("high", "inf", "high", "got inf — a finite number, 0 or more."),
        ("region", "BELL", "region", "got the unknown region 'BELL' — Did you mean 'BEL'?"),
        ("sector", "OR", "sector", "got the unknown sector 'OR' — Did you mean 'ORE'?"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(stocked, column, text, shown, expected):
    set_cell(stocked, "stocks.csv", 2, column, text)
    with pytest.raises(DataError, match=re.escape(f"stocks.csv:2: {shown}: {expected}")):
        read_baseline(stocked)


def test_a_repeated_stock_names_the_first(stocked):
    set_line(stocked, "stocks.csv", 4, "BEL,ORE,3,1,4,months,assumption")
    with pytest.raises(
        DataError, match=re.escape("stocks.csv:4: repeats line 2 (ORE, BEL) — each once. Keep one of them.")
    ):
        read_baseline(stocked)


def test_services_are_not_stored(stocked):
    set_cell(stocked, "sectors.csv", 2, "kind", "services")
    with pytest.raises(DataError, match=r"stocks\.csv:3: sector: got 'GRN', a service, which cannot be stored"):
        read_baseline(stocked)


def test_a_stock_needs_use(tmp_path):
    folder = write_folder(tmp_path / "small", absent=[("ORE", "BEL")])
    write_table(folder, "stocks.csv", HEADER, ROWS)
    expected = r"stocks\.csv:2: months: got 2\.5 where 'BEL' buys no 'ORE' — no stock, as there is no use to cover"
    with pytest.raises(DataError, match=expected):
        read_baseline(folder)


@pytest.mark.parametrize("name", shipped_baselines())
def test_shipped_stocks_have_wide_bands_and_cover_all_buyers_of_what_is_licensed_and_pledged(name):
    economy = load_baseline(name)
    stored = {economy.sectors[s] for s in np.flatnonzero(economy.stocks.any(axis=-1))}
    critical = {economy.sectors[s] for s in np.flatnonzero(economy.levels.is_critical)}
    assert stored == {"SOY", *critical}
    held = economy.stocks > 0
    np.testing.assert_array_less(1.8 * economy.stock_low[held], economy.stock_high[held])
    buys = economy.levels.expenditure > 0
    without = {economy.regions[n] for n in np.flatnonzero((buys & ~held)[economy.levels.is_critical].any(axis=0))}
    assert without == {"CHN"}
    soy = economy.sector_index("SOY")
    assert {economy.regions[n] for n in np.flatnonzero(buys[soy] & ~held[soy])} <= {"AUS"}
