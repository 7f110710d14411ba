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
from simulator.scenario.effects.compile import compile_case
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


@pytest.mark.parametrize("name", ["us-china-2017", "us-china-2024"])
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


def test_the_closure_has_a_bar_of_its_own(page):
    economy = load_baseline()
    default, responsive = sensitivity.steps(economy)["closure.responsive"]
    assert not default.is_responsive
    assert responsive.is_responsive
    names, worlds = sensitivity.spread(economy, ("truce-2025-10",))
    values = sensitivity.measure(sensitivity.Headline("truce-2025-10", "real_income", "USA", ""), worlds)
    given, other = values[1:].reshape(-1, 2)[names.index("closure.responsive")]
    assert given == pytest.approx(values[0], abs=1e-9)
    assert other < given - 1  # lenders give way, so that less of the duty falls on others
    assert "| closure.responsive |" in page


def test_ends_of_rationing_move_what_is_rationed():
    economy = load_baseline()
    names, worlds = sensitivity.spread(economy, ("rare-earth-cutoff", "truce-2025-10"))
    values = sensitivity.measure(sensitivity.Headline("rare-earth-cutoff", "real_gdp", "USA"), worlds)
    pairs = dict(zip(names, values[1:].reshape(-1, 2), strict=True))
    low, high = pairs["exposure.REE"]
    assert high < values[0] < low
    low, high = pairs["stocks.REE"]
    assert low < values[0] < high


def test_rare_earths_hold_the_published_losses(page):
    economy, rows = load_baseline(), {row.id: row for row in read_rows()}
    for name, (code, cuts) in rare_earths.PUBLISHED.items():
        row = rows[name]
        theirs = (float(row.low), float(row.high)) if row.low else (row.theirs,)
        for cut in cuts:
            found = rare_earths.losses(economy, cut, np.array([-1.0, 1.0]))[..., rare_earths.REGIONS.index(code)]
            assert found.min() <= min(theirs), (name, cut.name)
            assert max(theirs) <= found.max(), (name, cut.name)
    assert "**outside the band**" not in page


def test_a_matching_share_gives_the_published_loss():
    economy, cut = load_baseline(), rare_earths.CUTS[2]
    losses = rare_earths.losses(economy, cut)[:, 1, 0]
    share = rare_earths.matching_share(economy, losses, -1.5, "USA")
    position = (share - 0.35) / (0.35 if share > 0.35 else 0.25)
    found = rare_earths.losses(economy, cut, np.array([position]))[0, 1, 0, rare_earths.REGIONS.index("USA")]
    assert found == pytest.approx(-1.5, abs=0.03)
    assert np.isnan(rare_earths.matching_share(economy, losses, -50.0, "USA"))


def test_japan_is_hardly_reached_by_china_alone_and_is_if_its_makers_are(page):
    economy = load_baseline()
    japan, middle = rare_earths.REGIONS.index("JPN"), np.zeros(1)
    china, _, every, _ = (rare_earths.losses(economy, cut, middle)[0, 1, 0, japan] for cut in rare_earths.CUTS)
    assert abs(china) < 0.1
    assert every < -1
    assert f"| 80 % of all that arrives, home-made too | JPN | {rare_earths.number(every)} |" in page
    assert "## Rare earths: a band, not a point" in page
    assert "## How headline numbers depend on assumptions" in page
