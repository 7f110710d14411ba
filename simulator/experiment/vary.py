"""Scenarios with some of their values replaced by numbers: what sweeps, draws and searches run through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.errors import ScenarioError, nearest
from simulator.scenario import Amount, Measure, Parameters, Scenario

PARAMETERS: Final = "parameters."
"""Prefix of a lever that is an elasticity, such as parameters.origin.SOY."""

Model = TypeVar("Model", bound=BaseModel)

Values: TypeAlias = Mapping[str, float]
"""Numbers by lever: `us-100.rate`, `cn-soybeans.quantity` (in the unit of the file) or `parameters.origin.SOY`."""


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


def check_levers(levers: Sequence[str], scenarios: Sequence[Scenario]) -> None:
    """Refuse a lever that no scenario has.

    Raises
    ------
    ScenarioError
        With the nearest lever and where to find them.
    """
    ids = list(dict.fromkeys(measure.id for scenario in scenarios for measure in scenario.measures))
    for lever in levers:
        target, dot, key = lever.partition(".")
        if not (dot and key):
            raise ScenarioError(
                f"{lever}: got no value of a measure — write it as us-100.rate or parameters.origin.SOY."
            )
        if target not in ids and not is_parameter(lever):
            known = f"Known: {', '.join(ids[:8])}{' …' if len(ids) > 8 else ''}."
            hint = nearest(target, ids)
            raise ScenarioError(
                " ".join(part for part in (f"{lever}: got the unknown measure {target!r} —", hint, known) if part)
            )


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


def _validated(model: type[Model], fields: Mapping[str, object], place: str) -> Model:
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ScenarioError(f"{place}: {problem}") from None
