"""The text of a new scenario file: commented, valid as it stands, ready to be filled in or made from answers."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from simulator.scenario.authoring.json_schema import SCHEMA_FILES
from simulator.scenario.measures import MEASURE_TYPES

_HEAD: Final = """\
# yaml-language-server: $schema={schema}
title: {title}
summary: >-
  {summary}
{extends}
measures:
"""

_TAIL: Final = """
# Other types, to be uncommented:
{examples}# Also: {others}; `tariffsim schema` has every key.

# Elasticities other than the baseline's, at every horizon, by nest or by nest and sector:
# parameters: {{origin.SOY: 4, critical: 0.1}}

# Trade deficits: fixed in the numéraire, zero, proportional to income, or responsive to pay. Tariff revenue:
# a lump_sum, or a lower income_tax. Where nothing is said, as the baseline has it.
# closure: {{deficit: fixed, revenue: lump_sum}}
"""

_COMMENTS: Final = {
    "importer": "buying regions: a code, a list, a group name or all",
    "exporter": "selling regions",
    "sectors": "a code, a list, a group name, goods, services or all",
    "rate": "a fraction or a percentage; {2025-11-01: 10%, 2026-01-01: 25%} changes on dated days",
    "start": "first day in force; `tariffsim timeline` and --on follow days",
    "source": "where the figures are from",
}
"""What is said beside a key that measures of several types have."""
_COMMENT_COLUMN: Final = 33
_LITERALS: Final = ("true", "false", "null")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*( [A-Za-z0-9_.+-]+)*|\d+(\.\d+)?( ?%| [A-Za-z ]*[A-Za-z])?")
"""Texts that YAML takes as they are."""


def new_scenario_text(
    title: str,
    extends: str | None = None,
    measures: Sequence[Mapping[str, object]] = (),
    summary: str = "What happens, and what is assumed, in two sentences.",
) -> str:
    """Write a commented scenario file that is valid as it stands.

    Parameters
    ----------
    title
        What happens, in one line.
    extends
        Scenario whose measures come first, or None.
    measures
        Keys and values of each measure, `id` and `type` first; without any there is an example. What is None is left
        out.
    summary
        On one line.
    """
    head = _HEAD.format(
        schema=SCHEMA_FILES["scenario"].as_uri(),
        title=json.dumps(title, ensure_ascii=False),
        summary=" ".join(summary.split()),
        extends=f"extends: {json.dumps(extends, ensure_ascii=False)}" if extends else "# extends: another-scenario",
    )
    shown = sorted((model for model in MEASURE_TYPES.values() if model.example), key=lambda model: model.questions.rank)
    example, *more = (model.example for model in shown)
    others = (kind for kind, model in MEASURE_TYPES.items() if not model.example)
    examples = "".join(f"#{line}" for text in more for line in text.splitlines(keepends=True))
    tail = _TAIL.format(examples=examples, others=", ".join(others))
    return head + ("".join(map(_measure_text, measures)) or example) + tail


def _measure_text(values: Mapping[str, object]) -> str:
    lines = [f"{key}: {_yaml(value)}" for key, value in values.items() if value is not None]
    keys = [key for key, value in values.items() if value is not None]
    comments = _COMMENTS | dict(MEASURE_TYPES[str(values["type"])].comments)
    commented = [_beside(line, comments.get(key, "")) for key, line in zip(keys, lines, strict=True)]
    return "  - " + "\n    ".join(commented) + "\n"


def _beside(line: str, comment: str) -> str:
    return f"{line.ljust(_COMMENT_COLUMN - 4)}# {comment}" if comment else line


def _yaml(value: object) -> str:
    """A value as YAML on one line; a list of one as its item."""
    if isinstance(value, list | tuple):
        return _yaml(value[0]) if len(value) == 1 else f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _LITERALS
    return text if is_plain else json.dumps(text, ensure_ascii=False)
