"""Branches of a scenario: one past up to a day, and several futures after it."""

from datetime import date, timedelta

import numpy as np
import pytest

from simulator.scenario import load_branches, load_scenario, on_date
from simulator.scenario.effects.compile import compile_case

AT = date(2025, 10, 25)
TARIFF = "type: tariff, importer: USA, exporter: CHN, sectors: goods"

GRANDPARENT = f"""
    title: Before the dispute
    measures:
      - {{id: old, {TARIFF}, rate: 5%, end: 2025-12-31}}
"""
TRUNK = f"""
    title: Trunk
    extends: before
    branches: [drift, paths/spiral.yaml]
    measures:
      - {{id: known, {TARIFF}, rate: {{2025-03-01: 10%, 2025-12-01: 20%}}, announced: 2025-02-01}}
      - {{id: coming, {TARIFF}, rate: 7%, announced: 2025-10-10, start: 2025-11-08}}
      - {{id: later, {TARIFF}, rate: 3%, start: 2025-11-10}}
      - {{id: agreed, {TARIFF}, rate: 2%, announced: 2025-10-30, start: 2025-10-20}}
      - {{id: threat, {TARIFF}, rate: 100%, announced: 2025-10-10, start: 2025-11-01, enabled: false}}
"""
DRIFT = f"""
    title: Drift
    extends: ../trunk
    measures:
      - {{id: coming, {TARIFF}, rate: 9%}}
      - {{id: own, {TARIFF}, rate: 1%, announced: 2025-10-01, start: 2025-10-10, end: 2025-11-30}}
      - {{id: over, {TARIFF}, rate: 1%, end: 2025-10-25}}
"""
SPIRAL = f"""
    title: Spiral
    extends: ../trunk
    measures:
      - {{id: threat, {TARIFF}, rate: 100%, announced: 2025-10-10, start: 2025-11-01}}
      - {{id: later, {TARIFF}, rate: 4%, start: 2025-11-20}}
      - {{id: old, {TARIFF}, rate: 5%, enabled: false}}
"""


@pytest.fixture
def branches(write):
    write("before.yaml", GRANDPARENT)
    write("trunk.yaml", TRUNK)
    write("trunk/drift.yaml", DRIFT)
    write("drift.yaml", "title: another drift\n")
    write("paths/spiral.yaml", SPIRAL)
    return load_branches("trunk.yaml", None, (), AT)


def rates(scenario, *day):
    return {measure.id: measure.rate for measure in on_date(scenario, date(*day)).enabled}


def test_branches_come_in_the_order_of_the_file_and_from_the_folder_of_its_name(branches):
    assert [branch.title for branch in branches] == ["Drift", "Spiral"]
    assert [branch.parents for branch in branches] == [("before", "trunk")] * 2


def test_up_to_the_day_all_are_their_trunk(branches, economy):
    trunk = load_scenario("trunk.yaml")
    for day in (date(2025, 1, 1), date(2025, 10, 15), AT):
        known = [rates(branch, day.year, day.month, day.day) for branch in branches]
        assert (
            known[0]
            == known[1]
            == {name: rate for name, rate in rates(trunk, day.year, day.month, day.day).items() if name != "agreed"}
        )
    tariffs = [compile_case(on_date(branch, AT), economy, "short", 1.0).shock.tariff_new for branch in branches]
    np.testing.assert_array_equal(*tariffs)


def test_from_the_next_day_on_each_goes_its_own_way(branches):
    drift, spiral = branches
    assert rates(drift, 2025, 10, 26) == {"old": 0.05, "known": 0.1, "coming": 0.09, "own": 0.01}
    assert rates(spiral, 2025, 10, 26) == {"known": 0.1}
    assert rates(drift, 2025, 12, 1) == {"old": 0.05, "known": 0.2, "coming": 0.09}
    assert rates(spiral, 2025, 12, 1) == {"known": 0.2, "coming": 0.07, "later": 0.04, "threat": 1.0}


def test_what_a_branch_begins_or_announces_earlier_moves_to_the_day_after(branches):
    own = {measure.id: measure for measure in branches[0].measures}["own"]
    assert own.start == own.announced == AT + timedelta(1)
    threat = {measure.id: measure for measure in branches[1].measures}["threat"]
    assert (threat.announced, threat.start) == (date(2025, 10, 26), date(2025, 11, 1))


def test_what_is_over_by_then_or_not_known_is_left_out(branches):
    ids = [{measure.id for measure in branch.measures} for branch in branches]
    assert ids == [{"old", "known", "coming", "threat", "own"}, {"old", "known", "coming", "later", "threat"}]
    assert "later" not in branches[1].replaced


def test_a_later_branch_date_knows_more(branches):
    drift, _ = load_branches("trunk.yaml", None, (), date(2025, 11, 15))
    assert rates(drift, 2025, 11, 15) == {"old": 0.05, "known": 0.1, "coming": 0.07, "later": 0.03, "agreed": 0.02}
    assert drift.digest != branches[0].digest


@pytest.mark.usefixtures("branches")
def test_options_apply_to_the_branches_that_have_the_measure(economy):
    drift, spiral = load_branches("trunk.yaml", economy, ("threat.rate=0.5", "known.rate=0.3"), AT)
    assert rates(spiral, 2025, 12, 1)["threat"] == 0.5
    assert rates(drift, 2025, 12, 1)["known"] == rates(spiral, 2025, 12, 1)["known"] == 0.3
    assert {measure.id: measure.rate for measure in drift.measures}["threat"] == 0.5
