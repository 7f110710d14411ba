"""The suite of deals: it is of one world, says what is assumed, and hits hardest whom it is about."""

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import library_folder, load_scenarios, load_suite
from simulator.scenario.effects.compile import compile_case
from tests.shocks import solved

FOLDER = library_folder() / "2025-deals"


@pytest.fixture(scope="module")
def world():
    return load_baseline(load_suite(FOLDER).baseline)


@pytest.fixture(scope="module")
def deals(world):
    return {scenario.name: scenario for scenario in load_scenarios(FOLDER, world)}


def test_every_figure_has_a_source_or_is_called_an_assumption(deals):
    assert {path.stem for path in FOLDER.glob("*.yaml")} - {"suite"} == set(deals)
    for scenario in deals.values():
        for measure in scenario.measures:
            assert measure.source or "assumption" in measure.note.lower(), (scenario.name, measure.id)
        is_assumed = any("assumption" in measure.note.lower() for measure in scenario.measures)
        texts = [text for draft in scenario.drafts if draft.file for text in draft.file.assumptions]
        assert bool(texts) or not is_assumed, scenario.name


def test_caps_bring_duties_to_the_rate_of_the_deal(deals, world):
    before, new = (
        compile_case(deals[name], world, "short", 1.0).shock.tariff_new[0] for name in ("no-deals", "deals-15")
    )
    seller, buyer, cars = world.regions.index("JPN"), world.regions.index("USA"), world.sectors.index("MVH")
    base = world.levels.tariff[cars, seller, buyer]
    assert before[cars, seller, buyer] == pytest.approx(base + 0.25)
    assert new[cars, seller, buyer] == pytest.approx(0.15)
    assert (new <= np.maximum(before, 0)).all()
    assert (new >= world.levels.tariff - 1e-12).all()


LOSERS = {
    "switzerland-39": "CHE",
    "india-50": "IND",
    "brazil-50": "BRA",
    "chips-100": "TWN",
    "through-vietnam": "VNM",
}


@pytest.mark.parametrize(("name", "loser"), LOSERS.items())
def test_who_is_hit_loses_most(deals, world, name, loser):
    case = compile_case(deals[name], world, "short", 1.0)
    outcomes = World(world, case.shock, solved(world.levels, case.shock))
    change = {code: float(Outcome.read(f"own_income:{code}").of(outcomes)[0]) for code in world.regions}
    assert min(change, key=change.__getitem__) == loser
    assert -3 < change[loser] < -0.1
