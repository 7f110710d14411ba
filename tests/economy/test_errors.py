"""Contract: every mistake in a baseline folder is named with its place and its remedy, all at once."""

import re
from pathlib import Path

import pytest

from simulator.economy import load_baseline, read_baseline
from simulator.errors import DataError
from tests.worlds import read_lines, set_cell, set_line, write_folder, write_table


def message(folder: Path) -> str:
    with pytest.raises(DataError, match=re.escape(str(folder))) as caught:
        read_baseline(folder)
    return str(caught.value)


CELLS = [
    ("flows.csv", 2, "exporter", "ANNA", "unknown region 'ANNA'. Did you mean 'ANA'? Known: 3 codes in regions.csv."),
    ("flows.csv", 3, "importer", "", "unknown region ''. Known: 3 codes in regions.csv."),
    ("flows.csv", 4, "sector", "Grn", "unknown sector 'Grn'. Did you mean 'GRN'? Known: 2 codes in sectors.csv."),
    ("flows.csv", 5, "value", "", "this cell is blank. Write a number such as 1250.5, without separators or unit."),
    ("flows.csv", 5, "value", "12 USD", "got '12 USD'. Write a number such as 1250.5"),
    ("flows.csv", 5, "value", "1_000", "got '1_000'. Write a number"),
    ("flows.csv", 5, "value", "NaN", "got 'NaN'. A missing value is a missing row; write a number."),
    ("flows.csv", 5, "value", "inf", "got inf. Allowed: a finite number, 0 or more."),
    ("flows.csv", 5, "value", "1e999", "got 1e999. Allowed: a finite number, 0 or more."),
    ("flows.csv", 5, "value", "-3", "got -3. Allowed: a finite number, 0 or more."),
    ("tariffs.csv", 2, "importer", "ANA", "on domestic sales of 'ANA'. Remove this row."),
    ("tariffs.csv", 2, "rate", "25", "got 25, which is 2500 %. Rates are fractions: write 0.25 for 25 %."),
    ("tariffs.csv", 2, "rate", "-0.1", "got -0.1. Allowed: a finite number, 0 or more."),
    ("input_shares.csv", 3, "input", "OR", "unknown sector 'OR'. Did you mean 'ORE'?"),
    ("input_shares.csv", 3, "share", "-0.5", "got -0.5. Allowed: a finite number, 0 or more."),
    ("quantities.csv", 2, "unit", "Mt", "got 'Mt'. 'ORE' is measured in 'kt'."),
    (
        "quantities.csv",
        2,
        "sector",
        "GRN",
        "'GRN' has no quantity unit. Give it one in sectors.csv, or remove this row.",
    ),
    ("quantities.csv", 2, "quantity", "0", "got 0. Leave the row out where nothing is known or traded."),
    ("regions.csv", 3, "region", "", "this cell is blank. Give the region a code."),
    ("regions.csv", 3, "region", "all", "got 'all', which is reserved for a group. Choose another code."),
    ("regions.csv", 3, "region", "ANA", "'ANA' stands in line 2 already. Codes are unique"),
    ("regions.csv", 3, "name", "", "this cell is blank. Give the region a name."),
    ("sectors.csv", 2, "sector", "*", "got '*', which is reserved for a group."),
    ("sectors.csv", 3, "sector", "GRN", "'GRN' stands in line 2 already."),
    ("sectors.csv", 3, "kind", "good", "got 'good'. Allowed: goods or services."),
    ("sectors.csv", 3, "critical", "yes", "got 'yes'. Allowed: 0 or 1."),
    (
        "elasticities.csv",
        2,
        "nest",
        "orgin",
        "unknown nest 'orgin'. Did you mean 'origin'? The nests are origin, home,",
    ),
    ("elasticities.csv", 3, "sector", "ORES", "unknown sector 'ORES'. Did you mean 'ORE'?"),
    ("elasticities.csv", 2, "short_run", "0", "got 0 for origin. Allowed: a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "0.0009", "got 0.0009 for origin. Allowed: a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "inf", "got inf for origin. Allowed: a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "", "this cell is blank. Write a number"),
    ("elasticities.csv", 4, "short_run", "2", "this cell is blank. Write a number"),
    ("elasticities.csv", 5, "short_run", "-0.2", "got -0.2 for input. Allowed: a number above 0; 1 is Cobb-Douglas."),
    ("elasticities.csv", 5, "speed", "1.5", "got 1.5. Allowed: 0 to 1, the share closed a year."),
    ("elasticities.csv", 5, "speed", "", "this cell is blank. Write a number"),
    ("elasticities.csv", 8, "sector", "GRN", "got 'GRN'. The nest final is one for all sectors: write '*'."),
    ("elasticities.csv", 9, "sector", "ORE", "got 'ORE'. The nest factor is one for all sectors: write '*'."),
    ("elasticities.csv", 9, "short_run", "0.5", "got 0.5 for factor. Allowed: 1 (fixed in their sector) or more"),
    ("elasticities.csv", 9, "long_run", "inf", "got inf at one end only. Mobile factors are inf at both ends"),
]
RESPONSES = [
    (nest, column, text, expected)
    for nest in ("supply", "scale", "deficit")
    for column, text, expected in (
        ("short_run", "-0.1", f"got -0.1 for {nest}. Allowed: a number, 0 (no response) or more."),
        ("long_run", "-0.1", f"got -0.1 for {nest}. Allowed: a number, 0 (no response) or more."),
        ("long_run", "inf", f"got inf for {nest}. Allowed: a number, 0 (no response) or more."),
        ("sector", "ORE", f"got 'ORE'. The nest {nest} is one for all sectors: write '*'."),
        ("speed", "2", "got 2. Allowed: 0 to 1, the share closed a year."),
    )
]
ELSEWHERE = {  # cells whose mistake shows in another column of the row
    ("tariffs.csv", 2, "importer"): "rate",
    ("elasticities.csv", 4, "short_run"): "long_run",
}


@pytest.mark.parametrize(("file", "line", "column", "text", "expected"), CELLS)
def test_a_wrong_cell_is_named_by_file_line_and_column(folder, file, line, column, text, expected):
    set_cell(folder, file, line, column, text)
    shown = ELSEWHERE.get((file, line, column), column)
    found = [problem for problem in message(folder).splitlines() if f"{folder / file}:{line}: {shown}: " in problem]
    assert any(expected in problem for problem in found), message(folder)


DEFICITS = "baseline.yaml:5:20: closure.deficit: got {}. Allowed: fixed, zero, proportional or responsive."
SETTINGS = [
    ("name: small", "", "baseline.yaml: name: this key is missing. Write a text."),
    ("year: 2024", "", "baseline.yaml: year: this key is missing. Write a whole number such as 2024."),
    ("year: 2024", "year: '24'", "baseline.yaml:3:7: year: got '24'. Write a whole number such as 2024."),
    ("year: 2024", "year: true", "baseline.yaml:3:7: year: got True. Write a whole number"),
    ("name: small", "name: 5", "baseline.yaml:1:7: name: got 5. Write a text."),
    ("name: small", "name: ''", "baseline.yaml:1:7: name: got ''. Write a text."),
    ("title: A", "titel: A", "baseline.yaml:2:1: titel: unknown key. Did you mean 'title'? The keys are name, title,"),
    ("deficit: fixed", "deficit: free", DEFICITS.format("'free'")),
    ("{deficit: fixed}", "{deficit: }", DEFICITS.format("nothing").replace("5:20", "5:19")),
    (
        "{deficit: fixed}",
        "{deficits: fixed}",
        "baseline.yaml:5:11: closure.deficits: unknown key. The keys are 'deficit' and 'revenue'.",
    ),
    (
        "{deficit: fixed}",
        "{deficit: zero, revenue: income tax}",
        "baseline.yaml:5:35: closure.revenue: got 'income tax'. Allowed: lump_sum or income_tax.",
    ),
    (
        "{deficit: fixed}",
        "fixed",
        "baseline.yaml:5:10: closure: got 'fixed'. Write a mapping such as {deficit: fixed}.",
    ),
    ("[ANA, BEL]", "[ANA, BELL]", "baseline.yaml:7:15: region_groups.west: unknown region 'BELL'. Did you mean 'BEL'?"),
    ("[ANA, BEL]", "[ANA, ANA]", "baseline.yaml:7:15: region_groups.west: 'ANA' comes twice. Remove one."),
    ("[ANA, BEL]", "[ANA, 12]", "baseline.yaml:7:15: region_groups.west: got 12, which is not a text."),
    ("[ANA, BEL]", "[]", "baseline.yaml:7:9: region_groups.west: got a list of 0. Write a list of codes"),
    ("[ANA, BEL]", "ANA", "baseline.yaml:7:9: region_groups.west: got 'ANA'. Write a list of codes"),
    ("west:", "ANA:", "baseline.yaml:7:3: region_groups.ANA: this is the code of a region. Choose another name."),
    ("west:", "all:", "baseline.yaml:7:3: region_groups.all: this is a group that is always there."),
    ("mines:", "goods:", "baseline.yaml:9:3: sector_groups.goods: this is a group that is always there."),
    ("mines:", "GRN:", "baseline.yaml:9:3: sector_groups.GRN: this is the code of a sector."),
    ("{deficit: fixed}", "{<<: {deficit: no}}", "baseline.yaml:5:10: closure.deficit: got 'no'."),
    ("notes: Random", "<<: {foo: 1}\nnotes: Random", "baseline.yaml:1:1: foo: unknown key."),
    ("year: 2024", "year:", "baseline.yaml:4:1: year: got nothing. Write a whole number"),
    ("year: 2024", "year: 2024\nyear: 2025", "baseline.yaml:4:1: not valid YAML: found duplicate key"),
    ("[ANA, BEL]", "[ANA, BEL", "baseline.yaml:8:14: not valid YAML: "),
    ("name: small", "name: \x07", "baseline.yaml: not valid YAML: "),
]


@pytest.mark.parametrize(("nest", "column", "text", "expected"), RESPONSES)
def test_a_wrong_response_of_regions_is_named(folder, nest, column, text, expected):
    set_line(folder, "elasticities.csv", 10, f"{nest},*,0.2,0.6,0.2,assumed")
    set_cell(folder, "elasticities.csv", 10, column, text)
    assert f"{folder}/elasticities.csv:10: {column}: {expected}" in message(folder)


PEOPLE = [
    ("households", "-3", "got -3. Write millions, above 0, or leave it blank."),
    ("population", "0", "got 0. Write millions, above 0, or leave it blank."),
    ("households", "inf", "got inf. Write millions, above 0, or leave it blank."),
    ("population", "nan", "got 'nan'. A missing value is a missing row; write a number."),
    ("households", "many", "got 'many'. Write a number such as 1250.5, without separators or unit."),
]


@pytest.mark.parametrize(("column", "text", "expected"), PEOPLE)
def test_wrong_numbers_of_people_are_named(folder, column, text, expected):
    write_table(folder, "regions.csv", f"region,name,{column}", [("ANA", "A", 3), ("BEL", "B", text), ("CYR", "C", "")])
    assert f"{folder}/regions.csv:3: {column}: {expected}" in message(folder)


PROFITS = [
    ("-0.1", "got -0.1. Allowed: a share of sales from 0 to below 1."),
    ("1", "got 1. Allowed: a share of sales from 0 to below 1."),
    ("inf", "got inf. Allowed: a share of sales from 0 to below 1."),
    ("some", "got 'some'. Write a number such as 1250.5, without separators or unit."),
]


@pytest.mark.parametrize(("text", "expected"), PROFITS)
def test_a_wrong_share_of_profit_is_named(folder, text, expected):
    header = "sector,name,kind,critical,quantity_unit,profit_share"
    write_table(folder, "sectors.csv", header, [("GRN", "G", "goods", 0, "", text), ("ORE", "O", "goods", 1, "kt", "")])
    assert f"{folder}/sectors.csv:2: profit_share: {expected}" in message(folder)


def test_profits_above_value_added_break_an_identity(folder):
    header = "sector,name,kind,critical,quantity_unit,profit_share"
    write_table(folder, "sectors.csv", header, [("GRN", "G", "goods", 0, "", 0.9), ("ORE", "O", "goods", 1, "kt", "")])
    assert "(GRN, " in message(folder)


@pytest.mark.parametrize(("old", "new", "expected"), SETTINGS)
def test_a_wrong_setting_is_named_by_line_and_column(folder, old, new, expected):
    text = (folder / "baseline.yaml").read_text()
    assert old in text
    (folder / "baseline.yaml").write_text(text.replace(old, new, 1))
    assert f"- {folder}/{expected}" in message(folder)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "only words\n"])
def test_settings_must_be_a_mapping(folder, text):
    (folder / "baseline.yaml").write_text(text)
    assert re.search(r"baseline\.yaml:1:1: got .*\. Write keys with values: name, title, year", message(folder))


@pytest.mark.parametrize(
    ("file", "header", "expected"),
    [
        (
            "flows.csv",
            "exporter,importer,sector",
            ":1: value: this column is missing. The columns are 'exporter,importer,",
        ),
        ("flows.csv", "exporter,importer,sector,vale", ":1: vale: unknown column. Did you mean 'value'?"),
        ("flows.csv", "exporter,importer,sector,value,year", ":1: year: unknown column. Remove it; the columns are"),
        ("regions.csv", "region,name,name", ":1: name: this column comes 2 times. Keep one."),
        (
            "regions.csv",
            "region;name",
            ":1: got the header 'region;name'. The first line must be 'region,name', with com",
        ),
        ("regions.csv", "", ":1: got the header ''. The first line must be 'region,name', with commas."),
    ],
)
def test_a_wrong_header(folder, file, header, expected):
    set_line(folder, file, 1, header)
    assert f"- {folder / file}{expected}" in message(folder)


@pytest.mark.parametrize("file", ["baseline.yaml", "regions.csv", "sectors.csv", "flows.csv", "elasticities.csv"])
def test_a_missing_file_is_the_only_problem(folder, file):
    (folder / file).unlink()
    text = message(folder)
    assert f"1 problem in this baseline folder:\n- {folder / file}: this file is missing. Write it with " in text


@pytest.mark.parametrize("file", ["regions.csv", "sectors.csv", "flows.csv", "elasticities.csv"])
def test_a_table_without_rows(folder, file):
    (folder / file).write_text(read_lines(folder, file)[0] + "\n")
    assert f"1 problem in this baseline folder:\n- {folder / file}: holds no row below the header." in message(folder)


def test_an_empty_file(folder):
    (folder / "flows.csv").write_bytes(b"")
    assert f"{folder}/flows.csv:1: got the header ''. The first line must be 'exporter," in message(folder)


def test_a_misspelt_table_is_not_overlooked(folder):
    (folder / "tariffs.csv").rename(folder / "tarifs.csv")
    assert f"{folder}/tarifs.csv: unknown table. Did you mean 'tariffs.csv'? The tables are" in message(folder)


def test_a_folder_in_place_of_a_file(folder):
    (folder / "tariffs.csv").unlink()
    (folder / "tariffs.csv").mkdir()
    assert f"{folder}/tariffs.csv: cannot be read: Is a directory." in message(folder)


def test_a_repeated_row_names_the_first(folder):
    first = read_lines(folder, "flows.csv")[1]
    set_line(folder, "flows.csv", 20, first)
    assert f"{folder}/flows.csv:20: repeats line 2 (GRN, ANA, ANA). Keep one of them." in message(folder)


def test_a_repeated_elasticity_names_the_first(folder):
    set_line(folder, "elasticities.csv", 10, "input,*,1,1,1,again")
    assert f"{folder}/elasticities.csv:10: repeats line 5 (input, *). Keep one of them." in message(folder)


def test_a_row_with_too_many_cells(folder):
    set_line(folder, "regions.csv", 3, "BEL,Bel, the old")
    assert f"{folder}/regions.csv:3: got 3 cells where the header has 2. Put a cell that holds" in message(folder)


def test_an_open_quote(folder):
    set_line(folder, "regions.csv", 4, 'CYR,"Cyr')
    assert re.search(r"regions\.csv:4: not readable as CSV: .*\. Check the quotes in this line\.", message(folder))


@pytest.mark.parametrize(("encoding", "line", "byte"), [("latin-1", 3, "0xe9"), ("utf-16", 1, "0xff")])
def test_another_encoding_names_the_line(folder, encoding, line, byte):
    text = (folder / "regions.csv").read_text().replace("Region BEL", "Bélarie")
    (folder / "regions.csv").write_bytes(text.encode(encoding))
    assert f"{folder}/regions.csv:{line}: byte {byte} is not UTF-8. Save the file as UTF-8." in message(folder)


def test_an_encoding_that_settings_do_not_have(folder):
    (folder / "baseline.yaml").write_bytes("name: é\n".encode("latin-1"))
    assert f"{folder}/baseline.yaml:1: byte 0xe9 is not UTF-8." in message(folder)


def test_an_origin_elasticity_is_required_for_every_sector(folder):
    set_line(folder, "elasticities.csv", 2, "")
    assert f"{folder}/elasticities.csv: origin: no row for 'GRN'. Every sector needs a trade elastic" in message(folder)


def test_many_sectors_without_origin_are_counted(tmp_path):
    sectors = tuple(f"S{number}" for number in range(7))
    settings = "name: many\ntitle: Many\nyear: 2024\n"
    rows = [("origin", "S0", 1, 4, 0.2, "assumed")]
    folder = write_folder(tmp_path, sectors=sectors, elasticities=rows, settings=settings)
    assert "origin: no row for 'S1', 'S2', 'S3', 'S4', 'S5' and 1 more." in message(folder)


def test_a_quantity_needs_a_flow_with_value(folder):
    line = next(n for n, text in enumerate(read_lines(folder, "flows.csv"), 1) if text.startswith("ANA,BEL,ORE"))
    set_cell(folder, "flows.csv", line, "value", "0")
    assert re.search(
        r"quantities\.csv:3: quantity: got [\d.]+ on a flow without value\. Give the flow", message(folder)
    )


def test_an_unknown_code_in_many_rows_is_one_problem(folder):
    (folder / "flows.csv").write_text((folder / "flows.csv").read_text().replace("CYR,", "CYP,"))
    text = message(folder)
    assert "2 problems" in text
    assert f"{folder}/flows.csv:6: importer: unknown region 'CYP'. Did you mean 'CYR'?" in text
    assert text.count("It stands in 6 rows.") == 2


def test_problems_of_all_files_come_together_and_are_counted_beyond_ten(folder):
    set_cell(folder, "regions.csv", 2, "name", "")
    set_cell(folder, "elasticities.csv", 5, "speed", "2")
    for line in range(2, 14):
        set_cell(folder, "flows.csv", line, "value", "x")
    lines = message(folder).splitlines()
    assert lines[0] == f"{folder}: 14 problems in this baseline folder:"
    assert lines[1] == f"- {folder}/regions.csv:2: name: this cell is blank. Give the region a name."
    assert (len(lines), lines[-1]) == (12, "and 4 more.")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "nowhere",
            "nowhere: there is no such folder. Give a folder that holds baseline.yaml, regions.csv, sectors.csv,",
        ),
        ("file", "file: this is a file. Give a folder that holds baseline.yaml"),
        ("empty", "empty: this folder holds no baseline. It needs baseline.yaml, regions.csv"),
    ],
)
def test_no_baseline_folder(tmp_path, name, expected):
    (tmp_path / "file").write_text("text")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=re.escape(expected)):
        read_baseline(tmp_path / name)


def test_a_path_that_exists_is_read_as_a_folder(tmp_path):
    with pytest.raises(DataError, match="this folder holds no baseline"):
        load_baseline(tmp_path)


def test_no_name_is_no_baseline():
    with pytest.raises(DataError, match="baseline '': no folder and no shipped baseline has this name"):
        load_baseline("")
