"""Rates of a file: one unit for all bare numbers, doubts told with both readings, and text that reads back exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.files.problem import Problem
from simulator.files.rates import (
    LARGEST_RATE,
    RATE_HEADERS,
    UNSAID,
    UnitChoice,
    fraction_of,
    percent_text,
    read_rates,
    spread_text,
)
from simulator.files.table import Columns, parse_csv

PERCENT, FRACTION = UnitChoice("percent"), UnitChoice("fraction", option="--unit")
GUESS = UnitChoice("percent", is_certain=False, option="--unit")


def read(cells, choice=UNSAID, header="rate"):
    problems: list[Problem] = []
    content = "\n".join((f"sector,{header}", *(f"GRN,{cell}" for cell in cells)))
    table = parse_csv("t.csv", content.encode(), Columns(("sector", "rate"), aliases=RATE_HEADERS), problems)
    return read_rates(table, problems, choice), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("cells", "header", "choice", "rates"),
    [
        (["0.25", "0", "1"], "rate", UNSAID, [0.25, 0, 1]),
        (["25", "0.4", "10"], "rate", UNSAID, [0.25, 0.004, 0.1]),
        (["25%", "7.5 %", "free", "0"], "rate", UNSAID, [0.25, 0.075, 0, 0]),
        (["2.5", "0.4"], "rate_pct", UNSAID, [0.025, 0.004]),
        (["2.5", "0.4"], "Rate (%)", UNSAID, [0.025, 0.004]),
        (["2.5", "0.4"], "rate_fraction", UNSAID, [2.5, 0.4]),
        (["2.5", "0.4"], "rate", PERCENT, [0.025, 0.004]),
        (["2.5", "0.4"], "rate", GUESS, [0.025, 0.004]),
        (["2.5", "0.4"], "rate", FRACTION, [2.5, 0.4]),
        (["12", "0.4"], "rate", FRACTION, [12, 0.4]),
        (["0.4", "0.1"], "rate", PERCENT, [0.004, 0.001]),
        (["25%", "0.1"], "rate", FRACTION, [0.25, 0.1]),
        (["25%", "0.1"], "rate_pct", UNSAID, [0.25, 0.001]),
    ],
)
def test_the_unit_is_one_for_the_whole_file(cells, header, choice, rates):
    assert read(cells, choice, header) == (rates, [])


@pytest.mark.parametrize(
    ("cells", "choice", "largest"),
    [
        (["2.5", "0.4"], UNSAID, "2.5 as the largest bare number, which is 2.5 % or 250 %"),
        (["1.01"], UNSAID, "1.01 as the largest bare number, which is 1.01 % or 101 %"),
        (["0.25", "0.1", "25"], UNSAID, "25 as the largest bare number, which is 25 % or 2500 %"),
        (
            ["0.1", "25%"],
            UNSAID,
            "0.1 as the largest bare number beside percentages with their sign, which is 0.1 % or 10 %",
        ),
        (["0.25", "0.1"], GUESS, "0.25 as the largest bare number, which is 0.25 % or 25 %"),
    ],
)
def test_a_doubt_shows_both_readings_and_how_to_say_which(cells, choice, largest):
    rates, problems = read(cells, choice)
    assert rates == [None] * len(cells)
    assert len(problems) == 1
    assert f"got {largest} — percent or fractions" in problems[0]
    assert "Say which with % signs, or a header rate_pct" in problems[0]
    assert ("--unit percent or --unit fraction" in problems[0]) == bool(choice.option)


def test_a_doubt_is_put_to_who_can_be_asked():
    doubts = []
    choice = UnitChoice(ask=lambda doubt: doubts.append(doubt) or "percent")
    assert read(["2.5", "0.4"], choice) == ([0.025, 0.004], [])
    assert "2.5 % or 250 %" in doubts[0]


def test_header_and_option_agree():
    assert read(["2.5"], FRACTION, "rate_pct")[1] == [
        "t.csv:1: rate: got --unit fraction and the header 'rate_pct' — one unit."
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "",
            "got a blank cell — an ad valorem rate such as 0.25, 25% or free; where none is known, leave the row out.",
        ),
        ("n/a", "got 'n/a' — an ad valorem rate such as 0.25, 25% or free; where none is known, leave the row out."),
        ('"2,5"', "got '2,5', which has a comma — a decimal point, 2.5, and nothing between thousands."),
        ('"2,5 %"', "got '2,5 %', which has a comma — a decimal point, 2.5 %, and nothing between thousands."),
        ("3 USD/kg", "got '3 USD/kg', which is a specific duty — an ad valorem rate"),
        ("4.4¢/kg", "got '4.4¢/kg', which is a specific duty"),
        ("$1.50 each", "got '$1.50 each', which is a specific duty"),
        ("2.5% + 3.4 cents/kg", "which is a compound duty — an ad valorem rate"),
        ("-0.1", "got -0.1 — 0 or more, as a tax is not negative; a subsidy is a measure of type `subsidy`."),
        ("inf", "got inf, which is not finite"),
        ("inf%", "got inf%, which is not finite"),
        ("2500%", "got 2500%, which is 2500 % — a rate of at most 2000%."),
        ("ten", "got 'ten' — an ad valorem rate"),
    ],
)
def test_a_cell_that_is_no_rate_is_named_for_what_it_is(cell, expected):
    rates, problems = read([cell, "free"])
    assert rates == [None, 0]
    assert [expected in problem for problem in problems] == [True]
    assert problems[0].startswith("t.csv:2: rate: ")


@settings(deadline=None)
@given(st.floats(0, LARGEST_RATE))
def test_a_percentage_reads_back_as_exactly_the_rate(rate):
    text = percent_text(rate)
    assert fraction_of(text.removesuffix("%")) == rate
    assert read([text]) == ([rate], [])


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1))
def test_whole_percentages_above_five_are_never_read_as_fractions(numbers):
    rates, problems = read(list(map(str, numbers)))
    if max(numbers) > 5:
        assert (rates, problems) == ([number / 100 for number in numbers], [])
    elif max(numbers) > 1:
        assert (rates, len(problems)) == ([None] * len(numbers), 1)


@settings(deadline=None)
@given(st.lists(st.decimals(0, 20, places=3), min_size=1))
def test_the_rates_of_a_file_are_all_of_one_unit(numbers):
    rates, problems = read(list(map(str, numbers)))
    in_percent = [float(number.scaleb(-2)) for number in numbers]
    assert problems or rates in (in_percent, list(map(float, numbers)))


def test_a_line_says_range_median_and_the_largest():
    told = spread_text([(0.1, "A"), (0.25, "B"), (0.0, "C")])
    assert told == "0 % to 25 %, median 10 %; the largest is B"
