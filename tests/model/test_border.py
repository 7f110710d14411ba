"""Identities of border wedges: the delivered price, and that every part of it is received by somebody."""

import numpy as np
import pytest

from simulator.model.border import Border, raised
from tests.shocks import Limit, shock_of

TIGHT = 1e-14  # a handful of products
FLOOR, LICENCE, QUOTA = (0, 1, 0), (1, 2, 0), (2, 0, 1)
LOG_WEDGE = np.log([0.8, 1.5, 1.25, 1.1])


@pytest.fixture
def shock(levels, elasticities):
    return shock_of(
        levels,
        elasticities,
        Limit([FLOOR], 1.2, is_floor=True, to_importer=True),
        Limit([LICENCE, QUOTA], 0.5),
        Limit([QUOTA], 0.5, to_importer=True),
        Limit([LICENCE], 0.5),
        tariff={LICENCE: 0.5, FLOOR: 0.1},
        export_charge={LICENCE: 1.2},
        iceberg_cost={QUOTA: 1.3},
        purchase_factor={FLOOR: 0.9},
    )


@pytest.fixture
def border(levels, shock):
    return Border.of(levels, shock, LOG_WEDGE)


def test_limit_no_change_has_no_wedge(levels, elasticities):
    border = Border.before_bounds(levels, shock_of(levels, elasticities))
    np.testing.assert_array_equal(border.wedge_hat, 1)
    np.testing.assert_array_equal(border.charge, 1)


def test_identity_wedge_is_the_product_of_its_parts(levels, border):
    duty = 1.5 / (1 + levels.tariff[LICENCE])
    assert border.wedge_hat[0][LICENCE] == pytest.approx(1.2 * 1.5 * 1.1 * duty, rel=TIGHT)
    assert border.wedge_hat[0][QUOTA] == pytest.approx(1.5 * 1.25 * 1.3, rel=TIGHT)
    assert border.wedge_hat[0][FLOOR] == pytest.approx(0.9 * 0.8 * 1.1 / (1 + levels.tariff[FLOOR]), rel=TIGHT)


def test_identity_premiums_go_where_their_bound_says(border):
    assert border.export_charge[0][LICENCE] == pytest.approx(1.2 * 1.5 * 1.1, rel=TIGHT)
    assert border.export_charge[0][QUOTA] == pytest.approx(1.5, rel=TIGHT)
    assert border.quota_charge[0][QUOTA] == pytest.approx(1.25, rel=TIGHT)
    assert border.purchase_factor[0][FLOOR] == pytest.approx(0.9 * 0.8, rel=TIGHT)
    assert border.quota_charge[0][FLOOR] == 1, "a floor has no premium to receive"


def test_identity_every_part_of_the_price_is_received(nests, exponents, border):
    """What neither the producer nor the exporter's side receives is tariff and quota premium, less the subsidy."""
    weights = border.weights(nests.import_share, exponents.theta[..., None])
    border_value = weights.demand / ((1 + border.tariff_new) * border.purchase_factor)
    tariff, premium = border_value * border.tariff_new, border_value * (1 - 1 / border.quota_charge)
    subsidy = weights.demand * (1 / border.purchase_factor - 1)
    importer = tariff + premium - subsidy
    np.testing.assert_allclose(weights.producer + importer + weights.exporter, weights.demand, rtol=1e-13)


def test_identity_parts_are_what_each_side_receives(nests, exponents, border):
    weights = border.weights(nests.import_share, exponents.theta[..., None])
    at = (0, *QUOTA)
    border_value = weights.demand[at] / (1 + border.tariff_new[at])
    assert weights.producer[at] == pytest.approx(border_value / (1.5 * 1.25), rel=TIGHT)
    assert weights.exporter[at] == pytest.approx(border_value / (1.5 * 1.25) * 0.5, rel=TIGHT)
    premium = border_value * (1 - 1 / 1.25)
    importer = weights.demand[at] - weights.producer[at] - weights.exporter[at]
    assert importer == pytest.approx(border_value * border.tariff_new[at] + premium, rel=TIGHT)


def test_limit_closed_flow_has_no_weight_at_all(levels, elasticities, nests, exponents):
    shock = shock_of(levels, elasticities, closed=[LICENCE])
    before = Border.before_bounds(levels, shock)
    weights = before.weights(nests.import_share, exponents.theta[..., None], with_treasury=True)
    assert [weight[(0, *LICENCE)] for weight in weights] == [0, 0, 0, 0]
    assert np.count_nonzero(weights.demand) == np.count_nonzero(nests.import_share) - 1


def test_symmetry_wedges_of_a_few_flows_are_those_of_all(levels, shock, border):
    entries = shock.bounds.entry_case, *np.unravel_index(shock.bounds.entry_flow, levels.trade_flow.shape)
    here = border.at(entries)
    np.testing.assert_array_equal(here.wedge_hat, border.wedge_hat[entries])
    np.testing.assert_array_equal(here.charge, border.charge[entries])


def test_limit_a_closed_flow_has_no_weight_whatever_its_wedge(levels, elasticities, nests, exponents):
    shock = shock_of(levels, elasticities, closed=[LICENCE], export_charge={LICENCE: 1e-300, QUOTA: 1.1})
    with np.errstate(over="ignore"):  # the price is so low that its power is past all numbers
        demand = Border.before_bounds(levels, shock).demand(nests.import_share, exponents.theta[..., None])
    assert demand[0][LICENCE] == 0
    assert demand[0][QUOTA] > 0


@pytest.mark.parametrize("n_rows", [1, 2])
def test_identity_raised_is_the_power_whether_or_not_cases_share_the_base(n_rows):
    base = np.array([[0.0, 0.3, 1.0, 2.5, np.inf], [1.0, 1.0, 4.0, 0.5, 1.0]])[:n_rows]
    exponent = np.array([[-2.5], [1.0]])
    with np.errstate(divide="ignore"):
        np.testing.assert_array_equal(raised(base, exponent), base**exponent)
