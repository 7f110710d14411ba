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

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import PAYS, Figure
from simulator.report.looks.marks import BAR, end_text, limits, number_axis
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED, PALETTE
from simulator.report.views.bands import has_bands
from simulator.report.views.findings import place_name
from simulator.report.views.run import View, chosen
from simulator.report.wording.words import UNSOLVED, capitalised, common_places, money_scale, percent, quoted, signed

Array = NDArray[np.float64]

SOURCES: Final = ("buyers", "sellers")
USES: Final = ("treasury", "licences", "nobody")
NEEDED: Final = ("import_tax", "delivered_price", "quota_premium", "trade_volume", "trade_flow", "producer_price")
"""Indicators that the parts are made of; results of older versions lack some."""
_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "buyers": (GAIN, ""),
    "sellers": (LOSS, "\\\\\\\\"),
    "treasury": (PALETTE[2], ""),
    "licences": (PALETTE[4], "...."),
    "nobody": ("none", "////"),
}
"""Colour and hatch of each part: told apart in grey too."""
_CHANGED: Final = 1e-6
"""Percentage points by which an import tax has to change."""
_NO_BANDS: Final = "Central case; draws are not kept of single flows."
_NOTE: Final = (
    "Flows whose tariff changes; scenarios that change none are left out. Both sides add up to the same. Nobody: real "
    "costs at the border, and what is lost with trade that ends, along a straight demand curve."
)


def incidence(view: View, importer: str | None = None, sectors: Sequence[str] | None = None) -> Chart:
    """Who pays the change of an importer's tariffs, and who receives it, one row a scenario.

    Parameters
    ----------
    importer
        Absent: of the two main regions the one whose tariffs change more trade.
    sectors
        Absent: all.

    Raises
    ------
    ResultsError
        An unknown code, nothing to compare, or no scenario that changes a tariff of the importer.
    """
    codes = [chosen(code, view.sectors, "sector") for code in sectors or view.sectors]
    importer = main_payer(view) if importer is None else chosen(importer, view.regions, "region")
    data = incidence_data(view, importer, codes)
    if data.empty:
        raise ResultsError(
            f"incidence: no scenario changes a tariff of {importer} {view.versus} — choose another importer."
        )
    factor, unit = money_scale(view.unit("trade_flow"), data[[*SOURCES, *USES]].abs().to_numpy().max(initial=0.0))
    name = place_name(view, importer)
    return Chart(
        title=capitalised(_finding(view, data, name)),
        subtitle=f"What changed import taxes of {name} take, and who has it, {view.versus}, {unit} a year",
        caption=view.caption(
            shows_levels=True,
            note=f"{_NOTE} {_NO_BANDS}" if has_bands(view) else _NOTE,
        ),
        rows=tuple(data["label"]),
        panels=tuple(
            Panel(heading, unit, partial(_draw, data, parts, factor))
            for heading, parts in (("Who pays", SOURCES), ("Who gets it", USES))
        ),
        data=data,
    )


def applies(view: View) -> bool:
    """Whether some solved scenario changes an import tax of the main regions."""
    return bool(view.others) and view.has(*NEEDED) and bool(_taxed_trade(view).sum() > 0)


def main_payer(view: View) -> str:
    """Of the two main regions, the one whose changed tariffs weigh most: change of rate times baseline trade.

    Raises
    ------
    ResultsError
        Results without the numbers that incidence is made of.
    """
    _check(view)
    weighed = _taxed_trade(view)
    return max(dict.fromkeys(view.pair), key=lambda code: float(weighed.sel(importer=code)))


def _taxed_trade(view: View) -> xr.DataArray:
    """Trade of each of the two main regions, times the change of its tariff in points, over all scenarios."""
    change = abs(view.change("import_tax").sel(scenario=view.others, importer=list(dict.fromkeys(view.pair))))
    moved = change.where(change > _CHANGED, 0.0)
    return (moved * view.baseline("trade_flow")).sum(("scenario", "sector", "exporter"))


def _check(view: View) -> None:
    missing = [name for name in NEEDED if not view.has(name)]
    if missing:
        raise ResultsError(f"incidence: these results have no {', '.join(missing)} — run the scenarios again.")


def incidence_data(view: View, importer: str, sectors: Sequence[str]) -> pd.DataFrame:
    """Parts in money, how many flows they are of, and the buyers' share in percent, by scenario that changes a tariff.

    A scenario that was not solved has −1 flows and no numbers.
    """
    _check(view)
    before = _state(view, view.reference, importer, sectors)
    rows = []
    for scenario in view.others:
        parts = _parts(before, _state(view, scenario, importer, sectors))
        paid = parts["buyers"] + parts["sellers"]
        share = 100 * parts["buyers"] / paid if paid else np.nan
        label = {"scenario": scenario, "label": view.label(scenario), "importer": importer}
        rows.append({**label, "unit": view.unit("trade_flow"), **parts, "buyers_share": share})
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


def _state(view: View, scenario: str, importer: str, sectors: Sequence[str]) -> _State:
    """Flows in a scenario; without its name, in the baseline."""
    abroad = [code for code in view.regions if code != importer]
    place = {"sector": list(sectors), "exporter": abroad, "importer": importer}

    def of(name: str) -> Array:
        found = view.data[name].sel(scenario=scenario) if scenario else view.baseline(name)
        found = found.rename(region="exporter") if "region" in found.dims else found
        return np.asarray(
            found.sel({key: place[str(key)] for key in found.dims}).transpose("sector", "exporter"), dtype=np.float64
        )

    flows = {key: place[key] for key in ("sector", "exporter", "importer")}
    base = view.baseline("trade_flow").sel(flows).transpose("sector", "exporter").to_numpy()
    untaxed = view.baseline("import_tax").sel(flows).transpose("sector", "exporter").to_numpy() / 100
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


def _finding(view: View, data: pd.DataFrame, name: str) -> str:
    """Say who pays the largest burden, or has the largest relief."""
    solved = data[data["flows"] > 0]
    if solved.empty:
        return f"no scenario that changes tariffs of {name} was solved"
    paid = solved["buyers"] + solved["sellers"]
    place = int(paid.abs().argmax())
    top = solved.iloc[place]
    share = float(top["buyers_share"])
    verb, what = ("pay", "new tariffs") if paid.iloc[place] > 0 else ("have", "the relief")
    if share >= 100 or share <= 0:
        side = "buyers" if share >= 100 else "sellers"
        found = f"{side} {verb} all of {what} of {name}"
    else:
        ours, theirs = percent(round(share)), percent(100 - round(share))
        found = f"buyers in {name} {verb} {ours} of {what}, sellers {theirs}"
    return f"{found} ({quoted(top['label'])})"


def _draw(data: pd.DataFrame, parts: Sequence[str], factor: float, axes: Axes, width: float) -> None:
    values = data[list(parts)].to_numpy() * factor
    low, high = np.minimum(values, 0).sum(axis=1), np.maximum(values, 0).sum(axis=1)
    texts = _texts(data, parts, factor)
    ends = np.where(np.nan_to_num(low + high) < 0, low, high)
    number_axis(axes, limits(ends, texts, width, [low, high]))
    falls, rises = np.zeros(len(data)), np.zeros(len(data))
    rows = np.arange(len(data))
    for place, name in enumerate(parts):
        lengths = np.nan_to_num(values[:, place])
        start = np.where(lengths < 0, falls, rises)
        colour, hatch = _LOOKS[name]
        look: dict[str, Any] = {
            "facecolor": colour,
            "edgecolor": INK if hatch else colour,
            "hatch": hatch,
            "linewidth": 0.6,
        }
        axes.barh(rows, lengths, BAR, left=start, label=name, **look)
        falls, rises = falls + np.minimum(lengths, 0), rises + np.maximum(lengths, 0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for row, text in enumerate(texts):
        end_text(axes, row, ends[row], text)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 0.995),
        ncols=len(parts),
        frameon=False,
        fontsize=8,
        borderaxespad=0,
        handlelength=1.4,
        columnspacing=1.0,
        handletextpad=0.4,
        labelcolor=MUTED,
    )


def _texts(data: pd.DataFrame, parts: Sequence[str], factor: float) -> list[str]:
    """Parts of each row in the order of the legend."""
    shown = data[[*SOURCES, *USES]].to_numpy() * factor
    places = common_places(shown.ravel())
    texts = []
    for flows, *values in data[["flows", *parts]].itertuples(index=False, name=None):
        written = [signed(value * factor, places) for value in values]
        texts.append(" / ".join(written) if flows > 0 else UNSOLVED)
    return texts


INCIDENCE: Final = Figure("incidence", "Who pays a tariff", incidence, ("run",), PAYS, applies=applies)
