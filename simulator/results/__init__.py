"""Labelled results of every verb: indicators, tables, comparison with a reference, and the folder they are kept in."""

from simulator.files.lock import in_use
from simulator.files.whole import check_writable, explained, write_text, write_whole
from simulator.results.assembly.assemble import Caption, assemble
from simulator.results.compare import compare
from simulator.results.files.exports import export
from simulator.results.files.read import read
from simulator.results.files.store import check_kind, write
from simulator.results.indicators.at_risk import withheld_output
from simulator.results.indicators.headline import sides
from simulator.results.indicators.indicator import DIMENSIONS, Indicator
from simulator.results.indicators.registry import INDICATORS, indicators_table
from simulator.results.provenance import Provenance
from simulator.results.result import Result
from simulator.results.run import Results

__all__ = [
    "DIMENSIONS",
    "INDICATORS",
    "Caption",
    "Indicator",
    "Provenance",
    "Result",
    "Results",
    "assemble",
    "check_kind",
    "check_writable",
    "compare",
    "explained",
    "export",
    "in_use",
    "indicators_table",
    "read",
    "sides",
    "withheld_output",
    "write",
    "write_text",
    "write_whole",
]
