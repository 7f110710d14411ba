"""Names that people use, in files, tables and options of scenarios."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import load_scenario
from simulator.scenario.authoring.questions import read_names, read_selection

TARIFF = "title: x\nmeasures:\n  - {{id: a, type: tariff, importer: {importer}, exporter: {exporter}, {rest}}}\n"


def load(write, economy, *options, **keys):
    write("x.yaml", TARIFF.format(**{"importer": "USA", "exporter": "CHN", "rest": "sectors: MCH, rate: 10%", **keys}))
    return load_scenario("x.yaml", economy, options)


def test_names_become_codes_each_once(write, economy):
    (measure,) = load(write, economy, importer="United States", exporter="[Germany, China, FR]").measures
    assert (measure.importer, measure.exporter) == (("USA",), ("EUU", "CHN"))


def test_a_name_is_the_same_as_its_code(write, economy):
    named = load(write, economy, exporter="Vietnam", rest="sectors: pharma, rate: 10%")
    coded = load(write, economy, exporter="VNM", rest="sectors: PHA, rate: 10%")
    assert named.measures == coded.measures
    assert named.assumptions == coded.assumptions == ()


def test_what_is_hit_beyond_the_name_is_said_and_assumed(write, economy, caplog):
    found = load(write, economy, exporter="Germany", rest="sectors: oil, rate: 10%")
    told = (
        "a: 'Germany' is part of EUU (European Union 27), which is taken as a whole.",
        "a: 'oil' is part of ENE (Coal, oil, gas, refined petroleum), which is taken as a whole.",
    )
    assert found.assumptions == told
    assert [record.getMessage() for record in caplog.records] == [f"x: {text}" for text in told]


def test_names_in_tables_and_options(write, economy):
    write("rates.csv", "exporter,importer,sector,rate\nJapan,United States,cars,10%\nMexico,US,Steel,20%\n")
    (measure,) = load(write, economy, exporter="all", rest="sectors: all, table: rates.csv").measures
    assert [(row.exporter, row.importer, row.sector) for row in measure.table.rows] == [
        ("JPN", "USA", "MVH"),
        ("MEX", "USA", "STL"),
    ]
    (changed,) = load(write, economy, "a.exporter=Brazil").measures
    assert changed.exporter == ("BRA",)


def test_two_names_of_one_region_give_a_flow_twice(write, economy):
    write("rates.csv", "exporter,importer,sector,rate\nGermany,USA,MCH,10%\nFrance,USA,MCH,20%\n")
    with pytest.raises(ScenarioError, match=r"rates\.csv:3: repeats a flow of line 2"):
        load(write, economy, exporter="all", rest="sectors: all, table: rates.csv")


def test_a_name_that_may_be_several_is_refused_with_them(write, economy):
    with pytest.raises(ScenarioError, match=r"unknown sector 'metals' — It may be 'REE' .* or 'OMT' .*: write which"):
        load(write, economy, rest="sectors: metals, rate: 10%")


@pytest.mark.parametrize(
    ("answer", "labels"),
    [
        ("South Korea, Brazil", ["KOR", "BRA"]),
        ("usa chn", ["USA", "CHN"]),
        ("Germany, France", ["EUU"]),
        ("asean", ["asean"]),
        ("Canada and Mexico", ["CAN", "MEX"]),
        ("UK, the Republic of Korea & JP", ["GBR", "KOR", "JPN"]),
    ],
)
def test_answers_may_be_names(economy, answer, labels):
    assert [meaning.label for meaning in read_names(answer, "region", economy)] == labels


@pytest.mark.parametrize(("answer", "text"), [("", "got nothing"), ("Japn", "got 'Japn' — Did you mean 'JPN'")])
def test_answers_that_name_nothing_are_asked_again(economy, answer, text):
    with pytest.raises(ScenarioError, match=text):
        read_names(answer, "region", economy)


@pytest.mark.parametrize(
    ("answer", "kind", "expected"),
    [
        ("all", "region", ["all"]),
        ("all except Canada, Mexico", "region", {"of": ["all"], "except": ["CAN", "MEX"]}),
        ("all but China and JP", "region", {"of": ["all"], "except": ["CHN", "JPN"]}),
        ("excluding: Brazil", "region", {"of": ["all"], "except": ["BRA"]}),
        ("goods, without soybeans", "sector", {"of": ["goods"], "except": ["SOY"]}),
    ],
)
def test_answers_may_leave_some_out(economy, answer, kind, expected):
    assert read_selection(answer, kind, economy) == (expected, [])


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("all except Germany", "'Germany' is part of EUU .* by itself"),
        ("Canada, Mexico except Brazil", "BRA is not in CAN, MEX"),
        ("all except", "got nothing"),
        ("all except Japn", "Did you mean 'JPN'"),
    ],
)
def test_exceptions_that_are_none_are_asked_again(economy, answer, text):
    with pytest.raises(ScenarioError, match=text):
        read_selection(answer, "region", economy)
