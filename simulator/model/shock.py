"""What a batch of cases changes at the border: price wedges, quantity bounds, elasticities and the closure."""

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerBound, PerRegion, taken
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Content, Levels, freeze, sealed
from simulator.model.slow import SlowWeights

Array = NDArray[np.float64]

WEDGES: Final = ("tariff_new", "export_charge", "iceberg_cost", "purchase_factor", "is_closed")
"""What may be the same in every case of a batch."""


@dataclass(frozen=True, eq=False)
class Bounds(Content):
    """Quantity bounds of a batch, each over a set of flows with one common wedge.

    A bound limits Σ weight · volume change over its flows (`is_value` false; the weight is the baseline quantity) or
    Σ weight · border value over them (`is_value` true). Bounds are listed in the order of their cases, entries in the
    order of their bounds, so that a subset of cases is a subset of rows.

    Attributes
    ----------
    case
        Case that the bound belongs to, shape (bound,).
    is_floor
        True for `at least` (a commitment, met by the wedge m ≤ 1), false for `at most` (a licence or quota, x ≥ 1).
    is_value
        True where the bound counts border value, false where it counts quantity.
    premium_to_importer
        True where the importer's side receives the premium of an `at most` bound.
    limit
        Q̄ or Q̲ in the unit of the weights.
    entry_bound, entry_flow, entry_weight
        Which bound, which flow (flat index into sector × exporter × importer) and its weight, shape (entry,).
    """

    case: NDArray[np.intp]
    is_floor: NDArray[np.bool_]
    is_value: NDArray[np.bool_]
    premium_to_importer: NDArray[np.bool_]
    limit: PerBound
    entry_bound: NDArray[np.intp]
    entry_flow: NDArray[np.intp]
    entry_weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    @cache
    def none(cls) -> Self:
        """No bound at all."""
        index, flag, number = np.empty(0, np.intp), np.empty(0, np.bool_), np.empty(0)
        return cls(index, flag, flag, flag, number, index, index, number)

    def __len__(self) -> int:
        return self.case.size

    @property
    def entry_case(self) -> NDArray[np.intp]:
        """Case of each entry, shape (entry,)."""
        return self.case[self.entry_bound]

    def entry_place(self, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
        """Case, sector, exporter and importer of each entry in an economy of that shape, each of shape (entry,)."""
        return self.entry_case, *np.unravel_index(self.entry_flow, shape)

    def total(self, amount: NDArray[np.float64]) -> PerBound:
        """Sum an amount per entry over the flows of each bound."""
        total: PerBound = np.bincount(self.entry_bound, weights=amount, minlength=len(self)).astype(np.float64)
        return total

    def of_cases(self, cases: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which bounds belong to the given cases."""
        return np.isin(self.case, cases)

    def take(self, cases: NDArray[np.intp]) -> Self:
        """Keep the bounds of the given cases (ascending), with cases, bounds and entries renumbered."""
        kept = self.of_cases(cases)
        entry = kept[self.entry_bound]
        return type(self)(
            np.searchsorted(cases, self.case[kept]),
            self.is_floor[kept],
            self.is_value[kept],
            self.premium_to_importer[kept],
            self.limit[kept],
            (np.cumsum(kept) - 1)[self.entry_bound[entry]],
            self.entry_flow[entry],
            self.entry_weight[entry],
        )


@dataclass(frozen=True, eq=False)
class Shock(Content):
    """Wedges, bounds, elasticities and closure of a batch of cases.

    Arrays of wedges have a leading case axis, of length 1 where they are the same in every case.

    Attributes
    ----------
    tariff_new
        t': ad valorem rate, shape (case, sector, exporter, importer); so for the next four.
    export_charge
        x without licence premiums: export tax factor, > 0; below 1 is a subsidy that the exporter's treasury pays.
    iceberg_cost
        d: real cost factor that nobody receives, > 0.
    purchase_factor
        m without commitments: share of the price that the buyer pays, > 0; the importer's treasury pays the rest.
    is_closed
        Flows that leave their nest entirely.
    deficit_new
        D' in units of the numéraire, shape (case, region); sums to 0 over regions.
    elasticities
        Elasticities of every nest.
    bounds
        Quantity bounds, each met by a wedge that the solver finds.
    weights
        Weights of the nests at the date of each case; None in the static model.
    """

    tariff_new: Pairs
    export_charge: Pairs
    iceberg_cost: Pairs
    purchase_factor: Pairs
    is_closed: NDArray[np.bool_]
    deficit_new: PerRegion
    elasticities: Elasticities
    bounds: Bounds
    weights: SlowWeights | None = None

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return int(self.deficit_new.shape[0])

    @classmethod
    def none(cls, levels: Levels, elasticities: Elasticities) -> Self:
        """Leave everything as it is, in as many cases as there are sets of elasticities."""
        one = np.ones((1, *levels.trade_flow.shape))
        deficit = np.tile(levels.deficit, (elasticities.n_cases, 1))
        return cls(levels.tariff[None], one, one, one, one > 1, deficit, elasticities, Bounds.none())

    @classmethod
    def stack(cls, cases: list[Self]) -> Self:
        """Put the cases of several shocks one after the other."""
        n_cases = [len(case) for case in cases]
        return cls(
            **{name: sealed(_stacked([getattr(case, name) for case in cases], n_cases)) for name in WEDGES},
            deficit_new=sealed(np.concatenate([case.deficit_new for case in cases])),
            elasticities=Elasticities.stack([case.elasticities for case in cases]),
            bounds=_stack_bounds([case.bounds for case in cases], n_cases),
            weights=_stack_weights([case.weights for case in cases]),
        )

    def with_elasticities(self, elasticities: Elasticities) -> Self:
        """The same measures in a world of other elasticities."""
        return replace(self, elasticities=elasticities)

    def take(self, cases: NDArray[np.intp]) -> Self:
        """Keep the given cases (ascending) only."""
        if cases.size == len(self):
            return self
        return type(self)(
            **{name: sealed(taken(getattr(self, name), cases)) for name in WEDGES},
            deficit_new=sealed(self.deficit_new[cases]),
            elasticities=self.elasticities.take(cases),
            bounds=self.bounds.take(cases),
            weights=self.weights.take(cases) if self.weights else None,
        )


def _stacked(arrays: list[Array], n_cases: list[int]) -> Array:
    """One row where all cases have the same, otherwise a row for each case."""
    first = arrays[0]
    if len(first) == 1 and all(array is first or np.array_equal(array, first) for array in arrays):
        return first
    return np.concatenate(
        [np.broadcast_to(array, (n, *array.shape[1:])) for array, n in zip(arrays, n_cases, strict=True)]
    )


def _stack_weights(weights: list[SlowWeights | None]) -> SlowWeights | None:
    given = [item for item in weights if item is not None]
    if given and len(given) < len(weights):
        raise ValueError("some cases have weights that have moved and others have none; give all of them some.")
    return SlowWeights.stack(given) if given else None


def _stack_bounds(bounds: list[Bounds], n_cases: list[int]) -> Bounds:
    first_case = np.cumsum([0, *n_cases[:-1]])
    first_bound = np.cumsum([0, *(len(item) for item in bounds[:-1])])
    columns = {item.name: [getattr(bound, item.name) for bound in bounds] for item in fields(Bounds)}
    columns["case"] = [case + first for case, first in zip(columns["case"], first_case, strict=True)]
    columns["entry_bound"] = [entry + first for entry, first in zip(columns["entry_bound"], first_bound, strict=True)]
    return Bounds(**{name: np.concatenate(arrays) for name, arrays in columns.items()})
