"""What each mechanism does to the comparison with published results: how many are far off, and how far on average."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from experiments import DEFAULT, Experiments, Setting, sold_licences
from literature import INCOMES, WORST, Comparison, Row, compare, short
from page import number, prose, table

NO_SUPPLY: Final = "parameters.supply=0"
SETTINGS: Final = (
    Setting("factors given", (NO_SUPPLY,)),
    Setting("deficits respond", ("closure.deficit=responsive",)),
    Setting("factors given, deficits respond", (NO_SUPPLY, "closure.deficit=responsive")),
    Setting("licences sold", (), sold_licences),
    Setting("factors given, licences sold", (NO_SUPPLY,), sold_licences),
)
"""Settings beside the default; the last one is the model as it was before it had factor supply and rationing."""
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "income, welfare, GDP": INCOMES,
    "consumer prices": ("consumer_prices", "prices_to_world", "pass_through_prices", "pass_through_prices_substituted"),
}
"""Quantities that have a column of their own; all others are in a third."""
REST: Final = "all other"

Found = Mapping[str, Sequence[Comparison]]


def compared(rows: Sequence[Row], suites: Mapping[str, Experiments], settings: Sequence[Setting] = SETTINGS) -> Found:
    """Comparisons that count, by the name of the setting; the default first."""
    found = {DEFAULT.name: compare(rows, suites)}
    for setting in settings:
        found[setting.name] = compare(rows, {name: Experiments.of(name, setting) for name in suites})
    return {name: [item for item in items if item.is_counted] for name, items in found.items()}


def mean_distance(items: Sequence[Comparison]) -> float:
    """Geometric mean of the factors between theirs and ours."""
    return math.exp(sum(math.log(item.distance) for item in items) / len(items))


def group(item: Comparison) -> str:
    """Column of a comparison."""
    return next((name for name, quantities in GROUPS.items() if item.row.quantity in quantities), REST)


def section(found: Found) -> str:
    """The part of the page on mechanisms."""
    columns = (*GROUPS, REST)
    sizes = {name: sum(group(item) == name for item in found[DEFAULT.name]) for name in columns}
    header = ["setting", f"far off, of {sum(sizes.values())}", "opposite signs", "mean factor"]
    header += [f"{name} ({sizes[name]}): far off, mean factor" for name in columns]
    rows = [[name, *_summary(items, columns)] for name, items in found.items()]
    return f"{prose('mechanisms', worst=WORST)}\n{table(header, rows)}\n{_moved(found)}"


def _summary(items: Sequence[Comparison], columns: Sequence[str]) -> list[str]:
    cells = [_far(items), str(sum(item.is_opposite for item in items)), f"{mean_distance(items):.2f}"]
    for name in columns:
        chosen = [item for item in items if group(item) == name]
        cells.append(f"{_far(chosen)}, {mean_distance(chosen):.2f}")
    return cells


def _far(items: Sequence[Comparison]) -> str:
    return str(sum(item.is_far for item in items))


def _moved(found: Found) -> str:
    """Rows that are far off under some setting and not under another, with ours under each."""
    rows = []
    for place, item in enumerate(found[DEFAULT.name]):
        others = [items[place] for items in found.values()]
        if len({other.is_far for other in others}) > 1:
            label = f"{short(item.row)}: {item.row.metric}, {item.row.region}, `{item.row.our_scenario}`"
            cells = [f"**{number(o.ours_then)}**" if o.is_far else number(o.ours_then) for o in others]
            rows.append([label, number(item.row.theirs), *cells])
    return f"{prose('mechanisms_moved')}\n{table(['about', 'theirs', *found], rows)}"
