"""What to ask about a type of measure: who does it to whom, and how much."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.scenario.format.values import TaxRate


@dataclass(frozen=True)
class Question:
    """A question whose answer becomes the value of a key.

    `kind` is the type that an answer must be of; "" allows no answer where `default` is "".
    """

    key: str
    text: str
    default: str
    kind: Any = TaxRate


@dataclass(frozen=True)
class Questions:
    """What to ask about one type of measure.

    Attributes
    ----------
    meaning
        What the measure is, in a few words.
    actor
        Side that does it: importer, exporter, or the region of a measure on producers.
    who, whom
        Question about the actor, and about the other side.
    amounts
        Questions about how much.
    sectors
        Sectors that are offered.
    usual
        Regions that are offered, the actor first.
    given
        Values that go without asking.
    is_answered_in_kind
        Whether the other side often does the same.
    rank
        Where it is listed, the most usual first.
    """

    meaning: str
    actor: str
    who: str
    whom: str
    amounts: tuple[Question, ...]
    sectors: str = "goods"
    usual: tuple[str, str] = ("USA", "CHN")
    given: Mapping[str, str] = field(default_factory=dict)
    is_answered_in_kind: bool = False
    rank: int = 10

    @property
    def sides(self) -> dict[str, str]:
        """Question about each side by its key, the actor's first; a measure on producers has one side."""
        if self.actor == "region":
            return {"region": self.who}
        return {self.actor: self.who, "exporter" if self.actor == "importer" else "importer": self.whom}
