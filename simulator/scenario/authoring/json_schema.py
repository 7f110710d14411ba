"""The file formats as JSON Schema, for editors that complete and check while one types."""

import json
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from simulator.scenario.format.model import Model
from simulator.scenario.reading.schema import ScenarioFile, SuiteFile

Format: TypeAlias = Literal["scenario", "suite"]
"""A file format that has a schema."""

SCHEMA_FILES: Final[dict[Format, Path]] = {
    "scenario": Path(__file__).parents[1] / "scenario.schema.json",
    "suite": Path(__file__).parents[1] / "suite.schema.json",
}
"""Committed copies, which scenario files name in their first line."""

_MODELS: Final[dict[Format, type[Model]]] = {"scenario": ScenarioFile, "suite": SuiteFile}


def json_schema(kind: Format = "scenario") -> dict[str, Any]:
    """JSON Schema of scenario or suite files, generated from the models that check them."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_MODELS[kind].model_json_schema()}


def json_schema_text(kind: Format = "scenario") -> str:
    """JSON Schema as it is committed and printed."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
