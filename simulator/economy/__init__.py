"""The baseline economy: levels, shares, elasticities and labels, read from a folder and checked."""

from simulator.economy.check import IdentityResult, baseline_report, check_identities
from simulator.economy.cuts.verb import aggregate
from simulator.economy.economy import Economy
from simulator.economy.elasticities import HORIZONS, NESTS, SINGLE_NESTS, Adjustment, Elasticities, ElasticityTable
from simulator.economy.levels import Levels
from simulator.economy.observations import Observation, observations
from simulator.economy.reading.load import load_baseline
from simulator.economy.reading.read import read_baseline
from simulator.economy.reading.shipped import DEFAULT_BASELINE, shipped_baselines
from simulator.economy.summary import (
    ElasticityRow,
    RegionTotals,
    SectorTotals,
    TopFlow,
    elasticity_rows,
    region_totals,
    sector_totals,
    tariff_text,
    top_flows,
)

__all__ = [
    "DEFAULT_BASELINE",
    "HORIZONS",
    "NESTS",
    "SINGLE_NESTS",
    "Adjustment",
    "Economy",
    "Elasticities",
    "ElasticityRow",
    "ElasticityTable",
    "IdentityResult",
    "Levels",
    "Observation",
    "RegionTotals",
    "SectorTotals",
    "TopFlow",
    "aggregate",
    "baseline_report",
    "check_identities",
    "elasticity_rows",
    "load_baseline",
    "observations",
    "read_baseline",
    "region_totals",
    "sector_totals",
    "shipped_baselines",
    "tariff_text",
    "top_flows",
]
