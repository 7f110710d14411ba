"""Published results beside the simulator's for the same experiment, with a verdict that the program gives."""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from experiments import HORIZONS, Experiments
from page import number, prose, table
from quantities import QUANTITIES

PUBLISHED = Path(__file__).parent / "published" / "results.csv"
FAR = 2.0
"""Factor between theirs and ours beyond which we are far off."""
NIL = 0.005
"""Below this a result of ours counts as none."""
WORST: Final = 10.0
"""Factor that a distance is cut at; an opposite sign and a result that is nil count as that much."""
INCOMES: Final = ("real_income", "own_income", "own_income_usd", "welfare", "real_gdp", "real_earnings")
"""Quantities that are income, welfare or GDP."""


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

    @property
    def others(self) -> tuple[str, ...]:
        """Quantities that the source may mean instead."""
        return tuple(name for name in self.cells["other"].split(";") if name)


@dataclass(frozen=True)
class Comparison:
    """A published result, ours at every named horizon, at that of the source, and by other readings there."""

    row: Row
    ours: Sequence[float]
    ours_then: float
    others: Mapping[str, float]

    @property
    def verdict(self) -> str:
        """What a reader should know at once."""
        return verdict(self.row.theirs, self.ours_then, is_change=self._is_change, within=self._range)

    @property
    def is_counted(self) -> bool:
        """Whether it is an outcome of an experiment, neither an average tariff nor a forecast of growth."""
        return not self.row.apart and "tariff" not in self.row.quantity

    @property
    def is_far(self) -> bool:
        """Whether we are far off."""
        return not self.row.apart and self.verdict.startswith("**")

    @property
    def is_opposite(self) -> bool:
        """Whether theirs and ours have opposite signs."""
        return self.row.theirs * self.ours_then < 0

    @property
    def is_far_otherwise(self) -> bool:
        """Whether we are far off by the first other reading, where there is one."""
        for name, value in self.others.items():
            is_change = QUANTITIES[name].how == "ratio"
            return verdict(self.row.theirs, value, is_change=is_change, within=self._range).startswith("**")
        return self.is_far

    @property
    def distance(self) -> float:
        """Factor between theirs and ours, 1 inside their range, cut at `WORST`."""
        if self._range and self._range[0] <= self.ours_then <= self._range[1]:
            return 1.0
        if self.is_opposite or abs(self.ours_then) < NIL:
            return WORST
        return min(factor(self.row.theirs, self.ours_then, is_change=self._is_change), WORST)

    @property
    def _is_change(self) -> bool:
        return QUANTITIES[self.row.quantity].how == "ratio"

    @property
    def _range(self) -> tuple[float, float] | None:
        return (float(self.row.low), float(self.row.high)) if self.row.low else None


def factor(theirs: float, ours: float, *, is_change: bool) -> float:
    """Larger of two sizes over the smaller one; percent changes in logs."""
    sizes = [abs(math.log1p(value / 100)) if is_change else abs(value) for value in (theirs, ours)]
    return max(sizes) / min(sizes)


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
    apart = factor(theirs, ours, is_change=is_change)
    if apart > FAR:
        return f"**far off: factor {apart:.3g}**" if apart < 100 else "**far off: factor above 100**"
    outside = "outside their range, " if within else ""
    return f"{outside}factor {apart:.3g}"


def read_rows() -> list[Row]:
    """Every published result at hand."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return [Row(row) for row in csv.DictReader(file)]


def compare(rows: Sequence[Row], suites: Mapping[str, Experiments]) -> list[Comparison]:
    """Measure ours for every result that is compared."""
    return [_comparison(row, suites[row.suite]) for row in rows if row.is_compared]


def _comparison(row: Row, suite: Experiments) -> Comparison:
    ours = suite.measure(row.quantity, row.where, row.our_scenario, row.against).tolist()
    then, place = suite, 0
    if row.our_horizon in HORIZONS:
        place = HORIZONS.index(row.our_horizon)
    else:
        then = suite.at(row.our_horizon, row.our_scenario, row.against)
    at_theirs = {
        name: float(then.measure(name, row.where, row.our_scenario, row.against)[place])
        for name in (row.quantity, *row.others)
    }
    return Comparison(row, ours, at_theirs.pop(row.quantity), at_theirs)


def section(comparisons: Sequence[Comparison], rows: Sequence[Row]) -> str:
    """The literature part of the page."""
    counted = [item for item in comparisons if item.is_counted]
    incomes = [item for item in counted if item.row.quantity in INCOMES]
    counts = {
        "compared": len(comparisons),
        "all": len(rows),
        "forecasts": sum(bool(item.row.apart) for item in comparisons),
        "inputs": sum(not item.row.apart and not item.is_counted for item in comparisons),
        "counted": len(counted),
        "signs": sum(not item.is_opposite for item in counted),
        "far": sum(item.is_far for item in counted),
        "sources": len({item.row.source for item in counted if item.is_far}),
        "all_sources": len({item.row.source for item in counted}),
        "incomes": len(incomes),
        "opposite": sum(item.is_opposite for item in incomes),
        "factor": FAR,
        "far_otherwise": sum(item.is_far_otherwise for item in counted),
    }
    parts = [prose("literature", **counts)]
    judged = [item for item in comparisons if not item.row.apart]
    for experiment in dict.fromkeys((item.row.suite, item.row.our_scenario) for item in judged):
        parts.append(_experiment([item for item in judged if (item.row.suite, item.row.our_scenario) == experiment]))
    parts.append(_apart([item for item in comparisons if item.row.apart]))
    parts.append(_definitions(comparisons))
    parts.append(_left_out([row for row in rows if not row.is_compared]))
    return "\n".join(parts)


def far_off(comparisons: Sequence[Comparison]) -> str:
    """Everything that is far off, with its likely cause."""
    lines = [
        [
            short(item.row),
            f"{item.row.metric}, {item.row.region}: `{item.row.quantity}` in `{item.row.our_scenario}`",
            _value(item, item.row.theirs),
            _value(item, item.ours_then),
            item.verdict,
            _readings(item),
            item.row.gap_reason,
        ]
        for item in comparisons
        if item.is_far
    ]
    header = ["source", "about", "theirs", "ours", "verdict", "ours by another reading", "likely cause"]
    return f"{prose('far_off')}\n{table(header, lines)}"


def short(row: Row) -> str:
    """The source without where its text was found, and its date."""
    return f"{row.source.split(';')[0]}, {row.date}"


def _value(item: Comparison, value: float) -> str:
    return number(value, QUANTITIES[item.row.quantity].how)


def _readings(item: Comparison) -> str:
    return ", ".join(f"`{name}` {number(value, QUANTITIES[name].how)}" for name, value in item.others.items()) or "–"


def _experiment(chosen: Sequence[Comparison]) -> str:
    first = chosen[0].row
    against = f", against `{first.against}`" if first.against else ""
    header = ["source (mark)", "about", "means the same", "theirs", *HORIZONS, "gap", "verdict"]
    rows = [
        [
            f"{short(item.row)} ({item.row.mark})",
            f"{item.row.metric}, {item.row.region}, {item.row.horizon or 'no horizon given'}: "
            f"`{item.row.quantity}` of {item.row.where}",
            item.row.meaning,
            f"{_value(item, item.row.theirs)} {item.row.unit}",
            *_horizons(item),
            number(item.ours_then - item.row.theirs),
            item.verdict,
        ]
        for item in chosen
    ]
    reasons = dict.fromkeys(item.row.gap_reason for item in chosen)
    why = "\n".join(f"- {', '.join(_about(chosen, reason))}: {reason}" for reason in reasons)
    return f"### `{first.our_scenario}` ({first.suite}){against}\n\n{table(header, rows)}\nWhy they differ:\n\n{why}\n"


def _horizons(item: Comparison) -> list[str]:
    """Ours at the named horizons, that of the source with an asterisk; one without a name beside the short one."""
    pairs = zip(HORIZONS, item.ours, strict=True)
    cells = [_value(item, value) + "\\*" * (name == item.row.our_horizon) for name, value in pairs]
    if item.row.our_horizon not in HORIZONS:
        cells[0] += f" ({_value(item, item.ours_then)}\\* at {12 * float(item.row.our_horizon):.0f} months)"
    return cells


def _about(chosen: Sequence[Comparison], reason: str) -> list[str]:
    return list(
        dict.fromkeys(f"{item.row.metric} {item.row.region}" for item in chosen if item.row.gap_reason == reason)
    )


def _apart(forecasts: Sequence[Comparison]) -> str:
    rows = [
        [
            f"{short(item.row)} ({item.row.mark})",
            f"{item.row.metric}, {item.row.region}: `{item.row.quantity}` in `{item.row.our_scenario}`",
            f"{_value(item, item.row.theirs)} {item.row.unit}",
            _value(item, item.ours_then),
            item.row.apart,
        ]
        for item in forecasts
    ]
    header = ["source (mark)", "about", "theirs", "ours", "not held against each other, as theirs is"]
    return f"{prose('forecasts')}\n{table(header, rows)}"


def _definitions(comparisons: Sequence[Comparison]) -> str:
    used = {item.row.quantity for item in comparisons} | {name for item in comparisons for name in item.others}
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
