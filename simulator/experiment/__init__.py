"""From scenario files to results: what is asked for, the cases that follow, and their solution."""

from simulator.experiment.catalogue import Finding, catalogue, describe, doctor, new_scenario
from simulator.experiment.plan import Options, Plan, make_plan
from simulator.experiment.run import run

__all__ = [
    "Finding",
    "Options",
    "Plan",
    "catalogue",
    "describe",
    "doctor",
    "make_plan",
    "new_scenario",
    "run",
]
