"""Contract: the observed series have their published totals, units and periods."""

from collections import Counter
from datetime import date

import pytest

from simulator.economy import observations
from simulator.economy.observations import days_of


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-01/2025-03", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-11-14", date(2025, 11, 14), date(2025, 11, 14)),
    ],
)
def test_a_period_has_its_days(period, first, last):
    assert days_of(period) == (first, last)


def test_every_number_has_unit_mark_and_source():
    rows = observations()
    assert {row.unit for row in rows} == {"t", "Mt", "million USD", "rate"}
    assert {row.mark for row in rows} == {"S", "S2", "D"}
    assert all(row.source and row.first <= row.last for row in rows)
    repeated = [key for key, count in Counter((row.series, row.first, row.last) for row in rows).items() if count > 1]
    assert not repeated


def test_months_of_magnets_add_to_the_published_year():
    rows = observations("china_magnet_exports_world")
    year = [row for row in rows if row.first.year == row.last.year == 2025]
    months = [row.value for row in year if row.first.month == row.last.month]
    (whole,) = (row.value for row in year if row.last.month - row.first.month == 11)
    assert (len(months), sum(months), whole) == (12, 57392, 57392)


def test_soybeans_of_2025_add_up_to_the_year():
    rows = [row for row in observations("china_soybean_imports_us") if row.first.year == 2025]
    (whole,) = (row.value for row in rows if row.last.month - row.first.month == 11)
    assert sum(row.value for row in rows) - whole == pytest.approx(whole)
    assert whole == 16.82


def test_imports_of_2024_add_to_the_published_total():
    months = [row.value for row in observations("us_imports_from_china") if row.first.year == 2024]
    assert (len(months), round(sum(months) / 1000, 1)) == (12, 438.7)


def test_an_unknown_series_has_no_observations():
    assert observations("china_soybeans") == []
