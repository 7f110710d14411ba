"""What selections of regions and sectors name that is not there to be named: exceptions, and regions goods pass."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.economy.economy import Economy
from simulator.files.problem import shown
from simulator.files.yaml import Keys
from simulator.scenario.effects.flows import members
from simulator.scenario.format.selection import EXCEPT, Selected
from simulator.scenario.measures import Measure
from simulator.scenario.reading.names import KINDS


def selection_problems(measure: Measure, economy: Economy) -> list[tuple[Keys, str]]:
    """Say what is wrong with exceptions, and with regions through which goods come; all labels are known."""
    named = (key for key in dict.fromkeys(KINDS) if key in type(measure).model_fields)
    selected = ((key, getattr(measure, key)) for key in named)
    exceptions = (item for key, names in selected for item in _of_exceptions(key, names, economy))
    return [*exceptions, *_of_carriers(measure, economy)]


def _of_exceptions(key: str, names: tuple[str, ...], economy: Economy) -> Iterator[tuple[Keys, str]]:
    """Exceptions that are not in what they are exceptions from, or that leave nothing of it."""
    if not isinstance(names, Selected):
        return
    whole = _is_named(tuple(names), key, economy)
    for position, name in enumerate(names.exceptions):
        if not (whole & _is_named((name,), key, economy)).any():
            text = f"got {shown(name)}, which is not in {', '.join(names)} — an exception from what is there, or none."
            yield (key, EXCEPT, position), text
    if not _is_named(names, key, economy).any():
        yield (key, EXCEPT), f"leaves nothing of {', '.join(names)} — fewer exceptions, or `enabled: false`."


def _of_carriers(measure: Measure, economy: Economy) -> Iterator[tuple[Keys, str]]:
    """Regions that are named twice, and those where goods come from or go to anyway."""
    taken = {code: "where the goods are from" for code in _codes(measure.exporter, economy)}
    taken |= {code: "where the goods go" for code in _codes(measure.importer, economy)}
    for content in measure.carriers or ():
        codes = _codes((content.region,), economy)
        for code in [code for code in codes if code in taken][:1]:
            text = f"got {shown(content.region)}, but {code} is {taken[code]} — another region, each once."
            yield ("through", content.region), text
        taken |= dict.fromkeys(codes, f"in {content.region} already")


def _codes(names: Sequence[str], economy: Economy) -> list[str]:
    flags = members(names, economy.regions, economy.region_groups)
    return [code for code, flag in zip(economy.regions, flags, strict=True) if flag]


def _is_named(names: Sequence[str], key: str, economy: Economy) -> NDArray[np.bool_]:
    if KINDS[key] == "sector":
        return members(names, economy.sectors, economy.sector_groups)
    return members(names, economy.regions, economy.region_groups)
