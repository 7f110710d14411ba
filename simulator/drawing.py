"""The `plot` of results: results do not know who draws them; whoever does is named here and imported late.

So pandas finds its plotting backend. The rooms of results hold no more than a `Plot`, and matplotlib is not imported
before a figure is asked for.
"""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, cast, overload

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAWN_BY: Final = "simulator.report.plots"


class Drawing(Protocol):
    """What a module that draws results has to offer."""

    def figure_names(self, result: object) -> list[str]:
        """Names of the figures that have something to say about a result."""

    def plot(self, result: object, name: str | None, **options: Any) -> "Figure":  # noqa: ANN401  # of each figure
        """Draw a figure of a result; the first one if none is named."""


def attribute(name: str) -> str:
    """Name of a figure as an attribute: Python has no hyphens in names."""
    return name.replace("-", "_")


class Plot:
    """Figures of one result.

    `result.plot("real_income")` or `result.plot.real_income()` draws a figure, and `result.plot()` the first one.
    Tab completes the names of those that have something to say; `list(result.plot)` has them all.
    """

    def __init__(self, result: object) -> None:
        self._result = result

    def __call__(self, name: str | None = None, **options: Any) -> "Figure":  # noqa: ANN401
        """Draw a figure.

        Parameters
        ----------
        name
            One of the names that this object lists, or a kind of figure; absent: the first one.
        options
            Those of the figure, such as `horizon="long"` or `scenario="tariff-100"`.

        Raises
        ------
        ResultsError
            An unknown name or option, or nothing to draw.
        """
        return _drawing().plot(self._result, name, **options)

    def __getattr__(self, name: str) -> "Callable[..., Figure]":
        known = {} if name.startswith("_") else {attribute(figure): figure for figure in self}
        if name not in known:
            raise AttributeError(f"no figure {name!r}; there are {', '.join(known) or 'none'}")
        return partial(self, known[name])

    def __iter__(self) -> Iterator[str]:
        return iter(_drawing().figure_names(self._result))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *map(attribute, self)]

    def __repr__(self) -> str:
        kind = type(self._result).__name__
        return f"<plot of {kind}: {', '.join(self) or 'nothing to draw'}>"


class Plots:
    """Attribute of a class of results that gives each of them its `Plot`.

    Not a property, as notebooks evaluate none of these while they complete a name.
    """

    @overload
    def __get__(self, result: None, kind: type) -> Self: ...

    @overload
    def __get__(self, result: object, kind: type) -> Plot: ...

    def __get__(self, result: object, kind: type) -> Self | Plot:
        return self if result is None else Plot(result)


def _drawing() -> Drawing:
    return cast(Drawing, import_module(_DRAWN_BY))
