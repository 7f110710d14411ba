"""Limits of the closures and of factor supply: what theory says must be neutral, inert or held."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.shock import Deficits
from tests.shocks import elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-8  # the solver's tolerance is 1e-10 in logs
DUTY = 0.1
SETTINGS = {
    "short": dict(origin=[1.2, 0.8], input=0.2, value_added=0.5, critical=0.1, final=0.9, factor=1.0),
    "long": dict(origin=[5.0, 3.0], factor=np.inf),
}


def adjusted_border(levels, elasticities, closure, **answers):
    """Region 0 levies a duty on all imports on top of its own, and pays as much to all exports."""
    one = shock_of(levels, elasticities, closure=closure, **answers)
    tariff, charge = one.tariff_new.copy(), one.export_charge.copy()
    tariff[0, :, 1:, 0] = (1 + tariff[0, :, 1:, 0]) * (1 + DUTY) - 1
    charge[0, :, 0, 1:] /= 1 + DUTY
    return replace(one, tariff_new=tariff, export_charge=charge)


def real_of(new):
    return np.stack([new.output_new / new.cost_hat, new.final_demand_new / new.price_hat])


@pytest.mark.parametrize("supply", [0.0, 0.4])
@pytest.mark.parametrize("setting", SETTINGS)
def test_limit_border_adjustment_is_neutral_without_deficits(setting, supply):
    levels = random_levels(2, 3)
    elasticities = elasticities_of(2, supply=supply, **SETTINGS[setting])
    without = np.zeros(3)
    before = solved(levels, shock_of(levels, elasticities, deficit=without))
    after = solved(levels, replace(adjusted_border(levels, elasticities, Deficits.GIVEN), deficit_new=without[None]))
    np.testing.assert_allclose(real_of(after), real_of(before), rtol=SOLVED)
    rise = after.wage_hat / before.wage_hat
    np.testing.assert_allclose(rise[0, :, 0] / rise[0, :, 1], 1 + DUTY, rtol=SOLVED)


@pytest.mark.parametrize("setting", SETTINGS)
def test_limit_border_adjustment_does_no_more_than_the_balance_that_answers_it(setting):
    """Deficits that respond see dearer factors in it; given the same balance at border values, nothing real moves."""
    levels = random_levels(2, 3)
    elasticities = elasticities_of(2, supply=0.3, deficit=0.6, **SETTINGS[setting])
    after = solved(levels, adjusted_border(levels, elasticities, Deficits.RESPONSIVE))
    assert np.abs(after.deficit_new - levels.deficit).max() > 1e-3 * levels.world_factor_income
    abroad = after.factor_income_new[0, 1:].sum() + after.factor_income_new[0, 0] / (1 + DUTY)
    unit = levels.world_factor_income / abroad
    given = shock_of(levels, elasticities, deficit=after.deficit_new[0] * unit)
    np.testing.assert_allclose(real_of(after), real_of(solved(levels, given)), rtol=SOLVED)


def test_limit_strong_response_holds_relative_factor_prices():
    levels, tariff = random_levels(2, 3), {(0, 1, 0): 0.8, (1, 2, 0): 0.6}
    spread = []
    for psi in (0.0, 1.0, 100.0, 1000.0):
        elasticities = elasticities_of(2, deficit=psi, **SETTINGS["long"])
        new = solved(levels, shock_of(levels, elasticities, tariff=tariff, closure=Deficits.RESPONSIVE))
        index = np.log(new.factor_income_new / levels.factor_income)[0]
        spread.append(index.max() - index.min())
    assert np.all(np.diff(spread) < 0)
    assert spread[3] == pytest.approx(spread[2] / 10, rel=0.05), "it falls as 1/ψ"


@pytest.mark.parametrize("setting", SETTINGS)
def test_limit_no_response_is_given_deficits(setting):
    levels, tariff = random_levels(2, 3), {(0, 1, 0): 0.8}
    elasticities = elasticities_of(2, **SETTINGS[setting])
    given, responsive = (
        solved(levels, shock_of(levels, elasticities, tariff=tariff, closure=closure))
        for closure in (Deficits.GIVEN, Deficits.RESPONSIVE)
    )
    np.testing.assert_array_equal(given.wage_hat, responsive.wage_hat)
    np.testing.assert_array_equal(given.trade_flow_new, responsive.trade_flow_new)


def test_identity_proportional_spending_is_one_multiple_of_own_income():
    levels, elasticities = random_levels(2, 3), elasticities_of(2, **SETTINGS["short"])
    new = solved(levels, shock_of(levels, elasticities, tariff={(0, 1, 0): 0.8}, closure=Deficits.PROPORTIONAL))
    own = new.income_new - new.deficit_new
    multiple = new.income_new / own / (levels.income / (levels.income - levels.deficit))
    np.testing.assert_allclose(multiple[0], multiple[0, 0], rtol=SOLVED)
    assert abs(new.deficit_new.sum()) < SOLVED * levels.world_factor_income


@pytest.mark.parametrize("unit", [1e-3, 7.0])
def test_limit_supply_of_one_region_does_not_know_units(unit):
    flow = np.array([[[60.0]], [[40.0]]])
    share = np.array([[[0.2], [0.1]], [[0.1], [0.3]]])
    levels = Levels(flow * unit, np.zeros((2, 1, 1)), share, np.zeros(2, bool))
    new = solved(levels, shock_of(levels, elasticities_of(2, supply=0.5, scale=0.2, **SETTINGS["short"])))
    np.testing.assert_allclose(new.supply_hat, 1.0, rtol=SOLVED)
    np.testing.assert_allclose(new.output_new / levels.output, 1.0, rtol=SOLVED)


def test_limit_supply_answers_real_pay():
    levels = random_levels(2, 3)
    elasticities = elasticities_of(2, supply=0.5, **SETTINGS["short"])
    new = solved(levels, shock_of(levels, elasticities, tariff={(0, 1, 0): 0.8, (1, 2, 1): 0.5}))
    pay = new.factor_income_new / levels.factor_income / new.supply_hat / new.consumer_price_hat
    np.testing.assert_allclose(new.supply_hat, pay**0.5, rtol=SOLVED)


def test_limit_profits_that_all_sectors_earn_alike_change_nothing_real():
    levels = random_levels(2, 3, input_cost=0.0, has_critical=False)
    with_profits = replace(levels, profit_share=np.full(2, 0.2))
    elasticities = elasticities_of(2, **SETTINGS["long"])
    tariff = {(0, 1, 0): 0.8, (1, 2, 1): 0.5}
    plain, markup = (
        solved(item, shock_of(item, elasticities, tariff=tariff, deficit=np.zeros(3)))
        for item in (levels, with_profits)
    )
    np.testing.assert_allclose(real_of(plain), real_of(markup), rtol=SOLVED)


def test_limit_income_tax_gives_pay_back_what_the_tariff_takes():
    levels = random_levels(2, 3)
    elasticities = elasticities_of(2, supply=0.5, **SETTINGS["long"])
    tariff = {(0, 1, 0): 0.3, (1, 2, 0): 0.3}
    lump, relief = (
        solved(levels, shock_of(levels, elasticities, tariff=tariff, is_income_tax=is_tax)) for is_tax in (False, True)
    )
    before = 1 - levels.tariff_revenue / levels.factor_income
    after = 1 - relief.tariff_revenue_new / relief.factor_income_new
    np.testing.assert_allclose(relief.relief_hat, before / after, rtol=SOLVED)
    assert relief.supply_hat[0, 0] > lump.supply_hat[0, 0]
