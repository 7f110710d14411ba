"""Identities of the baseline shares of every nest."""

import numpy as np

from simulator.economy.levels import Levels
from simulator.model.nests import Nests

TIGHT = 1e-14  # sums of a few shares


def test_identity_shares_of_every_nest_sum_to_one(nests):
    np.testing.assert_allclose(nests.import_share.sum(-2), 1, rtol=TIGHT)
    np.testing.assert_allclose(nests.ordinary_share.sum(-3), 1, rtol=TIGHT)
    np.testing.assert_allclose(nests.composite_share + nests.critical_share.sum(-3), 1, rtol=TIGHT)
    np.testing.assert_allclose(nests.final_share.sum(-2), 1, rtol=TIGHT)
    np.testing.assert_allclose(nests.earnings_share.sum(-2), 1, rtol=TIGHT)


def test_identity_nests_multiply_back_to_the_baseline(levels, nests):
    bundle = nests.composite_share * nests.bundle_share
    rebuilt = nests.ordinary_share * bundle
    rebuilt[:, nests.critical_input] += nests.critical_share
    np.testing.assert_allclose(rebuilt[0], levels.input_share, rtol=1e-13)
    shares = nests.foreign_share[:, :, None] * nests.import_share
    diagonal = np.arange(3)
    shares[..., diagonal, diagonal] += nests.home_share
    np.testing.assert_allclose(shares[0], levels.trade_share, rtol=1e-13)
    np.testing.assert_allclose((nests.composite_share * nests.factor_share)[0], levels.value_added_share, rtol=1e-13)


def test_limit_empty_nests_have_shares_of_zero(levels):
    flow = levels.trade_flow.copy()
    flow[1] = np.diag([90.0, 80.0, 70.0])
    flow[2, :, 1] = flow[2, 1, :] = 0
    nests = Nests.of(Levels(flow, levels.tariff, np.zeros((4, 4, 3)), np.zeros(4, bool)))
    np.testing.assert_array_equal(nests.import_share[0, 1], 0)
    np.testing.assert_array_equal(nests.home_share[0, 1], 1)
    np.testing.assert_array_equal(nests.home_share[0, 2, 1], 0)
    np.testing.assert_array_equal(nests.ordinary_share, 0)
    assert nests.critical_input.size == 0
