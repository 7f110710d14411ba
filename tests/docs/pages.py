"""What a page of the documentation asks its reader to do: files to save, commands to type, output to see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

FENCE = re.compile(
    r"^```(?P<language>\w+)(?:[ ]+title=\"(?P<title>[^\"]+)\")?[ ]*\n(?P<text>.*?)^```[ ]*$"
    r"(?P<skipped>\s*\*Not run in the tests: (?P<reason>[^*]+)\*)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One block of code: its language, its title, and why it is not run, if it is not."""

    language: str
    title: str
    text: str
    line: int
    reason: str

    @property
    def commands(self) -> list[str]:
        """Command lines that begin with the name of the program, without what only a shell understands."""
        lines = (line.split("||")[0].rstrip(" &") for line in self.text.splitlines())
        return [line for line in lines if line.startswith("tariffsim ")]


def blocks(path: Path) -> Iterator[Block]:
    """Blocks of a page in their order."""
    text = path.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        reason = " ".join((found["reason"] or "").split())
        yield Block(found["language"], found["title"] or "", found["text"], line, reason)


def pages() -> list[Path]:
    """Pages with something to do: all but decisions and parts of pages."""
    left_out = {DOCS / "decisions", DOCS / "generated", DOCS / "validation"}
    found = [path for path in sorted(DOCS.rglob("*.md")) if not left_out & set(path.parents)]
    return [path for path in found if any(block.language in ("console", "python") for block in blocks(path))]


def missing_output(expected: str, actual: str) -> str:
    """First piece of expected output that is not found behind the one before; `…` stands for anything."""
    rest = " ".join(actual.split())
    for line in expected.splitlines():
        for piece in filter(None, (" ".join(part.split()) for part in line.split("…"))):
            _, found, rest = rest.partition(piece)
            if not found:
                return piece
    return ""
