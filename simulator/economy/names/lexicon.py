"""Many names with what each stands for, in which a misspelt one is found fast."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

ALIKE: Final = 0.8
"""Similarity from which on a name is taken for a misspelt one."""
SHARED: Final = 0.2
"""Share of pairs of letters in common from which on names are compared at all."""


class Lexicon:
    """Labels by name; case does not matter."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = {name.casefold(): label for name, label in labels.items()}
        self._pairs = {name: _pairs(name) for name in self._labels}

    def nearest(self, name: str) -> str:
        """Label of the name most like this one; empty if none is alike."""
        asked = name.casefold()
        pairs = _pairs(asked)
        shared = [each for each, its in self._pairs.items() if 2 * len(pairs & its) >= SHARED * (len(pairs) + len(its))]
        close = get_close_matches(asked, shared, n=1, cutoff=ALIKE)
        return self._labels[close[0]] if close else ""


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))
