"""Levers: values of a scenario that can be replaced by numbers, and the values that they run through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from simulator.economy import Economy
from simulator.economy.elasticities import SINGLE_NESTS
from simulator.errors import ScenarioError, nearest
from simulator.scenario import Amount, Measure, Parameters, Scenario

PARAMETERS: Final = "parameters."
"""Prefix of a lever that is an elasticity, such as parameters.origin.SOY."""

Model = TypeVar("Model", bound=BaseModel)

Values: TypeAlias = Mapping[str, float]
"""Numbers by lever: `us-100.rate`, `cn-soybeans.quantity` (in the unit of the file) or `parameters.origin.SOY`."""


LARGEST_GRID: Final = 100_000
"""Points of a grid, over all scenarios and horizons; each takes some 5 kB of memory."""


@dataclass(frozen=True)
class Axis:
    """Values that a lever runs through."""

    lever: str
    values: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> "Axis":
        """Read `us-100.rate=0:1.5:0.05` (first, last, step) or `cn-licences.approval_rate=0.1,0.5,1`.

        Raises
        ------
        ScenarioError
            Anything else.
        """
        lever, equals, given = text.partition("=")
        form = "write it as us-100.rate=0:1.5:0.05 or us-100.rate=0.1,0.5,1."
        if not (lever and equals and given):
            raise ScenarioError(f"{text}: got no values — {form}")
        try:
            numbers = [float(part) for part in given.replace(":", ",").split(",")]
        except ValueError:
            raise ScenarioError(f"{text}: got {given!r}, which are no numbers — {form}") from None
        if ":" not in given:
            return cls(lever, tuple(dict.fromkeys(sorted(numbers))))
        if len(numbers) != 3 or numbers[2] <= 0 or numbers[1] < numbers[0] or not np.isfinite(numbers).all():
            raise ScenarioError(f"{text}: got {given!r} — first:last:step, with a step above 0; {form}")
        first, last, step = numbers
        count = int(np.floor((last - first) / step + 1e-9)) + 1
        return cls(
            lever, tuple(float(round(first + index * step, 12)) for index in range(min(count, LARGEST_GRID + 1)))
        )


def own_value(scenario: Scenario, lever: str) -> float | None:
    """Value that a scenario's file gives a lever; None where it gives no number."""
    measures = {measure.id: measure for measure in scenario.measures}
    measure, _, key = lever.partition(".")
    value = getattr(measures.get(measure), key, None)
    if isinstance(value, Amount):
        return value.value
    return float(value) if isinstance(value, int | float) else None


def own_values(scenarios: Sequence[Scenario], levers: Sequence[str]) -> dict[str, dict[str, float]]:
    """By scenario and lever, the values that the scenarios' files give."""
    values = {item.name: {lever: own_value(item, lever) for lever in levers} for item in scenarios}
    return {
        name: {lever: value for lever, value in by_lever.items() if value is not None}
        for name, by_lever in values.items()
    }


def with_values(scenario: Scenario, values: Values) -> Scenario:
    """Replace values of a scenario's measures and elasticities; levers of measures it does not have are left out.

    Raises
    ------
    ScenarioError
        A lever that is no number of its measure, or a value outside what the scenario format allows.
    """
    measures = tuple(_varied(measure, _own(measure.id, values)) for measure in scenario.measures)
    elasticities = {lever.removeprefix(PARAMETERS): value for lever, value in values.items() if is_parameter(lever)}
    if not elasticities:
        return replace(scenario, measures=measures)
    merged = {**scenario.parameters.flat(), **elasticities}
    parameters = _validated(Parameters, merged, f"{PARAMETERS}{next(iter(elasticities))}")
    return replace(scenario, measures=measures, parameters=parameters)


def check_levers(
    levers: Mapping[str, Sequence[float]], scenarios: Sequence[Scenario], economy: Economy, held: str = ""
) -> None:
    """Refuse a lever that no scenario has in force, and a value that it cannot take.

    Parameters
    ----------
    levers
        Values that each is going to take, or the ends of their range.
    held
        Name of a scenario whose measures stay as they are.

    Raises
    ------
    ScenarioError
        With the nearest lever and where to find them, or what is allowed.
    """
    ids = list(dict.fromkeys(measure.id for scenario in scenarios for measure in scenario.measures))
    for lever, values in levers.items():
        target, dot, key = lever.partition(".")
        if not (dot and key):
            raise ScenarioError(
                f"{lever}: got no value of a measure — write it as us-100.rate or parameters.origin.SOY."
            )
        if is_parameter(lever):
            _check_parameter(lever, economy)
        elif target not in ids:
            raise ScenarioError(_unknown(lever, "measure", target, ids))
        _check_in_force(lever, scenarios, held, is_switched=f"{target}.enabled" in levers)
        for scenario in scenarios:
            for value in values:
                with_values(scenario, {lever: value})


def _check_in_force(lever: str, scenarios: Sequence[Scenario], held: str, *, is_switched: bool) -> None:
    """Refuse a lever that would move nothing, as only what is held has it, or its measure is switched off."""
    moved = [scenario for scenario in scenarios if scenario.name != held and levers_of(scenario, [lever])]
    if not moved:
        raise ScenarioError(f"{lever}: only the reference {held} has it — give a scenario that has it too.")
    target, in_force = lever.partition(".")[0], {measure.id for scenario in moved for measure in scenario.enabled}
    if not (is_parameter(lever) or is_switched or target in in_force):
        raise ScenarioError(
            f"{lever}: {target} is switched off and moves nothing — put it in force with --set {target}.enabled=true."
        )


def _check_parameter(lever: str, economy: Economy) -> None:
    nest, _, sector = lever.removeprefix(PARAMETERS).partition(".")
    if nest not in Parameters.model_fields:
        raise ScenarioError(_unknown(lever, "nest", nest, list(Parameters.model_fields)))
    if sector and nest in SINGLE_NESTS:
        raise ScenarioError(f"{lever}: {nest} is one number for all sectors — write {PARAMETERS}{nest}.")
    if sector and sector not in economy.sectors:
        raise ScenarioError(_unknown(lever, "sector", sector, economy.sectors))


def _unknown(lever: str, kind: str, name: str, known: Sequence[str]) -> str:
    listed = f"Known: {', '.join(known[:8])}{' …' if len(known) > 8 else ''}."
    return " ".join(
        part for part in (f"{lever}: got the unknown {kind} {name!r} —", nearest(name, known), listed) if part
    )


def levers_of(scenario: Scenario, levers: Sequence[str], *, is_fixed: bool = False) -> list[str]:
    """Levers that a scenario has; of one whose measures are left as they are, elasticities only."""
    ids = () if is_fixed else tuple(measure.id for measure in scenario.measures)
    return [lever for lever in levers if is_parameter(lever) or lever.partition(".")[0] in ids]


def same_measures(scenario: Scenario, levers: Collection[str]) -> int:
    """How many of a scenario's first measures stay as they are while levers vary."""
    varied = {lever.partition(".")[0] for lever in levers}
    return next((count for count, item in enumerate(scenario.measures) if item.id in varied), len(scenario.measures))


def is_parameter(lever: str) -> bool:
    """Tell whether a lever is an elasticity."""
    return lever.startswith(PARAMETERS)


def _own(measure: str, values: Values) -> dict[str, float]:
    prefix = f"{measure}."
    return {lever.removeprefix(prefix): value for lever, value in values.items() if lever.startswith(prefix)}


def _varied(measure: Measure, values: Mapping[str, float]) -> Measure:
    if not values:
        return measure
    fields = {name: getattr(measure, name) for name in type(measure).model_fields}
    for key, value in values.items():
        if key not in fields:
            hint = nearest(key, list(fields))
            raise ScenarioError(
                f"{measure.id}.{key}: a measure of type {measure.type} has no such value. {hint}".strip()
            )
        before = fields[key]
        fields[key] = Amount(value, before.unit) if isinstance(before, Amount) else _number(before, value)
    return _validated(type(measure), fields, f"{measure.id}.{next(iter(values))}")


def _number(before: object, value: float) -> object:
    """A switch takes 0 and 1 for false and true."""
    return bool(value) if isinstance(before, bool) and value in (0, 1) else value


def _validated(model: type[Model], fields: Mapping[str, object], where: str) -> Model:
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ScenarioError(f"{where}: {problem}") from None
