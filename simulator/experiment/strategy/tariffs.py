"""Tariffs that players set: which flows each of them hits, and how they enter a case."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.economy.names import meaning_of
from simulator.errors import ScenarioError
from simulator.model.shock import Shock

Array = NDArray[np.float64]

By: TypeAlias = Literal["uniform", "partner", "sector", "cell"]
"""What has a tariff of its own: nothing, each partner, each sector, or each sector of each partner."""

GROUPED: Final[Mapping[By, Callable[[str, str], tuple[str, str]]]] = {
    "uniform": lambda partner, sector: ("", ""),
    "partner": lambda partner, sector: (partner, ""),
    "sector": lambda partner, sector: ("", sector),
    "cell": lambda partner, sector: (partner, sector),
}
"""Partner and sector of the tariff on a flow, empty where it is the same for all."""


@dataclass(frozen=True)
class Tariff:
    """One rate that a player sets, on all goods of some flows.

    Attributes
    ----------
    player
        Who levies it.
    partner, sector
        On whose goods and on which; empty: on all.
    flows
        Flat indices into (sector, exporter, importer) of the flows that it hits.
    """

    player: str
    partner: str
    sector: str
    flows: tuple[int, ...]


def tariffs_of(player: str, by: By, against: Sequence[str], shock: Shock, economy: Economy) -> list[Tariff]:
    """Tariffs that a player sets on open flows of goods from some partners.

    Raises
    ------
    ScenarioError
        There is no such flow.
    """
    importer, partners = economy.region_index(player), [code for code in against if code != player]
    is_open = (economy.levels.trade_flow > 0) & ~shock.is_closed[0] & economy.is_goods[:, None, None]
    groups: dict[tuple[str, str], list[int]] = {}
    for partner in partners:
        exporter = economy.region_index(partner)
        for sector in np.flatnonzero(is_open[:, exporter, importer]):
            flow = np.ravel_multi_index((sector, exporter, importer), is_open.shape)
            groups.setdefault(GROUPED[by](partner, economy.sectors[sector]), []).append(int(flow))
    if not groups:
        listed = ", ".join(partners) or "nobody"
        raise ScenarioError(f"{player}: imports no goods from {listed} on which it could levy a tariff.")
    return [Tariff(player, partner, sector, tuple(flows)) for (partner, sector), flows in groups.items()]


@dataclass(frozen=True)
class Tariffs:
    """All tariffs that players set, in their order."""

    tariffs: tuple[Tariff, ...]

    def __len__(self) -> int:
        return len(self.tariffs)

    def of_player(self, player: str) -> NDArray[np.intp]:
        """Which of them a player sets."""
        return np.flatnonzero([tariff.player == player for tariff in self.tariffs])

    @property
    def flows(self) -> NDArray[np.intp]:
        """Flat indices of all flows that are hit."""
        return np.array([flow for tariff in self.tariffs for flow in tariff.flows], np.intp)

    @property
    def of_flows(self) -> NDArray[np.intp]:
        """Which tariff hits each of them."""
        return np.repeat(np.arange(len(self)), [len(tariff.flows) for tariff in self.tariffs])

    def means(self, by_flow: Array, weight: Array) -> Array:
        """Mean over the flows that each tariff hits of a number, both of shape (sector, exporter, importer)."""
        total = self.sums(weight)
        return np.asarray(self.sums(by_flow * weight) / total)

    def sums(self, by_flow: Array) -> Array:
        """Sum over the flows that each tariff hits."""
        return np.asarray(np.bincount(self.of_flows, by_flow.ravel()[self.flows], len(self)))

    def levied(self, shock: Shock, rates: Array) -> Shock:
        """The shock of one case with rates in place of the tariffs on these flows.

        Parameters
        ----------
        rates
            Shape (case, tariff); NaN leaves what the shock has.
        """
        tariff, flows = np.repeat(shock.tariff_new, len(rates), axis=0), self.flows
        by_flow, rate = tariff.reshape(len(rates), -1), rates[:, self.of_flows]
        by_flow[:, flows] = np.where(np.isnan(rate), by_flow[:, flows], rate)
        return replace(Shock.stack([shock] * len(rates)), tariff_new=tariff)


def player_named(name: str, economy: Economy) -> str:
    """Code of the one region that a name stands for.

    Raises
    ------
    ScenarioError
        It stands for none, or for a group.
    """
    meaning = meaning_of(name, "region", economy)
    if meaning.label in economy.regions:
        return meaning.label
    what = "a group, and a tariff is one region's" if meaning.label else "no region"
    known = f"Known: {', '.join(economy.regions)}."
    raise ScenarioError(" ".join(filter(None, [f"{name}: got {what} —", meaning.hint, known])))


def partners_named(names: Iterable[str], economy: Economy) -> tuple[str, ...]:
    """Codes of the regions that names of regions and groups stand for, in the order of the economy; none: all.

    Raises
    ------
    ScenarioError
        A name that stands for nothing, with every such name.
    """
    meanings = {name: meaning_of(name, "region", economy) for name in names}
    problems = [f"{name}: got no region or group — {item.hint}" for name, item in meanings.items() if not item.label]
    if problems:
        raise ScenarioError(problems)
    labels = [item.label for item in meanings.values()]
    named = {code for label in labels for code in economy.region_groups.get(label, (label,))}
    return tuple(code for code in economy.regions if code in named or not labels)
