import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.economy.elasticities import HORIZONS
from simulator.model.shock import Shock
from tests.shocks import Limit, elasticities_of, random_levels, shock_of

SETTINGS = {
    "short": elasticities_of(
        4, origin=[1.5, 0.9, 1.2, 0.5], input=0.2, value_added=0.5, critical=0.05, final=0.9, factor=1.0
    ),
    "mixed": elasticities_of(
        4,
        origin=[4, 2.5, 6, 1.5],
        home=[3, 2.5, 5, 0.7],
        input=[0.2, 1.6, 1, 0.9],
        value_added=[0.5, 1.2, 1, 0.98],
        critical=[0.05, 1, 0.3, 1.7],
        final=0.9,
        factor=2.5,
    ),
    "mobile": elasticities_of(4, origin=[4, 2.5, 6, 1.5], critical=0.6),
}
"""Elasticities of the four sectors: low and factors fixed; all different; Cobb-Douglas and mobile factors."""
USA, CHN = 0, 1
SOYBEANS, RARE_EARTHS = 0, 2


@pytest.fixture(scope="session")
def levels():
    """Four sectors, three regions, inputs, a critical input, tariffs and unbalanced trade."""
    return random_levels(4, 3)


@pytest.fixture(params=SETTINGS)
def elasticities(request):
    return SETTINGS[request.param]


@pytest.fixture
def everything(levels, elasticities):
    """Every kind of wedge and bound at once, bounds on flows with wedges among them; all bounds bind."""
    return shock_of(
        levels,
        elasticities,
        Limit([(3, 1, 0)], 0.3),
        Limit([(3, 1, 2), (3, 0, 2)], 0.4, to_importer=True),
        Limit([(0, 0, 1)], 1.6, is_floor=True),
        Limit([(1, 0, 1), (2, 0, 1)], 1.5, is_floor=True, is_value=True),
        Limit([(1, 2, 0)], 0.5, is_value=True),
        tariff={(2, 1, 0): 1.45, (2, 0, 1): 1.25, (0, 2, 1): 0.0},
        export_charge={(1, 2, 0): 1.2, (1, 1, 2): 0.9, (3, 0, 2): 1.15, (3, 1, 0): 1.1},
        iceberg_cost={(0, 2, 1): 1.3, (3, 1, 0): 1.2},
        purchase_factor={(2, 2, 0): 0.8, (0, 0, 1): 0.95},
        closed=[(0, 1, 2)],
    )


@pytest.fixture(scope="session")
def economy():
    return load_baseline("us-china-2024")


@pytest.fixture(scope="session")
def hard_shocks(economy):
    """The corners the tool is for, at one horizon as one batch."""
    levels = economy.levels
    goods = np.flatnonzero(economy.is_goods)
    duties = {(s, CHN, USA): levels.tariff[s, CHN, USA] + 1.45 for s in goods}
    duties |= {(s, USA, CHN): levels.tariff[s, USA, CHN] + 1.25 for s in goods}
    buyers = [j for j in range(levels.n_regions) if j != CHN]
    licences = [Limit([(RARE_EARTHS, CHN, j)], 0.2) for j in buyers]
    pooled = Limit([(RARE_EARTHS, CHN, j) for j in buyers], 0.2)
    soybeans = Limit([(SOYBEANS, USA, CHN)], 25 / 22.13, is_floor=True)
    basket = Limit([(s, USA, CHN) for s in range(12)], 1.5, is_floor=True, is_value=True)

    def shock(horizon):
        elasticities = economy.elasticities.at(HORIZONS[horizon])
        return Shock.stack(
            [
                shock_of(levels, elasticities, tariff=duties),
                shock_of(levels, elasticities, *licences),
                shock_of(levels, elasticities, *licences, soybeans, tariff=duties),
                shock_of(levels, elasticities, pooled, basket, tariff=duties),
                shock_of(levels, elasticities, closed=[(RARE_EARTHS, CHN, j) for j in buyers]),
            ]
        )

    return shock
