"""Sliders: levers that run through a range, the values of a grid along each, and where each begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.economy import Economy
from simulator.errors import ScenarioError
from simulator.experiment.explorer.splines import Nodes, coordinate_of
from simulator.experiment.levers import Axis, check_levers, is_parameter, own_value
from simulator.scenario import Amount, Measure, Scenario

NODES: Final = {1: 17, 2: 13, 3: 9, 4: 7, 5: 5}
"""Nodes along each range by the number of sliders: some two thousand points of a grid at most."""

BEYOND: Final = Nodes((0.0, 0.03, 0.25, 0.5, 1.0), "root")
"""Nodes along a commitment, from what the market buys by itself (0) to the highest commitment (1)."""

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
    nodes
        Nodes of the grid in the lever's values; of a commitment the ends of its range.
    is_commitment
        Whether it is what a commitment commitments, and the grid counts from what is bought without it.
    """

    lever: str
    label: str
    unit: str
    start: float
    nodes: Nodes
    is_commitment: bool = False

    @property
    def low(self) -> float:
        """Lowest value."""
        return self.nodes.values[0]

    @property
    def high(self) -> float:
        """Highest value."""
        return self.nodes.values[-1]

    @property
    def measure(self) -> str:
        """Id of its measure; "parameters" for an elasticity."""
        return self.lever.partition(".")[0]


def sliders_of(scenario: Scenario, over: Sequence[str], economy: Economy) -> tuple[Slider, ...]:
    """Read the ranges of a scenario's levers in their order, a commitment last.

    Raises
    ------
    ScenarioError
        No lever, more than five, one twice or two commitments; a lever that the scenario lacks; a range that is none,
        that the format does not allow, or that leaves out the scenario's own value.
    """
    levers = [text.partition("=")[0] for text in over]
    twice = [lever for lever in levers if levers.count(lever) > 1]
    if twice:
        raise ScenarioError(f"{twice[0]}: got it twice — one range.")
    if not 1 <= len(over) <= max(NODES):
        raise ScenarioError(f"explore: got {len(over)} levers — name 1 to {max(NODES)} with --over; {FORM}")
    axes = [_nodes(text, NODES[len(over)]) for text in over]
    check_levers({lever: nodes.values for lever, nodes in zip(levers, axes, strict=True)}, [scenario], economy)
    sliders = [_slider(scenario, lever, nodes) for lever, nodes in zip(levers, axes, strict=True)]
    commitments = [slider.lever for slider in sliders if slider.is_commitment]
    if len(commitments) > 1:
        raise ScenarioError(
            f"explore: got {len(commitments)} commitments ({', '.join(commitments)}) — one can be moved."
        )
    return tuple(sorted(sliders, key=lambda slider: slider.is_commitment))


def _nodes(text: str, count: int) -> Nodes:
    """Read `us-100.rate=0:1.5`, or values as a sweep takes its values."""
    lever, _, given = text.partition("=")
    if given.count(":") == 1:
        low, high = _ends(text, given)
        return Nodes.between(low, high, count)
    values = Axis.parse(text).values
    if len(values) < 2:
        raise ScenarioError(f"{lever}: got one value, {values[0]:g} — a slider needs a range; {FORM}")
    return Nodes(values, coordinate_of(values[0], values[-1]))


def _ends(text: str, given: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in given.split(":"))
    except ValueError:
        raise ScenarioError(f"{text}: got {given!r}, which are no numbers — {FORM}") from None
    if not low < high < float("inf"):
        raise ScenarioError(f"{text}: got {given!r} — the lowest value, then a higher one; {FORM}")
    return low, high


def _slider(scenario: Scenario, lever: str, nodes: Nodes) -> Slider:
    name, _, key = lever.partition(".")
    measure = next((item for item in scenario.measures if item.id == name), None)
    low, high = nodes.values[0], nodes.values[-1]
    shipped = scenario.parameters.flat().get(key) if measure is None else own_value(scenario, lever)
    if shipped is not None and not low <= shipped <= high:
        raise ScenarioError(
            f"{lever}: got {low:g} to {high:g}, which leaves out {shipped:g}, the value of {scenario.name} where the "
            "page begins — widen the range, or choose another value with --set."
        )
    start = (low + high) / 2 if shipped is None else shipped
    is_commitment = measure is not None and key in measure.targets
    return Slider(lever, _label(measure, lever), _unit(measure, key), start, nodes, is_commitment)


def _label(measure: Measure | None, lever: str) -> str:
    if measure is None or is_parameter(lever):
        return f"Elasticity {lever.partition('.')[2]}"
    return measure.label or f"{measure.id}, {lever.partition('.')[2].replace('_', ' ')}"


def _unit(measure: Measure | None, key: str) -> str:
    value = getattr(measure, key, None)
    if isinstance(value, Amount):
        return value.unit
    return "%" if measure is not None and key in measure.fractions() else ""
