"""Published: models of others, written down and solved without the simulator, are settings of it."""

import numpy as np
import pytest
import replications
from replications import EXACT

RELIEF = replications.tax_relief()


@pytest.mark.parametrize("theta", [2.5, 4.0])
@pytest.mark.parametrize(
    "model", [replications.ended_deficits, replications.proportional_deficits, replications.shifted_profits]
)
def test_deficits_and_profits_are_those_of_the_sources(model, theta):
    assert model(theta) < EXACT


@pytest.mark.parametrize("phi", [0.6, 1.8])
def test_what_profits_are_worth_is_known_in_closed_form(phi):
    assert replications.profits_in_closed_form(phi=phi) < EXACT


def test_tariffs_for_a_tax_on_labour_are_those_of_the_source():
    assert replications.tax_relief().gap < EXACT


def test_effort_without_relief_raises_welfare_as_coded():
    assert RELIEF.as_coded > RELIEF.with_relief > RELIEF.ours


def test_equations_are_not_solved_by_standing_still():
    levels = replications.small_world(replications.FLOWS[None])
    found = replications.ours(levels, replications.settings(1, 4.0), deficit_new=np.zeros(4))
    assert np.abs(levels.deficit).min() > 1
    assert np.abs(found.wage_hat[0, 0] - 1).max() > 0.001


def test_the_page_has_the_replications_as_they_are_now(page):
    assert replications.prose("replications") in page
    for check in replications.checks(RELIEF):
        assert check.gap < EXACT
        assert f"| {check.what} | {check.source} |" in page
    values = {name: replications.number(getattr(RELIEF, name)) for name in ("as_coded", "with_relief", "ours")}
    said = replications.prose("replications_relief", duty=100 * replications.DUTY, **values)
    assert said.strip() in page, "docs/validation.md is out of date: python docs/validation/make.py"
