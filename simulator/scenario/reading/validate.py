"""Documents against the schema: what they say, and every violation."""

from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from simulator.files.problem import Problem
from simulator.files.yaml import Document
from simulator.scenario.format.violations import problems_of
from simulator.scenario.measures import Measure, TaggedMeasure

_TAGGED: Final[TypeAdapter[Measure]] = TypeAdapter(TaggedMeasure)

File = TypeVar("File", bound=BaseModel)


def validate(document: Document, model: type[File]) -> tuple[File | None, list[Problem]]:
    """Read a document as a scenario or suite file; None where it has any problem, as YAML or by the schema."""
    problems = list(document.problems)
    if document.data is None and problems:
        return None, problems
    try:
        file = model.model_validate(document.data)
    except ValidationError as wrong:
        return None, [*problems, *problems_of(document, model, wrong)]
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
