"""Scenario files: what they may say, how they are read and checked, and which flows their measures hit."""

from simulator.scenario.dates.branch import load_branches
from simulator.scenario.dates.events import Event, events
from simulator.scenario.dates.period import over_period
from simulator.scenario.effects.answers import answered
from simulator.scenario.effects.flows import table_rates
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.format.values import Amount
from simulator.scenario.format.varying import Schedule, Spread
from simulator.scenario.format.windows import Suspension, Window
from simulator.scenario.games.game import Game
from simulator.scenario.games.load import load_game
from simulator.scenario.library.find import library_folder
from simulator.scenario.load import bind, load_scenario, load_scenarios
from simulator.scenario.measures import Measure
from simulator.scenario.measures.export_control import ExportControl
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.subsidy import Subsidy
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost
from simulator.scenario.scenario import Scenario, on_date
from simulator.scenario.suite import Suite, SuiteEntry, load_suite

__all__ = [
    "Amount",
    "Closure",
    "Event",
    "ExportControl",
    "ExportLicensing",
    "ExportTax",
    "Game",
    "ImportQuota",
    "Measure",
    "Parameters",
    "PurchaseCommitment",
    "Scenario",
    "Schedule",
    "Spread",
    "Subsidy",
    "Suite",
    "SuiteEntry",
    "SupplyDisruption",
    "Suspension",
    "Tariff",
    "TradeCost",
    "Window",
    "answered",
    "bind",
    "events",
    "library_folder",
    "load_branches",
    "load_game",
    "load_scenario",
    "load_scenarios",
    "load_suite",
    "on_date",
    "over_period",
    "table_rates",
]
