"""What drives a result: channels that add up to it, steps between scenarios, horizons, and commands for the rest."""

import numpy as np
import pytest

from simulator import run
from simulator.report.page.channels import drivers
from simulator.report.views.run import View
from simulator.report.wording.words import signed
from simulator.results.analysis.channels import CHANNELS, channels
from tests.report.made_up import made_up

ROUNDING = 1e-9
SOLVED = 1e-8
"""Percent of income by which accounts differ where equations hold to 1e-9."""


@pytest.fixture(scope="module")
def solved():
    """A pledge so large that the duty waived does not pay for it."""
    names = ["truce-2025-10", "soybean-pledge", "rare-earth-cutoff", "tariff-100"]
    return run(names, reference="truce-2025-10", overrides=["cn-soybeans.quantity=28 Mt"])


def test_channels_add_up_to_welfare(solved):
    view = View.of(solved)
    found, change = channels(view).sum("channel"), view.change("welfare")
    np.testing.assert_allclose(found, change.transpose(*found.dims), atol=ROUNDING)


def test_each_channel_is_where_it_should_be(solved):
    found = channels(View.of(solved))
    pledge = found.sel(scenario="soybean-pledge", region="CHN")
    paid = solved.reference_change("commitment_cost").sel(scenario="soybean-pledge", region="CHN").item()
    assert paid > 0
    assert pledge.sel(channel="purchase pledges") < 0
    cutoff = found.sel(scenario="rare-earth-cutoff")
    assert cutoff.sel(channel="licence premiums", region="CHN") > 0
    assert cutoff.sel(channel="shortage rents", region="USA") > 0
    assert cutoff.sel(channel="effort", region="USA") > 0
    assert abs(found.sel(scenario="tariff-100", channel="purchase pledges")).max() < ROUNDING


def test_nothing_is_left_without_export_taxes_and_profits(solved):
    """So every account is there, and each once: earnings and lending are made of other numbers than the rest."""
    found = channels(View.of(solved)).sel(channel="other")
    np.testing.assert_allclose(found, 0, atol=SOLVED)


@pytest.mark.parametrize("premium_to", ["exporter", "importer", "nobody"])
@pytest.mark.parametrize("deficit", ["fixed", "responsive", "proportional"])
def test_accounts_are_complete_whoever_keeps_premiums_and_however_deficits_respond(tmp_path, premium_to, deficit):
    path = tmp_path / "quota.yaml"
    path.write_text(
        f"""
title: Quota
extends: truce-2025-10
measures:
  - {{id: cars, type: export_licensing, exporter: CHN, importer: USA, sectors: [MVH], approval_rate: 0.5,
     premium_to: {premium_to}, processing_days: 30}}
  - {{id: beans, type: purchase_commitment, importer: CHN, exporter: USA, sectors: [SOY], quantity: 30 Mt}}
closure: {{deficit: {deficit}}}
""",
        encoding="utf-8",
    )
    view = View.of(run([path]))
    found = channels(view)
    np.testing.assert_allclose(found.sel(channel="other"), 0, atol=SOLVED)
    total = found.sum("channel")
    np.testing.assert_allclose(total, view.change("welfare").transpose(*total.dims), atol=ROUNDING)


def test_lending_is_the_deficit_at_new_prices(solved):
    view = View.of(solved.sel(scenario="tariff-100"))
    found = channels(view).sel(channel="lending", scenario="tariff-100", region="USA")
    prices = 1 + solved.data["consumer_prices"].sel(region="USA", horizon="short") / 100
    worth = solved.data["welfare_usd"] / solved.data["welfare"]
    income = 100 * float(worth.sel(region="USA", scenario="tariff-100", horizon="short"))
    deficit = -float(solved.baseline("trade_balance").sel(region="USA"))
    expected = (
        100 * deficit / income * (1 / prices.sel(scenario="tariff-100") - 1 / prices.sel(scenario="truce-2025-10"))
    )
    assert float(found) == pytest.approx(float(expected), abs=1e-6)


def test_steps_are_differences_between_scenarios_that_build_on_each_other():
    results = made_up(horizons=["short"])
    view = View.of(results)
    texts = [{"name": "cutoff", "parents": ["truce", "tariff"]}, {"name": "pledge", "parents": ["truce"]}]
    steps = drivers(view, texts)["steps"]
    assert [(row["name"], row["parent"]) for row in steps] == [("cutoff", "The tariff")]
    level = results.data["own_income"].sel(horizon="short", region="USA")
    moved = float(level.sel(scenario="cutoff") - level.sel(scenario="tariff"))
    assert steps[0]["cells"][0] == signed(moved, 2)


def test_horizons_are_compared_where_there_are_several():
    told = drivers(View.of(made_up()), [])
    assert told["horizons"]["columns"] == ["USA short", "USA long", "CHN short", "CHN long"]
    assert any("the sign of the change in own income turns in" in text for text in told["findings"])
    assert drivers(View.of(made_up(horizons=["short"])), [])["horizons"] is None


def test_the_scenario_that_moves_most_is_the_one_to_look_into():
    results = made_up()
    change = abs(results.reference_change("own_income").sel(horizon="short", region=["USA", "CHN"])).sum("region")
    name = change.to_series().idxmax()
    assert (f"tariffsim decompose {name}", "what each measure contributes") in drivers(View.of(results), [])["commands"]


def test_nothing_solved_drives_nothing():
    told = drivers(View.of(made_up(["truce", "tariff"], unsolved=["truce", "tariff"])), [])
    assert not any(told[key] for key in ("channels", "findings", "steps", "commands"))
    assert len(CHANNELS) == 8
