"""Spellings of one name that count as the same."""

import re
import unicodedata
from typing import Final

_SILENT: Final = frozenset({"the", "of", "and"})
_SIGNS: Final = "[.'`\N{RIGHT SINGLE QUOTATION MARK}]"
_SHORT: Final = {"st": "saint", "rep": "republic", "dem": "democratic", "fed": "federated"}
IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
_LEFT_OUT: Final = re.compile(r"\b(?:excl|except|less|without|other than|not)\b[^);]*", re.IGNORECASE)
"""What a long name says is not meant: excl. pharma."""


def plain_words(text: str) -> list[str]:
    """Words of a text in lower case, without accents, points and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"\w+", re.sub(_SIGNS, "", letters).replace("_", " "))


def words(text: str) -> tuple[str, ...]:
    """Words of the name of goods, which may be in the plural."""
    return tuple(_singular(word) for word in plain_words(text) if word not in _SILENT)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def key(name: str) -> tuple[str, ...]:
    """Words of the name of a region in the order of the alphabet: Korea, Rep. of is the Republic of Korea."""
    spoken = plain_words(name)
    told = [word for word in spoken if word not in _SILENT] or spoken  # AND is Andorra
    return tuple(sorted(_SHORT.get(word, word) for word in told))


def long_name_keys(long_name: str) -> set[tuple[str, ...]]:
    """Keys of a region's long name: as a whole, without what is in brackets, and on both sides of a slash."""
    bare = without_brackets(long_name)
    return {key(part) for part in (long_name, bare, *bare.split("/"))} - {()}


def without_brackets(long_name: str) -> str:
    """Long name without what is in brackets."""
    return " ".join(IN_BRACKETS.sub(" ", long_name).split())


def contents(long_name: str) -> tuple[str, ...]:
    """Words of what a sector's long name covers, without what it leaves out."""
    return words(_LEFT_OUT.sub(" ", long_name))


def is_within(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Whether words follow each other in a text."""
    return bool(phrase) and any(text[at : at + len(phrase)] == phrase for at in range(len(text) - len(phrase) + 1))
