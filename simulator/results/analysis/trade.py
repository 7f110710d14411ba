"""Trade between regions: how much more or less one sells to another."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.analysis.comparison import Comparison, chosen, compared
from simulator.results.assembly.lean import GOODS
from simulator.results.run import Results
from simulator.results.table import REST

_CUT: Final = 5.0
"""Percent by which a scenario cuts trade visibly."""


def telling(run: Comparison, asked: str | None = None) -> str:
    """Scenario that figures of one scenario show: the one asked for, else the first that visibly cuts the pair's trade.

    Where none does, it is the first.

    Raises
    ------
    ResultsError
        No scenario has numbers, or the one asked for is unknown.
    """
    if asked is not None:
        return chosen(asked, run.scenarios, "scenario")
    solved = [name for name in (*run.others, run.reference) if name and run.is_solved(name)]
    if not solved:
        raise ResultsError("figures: no scenario of this run was solved — its status says why.")
    change = pair_trade_change(run).sel(scenario=solved)
    cuts = [name for name, value in zip(solved, change.values.tolist(), strict=True) if value <= -_CUT]
    return (cuts or solved)[0]


def pair_trade_change(run: Comparison) -> xr.DataArray:
    """Change of trade both ways between the two main regions by scenario, percent."""
    first, second = run.pair
    level, before = (
        values.sel(region=first, partner=second) + values.sel(region=second, partner=first)
        for values in (run.data["bilateral_exports"], run.from_reference("bilateral_exports"))
    )
    return 100 * (level / before - 1)


def flow_change(
    run: Results | Comparison, sectors: Sequence[str] | None = None, horizon: str | None = None
) -> tuple[xr.DataArray, str]:
    """Change of quantities shipped, over scenario, exporter and importer, and its unit.

    Tonnes where one sector has them, else volumes: flows at base-year prices. Without sectors, of all goods.
    """
    run = compared(run, horizon)
    sectors = sectors or run.goods
    if unit := physical_unit(run, sectors):
        return run.change("quantity").sel(sector=sectors[0]), unit
    base = run.data["trade_flow_baseline"].sel(sector=list(sectors))
    volume = (base * run.change("trade_volume").sel(sector=list(sectors)) / 100).sum("sector", skipna=True)
    if set(sectors) == set(run.goods):
        volume = volume + _rest(run)
    return volume, run.unit("trade_flow")


def _rest(run: Comparison) -> xr.DataArray | float:
    """Change of the volume of the goods of which lean results hold a sum only; 0 in others."""
    if not run.has(f"{REST}trade_volume"):
        return 0.0
    moved = run.baseline(f"{REST}trade_flow") * run.change(f"{REST}trade_volume") / 100
    return moved.sel(rest=GOODS, drop=True).fillna(0.0)


def physical_unit(run: Comparison, sectors: Sequence[str]) -> str:
    """Unit in which flows of these sectors are counted; empty where they are volumes at base-year prices."""
    return run.quantity_unit(sectors[0]) if len(sectors) == 1 else ""


def share_moved(run: Comparison, importer: str, exporter: str, sectors: Sequence[str]) -> pd.Series:
    """Change of a flow as a share of its baseline, by scenario that was solved."""
    change, _ = flow_change(run, sectors)
    name = "quantity" if physical_unit(run, sectors) else "trade_flow"
    flow = {"exporter": exporter, "importer": importer}
    base = float(run.baseline(name).sel(flow).sel(sector=list(sectors)).sum())
    solved = [name for name in run.others if run.is_solved(name)]
    series = change.sel(flow).sel(scenario=solved).reset_coords(drop=True).to_series()
    return series / base if base else series * 0.0
