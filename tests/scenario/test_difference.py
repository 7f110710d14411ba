"""What one scenario has that another has not."""

from simulator.scenario import load_scenario
from simulator.scenario.authoring.difference import diff_scenarios

FIRST = """
    title: First
    measures:
      - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 20%, note: old}
      - {id: b, type: tariff, importer: CHN, exporter: USA, sectors: goods, rate: 10%}
      - {id: c, type: tariff, importer: CHN, exporter: USA, sectors: SOY, rate: 25%}
    parameters: {origin.SOY: 4}
"""
SECOND = """
    title: Second
    baseline: us-china-2024
    measures:
      - {id: d, type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0.5}
      - {id: b, type: tariff, importer: CHN, exporter: USA, sectors: goods, rate: 10%}
      - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: [SOY, AGR], rate: 145%, start: 2025-11-01}
      - {id: e, type: supply_disruption, region: BRA, sectors: SOY, lost: 20%}
    closure: {deficit: zero}
"""


def test_differences_read_as_a_list(write):
    write("first.yaml", FIRST)
    write("second.yaml", SECOND)
    first, second = load_scenario("first"), load_scenario("second")
    assert [str(difference) for difference in diff_scenarios(first, second)] == [
        "a.sectors: goods → SOY, AGR",
        "a.start: – → 2025-11-01",
        "a.rate: 0.2 → 1.45",
        "c: removed tariff",
        "d: added export_licensing",
        "e: added supply_disruption",
        "order: a, b → b, a",
        "parameters.origin.SOY: 4.0 → –",
        "closure.deficit: – → zero",
        "baseline: – → us-china-2024",
    ]
    assert diff_scenarios(first, first) == ()


def test_new_keys_are_told(write):
    text = """
        title: A
        measures:
          - {{id: a, type: export_licensing, importer: all, exporter: CHN, sectors: REE, approval_rate: 0.5{licence}}}
          - {{id: b, type: supply_disruption, region: {region}, sectors: SOY, lost: {lost}}}
          - {{id: c, type: import_quota, importer: EUU, exporter: all, sectors: STL, {quota}}}
        closure: {closure}
    """
    write(
        "first.yaml", text.format(licence="", region="BRA", lost="20%", quota="share: 0.5", closure="{deficit: zero}")
    )
    write(
        "second.yaml",
        text.format(
            licence=", allocation: market",
            region="[BRA, USA]",
            lost="{2025-11-01: 30%}",
            quota="value: 8 bn USD, over_quota_rate: 25%",
            closure="{deficit: zero, revenue: income_tax}",
        ),
    )
    assert [str(item) for item in diff_scenarios(load_scenario("first"), load_scenario("second"))] == [
        "a.allocation: – → market",
        "b.region: BRA → BRA, USA",
        "b.lost: 0.2 → 0.3 from 2025-11-01",
        "c.value: – → 8 bn USD",
        "c.share: 0.5 → –",
        "c.over_quota_rate: – → 0.25",
        "closure.revenue: – → income_tax",
    ]


def test_a_note_or_title_is_no_difference(write):
    write("first.yaml", FIRST)
    write("again.yaml", FIRST.replace("note: old", "note: new").replace("First", "Again"))
    assert diff_scenarios(load_scenario("first"), load_scenario("again")) == ()


DATED = """
    title: Dated
    measures:
      - {{id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: {rate}, {more}}}
"""


def test_dates_and_distributions_are_told_from_the_numbers_that_they_count_as(write):
    write("plain.yaml", DATED.format(rate="0.5", more="label: old"))
    write(
        "dated.yaml", DATED.format(rate="{2025-11-01: 10%, 2026-01-01: 50%}", more="suspended: [{start: 2026-02-01}]")
    )
    write("drawn.yaml", DATED.format(rate="{dist: uniform, low: 0, high: 1}", more="label: new"))
    plain, dated, drawn = (load_scenario(name) for name in ("plain", "dated", "drawn"))
    assert [str(difference) for difference in diff_scenarios(plain, dated)] == [
        "a.suspended: – → from 2026-02-01",
        "a.rate: 0.5 → 0.1 from 2025-11-01, 0.5 from 2026-01-01",
    ]
    assert [difference.key for difference in diff_scenarios(plain, drawn)] == ["rate"]
