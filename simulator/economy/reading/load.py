"""Baselines by what people call them: the name of a shipped one, a cut of it, or a folder."""

import os
from pathlib import Path

from simulator.economy.cuts.shorthand import cut_baseline, parts_of
from simulator.economy.economy import Economy
from simulator.economy.reading.read import read_baseline
from simulator.economy.reading.shipped import DEFAULT_BASELINE, shipped_baselines, shipped_folder
from simulator.errors import DataError, nearest


def load_baseline(name_or_path: str | Path | Economy | None = None) -> Economy:
    """Load a shipped baseline by its name, any baseline folder by its path, or a cut of either.

    Parameters
    ----------
    name_or_path
        A name of `shipped_baselines`, or a folder; nothing means `us-china-2024`. With `:keep=USA,CHN,EUU` behind it,
        and `:groups=…` or `:sectors=…` likewise, regions and sectors are put together as `aggregate` does. An economy
        is itself.

    Returns
    -------
    economy
        The baseline, read and checked.

    Raises
    ------
    DataError
        If there is no such baseline, or it cannot be read or cut.
    """
    if isinstance(name_or_path, Economy):
        return name_or_path
    name = DEFAULT_BASELINE if name_or_path is None else str(name_or_path)
    whole, parts = parts_of(name)
    if parts:
        return cut_baseline(_folder(whole), name, parts)
    return read_baseline(_folder(name))


def _folder(name: str) -> Path:
    known = shipped_baselines()
    if name in known:
        return shipped_folder(name)
    if os.path.exists(name):  # false of a name that is too long, too
        return Path(name)
    what = f"baseline {name!r}: no folder and no shipped baseline has this name —"
    advice = f"Shipped: {', '.join(known)}. Give one of them, or the path of a folder."
    raise DataError(" ".join(part for part in (what, nearest(name, known), advice) if part))
