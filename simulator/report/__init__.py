"""Charts, tables and the report page, drawn from results."""

from simulator.report.charts.base import Chart, Panel, ReportFigure
from simulator.report.explorer import write_explorer
from simulator.report.page.headline import headline_table
from simulator.report.plots import figure_data, figure_names, plot
from simulator.report.timeline.elasticity import elasticity_by_horizon
from simulator.report.write import save_figure, write_one_page, write_report, write_share

__all__ = [
    "Chart",
    "Panel",
    "ReportFigure",
    "elasticity_by_horizon",
    "figure_data",
    "figure_names",
    "headline_table",
    "plot",
    "save_figure",
    "write_explorer",
    "write_one_page",
    "write_report",
    "write_share",
]
