"""Contract: the robustness command draws cases anew by number, judges them as the solver ends them, and says so."""

import numpy as np
import pytest

from benchmarks import robustness
from benchmarks.hard_cases import MEASURES, draw
from simulator.economy.elasticities import HORIZONS
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from simulator.solver.status import Status

SEED = 1
UNAFFORDABLE = 62
"""A case of the seed whose export subsidies cost more than the exporter's income."""


@pytest.fixture(scope="module")
def ended(economy):
    cases = [robustness.hard_case(economy, SEED, number, "all") for number in (*range(9), UNAFFORDABLE)]
    return [result for batch in robustness.batches(cases) for result in robustness.results(batch)]


def test_contract_a_case_is_drawn_from_its_seed_and_number_alone(economy):
    first, again = (draw(economy, "short", SEED, 5) for _ in range(2))
    other = draw(economy, "short", SEED, 6)
    assert first == again
    assert first.shock != other.shock


def test_contract_cases_take_the_horizons_in_turn(ended):
    assert {result.case.number % 3: result.case.horizon for result in ended} == dict(enumerate(HORIZONS))


def test_contract_every_measure_is_drawn_and_none_contradict(economy):
    drawn = [draw(economy, "long", SEED, number) for number in range(60)]
    assert set(MEASURES) <= {name for case in drawn for name in case.classes}
    for shock in (case.shock for case in drawn):
        flows = shock.bounds.entry_flow
        assert np.unique(flows).size == flows.size, "no flow has two bounds"
        assert not shock.is_closed.ravel()[flows].any()


def test_contract_hard_cases_are_solved_or_cannot_be(ended):
    assert [result.case.number for result in ended if not result.is_solved] == [UNAFFORDABLE]
    for result in ended:
        if result.is_solved:
            assert result.gap <= 1e-9
            assert result.residual <= 1e-10


def test_contract_results_are_those_of_the_cases_alone(ended):
    result = next(result for result in ended if result.case.number == 3)
    alone = solve(result.case.levels, Shock.stack([result.case.shock]))
    assert alone.iterations[0] == result.iterations
    assert alone.residual[0] == result.residual


def test_document_names_each_failure_with_its_reason(economy, ended):
    options = robustness.parsed(["--cases", "10", "--seed", str(SEED)])
    text = robustness.page(economy, options, ended)
    assert "**9 (90.00%)\nwere solved**" in text
    assert "9 of 9 (100.00%) were solved" in text
    assert Status.UNAFFORDABLE.value in text
    row = next(line for line in text.splitlines() if line.startswith(f"| {UNAFFORDABLE} |"))
    assert "TWN has 1." in row
    assert "export subsidies" in row
