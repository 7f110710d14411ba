"""Property: files are split at a stroke only where the careful reader would read the same rows and numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.files import table as tables
from simulator.files.plain import PlainRows, plain_columns
from simulator.files.problem import Problem
from simulator.files.table import Codes, Columns, parse_csv, plain_array, read_entries

COLUMNS = Columns(("exporter", "value"), ("note",))
REGIONS = Codes.of("region", ("USA", "CHN", "a_b"))
HEADERS = ("exporter,value\n", "value,exporter,note\n", "exporter,value\r\n", "\nexporter,value\n", "exporter,value\r")
CELLS = (
    "USA",
    "CHN",
    " CHN",
    "a_b",
    "1",
    "2.5",
    " 3 ",
    "1_0",
    "1e3",
    "inf",
    "nan",
    "-1",
    "",
    " ",
    "x",
    '"4"',
    "\u0664",
)
MARKS = (",", ",", ",", "\n", "\n", "\n", "\r\n", "\r", "\n\n", ",,", '"', "")
cells = st.sampled_from(CELLS)
lines = st.tuples(st.sampled_from(("USA", "CHN")), cells).map(",".join)
texts = st.lists(st.tuples(lines | cells, st.sampled_from(MARKS) | st.just("\n")), max_size=8).map(
    lambda parts: "".join(cell + mark for cell, mark in parts)
)


def read(text, columns_of):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "plain_columns", columns_of)
        problems: list[Problem] = []
        table = parse_csv("t.csv", text.encode(), COLUMNS, problems)
        return table, problems


@given(header=st.sampled_from(HEADERS), text=texts)
def test_rows_and_numbers_are_those_of_the_careful_reader(header, text):
    careful, problems = read(header + text, lambda *_: None)
    quick, same = read(header + text, plain_columns)
    assert same == problems
    assert tuple(quick.rows) == tuple(careful.rows)
    if problems:
        return
    entries = read_entries(careful, {"exporter": REGIONS}, "value", problems)
    array = plain_array(quick, {"exporter": REGIONS}, "value")
    if array is not None:
        expected = np.zeros(3)
        expected[[entry.position[0] for entry in entries]] = [entry.value for entry in entries]
        assert problems == []
        np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("end", ["\n", "", "\r\n"])
def test_an_ordinary_file_is_split_at_a_stroke(end):
    text = "exporter,value\n" + "\n".join(("USA,1.5", "CHN,0")) + end
    table, problems = read(text, plain_columns)
    assert isinstance(table.rows, PlainRows)
    assert (problems, len(table.rows)) == ([], 2)
    assert table.rows[1].line == 3
    assert plain_array(table, {"exporter": REGIONS}, "value").tolist() == [1.5, 0, 0]


@pytest.mark.parametrize(
    "line", ["XXX,1", "USA,1", "CHN,1 000", "CHN,1_000", "CHN,inf", "CHN,nan", "CHN,-1", "CHN,", "CHN,6"]
)
def test_what_is_odd_wants_its_rows_read(line):
    table, _ = read(f"exporter,value\nUSA,1\n{line}\n", plain_columns)
    assert isinstance(table.rows, PlainRows)
    assert plain_array(table, {"exporter": REGIONS}, "value", largest=5) is None


@pytest.mark.parametrize(
    "text",
    ["USA,1,2\nCHN\n", "USA\n1,2\n", "USA,1,\nCHN\n", "\nUSA,1\n", "USA,1\n\nCHN,2", '"USA",1\n', ",1\n", "a\rb,1\n"],
)
def test_what_needs_care_is_not_split(text):
    assert plain_columns(f"exporter,value\n{text}", 2) is None


def test_a_cell_beyond_the_limit_of_the_reader_is_not_split():
    assert plain_columns(f"exporter,value\nUSA,{'1' * 200_000}\n", 2) is None
