"""Draws of everything that is uncertain: elasticities within their bands, and values of measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.economy.elasticities import NESTS, SINGLE_NESTS, Elasticities
from simulator.errors import ScenarioError
from simulator.experiment.assumptions.assumed import Assumed, none_assumed
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_DRAWS, chosen, whole
from simulator.experiment.levers import Values
from simulator.scenario import Scenario
from simulator.scenario.effects.compile import closure_of, rationed_inputs
from simulator.scenario.effects.rationing import Position

Array = NDArray[np.float64]
Method: TypeAlias = Literal["latin-hypercube", "sobol"]
Role: TypeAlias = Literal["lever", "elasticity", "shortage", "closure"]

RESPONSIVE: Final = "closure.responsive"
"""Number by which deficits respond: 0 leaves them given, 1 is the closure `responsive`."""

ENDS: Final = (0.05, 0.95)
"""Shares of the distribution at which an assumption is called low and high."""

SMALLEST_SHARE: Final = 1e-9
"""Draws stay this far inside their bands."""


@dataclass(frozen=True)
class Uncertain:
    """One uncertain number.

    Attributes
    ----------
    name
        Lever such as `us-100.rate`, or nest and sector such as `origin.SOY`.
    centre, low, high
        Central value and band; for an elasticity those of its long-run value.
    kind
        uniform, triangular (with its mode at the centre) or loguniform.
    role
        What it is a value of: a measure ("lever"); an elasticity of the baseline, scaled at every horizon
        ("elasticity"); exposure, relief or stocks of a critical input ("shortage"); or the part of the response of
        deficits that happens ("closure").
    """

    name: str
    centre: float
    low: float
    high: float
    kind: str
    role: Role = "lever"

    @property
    def is_elasticity(self) -> bool:
        """Whether it scales an elasticity of the baseline."""
        return self.role == "elasticity"

    def position(self, value: Array) -> Array:
        """Where values lie in the band: −1 at its low end, 0 at the centre, 1 at its high end."""
        below, above = self.centre - self.low, self.high - self.centre
        reach = np.where(value < self.centre, below, above)
        return np.divide(value - self.centre, reach, out=np.zeros_like(value), where=reach > 0)

    @property
    def ends(self) -> Array:
        """Its 5 and 95 % points; of a closure the two that there are to choose from."""
        return np.array([self.low, self.high]) if self.role == "closure" else self.ppf(np.array(ENDS))

    def ppf(self, share: Array) -> Array:
        """Value below which the given share of draws lies; ends of the band are never quite reached."""
        share = np.clip(share, SMALLEST_SHARE, 1 - SMALLEST_SHARE)
        width = self.high - self.low
        if width == 0:
            return np.full_like(share, self.low)
        from scipy.stats import loguniform, triang, uniform  # slow to import, and most commands draw nothing

        if self.kind == "loguniform":
            return np.asarray(loguniform(self.low, self.high).ppf(share))
        if self.kind == "triangular":
            return np.asarray(triang((self.centre - self.low) / width, self.low, width).ppf(share))
        return np.asarray(uniform(self.low, width).ppf(share))


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of all uncertain numbers, the same for every scenario so that differences are paired.

    `values` has shape (draw, number) in the order of `numbers`.
    """

    numbers: tuple[Uncertain, ...]
    values: Array
    seed: int

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def levers(self, first: int, last: int) -> tuple[Values, ...]:
        """Values of measures in draws first to last."""
        chosen = [(column, item.name) for column, item in enumerate(self.numbers) if item.role == "lever"]
        return tuple({name: float(row[column]) for column, name in chosen} for row in self.values[first:last])

    def assumed(self, economy: Economy, first: int, last: int) -> Assumed:
        """What draws first to last assume beside the values of measures."""
        none = none_assumed(economy, last - first)
        ratios, is_responsive = self._ratios(economy, first, last), False
        positions = {name: array.copy() for name, array in none.positions._asdict().items()}
        for column, item in enumerate(self.numbers):
            values = self.values[first:last, column]
            kind, _, sector = item.name.partition(".")
            if item.role == "shortage":
                critical = economy.levels.is_critical[: economy.sectors.index(sector)].sum()
                positions[kind][:, critical] = item.position(values)
            if item.role == "closure":
                ratios, is_responsive = replace(ratios, deficit=ratios.deficit * values), True
        return Assumed(ratios, Position(**positions), is_responsive)

    def _ratios(self, economy: Economy, first: int, last: int) -> Elasticities:
        """Factors on elasticities; 1 where one is certain. Where the baseline has home equal to origin, it stays so."""
        n_draws = last - first
        factors = {
            nest: np.ones(n_draws if nest in SINGLE_NESTS else (n_draws, len(economy.sectors))) for nest in NESTS
        }
        numbered = [(item, column) for column, item in enumerate(self.numbers) if item.is_elasticity]
        for item, column in sorted(numbered, key=lambda pair: pair[0].name.startswith("home")):
            nest, _, sector = item.name.partition(".")
            cell = (slice(None), economy.sectors.index(sector)) if sector else (...,)
            ratio = self.values[first:last, column] / item.centre
            factors[nest][cell] = ratio[:, None] if factors[nest][cell].ndim > 1 else ratio
            if nest == "origin":
                factors["home"] = np.where(economy.elasticities.home_follows, factors["origin"], factors["home"])
        return Elasticities(**factors)


def draw(numbers: Sequence[Uncertain], n_draws: int, seed: int, method: Method = "latin-hypercube") -> Draws:
    """Draw all numbers independently of each other.

    Raises
    ------
    ScenarioError
        Nothing is uncertain, an unknown method, or a number of draws or a seed that it cannot take.
    """
    check_draws(n_draws, seed, method)
    if not numbers:
        raise ScenarioError("draws: nothing is uncertain — give elasticities bands, or a measure a distribution.")
    if method == "sobol" and n_draws & (n_draws - 1):
        raise ScenarioError(
            f"draws: got {n_draws} — Sobol draws come in powers of 2, such as {2 ** n_draws.bit_length()}."
        )
    from scipy.stats import qmc

    sampler = (qmc.Sobol if method == "sobol" else qmc.LatinHypercube)(len(numbers), rng=np.random.default_rng(seed))
    shares = sampler.random(n_draws)
    values = np.column_stack([item.ppf(share) for item, share in zip(numbers, shares.T, strict=True)])
    return Draws(tuple(numbers), values, seed)


def check_draws(n_draws: int, seed: int, method: Method) -> None:
    """Refuse what no draws can be made from.

    Raises
    ------
    ScenarioError
        A number of draws, a seed or a method that there is not.
    """
    whole("draws", n_draws, 2, MOST_DRAWS)
    whole("seed", seed, 0, LARGEST_SEED)
    chosen("method", method, Method)


def uncertain_numbers(economy: Economy, scenarios: Sequence[Scenario]) -> list[Uncertain]:
    """All that is uncertain in a baseline and in scenarios."""
    return uncertain_elasticities(economy) + uncertain_shortages(economy, scenarios) + uncertain_levers(scenarios)


def uncertain_elasticities(economy: Economy) -> list[Uncertain]:
    """Elasticities of the baseline that have a band; one that holds for every sector is one number."""
    return [
        Uncertain(
            f"{nest}.{sector}" if sector != "*" else nest, band.centre, band.low, band.high, band.kind, "elasticity"
        )
        for (nest, sector), band in economy.elasticities.bands.items()
        if band.low < band.high
    ]


def uncertain_shortages(economy: Economy, scenarios: Sequence[Scenario]) -> list[Uncertain]:
    """Exposure to, relief from and stocks of critical inputs that some scenario withholds by licences.

    All users and regions move together within their bands; the number stands for the widest of them.
    """
    exposure = economy.exposure
    bands = {
        "exposure": (exposure.share, exposure.share_low, exposure.share_high),
        "relief": (exposure.relief, exposure.relief_low, exposure.relief_high),
        "stocks": (economy.stocks, economy.stock_low, economy.stock_high),
    }
    withheld = {code for scenario in scenarios for code in rationed_inputs(scenario, economy)}
    return [
        Uncertain(f"{name}.{code}", *_widest(arrays, index), "triangular", "shortage")
        for index, code in enumerate(economy.sectors)
        if code in withheld
        for name, arrays in bands.items()
        if (arrays[2][index] > arrays[1][index]).any()
    ]


def _widest(arrays: tuple[Array, Array, Array], sector: int) -> tuple[float, float, float]:
    """Centre, low and high end of the widest band of one input."""
    middle, low, high = (array[sector].ravel() for array in arrays)
    widest = int(np.argmax(high - low))
    return float(middle[widest]), float(low[widest]), float(high[widest])


def responding_deficits(economy: Economy, scenarios: Sequence[Scenario]) -> list[Uncertain]:
    """The part of the response of deficits that happens, from none to all, with what the scenarios say in its centre.

    Nothing where a baseline has no response, or where a scenario says anything but one of the two.
    """
    course, closures = economy.elasticities.nests["deficit"], {closure_of(item, economy)[0] for item in scenarios}
    has_response = course.short_run.any() or course.long_run.any()
    if not has_response or closures not in ({"fixed"}, {"responsive"}):
        return []
    return [Uncertain(RESPONSIVE, float(closures == {"responsive"}), 0.0, 1.0, "uniform", "closure")]


def uncertain_levers(scenarios: Sequence[Scenario]) -> list[Uncertain]:
    """Values of measures that are given as a distribution; scenarios that share a measure share its draws."""
    by_lever: Mapping[str, Uncertain] = {
        f"{measure.id}.{key}": Uncertain(f"{measure.id}.{key}", float(item), item.low, item.high, item.dist)
        for scenario in scenarios
        for measure in scenario.enabled
        for key, item in measure.distributions.items()
    }
    return list(by_lever.values())
