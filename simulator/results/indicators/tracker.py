"""The tariff tracker: average tariffs of importers by partner and by sector, as one table."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.results.indicators.headline import ACTORS
from simulator.results.table import BASELINE

ALL: Final = "all"
"""Partner of an average over all partners."""
GOODS: Final = "goods"
"""Sector of an average over all goods."""

KINDS: Final = ("law_before", "law_after", "collected_before", "collected_after")
"""What the law has and what is collected, each at weights of the baseline and, after substitution, of the scenario."""
RATES: Final = ("baseline", *KINDS)
"""Columns of rates, percent of border value."""

OF_ALL: Final = (
    "average_statutory_tariff",
    "average_statutory_tariff_after",
    "average_tariff_before",
    "average_tariff",
)
OF_PARTNERS: Final = ("statutory_tariff", "statutory_tariff_after", "effective_tariff_before", "effective_tariff")
OF_SECTORS: Final = (
    "sector_statutory_tariff",
    "sector_statutory_tariff_after",
    "sector_tariff_before",
    "sector_tariff",
)
"""Indicators of the kinds: of importers, by partner, and by sector."""

_CHANGED: Final = 1e-6
"""Percentage points by which an average has to differ from that of the baseline to be a change."""


def tariff_table(data: xr.Dataset, importers: Sequence[str] = ()) -> pd.DataFrame:
    """Average tariffs of importers in every scenario, one row an average.

    Parameters
    ----------
    data
        Labelled indicators of a run or of a timeline.
    importers
        Codes; none: those whose tariffs a scenario changes.

    Returns
    -------
    table
        scenario, horizon or date, importer, partner ("all": an average over them), sector ("goods": over all goods),
        and in percent of border value baseline, law_before, law_after, collected_before and collected_after: before
        and after substitution, that is weighted with imports of the baseline and with those of the scenario.
    """
    parts = []
    for code in list(importers) or changed_importers(data):
        of_importer = data.sel(region=code)
        parts.append(_rows(of_importer, OF_ALL).assign(importer=code, partner=ALL, sector=GOODS))
        parts.append(_rows(of_importer, OF_PARTNERS).assign(importer=code, sector=GOODS))
        parts.append(_rows(of_importer.sel(sector=_goods(data)), OF_SECTORS).assign(importer=code, partner=ALL))
    moment = "date" if "date" in data.dims else "horizon"
    table = pd.concat(parts, ignore_index=True)
    order = [table[name].map(_places(data[name])) for name in ("scenario", moment)]
    first = table["importer"].map({code: number for number, code in enumerate(table["importer"].unique())})
    rows = np.lexsort((*order[::-1], first))
    return table.iloc[rows][["scenario", moment, "importer", "partner", "sector", *RATES]].reset_index(drop=True)


def _places(labels: xr.DataArray) -> dict[object, int]:
    return {label: number for number, label in enumerate(labels.to_numpy().tolist())}


def _goods(data: xr.Dataset) -> list[str]:
    """Sectors that trade goods; all of them where none does."""
    sectors = data["sector"].to_numpy()
    chosen = sectors[data["sector_kind"].to_numpy() == "goods"]
    return [str(code) for code in (chosen if chosen.size else sectors)]


def _rows(data: xr.Dataset, names: Sequence[str]) -> pd.DataFrame:
    """Rates of one importer in long form, without partners and sectors from which it bought nothing."""
    columns = {"baseline": data[names[0] + BASELINE]} | dict(zip(KINDS, (data[name] for name in names), strict=True))
    rates = xr.Dataset({name: array.reset_coords(drop=True) for name, array in columns.items()})
    frame = rates.to_dataframe().reset_index()
    return frame[frame["baseline"].notna()]


def changed_importers(data: xr.Dataset) -> list[str]:
    """Regions whose tariffs on goods some scenario changes against the baseline, in the order of actors.

    Where none does, it is the first actor.
    """
    regions = [str(code) for code in data["region"].to_numpy()]
    actors = str(data.attrs.get(ACTORS, "")).split() or regions
    moved = np.zeros(len(regions), bool)
    for name in ("statutory_tariff", "effective_tariff_before"):
        change = abs(data[name] - data[name + BASELINE]).fillna(0.0)
        others = [dim for dim in change.dims if dim != "region"]
        moved |= (change.max(others) > _CHANGED).to_numpy()
    changed = [code for code, has_moved in zip(regions, moved, strict=True) if has_moved]
    return [code for code in actors if code in changed] or actors[:1]
