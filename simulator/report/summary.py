"""The summary of the report: a few sentences that say only what the numbers hold."""

from collections.abc import Mapping

import pandas as pd
import xarray as xr

from simulator.report.chart import Chart
from simulator.report.findings import by_region, change_words, costs, largest_changes, place_name
from simulator.report.licences import goods_words
from simulator.report.matrix import pair_trade_change
from simulator.report.view import View
from simulator.report.words import amount, capitalised, listed, quoted, signed_percent

_VISIBLE = 0.005
"""Smallest change in percent that two decimals show."""


def summary(view: View, charts: Mapping[str, Chart]) -> list[str]:
    """Say in a few sentences what a run found.

    Parameters
    ----------
    charts
        Figures of the run by name; findings that they state already are taken from them.
    """
    solved = [name for name in view.others if view.is_solved(name)]
    pair = list(dict.fromkeys(view.pair))
    sentences = [*_unsolved(view)]
    if solved:
        sentences = [
            *_outcomes(view, solved, pair),
            *_sides(view, solved, pair),
            largest_changes(view, "consumer_prices", pair),
            *_trade(view, solved),
            *(_restricted(view, charts["licence_gap"].data) if "licence_gap" in charts else []),
            *([charts["pledge"].title] if "pledge" in charts else []),
            *sentences,
        ]
    return [f"{capitalised(sentence)}." for sentence in sentences]


def _outcomes(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """Best and worst scenario for each side, or what the only one does."""
    change = view.change("real_income").sel(scenario=solved)
    if len(solved) == 1:
        return [costs(view, solved[0], by_region(change.sel(scenario=solved[0]), pair))]
    parts = []
    for region in pair:
        own = change.sel(region=region)
        worst, best = own[int(own.argmin("scenario"))], own[int(own.argmax("scenario"))]
        parts.append(
            f"{view.versus}, the worst outcome for real income in {place_name(view, region)} is "
            f"{_outcome(view, worst)}, the best {_outcome(view, best)}"
        )
    return parts


def _outcome(view: View, cell: xr.DataArray) -> str:
    return f"{quoted(view.label(str(cell['scenario'].item())))} ({signed_percent(float(cell))})"


def _sides(view: View, solved: list[str], pair: list[str]) -> list[str]:
    """Scenarios that leave both sides better or worse off."""
    change = view.change("real_income").sel(scenario=solved, region=pair)
    found = []
    for verb, holds in (("gain", change > _VISIBLE), ("lose", change < -_VISIBLE)):
        names = [name for name in solved if bool(holds.sel(scenario=name).all())]
        if names and len(pair) > 1:
            places = listed([place_name(view, region) for region in pair])
            found.append(f"both {places} {verb} under {listed([quoted(view.label(name)) for name in names])}")
    return found


def _trade(view: View, solved: list[str]) -> list[str]:
    """Where trade between the pair falls most."""
    first, second = view.pair
    change = pair_trade_change(view).sel(scenario=solved)
    if first == second or not float(change.min()) < -_VISIBLE:
        return []
    deepest = change[int(change.argmin("scenario"))]
    sides = f"{place_name(view, first)} and {place_name(view, second)}"
    return [f"trade between {sides} falls most under {_outcome(view, deepest)}"]


def _restricted(view: View, table: pd.DataFrame) -> list[str]:
    """The note on critical goods: a tiny share of trade, an answer that hangs on substitution, and its upper bound."""
    data = table[table["output_at_risk"] < 0]
    if data.empty:
        return []
    top = _purest(view, data[data["output_at_risk"] <= 0.9 * data["output_at_risk"].min()])
    same = table[(table["scenario"] == top["scenario"]) & (table["sectors"] == top["sectors"])]
    flow = view.baseline("trade_flow")
    restricted = sum(_worth(flow, row) for _, row in same.iterrows())
    abroad = float(flow.sum() - flow.where(flow["exporter"] == flow["importer"]).sum())
    money = view.unit("trade_flow")
    return [
        f"{quoted(top['label'])} restricts {goods_words(view, top['sectors'])} worth {amount(restricted, money)}, "
        f"{100 * restricted / abroad:.2g} % of world trade; the model finds that output changes by "
        f"{change_words(float(top['output_change']), money)} with it. That rests on how well users can substitute: "
        f"if they could not at all, up to {amount(-float(top['output_at_risk']), money)} of output would be at risk",
    ]


def _worth(flow: xr.DataArray, row: pd.Series) -> float:
    """Baseline value of the flows that a measure restricts."""
    return float(flow.sel({key: str(row[f"{key}s"]).split("+") for key in ("exporter", "importer", "sector")}).sum())


def _purest(view: View, data: pd.DataFrame) -> pd.Series:
    """Row of the scenario that changes least beside its restriction: trade between the pair."""
    return data.iloc[int(abs(pair_trade_change(view).sel(scenario=data["scenario"].to_list())).argmin("scenario"))]


def _unsolved(view: View) -> list[str]:
    unsolved = [quoted(view.label(name)) for name in view.scenarios if not view.is_solved(name)]
    return [f"not solved, and shown without numbers: {listed(unsolved)}"] if unsolved else []
