"""The headline table as text, for terminals and for the report."""

from typing import Final

import numpy as np
import pandas as pd

from simulator.report.wording.words import UNSOLVED, plain, signed
from simulator.results import Results

SIGNED: Final = ("%", "USD/household")
"""Ends of headings of changes against the baseline."""


def headline_table(results: Results) -> pd.DataFrame:
    """Headline numbers with labels, signs and few decimals; text in every cell.

    Changes against the baseline carry a sign, and what was not solved says so.
    """
    numbers = results.headline()
    labels = results.data["label"].to_series()
    is_unsolved = _unsolved_rows(results, numbers)
    text = {"scenario": [labels[name] or name for name in numbers["scenario"]]}
    for name in numbers.columns.drop("scenario"):
        if numbers[name].dtype.kind == "f":
            write = signed if name.endswith(SIGNED) else plain
            text[name] = [
                write(value) if np.isfinite(value) else UNSOLVED if missing else "–"
                for value, missing in zip(numbers[name], is_unsolved, strict=True)
            ]
        else:
            text[name] = numbers[name].astype(str).to_list()
    return pd.DataFrame(text)


def _unsolved_rows(results: Results, numbers: pd.DataFrame) -> list[bool]:
    horizon = numbers["horizon"] if "horizon" in numbers else [results.horizons[0]] * len(numbers)
    status = results.data["status"]
    return [
        str(status.loc[scenario, its].item()) != "CONVERGED"
        for scenario, its in zip(numbers["scenario"], horizon, strict=True)
    ]
