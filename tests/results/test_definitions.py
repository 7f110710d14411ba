"""What indicators mean: limits, textbook formulas and figures worked out by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.model.shock import Shock
from simulator.results import INDICATORS
from simulator.results.indicators.pass_through import before_substitution, substituted
from simulator.results.indicators.world import World
from simulator.scenario.effects.compile import compile_case, rationed, unrationed
from simulator.scenario.effects.rationing import Position
from simulator.scenario.load import load_scenario
from tests.results.conftest import solved_batch
from tests.shocks import shock_of, solved
from tests.worlds import ELASTICITIES, SETTINGS, write_folder

TARIFFS = ("effective_tariff", "effective_tariff_all", "effective_tariff_before")
NUDGE = 1e-3
SECOND_ORDER = 1e-5  # of a central difference, relative
GRAIN, ORE = 0, 2
ANA, BEL, CYR = 0, 1, 2


def nudged(economy, rate, flow=(GRAIN, BEL, ANA)):
    """The world in which the tariff on one flow is this much higher."""
    levels = economy.levels
    shock = shock_of(levels, economy.elasticities.at(1.0), tariff={flow: levels.tariff[flow] + rate})
    return World(economy, shock, solved(levels, shock))


def slope(economy, number):
    up, down = (number(nudged(economy, rate)) for rate in (NUDGE, -NUDGE))
    return (up - down) / (2 * NUDGE)


def test_welfare_of_a_small_tariff_is_wedges_times_quantities_and_terms_of_trade(economy):
    """dW = Σ exports·dp̂ − Σ imports·dp̂ + Σ t·M·dq̂ + Σ ϖ·Y·dŷ: a supply that responds adds nothing of its own."""
    levels = economy.levels
    abroad = levels.trade_flow * ~np.eye(levels.n_regions, dtype=bool)
    price = slope(economy, lambda world: world.equilibrium.cost_hat[0])
    sold = slope(economy, lambda world: np.nan_to_num(world.equilibrium.volume_hat[0]))
    made = slope(economy, lambda world: INDICATORS["output_volume"].compute(world)[0][0].T / 100)
    on_exports = (abroad * price[..., None]).sum((0, 2))
    on_imports = (abroad * price[..., None]).sum((0, 1))
    on_tariffs = (levels.tariff * abroad * sold).sum((0, 1))
    on_profits = (levels.profit_share[:, None] * levels.output * np.nan_to_num(made)).sum(0)
    expected = on_exports - on_imports + on_tariffs + on_profits
    found = slope(economy, lambda world: INDICATORS["welfare_usd"].compute(world)[0][0])
    np.testing.assert_allclose(found, expected, atol=SECOND_ORDER * np.abs(expected).max())
    supply = slope(economy, lambda world: world.equilibrium.supply_hat[0])
    assert np.abs(supply * levels.factor_income).max() > 10 * np.abs(found - expected).max()


def test_welfare_of_given_factors_is_real_income(economy, tmp_path):
    (tmp_path / "duty.yaml").write_text(
        "title: Duty\nparameters: {supply: 0}\n"
        "measures:\n  - {id: duty, type: tariff, importer: ANA, exporter: all, sectors: goods, rate: 40%}\n"
    )
    results = solved_batch(tmp_path / "duty.yaml", economy).results
    np.testing.assert_array_equal(results.value("factor_supply"), 0)
    np.testing.assert_allclose(results.value("welfare"), results.value("real_income"), atol=1e-12)
    assert float(abs(results.value("welfare")).max()) > 0.1


def test_effort_of_a_supply_that_pay_has_not_followed_is_that_along_a_line(economy):
    shock = Shock.none(economy.levels, economy.elasticities.at(1.0))
    still = solved(economy.levels, shock)
    supply = np.array([[0.9, 1.0, 1.2, 1.1]])
    income = still.factor_income_new
    at_same_pay = World(economy, shock, replace(still, supply_hat=supply, factor_income_new=income * supply))
    np.testing.assert_allclose(at_same_pay.effort, income * (supply - 1), rtol=1e-9, atol=1e-9)
    given = World(economy, shock, replace(still, factor_income_new=income * 1.3))
    np.testing.assert_allclose(given.effort, 0, atol=1e-9)
    hyperbola = World(economy, shock, replace(still, supply_hat=supply, factor_income_new=income))
    np.testing.assert_allclose(hyperbola.effort, income * np.log(supply), rtol=1e-9, atol=1e-9)


def test_households_and_people_that_nobody_counted_have_no_welfare_of_their_own(results):
    of_household, of_head = (results.value(f"welfare_per_{of}", scenario="truce") for of in ("household", "head"))
    assert of_household.isnull().sel(horizon="long").values.tolist() == [False, False, True, False]
    assert of_head.isnull().sel(horizon="long").values.tolist() == [False, False, False, True]
    worth = results.value("welfare_usd", scenario="truce", region="BEL")
    np.testing.assert_allclose(of_household.sel(region="BEL"), worth / 5)
    np.testing.assert_allclose(of_head.sel(region="BEL"), worth / 11)


@pytest.fixture(scope="module")
def one_sector(tmp_path_factory):
    """Two regions, one sector, no inputs."""
    elasticities = [row for row in ELASTICITIES if row[1] != "ORE"]
    settings = SETTINGS.replace("sector_groups:\n  mines: [ORE]\n", "")
    folder = tmp_path_factory.mktemp("one") / "one"
    folder = write_folder(
        folder,
        ("ANA", "BEL"),
        ("GRN",),
        input_cost=0,
        elasticities=elasticities,
        settings=settings.replace("west", "both"),
    )
    return load_baseline(folder)


def test_duties_in_prices_of_one_sector_without_inputs(one_sector):
    levels, at = one_sector.levels, one_sector.elasticities.at(1.0)
    shock = shock_of(levels, at, tariff={(0, 1, 0): 0.3})
    share = levels.trade_share[0, 1, 0]
    theta = float(at.origin[0, 0])
    np.testing.assert_allclose(before_substitution(levels, shock), [[0.3 * share, 0]], rtol=1e-12)
    after = (1 - share + share * 1.3**-theta) ** (-1 / theta) - 1
    np.testing.assert_allclose(substituted(levels, shock), [[after, 0]], rtol=1e-12)


def test_duties_on_inputs_go_into_the_prices_of_home_goods(economy):
    """By hand: of a duty on ore alone, ore itself and what is made of it at home."""
    levels = economy.levels
    shock = shock_of(levels, economy.elasticities.at(1.0), tariff={(ORE, BEL, ANA): 0.3})
    at_border = np.array([0, 0, 0.3 * levels.trade_share[ORE, BEL, ANA]])
    uses = levels.input_share[:, :, ANA] / (1 - levels.profit_share)
    home = np.array([levels.trade_share[s, ANA, ANA] for s in range(3)])
    added = np.linalg.solve(np.eye(3) - home[:, None] * uses.T, at_border)
    expected = added @ levels.final_share[:, ANA]
    found = before_substitution(levels, shock)
    assert found[0, ANA] == pytest.approx(expected, rel=1e-12)
    assert expected > at_border @ levels.final_share[:, ANA]
    np.testing.assert_array_equal(found[0, BEL:], 0)


def test_substitution_takes_off_more_the_larger_the_duty_and_nothing_of_a_small_one(economy):
    levels, at = economy.levels, economy.elasticities.at(np.inf)

    def ratio(rate):
        duties = {(s, i, ANA): levels.tariff[s, i, ANA] + rate for s in range(3) for i in (BEL, CYR)}
        shock = shock_of(levels, at, tariff=duties)
        return substituted(levels, shock)[0, ANA] / before_substitution(levels, shock)[0, ANA]

    assert ratio(1e-6) == pytest.approx(1, abs=1e-4)
    assert 1 > ratio(0.1) > ratio(0.5) > ratio(2) > 0


def test_only_duties_count_as_duties(results):
    """The scenario has premiums, controls, disruptions and the tariff of the truce."""
    for name in ("pass_through_prices", "pass_through_prices_substituted"):
        table = results.value(name)
        np.testing.assert_allclose(table.sel(scenario="licences"), table.sel(scenario="truce"), rtol=1e-12)
        assert (table.sel(scenario="truce", region="ANA") > 0).all()


def test_prices_passed_on_do_not_depend_on_neighbours_in_the_batch(batch):
    shock, levels = batch.world.shock, batch.world.levels
    whole = substituted(levels, shock)
    for case in range(len(shock)):
        np.testing.assert_array_equal(substituted(levels, shock.take(np.array([case])))[0], whole[case])


def test_effective_tariff_of_goods_by_hand(batch, economy):
    """After and before substitution; FAB is a service."""
    place = next(n for n, case in enumerate(batch.cases) if (case.scenario, case.horizon) == ("truce", "long"))
    flow, base = batch.world.equilibrium.trade_flow_new[place, :, BEL, ANA], economy.levels.trade_flow[:, BEL, ANA]
    rate = economy.levels.tariff[:, BEL, ANA] + np.array([0.2, 0, 0])
    found = {name: batch.results.data[name].sel(scenario="truce", horizon="long") for name in TARIFFS}
    at = {"region": "ANA", "partner": "BEL"}
    goods = [GRAIN, ORE]
    expected = 100 * (rate[goods] * flow[goods]).sum() / flow[goods].sum()
    assert float(found["effective_tariff"].sel(at)) == pytest.approx(expected, rel=1e-12)
    assert float(found["effective_tariff_all"].sel(at)) == pytest.approx(
        100 * (rate * flow).sum() / flow.sum(), rel=1e-12
    )
    before = 100 * (rate[goods] * base[goods]).sum() / base[goods].sum()
    assert float(found["effective_tariff_before"].sel(at)) == pytest.approx(before, rel=1e-12)
    assert before > expected


def test_tariffs_by_law_stand_beside_what_is_collected(economy, tmp_path):
    duty = "{id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: goods, rate: 40%, collection: 0.75}"
    (tmp_path / "duty.yaml").write_text(f"title: Duty\nmeasures:\n  - {duty}\n")
    data = solved_batch(tmp_path / "duty.yaml", economy).results.data
    at = {"scenario": "duty", "region": "ANA", "partner": "BEL"}
    law, charged = (data[name].sel(at) for name in ("statutory_tariff", "effective_tariff_before"))
    old = float(data["statutory_tariff_baseline"].sel(region="ANA", partner="BEL"))
    np.testing.assert_allclose(law, old + 40)
    np.testing.assert_allclose(charged, old + 30)


def test_a_baseline_without_farms_has_no_farm_income(one_sector, tmp_path):
    (tmp_path / "duty.yaml").write_text(
        "title: Duty\nmeasures:\n  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 40%}\n"
    )
    results = solved_batch(tmp_path / "duty.yaml", one_sector).results
    assert results.value("farm_income").isnull().all()
    assert results.baseline("farm_income").isnull().all()
    assert "farm_income" not in results.to_pandas()["indicator"].tolist()
    headings = list(results.headline())
    assert not any(heading.startswith(("farm", "welfare")) for heading in headings)
    assert "own income BEL %" in headings


def at_risk(economy, text, tmp_path, **options):
    (tmp_path / "case.yaml").write_text("title: A case\nmeasures:\n" + text)
    case = compile_case(load_scenario(tmp_path / "case.yaml", economy), economy, "short", 1.0)
    shock = case.shock
    world = World(economy, shock, solved(economy.levels, shock))
    return INDICATORS["value_added_at_risk"].compute(world)[0][0]


LICENCE = "  - {{id: l, type: export_licensing, exporter: BEL, importer: ANA, sectors: ORE, {0}}}\n"


def test_value_added_at_risk_by_hand_and_without_a_jump_where_licences_bind(economy, tmp_path):
    levels = economy.levels
    flow = levels.trade_flow[ORE, :, ANA]
    added = levels.value_added_share * levels.output
    shares = np.array([0.2, 0.5, 0])
    relief = np.array([0, 0.05, 0])
    for rate in (1.0, 0.99, 0.9, 0.5):
        withheld = (1 - rate) * flow[BEL] / flow.sum()
        expected = (shares * np.maximum(0, withheld - relief) * added[:, ANA]).sum()
        for allocation in ("market", "physical"):
            text = LICENCE.format(f"approval_rate: {rate}, allocation: {allocation}")
            found = at_risk(economy, text, tmp_path)
            assert found[ANA] == pytest.approx(expected, rel=1e-9, abs=1e-12), (rate, allocation)
            assert found[BEL] == 0
    assert expected > 0


def test_what_controls_block_is_at_risk_too(economy, tmp_path):
    blocked = "  - {id: c, type: export_control, exporter: BEL, importer: ANA, sectors: ORE, blocked: 0.5}\n"
    licensed = LICENCE.format("approval_rate: 0.5")
    np.testing.assert_allclose(at_risk(economy, blocked, tmp_path), at_risk(economy, licensed, tmp_path), rtol=1e-12)


def test_drawn_exposure_is_what_is_at_risk(economy, tmp_path):
    (tmp_path / "case.yaml").write_text("title: A case\nmeasures:\n" + LICENCE.format("approval_rate: 0.5"))
    case = unrationed(load_scenario(tmp_path / "case.yaml", economy), economy, "short", 1.0)
    middle = Position.middle(2)
    ends = [middle._replace(exposure=np.full(2, end)) for end in (-1.0, 0.0, 1.0)]
    low, mid, high = (rationed(case, economy, 1.0, end).shock.stopped[0, 1, GRAIN, ANA] for end in ends)
    assert low == pytest.approx(mid / 2)
    assert high == pytest.approx(mid * 2)
    stack = Shock.stack([rationed(case, economy, 1.0, end).shock for end in ends])
    assert stack.stopped[:, 1, GRAIN, ANA].tolist() == [low, mid, high]
    assert "missing" not in {item.name for item in fields(Shock)}


def test_an_import_quota_whose_premium_stays_at_home_leaves_the_balance_to_the_deficit(tmp_path):
    """A limit of 70 % on all goods that the United States buys."""
    (tmp_path / "quota.yaml").write_text(
        "title: Quota\nclosure: {deficit: fixed}\nmeasures:\n"
        "  - {id: q, type: import_quota, importer: USA, exporter: all, sectors: goods, share: 0.7, pooled: true}\n"
    )
    economy = load_baseline("us-china-2024")
    results = solved_batch(tmp_path / "quota.yaml", economy).results
    balance = results.value("trade_balance").squeeze()
    np.testing.assert_allclose(balance, -economy.levels.deficit, rtol=1e-9, atol=1e-3)
    kept = results.value("licence_premium_receipts").squeeze()
    assert float(kept.sel(region="USA")) > 1e5
    assert (kept.drop_sel(region="USA") == 0).all()
    imports = results.value("imports").squeeze() / results.baseline("imports")
    assert float(imports.sel(region="USA")) < 0.85
