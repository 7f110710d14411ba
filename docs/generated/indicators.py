"""The reference of indicators, from the functions that compute them."""

from writing import code, page, table

from simulator.results.indicators.registry import INDICATORS

INTRODUCTION = """\
Every number that a run writes, with its formula; `tariffsim indicators` prints the same. A value has up to four
forms in `indicators.csv`: the `baseline` level, the `value`, its `change` against the baseline and its
`reference_change` against the reference scenario. An indicator measured in % is a change by definition: its
baseline is 0, and its `reference_change` is in percentage points. Money is million USD of the base year, with world
factor income held fixed. Symbols are those of [the model](../model.md#symbols); a prime is a new level and a hat a
ratio to the baseline."""

KINDS = {
    "region": "Of a region",
    "pair": "Of a pair: region sells to partner",
    "region_sector": "Of a sector in a region",
    "flow": "Of a flow: exporter, importer, sector",
    "bound": "Of a licence, control, quota or commitment",
}


def indicator_page() -> str:
    """The page of all indicators, by what they are about."""
    sections = []
    for kind, title in KINDS.items():
        rows = [
            (code(item.name), item.unit, item.definition, code(item.formula))
            for item in INDICATORS.values()
            if item.about == kind
        ]
        sections.append(f"## {title}\n\n" + table(["name", "unit", "meaning", "formula"], rows))
    assert {item.about for item in INDICATORS.values()} <= set(KINDS)
    return page("Indicators", INTRODUCTION, *sections)
