"""A small world under scenarios that use every kind of wedge and bound, one of which cannot be solved."""

from typing import NamedTuple

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.provenance import Recorder, captions
from simulator.model.equilibrium import Equilibrium, equilibrium
from simulator.model.shock import Shock
from simulator.results import Results, assemble
from simulator.results.assembly.solved import solved_arrays
from simulator.results.indicators.world import World
from simulator.solver.solve import Solution, solve
from tests.worlds import ELASTICITIES, SETTINGS, write_folder, write_table

REGIONS = ("ANA", "BEL", "CYR", "DOR")
SECTORS = ("GRN", "FAB", "ORE")
HORIZONS = ("short", "long")
SCENARIOS = {
    "asis": """
title: Nothing changes
""",
    "truce": """
title: The truce <holds>
summary: A tariff and lenient licences.
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 20%}
  - {id: permits, type: export_licensing, exporter: BEL, importer: all, sectors: ORE, approval_rate: 0.9}
""",
    "licences": """
title: Licences
extends: truce
closure: {deficit: proportional}
measures:
  - {id: permits, type: export_licensing, exporter: BEL, importer: all, sectors: ORE, approval_rate: 0.4}
  - {id: parts, type: export_licensing, exporter: ANA, importer: [BEL, DOR], sectors: FAB, approval_rate: 0.7}
  - {id: levy, type: export_tax, exporter: BEL, importer: ANA, sectors: ORE, rate: 10%}
  - {id: ban, type: export_control, exporter: CYR, importer: ANA, sectors: ORE, blocked: 1}
  - {id: quota, type: import_quota, importer: CYR, exporter: [ANA, BEL], sectors: GRN, share: 0.5, pooled: true}
  - {id: gate, type: import_quota, importer: DOR, exporter: CYR, sectors: FAB, share: 0.3, over_quota_rate: 5%}
  - {id: waste, type: export_licensing, exporter: DOR, importer: CYR, sectors: FAB, approval_rate: 0.8,
     premium_to: nobody, allocation: market}
  - {id: frost, type: supply_disruption, region: DOR, sectors: FAB, lost: 10%}
""",
    "pledge": """
title: A pledge
extends: truce
closure: {deficit: responsive, revenue: income_tax}
measures:
  - {id: buy, type: purchase_commitment, importer: CYR, exporter: ANA, sectors: ORE, quantity: 14 kt}
  - {id: spend, type: purchase_commitment, importer: BEL, exporter: DOR, sectors: [GRN, FAB], value: 0.15 bn USD}
  - {id: shield, type: tariff, importer: ANA, exporter: CYR, sectors: FAB, rate: 60%}
  - {id: lax, type: export_licensing, exporter: CYR, importer: ANA, sectors: FAB, approval_rate: 0.9}
  - {id: aid, type: subsidy, importer: ANA, exporter: DOR, sectors: FAB, rate: 5%, paid_by: importer}
  - {id: curbs, type: export_control, exporter: ANA, importer: DOR, sectors: FAB, blocked: 0.3}
""",
    "broken": """
title: More than there is
measures:
  - {id: buy, type: purchase_commitment, importer: CYR, exporter: ANA, sectors: ORE, quantity: 900000 Mt}
""",
}
SUITE = """
title: A small <question>
reference: truce
horizon: [short, long]
scenarios:
  - {name: asis, label: As is}
  - {name: truce, label: Truce, colour: "#336699"}
  - {name: licences, label: Licences}
  - {name: pledge, label: Pledge}
  - {name: broken, label: Broken}
"""


class Batch(NamedTuple):
    """A solved batch with its labelled results."""

    world: World
    solution: Solution
    cases: list
    results: Results

    @property
    def solved_cases(self) -> list[int]:
        return [int(case) for case in np.flatnonzero(self.solution.is_converged)]


def solved_batch(folder, economy, requests=None, **options) -> Batch:
    """Solve the scenarios of a folder as a run does, and keep the arrays."""
    plan = make_plan(requests or [folder], Options(baseline=economy.folder, **options))
    cases = plan.cases()
    shock = Shock.stack([case.shock for case in cases])
    solution = solve(plan.economy.levels, shock)
    new: Equilibrium = equilibrium(plan.economy.levels, shock, solution.state.unknowns, solution.state.log_wedge)
    attributes = {"title": plan.suite.title, "reference": plan.reference}
    arrays = solved_arrays(plan.economy, cases, shock, solution)
    data = assemble(plan.economy, arrays, captions(plan), attributes)
    results = Results(data, Recorder("run").provenance(plan))
    return Batch(World(plan.economy, shock, new), solution, cases, results)


@pytest.fixture(scope="session")
def economy(tmp_path_factory):
    """Four regions, three sectors; DOR neither makes nor buys ore. FAB and ORE are critical, ORE is measured in kt.

    FAB is a service, GRN earns profits and is what farms grow, some households and users of ore are counted, and factor
    supply and deficits respond.
    """
    settings = SETTINGS.replace("mines: [ORE]", "mines: [ORE]\n  farms: [GRN]")
    responses = (("supply", "*", 0.2, 0.5, 0.3, "assumed"), ("deficit", "*", 0.4, 0.1, 0.3, "assumed"))
    folder = write_folder(
        tmp_path_factory.mktemp("baseline"),
        REGIONS,
        SECTORS,
        absent=[("ORE", "DOR")],
        settings=settings,
        elasticities=(*ELASTICITIES, *responses),
    )
    households = [("ANA", "Region ANA", 3, 8), ("BEL", "Region BEL", 5, 11), ("CYR", "Region CYR", "", 4)]
    write_table(folder, "regions.csv", "region,name,households,population", [*households, ("DOR", "Region DOR", 2, "")])
    described = [("GRN", "Sector GRN", "goods", 0, "", 0.1), ("FAB", "Sector FAB", "services", 1, "", "")]
    header = "sector,name,kind,critical,quantity_unit,profit_share"
    write_table(folder, "sectors.csv", header, [*described, ("ORE", "Sector ORE", "goods", 1, "kt", "")])
    shares = "input,user,region,share,share_low,share_high,relief,relief_low,relief_high,source"
    exposed = [
        ("ORE", "GRN", "*", 0.2, 0.1, 0.4, 0, 0, 0.1, "assumed"),
        ("ORE", "FAB", "ANA", 0.5, 0.2, 0.9, 0.05, 0, 0.1, "assumed"),
        ("FAB", "GRN", "DOR", 0.3, 0.1, 0.5, 0, 0, 0, "assumed"),
    ]
    write_table(folder, "exposure.csv", shares, exposed)
    return load_baseline(folder)


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory):
    """The folder of scenario files."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name, text in SCENARIOS.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "suite.yaml").write_text(SUITE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def batch(scenarios, economy):
    return solved_batch(scenarios, economy)


@pytest.fixture(scope="session")
def results(batch):
    return batch.results


@pytest.fixture(scope="session")
def one_horizon(results):
    return results.sel(horizon="short")
