"""Sliders: levers that run through a range, the rungs of a grid along each, and where each begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.economy import Economy
from simulator.errors import ScenarioError
from simulator.experiment.explorer.splines import Ladder, coordinate_of
from simulator.experiment.levers import check_levers, is_parameter
from simulator.experiment.sweep import Axis, own_value
from simulator.scenario import Amount, Measure, Scenario

RUNGS: Final = {1: 17, 2: 13, 3: 9, 4: 7, 5: 5}
"""Rungs along each range by the number of sliders: some two thousand points of a grid at most."""

BEYOND: Final = Ladder((0.0, 0.03, 0.25, 0.5, 1.0), "root")
"""Rungs along a promise, from what the market buys by itself (0) to the highest promise (1)."""

FORM: Final = "write it as us-100.rate=0:1.5, us-100.rate=0:1.5:0.25 or us-100.rate=0,0.5,1.5."


@dataclass(frozen=True)
class Slider:
    """A lever that a reader moves.

    Attributes
    ----------
    lever, label
        Its name, and in words.
    unit
        "%" for a fraction, else the unit of its numbers or "".
    start
        Where it begins: the scenario's own value, or the middle where the scenario gives none.
    ladder
        Rungs of the grid in the lever's values; of a promise the ends of its range.
    is_promise
        Whether it is what a commitment promises, and the grid counts from what is bought without it.
    """

    lever: str
    label: str
    unit: str
    start: float
    ladder: Ladder
    is_promise: bool = False

    @property
    def low(self) -> float:
        """Lowest value."""
        return self.ladder.rungs[0]

    @property
    def high(self) -> float:
        """Highest value."""
        return self.ladder.rungs[-1]

    @property
    def measure(self) -> str:
        """Id of its measure; "parameters" for an elasticity."""
        return self.lever.partition(".")[0]


def sliders_of(scenario: Scenario, over: Sequence[str], economy: Economy) -> tuple[Slider, ...]:
    """Read the ranges of a scenario's levers in their order, a promise last.

    Raises
    ------
    ScenarioError
        No lever, more than five, one twice or two promises; a lever that the scenario lacks; a range that is none, that
        the format does not allow, or that leaves out the scenario's own value.
    """
    levers = [text.partition("=")[0] for text in over]
    twice = [lever for lever in levers if levers.count(lever) > 1]
    if twice:
        raise ScenarioError(f"{twice[0]}: got it twice — one range.")
    if not 1 <= len(over) <= max(RUNGS):
        raise ScenarioError(f"explore: got {len(over)} levers — name 1 to {max(RUNGS)} with --over; {FORM}")
    ladders = [_ladder(text, RUNGS[len(over)]) for text in over]
    check_levers({lever: ladder.rungs for lever, ladder in zip(levers, ladders, strict=True)}, [scenario], economy)
    sliders = [_slider(scenario, lever, ladder) for lever, ladder in zip(levers, ladders, strict=True)]
    promises = [slider.lever for slider in sliders if slider.is_promise]
    if len(promises) > 1:
        raise ScenarioError(f"explore: got {len(promises)} promises ({', '.join(promises)}) — one can be moved.")
    return tuple(sorted(sliders, key=lambda slider: slider.is_promise))


def _ladder(text: str, count: int) -> Ladder:
    """Read `us-100.rate=0:1.5`, or rungs as a sweep takes its values."""
    lever, _, given = text.partition("=")
    if given.count(":") == 1:
        low, high = _ends(text, given)
        return Ladder.between(low, high, count)
    rungs = Axis.parse(text).values
    if len(rungs) < 2:
        raise ScenarioError(f"{lever}: got one value, {rungs[0]:g} — a slider needs a range; {FORM}")
    return Ladder(rungs, coordinate_of(rungs[0], rungs[-1]))


def _ends(text: str, given: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in given.split(":"))
    except ValueError:
        raise ScenarioError(f"{text}: got {given!r}, which are no numbers — {FORM}") from None
    if not low < high < float("inf"):
        raise ScenarioError(f"{text}: got {given!r} — the lowest value, then a higher one; {FORM}")
    return low, high


def _slider(scenario: Scenario, lever: str, ladder: Ladder) -> Slider:
    name, _, key = lever.partition(".")
    measure = next((item for item in scenario.measures if item.id == name), None)
    low, high = ladder.rungs[0], ladder.rungs[-1]
    own = scenario.parameters.flat().get(key) if measure is None else own_value(scenario, lever)
    if own is not None and not low <= own <= high:
        raise ScenarioError(
            f"{lever}: got {low:g} to {high:g}, which leaves out {own:g}, the value of {scenario.name} where the page "
            "begins — widen the range, or choose another value with --set."
        )
    start = (low + high) / 2 if own is None else own
    is_promise = measure is not None and key in measure.targets
    return Slider(lever, _label(measure, lever), _unit(measure, key), start, ladder, is_promise)


def _label(measure: Measure | None, lever: str) -> str:
    if measure is None or is_parameter(lever):
        return f"Elasticity {lever.partition('.')[2]}"
    return measure.label or f"{measure.id}, {lever.partition('.')[2].replace('_', ' ')}"


def _unit(measure: Measure | None, key: str) -> str:
    value = getattr(measure, key, None)
    if isinstance(value, Amount):
        return value.unit
    return "%" if measure is not None and key in measure.fractions() else ""
