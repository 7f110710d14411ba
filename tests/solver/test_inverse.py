"""The inverse Jacobian in parts: exact where few patterns tie regions, near where many do, and blind to neighbours."""

import numpy as np
import pytest

from simulator.solver.linear.columns import TOGETHER, columns, rows
from simulator.solver.linear.inverse import Inverse
from simulator.solver.linear.linearisation import linearised

SINGLE = 2e-5  # relative, of single precision after a product of a few hundred terms
N_REGIONS, N_SECTORS = 12, 4
N_PER_REGION = 3 * N_SECTORS
N_REGIONAL = N_REGIONS * N_PER_REGION


def tied(rng: np.random.Generator, n_ties: int, n_more: int) -> np.ndarray:
    """Inverse of a matrix whose regions, and unknowns of no region, are tied to each other by so many patterns."""
    n_unknowns = N_REGIONAL + n_more
    region = np.append(np.tile(np.arange(N_REGIONS), N_PER_REGION), N_REGIONS + np.arange(n_more))
    within = np.where(region[:, None] == region, rng.normal(size=(n_unknowns, n_unknowns)) / N_PER_REGION, 0.0)
    ties = rng.normal(size=(n_unknowns, n_ties)) @ rng.normal(size=(n_ties, n_unknowns)) / n_unknowns
    return np.eye(n_unknowns) + within + ties


def product(inverse: Inverse, vectors: np.ndarray) -> np.ndarray:
    return inverse.unpacked(inverse.times(inverse.packed(vectors)), len(vectors))


@pytest.mark.parametrize("n_more", [0, 5])
@pytest.mark.parametrize("n_ties", [0, 3])
def test_identity_few_ties_between_regions_are_kept_whole(n_ties, n_more):
    rng = np.random.default_rng(n_ties)
    wanted = tied(rng, n_ties, n_more)
    vectors = rng.normal(size=(TOGETHER + 3, N_REGIONAL + n_more))
    found = product(Inverse(np.linalg.inv(wanted), N_REGIONS, N_PER_REGION), vectors)
    np.testing.assert_allclose(found, vectors @ wanted.T, atol=SINGLE * np.abs(vectors @ wanted.T).max())


def test_limit_a_small_matrix_is_inverted_whole():
    rng = np.random.default_rng(5)
    matrix = np.eye(18) + rng.normal(size=(18, 18)) / 10
    vectors = rng.normal(size=(2, 18))
    found = product(Inverse(matrix, n_regions=3, n_per_region=6), vectors)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, vectors.T).T, atol=SINGLE)


def test_limit_many_ties_are_kept_in_part():
    """What is dropped is the weakest: random ties are all alike, so that some of a step is lost, but not most."""
    rng = np.random.default_rng(6)
    wanted = tied(rng, N_REGIONAL, 0)
    vectors = rng.normal(size=(1, N_REGIONAL))
    lost = product(Inverse(np.linalg.inv(wanted), N_REGIONS, N_PER_REGION), vectors) - vectors @ wanted.T
    share = np.linalg.norm(lost) / np.linalg.norm(vectors @ wanted.T)
    assert SINGLE < share < 0.5


def test_symmetry_a_product_does_not_depend_on_its_place_or_neighbours(economy):
    """Digit for digit, at every place among the cases that one product serves, with few neighbours and with many."""
    inverse = linearised(economy.levels, economy.elasticities.at(np.inf)).inverse
    rng = np.random.default_rng(1)
    gap = rng.normal(size=(1, 3 * economy.levels.output.size))
    alone = product(inverse, gap)
    for place in range(TOGETHER):
        for n_cases in (TOGETHER, 2 * TOGETHER + 3):
            batch = rng.normal(size=(n_cases, gap.size))
            batch[place] = gap
            np.testing.assert_array_equal(product(inverse, batch)[place], alone[0])


@pytest.mark.parametrize("n_cases", [1, TOGETHER, TOGETHER + 1])
def test_identity_columns_are_put_one_below_the_other_again(n_cases):
    vectors = np.random.default_rng(2).integers(-9, 9, size=(n_cases, 4, 3)).astype(float)
    again = rows(columns(vectors), n_cases)
    np.testing.assert_array_equal(again, vectors)
    assert again.flags.c_contiguous
