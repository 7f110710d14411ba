"""Pages and notebooks can be read where they lie: links between them lead to files of the repository."""

import json
import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT

LINK = re.compile(r"\]\(<?(?!\w+:|#)([^)#>\s]+)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
PARTS = DOCS / "validation" / "prose"
"""Parts of pages, whose links are those of the page that they are put into."""

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def dead_links(path: Path, text: str) -> list[str]:
    """Links of a text beside a file that lead to nothing."""
    return [link for link in LINK.findall(CODE.sub("", text)) if not (path.parent / link).exists()]


def prose(notebook: Path) -> str:
    """Text between the cells of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("page", [path for path in PAGES if PARTS not in path.parents], ids=lambda path: path.stem)
def test_links_of_a_page_lead_somewhere(page):
    assert dead_links(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_of_a_notebook_lead_somewhere(notebook):
    assert dead_links(notebook, prose(notebook)) == []


def test_links_are_told_from_addresses_anchors_and_code():
    text = "[a](b.md#c) [d](https://e.f) [g](#h) ![i](j.svg) `[k](l)`\n```\n[m](n.md)\n```\n"
    assert dead_links(DOCS / "page.md", text) == ["b.md", "j.svg"]


def test_pages_that_the_site_makes_say_how_to_do_without_it():
    made = [path for path in PAGES if "The site makes this page" in path.read_text(encoding="utf-8")]
    assert {path.relative_to(DOCS).as_posix() for path in made} == {
        "baseline.md",
        "decisions/index.md",
        *(f"reference/{name}.md" for name in ("cli", "indicators", "library", "results", "scenario")),
    }
