"""Charts of optimal tariffs say what was found and draw it."""

import numpy as np
import pytest

from simulator import figure_names, optimal, plot
from simulator.report.plots import figure_data
from tests.experiment.strategy.markets import AS_IT_IS, write_markets
from tests.report.reading import row_labels, title


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rng = np.random.default_rng(3)
    flow = rng.uniform(5, 30, (2, 3, 3)) + 120 * np.eye(3)
    flow = (flow + flow.swapaxes(1, 2)) / 2
    return write_markets(tmp_path_factory.mktemp("markets"), ("ANA", "BEL", "CYR"), flow, (2.5, 5.0))


@pytest.fixture(scope="module")
def by_partner(folder):
    return optimal(AS_IT_IS, "ANA", by="partner", baseline=folder, horizon="long")


def test_one_tariff_has_a_curve_and_no_bars(folder):
    result = optimal(AS_IT_IS, "ANA", baseline=folder, horizon="long")
    assert figure_names(result) == ["payoff_curve"]
    rate, (low, high) = (
        100 * result.levers["rate"].item(),
        100 * result.summary[["flat_low", "flat_high"]].to_numpy()[0],
    )
    expected = f"Region ANA does best with {rate:.0f}\u00a0%: {low:.0f} to {high:.0f}\u00a0% cost less than 0.01 points"
    assert " ".join(title(plot(result)).split()) == " ".join(expected.split())
    data = figure_data(result, "payoff_curve")
    best = data[data["mark"] == "best"]
    assert best["rate"].item() == pytest.approx(rate)
    assert best["payoff"].item() >= data["payoff"].max() - 1e-9


def test_rates_by_partner_stand_beside_those_in_force(by_partner):
    assert figure_names(by_partner) == ["payoff_curve", "best_rates"]
    figure = plot(by_partner, "best_rates")
    ordered = by_partner.levers.sort_values("rate", ascending=False)
    assert row_labels(figure) == [f"Region {code}" for code in ordered["partner"]]
    drawn = figure.axes[0].collections[-1].get_offsets()[:, 0]
    np.testing.assert_allclose(drawn, 100 * by_partner.levers["rate"])


def test_players_have_a_panel_each(folder):
    result = optimal(AS_IT_IS, nash=["ANA", "BEL"], baseline=folder, horizon="long")
    figure = plot(result)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Region ANA", "Region BEL"]
    assert title(figure).startswith("Against each other's best tariffs, Region ANA does best with")
