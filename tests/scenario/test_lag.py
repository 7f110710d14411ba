"""Licences that take time to arrive: nothing is approved before the first ones do."""

from datetime import date

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import load_scenario, on_date, over_period

LICENCE = """\
title: Licences that take their time
measures:
  - {{id: licence, type: export_licensing, importer: USA, exporter: CHN, sectors: REE, approval_rate: 0.5{keys}}}
"""


@pytest.fixture
def scenario(tmp_path):
    def read(keys):
        path = tmp_path / "case.yaml"
        path.write_text(LICENCE.format(keys=keys))
        return load_scenario(path)

    return read


def test_nothing_is_approved_before_the_lag_is_over(scenario):
    licence = scenario(", start: 2025-04-04, lag_days: 45")
    assert on_date(licence, date(2025, 5, 18)).measures[0].approval_rate == 0
    assert on_date(licence, date(2025, 5, 19)).measures[0].approval_rate == 0.5
    assert licence.measures[0].approval_rate == 0.5, "a static run applies what holds in the end"


def test_a_month_counts_the_days_of_the_lag(scenario):
    licence = scenario(", start: 2025-04-04, lag_days: 45")
    april, may, june = (
        over_period(licence, date(2025, month, 1), date(2025, month, last)).measures[0].approval_rate
        for month, last in ((4, 30), (5, 31), (6, 30))
    )
    assert april == pytest.approx(3 / 30)
    assert may == pytest.approx(0.5 * 13 / 31)
    assert june == 0.5


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (", lag_days: 45", "lag_days: got a lag without a first day — give `start`, from which it counts"),
        (", start: 2025-04-04, lag_days: -3", "lag_days: got -3 — a number that is not negative"),
        (", start: 2025-04-04, lag_days: soon", "lag_days: got 'soon' — a number that is not negative"),
    ],
)
def test_contract_errors_of_the_lag_are_at_its_place(scenario, keys, message):
    with pytest.raises(ScenarioError, match=message):
        scenario(keys)
