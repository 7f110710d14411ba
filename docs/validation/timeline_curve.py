"""How trade answers a small tariff month by month, simulated in the full model, beside published elasticities."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from page import number, prose, table
from quantities import Array

from simulator import run
from simulator.economy import Economy, load_baseline
from simulator.economy.elasticities import Adjustment
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.report import ReportFigure, elasticity_by_horizon
from simulator.results import Results
from simulator.results.timeline import PathResults

FILE: Final = Path(__file__).parent / "timeline_tariff.yaml"
FLOW: Final = {"sector": "MCH", "exporter": "KOR", "importer": "CAN"}
RATE: Final = 0.01
YEARS: Final = 12
BLP: Final = "Boehm, Levchenko and Pandalai-Nayar (2023)"
PUBLISHED: Final = {1: (0.76, 0.76, 0.76), 10: (2.0, 1.75, 2.25)}
"""Value, low and high end by years after the change, without tariff; the long run is seven to ten years on."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Elasticity of one flow to a lasting tariff on it, by month.

    Attributes
    ----------
    economy
        Baseline, for the parameters of the flow's sector.
    years
        Since the tariff began.
    value, volume
        Elasticity of the border value, tariff excluded, and of the quantity; positive.
    rest
        Elasticity of the border value in the static long run.
    """

    economy: Economy
    years: Array
    value: Array
    volume: Array
    rest: float

    @classmethod
    def simulated(cls) -> "Curve":
        """Follow the small tariff for twelve years."""
        economy = load_baseline("us-china-2024")
        path = timeline(FILE, Span(start=date(2025, 1, 1), months=12 * YEARS + 1, front_loading=0))
        cell = economy.sector_index(FLOW["sector"]), *(economy.region_index(FLOW[side]) for side in list(FLOW)[1:])
        before = 1 + float(economy.levels.tariff[cell])
        step = float(np.log((before + RATE) / before))
        volume = np.log1p(path.data["trade_volume"].sel(FLOW).to_numpy()[-1] / 100)
        rest = float(_value_change(run(FILE, horizon="long"))[-1])
        value = _value_change(path)
        return cls(economy, np.arange(value.size) / 12, -value / step, -volume / step, -rest / step)

    def at(self, years: int) -> tuple[float, float]:
        """Elasticity of the border value, and of spending with the tariff, some years on."""
        value = float(self.value[12 * years])
        return value, value - 1

    @cached_property
    def adjustment(self) -> Adjustment:
        """What the parameters of the sector say about the border value: θ for spending with the tariff, and 1 more."""
        return _adjustment(self.economy, FLOW["sector"])

    def figure(self) -> ReportFigure:
        """The curve, the simulated path and the estimates."""
        simulated = pd.DataFrame({"years": self.years, "value": self.value})
        rows = [
            {"years": years, "value": value, "low": low, "high": high, "source": BLP}
            for years, (value, low, high) in PUBLISHED.items()
        ]
        return elasticity_by_horizon(self.adjustment, simulated, pd.DataFrame(rows))


def _value_change(results: Results | PathResults) -> Array:
    """Log change of the flow's border value, by date or horizon, of the last scenario."""
    change = results.data["trade_flow"].sel(FLOW).to_numpy()[-1] / results.data["trade_flow_baseline"].sel(FLOW).item()
    return np.asarray(np.log(change))


def _adjustment(economy: Economy, sector: str) -> Adjustment:
    course, row = economy.elasticities.nests["origin"], economy.sector_index(sector)
    short, long, speed = (float(np.broadcast_to(getattr(course, name), len(economy.sectors))[row]) for name in _COURSE)
    return Adjustment(np.array([1 + short]), np.array([1 + long]), np.array([speed]))


_COURSE: Final = ("short_run", "long_run", "speed")


def ratio_by_sector(economy: Economy) -> dict[str, float]:
    """Elasticity of border values after a year over the long run, by sector of goods, as the parameters say."""
    goods = [code for code, is_goods in zip(economy.sectors, economy.is_goods, strict=True) if is_goods]
    found = {code: _adjustment(economy, code) for code in goods}
    return {code: float(item.at(1.0)[0] / item.long_run[0]) for code, item in found.items()}


def section(curve: Curve) -> str:
    """The part of the page on elasticities by horizon."""
    rows = []
    for years in (0, 1, 2, 3, 5, 7, 10, YEARS):
        value, spending = curve.at(years)
        said = number(PUBLISHED[years][0], "level") if years in PUBLISHED else ""
        cells = [value, value / curve.rest, float(curve.volume[12 * years]), spending, spending / (curve.rest - 1)]
        rows.append([str(years), *(number(cell, "level") for cell in cells), said])
    header = ["years", "border value", "of long run", "quantity", "spending with tariff", "of long run", BLP]
    (one, one_spent), (ten, ten_spent) = curve.at(1), curve.at(10)
    ratios = ratio_by_sector(curve.economy)
    widest = max(ratios, key=lambda code: ratios[code])
    lowest = min(ratios, key=lambda code: ratios[code])
    values = {
        "one": one,
        "ten": ten,
        "rest": curve.rest,
        "ratio_rest": one / curve.rest,
        "ratio_ten": one / ten,
        "spent_rest": one_spent / (curve.rest - 1),
        "spent_ten": one_spent / ten_spent,
        "needed": 0.38 * curve.rest,
        "lowest": lowest,
        "low": ratios[lowest],
        "highest": widest,
        "high": ratios[widest],
    }
    return prose("timeline_curve", **values) + "\n" + table(header, rows)
