"""When what is decided comes into force: a stage of a tree has its day, and nothing begins before it is decided."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from simulator.scenario.dates.branch import begun_from
from simulator.scenario.format.windows import Suspension
from simulator.scenario.games.axes import Axis, Choice
from simulator.scenario.games.schema import GameFile
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario


def decision_days(file: GameFile) -> list[date | None]:
    """Day on which each axis is decided, moves first.

    That of its stage, or of the stage before where it has none, or that from which payoffs count; else None.
    """
    latest: Iterator[date | None] = accumulate((stage.date for stage in file.tree), lambda before, day: day or before)
    stages = list(zip(file.tree, latest, strict=True))
    days = {name: day for stage, day in stages for name in stage.move}
    decided = [*(days.get(move.id) for move in file.moves), *(day for stage, day in stages if stage.chance)]
    return [day or file.timeline.start for day in decided]


def first_decision(file: GameFile, axes: Sequence[Axis]) -> date | None:
    """Earliest day of a decision, or of a measure of a move that has none; None where nothing is dated."""
    days = decision_days(file)
    dated = [day for day in days if day is not None]
    for axis, day in zip(axes, days, strict=True):
        measures = (item for choice in axis.choices for item in choice.measures)
        dated += [item.first_day for item in measures if day is None and item.first_day is not None]
    return min(dated, default=None)


def dated(file: GameFile, axes: Sequence[Axis], base: Scenario, start: date) -> tuple[Axis, ...]:
    """Axes whose measures begin when they are decided at the earliest, and what they drop ends the day before.

    Parameters
    ----------
    base
        The status quo.
    start
        Day on which measures without a day begin where no decision has one.
    """
    return tuple(
        replace(axis, choices=tuple(_dated(choice, base, day, start) for choice in axis.choices))
        for axis, day in zip(axes, decision_days(file), strict=True)
    )


def _dated(choice: Choice, base: Scenario, day: date | None, start: date) -> Choice:
    begun = _begun(choice.measures, start) if day is None else begun_from(choice.measures, day)
    ended = [_ended(item, day or start) for item in base.measures if item.id in choice.dropped]
    return replace(choice, measures=(*begun, *ended), dropped=())


def _begun(measures: Sequence[Measure], start: date) -> list[Measure]:
    """Measures of which those without a day of their own begin on one."""
    return [item if item.first_day else item.model_copy(update={"start": start}) for item in measures]


def _ended(measure: Measure, day: date) -> Measure:
    """A measure that rests for good from a day on, so that none that it replaced comes back."""
    return measure.model_copy(update={"suspended": (*measure.suspended, Suspension(start=day))})
