"""What the loss of rare earths does over the bands of exposure, stocks and relief, beside published losses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
from experiments import sold_licences, solved
from literature import Row
from page import number, prose, table
from quantities import QUANTITIES, Array

from simulator.economy import Economy
from simulator.model.shock import Shock
from simulator.results import INDICATORS
from simulator.scenario import library_folder, load_scenario
from simulator.scenario.effects.compile import Case, compile_case, rationed, unrationed
from simulator.scenario.effects.rationing import Position

REFERENCE: Final = "truce-2025-10"
REGIONS: Final = ("USA", "JPN", "EUU", "KOR", "CHN")
SHARES: Final = np.linspace(-1, 1, 9)
"""Positions of the share of output that stops, from the low to the high end of its band."""
STOCKS: Final = {"high": 1.0, "middle": 0.0, "low": -1.0}
"""Positions of stocks in their band."""
RELIEF: Final = (0.0, 1.0)
"""Positions of relief: its middle, which is its low end too, and its high end."""
CENTRE: Final = (len(SHARES) // 2, 1, 0)
"""Where the middle of every band stands among all."""


@dataclass(frozen=True)
class Cut:
    """A loss of rare earths: a scenario, after so many years, and whether what is made at home is lost too."""

    name: str
    scenario: str
    years: float = 1.0
    has_home: bool = False


CUTS: Final = (
    Cut("80 % of China's exports", "rare-earth-cutoff"),
    Cut("80 % of all imports", "literature/rare-earth-supply-80"),
    Cut("80 % of all that arrives, home-made too", "literature/rare-earth-supply-80", has_home=True),
    Cut("China's exports as in May 2025, for 18 months", "rare-earth-squeeze", years=1.5),
)
PUBLISHED: Final = {
    "imf-re-2": ("USA", CUTS[1:3]),
    "imf-re-1": ("JPN", CUTS[1:3]),
    "imf-re-3": ("EUU", CUTS[1:3]),
    "ecb-re-1": ("USA", CUTS[3:]),
}
"""Published losses with our region and the cuts that they may be held against."""


def losses(economy: Economy, cut: Cut, shares: Array = SHARES) -> Array:
    """Real GDP against the reference, percent: (share that stops, stocks, relief, region)."""
    case = _unrationed(economy, cut)
    places = list(product(shares, STOCKS.values(), RELIEF))
    cases = [rationed(case, economy, cut.years, _position(*place)) for place in places]
    found = _gdp(economy, [_reference(economy, cut), *cases])
    return found.reshape(len(shares), len(STOCKS), len(RELIEF), -1)


def sold(economy: Economy, cut: Cut) -> Array:
    """Real GDP where licences are sold to the highest bidder, by region."""
    scenario = sold_licences(load_scenario(_file(cut), economy))
    return _gdp(economy, [_reference(economy, cut), compile_case(scenario, economy, "", cut.years)])[0]


def at_risk(economy: Economy, cut: Cut) -> dict[str, float]:
    """Value added that stands still before anyone adjusts, percent of all, by region."""
    world = solved(economy, rationed(_unrationed(economy, cut), economy, cut.years).shock)
    return {code: float(QUANTITIES["value_added_at_risk"].measure(world, code)[0]) for code in REGIONS}


def matching_share(economy: Economy, found: Array, loss: float, region: str) -> float:
    """Share of users' output that must stop for a loss, with the losses over shares at given stocks and relief."""
    place = REGIONS.index(region)
    exposure, critical = economy.exposure, economy.levels.is_critical
    low, middle, high = (
        float(band[critical].max()) for band in (exposure.share_low, exposure.share, exposure.share_high)
    )
    shares = np.interp(SHARES, (-1, 0, 1), (low, middle, high))
    return float(np.interp(-loss, -found[:, place], shares, left=np.nan, right=np.nan))


def _file(cut: Cut) -> str:
    return str(library_folder() / f"{cut.scenario}.yaml")


def _unrationed(economy: Economy, cut: Cut) -> Case:
    case = unrationed(load_scenario(_file(cut), economy), economy, "", cut.years)
    if not cut.has_home:
        return case
    rations = case.rations
    kept = np.where(rations.is_physical.any(), rations.allowed.min(), 1.0)
    every = replace(rations, allowed=np.full_like(rations.allowed, kept), is_physical=np.ones_like(rations.is_physical))
    return replace(case, rations=every)


def _reference(economy: Economy, cut: Cut) -> Case:
    return compile_case(load_scenario(REFERENCE, economy), economy, "", cut.years)


def _position(*places: float) -> Position:
    exposure, stocks, relief = (np.array([place]) for place in places)
    return Position(exposure=exposure, relief=relief, stocks=stocks)


def _gdp(economy: Economy, cases: Sequence[Case]) -> Array:
    """Real GDP of all cases but the first one against the first one, percent."""
    world = solved(economy, Shock.stack([case.shock for case in cases]))
    level = 100 + INDICATORS["real_gdp"].compute(world)[0][:, [economy.region_index(code) for code in REGIONS]]
    return np.asarray(100 * (level[1:] / level[0] - 1))


def section(economy: Economy, published: Sequence[Row]) -> str:
    """The part of the page on rare earths."""
    found = {cut: losses(economy, cut) for cut in CUTS}
    ree = economy.sector_index("REE")
    flow = economy.levels.trade_flow[ree]
    japan, china = economy.region_index("JPN"), economy.region_index("CHN")
    bought = flow[:, japan].sum()
    values = {
        "share": 100 * economy.levels.expenditure[ree].sum() / economy.levels.expenditure.sum(),
        "home": 100 * flow[japan, japan] / bought,
        "china": 100 * flow[china, japan] / bought,
        "reference": REFERENCE,
    }
    parts = [
        prose("rare_earths", **values),
        _bands(economy, found),
        _published(economy, found, published),
        prose("rare_earths_bands", **values),
    ]
    return "\n".join(parts)


def _bands(economy: Economy, found: dict[Cut, Array]) -> str:
    rows = []
    for cut, values in found.items():
        market, risk = sold(economy, cut), at_risk(economy, cut)
        for place, code in enumerate(REGIONS):
            every = values[..., place]
            cells = [number(float(every[CENTRE])), f"{number(float(every.min()))} to {number(float(every.max()))}"]
            bought = "–" if cut.has_home else number(float(market[place]))
            rows.append([cut.name, code, *cells, bought, number(-risk[code])])
    header = ["what is lost", "region", "middle of all bands", "over all bands", "licences sold", "value added at risk"]
    return table(header, rows)


def _published(economy: Economy, found: dict[Cut, Array], published: Sequence[Row]) -> str:
    by_name = {row.id: row for row in published}
    rows = []
    for name, (code, cuts) in PUBLISHED.items():
        row = by_name[name]
        theirs = [row.theirs] if not row.low else [float(row.low), float(row.high)]
        for cut in cuts:
            every = found[cut][..., REGIONS.index(code)]
            is_inside = all(every.min() <= value <= every.max() for value in theirs)
            needed = [_needed(economy, found[cut], theirs, code, place) for place in range(len(STOCKS))]
            verdict = "inside the band" if is_inside else "**outside the band**"
            label = f"{row.source}, {row.region}"
            rows.append([label, " to ".join(number(value) for value in theirs), cut.name, verdict, *needed])
    header = ["published", "GDP, %", "held against", "verdict", *(f"share with {name} stocks" for name in STOCKS)]
    return f"\n{table(header, rows)}"


def _needed(economy: Economy, found: Array, theirs: Sequence[float], code: str, stocks: int) -> str:
    """Shares at which ours are theirs, without relief."""
    shares = [matching_share(economy, found[:, stocks, 0], value, code) for value in reversed(theirs)]
    return " to ".join("none in the band" if np.isnan(share) else f"{share:.2f}" for share in shares)
