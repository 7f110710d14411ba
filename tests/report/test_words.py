"""Numbers, names and lists as they are written, and the table of headline numbers."""

import math

import pytest

from simulator.economy.names.short import short_name
from simulator.report import headline_table
from simulator.report.looks.style import shorten, text_width, wrap
from simulator.report.wording.words import (
    amount,
    horizon_words,
    listed,
    lowered,
    part_of,
    percent,
    plain,
    signed,
    with_article,
)
from tests.report.made_up import made_up


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (-0.001, "0.00"), (-0.42, "−0.42"), (1.25, "1.2"), (-12345.6, "−12,346"), (math.nan, "not solved")],
)
def test_numbers_show_about_three_digits(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.5, "+0.50"), (-3, "−3.0"), (0.0001, "0.00"), (math.nan, "not solved")])
def test_changes_carry_a_sign_unless_they_round_to_zero(value, text):
    assert signed(value) == text


def test_units_follow_their_number_without_a_break():
    assert percent(20.0) == "20\u00a0%"
    assert percent(math.nan) == "not solved"
    assert amount(43_500, "million USD") == "43.5\u00a0billion USD"
    assert amount(473, "million USD") == "473\u00a0million USD"
    assert amount(120_000, "million USD") == "120\u00a0billion USD"
    assert part_of(16.1, 25, "Mt") == "16.1 of 25.0\u00a0Mt"
    assert part_of(2967, 3297, "million USD") == "2.97 of 3.30\u00a0billion USD"
    assert part_of(math.nan, 25, "Mt") == "not solved"


def test_names_fit_into_sentences():
    assert short_name("China (mainland)") == "China"
    assert with_article("United States") == "the United States"
    assert with_article("Rest of world") == "the rest of the world"
    assert with_article("Brazil") == "Brazil"
    assert lowered("Real income") == "real income"
    assert lowered("GDP") == "GDP"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert horizon_words("2.5") == "2.5 years after"


def test_lines_break_at_spaces_and_fit():
    lines = wrap("some words that are far too long for a line", 1.2, 9).split("\n")
    assert len(lines) > 1
    assert all(text_width(line, 9) <= 1.2 for line in lines)
    assert shorten("short", 1.2, 9) == "short"
    assert text_width(shorten("a very long label of a scenario", 1.2, 9), 9) <= 1.2


def test_headline_has_labels_signs_and_words_for_the_unsolved(results):
    table = headline_table(results.sel(horizon="short"))
    numbers = results.sel(horizon="short").headline()
    assert list(table["scenario"]) == [f"The {name}" for name in numbers["scenario"]]
    income = next(name for name in table if name.startswith("own income"))
    assert table[income].iloc[0] == signed(numbers[income].iloc[0])
    assert set(table.iloc[-1, 1:]) == {"not solved"}


def test_headline_of_several_horizons_has_a_row_for_each():
    table = headline_table(made_up(["truce", "tariff"]))
    assert list(table["horizon"]) == ["short", "long", "short", "long"]
