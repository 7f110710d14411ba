"""Witness: an independent solver in levels finds the same world."""

from pathlib import Path

import numpy as np
import pytest

from tests.shocks import Limit, elasticities_of, random_levels, shock_of, solved
from tests.witness import level_form
from tests.witness.level_form import LevelForm, Policy, Rule, World

AGREE = 1e-8  # the simulator solves to 1e-10 and the witness, by finite differences, to about as much
EXACT = 1e-11  # what the witness must reach to be believed

SETTINGS = {
    "short run, fixed factors": dict(
        origin=[1.5, 0.9, 0.5], home=[1.2, 0.6, 0.4], input=0.2, value_added=0.5, critical=0.05, final=0.9, factor=1.0
    ),
    "two levels, sluggish factors": dict(
        origin=[4, 2.5, 1.5],
        home=[3, 2.0, 0.7],
        input=[0.2, 1.6, 0.9],
        value_added=[0.5, 1.2, 1.0],
        critical=[0.05, 1.4, 0.3],
        final=1.3,
        factor=2.5,
    ),
    "long run, mobile factors": dict(
        origin=[5, 3, 2], input=1.0, value_added=1.0, critical=0.6, final=1.0, factor=np.inf
    ),
}
WEDGES = dict(
    tariff={(0, 1, 0): 1.45, (1, 0, 1): 1.25, (0, 0, 2): 0.0, (2, 1, 2): 0.0},  # the last: a premium kept by importers
    export_charge={(1, 2, 0): 1.2, (0, 1, 2): 0.9, (2, 1, 2): 1.15},
    iceberg_cost={(0, 2, 1): 1.3, (2, 0, 1): 0.9},
    purchase_factor={(1, 2, 1): 0.8, (0, 0, 1): 0.95},
)
LICENCE, QUOTA = Limit([(2, 1, 0)], 0.3), Limit([(2, 1, 2)], 0.5, to_importer=True)
PLEDGE = Limit([(0, 0, 1)], 2.5, is_floor=True)
BASKET = Limit([(0, 2, 1), (1, 2, 1)], 2.5, is_floor=True, is_value=True)
POOL, IDLE = Limit([(1, 1, 0), (1, 1, 2)], 0.3), Limit([(2, 0, 2)], 40.0)
LIMITS = {
    "no bound": (),
    "licence and pledge": (LICENCE, PLEDGE),
    "all kinds": (LICENCE, QUOTA, PLEDGE, BASKET, POOL, IDLE),
}


def witness(levels, values, limits):
    """The same world, policy and elasticities in the witness's own terms."""
    n_sectors = levels.n_sectors
    by_sector = {
        name: np.full(n_sectors, values.get(name, values["origin"])).tolist()
        for name in ("origin", "home", "input", "value_added", "critical")
    }
    world = World(
        levels.trade_flow,
        levels.tariff,
        levels.input_share,
        levels.is_critical,
        *by_sector.values(),
        phi=values["final"],
        kappa=values["factor"],
    )
    rules = [Rule(*limit[:5]) for limit in limits]
    policy = Policy(WEDGES["tariff"], WEDGES["export_charge"], WEDGES["iceberg_cost"], WEDGES["purchase_factor"], rules)
    return LevelForm(world, policy).solve()


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("setting", SETTINGS)
def test_witness_agrees(setting, limits):
    levels = random_levels(3, 3, seed=list(SETTINGS).index(setting))
    values, bounds = SETTINGS[setting], LIMITS[limits]
    new = solved(levels, shock_of(levels, elasticities_of(3, **values), *bounds, **WEDGES))
    seen = witness(levels, values, bounds)
    assert seen.error <= EXACT
    pairs = {
        "factor prices": (new.wage_hat[0], seen.wage),
        "producer prices": (new.cost_hat[0], seen.cost),
        "sector prices": (new.price_hat[0], seen.price),
        "output": (new.output_new[0], seen.output),
        "volumes": (new.volume_hat[0], seen.shipped / levels.trade_flow),
        "border values, with importers' premiums": (new.trade_flow_new[0] * new.quota_charge_new[0], seen.border_value),
        "income": (new.income_new[0], seen.income),
        "tariffs, waived or not": ((new.tariff_revenue_new + new.duty_waived)[0], seen.tariff_revenue),
        "premiums and subsidies": (new.bound_wedge, np.array(seen.wedge)),
    }
    for name, (ours, theirs) in pairs.items():
        np.testing.assert_allclose(ours, theirs, rtol=AGREE, err_msg=name)
    is_idle = np.array([limit is IDLE for limit in bounds], bool)
    np.testing.assert_array_equal(new.bound_wedge == 1, is_idle)


def test_contract_witness_does_not_know_the_simulator():
    source = Path(level_form.__file__).read_text(encoding="utf-8")
    imported = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert len(imported) == 4
    assert not any("simulator" in line or "tests" in line for line in imported)
