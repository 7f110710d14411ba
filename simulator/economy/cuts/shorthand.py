"""Cuts that are named instead of written: `world-2024:keep=USA,CHN,EUU`, kept in the user's cache folder."""

import logging
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from simulator.economy.cuts.choose import chosen_cut
from simulator.economy.cuts.make import Aggregation
from simulator.economy.economy import Economy
from simulator.economy.reading.folder import digest, read_contents
from simulator.economy.reading.read import read_baseline
from simulator.errors import DataError
from simulator.files.problem import Problem

CACHE: Final = "TARIFFSIM_CACHE"
"""Variable of the environment that names another folder than the user's cache."""
OPTIONS: Final = ("keep", "groups", "sectors")
_PART: Final = re.compile(rf":({'|'.join(OPTIONS)})=")
_LOG: Final = logging.getLogger(__name__)


def parts_of(name: str) -> tuple[str, dict[str, list[str]]]:
    """Baseline of a name, and what each option behind it lists; nothing where there is none.

    Raises
    ------
    DataError
        An option is there twice, or lists nothing.
    """
    whole, *rest = _PART.split(name)
    parts: dict[str, list[str]] = {}
    for option, text in zip(rest[::2], rest[1::2], strict=True):
        listed = [part.strip() for part in text.split(",") if part.strip()]
        if option in parts or not listed or ":" in text:
            form = "NAME:keep=A,B with :groups=… and :sectors=… likewise, each once."
            raise DataError(f"baseline {name!r}: got {option}={text!r} — {form}")
        parts[option] = listed
    return whole, parts


def cut_baseline(folder: Path, name: str, parts: Mapping[str, list[str]]) -> Economy:
    """A cut of a baseline, from the cache or made anew.

    Raises
    ------
    DataError
        The baseline cannot be read, or not be cut so.
    """
    cached = _cache() / _key(folder, name)
    if cached.is_dir():
        with suppress(DataError):  # a cut that somebody changed is made anew, in memory
            return read_baseline(cached)
    source = read_baseline(folder)
    options = {option: parts.get(option, []) for option in OPTIONS}
    made = Aggregation(source, chosen_cut(source, **options), name)
    try:
        return made.write(cached)
    except (OSError, DataError) as wrong:
        economy = made.economy()
        _LOG.warning("%s is not kept for the next time, as %s.", name, wrong)
        return economy


def _cache() -> Path:
    from platformdirs import user_cache_path

    return Path(os.environ.get(CACHE) or user_cache_path("tariffsim")) / "baselines"


def _key(folder: Path, name: str) -> str:
    """What a cut depends on: tables of the baseline, the name, and the program."""
    problems: list[Problem] = []
    tables = digest(read_contents(folder, problems))
    return sha256("\n".join((tables, name, _program())).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _program() -> str:
    texts = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return sha256(b"".join(texts)).hexdigest()
