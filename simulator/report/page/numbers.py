"""The tables of numbers of a report: the headline, and every indicator of every region."""

from math import isfinite
from typing import Any, Final

import numpy as np
import xarray as xr

from simulator.report.page.headline import headline_table
from simulator.report.views.run import View
from simulator.report.wording.words import UNSOLVED, common_places, money_scale, signed
from simulator.results import INDICATORS
from simulator.results.analysis.movers import in_money

_PERCENT: Final = "%"
_FIRST: Final = ("own_income", "welfare", "welfare_per_household", "welfare_per_head", "welfare_usd", "real_gdp")
_LAST: Final = ("real_income", "real_factor_income", "consumer_prices")
_SORTED: Final = {*_FIRST, *_LAST, "output_at_risk"}
"""Indicators with a place of their own; output at risk takes every user to stop and has none."""
_ACROSS: Final = 25
"""Regions up to which each has a column; more go down, those that move most first."""
_UNKNOWN: Final = "–"
"""Number of a region of which the baseline knows nothing."""


def headline(view: View) -> dict[str, Any]:
    """Headline table: columns, and one row a scenario."""
    table = headline_table(view.results.sel(horizon=view.horizon))
    rows = [
        {"name": name, "label": cells[0], "cells": cells[1:], "is_reference": name == view.reference}
        for name, cells in zip(view.scenarios, table.to_numpy().tolist(), strict=True)
    ]
    return {"columns": [str(name) for name in table.columns], "rows": rows}


def indicator_tables(view: View) -> list[dict[str, Any]]:
    """Change of regional indicators by scenario and region, and the reference's own against the baseline.

    Indicators that nothing moves are left out.
    """
    known = [name for name, item in INDICATORS.items() if item.about == "region" and view.has(name)]
    names = [*(name for name in _FIRST if name in known), *(name for name in known if name not in _SORTED)]
    names += [name for name in _LAST if name in known]
    tables = [_table(view, name) for name in names]
    return [table for table in tables if any(map(_moved, table["rows"])) or _moved(table["reference"])]


def _moved(row: dict[str, Any] | None) -> bool:
    """Whether a number of a row, as it is written, is not zero."""
    return row is not None and any(text.strip("0.") for text in row["cells"] if text not in (UNSOLVED, _UNKNOWN))


def _order(view: View, indicator: str, change: xr.DataArray) -> list[int]:
    """Places of the regions in the baseline, those that move most in money first."""
    sizes = in_money(view, change, view.unit(indicator)).max("scenario").fillna(0.0).sel(region=view.regions)
    return [int(row) for row in np.argsort(-sizes.to_numpy(), kind="stable")]


def _table(view: View, indicator: str) -> dict[str, Any]:
    change = view.change(indicator).transpose("scenario", "region").sel(scenario=view.others)
    of_reference = None
    if view.reference:
        level = view.data[indicator].sel(scenario=view.reference) - view.baseline(indicator)
        of_reference = level.reset_coords(drop=True).to_series().loc[view.regions]
    values = [*change.to_numpy().ravel().tolist(), *([] if of_reference is None else of_reference.tolist())]
    factor, unit = money_scale(
        view.unit(indicator), max((abs(value) for value in values if isfinite(value)), default=0)
    )
    places = 2 if unit == _PERCENT else max(common_places([value * factor for value in values]), 1)

    known = view.baseline(indicator).sel(region=view.regions).notnull().to_numpy().tolist()

    def written(row: list[float]) -> list[str]:
        cells = zip(row, known, strict=True)
        return [signed(value * factor, places) if is_known else _UNKNOWN for value, is_known in cells]

    return {
        "order": _order(view, indicator, change) if len(view.regions) > _ACROSS else [],
        "name": indicator,
        "title": view.long_name(indicator),
        "definition": INDICATORS[indicator].definition,
        "unit": unit,
        "rows": [
            {
                "name": name,
                "label": view.names.label(name),
                "cells": written(change.sel(scenario=name).to_numpy().tolist()),
            }
            for name in view.others
        ],
        "reference": None
        if of_reference is None
        else {"label": view.names.label(view.reference), "cells": written(of_reference.tolist())},
    }
