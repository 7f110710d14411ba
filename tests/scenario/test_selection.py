"""Selections with exceptions: what they hit, how they are written, and what is refused."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario import Scenario, SupplyDisruption, Tariff, load_scenario
from simulator.scenario.authoring.describe import description
from simulator.scenario.authoring.difference import diff_scenarios
from simulator.scenario.effects.flows import block, members
from simulator.scenario.format.selection import Selected
from tests.worlds import REGIONS

FILE = "title: x\nmeasures:\n  - {id: a, type: tariff, importer: ANA, exporter: %s, sectors: GRN, rate: 10%%}\n"
FLOWS = {"importer": "ANA", "sectors": "GRN"}
NAMES = st.sampled_from([*REGIONS, "west", "all"])


def selling(economy, exporter):
    tariff = Tariff(id="a", **FLOWS, exporter=exporter, rate=0.1)
    (measure,) = load_scenario(Scenario(title="x", measures=[tariff]), economy).measures
    return {economy.regions[index] for index in np.flatnonzero(measure.cells(economy).any(axis=(0, 2)))}


def test_exceptions_are_left_out(small):
    assert selling(small, {"of": "all", "except": "BEL"}) == {"CYR"}
    assert selling(small, {"of": ["BEL", "CYR"], "except": ["west"]}) == {"CYR"}
    assert selling(small, "all") == {"BEL", "CYR"}


@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(NAMES, max_size=3))
def test_a_selection_is_what_is_named_less_what_is_excepted(names, left_out):
    groups = {"west": ("ANA", "BEL"), "all": REGIONS}
    whole, out = (members(some, REGIONS, groups) for some in (names, left_out))
    np.testing.assert_array_equal(members(Selected(names, left_out), REGIONS, groups), whole & ~out)


def test_a_selection_is_not_the_list_that_it_is_taken_from(small):
    plain, selected = ("all",), Selected(("all",), ("BEL",))
    assert selected != plain
    assert plain != selected
    assert selected == Selected(["all"], ["BEL"])
    assert hash(selected) == hash(Selected(["all"], ["BEL"]))
    again = pickle.loads(pickle.dumps(selected))
    assert (again, again.exceptions) == (selected, ("BEL",))
    hit = [block(("GRN",), names, ("ANA",), small) for names in (plain, selected)]
    assert hit[0].sum() == hit[1].sum() + 1


def test_sectors_and_producers_have_exceptions_too(small):
    sectors = {"of": "all", "except": "ORE"}
    lost = SupplyDisruption(id="b", region={"of": "all", "except": ["ANA"]}, sectors=sectors, lost=0.1)
    (measure,) = load_scenario(Scenario(title="x", measures=[lost]), small).measures
    assert np.argwhere(measure.cells(small).any(axis=2)).tolist() == [[0, 1], [0, 2]]
    assert description(Scenario(title="x", measures=[lost]))["measures"][0]["flows"] == (
        "all except ANA: all except ORE"
    )


def test_files_options_and_differences_say_it(write, small):
    write("x.yaml", FILE % "{of: all, except: [BEL]}")
    scenario = load_scenario("x", small)
    assert scenario.measures[0].sides == "all except BEL → ANA"
    changed = load_scenario("x", small, ["a.exporter={of: all, except: CYR}"])
    assert [str(item) for item in diff_scenarios(scenario, changed)] == ["a.exporter: all except BEL → all except CYR"]
    changed.replace(name="y").to_yaml("y.yaml")
    assert load_scenario("y", small).measures == changed.measures


def test_names_that_people_use_are_read_in_exceptions(economy):
    tariff = Tariff(
        id="a", importer="USA", exporter={"of": "all", "except": ["Canada", "Germany"]}, sectors="goods", rate=0.1
    )
    scenario = load_scenario(Scenario(title="x", measures=[tariff]), economy)
    assert scenario.measures[0].exporter.exceptions == ("CAN", "EUU")
    assert any(text.startswith("a: ") and "Germany" in text for text in scenario.assumptions)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            "{of: all, except: [BEL, CYX]}",
            "x.yaml:3:76: measures[0].exporter.except[1]: got the unknown region 'CYX' — Did you mean 'CYR'? Known: 3 "
            "codes and 2 groups, listed by `tariffsim baseline show`.",
        ),
        (
            "{of: [BEL], except: [CYR]}",
            "x.yaml:3:73: measures[0].exporter.except[0]: got 'CYR', which is not in BEL — an exception from what is "
            "there, or none.",
        ),
        (
            "{of: west, except: [ANA, BEL]}",
            "x.yaml:3:71: measures[0].exporter.except: leaves nothing of west — fewer exceptions, or `enabled: false`.",
        ),
        ("{except: BEL}", "x.yaml:3:52: measures[0].exporter: got no `of` — write {of: all, except: [CAN, MEX]}."),
        (
            "{of: all, exept: BEL}",
            "x.yaml:3:69: measures[0].exporter.exept: got the key 'exept' — Did you mean 'except'? Allowed: of, "
            "except; write {of: all, except: [CAN, MEX]}.",
        ),
        (
            "{of: all, except: []}",
            "x.yaml:3:70: measures[0].exporter.except: got a list — a code, a list of codes, a group name or `all`.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(write, small, problems_of, written, problem):
    write("x.yaml", FILE % written)
    assert problem in problems_of("x", small)
