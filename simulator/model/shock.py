"""What a batch of cases changes: price wedges, varieties, quantity bounds, elasticities and the closure."""

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cache, cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerBound, PerRegion, Regional, Technology, taken
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Content, Levels, freeze, sealed
from simulator.model.slow import SlowWeights

Array = NDArray[np.float64]

WEDGES: Final = (
    "tariff_new",
    "export_charge",
    "iceberg_cost",
    "purchase_factor",
    "is_closed",
    "variety_share",
    "critical_weight",
    "stopped",
)
"""What may be the same in every case of a batch."""

CLOSURES: Final = ("deficit_new", "closure", "is_income_tax")
"""What closes the accounts of each case."""


class Receiver(IntEnum):
    """Who receives the premium of a bound."""

    EXPORTER = 0
    IMPORTER = 1
    NOBODY = 2
    """The premium is burnt: it is a real cost of the flow."""


class Deficits(IntEnum):
    """How the trade balance of a region answers."""

    GIVEN = 0
    """D' is given in units of the numéraire."""
    PROPORTIONAL = 1
    """Spending is a fixed multiple of own income."""
    RESPONSIVE = 2
    """D' falls with the region's own factor prices against those of the world."""


@dataclass(frozen=True, eq=False)
class Bounds(Content):
    """Quantity bounds of a batch, each over a set of flows with one common wedge.

    A bound limits Σ weight · change of what arrives over its flows (`is_value` false; the weight is the baseline
    quantity) or Σ weight · border value over them (`is_value` true). A bound on a producer limits the change of all
    that a sector of a region makes, home sales included. Bounds are listed in the order of their cases, entries in
    the order of their bounds, so that a subset of cases is a subset of rows.

    Attributes
    ----------
    case
        Case that the bound belongs to, shape (bound,).
    is_floor
        True for `at least` (a commitment, met by the wedge m ≤ 1), false for `at most` (a licence or quota, x ≥ 1).
    is_value
        True where the bound counts border value, false where it counts quantity.
    is_producer
        True where the bound lies on all sales of one sector of one region.
    receiver
        Who receives the premium of an `at most` bound, a `Receiver`; that of a producer stays in its region.
    ceiling
        Log premium at which more than the limit comes in, as by a tariff-rate quota; infinite where nothing does.
    limit
        Q̄ or Q̲ in the unit of the weights.
    entry_bound, entry_flow, entry_weight
        Which bound, which flow (flat index into sector × exporter × importer; for a producer its home sales) and its
        weight, shape (entry,).
    """

    case: NDArray[np.intp]
    is_floor: NDArray[np.bool_]
    is_value: NDArray[np.bool_]
    is_producer: NDArray[np.bool_]
    receiver: NDArray[np.intp]
    ceiling: PerBound
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
        return cls(index, flag, flag, flag, index, number, number, index, index, number)

    def __len__(self) -> int:
        return self.case.size

    @property
    def entry_case(self) -> NDArray[np.intp]:
        """Case of each entry, shape (entry,)."""
        return self.case[self.entry_bound]

    @cached_property
    def on_flows(self) -> NDArray[np.intp]:
        """Entries of bounds that lie on flows between regions, not on producers."""
        return np.flatnonzero(~self.is_producer[self.entry_bound])

    def flow_index(self, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
        """Case, sector, exporter and importer of each entry on a flow, each of shape (entry on a flow,)."""
        return self.entry_case[self.on_flows], *np.unravel_index(self.entry_flow[self.on_flows], shape)

    @cached_property
    def on_producers(self) -> NDArray[np.intp]:
        """Entries of bounds that lie on producers."""
        return np.flatnonzero(self.is_producer[self.entry_bound])

    def producer_index(self, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
        """Case, sector and region of each entry on a producer, each of shape (entry on a producer,)."""
        sector, region, _ = np.unravel_index(self.entry_flow[self.on_producers], shape)
        return self.entry_case[self.on_producers], sector, region

    def markup(self, log_wedge: PerBound, shape: tuple[int, ...]) -> Regional | None:
        """Log factor of bounds on producers on all their sales, shape (case, sector, region).

        Parameters
        ----------
        shape
            Cases, sectors and regions.

        Returns
        -------
        log_markup
            0 without a bound; None where there is no such bound at all.
        """
        if self.on_producers.size == 0:
            return None
        log_markup = np.zeros(shape)
        producer_index = self.producer_index((*shape[1:], shape[-1]))
        np.add.at(log_markup, producer_index, log_wedge[self.entry_bound[self.on_producers]])
        return log_markup

    def total(self, amount: NDArray[np.float64]) -> PerBound:
        """Sum an amount per entry over the flows of each bound."""
        total: PerBound = np.bincount(self.entry_bound, weights=amount, minlength=len(self)).astype(np.float64)
        return total

    def and_those(self, others: Self) -> Self:
        """These bounds of one case, and others of the same."""
        return _stack_bounds([self, others], [0, 1])  # type: ignore[return-value]

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
            self.is_producer[kept],
            self.receiver[kept],
            self.ceiling[kept],
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
    variety_share
        Share of the varieties of a flow that can still be bought, above 0: its demand weight is multiplied by it.
    critical_weight
        γ: factor on the weight of each critical input in its nest, shape (case, critical input, user, region).
    stopped
        Share of each user's output that stands still for each critical input before anyone adjusts, in that shape: for
        the record of what licences and controls withhold; the equations take it from bounds and weights.
    deficit_new
        D' in units of the numéraire before it responds, shape (case, region); sums to 0 over regions.
    closure
        How trade balances answer, a `Deficits` for each case.
    is_income_tax
        Cases in which tariff revenue lowers a tax on factor earnings; in the others it is a lump sum.
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
    variety_share: Pairs
    critical_weight: Technology
    stopped: Technology
    deficit_new: PerRegion
    closure: NDArray[np.intp]
    is_income_tax: NDArray[np.bool_]
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
        one, n_cases = np.ones((1, *levels.trade_flow.shape)), elasticities.n_cases
        of_critical = np.ones((1, *levels.input_share[levels.is_critical].shape))
        return cls(
            tariff_new=levels.tariff[None],
            export_charge=one,
            iceberg_cost=one,
            purchase_factor=one,
            is_closed=one > 1,
            variety_share=one,
            critical_weight=of_critical,
            stopped=of_critical - 1,
            deficit_new=np.tile(levels.deficit, (n_cases, 1)),
            closure=np.full(n_cases, Deficits.GIVEN, np.intp),
            is_income_tax=np.zeros(n_cases, bool),
            elasticities=elasticities,
            bounds=Bounds.none(),
        )

    @classmethod
    def stack(cls, cases: list[Self]) -> Self:
        """Put the cases of several shocks one after the other."""
        n_cases = [len(case) for case in cases]
        return cls(
            **{name: sealed(_stacked([getattr(case, name) for case in cases], n_cases)) for name in WEDGES},
            **{name: sealed(np.concatenate([getattr(case, name) for case in cases])) for name in CLOSURES},
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
            **{name: sealed(getattr(self, name)[cases]) for name in CLOSURES},
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
