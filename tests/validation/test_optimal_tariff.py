"""Document: the best uniform tariff of the United States is a peak, and it falls with time."""

import numpy as np
import optimal_tariff
import pytest

from simulator import optimal
from simulator.economy import load_baseline
from simulator.economy.elasticities import HORIZONS

ECONOMY = load_baseline("us-china-2024")


@pytest.mark.parametrize("is_answered", [False, True])
@pytest.mark.parametrize("horizon", ["short", "long"])
def test_gains_have_one_peak(horizon, is_answered):
    rates = np.linspace(0, optimal_tariff.HIGHEST, 13)
    found = optimal_tariff.measured(ECONOMY, HORIZONS[horizon], rates, is_answered=is_answered)
    for name in optimal_tariff.MEASURES:
        rises = np.diff(found[name]) > 0
        assert not (rises[1:] & ~rises[:-1]).any(), name


def test_the_best_rate_is_above_its_neighbours_and_falls_with_time():
    found = {name: optimal_tariff.best(ECONOMY, HORIZONS[name], "welfare") for name in ("short", "long")}
    assert found["short"].rate > found["long"].rate > 0
    for name, one in found.items():
        rates = np.array([one.rate - 0.02, one.rate, one.rate + 0.02])
        gains = optimal_tariff.measured(ECONOMY, HORIZONS[name], rates, is_answered=False)["welfare"]
        assert np.argmax(gains) == 1
        assert gains[1] == pytest.approx(one.against_baseline, abs=1e-9)


@pytest.mark.parametrize("wanted", optimal_tariff.MEASURES)
def test_the_search_by_slopes_ends_at_the_rate_of_the_grid(wanted):
    as_it_is, payoff = {"title": "As it is", "measures": []}, {"USA": {f"{wanted}:USA": 1}}
    by_slopes = optimal(as_it_is, "USA", high=optimal_tariff.HIGHEST, horizon="long", payoff=payoff)
    on_grid = optimal_tariff.best(ECONOMY, HORIZONS["long"], wanted)
    assert by_slopes.levers["rate"].item() == pytest.approx(on_grid.rate, abs=5e-4)
    assert by_slopes.summary["optimum"].item() == pytest.approx(on_grid.against_baseline, abs=1e-5)


def test_a_uniform_rate_replaces_duties_on_goods_and_on_nothing_else():
    shock = optimal_tariff.uniform(ECONOMY, 1.0, np.array([0.3]), is_answered=False)
    usa, tariff = ECONOMY.region_index("USA"), shock.tariff_new[0]
    foreign = np.arange(len(ECONOMY.regions)) != usa
    assert (tariff[ECONOMY.is_goods][:, foreign, usa] == 0.3).all()
    assert (tariff[~ECONOMY.is_goods] == ECONOMY.levels.tariff[~ECONOMY.is_goods]).all()
    assert (tariff[:, :, foreign] == ECONOMY.levels.tariff[:, :, foreign]).all()
    answered = optimal_tariff.uniform(ECONOMY, 1.0, np.array([0.3]), is_answered=True).tariff_new[0]
    assert (answered[ECONOMY.is_goods][:, usa, foreign] == 0.3).all()


def test_the_page_has_the_best_tariff(page):
    found = optimal_tariff.best(ECONOMY, HORIZONS["long"], "welfare")
    assert optimal_tariff.prose("optimal_tariff") in page
    assert f"| long | none | `welfare` | {100 * found.rate:.0f} % | {optimal_tariff.number(found.gain)} |" in page
