"""Baseline shares of every nest: what the equations need of the baseline and what never changes while solving."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, INPUT, Pairs, PerRegion, Regional, Technology
from simulator.economy.levels import Levels, freeze, share_of


@dataclass(frozen=True, eq=False)
class Nests:
    """Shares of each nest among its own members; a nest without members has shares 0.

    Attributes
    ----------
    home_share
        Home goods in an importer's sector spending.
    import_share
        Each exporter in an importer's sector imports; 0 on the diagonal.
    ordinary_share
        Each ordinary input in a sector's ordinary inputs, shape (input, sector, region).
    factor_share
        Value added in value added and ordinary inputs together.
    composite_share
        Value added and ordinary inputs in gross output; the rest is critical inputs.
    critical_input, critical_share
        Indices of the critical inputs and their shares of gross output, shape (critical input, sector, region).
    final_share
        Each sector in final demand.
    earnings_share
        Each sector in a region's factor income.
    ordinary_use
        Share of gross output spent on each ordinary input, 0 for critical inputs.
    expenditure, output, earnings, factor_income
        Baseline levels that turn changes into levels.
    """

    home_share: Regional
    import_share: Pairs
    ordinary_share: Technology
    factor_share: Regional
    composite_share: Regional
    critical_input: NDArray[np.intp]
    critical_share: Technology
    final_share: Regional
    earnings_share: Regional
    ordinary_use: Technology
    expenditure: Regional
    output: Regional
    earnings: Regional
    factor_income: PerRegion

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def has_inputs(self) -> NDArray[np.bool_]:
        """Where a sector uses ordinary inputs at all, shape (sector, region)."""
        return np.asarray((self.ordinary_share > 0).any(axis=INPUT))

    @classmethod
    def of(cls, levels: Levels) -> "Nests":
        """Split the baseline into its nests."""
        foreign = levels.trade_share * ~np.eye(levels.n_regions, dtype=bool)
        ordinary = levels.input_share * ~levels.is_critical[:, None, None]
        ordinary_total = ordinary.sum(axis=INPUT)
        composite = levels.value_added_share + ordinary_total
        critical = np.flatnonzero(levels.is_critical)
        return cls(
            home_share=np.einsum("sii->si", levels.trade_share),
            import_share=share_of(foreign, foreign.sum(axis=EXPORTER, keepdims=True)),
            ordinary_share=share_of(ordinary, ordinary_total[None]),
            factor_share=share_of(levels.value_added_share, composite),
            composite_share=composite,
            critical_input=critical,
            critical_share=levels.input_share[critical],
            final_share=levels.final_share,
            earnings_share=share_of(levels.earnings, levels.factor_income[None]),
            ordinary_use=ordinary,
            expenditure=levels.expenditure,
            output=levels.output,
            earnings=levels.earnings,
            factor_income=levels.factor_income,
        )
