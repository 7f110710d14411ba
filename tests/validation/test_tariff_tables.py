"""Document: tables of the tariffs of 2025 and 2026, and the states that they are made from."""

from collections import defaultdict

import pytest
import tariff_page
import tariff_tables
from tariff_tables import TABLES

TABLES_MADE = {table.name: table for table in tariff_tables.tables()}
PARTS = ("s232", "fentanyl", "reciprocal", "s122", "s301_338", "s301_review")
ROUNDED = 2e-5
"""Rates are written with five digits; sums of six of them may differ by as much."""


def test_tables_are_those_that_the_command_writes():
    assert {path.name for path in TABLES.iterdir()} == set(TABLES_MADE)
    for name, table in TABLES_MADE.items():
        assert (TABLES / name).read_text(encoding="utf-8") == table.text, name


def test_the_page_is_as_the_model_is_now():
    written = tariff_page.PAGE.read_text(encoding="utf-8")
    assert written == tariff_page.page(), "docs/tariffs.md is out of date: python docs/validation/tariff_page.py"


def test_states_are_the_sum_of_their_parts():
    for line in tariff_tables.read_lines("us_added"):
        total = sum(line.values[part] for part in PARTS)
        assert line.values["added_rate"] == pytest.approx(total, abs=ROUNDED)
        assert line.mark in ("S", "D", "U")
        assert line.exporter == "CHN" or line.values["s301_review"] == 0


def test_sectors_are_those_that_the_source_gives_for_october():
    """Points from all partners together at 2024 weights, before the baseline's flows weigh partners."""
    duty, trade = defaultdict(float), defaultdict(float)
    for line in tariff_tables.read_lines("us_added"):
        if line.day == "2025-10-14":
            duty[line.sector] += 100 * line.values["added_rate"] * line.values["imports_2024_musd"]
            trade[line.sector] += line.values["imports_2024_musd"]
    published = {"ENE": 0.4, "PHA": 2.1, "SEM": 1.7, "STL": 42.5, "OMT": 24.6, "MVH": 14.4}
    assert {code: duty[code] / trade[code] for code in published} == pytest.approx(published, abs=0.06)


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        ("2025-04-11", {"fentanyl": 0.2, "reciprocal": 1.25}),
        ("2025-10-14", {"fentanyl": 0.2, "reciprocal": 0.1}),
    ],
)
def test_rates_times_shares_are_the_state(day, rates):
    state = {line.sector: line.values for line in TABLES_MADE[f"us-on-china-{day}.csv"].lines}
    shares = {"fentanyl": "us-fentanyl-on-china-2025-10-14.csv", "reciprocal": f"us-reciprocal-on-china-{day}.csv"}
    for key, name in shares.items():
        table = TABLES_MADE[name]
        found = {line.sector: rates[key] * table.number(line) for line in table.lines}
        assert found == pytest.approx({code: state[code][key] for code in found}, abs=2 * ROUNDED)


def test_a_total_has_every_flow_and_a_part_those_that_it_hits():
    assert len(TABLES_MADE["us-on-partners-2025-10-14.csv"].lines) == 13 * 20
    assert [line.sector for line in TABLES_MADE["china-farm-lists-2025-03-10.csv"].lines] == ["AGR", "FOD"]
    assert "MVH" not in {line.sector for line in TABLES_MADE["us-metals-2025-04-11.csv"].lines}
