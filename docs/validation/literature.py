"""Published results beside the simulator's for the same experiment, with a verdict that the program gives."""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments import HORIZONS, Experiments
from page import number, prose, table
from quantities import QUANTITIES

PUBLISHED = Path(__file__).parent / "published" / "results.csv"
FAR = 2.0
"""Factor between theirs and ours beyond which we are far off."""
NIL = 0.005
"""Below this a result of ours counts as none."""


@dataclass(frozen=True)
class Row:
    """One published result as its file has it, and to which result of ours it belongs."""

    cells: Mapping[str, str]

    def __getattr__(self, name: str) -> str:
        return self.cells[name]

    @property
    def theirs(self) -> float:
        """Published value."""
        return float(self.cells["value"])

    @property
    def is_compared(self) -> bool:
        """Whether the simulator has the experiment and the quantity."""
        return not self.cells["not_compared"]


@dataclass(frozen=True)
class Comparison:
    """A published result, ours at every horizon, and the verdict at the horizon that is theirs."""

    row: Row
    ours: Sequence[float]

    @property
    def ours_then(self) -> float:
        """Ours at the horizon of the source."""
        return self.ours[HORIZONS.index(self.row.our_horizon)]

    @property
    def verdict(self) -> str:
        """What a reader should know at once."""
        return verdict(self.row.theirs, self.ours_then, is_change=self._is_change, within=self._range)

    @property
    def is_far(self) -> bool:
        """Whether we are far off."""
        return self.verdict.startswith("**")

    @property
    def _is_change(self) -> bool:
        return QUANTITIES[self.row.quantity].how == "ratio"

    @property
    def _range(self) -> tuple[float, float] | None:
        return (float(self.row.low), float(self.row.high)) if self.row.low else None


def verdict(theirs: float, ours: float, *, is_change: bool, within: tuple[float, float] | None = None) -> str:
    """Judge two numbers; far off is set in bold.

    Percent changes are compared in logs, so that falls of 81 and 95 % are not taken for neighbours. With a published
    range, inside it is agreement.
    """
    if within and within[0] <= ours <= within[1]:
        return "inside their range"
    if abs(ours) < NIL:
        return "**far off: ours is nearly nil**"
    if theirs * ours < 0:
        return "**far off: opposite sign**"
    sizes = [abs(math.log1p(value / 100)) if is_change else abs(value) for value in (theirs, ours)]
    factor = max(sizes) / min(sizes)
    if factor > FAR:
        return f"**far off: factor {factor:.3g}**" if factor < 100 else "**far off: factor above 100**"
    outside = "outside their range, " if within else ""
    return f"{outside}factor {factor:.3g}"


def read_rows() -> list[Row]:
    """Every published result at hand."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return [Row(row) for row in csv.DictReader(file)]


def compare(rows: Sequence[Row], suites: Mapping[str, Experiments]) -> list[Comparison]:
    """Measure ours for every result that is compared."""
    return [
        Comparison(row, suites[row.suite].measure(row.quantity, row.where, row.our_scenario, row.against).tolist())
        for row in rows
        if row.is_compared
    ]


def section(comparisons: Sequence[Comparison], rows: Sequence[Row]) -> str:
    """The literature part of the page."""
    outcomes = [item for item in comparisons if "tariff" not in item.row.quantity]
    counts = {
        "compared": len(comparisons),
        "all": len(rows),
        "inputs": len(comparisons) - len(outcomes),
        "outcomes": len(outcomes),
        "signs": sum(item.row.theirs * item.ours_then > 0 for item in outcomes),
        "far": sum(item.is_far for item in outcomes),
        "factor": FAR,
    }
    parts = [prose("literature", **counts)]
    for experiment in dict.fromkeys((item.row.suite, item.row.our_scenario) for item in comparisons):
        chosen = [item for item in comparisons if (item.row.suite, item.row.our_scenario) == experiment]
        parts.append(_experiment(chosen))
    parts.append(_definitions(comparisons))
    parts.append(_left_out([row for row in rows if not row.is_compared]))
    return "\n".join(parts)


def _experiment(chosen: Sequence[Comparison]) -> str:
    first = chosen[0].row
    against = f", against `{first.against}`" if first.against else ""
    header = ["source (mark)", "about", "theirs", *HORIZONS, "gap", "verdict"]
    rows = [
        [
            f"{item.row.source} ({item.row.mark})",
            f"{item.row.metric}, {item.row.region}, {item.row.horizon or 'no horizon given'}: "
            f"`{item.row.quantity}` of {item.row.where}",
            f"{number(item.row.theirs, QUANTITIES[item.row.quantity].how)} {item.row.unit}",
            *(
                number(value, QUANTITIES[item.row.quantity].how) + ("\\*" if name == item.row.our_horizon else "")
                for name, value in zip(HORIZONS, item.ours, strict=True)
            ),
            number(item.ours_then - item.row.theirs),
            item.verdict,
        ]
        for item in chosen
    ]
    reasons = dict.fromkeys(item.row.gap_reason for item in chosen)
    why = "\n".join(f"- {', '.join(_about(chosen, reason))}: {reason}" for reason in reasons)
    return f"### `{first.our_scenario}` ({first.suite}){against}\n\n{table(header, rows)}\nWhy they differ:\n\n{why}\n"


def _about(chosen: Sequence[Comparison], reason: str) -> list[str]:
    return list(
        dict.fromkeys(f"{item.row.metric} {item.row.region}" for item in chosen if item.row.gap_reason == reason)
    )


def _definitions(comparisons: Sequence[Comparison]) -> str:
    used = dict.fromkeys(item.row.quantity for item in comparisons)
    rows = [[f"`{name}`", QUANTITIES[name].definition, QUANTITIES[name].how] for name in sorted(used)]
    return "### What is measured\n\n" + table(["quantity", "definition", "held against the reference as"], rows)


def _left_out(rows: Sequence[Row]) -> str:
    counted = Counter(row.not_compared for row in rows)
    lines = [
        [reason, str(count), ", ".join(row.id for row in rows if row.not_compared == reason)]
        for reason, count in counted.most_common()
    ]
    return "### Published results that are not compared\n\n" + table(
        ["because", "number", "rows of `results.csv`"], lines
    )
