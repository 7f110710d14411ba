"""Parents, overlays and options: which measures a scenario ends up with, in which order."""

import datetime
import pickle

import pytest

from simulator.errors import ScenarioError
from simulator.files.yaml import parse_value
from simulator.model.shock import Deficits
from simulator.scenario import Amount, bind, load_scenario, load_scenarios, on_date
from simulator.scenario.effects.compile import compile_case

PARENT = """
    title: Parent
    closure: {deficit: zero}
    parameters: {origin.SOY: 4, critical: 0.2}
    assumptions: [Nobody answers.]
    measures:
      - {id: first, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 20%}
      - {id: second, type: tariff, importer: CHN, exporter: USA, sectors: goods, rate: 0.1}
"""
CHILD = """
    title: Child
    extends: parent
    parameters: {origin: {SOY: 3}}
    measures:
      - {id: third, type: export_tax, importer: all, exporter: [CHN, USA], sectors: [REE], rate: 0.3}
      - {id: first, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 145%}
"""
OTHER = """
    title: Other
    extends: parent
    parameters: {factor: .inf}
    measures:
      - {id: fourth, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY, quantity: 25 Mt}
"""


@pytest.fixture
def family(write):
    write("parent.yaml", PARENT)
    write("child.yaml", CHILD)
    write("other.yaml", OTHER)


def ids(scenario):
    return [measure.id for measure in scenario.measures]


@pytest.mark.usefixtures("family")
def test_parents_come_first_and_a_repeated_id_replaces_in_place(economy):
    child = load_scenario("child.yaml", economy)
    assert ids(child) == ["first", "second", "third"]
    assert child.measures[0].rate == 1.45
    assert child.name == "child"
    assert child.title == "Child"
    assert child.parents == ("parent",)
    assert child.closure.deficit == "zero"
    assert child.assumptions == ("Nobody answers.",)
    assert child.parameters.flat() == {"origin.SOY": 3.0, "critical": 0.2}


@pytest.mark.usefixtures("family")
def test_an_overlay_takes_shared_parents_once_and_keeps_what_the_first_replaced():
    overlay = load_scenario("child.yaml+other")
    assert overlay.name == "child+other"
    assert overlay.title == "Child + Other"
    assert overlay.parents == ("parent",)
    assert ids(overlay) == ["first", "second", "third", "fourth"]
    assert overlay.measures[0].rate == 1.45
    assert overlay.measures[3].quantity == Amount(25.0, "Mt")
    assert overlay.parameters.flat() == {"origin.SOY": 3.0, "critical": 0.2, "factor": float("inf")}


@pytest.mark.usefixtures("family")
def test_names_are_found_beside_the_file_and_in_the_folder():
    assert [scenario.name for scenario in load_scenarios(".")] == ["child", "other", "parent"]
    assert load_scenario("child") == load_scenario("./child.yaml")


def test_a_parent_may_be_a_path_relative_to_its_child(write):
    write("parent.yaml", PARENT)
    write("deep/child.yaml", CHILD.replace("extends: parent", "extends: ../parent"))
    write("deep/other.yaml", OTHER.replace("extends: parent", "extends: ../parent.yaml"))
    assert load_scenario("deep/child").parents == load_scenario("deep/other.yaml").parents == ("parent",)


def test_a_long_line_of_ancestors_is_read_to_its_end(write):
    write("s0.yaml", "title: first\n")
    for place in range(1, 400):
        write(f"s{place}.yaml", f"title: t\nextends: s{place - 1}\n")
    assert len(load_scenario("s399").parents) == 399


def test_overlaid_scenarios_share_a_baseline(write, problems_of):
    write("a.yaml", "title: a\nbaseline: world\n")
    write("b.yaml", "title: b\nbaseline: moon\n")
    assert problems_of("a+b") == [
        "a+b: got scenarios for the baselines moon and world — an overlay of scenarios for one baseline."
    ]


@pytest.mark.usefixtures("family")
def test_a_folder_is_not_one_scenario():
    with pytest.raises(ScenarioError, match=r"^\.: got a folder of several scenarios — one of child, other, parent\.$"):
        load_scenario(".")


@pytest.mark.usefixtures("family")
def test_options_replace_values():
    options = ("first.rate=50%", "first.enabled=false", "first.sectors=[SOY, AGR]", "parameters.origin.SOY=2")
    child = load_scenario("child.yaml", overrides=(*options, "closure.deficit=fixed"))
    first = child.measures[0]
    assert (first.rate, first.enabled, first.sectors) == (0.5, False, ("SOY", "AGR"))
    assert child.parameters.flat()["origin.SOY"] == 2
    assert child.closure.deficit == "fixed"
    assert child.overrides == (*options, "closure.deficit=fixed")
    assert [measure.id for measure in child.enabled] == ["second", "third"]


def test_a_closure_is_inherited_key_by_key(write):
    write("parent.yaml", "title: p\nclosure: {deficit: proportional}\n")
    write("child.yaml", "title: c\nextends: parent\nclosure: {revenue: income_tax}\n")
    write("third.yaml", "title: t\nextends: child\nclosure: {deficit: zero}\n")
    write("silent.yaml", "title: s\nextends: third\n")
    write("empty.yaml", "title: e\nextends: third\nclosure: {}\n")
    found = {name: load_scenario(name).closure for name in ("parent", "child", "third", "silent", "empty")}
    assert {name: (closure.deficit, closure.revenue) for name, closure in found.items()} == {
        "parent": ("proportional", None),
        "child": ("proportional", "income_tax"),
        "third": ("zero", "income_tax"),
        "silent": ("zero", "income_tax"),
        "empty": ("zero", "income_tax"),
    }


@pytest.mark.usefixtures("family")
def test_options_replace_the_closure_key_by_key():
    child = load_scenario("child.yaml", overrides=("closure.revenue=income_tax", "parameters.supply=0.3"))
    assert (child.closure.deficit, child.closure.revenue) == ("zero", "income_tax")
    assert child.parameters.flat()["supply"] == 0.3


def test_what_a_scenario_leaves_open_the_baseline_closes(write, economy):
    write("open.yaml", "title: o\n")
    write("tax.yaml", "title: t\nclosure: {revenue: income_tax}\n")
    write("prop.yaml", "title: p\nclosure: {deficit: proportional}\n")
    write("answer.yaml", "title: r\nclosure: {deficit: responsive}\n")
    write("zero.yaml", "title: z\nclosure: {deficit: zero}\n")
    shocks = {
        name: compile_case(load_scenario(name, economy), economy, "short", 1.0).shock
        for name in ("open", "tax", "prop", "answer", "zero")
    }
    closures = {name: Deficits(shock.closure[0]) for name, shock in shocks.items()}
    assert closures == {
        "open": Deficits.GIVEN,
        "tax": Deficits.GIVEN,
        "prop": Deficits.PROPORTIONAL,
        "answer": Deficits.RESPONSIVE,
        "zero": Deficits.GIVEN,
    }
    assert [name for name, shock in shocks.items() if shock.is_income_tax[0]] == ["tax"]
    assert [name for name, shock in shocks.items() if not shock.deficit_new.any()] == ["zero"]


@pytest.mark.usefixtures("family")
def test_an_option_applies_where_the_measure_is():
    child, parent = load_scenarios(["child", "parent"], overrides=("third.rate=0.9",))
    assert child.measures[2].rate == 0.9
    assert parent.overrides == ()


OPTION_ERRORS = {
    "thrid.rate=1": "--set thrid.rate: no measure has this id — Did you mean 'third'? Known: first, second, third.",
    "first.rate=100": "--set first.rate: got 100, which is 10000 % — a rate is a fraction: write 1 or 100%.",
    "first.hue=red": "--set first.hue: got the key 'hue' — Did you mean 'share'? Allowed: id, sectors, start, end, "
    "announced, suspended, enabled, label, source, note, importer, exporter, type, rate, table, mirrors, by, share, "
    "stacking, coverage, coverage_table, collection, transit_days, through.",
    "first.rate=": "--set first.rate: got neither `rate` nor `table` nor `mirrors` — exactly one of the three.",
    "first": "--set first: got 'first' — the form is ID.KEY=VALUE, such as us-100.rate=0.5; in Python, "
    "overrides={'us-100.rate': 0.5}.",
    "first.id=x": "--set first.id=x: got 'first.id=x' — any other key, as the id names the measure.",
    "first.rate=[": "--set first.rate: got '[' — a rate is a fraction or a percentage, such as 0.25 or 25%.",
    "first.table=no.csv": "--set first.table: got both `rate` and `table` — exactly one of the three.",
    "first.importer=CHM": "--set first.importer: got the unknown region 'CHM' — Did you mean 'CHN'? Known: 15 codes "
    "and 3 groups, listed by `tariffsim baseline show`.",
    "first.importer=CHN": "--set first.importer: hits no flow: the baseline has no exports of goods from CHN to CHN — "
    "check direction and codes, or remove the measure.",
    "parameters.orign=1": "--set parameters.orign: got the key 'orign' — Did you mean 'origin'? Allowed: origin, home, "
    "input, value_added, critical, final, factor, supply, scale, deficit.",
    "closure.deficit=none": "--set closure.deficit: got 'none' — 'fixed', 'zero', 'proportional' or 'responsive'.",
    "closure.revenue=burnt": "--set closure.revenue: got 'burnt' — 'lump_sum' or 'income_tax'.",
    "closure.revenues=lump_sum": "--set closure.revenues: got the key 'revenues' — Did you mean 'revenue'? Allowed: "
    "deficit, revenue.",
}


@pytest.mark.parametrize(("option", "expected"), OPTION_ERRORS.items())
@pytest.mark.usefixtures("family")
def test_wrong_options(problems_of, economy, option, expected):
    assert problems_of("child", economy, (option,)) == [expected]


@pytest.mark.usefixtures("family")
def test_the_digest_follows_content_and_options(write):
    before = load_scenario("child").digest
    assert load_scenario("child").digest == before
    assert load_scenario("child", overrides=("first.rate=0.5",)).digest != before
    write("parent.yaml", PARENT.replace("20%", "21%"))
    assert load_scenario("child").digest != before


@pytest.mark.usefixtures("family")
def test_bind_reports_places_after_loading(write, economy):
    write(
        "far.yaml",
        "title: far\nmeasures:\n  - {id: a, type: subsidy, importer: USA, exporter: MARS, sectors: SOY, "
        "rate: 0.1, paid_by: importer}\n",
    )
    assert bind(load_scenario("child"), economy) == []
    problems = bind(load_scenario("far", overrides=("a.importer=all", "parameters.home.ICE=2")), economy)
    assert [str(problem).split(" — ")[0] for problem in problems] == [
        "--set parameters.home.ICE: got the unknown sector 'ICE'",
        "far.yaml:3:53: measures[0].exporter: got the unknown region 'MARS'",
    ]


def test_dates_count_their_first_and_last_day(write):
    write(
        "dated.yaml",
        """
        title: dated
        measures:
          - {id: always, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 1%}
          - {id: dated, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 1%,
             start: 2025-11-01, end: 2025-11-10}
        """,
    )
    dated = load_scenario("dated")
    days = {day: ids(on_date(dated, datetime.date(2025, *day))) for day in [(10, 31), (11, 1), (11, 10), (11, 11)]}
    assert days == {
        (10, 31): ["always"],
        (11, 1): ["always", "dated"],
        (11, 10): ["always", "dated"],
        (11, 11): ["always"],
    }


@pytest.mark.usefixtures("family")
def test_a_scenario_can_be_sent_to_another_process():
    child = load_scenario("child")
    assert pickle.loads(pickle.dumps(child)) == child


def test_anchors_share_values_and_numbers_are_of_yaml_1_2(write):
    write(
        "a.yaml",
        """
        title: a
        measures:
          - {id: a, type: tariff, importer: &no NO, exporter: CHN, sectors: &list [SOY, AGR], rate: 1e-1}
          - {id: b, type: tariff, importer: *no, exporter: CHN, sectors: *list, rate: 010%}
        """,
    )
    first, second = load_scenario("a").measures
    assert first.importer == second.importer == ("NO",)
    assert first.sectors == second.sectors == ("SOY", "AGR")
    assert first.rate == second.rate == 0.1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("50%", "50%"),
        ("true", True),
        ("no", "no"),
        ("", None),
        ("[a, 2]", ["a", 2]),
        ("a: b: c", "a: b: c"),
    ],
)
def test_values_of_options_are_read_as_yaml(text, value):
    assert parse_value(text) == value


def test_amounts_convert_within_their_kind():
    assert Amount(25, "Mt").in_unit("t") == 25e6
    assert Amount(80, "bn USD").in_unit("million USD") == 80_000
    with pytest.raises(ValueError, match=r"^25 Mt cannot be expressed in bn USD$"):
        Amount(25, "Mt").in_unit("bn USD")
