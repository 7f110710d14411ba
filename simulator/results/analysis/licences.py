"""Licences and quotas: what they let through, what users pay, and the value added at risk."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.results.analysis.bands import HIGH, LOW, value_bands
from simulator.results.analysis.comparison import Comparison, compared
from simulator.results.analysis.idle import rationing_measures
from simulator.results.run import Results
from simulator.scenario.measures import MEASURE_TYPES

KINDS: Final = tuple(kind for kind, model in MEASURE_TYPES.items() if model.limits_flows)
"""Measures that cap what is traded; bounds on producers, which these may bring with them, are none."""
AT_RISK: Final = "value_added_at_risk"
_MULTIPLE: Final = "price_multiple"


def licences(run: Results | Comparison, horizon: str | None = None) -> pd.DataFrame:
    """One row a measure and scenario: quantities, what users pay, premiums, and value added at risk.

    The value at risk of a scenario stands beside the first measure that stops users. Measures that the reference has
    too, with the same limits, are shown for the reference only; empty where there is none.
    """
    run = compared(run, horizon)
    bounds = run.bounds(KINDS)
    if bounds.empty:
        return bounds
    rows = [_row(run, group) for _, group in bounds.groupby(["bound_scenario", "measure"], sort=False)]
    table = pd.DataFrame(rows).join(at_risk(run), on="scenario")
    terms = ["measure", "exporters", "importers", "sectors", "limit"]
    known = set(table.loc[table["scenario"] == run.reference, terms].itertuples(index=False, name=None))
    is_inherited = [key in known for key in table[terms].itertuples(index=False, name=None)]
    shown = table[(table["scenario"] == run.reference) | ~np.array(is_inherited)].reset_index(drop=True)
    shown.loc[~_puts_at_risk(run, shown), AT_RISK] = np.nan
    return shown


def _puts_at_risk(run: Comparison, table: pd.DataFrame) -> NDArray[np.bool_]:
    """One row a scenario: its first measure that stops users, which is why value is at risk, else its first measure."""
    stopping = rationing_measures(run)
    stops = pd.Series([key in stopping for key in table[["scenario", "measure"]].itertuples(index=False, name=None)])
    first = stops[stops].groupby(table["scenario"], sort=False).head(1).index
    others = ~table["scenario"].isin(table["scenario"].loc[first]) & ~table["scenario"].duplicated()
    return np.asarray(table.index.isin(first) | others.to_numpy())


def codes(joined: pd.Series) -> list[str]:
    """All codes of several '+'-joined lists, each once."""
    return list(dict.fromkeys(code for text in joined for code in str(text).split("+")))


def _row(run: Comparison, bounds: pd.DataFrame) -> dict[str, object]:
    first = bounds.iloc[0]
    weight = bounds["bound_quantity_baseline"].to_numpy(float)
    return {
        "scenario": first["bound_scenario"],
        "measure": first["measure"],
        "kind": first["kind"],
        "exporters": "+".join(codes(bounds["exporters"])),
        "importers": "+".join(codes(bounds["importers"])),
        "sectors": "+".join(codes(bounds["sectors"])),
        "unit": first["unit"],
        "baseline": weight.sum(),
        "limit": bounds["limit"].sum(),
        "value": bounds["bound_quantity"].sum(skipna=False),
        **_spread(bounds, _MULTIPLE, weight),
        **_buyers_band(run, bounds, _MULTIPLE),
        **_spread(bounds, "premium", weight),
    }


def _spread(bounds: pd.DataFrame, name: str, weight: NDArray[np.float64]) -> dict[str, float]:
    """Average of a number of all buyers, and the lowest and the highest."""
    values = bounds[name].to_numpy(float)
    return {
        f"{name}_low": values.min(),
        name: float(np.average(values, weights=weight)),
        f"{name}_high": values.max(),
    }


def _buyers_band(run: Comparison, bounds: pd.DataFrame, name: str) -> dict[str, float]:
    """Lowest and highest end of the bands of all buyers; none without draws."""
    bands = value_bands(run, name)
    if bands is None:
        return {}
    of_buyers = bands.sel(bound=bounds["bound"].to_list())
    return {
        f"{name}_{LOW}_lowest": float(of_buyers.sel(quantile=LOW).min()),
        f"{name}_{HIGH}_highest": float(of_buyers.sel(quantile=HIGH).max()),
    }


def at_risk(run: Comparison) -> pd.DataFrame:
    """Value added at risk over all regions by scenario, against the reference, as a loss."""
    change = run.change(AT_RISK).sum("region", skipna=False)
    return pd.DataFrame({AT_RISK: -change.to_numpy()}, index=run.scenarios)
