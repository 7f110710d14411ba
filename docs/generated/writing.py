"""Markdown that generated pages are made of: tables, fences, and who wrote the page."""

import re
from collections.abc import Iterable, Sequence


def page(title: str, introduction: str, *parts: str) -> str:
    """A page of parts, with the mark that it is generated."""
    return "\n\n".join([f"# {title}", introduction, *(part.strip() for part in parts)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a bar inside a cell would end it, unless in code."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(_cell(str(cell)) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"`[^`]*`|\|", lambda found: "&#124;" if found[0] == "|" else found[0], text)


def fence(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.strip()}\n```"


def code(text: object) -> str:
    """A word of code in a sentence; nothing where there is none."""
    return f"`{text}`" if text not in ("", None) else ""
