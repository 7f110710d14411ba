"""Documents against the schema: every violation becomes a problem with its place and its remedy."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import nearest
from simulator.files.problem import Problem, shown
from simulator.files.yaml import Document, Keys
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.format.windows import Suspension, Window
from simulator.scenario.measures import MEASURE_TYPES, Measure, TaggedMeasure
from simulator.scenario.measures.measure import DatedMeasure
from simulator.scenario.reading.schema import SuiteScenario

_STRETCHES: Final[Mapping[Keys, type[BaseModel]]] = {("suspended",): Suspension, ("windows",): Window}
"""Models of the mappings that some keys of a measure list."""

_TAGGED: Final[TypeAdapter[Measure]] = TypeAdapter(TaggedMeasure)

_ALLOWED: Final = {
    "string_type": "text; put text that looks like a number or true/false in quotes",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "tuple_type": "a list; write [] for none",
    "list_type": "a list; write [] for none",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
}
"""What is allowed instead, by the kind of violation."""

File = TypeVar("File", bound=BaseModel)


def validate(document: Document, model: type[File]) -> tuple[File | None, list[Problem]]:
    """Read a document as a scenario or suite file; None where it has any problem, as YAML or by the schema."""
    problems = list(document.problems)
    if document.data is None and problems:
        return None, problems
    try:
        file = model.model_validate(document.data)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        return None, [*problems, *(_problem(document, model, error) for error in errors)]
    return None if problems else file, problems


def valid_measures(document: Document) -> dict[int, Measure]:
    """Read those measures of a document that are valid on their own, by their position."""
    measures: dict[int, Measure] = {}
    for place, raw in raw_measures(document).items():
        try:
            measures[place] = _TAGGED.validate_python(raw)
        except ValidationError:
            continue  # the file as a whole reports what is wrong
    return measures


def raw_measures(document: Document) -> dict[int, dict[str, Any]]:
    """Take the mappings under `measures` as they are written, by their position."""
    listed = document.data.get("measures") if isinstance(document.data, dict) else None
    found = enumerate(listed) if isinstance(listed, list) else ()
    return {place: raw for place, raw in found if isinstance(raw, dict)}


def _problem(document: Document, root: type[BaseModel], error: ErrorDetails) -> Problem:
    keys = keys_in(document.data, error["loc"])
    kind, name = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    model = _model_at(root, error["loc"][:-1])
    if kind == "missing":
        text = f"is missing — {model.model_fields[name].description}"
        return document.problem((*keys, name), text)
    if kind == "extra_forbidden":
        advice = model.elsewhere.get(name) if issubclass(model, DatedMeasure) else None
        known = (
            f"got the key {shown(name)} — {advice}." if advice else _unknown(name, list(model.model_fields), "the key")
        )
        return document.problem(keys, known, at_key=True)
    if kind == "union_tag_not_found":
        return document.problem((*keys, "type"), f"is missing — one of {', '.join(MEASURE_TYPES)}.")
    if kind == "union_tag_invalid":
        return document.problem((*keys, "type"), _unknown(error["ctx"]["tag"], list(MEASURE_TYPES), "the type"))
    return document.problem(keys, _sentence(error))


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    got = f"got {shown(error['input'])}"
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"]
        hint = nearest(str(error["input"]), [choice.strip("' ") for choice in expected.replace(" or ", ",").split(",")])
        return " ".join(part for part in (f"{got} — {expected}.", hint) if part)
    return f"{got} — {_ALLOWED[error['type']]}."


def _unknown(name: str, known: list[str], what: str) -> str:
    """Say that a name is unknown, which one is near, and which there are."""
    hint = nearest(name, known)
    return " ".join(part for part in (f"got {what} {shown(name)} —", hint, f"Allowed: {', '.join(known)}.") if part)


def _model_at(root: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """Find the model that holds a key; pydantic puts the type of a measure after its position."""
    parts: Mapping[str, type[BaseModel]] = {"parameters": Parameters, "closure": Closure, "scenarios": SuiteScenario}
    if loc[:1] == ("measures",) and len(loc) > 2:
        return _STRETCHES.get(loc[3:4], MEASURE_TYPES[str(loc[2])])
    return parts.get(str(loc[0]), root) if loc else root


def keys_in(data: Any, loc: tuple[int | str, ...]) -> Keys:  # noqa: ANN401  # whatever the file holds
    """Translate a place in the schema into the keys that are written in the file."""
    keys: list[int | str] = []
    for step, item in enumerate(loc):
        if isinstance(data, dict) and data.get("type") == item and step == 2:
            continue
        key = _written_key(data, item, loc[step + 1 :])
        if key is None:
            break
        keys.append(key)
        data = data[key]
    return tuple(keys)


def _written_key(data: Any, item: int | str, rest: tuple[int | str, ...]) -> int | str | None:  # noqa: ANN401
    if isinstance(data, list):
        return item if isinstance(item, int) and item < len(data) else None
    if not isinstance(data, dict):
        return None
    if item in data:
        return item
    full = ".".join([str(item), *(str(key) for key in rest)])
    starts = (key for key in data if key == full or key.startswith(f"{item}."))
    return next(starts, None)
