"""Tariff levels of 2018 to 2020 for the scenarios in `scenarios/history`: the baseline's level plus what was added.

    python docs/validation/history_tables.py

`events/` says by how much the tariffs of a day exceed those of 2017; every date there is a full state, not a step. A
level below zero, which rounding of the averages can give, is zero. China suspended its retaliation on US cars on
1 January 2019, between two dates of the tables: the average of 2019 takes the rate of the later one for the whole year.
"""

import csv
from datetime import date
from pathlib import Path

from simulator import Economy, load_baseline

HERE = Path(__file__).parent
TABLES = HERE.parents[1] / "scenarios" / "history" / "tables"
SIDES = {"us-on-china": "us_on_china", "china-on-us": "china_on_us", "china-on-others": "china_on_others"}

Flow = tuple[str, str, str]
States = dict[date, dict[Flow, float]]


def read_states(stem: str) -> States:
    """Points added to the tariffs of 2017, by the day from which they hold and by flow."""
    states: States = {}
    with (HERE / "events" / f"{stem}_2018_2019.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            state = states.setdefault(date.fromisoformat(row["date"]), {})
            state[row["exporter"], row["importer"], row["sector"]] = float(row["rate_added"])
    return states


def without_car_duty(states: States) -> States:
    """The states as they were in 2019, without China's retaliation on US cars from the start of the year."""
    cars = ("USA", "CHN", "MVH")
    first, second = sorted(states)[:2]
    if cars not in states[first]:
        return states
    return {**states, first: {**states[first], cars: states[second][cars]}}


def average(states: States, year: int) -> dict[Flow, float]:
    """Points added on average over the days of a year; the year must begin with a known state."""
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    starts = sorted(states)
    ends = [*starts[1:], end]
    days = {
        start: max((min(until, end) - max(start, first)).days, 0) for start, until in zip(starts, ends, strict=True)
    }
    total = sum(days.values())
    if total != (end - first).days:
        raise ValueError(f"{year}: the states cover {total} days — a year whose first day has a known state.")
    return {flow: sum(days[start] * states[start][flow] for start in starts) / total for flow in states[starts[0]]}


def levels(added: dict[Flow, float], economy: Economy) -> dict[Flow, float]:
    """Tariff level by flow: the baseline's rate plus the points added, never below zero."""
    rates = {}
    for (exporter, importer, sector), points in added.items():
        cell = economy.sector_index(sector), economy.region_index(exporter), economy.region_index(importer)
        rates[exporter, importer, sector] = max(float(economy.levels.tariff[cell]) + points, 0.0)
    return rates


def tables(economy: Economy) -> dict[str, dict[Flow, float]]:
    """Every table of the history scenarios by file name."""
    found = {}
    for side, stem in SIDES.items():
        states = read_states(stem)
        for day in states:
            found[f"{side}-{day}.csv"] = levels(states[day], economy)
        found[f"{side}-2019-average.csv"] = levels(average(without_car_duty(states), 2019), economy)
    return found


def text(rates: dict[Flow, float]) -> str:
    """A table as CSV, rates to six digits."""
    rows = [f"{exporter},{importer},{sector},{rate:.6f}" for (exporter, importer, sector), rate in rates.items()]
    return "\n".join(["exporter,importer,sector,rate", *rows]) + "\n"


if __name__ == "__main__":
    for name, rates in tables(load_baseline("us-china-2017")).items():
        (TABLES / name).write_text(text(rates), encoding="utf-8")
