"""Charts and the report page of a path: how outcomes of dated scenarios evolve."""

from simulator.report.paths.elasticity import Adjustment, elasticity_by_horizon
from simulator.report.paths.fan import path_fan
from simulator.report.paths.gallery import path_figures, plot_path
from simulator.report.paths.multiples import small_multiples
from simulator.report.paths.observed import observed
from simulator.report.paths.pledges import pledge_tracker
from simulator.report.paths.stocks import licence_and_stock
from simulator.report.paths.tariffs import tariff_path
from simulator.report.paths.write import write_path_report

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
