"""Baseline shares of every nest: what the equations need of the baseline and what never changes while solving."""

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, INPUT, REGION, CriticalUse, Pairs, PerRegion, Regional, Technology, taken
from simulator.economy.levels import Levels, freeze, share_of
from simulator.model.shock import Shock
from simulator.model.slow import SlowWeights

LEVELS: Final = (
    "critical_input",
    "cost_share",
    "expenditure",
    "output",
    "earnings",
    "factor_income",
    "spending_ratio",
    "tax_share",
)
"""What is the same in every case; everything else may differ by case."""


@dataclass(frozen=True, eq=False)
class Nests:
    """Weight of each member in its nest; in the static model its baseline share, and 0 in a nest without members.

    Weights have a leading case axis, of length 1 where they are the same in every case. Those of a nest sum to 1 unless
    they have moved slowly (`SlowWeights`).

    Attributes
    ----------
    home_share, foreign_share
        Home goods, and imports, in an importer's sector spending.
    import_share
        Each exporter in an importer's sector imports; 0 on the diagonal.
    ordinary_share
        Each ordinary input in a sector's ordinary inputs, shape (case, input, sector, region).
    factor_share, bundle_share
        Value added, and ordinary inputs, in the two together.
    composite_share
        Factors and ordinary inputs in unit cost; the rest is critical inputs.
    critical_input, critical_share
        Indices of the critical inputs and their shares of unit cost, shape (case, critical input, sector, region).
    cost_share
        1 − ϖ: unit cost in the price of each sector, without a case axis.
    final_share
        Each sector in final demand.
    earnings_share
        Each sector in a region's factor income.
    ordinary_use, critical_use
        Share of gross output spent on each ordinary input, 0 for critical inputs, and on each critical one.
    factor_use, factor_supply
        Earnings as they enter the demand for factors and their supply.
    expenditure, output, earnings, factor_income
        Baseline levels that turn changes into levels, without a case axis.
    spending_ratio, tax_share
        What a region spends over its own income, and tariff revenue over factor income, without a case axis.
    supply, appreciation
        Factors on regional factor supply and on factor prices that the deficit responds to, shape (case, region); 1
        unless they have moved slowly.
    """

    home_share: Regional
    foreign_share: Regional
    import_share: Pairs
    ordinary_share: Technology
    factor_share: Regional
    bundle_share: Regional
    composite_share: Regional
    critical_input: NDArray[np.intp]
    critical_share: CriticalUse
    cost_share: Regional
    final_share: Regional
    earnings_share: Regional
    ordinary_use: Technology
    critical_use: CriticalUse
    factor_use: Regional
    factor_supply: Regional
    expenditure: Regional
    output: Regional
    earnings: Regional
    factor_income: PerRegion
    spending_ratio: PerRegion
    tax_share: PerRegion
    supply: PerRegion
    appreciation: PerRegion

    @cached_property
    def has_inputs(self) -> NDArray[np.bool_]:
        """Where a sector uses ordinary inputs at all, shape (case, sector, region)."""
        return np.asarray((self.ordinary_share > 0).any(axis=INPUT))

    @cached_property
    def shares_by_region(self) -> NDArray[np.float64]:
        """Ordinary shares as matrices that products take, shape (case, region, input, sector)."""
        return np.ascontiguousarray(np.moveaxis(self.ordinary_share, REGION, 1))

    @cached_property
    def uses_by_region(self) -> NDArray[np.float64]:
        """Uses of ordinary inputs as matrices that products take, shape (case, region, sector, input)."""
        return np.ascontiguousarray(self.ordinary_use.transpose(0, 3, 2, 1))

    @cached_property
    def factor_cost(self) -> Regional:
        """Earnings for each unit of gross output."""
        return share_of(self.factor_use, self.output)

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, levels: Levels) -> "Nests":
        """Split the baseline into its nests."""
        foreign = levels.trade_share * ~np.eye(levels.n_regions, dtype=bool)
        ordinary = levels.input_share * ~levels.is_critical[:, None, None]
        ordinary_total = ordinary.sum(axis=INPUT)
        composite = levels.factor_share + ordinary_total
        cost = 1 - levels.profit_share[:, None] * np.ones(levels.n_regions)
        critical = np.flatnonzero(levels.is_critical)
        home = np.einsum("sii->si", levels.trade_share)
        factor = share_of(levels.factor_share, composite)
        nests = cls(
            home_share=home[None],
            foreign_share=1 - home[None],
            import_share=share_of(foreign, foreign.sum(axis=EXPORTER, keepdims=True))[None],
            ordinary_share=share_of(ordinary, ordinary_total[None])[None],
            factor_share=factor[None],
            bundle_share=1 - factor[None],
            composite_share=(composite / cost)[None],
            critical_input=critical,
            critical_share=(levels.input_share[critical] / cost)[None],
            cost_share=cost,
            final_share=levels.final_share[None],
            earnings_share=share_of(levels.earnings, levels.factor_income[None])[None],
            ordinary_use=ordinary[None],
            critical_use=levels.input_share[None, critical],
            factor_use=levels.earnings[None],
            factor_supply=levels.earnings[None],
            expenditure=levels.expenditure,
            output=levels.output,
            earnings=levels.earnings,
            factor_income=levels.factor_income,
            spending_ratio=levels.income / (levels.income - levels.deficit),
            tax_share=levels.tariff_revenue / levels.factor_income,
            supply=np.ones((1, levels.n_regions)),
            appreciation=np.ones((1, levels.n_regions)),
        )
        freeze(nests)
        return nests

    def moved(self, weights: SlowWeights | None) -> "Nests":
        """Multiply in the weights that have moved by the date of each case."""
        if weights is None:
            return self
        return replace(
            self,
            home_share=self.home_share * weights.home,
            foreign_share=self.foreign_share * weights.imports,
            import_share=self.import_share * weights.origin,
            ordinary_share=self.ordinary_share * weights.input,
            factor_share=self.factor_share * weights.value_added,
            bundle_share=self.bundle_share * weights.bundle,
            composite_share=self.composite_share * weights.composite,
            critical_share=self.critical_share * weights.critical,
            final_share=self.final_share * weights.final,
            earnings_share=self.earnings_share * weights.factor,
            ordinary_use=self.ordinary_use * weights.input * (weights.bundle * weights.composite)[:, None],
            critical_use=self.critical_use * weights.critical,
            factor_use=self.factor_use * weights.value_added * weights.composite,
            factor_supply=self.factor_supply * weights.factor,
            supply=self.supply * weights.supply,
            appreciation=self.appreciation * weights.appreciation,
        )

    def under(self, shock: Shock) -> "Nests":
        """Weights at the date of each case, with lost varieties and rationed inputs out of them."""
        nests = self.moved(shock.weights)
        if (shock.variety_share != 1).any():
            nests = replace(nests, import_share=nests.import_share * shock.variety_share)
        if (shock.critical_weight != 1).any():
            share, use = nests.critical_share, nests.critical_use
            nests = replace(
                nests, critical_share=share * shock.critical_weight, critical_use=use * shock.critical_weight
            )
        return nests

    def take(self, cases: NDArray[np.intp]) -> "Nests":
        """Keep the given cases only; what is the same in every case stays."""
        parts = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in LEVELS}
        return replace(self, **{name: taken(part, cases) for name, part in parts.items()})
