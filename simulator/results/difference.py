"""Two runs, or two tables of one kind, held against each other number by number."""

from collections.abc import Sequence

import pandas as pd

from simulator.errors import ResultsError

SIDES = ("value", "other", "difference")


def difference(this: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str], number: str = "value") -> pd.DataFrame:
    """Rows that both tables have: the keys, "" where one does not apply, value, other, difference (value less other).

    Raises
    ------
    ResultsError
        They have no row in common.
    """
    names = list(keys)
    both = this[[*names, number]].merge(other[[*names, number]], on=names, suffixes=("", "_other"), how="inner")
    if both.empty:
        ours, theirs = (", ".join(_labels(each, names[0])) for each in (this, other))
        raise ResultsError(
            f"compare: got nothing in common — {names[0]} is {ours} here and {theirs} there; only rows of the same "
            "names are compared."
        )
    both = both.rename(columns={number: "value", f"{number}_other": "other"})
    labels = {name: both[name].astype(object).where(both[name].notna(), "") for name in names if both[name].hasnans}
    return both.assign(**labels, difference=both["value"] - both["other"])


def _labels(table: pd.DataFrame, key: str) -> list[str]:
    return [str(name) for name in table[key].drop_duplicates().head(5)] or ["nothing"]
