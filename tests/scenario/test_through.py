"""Goods of one origin that come through other regions: a rate on their share of what these export."""

import numpy as np
import pytest

from simulator.scenario import Scenario, Tariff, load_scenario
from simulator.scenario.authoring.describe import description
from simulator.scenario.effects.compile import compile_case
from tests.shocks import solved

EXACT = 1e-12
FLOWS = {"importer": "ANA", "exporter": "BEL", "sectors": "GRN"}


def compiled(economy, *measures):
    scenario = load_scenario(Scenario(title="x", measures=measures), economy)
    return compile_case(scenario, economy, "short", 1.0)


def test_the_rate_is_on_the_share_of_the_other_region(small):
    tariff = Tariff(id="a", **FLOWS, rate=0.4, through={"CYR": "25%"})
    expected = small.levels.tariff.copy()
    expected[0, 2, 0] += 0.1
    np.testing.assert_allclose(compiled(small, tariff).shock.tariff_new[0], expected, atol=EXACT)


def test_it_is_what_a_tariff_with_this_coverage_is_and_stacks_like_it(small):
    first = Tariff(id="b", importer="ANA", exporter="CYR", sectors="GRN", rate=0.3)
    keys = {"rate": 0.5, "stacking": "max", "id": "a"}
    through = Tariff(**FLOWS, **keys, coverage=0.5, through={"CYR": 0.5})
    covered = Tariff(importer="ANA", exporter="CYR", sectors="GRN", **keys, coverage=0.25)
    new = [solved(small.levels, compiled(small, first, item).shock) for item in (through, covered)]
    np.testing.assert_allclose(new[0].income_new, new[1].income_new, rtol=1e-12)


def test_groups_are_their_members(small):
    tariff = Tariff(id="a", importer="CYR", exporter="BEL", sectors="GRN", rate=0.4, through={"ANA": 0.1})
    assert compiled(small, tariff).shock.tariff_new[0, 0, 0, 2] == pytest.approx(
        small.levels.tariff[0, 0, 2] + 0.04, abs=EXACT
    )


def test_words_and_files_say_it(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = Scenario(title="x", measures=[Tariff(id="a", **FLOWS, rate=0.4, through={"CYR": "25%"})])
    (said,) = description(scenario)["measures"]
    assert said["flows"] == "BEL through CYR → ANA: GRN"
    assert "through CYR 25 %" in said["values"]
    scenario.to_yaml("y.yaml")
    assert load_scenario("y", small).measures == scenario.measures


@pytest.mark.parametrize(
    ("through", "problem"),
    [
        ("{CYX: 0.1}", "got the unknown region 'CYX' — Did you mean 'CYR'?"),
        ("{west: 0.1}", "got 'west', but ANA is where the goods go — another region, each once."),
        ("{BEL: 0.1}", "got 'BEL', but BEL is where the goods are from — another region, each once."),
        ("{CYR: 1.5}", "got 1.5 — a share from 0 to 1, such as 0.5 or 50%."),
        ("12%", "got '12%' — shares by region, such as {VNM: 12%, MEX: 3%}."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(write, small, problems_of, through, problem):
    measure = f"{{id: a, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 40%, through: {through}}}"
    write("x.yaml", f"title: x\nmeasures:\n  - {measure}\n")
    (said,) = problems_of("x", small)
    assert said.startswith("x.yaml:3:")
    assert "measures[0].through" in said
    assert problem in said


def test_shares_stand_beside_a_rate(write, small, problems_of):
    write("x.yaml", "title: x\nmeasures:\n  - {id: a, type: tariff, table: t.csv, through: {CYR: 0.1}}\n")
    write("t.csv", "exporter,importer,sector,rate\nBEL,ANA,GRN,20%\n")
    assert problems_of("x", small) == [
        "x.yaml:3:5: measures[0]: got both `through` and `table` — one of them; shares stand beside a `rate`."
    ]
