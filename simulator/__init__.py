"""What happens if: tariffs, export licences and purchase commitments in a general-equilibrium world economy.

    import tariffsim as ts
    results = ts.run(["tariff-100", "busan-deal"])
    results.headline()

Every verb of the command line is a function of the same name here; names are imported when first used, so that the
command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from simulator.economy import Economy as Economy
    from simulator.economy import aggregate as aggregate
    from simulator.economy import baseline_report as baseline_report
    from simulator.economy import load_baseline as load_baseline
    from simulator.economy import observations as observations
    from simulator.errors import ConvergenceError as ConvergenceError
    from simulator.errors import DataError as DataError
    from simulator.errors import OutputError as OutputError
    from simulator.errors import ResultsError as ResultsError
    from simulator.errors import ScenarioError as ScenarioError
    from simulator.errors import SimulatorError as SimulatorError
    from simulator.experiment.assumptions.aggregation import AggregationError as AggregationError
    from simulator.experiment.assumptions.aggregation import aggregation_error as aggregation_error
    from simulator.experiment.batch.work import Batch as Batch
    from simulator.experiment.breakeven import Search as Search
    from simulator.experiment.breakeven import breakeven as breakeven
    from simulator.experiment.decompose import decompose as decompose
    from simulator.experiment.dynamics.timeline import Span as Span
    from simulator.experiment.dynamics.timeline import timeline as timeline
    from simulator.experiment.dynamics.tracker import tariffs as tariffs
    from simulator.experiment.explorer.explore import Exploration as Exploration
    from simulator.experiment.explorer.explore import explore as explore
    from simulator.experiment.keywords import Keywords as Keywords
    from simulator.experiment.plan import Options as Options
    from simulator.experiment.run import run as run
    from simulator.experiment.sensitivity import sensitivity as sensitivity
    from simulator.experiment.strategy.escalate import escalate as escalate
    from simulator.experiment.strategy.optimal import optimal as optimal
    from simulator.experiment.sweep import sweep as sweep
    from simulator.experiment.uncertainty import uncertainty as uncertainty
    from simulator.report import figure_names as figure_names
    from simulator.report import plot as plot
    from simulator.report import write_explorer as write_explorer
    from simulator.report import write_one_page as write_one_page
    from simulator.report import write_report as write_report
    from simulator.report import write_share as write_share
    from simulator.results import Provenance as Provenance
    from simulator.results import Result as Result
    from simulator.results import Results as Results
    from simulator.results import compare as compare
    from simulator.results import export as export
    from simulator.results import indicators_table as indicators_table
    from simulator.results import read as read
    from simulator.results import write as write
    from simulator.results.experiments.breakeven import Breakeven as Breakeven
    from simulator.results.experiments.decomposition import Decomposition as Decomposition
    from simulator.results.experiments.escalation import Escalation as Escalation
    from simulator.results.experiments.exploration import ExplorationRecord as ExplorationRecord
    from simulator.results.experiments.optimal import Optimal as Optimal
    from simulator.results.experiments.sensitivity import Sensitivity as Sensitivity
    from simulator.results.experiments.sweep import Sweep as Sweep
    from simulator.results.experiments.tariffs import Tariffs as Tariffs
    from simulator.results.outcome import Outcome as Outcome
    from simulator.results.timeline import PathResults as PathResults
    from simulator.scenario import Amount as Amount
    from simulator.scenario import Closure as Closure
    from simulator.scenario import ExportControl as ExportControl
    from simulator.scenario import ExportLicensing as ExportLicensing
    from simulator.scenario import ExportTax as ExportTax
    from simulator.scenario import Game as Game
    from simulator.scenario import ImportQuota as ImportQuota
    from simulator.scenario import Parameters as Parameters
    from simulator.scenario import PurchaseCommitment as PurchaseCommitment
    from simulator.scenario import Scenario as Scenario
    from simulator.scenario import Subsidy as Subsidy
    from simulator.scenario import SupplyDisruption as SupplyDisruption
    from simulator.scenario import Suspension as Suspension
    from simulator.scenario import Tariff as Tariff
    from simulator.scenario import TradeCost as TradeCost
    from simulator.scenario import Window as Window
    from simulator.scenario import load_game as load_game
    from simulator.scenario import load_scenario as load_scenario
    from simulator.scenario import load_scenarios as load_scenarios
    from simulator.scenario.authoring.difference import diff_scenarios as diff_scenarios

_NAMES: Final = {
    "economy": "Economy aggregate baseline_report load_baseline observations",
    "errors": "ConvergenceError DataError OutputError ResultsError ScenarioError SimulatorError",
    "experiment.assumptions.aggregation": "AggregationError aggregation_error",
    "experiment.batch.work": "Batch",
    "experiment.breakeven": "Search breakeven",
    "experiment.decompose": "decompose",
    "experiment.dynamics.timeline": "Span timeline",
    "experiment.dynamics.tracker": "tariffs",
    "experiment.explorer.explore": "Exploration explore",
    "experiment.keywords": "Keywords",
    "experiment.plan": "Options",
    "experiment.run": "run",
    "experiment.sensitivity": "sensitivity",
    "experiment.strategy.escalate": "escalate",
    "experiment.strategy.optimal": "optimal",
    "experiment.sweep": "sweep",
    "experiment.uncertainty": "uncertainty",
    "report": "figure_names plot write_explorer write_one_page write_report write_share",
    "results": "Provenance Result Results compare export indicators_table read write",
    "results.experiments.breakeven": "Breakeven",
    "results.experiments.decomposition": "Decomposition",
    "results.experiments.escalation": "Escalation",
    "results.experiments.exploration": "ExplorationRecord",
    "results.experiments.sensitivity": "Sensitivity",
    "results.experiments.optimal": "Optimal",
    "results.experiments.sweep": "Sweep",
    "results.experiments.tariffs": "Tariffs",
    "results.outcome": "Outcome",
    "results.timeline": "PathResults",
    "scenario": (
        "Amount Closure ExportControl ExportLicensing ExportTax Game ImportQuota Parameters PurchaseCommitment "
        "Scenario Subsidy SupplyDisruption Suspension Tariff TradeCost Window load_game load_scenario load_scenarios"
    ),
    "scenario.authoring.difference": "diff_scenarios",
}
"""Public names by the module that has them."""

_HOME: Final = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"simulator.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
