"""Symmetry of batches of shocks: taking cases out of a stack gives back what went in."""

from dataclasses import fields

import numpy as np
import pytest

from simulator.economy.elasticities import Elasticities
from simulator.model.shock import WEDGES, Bounds, Shock
from tests.shocks import Limit, elasticities_of, shock_of


@pytest.fixture
def shocks(levels, elasticities):
    """Four cases with 0, 2, 1 and 3 bounds."""
    other = elasticities_of(4, origin=3, factor=2)
    return [
        shock_of(levels, elasticities, closed=[(3, 0, 1)]),
        shock_of(levels, other, Limit([(0, 1, 0), (1, 1, 0)], 0.4), Limit([(2, 0, 1)], 1.2, is_floor=True)),
        shock_of(levels, elasticities, Limit([(3, 2, 1)], 0.7, to_importer=True), iceberg_cost={(0, 0, 2): 1.1}),
        shock_of(levels, other, *(Limit([(s, 0, 1), (s, 0, 2)], 1.1, is_value=True) for s in range(3))),
    ]


def rows_of(shock: Shock, name: str) -> np.ndarray:
    """A row for each case, as an array may have one for all of them."""
    array = getattr(shock, name)
    return np.broadcast_to(array, (len(shock), *array.shape[1:]))


def assert_equal(left, right):
    for item in fields(left):
        ours, theirs = getattr(left, item.name), getattr(right, item.name)
        if isinstance(ours, Bounds | Elasticities):
            assert_equal(ours, theirs)
        elif item.name in WEDGES:
            np.testing.assert_array_equal(rows_of(left, item.name), rows_of(right, item.name), err_msg=item.name)
        else:
            np.testing.assert_array_equal(ours, theirs, err_msg=item.name)


@pytest.mark.parametrize("case", range(4))
def test_symmetry_one_case_out_of_a_stack_is_that_case(shocks, case):
    assert_equal(Shock.stack(shocks).take(np.array([case])), shocks[case])


def test_symmetry_a_subset_is_the_stack_of_its_members(shocks):
    assert_equal(Shock.stack(shocks).take(np.array([1, 3])), Shock.stack([shocks[1], shocks[3]]))


def test_symmetry_stacks_of_stacks_are_one_stack(shocks):
    nested = Shock.stack([Shock.stack(shocks[:3]), Shock.stack(shocks[3:])])
    assert_equal(nested, Shock.stack(shocks))
    assert len(nested) == 4
    assert nested.bounds.case.tolist() == [1, 1, 2, 3, 3, 3]


def test_contract_wedges_have_one_row_where_all_cases_have_the_same(levels, elasticities):
    """Told by content, as every case may come with an array of its own."""
    cases = [shock_of(levels, elasticities, tariff={(0, 1, 0): rate}) for rate in (0.1, 0.2)]
    both = Shock.stack(cases)
    assert {name: len(getattr(both, name)) for name in WEDGES} == dict.fromkeys(WEDGES, 1) | {"tariff_new": 2}
    again = Shock.stack([both, cases[0], Shock.stack([cases[1], cases[1]])])
    assert len(again) == 5
    assert again.tariff_new[:, 0, 1, 0].tolist() == [0.1, 0.2, 0.1, 0.2, 0.2]


def test_identity_amounts_add_up_by_bound(shocks):
    bounds = Shock.stack(shocks).bounds
    amount = np.arange(1.0, bounds.entry_bound.size + 1)
    assert bounds.total(amount).tolist() == [1 + 2, 3, 4, 5 + 6, 7 + 8, 9 + 10]


def test_limit_no_shock_is_one_case_for_each_set_of_elasticities(levels, elasticities):
    both = Elasticities.stack([elasticities, elasticities_of(4)])
    none = Shock.none(levels, both)
    assert len(none) == 2
    assert len(none.bounds) == 0
    np.testing.assert_array_equal(rows_of(none, "tariff_new"), [levels.tariff, levels.tariff])
    np.testing.assert_array_equal(none.deficit_new, [levels.deficit, levels.deficit])


def test_contract_arrays_are_read_only(shocks):
    with pytest.raises(ValueError, match="read-only"):
        shocks[1].tariff_new[0, 0, 0, 1] = 1
    with pytest.raises(ValueError, match="read-only"):
        shocks[1].bounds.limit[0] = 1
