"""Identity: a cut that leaves everything as it is has no error, and symmetric members of a group none either."""

import numpy as np
import pytest

from simulator.economy import read_baseline
from simulator.experiment.assumptions.aggregation import aggregation_error
from tests.worlds import SETTINGS, write_folder

REGIONS = ("USA", "CHN", "DEU", "FRA")
SCENARIO = {
    "title": "A tariff",
    "measures": [
        {"id": "a", "type": "tariff", "importer": "USA", "exporter": "CHN", "sectors": "goods", "rate": "25%"}
    ],
}


@pytest.fixture(scope="module")
def economy(tmp_path_factory):
    settings = SETTINGS.replace("west: [ANA, BEL]", "EUU: [DEU, FRA]")
    return read_baseline(write_folder(tmp_path_factory.mktemp("world") / "four", REGIONS, settings=settings))


def test_a_cut_to_what_is_there_has_no_error(economy):
    error = aggregation_error(SCENARIO, economy, horizon="long")
    assert list(error.regions.index) == list(REGIONS)
    for name in ("real_income", "exports", "imports"):
        np.testing.assert_allclose(error.regions[name, "cut"], error.regions[name, "whole"], atol=1e-6)
    assert error.misplaced < 1e-8
    assert error.moved > 1e-3
    assert len(error.flows) == 2 * 4 * 3


def test_the_error_of_a_group_is_told(economy):
    error = aggregation_error(SCENARIO, economy, groups="EUU")
    whole = economy.levels.trade_flow[:, 2:, :2].sum()
    of_group = error.flows[(error.flows["exporter"] == "EUU")]
    assert of_group["baseline"].sum() == pytest.approx(whole)
    assert 0 < error.misplaced < error.moved
    assert error.regions["duties", "whole"]["USA"] > 0
    first, second = error.sentences()
    assert first.startswith(error.scenario)
    assert "the cut differs from the whole by" in first
    assert "Real income differs by" in second
    assert [len(table) for table in error.tables()] == [3] * 4


def test_members_that_are_alike_are_no_error(tmp_path):
    """Two regions that are one split in half, with own sales among them in proportion, answer like the one."""
    rng = np.random.default_rng(20190101)
    flow = rng.uniform(50, 90, (2, 3, 3)) + 200 * np.eye(3)
    folder = write_folder(
        tmp_path / "w",
        ("USA", "CHN", "DEU", "FRA"),
        input_cost=0,
        settings=SETTINGS.replace("[ANA, BEL]", "[DEU, FRA]"),
    )
    half = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0.5], [0, 0, 0.5]])
    split = half @ flow @ half.T
    codes = ("USA", "CHN", "DEU", "FRA")
    rows = [
        f"{codes[i]},{codes[j]},{s},{float(split[n, i, j])!r}"
        for n, s in enumerate(("GRN", "ORE"))
        for i in range(4)
        for j in range(4)
    ]
    (folder / "flows.csv").write_text("\n".join(["exporter,importer,sector,value", *rows]))
    (folder / "tariffs.csv").unlink()
    (folder / "quantities.csv").unlink()
    error = aggregation_error(SCENARIO, read_baseline(folder), groups="west")
    assert error.misplaced < 1e-6
