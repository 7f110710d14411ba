"""Duties that seem to be counted twice: a rate for some sectors on top of one that the same flows have already."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.economy import Economy
from simulator.scenario.effects.answers import answered
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.scenario import Scenario


def counted_twice(scenario: Scenario, economy: Economy) -> Iterator[str]:
    """Say of each tariff on fewer sectors than one of an ancestor's that it comes on top of that.

    A duty on one sector is often part of a broader one already; that of a truce, say, spreads it over all goods. One
    that says how it stacks, stands in the same file or takes the place of one there is taken to be meant.
    """
    latest = np.full(economy.levels.trade_flow.shape, -1, np.intp)
    files = [draft.document.name for draft in scenario.drafts]
    worked_out = answered(scenario, economy).enabled
    tariffs = [measure for measure in worked_out if isinstance(measure, Tariff)]
    names = [scenario.origins[tariff.id].document.name for tariff in tariffs]
    written = [files.index(name) if name in files else len(files) for name in names]  # a level of a game comes last
    for position, tariff in enumerate(tariffs):
        hit = tariff.cells(economy)
        earlier = [each for each in np.unique(latest[hit]).tolist() if each >= 0 and written[each] < written[position]]
        broader = [tariffs[each].id for each in earlier if _is_broader(tariffs[each], tariff, economy)]
        is_meant = "stacking" in tariff.model_fields_set or tariff.id in scenario.replaced
        if broader and not is_meant:
            yield _sentence(tariff.id, broader)
        latest[hit & _is_charged(tariff, hit, economy)] = position


def _is_broader(tariff: Tariff, other: Tariff, economy: Economy) -> bool:
    return _sectors(tariff, economy) > _sectors(other, economy)


def _sectors(tariff: Tariff, economy: Economy) -> int:
    return int(tariff.cells(economy).any(axis=(EXPORTER, IMPORTER)).sum())


def _is_charged(tariff: Tariff, hit: NDArray[np.bool_], economy: Economy) -> NDArray[np.bool_]:
    """Flows on which there is a rate above zero."""
    rates = np.zeros(hit.shape)
    rates[hit] = tariff.rates(economy, hit)
    return rates > 0


def _sentence(measure: str, broader: Sequence[str]) -> str:
    return (
        f"{measure}: comes on top of {' and '.join(broader)}, which has the same flows and more sectors. If the duty "
        "is in there already, write `stacking: replace` or `stacking: max`; `stacking: add` says that it is not."
    )
