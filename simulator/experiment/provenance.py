"""Where results come from: versions, hashes, and what every scenario says, as plain values."""

import json
import platform
import time
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Final

import simulator
from simulator.experiment.assumptions.draws import Draws, Method
from simulator.experiment.plan import Plan, without_wedges
from simulator.results import Caption, Provenance
from simulator.scenario import Scenario
from simulator.scenario.authoring.describe import description
from simulator.solver.solve import Solution
from simulator.solver.work import ways

LIBRARIES: Final = ("numpy", "scipy", "xarray", "pandas")


def captions(plan: Plan) -> list[Caption]:
    """How each scenario of a plan is shown."""
    return [
        Caption(
            scenario.name,
            entry.label or scenario.name,
            scenario.title,
            scenario.summary,
            entry.colour or "",
            entry.group,
            " ".join(plan.actors_of(scenario)),
        )
        for scenario, entry in zip(plan.scenarios, plan.entries, strict=True)
    ]


@dataclass(frozen=True)
class Recorder:
    """The clock of a verb, started with it, and at the end its provenance."""

    verb: str
    started: float = field(default_factory=lambda: time.perf_counter())

    def provenance(self, plan: Plan, *, seed: int | None = None, **asked: Any) -> Provenance:  # noqa: ANN401
        """Record that is enough to make the result of a plan again.

        Parameters
        ----------
        seed
            Seed of draws or samples; None: nothing was drawn.
        asked
            What was asked beside the scenarios, and how many points were solved and not solved, as plain values.
        """
        economy = plan.economy
        names = dict(zip(economy.sectors, economy.sector_names, strict=True))
        return Provenance(
            verb=self.verb,
            title=plan.suite.title,
            versions=_versions(),
            baseline={"name": economy.name, "title": economy.title, "year": economy.year, "digest": economy.digest},
            reference=plan.reference,
            horizons=plan.horizons,
            date=plan.on.isoformat() if plan.on else "",
            seed=seed,
            wall_seconds=round(time.perf_counter() - self.started, 3),
            numeraire=Solution.numeraire,
            steps=ways(economy.levels),
            scenarios=tuple(
                {**description(scenario), "label": entry.label or entry.name, **self._without_wedges(plan, scenario)}
                for scenario, entry in zip(plan.scenarios, plan.entries, strict=True)
            ),
            names=names | dict(zip(economy.regions, economy.region_names, strict=True)),
            asked=json.loads(json.dumps(asked)),
        )

    def _without_wedges(self, plan: Plan, scenario: Scenario) -> dict[str, list[str]]:
        """Measures of a run that change no wedge, by the key that the record has them under."""
        return {"without_wedges": list(without_wedges(plan, scenario))} if self.verb == "run" else {}

    def without_economy(self, title: str, **asked: Any) -> Provenance:  # noqa: ANN401
        """Record of a result that follows from numbers that were given."""
        seconds = round(time.perf_counter() - self.started, 3)
        return Provenance(self.verb, title, _versions(), wall_seconds=seconds, asked=json.loads(json.dumps(asked)))


def _versions() -> dict[str, str]:
    program = {"tariffsim": simulator.__version__, "python": platform.python_version()}
    return program | {name: version(name) for name in LIBRARIES}


def draws_record(drawn: Draws, method: Method) -> dict[str, Any]:
    """What was drawn, how, and how often, as plain values."""
    uncertain = [asdict(item) for item in drawn.numbers]
    return {"seed": drawn.seed, "draws": len(drawn), "method": method, "uncertain": uncertain}
