"""A game as a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError
from simulator.files.whole import write_text
from simulator.scenario.scenario import Scenario


def write_game(data: Mapping[str, Any], base: Scenario | None, path: Path | None) -> str:
    """Text of a game file, written to a path if one is given."""
    from simulator.files.yaml_text import yaml_text  # slow to import, and whoever reads games writes none

    if base is not None and not base.is_read:
        raise ScenarioError(
            f"{base.name}: is no file — write it with `to_yaml`, and give its path as the game's status quo."
        )
    text = yaml_text(data)
    if path is not None:
        write_text(path, text)
    return text
