"""The list of decision records, from their headings."""

import re
from pathlib import Path

from writing import page

FOLDER = Path(__file__).parents[1] / "decisions"

INTRODUCTION = """\
Choices that change what results mean or what files look like, each on one page: context, choice, consequences."""


def decisions_page() -> str:
    """The page that links every record."""
    records = sorted(FOLDER.glob("[0-9]*.md"))
    return page("Decisions", INTRODUCTION, "\n".join(f"- [{_title(path)}]({path.name})" for path in records))


def _title(path: Path) -> str:
    return re.sub(r"^# ", "", path.read_text(encoding="utf-8").splitlines()[0])
