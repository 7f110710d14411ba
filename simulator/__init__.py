"""What happens if: tariffs, export licences and purchase commitments in a general-equilibrium world economy.

    from simulator import run, load_scenario
    results = run(["tariff-100", "busan-deal"])
    results.headline()

Every verb of the command line is a function of the same name here; names are imported when first used, so that the
command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from simulator.economy import Economy as Economy
    from simulator.economy import load_baseline as load_baseline
    from simulator.experiment.breakeven import breakeven as breakeven
    from simulator.experiment.decompose import decompose as decompose
    from simulator.experiment.dynamics.timeline import Span as Span
    from simulator.experiment.dynamics.timeline import timeline as timeline
    from simulator.experiment.explorer.explore import explore as explore
    from simulator.experiment.run import run as run
    from simulator.experiment.sensitivity import sensitivity as sensitivity
    from simulator.experiment.sweep import sweep as sweep
    from simulator.experiment.uncertainty import uncertainty as uncertainty
    from simulator.report import figure_names as figure_names
    from simulator.report import plot as plot
    from simulator.report import write_explorer as write_explorer
    from simulator.report import write_report as write_report
    from simulator.results import Results as Results
    from simulator.results import compare as compare
    from simulator.results import indicators_table as indicators_table
    from simulator.results import read_results as read_results
    from simulator.results import write_results as write_results
    from simulator.scenario import Scenario as Scenario
    from simulator.scenario import diff_scenarios as diff_scenarios
    from simulator.scenario import load_scenario as load_scenario
    from simulator.scenario import load_scenarios as load_scenarios

_HOME = {
    "Economy": "economy",
    "load_baseline": "economy",
    "run": "experiment.run",
    "breakeven": "experiment.breakeven",
    "decompose": "experiment.decompose",
    "explore": "experiment.explorer.explore",
    "sensitivity": "experiment.sensitivity",
    "sweep": "experiment.sweep",
    "Span": "experiment.dynamics.timeline",
    "timeline": "experiment.dynamics.timeline",
    "uncertainty": "experiment.uncertainty",
    "figure_names": "report",
    "plot": "report",
    "write_explorer": "report",
    "write_report": "report",
    "Results": "results",
    "compare": "results",
    "indicators_table": "results",
    "read_results": "results",
    "write_results": "results",
    "Scenario": "scenario",
    "diff_scenarios": "scenario",
    "load_scenario": "scenario",
    "load_scenarios": "scenario",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"simulator.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
