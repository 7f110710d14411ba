"""The file formats as JSON Schema, for editors that complete and check while one types."""

from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from simulator.economy.reading.settings import SCHEMA_FILE, BaselineFile
from simulator.files.schema import FileModel, schema, schema_text
from simulator.scenario.games.schema import GameFile
from simulator.scenario.reading.schema import ScenarioFile, SuiteFile

Format: TypeAlias = Literal["scenario", "suite", "game", "baseline"]
"""A file format that has a schema."""

SCHEMA_FILES: Final[dict[Format, Path]] = {
    "scenario": Path(__file__).parents[1] / "scenario.schema.json",
    "suite": Path(__file__).parents[1] / "suite.schema.json",
    "game": Path(__file__).parents[1] / "game.schema.json",
    "baseline": SCHEMA_FILE,
}
"""Committed copies, which files name in their first line."""

_MODELS: Final[dict[Format, type[FileModel]]] = {
    "scenario": ScenarioFile,
    "suite": SuiteFile,
    "game": GameFile,
    "baseline": BaselineFile,
}


def json_schema(kind: Format = "scenario") -> dict[str, Any]:
    """JSON Schema of scenario, suite, game or baseline files, generated from the models that check them."""
    return schema(_MODELS[kind])


def json_schema_text(kind: Format = "scenario") -> str:
    """JSON Schema as it is committed and printed."""
    return schema_text(_MODELS[kind])
