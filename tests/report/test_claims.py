"""Claims: what every sentence and title says is computed again from the tables that it rests on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.report.catalogue import drawings
from simulator.report.page.answer import against_baseline
from simulator.report.tariffs.answer import answer
from simulator.report.views.rates import RatesView
from simulator.report.views.run import View
from simulator.results.analysis.binding import binding_reasons
from simulator.results.analysis.claims import Cell, Claim, Rank
from tests.report.claims import check
from tests.report.made_up import made_up
from tests.report.printed import LABELS, printed, saying
from tests.report.tables import Tables, known_names, texts_of_files
from tests.report.test_tariffs import NAMES, made

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
    """Every claim of the page is true, and no other sentence has a number or a ranking."""
    tables, names = Tables(view if view.others else against_baseline(view)), [*known_names(view), *LABELS]
    claims, texts = printed(view, tables.drawn)
    for claim in [*claims, *(text for _, _, text in binding_reasons(view))]:
        check(claim, tables, names)
    assert not saying(texts, [*names, *texts_of_files(view)])


@pytest.mark.parametrize("options", [*MADE_UP.values(), {"scenarios": ["truce"]}], ids=[*MADE_UP, "the reference"])
def test_the_report_is_that_of_the_tables(options):
    check_report(View.of(made_up(**options)))


def test_the_report_on_another_horizon_is_that_of_the_tables(results):
    check_report(View.of(results, "long"))


def test_the_report_with_draws_is_that_of_the_tables(drawn):
    check_report(View.of(drawn))


@pytest.mark.parametrize(
    "result", [made(["short"]), made(["2025-04-01", "2025-05-01"], "date")], ids=["at a horizon", "by date"]
)
def test_what_a_tracker_of_tariffs_says_is_in_its_tables(result):
    view = RatesView(result)
    names = [str(view.year), *NAMES.values()]
    for drawing in drawings(view).values():
        chart = drawing.chart(view)
        check(chart.title, {"figure": chart.data}, names)
    tables = {by: pd.concat([view.table(by, code) for code in view.importers]) for by in ("all", "partner", "sector")}
    for sentence in answer(view):
        check(sentence, tables | {"figure": tables["all"]}, names)


@settings(max_examples=8, deadline=None)
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
