"""Write docs/validation.md: the simulator beside published results, history, and the bands of its elasticities.

python docs/validation/make.py
"""

from pathlib import Path

import literature
import rare_earths
import sensitivity
from experiments import Experiments
from history import History
from history import section as history_section
from literature import read_rows
from page import prose, table

import simulator
from simulator.economy import load_baseline

PAGE = Path(__file__).parents[1] / "validation.md"
SUITES = ("literature", "literature/soybeans-2018", "history")


def page() -> str:
    """The whole page, from runs of the shipped scenarios."""
    suites = {name: Experiments.of(name) for name in SUITES}
    rows = read_rows()
    comparisons = literature.compare(rows, suites)
    parts = [
        prose("introduction", version=simulator.__version__),
        _far_off([item for item in comparisons if item.is_far]),
        literature.section(comparisons, rows),
        rare_earths.section(load_baseline("us-china-2024"), rows),
        history_section(History.read(suites["history"])),
        sensitivity.section(),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _far_off(comparisons: list[literature.Comparison]) -> str:
    lines = [
        [f"{item.row.source}", f"{item.row.metric}, {item.row.region}", f"`{item.row.our_scenario}`", item.verdict]
        for item in comparisons
    ]
    return "## Where we are far off\n\n" + table(["source", "about", "scenario", "verdict"], lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
