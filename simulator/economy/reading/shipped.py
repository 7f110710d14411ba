"""The baselines that come with the package."""

from pathlib import Path
from typing import Final

from simulator.economy.reading.folder import SETTINGS

DEFAULT_BASELINE: Final = "us-china-2024"
"""Shipped baseline that is used unless another is named."""

_DATA: Final = Path(__file__).parents[2] / "data"


def shipped_baselines() -> tuple[str, ...]:
    """Names of the baselines that come with the package."""
    return tuple(sorted(path.parent.name for path in _DATA.glob(f"*/{SETTINGS}")))


def shipped_folder(name: str) -> Path:
    """Folder of a baseline that comes with the package."""
    return _DATA / name
