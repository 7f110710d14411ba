"""Documents against pydantic models: every violation becomes a problem with its place and its remedy."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import MOST_FOUND, nearest
from simulator.files.docstrings import docstring
from simulator.files.problem import Problem, allowed_names, shown
from simulator.files.text import not_text
from simulator.files.yaml import Document, Keys

_ALLOWED: Final = {
    "string_type": "text; put text that looks like a number or true/false in quotes",
    "string_unicode": "plain text",
    "string_too_short": "text that is not empty",
    "too_short": "one at least",
    "int_type": "a whole number, without quotes",
    "bool_type": "true or false",
    "tuple_type": "a list; write [] for none",
    "list_type": "a list; write [] for none",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
}
"""What is allowed instead, by the kind of violation."""


File = TypeVar("File", bound=BaseModel)


class FileModel(BaseModel):
    """A frozen mapping whose unknown keys are errors.

    Attributes
    ----------
    elsewhere
        What to write instead of keys that it does not have, where that is no other key of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    elsewhere: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Keep the description that the JSON Schema shows where Python forgets docstrings."""
        if sys.flags.optimize > 1:
            cls.__doc__ = docstring(cls) or None


def validate(document: Document, model: type[File]) -> tuple[File | None, list[Problem]]:
    """Read a document as a model; None where it has any problem, as YAML or by the schema."""
    problems = list(document.problems)
    if document.data is None and problems:
        return None, problems
    try:
        file = model.model_validate(document.data)
    except ValidationError as wrong:
        return None, [*problems, *problems_of(document, model, wrong)]
    return None if problems else file, problems


def schema(model: type[FileModel]) -> dict[str, Any]:
    """JSON Schema of a file format, generated from the model that checks it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}


def schema_text(model: type[FileModel]) -> str:
    """JSON Schema as it is committed and printed."""
    return json.dumps(schema(model), indent=2, ensure_ascii=False) + "\n"


def problems_of(document: Document, root: type[BaseModel], wrong: ValidationError) -> list[Problem]:
    """Every violation of a model by a document; of very many the first ones."""
    return [_problem(document, root, error) for error in wrong.errors(include_url=False)[:MOST_FOUND]]


def _problem(document: Document, root: type[BaseModel], error: ErrorDetails) -> Problem:
    keys = keys_in(document.data, error["loc"])
    kind, name = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    model, types = _model_at(root, error["loc"][:-1])
    if kind == "missing":
        text = f"is missing — {model.model_fields[name].description}"
        return document.problem((*keys, name), text)
    if kind == "extra_forbidden":
        return document.problem(keys, _unknown_key(name, model), at_key=True)
    if kind == "union_tag_not_found":
        return document.problem((*keys, "type"), f"is missing — one of {', '.join(types)}.")
    if kind == "union_tag_invalid":
        tag = error["ctx"]["tag"]
        return document.problem((*keys, "type"), f"got the type {shown(tag)} — {allowed_names(tag, list(types))}")
    return document.problem(keys, _sentence(error))


def _unknown_key(name: str, model: type[BaseModel]) -> str:
    advice = model.elsewhere.get(name) if issubclass(model, FileModel) else None
    return f"got the key {shown(name)} — {f'{advice}.' if advice else allowed_names(name, list(model.model_fields))}"


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    got = f"got {shown(error['input'])}"
    if error["type"] == "too_long":
        return f"got a list of {len(error['input']):,} — at most {error['ctx']['max_length']:,}."
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"]
        hint = nearest(str(error["input"]), [choice.strip("' ") for choice in expected.replace(" or ", ",").split(",")])
        return f"{got} — {expected}. {hint}".strip()
    return f"{got} — {_ALLOWED[error['type']]}."


def _model_at(root: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], dict[str, type[BaseModel]]]:
    """Model that holds a key, and the models by type that may stand there; the type comes after the position."""
    model, types = root, dict[str, type[BaseModel]]()
    for key in loc:
        if key in types:
            model, types = types[str(key)], {}
        elif key in model.model_fields:
            inner = list(_models_in(model.model_fields[str(key)].annotation))
            model = inner[0] if len(inner) == 1 else model
            types = {type_of(item): item for item in inner} if len(inner) > 1 else {}
    return model, types


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _models_in(part)


def type_of(model: type[BaseModel]) -> str:
    """Value of `type` by which files name a model."""
    return str(get_args(model.model_fields["type"].annotation)[0])


def keys_in(data: Any, loc: tuple[int | str, ...]) -> Keys:  # noqa: ANN401  # whatever the file holds
    """Translate a place in the schema into the keys that are written in the file."""
    keys: list[int | str] = []
    for step, item in enumerate(loc):
        if isinstance(data, dict) and data.get("type") == item and item not in data:
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


def in_memory(name: str, data: Mapping[str, Any]) -> Document:
    """Values that were made in memory, as a document whose problems name their keys and no line."""
    document = Document(name, data, {}, dict.fromkeys(_all_keys(data, ()), (0, 0)))
    wrong = ((keys, not_text(text)) for keys, text in _all_texts(data, ()))
    return replace(document, problems=tuple(document.problem(keys, said) for keys, said in wrong if said))


def _all_texts(data: object, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, str):
        yield keys, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from _all_texts(value, (*keys, key))


def _all_keys(data: object, keys: Keys) -> Iterator[Keys]:
    yield keys
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from _all_keys(value, (*keys, key))
