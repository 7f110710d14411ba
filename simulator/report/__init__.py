"""Charts, tables and the report page, drawn from results."""

from simulator.report.bars import scenario_bars
from simulator.report.diversion import diversion
from simulator.report.gallery import figure_data, figure_names, plot
from simulator.report.licences import licence_gap
from simulator.report.matrix import flow_matrix, scenario_matrix
from simulator.report.pledge import pledge
from simulator.report.tables import headline_table
from simulator.report.tariffs import tariff_overview
from simulator.report.write import save_figure, write_report

__all__ = [
    "diversion",
    "figure_data",
    "figure_names",
    "flow_matrix",
    "headline_table",
    "licence_gap",
    "pledge",
    "plot",
    "save_figure",
    "scenario_bars",
    "scenario_matrix",
    "tariff_overview",
    "write_report",
]
