"""Text is text in exports: nothing that somebody wrote becomes a formula in a spreadsheet."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from simulator.report.looks.svg import csv_text
from simulator.results.files.csv_table import as_text, from_text, write_table
from simulator.results.files.folder import Folder
from simulator.results.files.workbook import write_sheets
from simulator.results.provenance import Provenance

HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "#N/A", "'=1", "''-x", "plain", "-0.5"]
TABLE = pd.DataFrame({"scenario": HOSTILE, "value": [-1.5 + place for place in range(len(HOSTILE))]})


def test_contract_text_in_a_workbook_is_text(tmp_path):
    write_sheets({"data": TABLE}, tmp_path / "x.xlsx")
    cells = [row[0] for row in load_workbook(tmp_path / "x.xlsx")["data"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}


def test_contract_text_in_a_csv_file_is_behind_an_apostrophe_and_read_as_it_was(tmp_path):
    write_table(tmp_path / "x.csv", [TABLE])
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:5]] == ["'=1+1", '\'=HYPERLINK("http://x")', "'+1+1", "'-1+1"]
    assert rows[1][1] == "-1.5"
    again = Folder(tmp_path, Provenance()).table("x", keep_default_na=False)
    assert again["scenario"].tolist() == HOSTILE
    assert csv_text(TABLE).splitlines()[1] == "'=1+1,-1.5"


@pytest.mark.parametrize("value", ["-0.5", "+3", "-inf", "CHN", "", None, -1.0, 3])
def test_contract_numbers_and_plain_texts_stay_as_they_are(value):
    assert as_text(value) == value


@given(st.text(alphabet="=+-@'\ta1", max_size=6))
def test_property_what_is_protected_is_read_as_it_was(text):
    shown = as_text(text)
    assert from_text(shown) == text
    assert shown == text or shown.startswith("'")
