"""Charts and the report page of a path: how outcomes of dated scenarios evolve."""

from simulator.report.timeline.catalogue import path_figures, plot_path
from simulator.report.timeline.commitments import pledge_tracker
from simulator.report.timeline.elasticity import Adjustment, elasticity_by_horizon
from simulator.report.timeline.fan import path_fan
from simulator.report.timeline.multiples import small_multiples
from simulator.report.timeline.observed import observed
from simulator.report.timeline.stocks import licence_and_stock
from simulator.report.timeline.tariffs import tariff_path
from simulator.report.timeline.write import write_path_report

__all__ = [
    "Adjustment",
    "elasticity_by_horizon",
    "licence_and_stock",
    "observed",
    "path_fan",
    "path_figures",
    "pledge_tracker",
    "plot_path",
    "small_multiples",
    "tariff_path",
    "write_path_report",
]
