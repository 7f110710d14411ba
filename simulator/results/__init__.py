"""Labelled results of a run: indicators, tables, comparison with a reference, and the folder they are kept in."""

from simulator.results.assemble import Caption, assemble
from simulator.results.at_risk import withheld_output
from simulator.results.compare import compare
from simulator.results.exports import export, read_run
from simulator.results.files import check_writable, explained, in_use, write_text, write_whole
from simulator.results.headline import sides
from simulator.results.indicator import DIMENSIONS, Indicator
from simulator.results.registry import INDICATORS, indicators_table
from simulator.results.results import Results
from simulator.results.store import check_kind, manifest, read_results, write_experiment, write_results

indicators = indicators_table

__all__ = [
    "DIMENSIONS",
    "INDICATORS",
    "Caption",
    "Indicator",
    "Results",
    "assemble",
    "check_kind",
    "check_writable",
    "compare",
    "explained",
    "export",
    "in_use",
    "indicators",
    "indicators_table",
    "manifest",
    "read_results",
    "read_run",
    "sides",
    "withheld_output",
    "write_experiment",
    "write_results",
    "write_text",
    "write_whole",
]
