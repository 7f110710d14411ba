"""Incidence: who pays a change of import taxes, buyers or sellers, and who has the money, treasury, licences or nobody.

Of every flow whose import tax a scenario changes, 0 and 1 are the reference and the scenario, and by unit delivered

    B = g·d·x·(1 + τ)    g: price at the factory gate, d: real cost, x: premium and export tax, τ: import tax

are the buyer's price and its parts. With n units delivered, n̄ = (n₀ + n₁)/2 and Δ for 1 less 0, the two sides pay

    buyers   ΔB·n̄        what buyers lose as the price rises, on the demand curve between both points
    sellers  −Δg·n̄       what producers lose as theirs falls

and the sum of the two goes to

    treasury Δ(τ·M)      import tax less its part in state purchases, M: border value
    licences Δ(M − M/x)  premiums and export taxes
    nobody   the rest: Δ(g·(d − 1))·n̄, real costs, and −w̄·Δn, what all would have had of the trade that is lost, w̄ the
             mean of treasury's and licences' take by unit: the trapezoid of Harberger

Both sums are equal, as B − g is what stands between buyer and seller: Δ(w·n) = Δw·n̄ + w̄·Δn. Flows that end are left
out: no tariff is paid on them, and the price at which nobody buys is not known.

References
----------
Fullerton and Metcalf (2002), Tax incidence, Handbook of Public Economics 4; Harberger (1964), The measurement of waste;
Amiti, Redding and Weinstein (2019) and Cavallo, Gopinath, Neiman and Tang (2021) on pass-through of tariffs.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.results.analysis.comparison import Comparison, chosen, compared
from simulator.results.run import Results

Array = NDArray[np.float64]

SOURCES: Final = ("buyers", "sellers")
USES: Final = ("treasury", "licences", "nobody")
NEEDED: Final = ("import_tax", "delivered_price", "quota_premium", "trade_volume", "trade_flow", "producer_price")
"""Indicators that the parts are made of; results of older versions lack some."""
_CHANGED: Final = 1e-6
"""Percentage points by which an import tax has to change."""


def changes_tariffs(run: Comparison) -> bool:
    """Whether some solved scenario changes an import tax of the main regions."""
    return bool(run.others) and run.has(*NEEDED) and bool(_taxed_trade(run).sum() > 0)


def main_payer(run: Comparison) -> str:
    """Of the two main regions, the one whose changed tariffs weigh most: change of rate times baseline trade.

    Raises
    ------
    ResultsError
        Results without the numbers that incidence is made of.
    """
    _check(run)
    weighed = _taxed_trade(run)
    return max(dict.fromkeys(run.pair), key=lambda code: float(weighed.sel(importer=code)))


def _taxed_trade(run: Comparison) -> xr.DataArray:
    """Trade of each of the two main regions, times the change of its tariff in points, over all scenarios."""
    change = abs(run.change("import_tax").sel(scenario=run.others, importer=list(dict.fromkeys(run.pair))))
    moved = change.where(change > _CHANGED, 0.0)
    return (moved * run.baseline("trade_flow")).sum(("scenario", "sector", "exporter"))


def _check(run: Comparison) -> None:
    missing = [name for name in NEEDED if not run.has(name)]
    if missing:
        raise ResultsError(f"incidence: these results have no {', '.join(missing)} — run the scenarios again.")


def incidence(
    run: Results | Comparison,
    importer: str | None = None,
    sectors: Sequence[str] | None = None,
    horizon: str | None = None,
) -> pd.DataFrame:
    """Who pays an importer's changed tariffs and who has the money, by scenario that changes some.

    Parameters
    ----------
    run
        Results of a run, or a comparison at one of its horizons.
    importer
        Absent: of the two main regions the one whose tariffs change more trade.
    sectors
        Absent: all.
    horizon
        Absent: the first one of the run.

    Returns
    -------
    table
        scenario, importer, unit, flows (how many), buyers and sellers, who pay, treasury, licences and nobody, who have
        it, and buyers_share, percent. A scenario that was not solved has −1 flows and no numbers.

    Raises
    ------
    ResultsError
        An unknown code, or results that lack numbers which it is made of.
    """
    run = compared(run, horizon)
    importer = main_payer(run) if importer is None else chosen(importer, run.regions, "region")
    sectors = [chosen(code, run.sectors, "sector") for code in sectors or run.sectors]
    _check(run)
    before = _state(run, run.reference, importer, sectors)
    rows = []
    for scenario in run.others:
        parts = _parts(before, _state(run, scenario, importer, sectors))
        paid = parts["buyers"] + parts["sellers"]
        share = 100 * parts["buyers"] / paid if paid else np.nan
        about = {"scenario": scenario, "importer": importer, "unit": run.unit("trade_flow")}
        rows.append({**about, **parts, "buyers_share": share})
    table = pd.DataFrame(rows)
    return table[table["flows"] != 0].reset_index(drop=True) if rows else pd.DataFrame()


class _State(NamedTuple):
    """Flows into an importer in one scenario: numbers by sector and exporter, prices of the baseline's gate being 1.

    What is delivered, prices at buyer and gate, border value, what the maker has of it, and what treasury and licences
    of either side take.
    """

    delivered: Array
    buyer: Array
    gate: Array
    border: Array
    made: Array
    treasury: Array
    licences: Array
    tax: Array


def _state(run: Comparison, scenario: str, importer: str, sectors: Sequence[str]) -> _State:
    """Flows in a scenario; without its name, in the baseline."""
    abroad = [code for code in run.regions if code != importer]
    labels = {"sector": list(sectors), "exporter": abroad, "importer": importer}

    def of(name: str) -> Array:
        array = run.data[name].sel(scenario=scenario) if scenario else run.baseline(name)
        array = array.rename(region="exporter") if "region" in array.dims else array
        return np.asarray(
            array.sel({key: labels[str(key)] for key in array.dims}).transpose("sector", "exporter"), dtype=np.float64
        )

    flows = {key: labels[key] for key in ("sector", "exporter", "importer")}
    base = run.baseline("trade_flow").sel(flows).transpose("sector", "exporter").to_numpy()
    untaxed = run.baseline("import_tax").sel(flows).transpose("sector", "exporter").to_numpy() / 100
    border, tax, gate = of("trade_flow"), of("import_tax") / 100, 1 + of("producer_price") / 100
    made = gate * base * (1 + of("trade_volume") / 100)
    buyer = (1 + untaxed) * (1 + of("delivered_price") / 100)
    kept = border * (1 + tax) * of("quota_premium") / 100
    delivered = (border * (1 + tax) + kept) / buyer
    return _State(delivered, buyer, gate, border, made, tax * border, border - made + kept, tax)


def _parts(before: _State, after: _State) -> dict[str, float]:
    """Add up who pays and who gets it over the flows whose tax changes and that go on."""
    if not np.isfinite(after.border).any() or not np.isfinite(before.border).any():
        return {"flows": -1, **dict.fromkeys((*SOURCES, *USES), np.nan)}
    moved = (abs(after.tax - before.tax) > _CHANGED / 100) & (before.delivered > 0) & (after.delivered > 0)
    mean = (before.delivered + after.delivered) / 2
    buyers = (after.buyer - before.buyer) * mean
    sellers = (before.gate - after.gate) * mean
    treasury, licences = after.treasury - before.treasury, after.licences - before.licences
    nobody = _real_costs(before, after, mean) + _lost_trade(before, after)
    every = dict(zip((*SOURCES, *USES), (buyers, sellers, treasury, licences, nobody), strict=True))
    return {"flows": int(moved.sum()), **{name: float(part[moved].sum()) for name, part in every.items()}}


@np.errstate(divide="ignore", invalid="ignore")  # flows without trade are left out afterwards
def _real_costs(before: _State, after: _State, mean: Array) -> Array:
    """Change of real costs by unit delivered, which nobody receives."""
    costs = [state.made / state.delivered - state.gate for state in (before, after)]
    return np.asarray((costs[1] - costs[0]) * mean)


@np.errstate(divide="ignore", invalid="ignore")
def _lost_trade(before: _State, after: _State) -> Array:
    """What treasury and licences would have taken of the trade that is lost, at the mean of both takes by unit."""
    takes = [(state.treasury + state.licences) / state.delivered for state in (before, after)]
    return np.asarray((takes[0] + takes[1]) / 2 * (before.delivered - after.delivered))
