"""Inter-country input–output tables: read the OECD's public layout, aggregate, balance, and write a baseline folder."""

from simulator.economy.icio.build import IcioOptions, baseline_from_icio
from simulator.economy.icio.note import Move

__all__ = ["IcioOptions", "Move", "baseline_from_icio"]
