"""Shipped files with one thing changed, as a slip of the pen or an unlucky export would: structure first, then text."""

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from simulator.files.yaml import parse_document
from simulator.files.yaml_text import yaml_text

HOSTILE: Final = [
    *(None, True, False, 0, -1, 1, 25, 2.5, 1e-300, 1e308, -1e308, float("inf"), float("nan"), 10**30),
    *(
        "",
        " ",
        "all",
        "USA",
        "goods",
        "SOY",
        "25%",
        "-5%",
        "1e400",
        "2025-02-30",
        "0000-01-01",
        "9999-12-31",
        "2025-11-01",
    ),
    *("25 Mt", "-3 Mt", "9e99 Mt", "1 parsec", "x" * 400, "a: b", "# c", "../../etc", "中文", "=1+1", "truce-2025-10"),
    *([], {}, [None], [[]], {"": 1}, ["USA", "USA"], {"2025-11-01": 0.1}, {"dist": "uniform", "low": 1, "high": 0}),
]
CELLS: Final = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "nan",
    "inf",
    "1e400",
    "2,5",
    "25%",
    "x",
    "USA",
    "all",
    "01",
    "1e-320",
    "\u00a0",
    '"',
]
LETTERS: Final = "\t\0\x85\ufeff:{}[]'\"#&*!|>%@`-,\\\n é9"

Mutation = Callable[[Any, Random], None]


def mutated_yaml(text: str, random: Random) -> str:
    """A scenario or suite file with one value, key or item changed; every third time only its letters."""
    data = parse_document("", text).data
    if random.random() < 1 / 3 or not isinstance(data, dict):
        return mutated_text(text, random)
    data = copy.deepcopy(data)
    holder = random.choice([item for item in _holders(data) if item])
    random.choice([_replace, _drop, _repeat, _rename, _move, _wrap])(holder, random)
    return str(yaml_text(data))


def mutated_csv(text: str, random: Random) -> str:
    """A table with one cell, row or column changed; every third time only its letters."""
    if random.random() < 1 / 3:
        return mutated_text(text, random)
    rows = [line.split(",") for line in text.splitlines()]
    row = random.choice(rows)
    place = random.randrange(len(row))
    kind = random.randrange(6)
    if kind <= 2:
        row[place] = random.choice(CELLS)
    elif kind == 3:
        rows.insert(random.randrange(len(rows) + 1), list(row))
    elif kind == 4:
        rows.remove(row)
    else:
        for each in rows:
            del each[place : place + 1]
    return "\n".join(map(",".join, rows)) + "\n"


def mutated_text(text: str, random: Random) -> str:
    """A text with a letter put in, a piece taken out or said twice, or cut off."""
    first = random.randrange(len(text))
    last = first + random.randrange(1, 20)
    cut = {0: random.choice(LETTERS), 1: "", 2: text[first:last] * 2, 3: random.choice(LETTERS) + text[first:last]}
    kind = random.randrange(5)
    return text[:first] if kind == 4 else text[:first] + cut[kind] + text[last if kind else first :]


def _holders(data: object) -> Iterator[Any]:
    """Every mapping and list inside."""
    if isinstance(data, dict | list):
        yield data
        for item in data.values() if isinstance(data, dict) else data:
            yield from _holders(item)


def _place(holder: Any, random: Random) -> Any:
    return random.choice(list(holder)) if isinstance(holder, dict) else random.randrange(len(holder))


def _replace(holder: Any, random: Random) -> None:
    holder[_place(holder, random)] = copy.deepcopy(random.choice(HOSTILE))


def _drop(holder: Any, random: Random) -> None:
    del holder[_place(holder, random)]


def _repeat(holder: Any, random: Random) -> None:
    value = copy.deepcopy(holder[_place(holder, random)])
    if isinstance(holder, dict):
        holder[_place(holder, random)] = value
    else:
        holder.append(value)


def _rename(holder: Any, random: Random) -> None:
    if isinstance(holder, dict):
        key = _place(holder, random)
        holder[key + random.choice("sx. ")] = holder.pop(key)


def _move(holder: Any, random: Random) -> None:
    first, second = _place(holder, random), _place(holder, random)
    holder[first], holder[second] = holder[second], holder[first]


def _wrap(holder: Any, random: Random) -> None:
    place = _place(holder, random)
    holder[place] = [holder[place]] if random.random() < 0.5 else {"value": holder[place]}
