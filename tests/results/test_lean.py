"""Results of a large economy as folders hold them; small ones are taken for large here."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ResultsError
from simulator.results import Results, read
from simulator.results.analysis.trade import flow_change
from simulator.results.assembly import lean as room
from simulator.results.assembly.lean import flow_sum, kept_words, lean
from simulator.results.table import FLOWS_FROM

FLOW = ("sector", "exporter", "importer")
SUMS = ["baseline", "value", "volume"]


@pytest.fixture(scope="module")
def leaner(results):
    """Results of the small world, as if it were a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MOST", 0)
        patch.setattr(room, "COVERED", 0.7)
        return results.lean()


def left_out(data):
    """Flows that are in sums only."""
    return data["trade_flow_baseline"].isnull()


def test_results_of_a_small_economy_stay_as_they_are(results):
    assert results.lean() is results
    assert kept_words(results.data) == ""


def test_some_flows_are_left_out_and_no_other_number(leaner, results):
    assert 0 < int(left_out(leaner.data).sum()) < left_out(leaner.data).size
    flows = {name for name, item in results.data.items() if {"sector", "exporter", "importer"} <= set(item.dims)}
    others = [*sorted(set(results.data) - flows), "quantity", "quantity_baseline"]
    xr.testing.assert_identical(leaner.data[others].drop_attrs(), results.data[others].drop_attrs())


def test_flows_that_are_kept_have_the_numbers_that_they_had(leaner, results):
    kept = ~left_out(leaner.data)
    for name in ("trade_flow", "trade_volume", "import_tax", "delivered_price"):
        xr.testing.assert_identical(leaner.data[name], results.data[name].where(kept))


@pytest.mark.parametrize("side", ["exporter", "importer"])
def test_rows_add_up_to_the_same_trade_of_every_region(leaner, results, side):
    def totals(table):
        volume = table["baseline"] * (1 + table["volume_change_pct"] / 100)
        return table.assign(volume=volume).groupby(["scenario", "horizon", side])[SUMS].sum(min_count=1)

    pd.testing.assert_frame_equal(totals(leaner.flows()), totals(results.flows()), rtol=1e-12)


def test_a_row_says_from_which_value_on_flows_stand_by_themselves(leaner, results):
    table = leaner.flows()
    least = leaner.data.attrs[FLOWS_FROM]
    rest = table[table["sector"].str.contains("below")]
    assert set(rest["sector"]) <= {f"{kind} below {least:g} million USD" for kind in ("goods", "services")}
    assert set(table["sector"]) - set(rest["sector"]) == set(results.data["sector"].to_numpy())
    assert (rest["baseline"] < least * len(results.data["sector"])).all()


def test_flows_that_a_limit_is_about_are_kept_however_small(leaner):
    data = leaner.data
    labels = [data[f"{dim}s"].to_numpy().tolist() for dim in FLOW]
    limited = [dict(zip(FLOW, (codes.split("+") for codes in flow), strict=True)) for flow in zip(*labels, strict=True)]
    of_flows = [flow for flow in limited if flow["importer"] != [""]]
    assert len(of_flows) > 5
    assert not any(left_out(data).sel(flow).any() for flow in of_flows)


def test_flows_that_become_large_are_kept(results):
    data = results.data.copy(deep=True)
    flow = {"exporter": "ANA", "importer": "CYR", "sector": "FAB"}
    data["trade_flow_baseline"].loc[flow] = 1e-9
    assert bool(left_out(small(data)).sel(flow)) is False
    data["trade_flow"].loc[flow] = 1e-9
    assert bool(left_out(small(data.isel(bound=slice(0)))).sel(flow)) is True


def small(data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MOST", 0)
        return lean(data)


def test_trade_of_goods_is_the_same_with_its_rest(leaner, results):
    (change, unit), (expected, _) = flow_change(leaner), flow_change(results)
    assert unit == "million USD"
    xr.testing.assert_allclose(change, expected, rtol=1e-10)
    goods = results.data["sector"].values[results.data["sector_kind"] == "goods"].tolist()
    for name in ("trade_flow", "trade_flow_baseline"):
        xr.testing.assert_allclose(flow_sum(leaner.data, name, goods), flow_sum(results.data, name, goods))


@pytest.fixture
def of_flows(monkeypatch):
    """Write no table but that of flows, and take the world for a large one."""
    monkeypatch.setattr(Results, "parts", lambda self: {"flows": [self.flows()]})
    monkeypatch.setattr(room, "MOST", 0)
    monkeypatch.setattr(room, "COVERED", 0.7)


@pytest.mark.usefixtures("of_flows")
def test_a_folder_says_what_it_keeps_and_reads_back(leaner, results, tmp_path):
    results.write(tmp_path / "lean")
    flows = json.loads((tmp_path / "lean" / "manifest.json").read_text(encoding="utf-8"))["flows"]
    known = int((results.data["trade_flow_baseline"] > 0).sum())
    assert flows["of"] == known
    assert flows["kept"] == known - int(left_out(leaner.data).sum())
    assert flows["from"] == leaner.data.attrs[FLOWS_FROM]
    assert 70 <= flows["trade_between_regions_pct"] < 100
    again = read(tmp_path / "lean")
    xr.testing.assert_identical(again.data, leaner.data)
    again.write(tmp_path / "again", full=True)
    files = [(tmp_path / folder / "flows.csv").read_bytes() for folder in ("lean", "again")]
    assert files[0] == files[1]


@pytest.mark.usefixtures("of_flows")
def test_all_flows_are_written_where_they_are_asked_for(results, tmp_path):
    results.write(tmp_path, full=True)
    xr.testing.assert_identical(read(tmp_path).data, results.data)
    assert "flows" not in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))


def test_a_flow_that_is_in_a_sum_only_is_refused_by_name(leaner):
    where = left_out(leaner.data)
    first = np.argwhere(where.to_numpy())[0]
    sector, exporter, importer = (str(where[dim].to_numpy()[at]) for dim, at in zip(FLOW, first, strict=True))
    with pytest.raises(ResultsError, match=f"flow of {sector} from {exporter} to {importer}, .*in sums only.*--full"):
        leaner.value("trade_flow", exporter=exporter, importer=importer, sector=sector)
    assert leaner.value("trade_flow", exporter=exporter, importer=importer).notnull().any()


@given(st.lists(st.floats(1e-3, 1e7), min_size=3, max_size=40))
def test_the_threshold_is_the_largest_that_covers_enough(values):
    side = len(values)
    codes = {"exporter": range(side), "importer": range(side)}
    trade = xr.DataArray(np.zeros((1, side, side)), dims=FLOW, coords=codes)
    trade[0, 0, 1:] = values[1:]
    trade[0, 1, 0], trade[0, 2, 2] = values[0], 1e9

    def covers(least):
        return sum(item for item in values if item >= least) >= room.COVERED * sum(values) * (1 - 1e-9)

    least = room._threshold(trade)
    assert covers(least)
    assert not covers(min(step for step in room._STEPS if step > least))
