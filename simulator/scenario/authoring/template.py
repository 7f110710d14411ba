"""The text of a new scenario file: commented, valid as it stands, ready to be filled in or made from answers."""

from collections.abc import Mapping, Sequence
from typing import Final

from simulator.files.yaml_text import yaml_text
from simulator.scenario.authoring.json_schema import SCHEMA_FILES
from simulator.scenario.measures import MEASURE_TYPES

_HEAD: Final = """\
# yaml-language-server: $schema={schema}
{title}{summary}{extends}
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
        title=yaml_text({"title": title}),
        summary=yaml_text({"summary": " ".join(summary.split())}),
        extends=yaml_text({"extends": extends}).rstrip("\n") if extends else "# extends: another-scenario",
    )
    shown = sorted((model for model in MEASURE_TYPES.values() if model.example), key=lambda model: model.questions.rank)
    example, *more = (model.example for model in shown)
    others = (kind for kind, model in MEASURE_TYPES.items() if not model.example)
    examples = "".join(f"#{line}" for text in more for line in text.splitlines(keepends=True))
    tail = _TAIL.format(examples=examples, others=", ".join(others))
    return head + ("".join(map(_measure_text, measures)) or example) + tail


def _measure_text(values: Mapping[str, object]) -> str:
    comments = _COMMENTS | dict(MEASURE_TYPES[str(values["type"])].comments)
    lines = [_beside(_line(key, value), comments.get(key, "")) for key, value in values.items() if value is not None]
    return "  - " + "\n    ".join(lines) + "\n"


def _line(key: str, value: object) -> str:
    """A key with its value on one line, keys of its own in braces; a list of one as its item."""
    if isinstance(value, Mapping):
        return f"{key}: {{{', '.join(_line(name, item) for name, item in value.items())}}}"
    is_one = isinstance(value, list | tuple) and len(value) == 1
    return yaml_text({key: value[0] if is_one else value}).rstrip("\n")  # type: ignore[index]  # a list then


def _beside(line: str, comment: str) -> str:
    return f"{line.ljust(_COMMENT_COLUMN - 6)}  # {comment}" if comment else line
