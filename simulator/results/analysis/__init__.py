"""What results mean: tables and arrays made of them, for charts, pages and Python alike."""

from simulator.results.analysis.channels import channels
from simulator.results.analysis.commitments import commitments, displaced
from simulator.results.analysis.comparison import Comparison
from simulator.results.analysis.critical import critical_inputs
from simulator.results.analysis.incidence import incidence
from simulator.results.analysis.licences import licences
from simulator.results.analysis.trade import flow_change

__all__ = [
    "Comparison",
    "channels",
    "commitments",
    "critical_inputs",
    "displaced",
    "flow_change",
    "incidence",
    "licences",
]
