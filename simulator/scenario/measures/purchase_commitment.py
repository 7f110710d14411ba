"""Purchase commitments: promises to import at least so much."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, model_validator

from simulator.axes import IMPORTER
from simulator.economy.economy import Economy
from simulator.files.yaml import Keys
from simulator.scenario.effects.amounts import Amounts, count_problems, unit_of
from simulator.scenario.effects.bounds import PlannedBound, Source, commitment
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.values import Amount, Money, Quantity, SteadyShare
from simulator.scenario.format.windows import Commitment, Listed, Stretch, Windows
from simulator.scenario.measures.measure import FlowMeasure
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.stays import Stays


class PurchaseCommitment(FlowMeasure):
    """A promise to import at least so much over all flows together, met by state buying where markets fall short."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "windows"))

    type: Literal["purchase_commitment"] = "purchase_commitment"
    quantity: Quantity | None = Field(None, description="Quantity promised a year, such as 25 Mt.")
    value: Money | None = Field(None, description="Border value promised a year, such as 80 bn USD.")
    windows: Windows | None = Field(
        None, description="Amounts promised by calendar window, in the order of their days, instead of a yearly one."
    )
    compliance: SteadyShare = Field(1.0, description="Share of the promise that is kept, 0 to 1.")

    targets = frozenset({"quantity", "value"})
    questions = Questions(
        "a promise to buy at least so much",
        "importer",
        "Who promises to buy?",
        "From whom?",
        (Question("quantity", "How much a year, such as 25 Mt or 80 bn USD", "25 Mt", Quantity | Money),),
        sectors="SOY",
        usual=("CHN", "USA"),
        rank=3,
    )
    example = """\
  - id: cn-soybeans
    type: purchase_commitment
    importer: CHN
    exporter: USA
    sectors: SOY
    quantity: 25 Mt             # a year; or value: 80 bn USD; or by days:
    # windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}]
    compliance: 1.0             # share of the promise that is kept
"""
    comments: ClassVar[Mapping[str, str]] = {"quantity": "a year", "value": "a year, at the border"}

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        exactly_one(self, "quantity", "value", "windows")
        return self

    @property
    def promised(self) -> Amount:
        """What is promised a year, before compliance; of several windows the last one's."""
        if self.windows:
            return self.windows[-1].annual
        return self.quantity or self.value  # type: ignore[return-value]  # exactly one is given

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """What is promised by calendar window."""
        return tuple(Commitment(window, self.compliance) for window in self.windows or ())

    @property
    def first_day(self) -> date | None:
        """First day that counts towards the promise."""
        days = (super().first_day, self.windows[0].start if self.windows else None)
        return max((day for day in days if day), default=None)

    @property
    def last_day(self) -> date | None:
        """Last day that counts towards the promise."""
        days = (super().last_day, self.windows[-1].end if self.windows else None)
        return min((day for day in days if day), default=None)

    def is_due(self, day: date) -> bool:
        """Say whether purchases on a day count: inside a window, where there are windows."""
        in_window = self.windows is None or any(window.overlaps(day, day) for window in self.windows)
        return in_window and super().is_due(day)

    def between(self, first: date, last: date) -> Self:
        """Leave out the windows that lie before `first` or after `last`."""
        if self.windows is None:
            return self
        return self.model_copy(update={"windows": Listed(item for item in self.windows if item.overlaps(first, last))})

    def changes(self) -> dict[date, list[str]]:
        """What changes on which day, in words: each window is a promise of its own."""
        return super().changes() | {item.start: [f"{item.total} by {item.end}"] for item in self.windows or ()}

    def _stretches(self) -> Iterator[tuple[tuple[str, int], Stretch]]:
        windows = ((("windows", position), window) for position, window in enumerate(self.windows or ()))
        return chain(super()._stretches(), windows)

    @property
    def source_of_bounds(self) -> Source:
        """The measure as bounds name it; one bound counts all flows together."""
        return super().source_of_bounds._replace(pooled=True)

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Ask for so much over all flows together."""
        wedges.bounds.extend(_promised(self, economy))

    def amount_problems(self, hit: NDArray[np.bool_], economy: Economy) -> list[tuple[Keys, str]]:
        """Say why its quantities cannot be counted, or which window cannot hold its promise."""
        amounts: dict[Keys, Amount] = {("quantity",): self.quantity} if self.quantity else {}
        amounts |= {
            ("windows", position, "quantity"): window.total for position, window in enumerate(self.windows or ())
        }
        problems = [(keys, text) for keys, amount in amounts.items() for text in count_problems(amount, hit, economy)]
        if problems:
            return problems
        texts = ((position, _window_problem(item, hit, economy)) for position, item in enumerate(self.commitments))
        return [(("windows", position), text) for position, text in texts if text]

    def average(self, stays: Stays[Any]) -> Self:
        """The mean of what is promised a year; windows stay as they are."""
        return self._of(stays.mean(lambda commitment: commitment.promised.value))

    def kin(self) -> Self:
        """The measure without its amount and what changes no result."""
        return super().kin()._of(0.0)

    def _of(self, value: float) -> Self:
        """Commit to so much a year in the same unit; what is due by windows stays."""
        if self.windows is not None:
            return self
        key = "value" if self.quantity is None else "quantity"
        return self.model_copy(update={key: Amount(value, self.promised.unit)})


@lru_cache(maxsize=256)
def _promised(measure: PurchaseCommitment, economy: Economy) -> list[PlannedBound]:
    counted = Amounts.by(measure.promised, economy)
    limit = measure.compliance * measure.promised.in_unit(counted.unit)
    return [commitment(measure.source_of_bounds, economy, measure.cells(economy), counted, limit)] if limit else []


def _window_problem(committed: Commitment, hit: NDArray[np.bool_], economy: Economy) -> str:
    """Say that a window cannot hold its promise: kept, it would take more a year than the exporters produce."""
    window, compliance = committed
    unit = unit_of(window.total)
    rate, output = committed.annual(unit), _output(hit, Amounts.by(window.total, economy), economy)
    if rate <= output:
        return ""
    kept = f" at compliance {compliance:g}" if compliance < 1 else ""
    return (
        f"got {window}, which is {_rounded(rate)} {unit} a year{kept}, but the exporters produce {_rounded(output)} "
        f"{unit} a year in the baseline — a longer window, a smaller amount, or a lower compliance."
    )


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"


def _output(hit: NDArray[np.bool_], counted: Amounts, economy: Economy) -> float:
    """Baseline output a year of the exporters and sectors that are hit; flows not counted are taken at mean prices."""
    flows = hit.any(axis=IMPORTER, keepdims=True) & (economy.levels.trade_flow > 0)
    value, amount = economy.levels.trade_flow, counted.amount
    if counted.is_value:
        return float(value[flows].sum())
    known = flows & np.isfinite(amount)
    return float(amount[known].sum() * value[flows].sum() / value[known].sum())
