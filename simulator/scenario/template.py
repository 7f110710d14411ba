"""The text of a new scenario file, ready to be filled in."""

import json
from typing import Final

from simulator.scenario.json_schema import SCHEMA_FILES

_TEXT: Final = """\
# yaml-language-server: $schema={schema}
title: {title}
summary: >-
  What happens, and what is assumed, in two sentences.
{extends}
measures:
  - id: us-tariff                # the name that --set us-tariff.rate=0.5 refers to
    type: tariff
    importer: USA                # a code, a list, a group name or all; `tariffsim baseline show` lists them
    exporter: CHN
    sectors: goods               # a code, a list, a group name, goods, services or all
    rate: 10%                    # or 0.1; on top of the tariff in force (stacking: add)
    # rate: {{2025-11-01: 10%, 2026-01-01: 25%}}                   # a rate that changes on dated days
    # start: 2025-11-01          # first day in force; also announced and end
    # suspended: [{{start: 2025-11-10, end: 2026-11-10}}]          # days on which it rests
    source: an example, to be replaced

# Other types, to be uncommented:
#  - id: cn-licences
#    type: export_licensing
#    exporter: CHN
#    importer: all
#    sectors: REE
#    approval_rate: 0.5          # share of the baseline quantity
#    processing_days: 45         # waiting costs 0.8 % of the value a day
#  - id: cn-soybeans
#    type: purchase_commitment
#    importer: CHN
#    exporter: USA
#    sectors: SOY
#    quantity: 25 Mt             # a year; or value: 80 bn USD; or by days:
#    # windows: [{{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}}]
#    compliance: 1.0             # share of the promise that is kept
# Also: export_tax, trade_cost, export_control, import_quota, subsidy; `tariffsim schema` has every key.

# Elasticities other than the baseline's, at every horizon, by nest or by nest and sector:
# parameters: {{origin.SOY: 4, critical: 0.1}}

# Trade deficits: fixed in the numéraire, or zero; without this line as the baseline says.
# closure: {{deficit: fixed}}
"""


def new_scenario_text(title: str, extends: str | None = None) -> str:
    """Write a commented scenario file that is valid as it stands.

    Parameters
    ----------
    title
        What happens, in one line.
    extends
        Scenario whose measures come first, or None.
    """
    parent = f"extends: {json.dumps(extends, ensure_ascii=False)}" if extends else "# extends: another-scenario"
    schema = SCHEMA_FILES["scenario"].as_uri()
    return _TEXT.format(schema=schema, title=json.dumps(title, ensure_ascii=False), extends=parent)
