"""Claims: what every sentence and title says is computed again from the tables that it rests on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import escalate, run
from simulator.report.catalogue import drawings
from simulator.report.page.answer import against_baseline
from simulator.report.page.channels import drivers
from simulator.report.page.numbers import indicator_tables
from simulator.report.page.standing import first_table
from simulator.report.strategy.view import GameView
from simulator.report.views.rates import RatesView
from simulator.report.views.run import View
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import signed
from simulator.results import INDICATORS
from simulator.results.analysis.binding import binding_reasons
from simulator.results.analysis.claims import Cell, Claim, Rank
from tests.experiment.strategy.games import DILEMMA, ENTRY, PENNIES, SEXES, literal
from tests.report.claims import check
from tests.report.made_up import made_up
from tests.report.made_up_path import OBSERVED, made_up_path, with_path_draws
from tests.report.printed import check_page
from tests.report.tables import (
    GameTables,
    PathTables,
    RateTables,
    Tables,
    known_names,
    names_of_game,
    names_of_path,
    texts_of_files,
    texts_of_game,
)
from tests.report.test_tariffs import NAMES, made

SCENARIOS = Path(__file__).parents[2] / "scenarios"
MADE_UP = {
    "several": {},
    "one": {"scenarios": ["truce", "tariff"]},
    "without a reference": {"scenarios": ["tariff", "cutoff", "boycott"], "reference": ""},
    "about different regions": {"texts": {"tariff": {"actors": "USA CHN"}, "cutoff": {"actors": "BRA"}}},
    "others": {
        "regions": {"BRA": "Brazil", "ARG": "Argentina", "USA": "United States", "ROW": "Rest of world"},
        "scenarios": ["truce", "tariff", "boycott"],
        "unsolved": [],
    },
}


def check_titles(view) -> None:
    for drawing in drawings(view).values():
        chart = drawing.chart(view)
        check(chart.title, {"figure": chart.data}, known_names(view))


def check_report(view) -> None:
    tables, names = Tables(view if view.others else against_baseline(view)), known_names(view)
    check_page(view, tables, names, texts_of_files(view))
    for _, _, text in binding_reasons(view):
        check(text, tables, names)


@pytest.mark.parametrize("options", [*MADE_UP.values(), {"scenarios": ["truce"]}], ids=[*MADE_UP, "the reference"])
def test_the_report_is_that_of_the_tables(options):
    check_report(View.of(made_up(**options)))


def test_the_report_on_another_horizon_is_that_of_the_tables(results):
    check_report(View.of(results, "long"))


@pytest.mark.parametrize("horizon", ["short", "long"])
def test_horizons_without_the_reference_are_not_held_against_it(drawn, horizon):
    """There changes are against the baseline, which no heading over the others says."""
    is_failed = (drawn.data["scenario"] == "truce") & (drawn.data["horizon"] == "long")
    numbers = {name: drawn.data[name].where(~is_failed) for name in INDICATORS if "scenario" in drawn.data[name].dims}
    data = drawn.data.assign(numbers | {"status": drawn.data["status"].where(~is_failed, "STALLED")})
    view = View.of(replace(drawn, data=data), horizon)
    assert view.horizons == [horizon]
    assert drivers(view, [])["horizons"] is None
    assert "fan" not in drawings(view)
    check_report(view)


def changes(results, horizon, column):
    """Own income by scenario and region, from the long table of a run."""
    table = results.to_pandas(["own_income"])
    return table[table["horizon"] == horizon].set_index(["scenario", "region"])[column].map(signed)


def test_tables_are_against_what_their_headings_say(results):
    """The first two tables, that of an indicator and that by horizon: over against the reference, or the baseline."""
    view, pair = View.of(results), ("USA", "CHN")
    ours, theirs = (changes(results, "short", column) for column in ("reference_change", "change"))
    for from_baseline, right in ((False, ours), (True, theirs)):
        for row in first_table(view, from_baseline=from_baseline)["rows"]:
            if view.is_solved(row["name"]):
                assert row["cells"][::2] == [right[row["name"], code] for code in pair]
    table = next(item for item in indicator_tables(view) if item["name"] == "own_income")
    places = [view.regions.index(code) for code in pair]
    for row, right in ((table["rows"][0], ours["tariff"]), (table["reference"], theirs["truce"])):
        assert [signed(float(row["cells"][place].replace("−", "-")), 1) for place in places] == [
            signed(float(right[code].replace("−", "-")), 1) for code in pair
        ]
    by_horizon = next(row for row in drivers(view, [])["horizons"]["rows"] if row["name"] == "tariff")["cells"]
    later = changes(results, "long", "reference_change")
    right = [text["tariff", code] for code in pair for text in (ours, later)]
    assert [float(text.replace("−", "-")) for text in by_horizon] == pytest.approx(
        [float(text.replace("−", "-")) for text in right], abs=0.051
    )


def test_the_report_with_draws_is_that_of_the_tables(drawn):
    check_report(View.of(drawn))


def check_path(path, **options) -> None:
    view = PathView.of(path).at(**options)
    check_page(view, PathTables(view), names_of_path(view), texts_of_files(view))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"branch_at": ""},
        {"unsolved": ["pledge"]},
        {"regions": {"BRA": "Brazil", "ARG": "Argentina", "USA": "United States", "ROW": "Rest of world"}},
    ],
    ids=["several", "without a branch", "unsolved", "others"],
)
def test_the_page_of_a_timeline_is_that_of_its_tables(options):
    check_path(made_up_path(**options))


def test_the_page_of_a_timeline_with_draws_and_observations_is_that_of_its_tables():
    check_path(with_path_draws(made_up_path()), observations={"shipments:CHN:USA:REE": OBSERVED})


@pytest.mark.parametrize(
    "result", [made(["short"]), made(["2025-04-01", "2025-05-01"], "date")], ids=["at a horizon", "by date"]
)
def test_the_page_of_the_tracker_of_tariffs_is_that_of_its_tables(result):
    view = RatesView(result)
    said = [result.description, f"{result.description[:1].upper()}{result.description[1:]}."]
    check_page(view, RateTables(view), [view.year, *NAMES.values()], said)


def check_game(result) -> None:
    view = GameView.of(result)
    check_page(view, GameTables(view), names_of_game(view), texts_of_game(view))


@pytest.mark.parametrize("payoffs", [DILEMMA, PENNIES, SEXES, ENTRY], ids=["dilemma", "pennies", "sexes", "entry"])
def test_the_page_of_a_game_is_that_of_its_tables(payoffs):
    check_game(escalate(literal(payoffs)))


@pytest.mark.parametrize("name", ["phase-one", "prisoners-dilemma"])
def test_the_page_of_a_shipped_game_is_that_of_its_tables(name):
    check_game(escalate(SCENARIOS / "games" / f"{name}.yaml"))


@pytest.mark.parametrize("suite", ["", "2025-deals", "literature"])
def test_the_report_of_a_shipped_suite_is_that_of_its_tables(suite):
    check_report(View.of(run(SCENARIOS / suite)))


def duty(importer, exporter, **keys):
    """A scenario of one measure, a duty of a quarter unless another kind is meant."""
    measure = {"id": "it", "type": "tariff", "importer": importer, "exporter": exporter, "sectors": "goods"}
    name = f"{importer}-{exporter}".lower()
    keys = keys or {"rate": 0.25}
    return {"name": name, "title": f"{importer} on {exporter}", "measures": [measure | keys]}


IDLE = {"type": "import_quota", "sectors": "SOY", "quantity": "900 Mt"}


@pytest.mark.parametrize(
    "scenarios",
    [
        [duty("EUU", "JPN"), duty("IND", "GBR"), duty("JPN", "BRA", **IDLE)],
        [duty("JPN", "KOR", rate=0.0001)],
        [duty("CAN", "MEX", rate=0.0)],
    ],
    ids=["several", "a small one", "none"],
)
def test_the_report_about_other_actors_is_that_of_its_tables(scenarios):
    check_report(View.of(run(scenarios, horizon=["short", "long"])))


CODES = ("USA", "CHN", "EUU", "JPN", "KOR", "IND", "BRA", "GBR", "MEX", "CAN", "VNM")


@settings(max_examples=4, deadline=None)
@given(
    pairs=st.lists(st.permutations(CODES).map(lambda codes: tuple(codes[:2])), min_size=1, max_size=3, unique=True),
    rate=st.sampled_from([0.001, 0.1, 0.6, 3.0]),
)
def test_the_report_of_random_duties_is_that_of_its_tables(pairs, rate):
    check_report(View.of(run([duty(*pair, rate=rate) for pair in pairs])))


@settings(max_examples=5, deadline=None)
@given(scale=st.floats(-9, 3), seed=st.integers(0, 99))
def test_titles_are_true_of_numbers_of_any_size(scale, seed):
    results = made_up(["truce", "tariff", "boycott"], unsolved=[])
    shrink = 10.0**scale * np.random.default_rng(seed).uniform(0.5, 2)
    for name in ("own_income", "real_gdp", "pass_through_prices", "cost_of_living", "output_volume", "welfare"):
        results.data[name] = (results.data[name] * shrink).assign_attrs(results.data[name].attrs)
    check_titles(View.of(results))


TABLE = pd.DataFrame(
    {"region": ["USA", "VNM"], "unit": ["%", "%"], "change": [-1.234, -5.0], "dollars": [-300.0, -20.0]}
)
IN_DOLLARS = Rank("lowest", ("region",), "dollars")


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        (Cell({"region": "USA"}, "change", -1.234, "−1.2 %"), "it falls by −1.3 %", "writes"),
        (Cell({"region": "USA"}, "change", -1.3, "−1.3 %"), "it falls by −1.3 %", "the table has -1.234"),
        (Cell({"region": "USA"}, "change", -1.234, "−1.3 %"), "it falls by −1.3 %", "is written for"),
        (Cell({"region": "USA"}, "change", -1.234, "−1.2 %", sign=1), "it rises by −1.2 %", "wrong sign"),
        (Cell({"region": "USA"}, "change", -1.234, below=0.005), "nothing moves", "larger than is said"),
        (Cell({"region": "VNM"}, "change", -5.0, "−5.0 %", rank=IN_DOLLARS), "−5.0 %", "is not the lowest"),
        (Cell({"region": "VNM"}, "change", -5.0, rank=Rank("lowest", ("region",))), "most", "different sizes"),
    ],
)
def test_a_false_claim_is_caught(cell, text, fault):
    with pytest.raises(AssertionError, match=fault):
        check(Claim(text, cell), {"figure": TABLE})


def test_a_sentence_without_a_claim_is_caught():
    with pytest.raises(AssertionError, match="no claim"):
        check("Output falls", {})


def test_a_claim_keeps_the_cells_of_its_parts():
    cell = Cell({"region": "USA"}, "change", -1.234, "−1.2 %", rank=IN_DOLLARS)
    whole = Claim(f"most in the United States ({cell})", [Claim(str(cell), cell)])
    assert whole.as_sentence == "Most in the United States (−1.2 %)."
    assert whole.as_sentence.cells == (cell,)
    check(whole.as_title, {"figure": TABLE})
    check(Claim("less than 0.01 %", Cell({}, "a", 0.002, "less than 0.01 %")), {"figure": pd.DataFrame({"a": [0.002]})})
