"""Bands beside the headline: quantiles of the same numbers, and none where quantiles do not add up."""

import json

import numpy as np
import pytest

from simulator import run, uncertainty
from simulator.cli.output import show_headline
from simulator.results.analysis.headline_bands import headline_bands


@pytest.fixture(scope="module")
def drawn():
    return uncertainty(["soybean-boycott"], draws=4, seed=1)


def test_each_number_stands_between_the_ends_of_its_band_as_the_summary_has_them(drawn):
    low, high = headline_bands(drawn)
    assert list(low) == list(high) == list(drawn.headline())
    for name, indicator in (("real GDP {} %", "real_gdp"), ("tariff revenue {} bn USD", "tariff_revenue")):
        region = drawn.data.attrs["actors"].split()[0]
        expected = drawn.summary[indicator].sel(region=region, quantile="p95").to_numpy().ravel()
        assert high[name.format(region)].to_numpy() == pytest.approx(expected / (1e3 if "bn" in name else 1))
    numbers = low.select_dtypes("number").dropna(axis=1).columns
    assert (low[numbers].to_numpy() <= high[numbers].to_numpy()).all()


def test_soybeans_have_a_band_and_trade_both_ways_has_none(drawn):
    low, high = headline_bands(drawn)
    (soybeans,) = [name for name in low if name.startswith("soybeans")]
    (trade,) = [name for name in low if "trade bn" in name]
    assert np.isfinite(low[soybeans]).all()
    assert low[trade].isna().all()
    assert high[trade].isna().all()


def test_a_run_without_draws_has_none():
    assert headline_bands(run({"name": "x", "title": "x", "measures": []})) is None


def test_contract_bands_are_printed_below_their_numbers_and_named_in_json(drawn, capsys):
    show_headline(drawn, as_json=False)
    shown = capsys.readouterr()
    low, high = headline_bands(drawn)
    column = next(name for name in low if name.startswith("real GDP"))
    assert f"{low[column][0]:.2f}…{high[column][0]:.2f}" in shown.out
    assert "in 90 % of 4 draws" in shown.err
    show_headline(drawn, as_json=True)
    row = json.loads(capsys.readouterr().out)[0]
    assert row[f"{column} low"] == pytest.approx(low[column][0])
    assert row[f"{column} high"] == pytest.approx(high[column][0])
