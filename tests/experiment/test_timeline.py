"""The timeline verb on the shipped dispute: futures, totals, draws, folders and errors."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.errors import ResultsError, ScenarioError
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.results import read
from simulator.scenario import library_folder

DISPUTE = library_folder() / "dispute-2025.yaml"
FUTURES = ("talks-succeed", "drift", "spiral")
PAST = "2025-10-01"


@pytest.fixture(scope="module")
def path():
    return timeline(DISPUTE, Span(months=15, branch_at=date(2025, 10, 25)), draws=2)


def test_contract_every_period_of_every_future_is_solved(path):
    assert path.scenarios == FUTURES
    assert path.unsolved == []
    assert [f"{day:%Y-%m}" for day in path.dates[[0, -1]]] == ["2025-01", "2026-03"]


def test_identity_futures_share_their_past(path):
    """Before the day at which they part, all numbers are the same; October has six days of their own."""
    past = path.data[["real_income", "bilateral_exports", "shipments", "stock"]].sel(date=slice(None, "2025-09-30"))
    for name in past:
        for future in FUTURES[1:]:
            first, other = past[name].sel(scenario=FUTURES[0]), past[name].sel(scenario=future)
            np.testing.assert_allclose(other, first, atol=1e-6, rtol=1e-9, err_msg=name)


def test_theory_the_spiral_costs_trade_and_the_deal_restores_it(path):
    trade = path.data["bilateral_exports"].sel(region="CHN", partner="USA")
    before = trade.sel(date=PAST)
    assert (trade.sel(date="2026-03-01", scenario="spiral") < 0.9 * before.sel(scenario="spiral")).all()
    assert (trade.sel(date="2026-03-01", scenario="talks-succeed") > before.sel(scenario="talks-succeed")).all()


def test_contract_pledges_are_tracked_by_window(path):
    delivered = path.data["delivered"].isel(commitment=0).sel(date=slice("2025-11-01", None)).to_numpy()
    assert delivered[1] == pytest.approx(12, rel=1e-6)
    assert (np.diff(delivered[2:]) > 0).all()


def test_identity_totals_are_sums_and_present_values_less(path):
    yearly = path.data["welfare_usd"].sel(region="USA", date=slice("2026-01-01", "2026-03-01"))
    total = path.total("welfare_usd", "2026-01-01", "2026-03-31").sel(region="USA")
    np.testing.assert_allclose(total, yearly.sum("date") / 12)
    discounted = path.total("welfare_usd", "2026-01-01", "2026-03-31", discount_rate=0.05).sel(region="USA")
    middle = (np.arange(3) + 0.5) / 12
    by_hand = (yearly.transpose("scenario", "date").to_numpy() / 12) @ 1.05**-middle
    np.testing.assert_allclose(discounted, by_hand, rtol=1e-12)
    with pytest.raises(ResultsError, match="does not add up over time"):
        path.total("real_income", "2026-01-01", "2026-03-31")
    with pytest.raises(ResultsError, match="got no period from"):
        path.total("welfare_usd", "2030-01-01", "2030-03-31")


def test_contract_a_period_reads_like_a_run(path):
    month = path.at("2025-11-15")
    assert set(month.to_pandas(["real_income"])["date"]) == {"2025-11-01"}
    np.testing.assert_array_equal(
        month.data["real_income"].squeeze("horizon"), path.data["real_income"].sel(date="2025-11-01")
    )
    with pytest.raises(ResultsError, match="the path goes from 2025-01-01 on"):
        path.at("2024-12-31")


def test_contract_quantiles_enclose_the_draws(path):
    band = path.summary["real_income"]
    assert (band.sel(quantile="p05") <= band.sel(quantile="p95")).all()
    reference = path.summary["real_income_reference_change"].sel(scenario=path.reference)
    np.testing.assert_array_equal(reference, 0)


def test_symmetry_draws_do_not_depend_on_processes(path):
    again = timeline(DISPUTE, Span(months=15, branch_at=date(2025, 10, 25)), draws=2)
    np.testing.assert_array_equal(again.summary["real_income"], path.summary["real_income"])


def test_contract_folders_are_read_as_written(path, tmp_path):
    path.write(tmp_path)
    found = read(tmp_path)
    assert found.scenarios == path.scenarios
    np.testing.assert_array_equal(found.data["shipments"], path.data["shipments"])
    pd.testing.assert_frame_equal(found.events, path.events, check_dtype=False)
    table = pd.read_csv(tmp_path / "indicators.csv", low_memory=False)
    assert table["date"].nunique() == 15
    assert "horizon" not in table
    flows = pd.read_csv(tmp_path / "flows.csv")
    assert len(flows) == 3 * 15 * int((path.data["trade_flow_baseline"] > 0).sum())


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (Span(months=3, branch_at=date(2025, 10, 25)), "outside the path — a day from 2025-01-01 to 2025-03-31"),
        (Span(months=14, branch_at=date(2020, 1, 1)), "2020-01-01"),
    ],
)
def test_contract_a_branch_date_outside_the_path_is_refused(span, message):
    with pytest.raises(ScenarioError, match=message):
        timeline(DISPUTE, span)


def test_contract_a_scenario_without_branches_cannot_part():
    with pytest.raises(ScenarioError, match="branches"):
        timeline("tariff-100", Span(branch_at=date(2025, 10, 25)))


def test_contract_the_command_line_writes_a_folder(tmp_path):
    options = ["--branch-at", "2025-10-25", "--months", "10", "--draws", "0", "--out", str(tmp_path / "out"), "--json"]
    result = CliRunner().invoke(cli, ["timeline", str(DISPUTE), *options])
    assert result.exit_code == 0, result.stderr
    assert '"scenario":"spiral"' in result.stdout.replace(" ", "")
    assert "report.html" in result.stderr
    assert (tmp_path / "out" / "figures" / "tariff_path.csv").is_file()
    wrong = CliRunner().invoke(
        cli, ["timeline", str(DISPUTE), "--branch-at", "2040-01-01", "--out", str(tmp_path / "o")]
    )
    assert wrong.exit_code == 3
    assert "2040-01-01" in wrong.stderr


def test_contract_an_uncertain_rate_gives_bands_without_a_reference(tmp_path):
    scenario = tmp_path / "uncertain.yaml"
    scenario.write_text(
        "title: A rate that nobody knows\nsummary: As it says.\nmeasures:\n  - {id: us, type: tariff, importer: USA, "
        "exporter: CHN, sectors: goods, rate: {dist: uniform, low: 0%, high: 100%}, start: 2025-11-01}\n",
        encoding="utf-8",
    )
    path = timeline(scenario, Span(months=2), draws=2)
    drawn = path.summary["effective_tariff"].sel(region="USA", partner="CHN", scenario="uncertain", date="2025-12-01")
    assert drawn.sel(quantile="p95") - drawn.sel(quantile="p05") > 20
    assert path.quantiles()["reference_change_p50"].isna().all()


@pytest.mark.parametrize(("name", "value"), [("horizon", "long"), ("on", "2025-12-01")])
def test_contract_a_horizon_or_one_day_is_refused(name, value):
    with pytest.raises(ScenarioError, match=f"{name}: got .* a timeline has a date for each period"):
        timeline("busan-deal", **{name: value})
