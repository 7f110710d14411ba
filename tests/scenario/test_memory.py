"""Scenarios made and changed in memory: the same keys, checks and meaning as those of a file."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulator.errors import ScenarioError
from simulator.scenario import (
    Amount,
    ExportControl,
    ExportLicensing,
    PurchaseCommitment,
    Scenario,
    SupplyDisruption,
    Suspension,
    Tariff,
    TradeCost,
    bind,
    library_folder,
    load_branches,
    load_scenario,
    load_scenarios,
    load_suite,
)
from simulator.scenario.authoring.difference import diff_scenarios

US_ON_CHINA = {"importer": "USA", "exporter": "CHN"}
RATES = {"exporter": ["CHN", "CHN"], "importer": ["USA", "USA"], "sector": ["SOY", "ELC"], "rate": [0.1, 0.25]}


@pytest.fixture(autouse=True)
def _desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def tariff(name="us-100", **keys):
    return Tariff(**{"id": name, **US_ON_CHINA, "sectors": "goods", "rate": 0.5, **keys})


def threat(**keys):
    return Scenario(**{"title": "A tariff", "extends": "truce-2025-10", "measures": [tariff()], **keys})


def problems_of(make):
    with pytest.raises(ScenarioError, match=r".") as caught:
        make()
    return list(caught.value.problems)


def test_it_is_what_its_file_would_be():
    (library_folder() / "tariff-100.yaml").is_file()
    path = "a-tariff.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            "title: A tariff\nextends: truce-2025-10\nmeasures:\n"
            "  - {id: us-100, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 50%}\n"
        )
    made = threat()
    assert made == load_scenario(path)
    assert (made.name, made.parents, made.measures[-1].rate) == ("a-tariff", ("truce-2025-10",), 0.5)


def test_a_dict_has_the_keys_of_a_file():
    keys = {"title": "A tariff", "extends": "truce-2025-10", "name": "mine", "parameters": {"origin.SOY": np.int64(4)}}
    measure = {"id": "us-100", "type": "tariff", **US_ON_CHINA, "sectors": "goods", "rate": "50%"}
    made = Scenario.from_dict({**keys, "measures": [measure]})
    assert made == threat(name="mine", parameters={"origin": {"SOY": 4}})
    assert load_scenario({**keys, "measures": [measure]}) == made


def test_values_may_be_those_of_python():
    steps = {date(2025, 11, 1): np.float64(0.1), "2026-01-01": 0.3}
    measure = tariff(rate=steps, suspended=[Suspension(start="2025-12-01", end=pd.Timestamp("2025-12-31"))])
    assert measure.rate.steps == ((date(2025, 11, 1), 0.1), (date(2026, 1, 1), 0.3))
    assert measure.suspended[0].end == date(2025, 12, 31)
    promise = PurchaseCommitment(
        id="p", importer="CHN", exporter="USA", sectors="SOY", quantity=Amount(12.3456789, "Mt")
    )
    assert Scenario(title="t", measures=[promise]).measures[0].quantity == Amount(12.3456789, "Mt")


def test_a_measure_says_all_that_is_wrong_with_it():
    allowed = (
        "Allowed: id, sectors, start, end, announced, suspended, enabled, label, source, note, importer, exporter, "
    )
    assert problems_of(lambda: Tariff(id="us-100", **US_ON_CHINA, sector="goods", rate=25)) == [
        "Tariff 'us-100': rate: got 25, which is 2500 % — a rate is a fraction: write 0.25 or 25%.",
        "Tariff 'us-100': sector: got the key 'sector' — Did you mean 'sectors'? "
        f"{allowed}type, rate, table, mirrors, by, share, stacking, coverage, coverag"
        "e_table, collection, transit_days, through.",
        "Tariff 'us-100': sectors: is missing — Sectors: a code, a list, a group name, `goods`, `services` or `all`.",
    ]
    control = {"sectors": "goods", "blocked": 1, "pooled": True}
    (problem,) = problems_of(lambda: ExportControl(id="x", **US_ON_CHINA, **control))
    assert "write `type: export_licensing`" in problem


def test_a_scenario_says_all_that_is_wrong_with_it_by_key():
    wrong = [{"id": "a", "type": "tarif"}, {"id": "b", "type": "tariff", **US_ON_CHINA, "sectors": "goods", "rate": 25}]
    found = problems_of(lambda: Scenario(titl="x", name="a/b", extends="truce-2025", measures=wrong))
    starts = [
        "Scenario 'a/b': extends: got 'truce-2025', but no scenario",
        "Scenario 'a/b': measures[0].type: got the ",
    ]
    starts += [
        "Scenario 'a/b': measures[1].rate: got 25, which is 2500 %",
        "Scenario 'a/b': titl: got the key 'titl' — ",
    ]
    starts += ["Scenario 'a/b': title: is missing", "Scenario: name: got 'a/b' — a name that a file could bear"]
    assert [text.startswith(start) for text, start in zip(sorted(found), sorted(starts), strict=True)] == [True] * 6


def test_labels_are_checked_when_it_meets_an_economy(economy):
    made = threat(measures=[tariff(exporter="CHINO")])
    (problem,) = problems_of(lambda: load_scenario(made, economy))
    assert problem.startswith("Scenario 'a-tariff': measures[0].exporter: got the unknown region 'CHINO' — ")
    assert [str(item) for item in bind(made, economy)] == [problem]
    assert load_scenario(threat(), economy, {"us-100.rate": 0.7}).measures[-1].rate == 0.7


@pytest.mark.parametrize("given", [RATES, xr.DataArray])
def test_rates_come_from_a_table_in_memory(given, economy):
    frame = pd.DataFrame(RATES)
    table = frame if given is RATES else frame.set_index(["exporter", "importer", "sector"])["rate"].to_xarray()
    made = Scenario(title="t", measures=[tariff("t", sectors=["SOY", "ELC"], rate=None, table=table)])
    (measure,) = load_scenario(made, economy).measures
    rows = {(row.exporter, row.importer, row.sector): row.rate for row in measure.table.rows}
    assert rows == {("CHN", "USA", "SOY"): 0.1, ("CHN", "USA", "ELC"): 0.25}


def test_an_array_over_all_flows_leaves_out_home_sales_and_gaps():
    codes = ["CHN", "USA"]
    dense = xr.DataArray(np.full((1, 2, 2), 1.05), {"sector": ["SOY"], "exporter": codes, "importer": codes})
    dense[0, 0, 1] = np.nan
    measure = TradeCost(id="c", importer="all", exporter="all", sectors="SOY", table=dense)
    assert [(row.exporter, row.importer) for row in measure.table.rows] == [("USA", "CHN")]
    assert measure.table.rows[0].rate == pytest.approx(0.05, rel=1e-12)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame(RATES).drop(columns="sector"), "got a table without 'sector' — a row a flow, with columns"),
        (pd.DataFrame(RATES).iloc[:0], "got a table without rows"),
        (
            pd.DataFrame({**RATES, "rate": [25, 0.1]}),
            r"table: row 0: rate: got 25.0 as the largest bare number, which is 25.0 % or 2500 %",
        ),
        (3, "got 3 — the path of a CSV file"),
    ],
)
def test_a_table_in_memory_that_is_wrong(table, message):
    with pytest.raises(ScenarioError, match=message):
        tariff(rate=None, table=table)


def test_a_row_of_a_table_that_hits_nothing_is_named(economy):
    table = pd.DataFrame({**RATES, "exporter": ["CHN", "IND"]})
    made = Scenario(title="t", measures=[tariff(sectors=["SOY", "ELC"], rate=None, table=table)])
    (problem,) = problems_of(lambda: load_scenario(made, economy))
    assert problem.startswith("table in memory:3: hits no flow of the measure")


@pytest.mark.parametrize("name", sorted(path.stem for path in library_folder().glob("*.yaml") if path.stem != "suite"))
def test_every_shipped_scenario_reads_back_from_its_text(name):
    scenario = load_scenario(name)
    scenario.to_yaml(f"sub/{name}.yaml")
    again = load_scenario(f"sub/{name}.yaml")
    assert again == scenario
    assert diff_scenarios(scenario, again) == ()


def test_what_is_made_in_memory_reads_back_from_its_text():
    measures = [
        tariff(rate={"dist": "triangular", "low": 0.2, "high": 0.8, "centre": 0.3}),
        tariff("steps", rate={"2025-11-01": 0.1, "2026-01-01": 0.3}, suspended=[{"start": "2025-12-01"}]),
        tariff("table", rate=None, sectors=["SOY", "ELC"], table=pd.DataFrame(RATES), label="On: two", enabled=False),
        tariff("high", rate="800%"),
        tariff("higher", rate={"2025-11-01": "250%", "2026-01-01": "600.1%"}),
        tariff("highest", rate=None, table=pd.DataFrame({**RATES, "rate": ["1900%", "0.3%"]})),
        ExportLicensing(id="l", importer="all", exporter="CHN", sectors="REE", approval_rate=1e-5, processing_days=45),
        SupplyDisruption(id="d", region=["USA"], sectors="SOY", lost=1 / 3),
    ]
    keys = {"parameters": {"origin.SOY": 4, "factor": np.inf}, "closure": {"deficit": "zero"}}
    made = threat(name="mine", summary="Two:\nlines", assumptions=["no", "1"], measures=measures, **keys)
    text = made.to_yaml("mine.yaml")
    again = load_scenario("mine")
    assert again == made
    assert diff_scenarios(made, again) == ()
    assert again.to_yaml("mine.yaml") == text


def test_a_table_needs_a_place():
    made = Scenario(title="t", measures=[tariff(rate=None, table=pd.DataFrame(RATES))])
    with pytest.raises(ScenarioError, match="us-100 has a table — give a path, beside which it is written"):
        made.to_yaml()


def test_a_copy_has_other_keys_and_the_name_of_its_own():
    first = load_scenario("tariff-100")
    other = first.replace(title="Half of it", measures=[tariff(rate=0.25)])
    assert (other.name, other.title, other.parents) == ("half-of-it", "Half of it", first.parents)
    assert [measure.id for measure in other.measures] == [measure.id for measure in first.measures]
    assert other.measures[-1].rate == 0.25
    assert (first.replace().name, first.replace(name="b").name) == ("tariff-100-changed", "b")
    assert replace(first.replace(), name="tariff-100") == first


def test_a_copy_keeps_the_options_that_changed_the_original():
    changed = load_scenario("tariff-100", overrides={"us-100.rate": 0.3, "parameters.factor": np.inf})
    again = changed.replace(name="tariff-100")
    assert again.measures[-1].rate == 0.3
    assert again.parameters.factor == np.inf
    changed.to_yaml("mine.yaml")
    assert load_scenario("mine").measures == changed.measures


def test_measures_are_put_on_top():
    first = load_scenario("tariff-100")
    more = first.with_measure(tariff("us-more", label="More"))
    assert (more.name, more.title) == ("tariff-100+us-more", f"{first.title}, with More")
    assert more.parents == (*first.parents, "tariff-100")
    assert more.measures == (*first.measures, tariff("us-more", label="More"))
    other = first.with_measure(tariff(), name="other", title="Other")
    assert other.replaced["us-100"] == (first.measures[-1],)
    assert len(other.measures) == len(first.measures)
    more.to_yaml("sub/more.yaml")
    assert load_scenario("sub/more").measures == more.measures


def test_a_scenario_extends_one_in_memory_as_it_would_a_file():
    parent = threat(name="parent")
    child = Scenario(title="child", extends=parent, measures=[tariff("second")])
    parent.to_yaml("parent.yaml")
    assert child == Scenario(title="child", extends="parent", measures=[tariff("second")])
    assert load_scenario(child) == child
    child.to_yaml("flat.yaml")
    assert load_scenario("flat").measures == child.measures


def test_what_replaces_a_measure_of_no_file_cannot_be_one_file():
    child = Scenario(title="child", extends=threat(), measures=[tariff(rate=0.2)])
    with pytest.raises(ScenarioError, match="child: replaces us-100 of a scenario that is no file of its own — write"):
        child.to_yaml()
    overlay = load_scenario("tariff-100+port-fees")
    assert overlay.replace(title="Both").measures == overlay.measures


def test_scenarios_dicts_names_and_files_are_asked_for_together():
    made = threat()
    found = load_scenarios([made, "tariff-100", {"title": "Nothing new"}, made, library_folder() / "busan-deal.yaml"])
    assert [item.name for item in found] == ["a-tariff", "tariff-100", "nothing-new", "busan-deal"]
    assert found[0] is made


def test_a_scenario_as_its_file_has_it_keeps_its_suite():
    suite = load_suite(load_scenario("tariff-100"))
    assert suite == load_suite("tariff-100")
    assert suite.reference is not None
    changed = load_suite(load_scenario("tariff-100", overrides={"us-100.rate": 0.3}))
    assert (changed.reference, changed.entries[0].paths) == (None, ())


def test_two_scenarios_of_one_name_are_refused():
    (problem,) = problems_of(lambda: load_scenarios([threat(), threat(measures=[])]))
    assert problem == "Scenario 'a-tariff': got the name of Scenario 'a-tariff' — rename one."


def test_branches_of_a_scenario_in_memory_are_files(economy):
    dated = {"start": "2025-03-01", "end": "2025-12-31"}
    Scenario(title="Calm", measures=[]).to_yaml("calm.yaml")
    trunk = Scenario(title="Trunk", branches=["calm"], measures=[tariff(**dated)])
    (problem,) = problems_of(lambda: load_branches(trunk, economy, (), date(2025, 10, 25)))
    assert "which does not build on 'trunk'" in problem


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (42, r"^scenarios: got 42 — a name, a file, a Scenario, .*, such as run\(\[\"tariff-100\", \"busan-deal\"\]\)"),
        (["tariff-100", None], "got nothing — a name, a file"),
        (pd.DataFrame(), "got something of type DataFrame — a name, a file"),
        (tariff(), "got something of type Tariff — a name, a file"),
    ],
)
def test_what_is_no_scenario_is_answered_with_the_right_call(given, message):
    with pytest.raises(ScenarioError, match=message):
        load_scenarios(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("us-100.rate=0.5", r"overrides: got 'us-100.rate=0.5' — a dict of values, such as \{'us-100.rate': 0.5\}"),
        (["a"], r"got 'a' — .*; in Python, overrides=\{'us-100.rate': 0.5\}"),
        ({"a": 1}, r"got 'a=1' — .*; in Python, overrides=\{'us-100.rate': 0.5\}"),
        ({"us-10.rate": 0.5}, "no measure has this id — Did you mean 'us-100'"),
        ({"us-100.rate": 50}, "us-100.rate: got 50, which is 5000 %"),
    ],
)
def test_options_that_are_wrong(given, message):
    with pytest.raises(ScenarioError, match=message):
        load_scenario("tariff-100", overrides=given)


def test_options_are_said_as_values_or_as_texts():
    values = {"us-100.rate": 0.5, "us-100.enabled": False, "us-100.sectors": ["SOY", "ELC"], "us-100.start": None}
    texts = ["us-100.rate=0.5", "us-100.enabled=false", "us-100.sectors=[SOY, ELC]", "us-100.start="]
    assert load_scenario("tariff-100", None, values).measures == load_scenario("tariff-100", None, texts).measures


def test_from_dict_takes_a_dict():
    with pytest.raises(ScenarioError, match=r"Scenario.from_dict: got a list — a dict such as"):
        Scenario.from_dict([])
