"""Write docs/validation.md: the simulator beside published results, history, and the bands of its assumptions.

python docs/validation/make.py
"""

from pathlib import Path

import literature
import mechanisms
import optimal_tariff
import rare_earths
import replications
import sensitivity
from experiments import Experiments
from history import History
from history import section as history_section
from literature import read_rows
from page import prose

import simulator
from simulator.economy import load_baseline

PAGE = Path(__file__).parents[1] / "validation.md"
SUITES = ("literature", "literature/soybeans-2018", "history")


def page() -> str:
    """The whole page, from runs of the shipped scenarios."""
    suites = {name: Experiments.of(name) for name in SUITES}
    rows, economy = read_rows(), load_baseline("us-china-2024")
    comparisons = literature.compare(rows, suites)
    parts = [
        prose("introduction", version=simulator.__version__),
        literature.far_off(comparisons),
        literature.section(comparisons, rows),
        mechanisms.section(mechanisms.compared(rows, suites)),
        rare_earths.section(economy, rows),
        replications.section(replications.tax_relief()),
        optimal_tariff.section(economy),
        history_section(History.read(suites["history"])),
        sensitivity.section(),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
