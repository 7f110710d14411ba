"""Outcomes as users name them, regions and sectors by names that people use."""

import re

import pytest

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.results.outcome import Outcome


@pytest.fixture(scope="module")
def economy():
    return load_baseline()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("real_income:United States", "real_income:USA"),
        ("bilateral_exports:China:US", "bilateral_exports:CHN:USA"),
        ("factor_earnings:brazil:Soybeans", "factor_earnings:BRA:SOY"),
    ],
)
def test_names_become_codes(text, read, economy):
    assert str(Outcome.parse(text, economy)) == read


def test_a_part_is_taken_for_its_region_and_told(economy, caplog):
    assert str(Outcome.parse("real_income:Germany", economy)) == "real_income:EUU"
    (record,) = caplog.records
    assert record.getMessage().startswith("real_income:Germany: 'Germany' is part of EUU (European Union 27)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("real_income:Japn", "unknown region 'Japn'. Did you mean 'JPN'? Known: USA, CHN"),
        ("real_income:asean", "unknown region 'asean'. It is a group of regions. Known: USA, CHN"),
        ("factor_earnings:USA:metals", "unknown sector 'metals'. It may be 'REE'"),
    ],
)
def test_what_is_no_one_of_them_is_refused(text, message, economy):
    with pytest.raises(ScenarioError, match=re.escape(message)):
        Outcome.parse(text, economy)
