"""Write docs/timeline.md and its pictures: how a path works, and how near it comes to what happened.

python docs/validation/timeline.py
"""

from pathlib import Path

import timeline_curve
import timeline_months
import timeline_steps
import timeline_years
from page import prose
from timeline_curve import Curve
from timeline_months import Months
from timeline_steps import Steps
from timeline_years import Years

from simulator.experiment.dynamics.front_loading import BUILDING_DAYS, DEFAULT_MONTHS, UNWINDING_DAYS
from simulator.experiment.dynamics.stockpile import RESTOCKING_YEARS
from simulator.report import save_figure

PAGE = Path(__file__).parents[1] / "timeline.md"
IMAGES = PAGE.parent / "images"


def page(curve: Curve, months: Months, steps: Steps, years: Years) -> str:
    """The whole page."""
    assumed = {
        "front_loading": DEFAULT_MONTHS,
        "building": BUILDING_DAYS,
        "unwinding": UNWINDING_DAYS,
        "restocking": round(12 * RESTOCKING_YEARS),
    }
    parts = [
        prose("timeline", **assumed),
        timeline_curve.section(curve),
        timeline_months.section(months, timeline_steps.section(steps)),
        timeline_years.section(years),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def write() -> None:
    """Run everything and write the page with its pictures."""
    curve, months, years = Curve.simulated(), Months.simulated(), Years.simulated()
    steps = Steps.simulated(months)
    for name, item in {"elasticity": curve, "months": months}.items():
        save_figure(item.figure(), IMAGES / f"timeline-{name}.svg")
    PAGE.write_text(page(curve, months, steps, years), encoding="utf-8")


if __name__ == "__main__":
    write()
