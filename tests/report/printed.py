"""A page as it is printed: which of its words are claims, and which numbers and rankings stand in no claim."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from html.parser import HTMLParser

import pytest
from jinja2 import Environment
from markupsafe import Markup

from simulator.report.page import page
from simulator.report.page.chapters import Picture
from simulator.report.write import PAGES
from simulator.results import INDICATORS
from simulator.results.analysis.claims import Claim
from tests.report.claims import DATE, NUMBER, check

CLAIM, OTHER, END = "\ue000", "\ue001", "\ue002"
"""Marks before a printed claim, before any other printed text, and behind both."""
RANKING = re.compile(r"\b(most|least|largest|smallest|highest|lowest|best|worst|biggest)\b")
LABELS = (
    "lowest to highest",
    "from the lowest buyer's to the highest",
    "go to the highest bidder",
    "which assumption moves the answer most",
    r"Differences up to [\d.]+ are ties",
    r"Turns less likely than \d+% are left out",
    "0: it keeps to it however impatient it is; 1: never",
    "the other side's best reply",
    "Least and largest weight of each concern",
    r"Dots: observed \([^)]*\)",
    r"the \d+ regions that move most in dollars",
    r"The \d+ sectors that win and the \d+ that lose most",
    *(re.escape(item.definition) for item in INDICATORS.values()),
)
"""What is no finding: names of the ends of a range, questions, keys to charts, rules by which rows are chosen, sources,
and definitions."""
ASIDE = {"table", "code", "style", "script", "title"}
"""Elements without sentences; tables are what sentences rest on."""


class Printed(HTMLParser):
    """Reads a page with marks.

    Attributes
    ----------
    unclaimed
        Printed texts, outside tables and code, that are no claims.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.unclaimed, self._aside = [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._aside += tag in ASIDE

    def handle_endtag(self, tag):
        self._aside -= tag in ASIDE

    def handle_data(self, data):
        if not self._aside:
            self.unclaimed += re.findall(f"{OTHER}([^{END}]*){END}", data)


def printed(render: Callable[[], str]) -> tuple[list[Claim], list[str]]:
    """Claims that a page prints, and all other texts that it prints into sentences."""
    claims = []

    def mark(value):
        if isinstance(value, Markup):  # what a macro printed
            return value
        if isinstance(value, Claim):
            claims.append(value)
            return f"{CLAIM}{value}{END}"
        return f"{OTHER}{value}{END}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "Environment", partial(Environment, finalize=mark))
        text = render()
    return claims, Printed(text).unclaimed


def labels_in(text: str) -> list[str]:
    """Words of a text that are no finding."""
    return re.findall("|".join(LABELS), text)


def saying(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Texts with a number or a ranking outside quotation marks and names."""
    return [text for text in texts if _says(text, [*names, *labels_in(text)])]


def _says(text: str, names: Iterable[str]) -> bool:
    for name in sorted({*names} - {""}, key=len, reverse=True):
        text = text.replace(name, " ")
    rest = DATE.sub("", re.sub("“[^”]*”", "", text))
    return bool(NUMBER.search(rest) or RANKING.search(rest))


def check_page(view, tables, names, of_files) -> None:
    """Every claim of the page of a result is true, and no other sentence of it has a number or a ranking."""
    pictures = {name: Picture.undrawn(chart, drawing.chapter) for name, (drawing, chart) in tables.drawn.items()}
    check_printed(lambda: PAGES[view.verb](view, pictures), tables, names, of_files)


def check_printed(render, tables, names, of_files) -> None:
    """The same of any page."""
    claims, texts = printed(render)
    for claim in claims:
        check(claim, tables, [*names, *labels_in(claim)])
    unclaimed = saying(texts, [*names, *of_files])
    assert not unclaimed, f"no claim: {unclaimed}"
