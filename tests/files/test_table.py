"""CSV tables: rows with their lines, one notation of numbers, and every problem told in one grammar."""

import math

import pytest

from simulator.errors import DataError, ScenarioError
from simulator.files.problem import Place, Problem, raise_all
from simulator.files.table import Codes, Columns, number, parse_csv, parse_number, read_csv, read_entries

FLOWS = Columns(("exporter", "value"), ("note",))
REGIONS = Codes.of("region", ("USA", "CHN"))


def parsed(content: bytes | str):
    problems: list[Problem] = []
    table = parse_csv("t.csv", content if isinstance(content, bytes) else content.encode(), FLOWS, problems)
    return table, [str(problem) for problem in problems]


def test_a_row_stands_on_the_line_on_which_it_begins():
    table, problems = parsed('exporter,value,note\n\nUSA,1,"two\nlines"\r\n , ,\nCHN, 2 ,\n')
    assert problems == []
    assert [(row.line, row.cells["exporter"], row.cells["value"]) for row in table.rows] == [
        (3, "USA", "1"),
        (6, "CHN", "2"),
    ]
    assert table.rows[0].cells["note"] == "two\nlines"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfexporter,value\nUSA,1\n", b" Exporter , VALUE\r\nUSA,1\r\n"])
def test_marks_and_capitals_of_other_programs_are_no_fault(content):
    table, problems = parsed(content)
    assert (problems, table.header) == ([], ("exporter", "value"))
    assert table.rows[0].cells == {"exporter": "USA", "value": "1", "note": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["t.csv: is empty — a header with the columns exporter, value, then a line for each row."]),
        (
            "exporter;value\n",
            [
                "t.csv:1: got semicolons between the cells — save it with commas, and points in decimals. "
                "The columns are exporter, value; also note."
            ],
        ),
        (
            "exporter,valu\n",
            [
                "t.csv:1: value: is missing — The columns are exporter, value; also note.",
                "t.csv:1: got the column 'valu' — Did you mean 'value'? The columns are exporter, value; also note.",
            ],
        ),
        ("exporter,value,value\n", ["t.csv:1: got the column 'value' 2 times — once."]),
        (
            "exporter,value\nUSA,1,5\n",
            ["t.csv:2: got 3 cells — 2, one for each column. Put a cell that holds a comma in quotes."],
        ),
        ('exporter,value\nUSA,1\nUSA,"1\n2\n', ["t.csv:3: got a line that is not CSV — check its quotes."]),
        ('"exporter,value\n', ["t.csv:1: got a line that is not CSV — check its quotes."]),
    ],
)
def test_what_is_no_table_is_named_with_its_place(text, expected):
    assert parsed(text)[1] == expected


@pytest.mark.parametrize(
    ("text", "value"), [("25", 25), ("-0.5", -0.5), ("1e6", 1e6), ("inf", math.inf), ("007", 7), (" 1 ", 1)]
)
def test_numbers_have_one_notation(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "1_000", "1,5", "25%", "1 000", "0x10", "five"])
def test_other_notations_are_refused(text):
    with pytest.raises(ValueError, match="could not convert string to float"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "t.csv:2: value: got a blank cell — a number such as 1250.5, without separators or unit."),
        ("1 USD", "t.csv:2: value: got '1 USD' — a number such as 1250.5, without separators or unit."),
        ("nan", "t.csv:2: value: got 'nan' — a number; a missing value is a missing row."),
        ("x" * 99, f"t.csv:2: value: got '{'x' * 56}… — a number such as 1250.5, without separators or unit."),
    ],
)
def test_a_cell_that_is_no_number_is_named(text, expected):
    table, _ = parsed(f"exporter,value\nUSA,{text}\n")
    problems: list[Problem] = []
    assert number(table, table.rows[0], "value", problems) is None
    assert [str(problem) for problem in problems] == [expected]


def test_an_unknown_code_is_told_once_and_counted_and_rows_repeat_by_their_codes():
    table, _ = parsed("exporter,value\nUSA,1\nUSB,2\nUSB,3\nUSA,4\nCHN,5\n")
    problems: list[Problem] = []
    entries = read_entries(table, {"exporter": REGIONS}, "value", problems)
    assert [(entry.position, entry.value) for entry in entries] == [((0,), 1), ((1,), 5)]
    assert [str(problem) for problem in problems] == [
        "t.csv:3: exporter: got the unknown region 'USB' — Did you mean 'USA'? Known: 2 codes in regions.csv. "
        "It stands in 2 rows.",
        "t.csv:5: repeats line 2 (USA) — each once. Keep one of them.",
    ]


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.files.table.LARGEST_TABLE", 10)
    (tmp_path / "t.csv").write_text("exporter,value\nUSA,1\n")
    problems: list[Problem] = []
    assert read_csv(tmp_path / "t.csv", FLOWS, problems).rows == ()
    assert [(each.got, each.allowed) for each in problems] == [("got 21 bytes", "a file of at most 10 bytes")]


def test_problems_are_raised_at_once_each_once_by_file_and_place_and_counted_beyond_a_screen():
    problems = [Problem(Place("b.yaml", line, 1, "rate"), f"got {line}", "0") for line in range(40, 0, -1)]
    problems += [Problem(Place("a.csv"), "is empty", "a header", "Write one"), problems[0]]
    with pytest.raises(DataError, match=r"^b\.yaml:1:1: rate: got 1 — 0\.\n") as caught:
        raise_all(problems, DataError)
    assert caught.value.problems[-1] == "a.csv: is empty — a header. Write one."
    assert len(caught.value.problems) == 41
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "and 21 more like these; mend them and look again.")


def test_nothing_is_raised_without_a_problem():
    raise_all([])
    with pytest.raises(ScenarioError, match=r"^x: got 1 — 2\.$"):
        raise_all([Problem.said(Place("x"), "got 1 — 2.")])
