"""The tariff tracker: averages add up, by law and collected, before and after substitution, at a horizon or by date."""

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ResultsError, ScenarioError
from simulator.experiment.dynamics.tracker import tariffs
from simulator.experiment.run import run
from simulator.results.experiments.tariffs import changes_of
from simulator.results.indicators.tracker import KINDS, RATES
from tests.worlds import write_folder

EXACT = 1e-9


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("world"), regions=("ANA", "BEL", "CYR"), sectors=("GRN", "ORE"))


def scenario(measure, name="duty"):
    return {"name": name, "title": "A duty", "measures": [measure]}


@pytest.fixture(scope="module")
def solved(world):
    duty = {"id": "duty", "type": "tariff", "importer": "ANA", "exporter": "BEL", "sectors": "GRN", "rate": "40%"}
    return run(scenario({**duty, "collection": 0.75}), baseline=world)


def test_averages_of_partners_and_of_sectors_weigh_up_to_the_average_of_all(solved):
    table = solved.tariffs("ANA").query("scenario == 'duty'")
    flows = solved.data["trade_flow"].sel(scenario="duty", horizon="short", importer="ANA")
    base = solved.data["trade_flow_baseline"].sel(importer="ANA")
    abroad = [code for code in flows["exporter"].to_numpy() if code != "ANA"]
    top = table.query("partner == 'all' and sector == 'goods'").iloc[0]
    for kind, weights in zip(KINDS, (base, flows, base, flows), strict=True):
        by_partner = table.query("partner != 'all'").set_index("partner")[kind]
        by_sector = table.query("sector != 'goods'").set_index("sector")[kind]
        of_partner = weights.sel(exporter=abroad).sum("sector").to_series()[by_partner.index]
        of_sector = weights.sel(exporter=abroad).sum("exporter").to_series()[by_sector.index]
        assert np.average(by_partner, weights=of_partner) == pytest.approx(top[kind], rel=EXACT)
        assert np.average(by_sector, weights=of_sector) == pytest.approx(top[kind], rel=EXACT)


def test_the_law_is_above_what_is_collected_and_both_fall_as_trade_moves(solved):
    row = solved.tariffs("ANA").query("scenario == 'duty' and partner == 'BEL'").iloc[0]
    assert row["law_before"] - row["baseline"] == pytest.approx(
        (row["collected_before"] - row["baseline"]) / 0.75, rel=1e-9
    )
    assert row["law_after"] < row["law_before"]
    assert row["collected_after"] < row["collected_before"] < row["law_before"]


def test_rates_are_those_of_whose_tariffs_change_unless_others_are_asked_for(solved):
    assert solved.tariffs()["importer"].unique().tolist() == ["ANA"]
    other = solved.tariffs("CYR")
    assert other["importer"].unique().tolist() == ["CYR"]
    np.testing.assert_allclose(other["law_before"], other["baseline"], rtol=1e-12)
    with pytest.raises(ResultsError, match="unknown importer 'XYZ'"):
        solved.tariffs("XYZ")


def test_without_a_changed_tariff_the_first_actor_is_shown(world):
    still = tariffs({"name": "still", "title": "Nothing"}, baseline=world)
    assert len(still.importers) == 1
    np.testing.assert_allclose(still.rates["collected_after"], still.rates["baseline"], rtol=1e-9)


@pytest.fixture(scope="module")
def stepped(world):
    duty = {"id": "duty", "type": "tariff", "importer": "CYR", "exporter": "all", "sectors": "goods"}
    dated = {"start": "2025-01-01", "end": "2025-04-30"}
    return scenario({**duty, **dated, "rate": {"2025-01-01": 0.1, "2025-03-01": 0.3}})


def test_tariffs_that_step_or_end_give_rates_by_date(stepped, world):
    tracked = tariffs(stepped, baseline=world)
    assert tracked.moment == "date"
    course = tracked.average.set_index("date")
    assert course.index.tolist() == ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]
    added = (course["law_before"] - course["baseline"]).round(6).tolist()
    assert added == [10, 10, 30, 30]
    assert tracked.brief()["date"].tolist() == ["2025-01", "2025-03", "2025-04"]


def test_a_horizon_or_a_day_gives_rates_of_one_equilibrium(stepped, world):
    tracked = tariffs(stepped, baseline=world, on="2025-03-15")
    assert tracked.moment == "horizon"
    row = tracked.average.iloc[0]
    assert row["law_before"] - row["baseline"] == pytest.approx(30)


def test_an_undated_scenario_is_followed_by_date_where_months_are_asked_for(world):
    duty = {"id": "duty", "type": "tariff", "importer": "ANA", "exporter": "BEL", "sectors": "GRN", "rate": "40%"}
    tracked = tariffs(scenario({**duty, "start": "2025-01-01"}), baseline=world, months=2)
    assert tracked.rates["date"].unique().tolist() == ["2025-01-01", "2025-02-01"]


def test_an_unknown_importer_is_refused_before_anything_is_solved(stepped, world):
    with pytest.raises(ScenarioError, match="importer: got the unknown region 'XYZ'"):
        tariffs(stepped, "XYZ", baseline=world)


def test_brief_tables_keep_first_last_and_every_row_from_which_the_law_moves():
    rates = [1.0, 1.0, 1.02, 1.2, 1.2]
    table = pd.DataFrame({"scenario": "one", "importer": "ANA", "date": list("abcde"), "law_before": rates})
    assert changes_of(table)["date"].tolist() == ["a", "d", "e"]
    assert set(RATES) == {"baseline", *KINDS}
