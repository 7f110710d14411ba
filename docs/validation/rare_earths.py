"""What the loss of rare earths does over a range of elasticities, beside the bound without any substitution."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from experiments import solved
from literature import Row
from page import number, prose, table
from quantities import QUANTITIES, Array

from simulator.economy import Economy
from simulator.model.shock import Shock
from simulator.scenario import load_scenario
from simulator.scenario.compile import compile_case

SCENARIO, REFERENCE = "rare-earth-cutoff", "truce-2025-10"
CRITICAL = (0.005, 0.02, 0.05, 0.1, 0.2)
"""Substitution between rare earths and everything else."""
ORIGIN = (0.1, 0.25, 0.75, 2.0)
"""Substitution among origins of rare earths, home included."""
REGIONS = ("USA", "JPN", "EUU", "KOR", "CHN")


def losses(economy: Economy) -> Array:
    """Real income against the reference one year after, percent: (critical, origin, region)."""
    pairs = [
        compile_case(load_scenario(name, economy, _options(critical, origin)), economy, "short", 1.0)
        for critical, origin in product(CRITICAL, ORIGIN)
        for name in (REFERENCE, SCENARIO)
    ]
    world = solved(economy, Shock.stack([case.shock for case in pairs]))
    income = world.real_income_hat.reshape(len(CRITICAL), len(ORIGIN), 2, -1)
    chosen = [economy.region_index(code) for code in REGIONS]
    return np.asarray(100 * (income[:, :, 1] / income[:, :, 0] - 1))[..., chosen]


def _options(critical: float, origin: float) -> list[str]:
    return [f"parameters.critical={critical}", f"parameters.origin.REE={origin}", f"parameters.home.REE={origin}"]


def bounds(economy: Economy) -> dict[str, float]:
    """Output at risk by region, percent of all output."""
    case = compile_case(load_scenario(SCENARIO, economy), economy, "short", 1.0)
    world = solved(economy, case.shock)
    return {code: float(QUANTITIES["output_at_risk"].measure(world, code)[0]) for code in REGIONS}


def section(economy: Economy, published: Sequence[Row]) -> str:
    """The part of the page on rare earths."""
    found, bound = losses(economy), bounds(economy)
    centre = {nest: economy.elasticities.nests[nest].at(1.0) for nest in ("critical", "origin")}
    ree = economy.sector_index("REE")
    share = 100 * economy.levels.expenditure[ree].sum() / economy.levels.expenditure.sum()
    header = ["", *(f"origin {origin:g}" for origin in ORIGIN)]
    values = {"share": share, "critical": centre["critical"][0], "origin": centre["origin"][ree]}
    parts = [prose("rare_earths", reference=REFERENCE, **values)]
    for place, code in enumerate(REGIONS[:3]):
        rows = [
            [f"critical {critical:g}", *(number(value) for value in found[row, :, place])]
            for row, critical in enumerate(CRITICAL)
        ]
        parts.append(f"**{code}**\n\n{table(header, rows)}")
    parts.append(_bands(found, bound, published))
    return "\n".join(parts)


def _bands(found: Array, bound: dict[str, float], published: Sequence[Row]) -> str:
    flat = found.reshape(-1, len(REGIONS))
    rows = []
    for place, code in enumerate(REGIONS[:-1]):
        low, high = float(flat[:, place].min()), float(flat[:, place].max())
        theirs = [row for row in published if (row.our_scenario, row.where) == (SCENARIO, code)]
        rows.append(
            [
                code,
                f"{number(low)} to {number(high)}",
                number(-bound[code]),
                ", ".join(f"{number(row.theirs)} ({row.source}, {row.region})" for row in theirs) or "–",
                ", ".join("inside the band" if low <= row.theirs <= high else "**outside the band**" for row in theirs),
            ]
        )
    header = ["region", "band, real income, %", "no substitution, % of output", "published, GDP, %", "verdict"]
    return table(header, rows) + "\n" + prose("rare_earths_bands")
