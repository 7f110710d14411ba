"""Charts, tables and the report page, drawn from results."""

from simulator.report.charts.bars import scenario_bars
from simulator.report.charts.base import ReportFigure
from simulator.report.charts.catalogue import figure_data, figure_names, plot
from simulator.report.charts.commitments import pledge
from simulator.report.charts.critical import critical_inputs
from simulator.report.charts.diversion import diversion
from simulator.report.charts.drivers import tornado, waterfall
from simulator.report.charts.horizons import fan
from simulator.report.charts.indices import screening, variance_shares
from simulator.report.charts.licences import licence_gap
from simulator.report.charts.matrix import flow_matrix, scenario_matrix
from simulator.report.charts.ranges import dot_range
from simulator.report.charts.sweep_lines import sweep_lines
from simulator.report.charts.sweep_maps import breakeven_map, sweep_map
from simulator.report.charts.tariffs import tariff_overview
from simulator.report.explorer import write_explorer
from simulator.report.page.headline import headline_table
from simulator.report.plots import draw_all
from simulator.report.timeline import (
    Adjustment,
    elasticity_by_horizon,
    licence_and_stock,
    observed,
    path_fan,
    path_figures,
    pledge_tracker,
    plot_path,
    small_multiples,
    tariff_path,
    write_path_report,
)
from simulator.report.wording.question import Question
from simulator.report.write import save_figure, write_figures, write_report

__all__ = [
    "Adjustment",
    "Question",
    "ReportFigure",
    "breakeven_map",
    "critical_inputs",
    "diversion",
    "dot_range",
    "draw_all",
    "elasticity_by_horizon",
    "fan",
    "figure_data",
    "figure_names",
    "flow_matrix",
    "headline_table",
    "licence_and_stock",
    "licence_gap",
    "observed",
    "path_fan",
    "path_figures",
    "pledge",
    "pledge_tracker",
    "plot",
    "plot_path",
    "save_figure",
    "scenario_bars",
    "scenario_matrix",
    "screening",
    "small_multiples",
    "sweep_lines",
    "sweep_map",
    "tariff_overview",
    "tariff_path",
    "tornado",
    "variance_shares",
    "waterfall",
    "write_explorer",
    "write_figures",
    "write_path_report",
    "write_report",
]
