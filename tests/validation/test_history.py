"""Document: history replayed with the tariffs of the day, and the tables it is replayed with."""

import csv
from datetime import date

import history
import history_tables
import numpy as np
import pytest
from experiments import Experiments, Setting
from history import History
from mechanisms import NO_SUPPLY

from simulator.economy import load_baseline

ECONOMY = load_baseline("us-china-2017")
TABLES = history_tables.tables(ECONOMY)


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_those_that_the_command_writes(name):
    assert (history_tables.TABLES / name).read_text(encoding="utf-8") == history_tables.text(TABLES[name])
    assert min(TABLES[name].values()) >= 0


@pytest.mark.parametrize("side", ["us-on-china", "china-on-us"])
def test_average_levels_are_those_of_the_source(side):
    with (history_tables.HERE / "events" / "averages_check.csv").open(encoding="utf-8", newline="") as file:
        checks = {(row["date"], row["direction"]): float(row["level_pct"]) for row in csv.DictReader(file)}
    direction = {"us-on-china": "US_on_CHN", "china-on-us": "CHN_on_US"}[side]
    for day in ("2018-09-24", "2019-09-01", "2020-02-14"):
        rates = TABLES[f"{side}-{day}.csv"]
        flows = np.array([ECONOMY.levels.trade_flow[cell(flow)] for flow in rates])
        average = 100 * (np.array(list(rates.values())) * flows).sum() / flows.sum()
        assert average == pytest.approx(checks[day, direction], abs=0.06)  # levels below zero are set to zero


def cell(flow):
    exporter, importer, sector = flow
    return ECONOMY.sector_index(sector), ECONOMY.region_index(exporter), ECONOMY.region_index(importer)


def test_the_average_of_2019_counts_days():
    states = {date(2018, 9, 24): {"flow": 0.1}, date(2019, 6, 15): {"flow": 0.2}, date(2019, 9, 1): {"flow": 0.4}}
    assert history_tables.average(states, 2019)["flow"] == pytest.approx((165 * 0.1 + 78 * 0.2 + 122 * 0.4) / 365)
    with pytest.raises(ValueError, match="2018: the states cover 99 days"):
        history_tables.average(states, 2018)


def test_retaliation_on_cars_is_left_out_of_2019():
    cars = ("USA", "CHN", "MVH")
    assert TABLES["china-on-us-2019-average.csv"][cars] == pytest.approx(
        TABLES["china-on-us-2019-09-01.csv"][cars], abs=1e-9
    )
    assert TABLES["china-on-us-2018-09-24.csv"][cars] > 0.3


def test_errors_are_those_of_the_numbers():
    miss, agree, relative = history.errors(np.array([1.0, -3.0]), np.array([2.0, 1.0]))
    assert (miss, agree, relative) == (2.5, 50.0, 1.25)


def test_changes_of_shares_sum_to_zero(suites):
    found = History.read(suites["history"]).share_change("USA", "trade-war-2019")
    np.testing.assert_allclose(found.sum(axis=-1), 0, atol=1e-9)


def test_phase_one_is_bought_in_full_and_as_it_was(suites):
    suite = suites["history"]
    world, names = suite.world, suite.names
    limits, amounts = world.shock.bounds.limit, world.equilibrium.bound_quantity
    for name, share in (("phase-one-2021", 1.0), ("phase-one-2021-actual", 0.57)):
        first = 3 * names.index(name)
        own = np.isin(world.shock.bounds.case, np.arange(first, first + 3))
        promised = np.tile(np.array([40.4, 111.3, 41.5, 81.0]) * 1e3 * share, 3)
        np.testing.assert_allclose(np.sort(limits[own]), np.sort(promised), rtol=1e-12)
        assert (amounts[own] >= limits[own] * (1 - 1e-9)).all()


def test_the_page_has_history_as_it_is_now(suites, page):
    found = history.section(History.read(suites["history"]))
    assert found.strip() in page, "docs/validation.md is out of date: python docs/validation/make.py"


def test_factor_supply_hardly_moves_shares_of_trade(suites):
    given = History.read(Experiments.of("history", Setting("factors given", (NO_SUPPLY,))))
    default = History.read(suites["history"])
    for importer in ("USA", "CHN"):
        found, without = (item.share_change(importer, "trade-war-2019-average") for item in (default, given))
        assert np.abs(found - without).max() < 0.05
