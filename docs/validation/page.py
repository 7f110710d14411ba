"""Markdown: prose from files, numbers as the page shows them, and tables."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path


def prose(name: str, **values: object) -> str:
    """Text of a file in `prose`, with the values of a run put in."""
    return (Path(__file__).parent / "prose" / f"{name}.md").read_text(encoding="utf-8").format(**values)


def number(value: float, unit: str = "") -> str:
    """A number with sign where it is a change, and no more digits than it deserves."""
    if math.isnan(value):
        return "–"
    if abs(value) < 0.0005:
        return "0.00"
    digits = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1
    text = f"{value:.{digits}f}" if unit == "level" else f"{value:+.{digits}f}"
    return text.replace("-", "−")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell would end it."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"
