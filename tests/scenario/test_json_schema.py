"""The committed JSON Schemas are current and agree with the models on what is right and wrong."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy.reading.folder import SETTINGS
from simulator.economy.reading.shipped import shipped_baselines, shipped_folder
from simulator.errors import ScenarioError
from simulator.files.yaml import parse_document, read_document
from simulator.scenario import load_scenario
from simulator.scenario.authoring.json_schema import SCHEMA_FILES, json_schema, json_schema_text
from simulator.scenario.authoring.template import new_scenario_text
from simulator.scenario.games.effects import GAMES
from simulator.scenario.library.find import SUITE, library_folder, scenario_files

BASE = {"id": "a", "importer": "USA", "exporter": ["CHN", "VNM"], "sectors": "goods"}
RIGHT = [
    {"type": "tariff", "rate": "25%", "stacking": "max", "coverage": 0.5, "start": "2025-11-01", "announced": None},
    {"type": "tariff", "table": "rates.csv"},
    {"type": "tariff", "rate": 0.1, "stacking": "cap", "exporter": {"of": "all", "except": ["CAN", "MEX"]}},
    {"type": "tariff", "rate": 0.1, "sectors": {"of": ["goods"], "except": "SOY"}},
    {"type": "tariff", "rate": "25%", "coverage_table": "shares.csv"},
    {"type": "export_tax", "rate": 0.3},
    {"type": "trade_cost", "rate": -0.1},
    {"type": "export_licensing", "approval_rate": "50%", "processing_days": 45, "exempt": 0.2, "pooled": True},
    {"type": "export_licensing", "approval_rate": 0.5, "allocation": "market", "premium_to": "nobody"},
    {"type": "export_control", "blocked": 1},
    {"type": "import_quota", "value": "8 bn USD", "over_quota_rate": "25%", "pooled": True},
    {"type": "import_quota", "share": 0, "over_quota_rate": {"2025-11-01": 0.25}},
    {"type": "import_quota", "share": 0.5},
    {"type": "import_quota", "quantity": "5 Mt"},
    {"type": "purchase_commitment", "quantity": "25 Mt", "compliance": 0.57},
    {"type": "purchase_commitment", "value": "80 bn USD", "enabled": False},
    {"type": "subsidy", "rate": 0.2, "paid_by": "exporter"},
    {"type": "tariff", "rate": {"2025-11-01": "50%", "2026-01-01": 1}, "coverage": {"2025-11-01": 0.5}, "label": "a"},
    {"type": "tariff", "rate": {"dist": "uniform", "low": 0.2, "high": 0.8}},
    {"type": "export_licensing", "approval_rate": {"2025-11-01": 0.5}, "processing_days": {"2025-11-01": 45}},
    {"type": "export_tax", "rate": 0.3, "suspended": [{"start": "2025-11-10", "end": "2026-11-10"}]},
    {"type": "export_tax", "rate": 0.3, "suspended": [{"start": "2025-11-10", "announced": "2025-10-30"}]},
    {"type": "purchase_commitment", "windows": [{"start": "2025-11-10", "end": "2025-12-31", "quantity": "12 Mt"}]},
]
WRONG = [
    {"type": "tariff"},
    {"type": "tarif", "rate": 0.1},
    {"type": "tariff", "rate": 100},
    {"type": "tariff", "rate": -0.1},
    {"type": "tariff", "rate": "much"},
    {"type": "tariff", "rate": True},
    {"type": "tariff", "rate": 0.1, "table": "rates.csv"},
    {"type": "tariff", "coverage_table": "shares.csv"},
    {"type": "tariff", "table": "rates.csv", "coverage_table": "shares.csv"},
    {"type": "tariff", "rate": 0.1, "stacking": "sum"},
    {"type": "tariff", "rate": 0.1, "unknown": 1},
    {"type": "tariff", "rate": 0.1, "sectors": []},
    {"type": "tariff", "rate": 0.1, "sectors": {"of": "goods"}},
    {"type": "tariff", "rate": 0.1, "sectors": {"of": "goods", "except": []}},
    {"type": "tariff", "rate": 0.1, "sectors": {"of": "goods", "except": "SOY", "and": "AGR"}},
    {"type": "tariff", "rate": 0.1, "id": "a.b"},
    {"type": "tariff", "rate": 0.1, "enabled": "no"},
    {"type": "export_licensing", "approval_rate": 1.5},
    {"type": "export_licensing"},
    {"type": "export_licensing", "approval_rate": 0.5, "allocation": "auction"},
    {"type": "export_control", "blocked": 0.5, "premium_to": "importer"},
    {"type": "export_control", "blocked": 0.5, "pooled": True},
    {"type": "export_control", "blocked": -0.5},
    {"type": "import_quota", "over_quota_rate": 0.25},
    {"type": "import_quota", "share": 0.5, "value": "8 bn USD"},
    {"type": "import_quota", "share": 0.5, "over_quota_rate": -0.25},
    {"type": "supply_disruption", "region": "USA", "lost": 0.2},
    {"type": "purchase_commitment", "quantity": "80 bn USD"},
    {"type": "purchase_commitment", "value": "25 MT"},
    {"type": "subsidy", "rate": 0.2},
    {"type": "tariff", "rate": {"November": 0.5}},
    {"type": "tariff", "rate": {"2025-11-01": 100}},
    {"type": "tariff", "rate": {}},
    {"type": "export_licensing", "approval_rate": 0.5, "daily_cost": {"2025-11-01": 0.01}},
    {"type": "purchase_commitment", "quantity": "25 Mt", "compliance": {"2025-11-01": 0.5}},
    {"type": "export_tax", "rate": 0.3, "suspended": [{"end": "2026-11-10"}]},
    {"type": "purchase_commitment", "windows": [{"start": "2025-11-10", "quantity": "12 Mt"}]},
    {"type": "purchase_commitment", "windows": [{"start": "2025-11-10", "end": "2025-12-31"}]},
    {"type": "purchase_commitment", "quantity": "3 Mt", "windows": []},
]


def accepted(data, kind="scenario"):
    return jsonschema.Draft202012Validator(json_schema(kind)).is_valid(data)


@pytest.mark.parametrize("kind", ["scenario", "suite", "game", "baseline"])
def test_the_committed_schema_is_current(kind):
    assert json.loads(SCHEMA_FILES[kind].read_text(encoding="utf-8")) == json.loads(json_schema_text(kind))


@pytest.mark.parametrize("kind", ["scenario", "suite", "game", "baseline"])
def test_the_schema_is_one(kind):
    jsonschema.Draft202012Validator.check_schema(json_schema(kind))


@pytest.mark.parametrize("measure", RIGHT, ids=str)
def test_right_measures_pass_schema_and_model(write, measure):
    data = {"title": "x", "measures": [BASE | measure], "parameters": {"origin.SOY": 4, "home": {"AGR": 2}}}
    write("rates.csv", "exporter,importer,sector,rate\nCHN,USA,SOY,1\n")
    write("shares.csv", "exporter,importer,sector,coverage\nCHN,USA,SOY,1\n")
    write("x.yaml", json.dumps(data))
    assert accepted(data)
    assert load_scenario("x").measures[0].type == measure["type"]


@pytest.mark.parametrize("measure", WRONG, ids=str)
def test_wrong_measures_fail_schema_and_model(write, measure):
    data = {"title": "x", "measures": [BASE | measure]}
    write("x.yaml", json.dumps(data))
    assert not accepted(data)
    with pytest.raises(ScenarioError, match=r"^x\.yaml:1:\d+: measures\[0\]"):
        load_scenario("x")


LOSS = {"id": "a", "type": "supply_disruption", "region": ["USA", "BRA"], "sectors": "SOY"}


@pytest.mark.parametrize(
    "lost", [0.2, "20%", {"2025-11-01": 0.2}, {"dist": "uniform", "low": 0.1, "high": 0.3}], ids=str
)
def test_a_right_disruption_passes_schema_and_model(write, lost):
    data = {"title": "x", "measures": [LOSS | {"lost": lost}]}
    write("x.yaml", json.dumps(data))
    assert accepted(data)
    assert load_scenario("x").measures[0].region == ("USA", "BRA")


@pytest.mark.parametrize(
    "keys", [{}, {"lost": 1.5}, {"lost": 0.2, "importer": "CHN"}, {"lost": 0.2, "region": []}], ids=str
)
def test_a_wrong_disruption_fails_schema_and_model(write, keys):
    data = {"title": "x", "measures": [LOSS | keys]}
    write("x.yaml", json.dumps(data))
    assert not accepted(data)
    with pytest.raises(ScenarioError, match=r"^x\.yaml:1:\d+: measures\[0\]"):
        load_scenario("x")


@pytest.mark.parametrize(
    ("keys", "is_right"),
    [
        ({"closure": {"deficit": "proportional", "revenue": "income_tax"}}, True),
        ({"closure": {"revenue": "lump_sum"}}, True),
        ({"closure": {"deficit": "responsive"}, "parameters": {"deficit": 0.5, "supply": 0, "scale": 0.1}}, True),
        ({"closure": {"deficit": "free"}}, False),
        ({"closure": {"revenue": "burnt"}}, False),
        ({"parameters": {"supply": -0.1}}, False),
        ({"parameters": {"scale": {"SOY": 0.1}}}, False),
    ],
    ids=str,
)
def test_schema_and_model_agree_on_what_closes_the_model(write, keys, is_right):
    data = {"title": "x", **keys}
    write("x.yaml", json.dumps(data))
    assert accepted(data) == is_right
    if is_right:
        load_scenario("x")
    else:
        with pytest.raises(ScenarioError, match=r"^x\.yaml:1:\d+: (closure|parameters)\."):
            load_scenario("x")


def test_shipped_files_pass():
    for path in [
        path for folder in (library_folder(), *library_folder().glob("*/")) for path in scenario_files(folder)
    ]:
        kind = "game" if path.parent.name == GAMES else "scenario"
        assert accepted(read_document(path).data, kind), path
    for path in library_folder().rglob(SUITE):
        assert accepted(read_document(path).data, "suite"), path
    for name in shipped_baselines():
        assert accepted(read_document(shipped_folder(name) / SETTINGS).data, "baseline"), name


@pytest.mark.parametrize(
    "data",
    [
        {"title": "x", "year": 2024},
        {"name": "x", "title": "x", "year": "2024"},
        {"name": "x", "title": "x", "year": 2024, "closure": {"deficit": "free"}},
        {"name": "x", "title": "x", "year": 2024, "region_groups": {"west": []}},
        {"name": "x", "title": "x", "year": 2024, "notes": "x", "source": "x"},
    ],
)
def test_wrong_settings_of_a_baseline_fail_the_schema(data):
    assert not accepted(data, "baseline")


def test_every_key_is_described():
    for found in json_schema("game")["$defs"].values():
        model = found["anyOf"][-1] if "anyOf" in found else found
        keys = set(model.get("properties", ())) - {"type", "of", "except"}
        assert all(model["properties"][key].get("description") for key in keys), model.get("title")


def test_a_new_scenario_is_valid_as_it_stands(write, economy):
    title = 'A "quoted": title # with marks'
    write("parent.yaml", "title: parent\n")
    write("x.yaml", new_scenario_text(title, extends="parent"))
    scenario = load_scenario("x", economy)
    assert scenario.title == title
    assert scenario.parents == ("parent",)
    assert accepted(read_document(scenario.path).data)


def test_the_examples_in_a_new_scenario_are_valid_too(write, economy):
    lines = new_scenario_text("x").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("# Other types"))
    end = next(place for place, line in enumerate(lines) if line.startswith("# Also"))
    examples = [line.removeprefix("#") for line in lines[start + 1 : end]]
    settings = [line.removeprefix("# ") for line in lines[end:] if line.startswith(("# parameters", "# closure"))]
    write("x.yaml", "\n".join([*lines[:start], *examples, *settings]))
    scenario = load_scenario("x", economy)
    assert [measure.id for measure in scenario.measures] == ["us-tariff", "cn-licences", "cn-soybeans", "us-harvest"]
    assert (scenario.closure.deficit, scenario.closure.revenue) == ("fixed", "lump_sum")
    assert scenario.parameters.flat() == {"origin.SOY": 4.0, "critical": 0.1}


def test_dates_stay_text_for_the_schema():
    data = parse_document("x", "start: 2025-11-01").data
    assert data == {"start": "2025-11-01"}


letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
names = st.text(letters, min_size=1, max_size=60).filter(str.strip)


@settings(deadline=None)
@given(names, st.lists(names, min_size=1, max_size=3), names)
def test_a_new_file_reads_back_as_it_was_meant_whatever_things_are_called(title, codes, source):
    measure = {"id": "a", "type": "tariff", "importer": codes, "exporter": codes[:1], "sectors": "all"}
    text = new_scenario_text(title, codes[0], [{**measure, "table": f"{source}.csv", "source": source}])
    document = parse_document("x.yaml", text)
    assert document.problems == ()
    assert (document.data["title"], document.data["extends"]) == (title, codes[0])
    (read,) = document.data["measures"]
    assert read["importer"] == (codes if len(codes) > 1 else codes[0])
    assert (read["table"], read["source"]) == (f"{source}.csv", source)
