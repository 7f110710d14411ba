"""The text of a new scenario file: commented, valid as it stands, ready to be filled in or made from answers."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from simulator.scenario.authoring.json_schema import SCHEMA_FILES

_HEAD: Final = """\
# yaml-language-server: $schema={schema}
title: {title}
summary: >-
  {summary}
{extends}
measures:
"""

_EXAMPLE: Final = """\
  - id: us-tariff                # the name that --set us-tariff.rate=0.5 refers to
    type: tariff
    importer: USA                # a code, a list, a group name or all; `tariffsim baseline show` lists them
    exporter: CHN
    sectors: goods               # a code, a list, a group name, goods, services or all
    rate: 10%                    # or 0.1; on top of the tariff in force (stacking: add)
    # rate: {2025-11-01: 10%, 2026-01-01: 25%}                   # a rate that changes on dated days
    # start: 2025-11-01          # first day in force; also announced and end
    # suspended: [{start: 2025-11-10, end: 2026-11-10}]          # days on which it rests
    source: an example, to be replaced
"""

_TAIL: Final = """
# Other types, to be uncommented:
#  - id: cn-licences
#    type: export_licensing
#    exporter: CHN
#    importer: all
#    sectors: REE
#    approval_rate: 0.5          # share of the baseline quantity
#    processing_days: 45         # waiting costs 0.8 % of the value a day
#    allocation: physical        # by application, as for critical sectors anyway; market: to the highest bidder
#  - id: cn-soybeans
#    type: purchase_commitment
#    importer: CHN
#    exporter: USA
#    sectors: SOY
#    quantity: 25 Mt             # a year; or value: 80 bn USD; or by days:
#    # windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}]
#    compliance: 1.0             # share of the promise that is kept
#  - id: us-harvest
#    type: supply_disruption
#    region: USA                 # instead of importer and exporter: all that it sells is hit
#    sectors: SOY
#    lost: 20%                   # share of the baseline output
# Also: export_tax, trade_cost, export_control, import_quota, subsidy; `tariffsim schema` has every key.

# Elasticities other than the baseline's, at every horizon, by nest or by nest and sector:
# parameters: {origin.SOY: 4, critical: 0.1}

# Trade deficits: fixed in the numéraire, zero, proportional to income, or responsive to pay. Tariff revenue:
# a lump_sum, or a lower income_tax. Where nothing is said, as the baseline has it.
# closure: {deficit: fixed, revenue: lump_sum}
"""

_COMMENTS: Final = {
    "importer": "buying regions: a code, a list, a group name or all",
    "exporter": "selling regions",
    "sectors": "a code, a list, a group name, goods, services or all",
    "rate": "a fraction or a percentage; {2025-11-01: 10%, 2026-01-01: 25%} changes on dated days",
    "approval_rate": "share of the baseline quantity that gets a licence",
    "processing_days": "waiting costs 0.8 % of the value a day",
    "allocation": "physical: by application; market: to the highest bidder",
    "region": "whose output is lost",
    "blocked": "share of the varieties, whatever the flow would be; 1 closes it",
    "lost": "share of the baseline output",
    "share": "most that may be imported, of the baseline quantity",
    "over_quota_rate": "more comes in at this rate",
    "quantity": "a year",
    "value": "a year, at the border",
    "table": "exporter,importer,sector,rate",
    "stacking": "replace: instead of the tariff in force; add: on top of it; max: where it is higher",
    "start": "first day in force; `tariffsim timeline` and --on follow days",
    "source": "where the figures are from",
}
"""What is said beside a key of a measure."""
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
    return head + ("".join(map(_measure_text, measures)) or _EXAMPLE) + _TAIL


def _measure_text(values: Mapping[str, object]) -> str:
    lines = [f"{key}: {_yaml(value)}" for key, value in values.items() if value is not None]
    keys = [key for key, value in values.items() if value is not None]
    commented = [_beside(line, _COMMENTS.get(key, "")) for key, line in zip(keys, lines, strict=True)]
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
