"""What every verb can be told by keyword, and the forms that its arguments may take."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, TypeAlias, TypedDict, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.errors import ScenarioError, nearest
from simulator.experiment.batch.work import DEFAULT_BATCH, Batch, Progress
from simulator.experiment.plan import DEFAULT_OPTIONS, Day, Options
from simulator.files.docstrings import docstring
from simulator.files.problem import shown
from simulator.scenario.reading.override import Overrides
from simulator.scenario.suite import Request

Levers: TypeAlias = Mapping[str, Sequence[float] | NDArray[np.float64]] | Sequence[str]
"""Values by lever, such as `{"us-100.rate": [0, 0.5, 1]}`, or texts such as `us-100.rate=0:1:0.5`."""

Record = TypeVar("Record", Options, Batch)
Verb = TypeVar("Verb", bound=Callable[..., Any])


class Keywords(TypedDict, total=False):
    """What every verb can be told by keyword.

    Attributes
    ----------
    baseline
        Name of a shipped baseline, a folder in the same format, a cut of either such as `world-2024:keep=USA,CHN`, or
        an economy; absent: the suite's or the scenarios' own.
    reference
        Scenario against which changes are shown, or "baseline"; absent: the suite's, else the one that the scenarios
        extend.
    horizon
        "short", "medium", "long" or years of adjustment, one or several; absent: the suite's, else short.
    overrides
        Values to replace, such as `{"us-100.rate": 0.5}`, in every scenario that was asked for and has the measure.
    on
        Day whose measures are applied, such as "2025-12-01"; absent: every enabled measure.
    focus
        Regions that results are about, such as "CHE,USA", most important first; absent: the suite's, else those that
        measures name.
    title
        Headline of pages; absent: that of the only scenario, else the suite's, else one made of labels.
    jobs
        Processes that solve; None: one for each processor. A script that uses more than one protects its main part by
        `if __name__ == "__main__":`.
    scheduler
        Address of a Dask scheduler that solves instead.
    folder
        Where what is solved is kept; absent: nowhere.
    resume
        Whether to keep what an earlier call solved into the same folder.
    progress
        Called with the number of cases solved, and of all that are known to be needed.
    options, batch
        The first seven and the other five of these as records, for several calls; single keywords go before them.
    """

    baseline: str | Path | Economy | None
    reference: Request | None
    horizon: str | float | Sequence[str | float] | None
    overrides: Overrides
    on: Day | None
    focus: str | Sequence[str] | None
    title: str | None
    jobs: int | None
    scheduler: str | None
    folder: str | Path | None
    resume: bool
    progress: Progress | None
    options: Options
    batch: Batch


_DEFAULTS: Final = {"options": DEFAULT_OPTIONS, "batch": DEFAULT_BATCH} | {
    item.name: item.default for record in (Options, Batch) for item in fields(record)
}


def records(name: str, keywords: Mapping[str, Any]) -> tuple[Options, Batch]:
    """What is to be solved, and how, by the keywords of a verb.

    Raises
    ------
    ScenarioError
        A keyword that it does not have, or something else than a record where one is meant.
    """
    known = list(Keywords.__annotations__)
    for keyword in keywords:
        if keyword not in known:
            parts = (f"{name}: got the keyword {keyword!r} —", nearest(keyword, known), f"Allowed: {', '.join(known)}.")
            raise ScenarioError(" ".join(part for part in parts if part))
    options = _changed(name, keywords.get("options", DEFAULT_OPTIONS), Options, keywords)
    batch = _changed(name, keywords.get("batch", DEFAULT_BATCH), Batch, keywords)
    return options, replace(batch, folder=Path(batch.folder)) if batch.folder else batch


def _changed(name: str, record: object, kind: type[Record], keywords: Mapping[str, Any]) -> Record:
    if not isinstance(record, kind):
        raise ScenarioError(f"{name}: got {shown(record)} — {kind.__name__}(…), or keywords as in horizon='long'.")
    names = {item.name for item in fields(kind)}
    return replace(record, **{key: value for key, value in keywords.items() if key in names})


def verb(function: Verb) -> Verb:
    """Show the keywords that all verbs take in the signature and the help of one."""
    signature = inspect.signature(function)
    named = [item for item in signature.parameters.values() if item.kind is not inspect.Parameter.VAR_KEYWORD]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS[name], annotation=kind)
        for name, kind in get_type_hints(Keywords).items()
    ]
    function.__signature__ = signature.replace(parameters=[*named, *shared])  # type: ignore[attr-defined]
    described = docstring(Keywords).partition("----------\n")[2]
    lines = docstring(function).splitlines()
    row = lines.index("**keywords")
    function.__doc__ = "\n".join([*lines[:row], described, *lines[row + 2 :]])
    return function


def lever_texts(name: str, given: Levers, *, is_range: bool = False) -> tuple[str, ...]:
    """Levers and their values as texts, as the command line takes them.

    Parameters
    ----------
    is_range
        Whether two values are the ends of a range.

    Raises
    ------
    ScenarioError
        Anything else than a mapping of values by lever or a list of texts.
    """
    if isinstance(given, Mapping):
        return tuple(f"{lever}={_values(name, lever, values, is_range)}" for lever, values in given.items())
    texts = (given,) if isinstance(given, str) else given
    if isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts):
        return tuple(texts)
    raise ScenarioError(f"{name}: got {shown(given)} for levers — {_form(name)}")


def _values(name: str, lever: str, values: Sequence[float] | NDArray[np.float64], is_range: bool) -> str:
    try:
        numbers = [repr(float(value)) for value in values]
    except (TypeError, ValueError):
        raise ScenarioError(f"{lever}: got {shown(values)} — {_form(name)}") from None
    return (":" if is_range and len(numbers) == 2 else ",").join(numbers)


def _form(name: str) -> str:
    return f'a dict of numbers by lever, such as {name}("tariff-100", {{"us-100.rate": [0, 0.5, 1]}}).'
