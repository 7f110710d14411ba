"""A kind of figure: what draws it, of which results, where a report shows it, and the options that it takes."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from simulator.files.docstrings import docstring
from simulator.report.charts.base import Chart
from simulator.results.analysis.comparison import chosen

GAINS: Final = "Who gains and who loses"
PAYS: Final = "Who pays"
TRADE: Final = "Where trade goes"
MADE: Final = "What is made where"
LIMITS: Final = "Limits and promises"
HOLDS: Final = "What each side holds"
THEMSELVES: Final = "Left to themselves"
CARES: Final = "What each must care about"
DEAL: Final = "The deal"
LASTS: Final = "Will it hold"
SURE: Final = "How sure"
REST: Final = "More"
CHAPTERS: Final = (GAINS, PAYS, TRADE, MADE, LIMITS, HOLDS, THEMSELVES, CARES, DEAL, LASTS, SURE, REST)
"""Chapters of a report, in its order."""

_PARAMETERS: Final = re.compile(r"\nParameters\n-+\n(.*?)(?:\n\n[A-Z]\w+\n-+\n|\Z)", re.DOTALL)
_PARAMETER: Final = re.compile(r"^(\S.*)\n((?:[ ]{4}.*\n?|\n)+)", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Figure:
    """A kind of figure.

    Attributes
    ----------
    name
        By which `plot` knows it.
    title
        What it shows, in a few words: its heading in the gallery.
    plan
        Makes its `Chart` of a view of results and options; its docstring says what they mean.
    verbs
        Whose results it is of.
    chapter
        Where a report shows it.
    applies
        Whether it has something to say about a view.
    shown
        Names and options of the figures of this kind that a report on a view shows, where it applies; None: one figure.
    also
        Further names by which `plot` knows it, and the options that each stands for.
    elsewhere
        Names that stand in another chapter.
    """

    name: str
    title: str
    plan: Callable[..., Chart]
    verbs: tuple[str, ...]
    chapter: str = REST
    applies: Callable[[Any], bool] = lambda view: True
    shown: Callable[[Any], Mapping[str, Mapping[str, Any]]] | None = None
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def of(self, view: object) -> "list[FigureDrawing]":
        """Figures of this kind that a report on a view shows; none where it does not apply."""
        if not self.applies(view):
            return []
        shown = {self.name: {}} if self.shown is None else self.shown(view)
        return [FigureDrawing(name, self, options) for name, options in shown.items()]

    def named(self, name: str) -> "FigureDrawing":
        """Figure of this kind under one of its names, whether or not a report shows it."""
        return FigureDrawing(name, self, self.also.get(name, {}))

    @property
    def text(self) -> str:
        """What it shows, in one sentence."""
        return docstring(self.plan).partition("\n")[0]

    @cached_property
    def options(self) -> dict[str, str]:
        """What each option means, in the order of the plan's parameters."""
        section = _PARAMETERS.search(docstring(self.plan))
        told: dict[str, str] = {}
        for names, text in _PARAMETER.findall(section.group(1) + "\n" if section else ""):
            told |= dict.fromkeys(names.split(", "), " ".join(text.split()))
        return {name: told.get(name, "") for name in list(inspect.signature(self.plan).parameters)[1:]}


@dataclass(frozen=True, eq=False)
class FigureDrawing:
    """A figure that can be drawn: its name, its kind, and its options."""

    name: str
    figure: Figure
    options: Mapping[str, Any]

    @property
    def chapter(self) -> str:
        """Where a report shows it."""
        return self.figure.elsewhere.get(self.name, self.figure.chapter)

    def chart(self, view: Any, given: Mapping[str, Any] | None = None) -> Chart:  # noqa: ANN401  # of its verb
        """Plan of the figure; options that are given take the place of its own, and None is as if not given.

        Raises
        ------
        ResultsError
            An unknown option, or a figure that does not apply to the results.
        """
        options = {key: value for key, value in (given or {}).items() if value is not None}
        known = [*self.figure.options, *view.options]
        for key in options:
            chosen(key, [*known, "style", "ax", "figsize"], f"{self.name}: option")
        options = {**self.options, **options}
        view = view.at(**{key: options.pop(key) for key in view.options if key in options})
        return self.figure.plan(view, **options)
