"""Licence gap: what used to be shipped, what is licensed, the premium this opens, and what output hangs on it."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulator.errors import ResultsError
from simulator.report.bands import HIGH, LOW, band, bands_note, value_bands
from simulator.report.chart import Chart, Panel
from simulator.report.marks import BAR, end_text, limits, number_axis, whiskers
from simulator.report.style import INK, MUTED
from simulator.report.view import View
from simulator.report.words import UNSOLVED, lowered, money_scale, part_of, percent, plain, quoted, signed
from simulator.results import Results

KINDS: Final = ("export_licensing", "export_control", "import_quota")
"""Measures that cap a quantity."""
_MARK: Final = "Whiskers, from the lowest buyer's to the highest"


def licence_gap(results: Results, horizon: str | None = None) -> Figure:
    """Draw licensed quantities, scarcity premiums and the output at stake, one row a measure of a scenario.

    Raises
    ------
    ResultsError
        No scenario has licences, controls or quotas.
    """
    return licence_chart(View.of(results, horizon)).figure()


def licence_chart(view: View) -> Chart:
    """Plan of `licence_gap`."""
    data = licence_data(view)
    if data.empty:
        raise ResultsError("licence_gap: no scenario of this run limits a quantity — run one with licences.")
    colours = {name: view.colour(name) for name in view.scenarios}
    factor, money = money_scale(view.unit("output_at_risk"), data["output_at_risk"].abs().max())
    return Chart(
        title=_finding(view, data),
        subtitle="What licences, controls and quotas let through, the scarcity premium, and output that depends on it",
        caption=f"{_explained(view)} {view.caption(shows_levels=True, note=bands_note(view, _MARK))}",
        rows=tuple(row_labels(data)),
        panels=(
            Panel("Let through", "percent of baseline quantity", partial(_draw_share, data, colours), 1.1),
            Panel("Premium", "percent of the price", partial(_draw_premium, data, colours), 1.1),
            Panel("Output at risk / found", money, partial(_draw_output, data, factor, view.reference)),
        ),
        data=data,
    )


def licence_data(view: View) -> pd.DataFrame:
    """One row a measure and scenario: quantities, premiums, and output at risk beside the model's answer.

    Measures that the reference has too, with the same limits, are shown for the reference only.
    """
    bounds = view.bounds(KINDS)
    if bounds.empty:
        return bounds
    rows = [_row(view, group) for _, group in bounds.groupby(["bound_scenario", "measure"], sort=False)]
    table = pd.DataFrame(rows).join(output_at_stake(view), on="scenario")
    terms = ["measure", "exporters", "importers", "sectors", "limit"]
    known = set(table.loc[table["scenario"] == view.reference, terms].itertuples(index=False, name=None))
    is_inherited = [key in known for key in table[terms].itertuples(index=False, name=None)]
    shown = table[(table["scenario"] == view.reference) | ~np.array(is_inherited)].reset_index(drop=True)
    shown.loc[shown["scenario"].duplicated(), ["output_at_risk", "output_change"]] = np.nan  # once a scenario
    return shown


def row_labels(data: pd.DataFrame) -> list[str]:
    """Label of the scenario, with the measure where a scenario has several."""
    several = data["scenario"].duplicated(keep=False)
    return [
        f"{label}: {measure}" if more else label
        for label, measure, more in zip(data["label"], data["measure"], several, strict=True)
    ]


def codes(joined: pd.Series) -> list[str]:
    """All codes of several '+'-joined lists, each once."""
    return list(dict.fromkeys(code for text in joined for code in str(text).split("+")))


def _row(view: View, bounds: pd.DataFrame) -> dict[str, object]:
    first = bounds.iloc[0]
    premium, weight = bounds["premium"].to_numpy(float), bounds["bound_quantity_baseline"].to_numpy(float)
    return {
        "scenario": first["bound_scenario"],
        "label": view.label(first["bound_scenario"]),
        "measure": first["measure"],
        "kind": first["kind"],
        "exporters": "+".join(codes(bounds["exporters"])),
        "importers": "+".join(codes(bounds["importers"])),
        "sectors": "+".join(codes(bounds["sectors"])),
        "unit": first["unit"],
        "baseline": weight.sum(),
        "limit": bounds["limit"].sum(),
        "value": bounds["bound_quantity"].sum(skipna=False),
        "premium_low": premium.min(),
        "premium": float(np.average(premium, weights=weight)),
        "premium_high": premium.max(),
        **_premium_band(view, bounds),
    }


def _premium_band(view: View, bounds: pd.DataFrame) -> dict[str, float]:
    """Lowest and highest end of the bands of all buyers' premiums; none without draws."""
    bands = value_bands(view, "premium")
    if bands is None:
        return {}
    own = bands.sel(bound=bounds["bound"].to_list())
    return {
        f"premium_{LOW}_lowest": float(own.sel(quantile=LOW).min()),
        f"premium_{HIGH}_highest": float(own.sel(quantile=HIGH).max()),
    }


def output_at_stake(view: View) -> pd.DataFrame:
    """Output that each scenario puts at risk and what the model finds, over all regions at risk, against the reference.

    The first is the bound without any substitution, as a loss; the second the change of output at baseline prices,
    which holds everything else in the scenario too.
    """
    at_risk = view.change("output_at_risk")
    output = (view.baseline("output_value") * view.change("output_volume") / 100).sum("sector")
    found = {
        "output_at_risk": -at_risk.sum("region", skipna=False),
        "output_change": output.where(at_risk > 0).sum("region"),
    }
    return pd.DataFrame({name: values.to_numpy() for name, values in found.items()}, index=view.scenarios)


def _finding(view: View, data: pd.DataFrame) -> str:
    solved = data.dropna(subset=["premium"])
    if solved.empty:
        return "No scenario with licences was solved"
    top = solved.iloc[int(solved["premium"].argmax())]
    goods = goods_words(view, top["sectors"])
    share = percent(100 * top["limit"] / top["baseline"])
    if top["premium"] < 0.005:
        return f"No limit bites: {quoted(top['label'])} lets through {share} of {goods} and buyers want no more"
    return (
        f"Limits bite hardest under {quoted(top['label'])}: {share} of {goods} is let through, "
        f"at a premium of {percent(top['premium'])}"
    )


def goods_words(view: View, sectors: str) -> str:
    """Names of '+'-joined sectors inside a sentence, or their number where there are many."""
    names = [lowered(view.sector_name(code)) for code in sectors.split("+")]
    return names[0] if len(names) == 1 else f"goods of {len(names)} sectors"


def _explained(view: View) -> str:
    return (
        f"Output of users {view.versus}: hatched, at risk if nothing could be substituted (an upper bound); solid, "
        "what the model finds with substitution and everything else in the scenario. Premium: average of flows (lowest "
        "to highest)."
    )


def _draw_share(data: pd.DataFrame, colours: dict[str, str], axes: Axes, width: float) -> None:
    share = (100 * data["limit"] / data["baseline"]).to_numpy()
    texts = list(map(part_of, data["limit"], data["baseline"], data["unit"]))
    number_axis(axes, limits(np.maximum(share, 100), texts, width))
    axes.barh(range(len(data)), 100, BAR, facecolor="none", edgecolor=MUTED, linewidth=0.8)
    axes.barh(range(len(data)), share, BAR, color=[colours[name] for name in data["scenario"]])
    for row, text in enumerate(texts):
        end_text(axes, row, 100, text)


def _draw_premium(data: pd.DataFrame, colours: dict[str, str], axes: Axes, width: float) -> None:
    premium = data["premium"].to_numpy()
    texts = list(map(_range_words, premium, data["premium_low"], data["premium_high"]))
    drawn = band(data, columns=(f"premium_{LOW}_lowest", f"premium_{HIGH}_highest"))
    high = drawn.reach(data["premium_high"])
    number_axis(axes, limits(high, texts, width))
    whiskers(axes, drawn)
    axes.hlines(range(len(data)), data["premium_low"], data["premium_high"], color=MUTED, linewidth=3, zorder=4)
    axes.scatter(
        premium, range(len(data)), s=34, clip_on=False, color=[colours[name] for name in data["scenario"]], zorder=5
    )
    for row, text in enumerate(texts):
        end_text(axes, row, high[row], text, offset=0.1)


def _range_words(mean: float, low: float, high: float) -> str:
    text = signed(mean)
    return text if np.isnan(mean) or high - low < max(0.1 * mean, 0.05) else f"{text} ({plain(low)} to {plain(high)})"


def _draw_output(data: pd.DataFrame, factor: float, reference: str, axes: Axes, width: float) -> None:
    at_risk, answer = (data[name].to_numpy() * factor for name in ("output_at_risk", "output_change"))
    texts = [
        "reference" if name == reference else _output_words(*numbers)
        for name, *numbers in zip(data["scenario"], data["premium"].notna(), at_risk, answer, strict=True)
    ]
    ends = np.where(np.abs(at_risk) >= np.abs(answer), at_risk, answer)
    number_axis(axes, limits(ends, texts, width))
    axes.barh(range(len(data)), at_risk, BAR, facecolor="none", edgecolor=MUTED, hatch="////", linewidth=0.8)
    axes.barh(range(len(data)), answer, 0.5 * BAR, color=INK)
    axes.axvline(0, color=INK, linewidth=0.8)
    for row, text in enumerate(texts):
        end_text(axes, row, ends[row], text)


def _output_words(is_solved: bool, at_risk: float, answer: float) -> str:
    if np.isnan(at_risk):
        return "" if is_solved else UNSOLVED
    return f"{signed(at_risk)} / {signed(answer)}" if at_risk else "none"
