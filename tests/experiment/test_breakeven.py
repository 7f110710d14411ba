"""Break-even values: every crossing with its direction, and none that is made up."""

import numpy as np
import pytest

from simulator.experiment.breakeven import NONE, SCAN, Search, breakeven, crossings
from simulator.experiment.run import run


def test_crossings_are_found_with_their_direction():
    roots = np.array([[0.31, 1.7], [-1.0, 0.5], [-2.0, -1.0]])

    def gap(searches, values):
        return (values - roots[searches, 0]) * (values - roots[searches, 1])

    values = np.linspace(0.0, 2.0, SCAN)
    found = crossings(gap, values, np.stack([gap(np.full(SCAN, row), values) for row in range(3)]))
    assert [[way for _, way in own] for own in found] == [["falling", "rising"], ["rising"], []]
    np.testing.assert_allclose([value for own in found for value, _ in own], [0.31, 1.7, 0.5], atol=1e-5)


def test_a_crossing_beside_an_unsolved_point_is_not_made_up():
    def gap(searches, values):
        return np.where(np.abs(values - 0.5) < 0.01, np.nan, values - 0.5)

    values = np.linspace(0.0, 2.0, SCAN)
    assert crossings(gap, values, gap(None, values)[None]) == [[]]
    values = np.linspace(0.0, 2.1, SCAN)
    assert crossings(gap, values, gap(None, values)[None]) == [[]]


def test_breakeven_is_where_the_outcome_meets_its_target():
    search = Search("us-100.rate", 0.0, 2.0, "real_income:USA", -0.3)
    row = breakeven("tariff-100", search).table.iloc[0]
    results = run("tariff-100", overrides=[f"us-100.rate={row['value']}"])
    change = results.reference_change("real_income").sel(scenario="tariff-100", horizon="short", region="USA")
    assert float(change) == pytest.approx(-0.3, abs=1e-5)
    none = breakeven("tariff-100", Search("us-100.rate", 0.0, 2.0, "real_income:USA", 5.0)).table.iloc[0]
    assert np.isnan(none["value"])
    assert none["direction"] == NONE
