"""The catalogue: every kind of figure, in the order in which a report shows them.

From this list come the figures of a report and their chapters, the names and options of `plot`, and the gallery.
"""

from collections.abc import Iterator
from typing import Any, Final

from simulator.report.charts.bars import BARS
from simulator.report.charts.breakeven import BREAKEVEN_LINES
from simulator.report.charts.commitments import COMMITMENTS
from simulator.report.charts.critical import CRITICAL
from simulator.report.charts.diversion import DIVERSION
from simulator.report.charts.drivers import TORNADO, WATERFALL
from simulator.report.charts.figure import Figure, FigureDrawing
from simulator.report.charts.horizons import FAN
from simulator.report.charts.incidence import INCIDENCE
from simulator.report.charts.indices import SCREENING, VARIANCE
from simulator.report.charts.licences import LICENCES
from simulator.report.charts.matrix import FLOWS, REGIONS
from simulator.report.charts.optimal import BEST_RATES, PAYOFF_CURVE
from simulator.report.charts.own_sides import OWN_SIDES
from simulator.report.charts.ranges import RANGES
from simulator.report.charts.sectors import HEAT, WINNERS
from simulator.report.charts.sweep_lines import SWEEP_LINES
from simulator.report.charts.sweep_maps import BREAKEVEN_MAP, SWEEP_MAP
from simulator.report.charts.tariffs import TARIFFS
from simulator.report.charts.tile_map import TILE_MAP
from simulator.report.strategy.concerns import MAP, REVEALED
from simulator.report.strategy.frontier import DEALS
from simulator.report.strategy.leverage import LEVERAGE
from simulator.report.strategy.outcomes import EQUILIBRIA
from simulator.report.strategy.patience import PATIENCE
from simulator.report.strategy.sure import CERTAINTY
from simulator.report.strategy.tree import TREE
from simulator.report.tariffs.dates import BY_DATE
from simulator.report.tariffs.rows import BY_PARTNER, BY_SECTOR
from simulator.report.tariffs.scenarios import AVERAGES
from simulator.report.timeline.commitments import TRACKER
from simulator.report.timeline.fan import PATH_FAN
from simulator.report.timeline.multiples import MULTIPLES
from simulator.report.timeline.observed import OBSERVED
from simulator.report.timeline.stocks import STOCKS
from simulator.report.timeline.tariffs import TARIFF_PATH

CATALOGUE: Final[tuple[Figure, ...]] = (
    OWN_SIDES,
    BARS,
    RANGES,
    FAN,
    REGIONS,
    TILE_MAP,
    TARIFFS,
    FLOWS,
    DIVERSION,
    INCIDENCE,
    LICENCES,
    CRITICAL,
    COMMITMENTS,
    WINNERS,
    HEAT,
    TARIFF_PATH,
    PATH_FAN,
    MULTIPLES,
    STOCKS,
    TRACKER,
    OBSERVED,
    BY_DATE,
    AVERAGES,
    BY_PARTNER,
    BY_SECTOR,
    SWEEP_LINES,
    SWEEP_MAP,
    BREAKEVEN_LINES,
    BREAKEVEN_MAP,
    TORNADO,
    VARIANCE,
    SCREENING,
    WATERFALL,
    PAYOFF_CURVE,
    BEST_RATES,
    LEVERAGE,
    EQUILIBRIA,
    TREE,
    MAP,
    REVEALED,
    DEALS,
    PATIENCE,
    CERTAINTY,
)


def figures_of(verb: str) -> Iterator[Figure]:
    """Kinds of figure of the results of a verb."""
    return (figure for figure in CATALOGUE if verb in figure.verbs)


def drawings(view: Any) -> dict[str, FigureDrawing]:  # noqa: ANN401  # of each verb
    """Figures that a report on a view shows, by name, in its order; none where nothing was solved."""
    if view.is_empty:
        return {}
    return {drawing.name: drawing for figure in figures_of(view.verb) for drawing in figure.of(view)}


def kinds_text() -> str:
    """Every kind of figure with what it shows and its options, by verb, as a list."""
    lines = []
    for verb in dict.fromkeys(verb for figure in CATALOGUE for verb in figure.verbs):
        lines.append(f"- of `{verb}`:")
        for figure in figures_of(verb):
            lines.append(f"    - `{figure.name}`: {figure.text}")
            lines += [f"        - `{option}`: {text}" for option, text in figure.options.items()]
    return "\n".join(lines)
