"""Bands as charts draw and name them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.report.looks.marks import Range
from simulator.report.views.run import View
from simulator.results.analysis.bands import COVERED, HIGH, LOW, has_bands
from simulator.results.analysis.comparison import Labelled


def band(data: pd.DataFrame, factor: float = 1.0, columns: tuple[str, str] = (LOW, HIGH)) -> Range:
    """Ends of the bands in the table behind a figure; NaN where there are none."""
    low, high = data.reindex(columns=list(columns)).to_numpy(np.float64).T * factor
    return Range(low, high)


def is_open(data: pd.DataFrame) -> NDArray[np.bool_]:
    """Numbers whose band holds zero, so that draws differ in their sign."""
    low, high = band(data)
    return np.asarray((low < 0) & (high > 0))


def bands_note(view: View, mark: str = "Whiskers") -> str:
    """Small print on what shows the draws; empty without draws."""
    return f"{mark}: {COVERED} of {draws_words(view)}; all else: central case." if has_bands(view) else ""


def draws_words(view: Labelled) -> str:
    """How many draws there are, and of what."""
    uncertain = view.provenance.asked.get("uncertain", ())
    are_elasticities = bool(uncertain) and all(item.get("is_elasticity") for item in uncertain)
    count = view.provenance.asked.get("draws")
    words = f"{count:,} draws" if count else "the draws"
    return f"{words} of {'elasticities' if are_elasticities else 'what is uncertain'}"
