"""Indices: how much of an outcome's spread each assumption explains (Sobol), and how far each moves it (Morris)."""

from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.drivers import MOST, assumption, checked
from simulator.report.charts.figure import Figure
from simulator.report.looks.marks import Range, limits, signed_bars
from simulator.report.looks.style import GAIN, MUTED
from simulator.report.views.experiments import DriversView
from simulator.report.wording.words import MINUS, SPACE, quoted
from simulator.results.analysis.claims import Cell, Claim, Rank


def variance_shares(view: DriversView) -> Chart:
    """The share of an outcome's variance that each assumption explains, alone and with all interactions.

    Raises
    ------
    ResultsError
        A table without rows or columns to draw.
    """
    frame, question = view.table, view.question
    checked(frame, ("number", "first_order", "total_order"), "variance_shares")
    data = frame.sort_values("total_order", ascending=False, kind="stable").head(MOST).reset_index(drop=True)
    top = data.iloc[0]
    share = _most(top, "total_order", f"{100 * top['total_order']:.0f}{SPACE}%", 100.0)
    title = f"{quoted(assumption(top['number'], question))} explains most: {share} of the variance of {question.what}"
    return Chart(
        title=Claim(title, share),
        subtitle=f"{question.subtitle}: share of its variance, percent",
        caption=question.caption(
            f"Sobol indices, estimated: with few samples some are off, or below zero.{_rest(frame)}"
        ),
        rows=tuple(assumption(name, question) for name in data["number"]),
        panels=(
            Panel("Alone", "percent of variance", partial(_draw, data, "first_order", 100.0, GAIN)),
            Panel("With interactions", "percent of variance", partial(_draw, data, "total_order", 100.0, MUTED)),
        ),
        data=data,
    )


def screening(view: DriversView) -> Chart:
    """How far each assumption moves an outcome on average, and how much that depends on the others.

    Raises
    ------
    ResultsError
        A table without rows or columns to draw.
    """
    frame, question = view.table, view.question
    checked(frame, ("number", "mu_star", "mu_star_conf", "sigma"), "screening")
    data = frame.sort_values("mu_star", ascending=False, kind="stable").head(MOST).reset_index(drop=True)
    factor, unit = question.scale(float(data[["mu_star", "sigma"]].abs().to_numpy().max()))
    top = data.iloc[0]
    moves = _most(top, "mu_star", question.words(float(top["mu_star"])).lstrip("+"))
    title = f"{quoted(assumption(top['number'], question))} matters most: it moves {question.what} by {moves}"
    return Chart(
        title=Claim(title, moves),
        subtitle=f"{question.subtitle}, {unit}, from one end of an assumption's band to the other",
        caption=question.caption(f"Morris screening. Whiskers: 95 % band of the mean.{_rest(frame)}"),
        rows=tuple(assumption(name, question) for name in data["number"]),
        panels=(
            Panel("Mean size of the effect (μ*)", unit, partial(_draw, data, "mu_star", factor, GAIN)),
            Panel("How much it varies (σ)", unit, partial(_draw, data, "sigma", factor, MUTED)),
        ),
        data=data,
    )


def _most(top: pd.Series, column: str, text: str, factor: float = 1.0) -> Cell:
    """The largest number of a column."""
    rank = Rank("highest", ("number",))
    return Cell({"number": top["number"]}, column, top[column], text, factor=factor, rank=rank)


def _rest(frame: pd.DataFrame) -> str:
    count = len(frame) - MOST
    return f" {count} more matter less." if count > 0 else ""


def _draw(data: pd.DataFrame, column: str, factor: float, colour: str, axes: Axes, width: float) -> None:
    values = data[column] * factor
    texts = [f"{value:.2g}".replace("-", MINUS) for value in values]
    half = data[f"{column}_conf"].to_numpy() * factor if f"{column}_conf" in data else None
    band = None if half is None else Range((values - half).to_numpy(), (values + half).to_numpy())
    span = limits(values if band is None else band.reach(values), texts, width, [] if band is None else band)
    signed_bars(axes, values, texts, [colour] * len(data), span, band)


VARIANCE: Final = Figure(
    "variance_shares",
    "What its spread comes from",
    variance_shares,
    ("sensitivity",),
    applies=lambda view: view.has("total_order"),
    shown=lambda view: {"sobol": {}},
)
SCREENING: Final = Figure(
    "screening",
    "What moves it, whatever the rest",
    screening,
    ("sensitivity",),
    applies=lambda view: view.has("mu_star"),
    shown=lambda view: {"morris": {}},
)
