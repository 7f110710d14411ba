"""Which flows measures hit, and what their tables say of them."""

from datetime import date

import numpy as np
import pytest

from simulator.scenario import load_scenario, table_rates
from simulator.scenario.dates.period import over_period
from simulator.scenario.effects.wedges import Wedges

MEASURE = """
title: t
measures:
  - {{id: a, type: {kind}, importer: {importer}, exporter: all, sectors: all, table: {table}}}
"""


@pytest.fixture
def measure(write):
    def load(fields):
        write("x.yaml", f"title: x\nmeasures:\n  - {{id: a, {fields}}}\n")
        return load_scenario("x").measures[0]

    return load


def flows(hit, economy):
    return {(economy.sectors[s], economy.regions[i], economy.regions[j]) for s, i, j in np.argwhere(hit)}


def test_codes_groups_and_lists(measure, economy):
    tax = measure("type: export_tax, importer: [usmca, CHN], exporter: CHN, sectors: [SOY, energy], rate: 0.1")
    hit = tax.cells(economy)
    expected = {(sector, "CHN", importer) for sector in ("SOY", "ENE") for importer in ("USA", "MEX", "CAN")}
    assert flows(hit, economy) == expected


def test_home_sales_are_never_hit(measure, economy):
    hit = measure("type: tariff, importer: all, exporter: all, sectors: all, rate: 0.1").cells(economy)
    assert not hit[:, np.arange(15), np.arange(15)].any()
    assert hit.sum() == 21 * 15 * 14


def test_a_table_gives_rates_by_flow(write, economy):
    write("x.yaml", MEASURE.format(kind="tariff", importer="USA", table="rates.csv"))
    write("rates.csv", "importer,exporter,sector,rate\nUSA,CHN,goods,20%\n\nUSA,asean,SOY,50%\n")
    measure = load_scenario("x", economy).measures[0]
    rates, hit = table_rates(measure.table, economy), measure.cells(economy)
    assert np.array_equal(np.isfinite(rates), hit)
    assert hit.sum() == 20 + 2
    sector, china, usa, vietnam = (
        economy.sectors.index("SOY"),
        *(economy.regions.index(code) for code in ("CHN", "USA", "VNM")),
    )
    assert rates[sector, china, usa] == 0.2
    assert rates[sector, vietnam, usa] == 0.5


def test_a_table_may_say_how_sure_its_rates_are(write, economy):
    write("x.yaml", MEASURE.format(kind="tariff", importer="USA", table="rates.csv"))
    write("rates.csv", "exporter,importer,sector,rate,mark\nCHN,USA,SOY,20%,U\n")
    assert [row.rate for row in load_scenario("x", economy).measures[0].table.rows] == [0.2]


COVERED = MEASURE.replace(
    "table: {table}", "rate: 20%, coverage: 0.5, coverage_table: shares.csv, stacking: {stacking}"
)


@pytest.mark.parametrize(("stacking", "expected"), [("add", 0.04), ("replace", 0.04 - 0.2 * 0.03), ("max", 0.034)])
def test_a_table_of_coverage_says_which_share_of_each_flow_a_rate_hits(write, economy, stacking, expected):
    write("x.yaml", COVERED.format(kind="tariff", importer="USA", stacking=stacking))
    write("shares.csv", "exporter,importer,sector,coverage\nCHN,USA,SOY,40%\nCHN,USA,AGR,0\n")
    measure, wedges = load_scenario("x", economy).measures[0], Wedges.of(economy)
    soybeans, farm = (economy.sectors.index(code) for code in ("SOY", "AGR"))
    pair = economy.regions.index("CHN"), economy.regions.index("USA")
    wedges.tariff[soybeans][pair] = 0.03
    before = wedges.tariff.copy()
    measure.apply(economy, wedges)
    added = wedges.tariff - before
    assert added[soybeans][pair] == pytest.approx(expected)
    assert added[farm][pair] == 0
    assert np.count_nonzero(added) == 1


def test_coverage_by_flow_is_averaged_over_days_as_its_rate_is(write, economy):
    measure = COVERED.replace("rate: 20%", "rate: {{2025-01-01: 10%, 2025-01-21: 40%}}, end: 2025-01-30")
    write("x.yaml", measure.format(kind="tariff", importer="USA", stacking="add"))
    write("shares.csv", "exporter,importer,sector,coverage\nCHN,USA,SOY,0.4\n")
    month = over_period(load_scenario("x", economy), date(2025, 1, 1), date(2025, 2, 9))
    wedges = Wedges.of(economy)
    month.measures[0].apply(economy, wedges)
    added = (wedges.tariff - economy.levels.tariff).max()
    assert added == pytest.approx(0.5 * 0.4 * (20 * 0.1 + 10 * 0.4) / 40)


def test_a_table_of_cost_factors_gives_what_they_add(write, economy):
    write("x.yaml", MEASURE.format(kind="trade_cost", importer="all", table="costs/hats.csv"))
    write("costs/hats.csv", "exporter,importer,sector,hat\nCHN,USA,goods,1.05\nall,CHN,SOY,0.9\n")
    measure = load_scenario("x", economy).measures[0]
    rates = table_rates(measure.table, economy)
    assert np.unique(rates[np.isfinite(rates)]) == pytest.approx([-0.1, 0.05])
    assert np.isfinite(rates).sum() == 20 + 14


TABLE_ERRORS = {
    "empty": (
        "",
        [" is empty — a header with the columns exporter, importer, sector, rate, then a line for each row."],
    ),
    "unknown column": (
        "exporter,importer,sectr,rate\n",
        [
            "1: got the column 'sectr' — Did you mean 'sector'? The columns are exporter, importer, sector, rate.",
            "1: sector: is missing — The columns are exporter, importer, sector, rate.",
        ],
    ),
    "column twice": ("exporter,importer,sector,rate,rate\n", ["1: got the column 'rate' 2 times — once."]),
    "no rows": ("exporter,importer,sector,rate\n", [" got no rows — at least one below the header."]),
    "cells": (
        "exporter,importer,sector,rate\nCHN,USA,SOY\nCHN,,SOY,1\n",
        [
            "2: got 3 cells — 4, one for each column. Put a cell that holds a comma in quotes.",
            "3: importer: got a blank cell — a code, a group name or `all`.",
        ],
    ),
    "rates": (
        "exporter,importer,sector,rate\nCHN,USA,SOY,2.5\nCHN,USA,AGR,\nCHN,USA,REE,1e999\nCHN,USA,ENE,0.1\n",
        [
            "2: rate: got 2.5 as the largest bare number, which is 2.5 % or 250 % — percent or fractions, the same in "
            "the whole file. Say which with % signs, or a header rate_pct.",
            "3: rate: got a blank cell — an ad valorem rate such as 0.25, 25% or free; where none is known, leave the "
            "row out.",
            "4: rate: got 1e999, which is not finite — an ad valorem rate such as 0.25, 25% or free.",
        ],
    ),
    "labels": (
        "exporter,importer,sector,rate\nCHM,USA,SOY,1\nCHM,USA,SOX,1\n",
        [
            "2: exporter: got the unknown region 'CHM' — Did you mean 'CHN'? Known: 15 codes and 3 groups, listed by "
            "`tariffsim baseline show`.",
            "3: sector: got the unknown sector 'SOX' — Did you mean 'SOY'? Known: 21 codes and 8 groups, listed by "
            "`tariffsim baseline show`.",
        ],
    ),
    "flows": (
        "exporter,importer,sector,rate\nCHN,USA,agriculture,1\nall,USA,SOY,1\nCHN,EUU,SOY,1\nUSA,USA,SOY,1\n",
        [
            "3: repeats a flow of line 2 — each flow once, or an exception within a wider row.",
            "4: hits no flow of the measure — a row within its importer, exporter and sectors, between two regions.",
            "5: hits no flow of the measure — a row within its importer, exporter and sectors, between two regions.",
        ],
    ),
    "quotes": (
        'exporter,importer,sector,rate\n"CHN,USA,SOY,1\n',
        ["2: got a line that is not CSV — check its quotes."],
    ),
}


@pytest.mark.parametrize(("table", "expected"), TABLE_ERRORS.values(), ids=list(TABLE_ERRORS))
def test_table_errors_name_their_line(write, problems_of, economy, table, expected):
    write("x.yaml", MEASURE.format(kind="tariff", importer="USA", table="rates.csv"))
    write("rates.csv", table)
    assert problems_of("x", economy) == [f"rates.csv:{text}" for text in expected]


def test_a_share_is_at_most_one(write, problems_of, economy):
    write("x.yaml", COVERED.format(kind="tariff", importer="USA", stacking="add"))
    write("shares.csv", "exporter,importer,sector,coverage\nCHN,USA,SOY,1.5\n")
    assert problems_of("x", economy) == [
        "shares.csv:2: coverage: got 1.5 — a share from 0 to 1, such as 0.5 or 50%.",
    ]


def test_a_cost_factor_is_above_zero(write, problems_of, economy):
    write("x.yaml", MEASURE.format(kind="trade_cost", importer="USA", table="rates.csv"))
    write("rates.csv", "exporter,importer,sector,hat\nCHN,USA,SOY,0\nCHN,USA,AGR,105\n")
    assert problems_of("x", economy) == [
        "rates.csv:2: hat: got 0 — a cost factor from 0.1 to 6, such as 1.05.",
        "rates.csv:3: hat: got 105 — a cost factor from 0.1 to 6, such as 1.05.",
    ]


def test_rates_in_the_column_of_cost_factors_are_noticed(write, problems_of, economy):
    write("x.yaml", MEASURE.format(kind="trade_cost", importer="USA", table="rates.csv"))
    write("rates.csv", "exporter,importer,sector,hat\nCHN,USA,SOY,0.25\nCHN,USA,AGR,0.1\n")
    assert problems_of("x", economy) == [
        "rates.csv:2: hat: got 0.25, and no factor above 0.5: 0.25 leaves that share of the price — cost factors: 1.05 "
        "is 5 % dearer."
    ]


def test_an_option_can_name_another_table(write, problems_of, economy):
    write("s/x.yaml", MEASURE.format(kind="tariff", importer="USA", table="rates.csv"))
    write("s/rates.csv", "exporter,importer,sector,rate\nCHN,USA,SOY,1\n")
    write("s/other.csv", "exporter,importer,sector,rate\nBRA,USA,SOY,1\n")
    write("s/idle.csv", "exporter,importer,sector,rate\nVNM,USA,SOY,1\n")
    measure = load_scenario("s/x.yaml", economy, ("a.table=other.csv",)).measures[0]
    assert [row.exporter for row in measure.table.rows] == ["BRA"]
    assert problems_of("s/x.yaml", economy, ("a.table=others.csv",)) == [
        "--set a.table: got 'others.csv', but there is no such file — Did you mean 'other.csv'?"
    ]
    assert problems_of("s/x.yaml", economy, ("a.table=idle.csv",)) == [
        "--set a.table: hits no flow: the baseline has no exports of all from all to USA in idle.csv — check direction "
        "and codes, or remove the measure."
    ]
