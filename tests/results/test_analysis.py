"""Analyses take the results of a run as they are, at any of its horizons."""

import numpy as np
import pytest

from simulator.errors import ResultsError
from simulator.results.analysis import (
    Comparison,
    channels,
    commitments,
    critical_inputs,
    displaced,
    flow_change,
    incidence,
    licences,
)
from tests.report.made_up import made_up


@pytest.fixture(scope="module")
def results():
    return made_up()


@pytest.mark.parametrize("analysis", [channels, commitments, critical_inputs, displaced, incidence, licences])
@pytest.mark.parametrize("horizon", ["short", "long"])
def test_a_run_and_its_comparison_say_the_same(analysis, horizon, results):
    of_run, of_comparison = analysis(results, horizon=horizon), analysis(Comparison.of(results, horizon))
    assert of_run.equals(of_comparison)
    assert not of_run.equals(analysis(results, horizon="long" if horizon == "short" else "short"))
    with pytest.raises(ResultsError, match="horizon: got 'lang' — Did you mean 'long'"):
        analysis(results, horizon="lang")


def test_limit_licences_count_what_they_let_through(results):
    table = licences(results).set_index("scenario")
    assert table.loc["truce", "limit"] == 900
    assert table.loc["cutoff", "limit"] == 200 + 100
    base = results.baseline("bound_quantity").to_series()
    own = base[base.index.str.startswith("cutoff/licences") & base.index.str.endswith("REE")]
    assert table.loc["cutoff", "baseline"] == pytest.approx(own.sum())


def test_identity_what_is_displaced_is_a_share_of_imports(results):
    """Shares of all origins add up to the change of all imports."""
    at = Comparison.of(results)
    flow = {"sector": "SOY", "importer": "CHN", "exporter": [code for code in at.regions if code != "CHN"]}
    before = at.from_reference("quantity").sel(flow).sum()
    change = at.change("quantity").sel(flow).sel(scenario="pledge").sum()
    assert displaced(results).iloc[0].sum() == pytest.approx(float(100 * change / before))


def test_identity_flows_of_goods_are_those_of_their_sectors(results):
    change, unit = flow_change(results)
    assert unit == "million USD"
    volume = results.reference_change("trade_volume").sel(horizon="short", sector=["SOY", "REE"])
    expected = (results.baseline("trade_flow").sel(sector=["SOY", "REE"]) * volume / 100).sum("sector")
    np.testing.assert_allclose(change.transpose(*expected.dims), expected)
    assert flow_change(results, ["SOY"])[1] == "Mt"
