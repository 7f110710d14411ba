"""The explorer: one page of sliders over a solved grid, which a browser opens from a file."""

from simulator.report.explorer.write import PAGE, write_explorer

__all__ = ["PAGE", "write_explorer"]
