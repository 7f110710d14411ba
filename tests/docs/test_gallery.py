"""The gallery shows every kind of chart, and each of its commands can be typed."""

import re

from simulator.report.catalogue import CATALOGUE
from tests.docs.pages import DOCS, blocks

PAGE = DOCS / "gallery.md"


def test_every_kind_of_chart_is_shown():
    shown = set(re.findall(r"\]\(images/gallery/(\w+)\.svg\)", PAGE.read_text(encoding="utf-8")))
    assert shown == {figure.name for figure in CATALOGUE} | {"dark", "print"}
    assert shown == {path.stem for path in (DOCS / "images" / "gallery").glob("*.svg")}


def test_every_chart_has_a_description():
    assert all(len(alt) > 40 for alt in re.findall(r"!\[(.*?)\]\(", PAGE.read_text(encoding="utf-8")))


def test_commands_can_be_typed(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS / "generated"))
    from commands import check_command

    lines = [line for block in blocks(PAGE) for line in block.commands]
    assert len(lines) > 20
    for line in lines:
        check_command(line)
