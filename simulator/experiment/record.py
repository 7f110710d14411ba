"""What an experiment leaves behind: its question and provenance, and who is asked about."""

from collections.abc import Mapping
from typing import Any

from simulator.errors import ScenarioError
from simulator.experiment.plan import Options, Plan
from simulator.experiment.provenance import provenance
from simulator.scenario import Scenario
from simulator.solver.solve import Solution


def record(plan: Plan, verb: str, seconds: float, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Record of an experiment that is enough to make it again.

    Parameters
    ----------
    asked
        What was asked beside the scenarios, and how many points were solved and not solved, as plain values.
    """
    made = provenance(plan, seconds)
    day = plan.on.isoformat() if plan.on else ""
    return {"verb": verb, **made, "date": day, "numeraire": Solution.numeraire, **asked}


def only_scenario(plan: Plan, verb: str) -> Scenario:
    """The one scenario that was asked for.

    Raises
    ------
    ScenarioError
        There are several.
    """
    others = [scenario for scenario in plan.scenarios if scenario.name != plan.reference] or list(plan.scenarios)
    if len(others) > 1:
        names = ", ".join(scenario.name for scenario in others[:4])
        raise ScenarioError(f"{verb}: got several scenarios ({names}) — give one.")
    return others[0]


def only_horizon(plan: Plan, options: Options, verb: str) -> str:
    """The horizon at which to look: the one that was asked for, else the first of the suite.

    Raises
    ------
    ScenarioError
        Several were asked for.
    """
    if options.horizon is not None and len(plan.horizons) > 1:
        raise ScenarioError(f"{verb}: got the horizons {', '.join(plan.horizons)} — give one.")
    return plan.horizons[0]
