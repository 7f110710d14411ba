"""Critical inputs: what licences on them cost whom when they are handed out, when they are sold, and at worst."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from simulator.results.analysis.bands import change_bands, quantile_columns
from simulator.results.analysis.channels import base_income
from simulator.results.analysis.comparison import Comparison, chosen, compared
from simulator.results.analysis.licences import AT_RISK
from simulator.results.analysis.trade import pair_trade_change
from simulator.results.run import Results

RATIONING: Final = ("rationing",)
"""Kind of the bounds on producers who cannot do without what licences withhold."""
_LICENCES: Final = ("export_licensing",)
_SAME: Final = 1e-6
"""Percentage points by which average duties of two scenarios differ at most to be the same."""
HANDED: Final = "physical"
SOLD: Final = "market"
LOST: Final = "at_risk_percent"


def rationed(run: Comparison) -> list[str]:
    """Solved scenarios in which licences other than the reference's hit users who cannot do without."""
    bounds = run.bounds(RATIONING)
    names = [] if bounds.empty else list(dict.fromkeys(bounds["bound_scenario"]))
    limits = _limits(run)
    return [name for name in names if run.is_solved(name) and limits.get(name) != limits.get(run.reference)]


def critical_inputs(run: Results | Comparison, scenario: str | None = None, horizon: str | None = None) -> pd.DataFrame:
    """What licences on critical inputs cost each region that they hit, the one with most at risk first.

    Parameters
    ----------
    run
        Results of a run, or a comparison at one of its horizons.
    scenario
        Absent: the one that puts most at risk and changes least beside.
    horizon
        Absent: the first one of the run.

    Returns
    -------
    table
        scenario, region, sectors, stock_months; the change of real GDP in percent where licences are handed out
        (physical), and where they are sold in market_scenario (market), if the run has such a one; the value added at
        risk and its share in GDP. Empty where no scenario withholds critical inputs.
    """
    run = compared(run, horizon)
    names = rationed(run) if run.has(AT_RISK, "welfare", "real_gdp") else []
    if scenario is not None:
        names = [name for name in names if name == chosen(scenario, run.scenarios, "scenario")]
    if not names:
        return pd.DataFrame()
    name = _purest(run, names)
    licences = _licences(run, name)
    sectors = "+".join(dict.fromkeys(licences["sectors"]))
    hit = list(dict.fromkeys(run.bounds(RATIONING).loc[lambda table: table["bound_scenario"] == name, "exporters"]))
    twin = market_twin(run, name)
    rows = pd.DataFrame([_row(run, name, twin, code, sectors) for code in hit])
    return rows.sort_values(AT_RISK, ascending=False, kind="stable").reset_index(drop=True)


def market_twin(run: Comparison, scenario: str) -> str | None:
    """The scenario of the run with the same licences and duties whose licences go to the highest bidder."""
    limits, handed = _limits(run), rationed(run)
    sold = [name for name in run.others if name not in handed and name != scenario and run.is_solved(name)]
    same = (name for name in sold if scenario in limits and limits.get(name) == limits[scenario])
    return next((name for name in same if _same_duties(run, name, scenario)), None)


def _row(run: Comparison, scenario: str, twin: str | None, region: str, sectors: str) -> dict[str, object]:
    """Numbers of a region; percent of GDP as it was in the baseline, at market prices."""
    gdp = run.change("real_gdp").sel(region=region)
    worth = float((base_income(run) + run.baseline("trade_balance")).sel(region=region))
    at_risk = float(run.change(AT_RISK).sel(scenario=scenario, region=region))
    moved = change_bands(run, "real_gdp")
    lost = change_bands(run, AT_RISK)
    labels = {"scenario": scenario, "region": region}
    sold = {} if twin is None else {"market_scenario": twin, SOLD: float(gdp.sel(scenario=twin))}
    if twin is not None:
        sold |= quantile_columns(moved, {"scenario": twin, "region": region}, f"{SOLD}_")
    return {
        "scenario": scenario,
        "region": region,
        "sectors": sectors,
        "stock_months": _months(run, sectors, region),
        HANDED: float(gdp.sel(scenario=scenario)),
        **quantile_columns(moved, labels, f"{HANDED}_"),
        **sold,
        AT_RISK: at_risk,
        LOST: -100 * at_risk / worth,
        **quantile_columns(None if lost is None else -100 * lost / worth, labels, f"{LOST}_"),
    }


def _months(run: Comparison, sectors: str, region: str) -> float:
    """Months of stock of the scarcest of some critical inputs; NaN where results do not know."""
    codes = known_inputs(run, sectors)
    return float(run.data["stock_months"].sel(critical=codes, region=region).min()) if codes else np.nan


def known_inputs(run: Comparison, sectors: str) -> list[str]:
    """Those of '+'-joined sectors of which results know stocks and exposure."""
    known = set(run.data["critical"].values.tolist()) if "critical" in run.data.coords else set()
    return [code for code in sectors.split("+") if code in known]


def _licences(run: Comparison, scenario: str) -> pd.DataFrame:
    """Licences that bring the rationing of a scenario about."""
    table, stops = run.bounds(_LICENCES), run.bounds(RATIONING)
    names = {name for text in stops.loc[stops["bound_scenario"] == scenario, "measure"] for name in text.split("+")}
    return table[(table["bound_scenario"] == scenario) & table["measure"].isin(names)] if len(table) else table


def _limits(run: Comparison) -> dict[str, set[tuple[object, ...]]]:
    """Flows under licence with their limits, by scenario; nothing of one without licences."""
    table, limits = run.bounds(_LICENCES), dict[str, set[tuple[object, ...]]]()
    columns = ["bound_scenario", "exporters", "importers", "sectors", "limit"]
    for scenario, *flow, limit in table[columns].itertuples(index=False) if len(table) else ():
        limits.setdefault(scenario, set()).add((*flow, round(limit, 6)))
    return limits


def _same_duties(run: Comparison, one: str, other: str) -> bool:
    rates = [run.data["effective_tariff_before"].sel(scenario=name).fillna(0.0) for name in (one, other)]
    return float(abs(rates[0] - rates[1]).max()) < _SAME


def _purest(run: Comparison, names: Sequence[str]) -> str:
    """Scenario that puts most at risk, and of those the one that moves trade between the pair least."""
    lost = run.change(AT_RISK).sel(scenario=list(names)).sum("region").to_series()
    most = lost[lost >= 0.9 * lost.max()].index.to_list()
    return str(most[int(abs(pair_trade_change(run).sel(scenario=most)).fillna(0.0).argmin("scenario"))])
