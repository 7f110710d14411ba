"""Supply disruptions: output that is lost."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.economy.economy import Economy
from simulator.files.yaml import Keys
from simulator.scenario.effects.bounds import on_producer
from simulator.scenario.effects.flows import block, producers
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.selection import Selection, selection_text
from simulator.scenario.format.values import LostShare
from simulator.scenario.measures.measure import DatedMeasure
from simulator.scenario.measures.questions import Question, Questions

_OF_PRODUCERS: Final = "all sales of a producer are hit, at home and abroad; write `region`, whose output is lost"


class SupplyDisruption(DatedMeasure):
    """Part of the output of a sector of a region is lost: a harvest, a strike, a shut plant."""

    type: Literal["supply_disruption"] = "supply_disruption"
    region: Selection = Field(description="Regions whose output is lost: a code, a list, a group name or `all`.")
    lost: LostShare = Field(
        description="Share of the baseline output of each sector of each region that is lost, from 0 to below 1."
    )

    averaged = frozenset({"lost"})
    elsewhere: ClassVar[Mapping[str, str]] = {"importer": _OF_PRODUCERS, "exporter": _OF_PRODUCERS}
    questions = Questions(
        "part of what a sector makes is lost: a harvest, a strike, a shut plant",
        "region",
        "Who loses output?",
        "",
        (Question("lost", "Share of today's output that is lost", "20%", LostShare),),
        sectors="SOY",
        rank=5,
    )
    example = """\
  - id: us-harvest
    type: supply_disruption
    region: USA                 # instead of importer and exporter: all that it sells is hit
    sectors: SOY
    lost: 20%                   # share of the baseline output
"""
    comments: ClassVar[Mapping[str, str]] = {"region": "whose output is lost", "lost": "share of the baseline output"}

    @property
    def exporter(self) -> tuple[str, ...]:
        """The regions, as sellers."""
        return self.region

    @property
    def importer(self) -> tuple[str, ...]:
        """All buyers."""
        return ("all",)

    @property
    def sides(self) -> str:
        """Whose output it is, in codes."""
        return selection_text(self.region)

    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Exports of the producers."""
        return block(self.sectors, self.exporter, self.importer, economy)

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Bound each producer whose output is partly lost."""
        if self.lost > 0:
            hit = np.argwhere(producers(self.sectors, self.region, economy)).tolist()
            source, limit = self.source_of_bounds, 1 - float(self.lost)
            wedges.bounds.extend(on_producer(source, economy, sector, region, limit) for sector, region in hit)

    def problems(self, economy: Economy) -> list[tuple[Keys, str]]:
        """Say that nothing is made there."""
        if producers(self.sectors, self.region, economy).any():
            return []
        regions, sectors = selection_text(self.region), selection_text(self.sectors)
        text = f"the baseline has no output of {sectors} in {regions} — check codes, or remove the measure."
        return [((), f"hits nothing: {text}")]
