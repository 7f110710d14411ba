"""Every scenario beyond the library: solved, consistent, sourced; and the elasticities they use."""

import elasticity_bands
import numpy as np
import pytest
import rare_earths
import sensitivity
from literature import read_rows
from make import SUITES

from simulator.economy import baseline_report, load_baseline, shipped_baselines
from simulator.experiment.plan import years
from simulator.model.equilibrium import equilibrium
from simulator.scenario.compile import compile_case
from simulator.solver.solve import solve
from tests.identities import violations

SOLVED = 1e-9
"""Largest violation of any identity of a solved case, relative to what it is about."""


@pytest.mark.parametrize("suite", SUITES)
def test_identities_hold_at_every_horizon(suites, suite):
    plan = suites[suite].plan
    for scenario in plan.scenarios:
        for horizon in plan.horizons:
            case = compile_case(scenario, plan.economy, horizon, years(horizon))
            solution = solve(plan.economy.levels, case.shock)
            assert solution.is_converged.all(), (scenario.name, horizon)
            world = equilibrium(plan.economy.levels, case.shock, solution.state.unknowns, solution.state.log_wedge)
            gaps = violations(plan.economy.levels, case.shock, world)
            broken = {what: gap for what, gap in gaps.items() if gap > SOLVED}
            assert not broken, (scenario.name, horizon, broken)


@pytest.mark.parametrize("suite", SUITES)
def test_every_measure_names_its_source(suites, suite):
    for scenario in suites[suite].plan.scenarios:
        assert all(measure.source for measure in scenario.measures), scenario.name


@pytest.mark.parametrize("name", shipped_baselines())
def test_every_shipped_baseline_meets_every_identity(name):
    assert [result.name for result in baseline_report(load_baseline(name)) if not result.ok] == []


@pytest.mark.parametrize("name", shipped_baselines())
def test_bands_of_trade_elasticities_are_those_of_the_sources(name):
    table = load_baseline(name).elasticities
    for sector, (low, high) in elasticity_bands.bands().items():
        band = table.bands["origin", sector]
        assert (band.low, band.high) == (low, high), sector


def test_ends_of_a_band_are_reached_and_home_follows_origin():
    economy = load_baseline()
    centre, soy = economy.elasticities.at(np.inf), economy.sector_index("SOY")
    low, high = (centre.scaled(end) for end in sensitivity.ends(economy)["origin.SOY"])
    assert (low.origin[0, soy], high.origin[0, soy]) == pytest.approx((3, 9))
    np.testing.assert_array_equal(low.home, low.origin)
    np.testing.assert_array_equal(np.delete(low.origin, soy, axis=1), np.delete(centre.origin, soy, axis=1))
    assert set(sensitivity.ends(economy)) >= {"input", "value_added", "critical", "final", "factor", "origin.REE"}


def test_a_headline_number_moves_with_its_elasticity():
    economy = load_baseline()
    names, worlds = sensitivity.spread(economy, ("soybean-pledge", "truce-2025-10"))
    headline = sensitivity.Headline("soybean-pledge", "soybean_exports_to_china", "USA")
    values = sensitivity.measure(headline, worlds)
    low, high = values[1:].reshape(-1, 2)[names.index("origin.SOY")]
    assert low < values[0] < high  # the easier beans are replaced, the more the tariffs of the truce displace


def test_rare_earths_show_a_band_and_the_bound(monkeypatch, page):
    monkeypatch.setattr(rare_earths, "CRITICAL", (0.1, 0.2))
    monkeypatch.setattr(rare_earths, "ORIGIN", (0.75, 2.0))
    economy = load_baseline()
    found = rare_earths.losses(economy)
    usa = found[..., rare_earths.REGIONS.index("USA")]
    assert (usa < 0).all()
    assert (np.diff(usa, axis=0) > 0).all()  # the harder to replace, the larger the loss
    assert (np.diff(usa, axis=1) > 0).all()
    text = rare_earths.section(economy, read_rows())
    assert "**outside the band** |" in text
    assert f"| USA | {rare_earths.number(usa.min())} to {rare_earths.number(usa.max())} |" in text
    assert "## Rare earths: a band, not a point" in page
    assert "## How headline numbers depend on elasticities" in page
