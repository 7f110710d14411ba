"""Contract: every mistake in a baseline folder is named with its place and its remedy, all at once."""

import contextlib
import re
from pathlib import Path

import pytest

from simulator.economy import load_baseline, read_baseline
from simulator.errors import DataError
from tests.worlds import GRAMMAR, read_lines, set_cell, set_line, write_folder, write_table


def message(folder: Path) -> str:
    with pytest.raises(DataError, match=re.escape(str(folder))) as caught:
        read_baseline(folder)
    assert all(re.fullmatch(GRAMMAR, problem) for problem in caught.value.problems), str(caught.value)
    return str(caught.value)


CELLS = [
    (
        "flows.csv",
        2,
        "exporter",
        "ANNA",
        "got the unknown region 'ANNA' — Did you mean 'ANA'? Known: 3 codes in regions.csv.",
    ),
    ("flows.csv", 3, "importer", "", "got a blank cell — Known: 3 codes in regions.csv."),
    (
        "flows.csv",
        4,
        "sector",
        "Grn",
        "got the unknown sector 'Grn' — Did you mean 'GRN'? Known: 2 codes in sectors.csv.",
    ),
    ("flows.csv", 5, "value", "", "got a blank cell — a number such as 1250.5, without separators or unit."),
    ("flows.csv", 5, "value", "12 USD", "got '12 USD' — a number such as 1250.5"),
    ("flows.csv", 5, "value", "1_000", "got '1_000' — a number"),
    ("flows.csv", 5, "value", "NaN", "got 'NaN' — a number; a missing value is a missing row."),
    ("flows.csv", 5, "value", "inf", "got inf — a finite number, 0 or more."),
    ("flows.csv", 5, "value", "1e999", "got 1e999 — a finite number, 0 or more."),
    ("flows.csv", 5, "value", "-3", "got -3 — a finite number, 0 or more."),
    ("tariffs.csv", 2, "importer", "ANA", "on domestic sales of 'ANA' — tariffs are on imports. Remove this row."),
    (
        "tariffs.csv",
        2,
        "rate",
        "25",
        "got 25 as the largest bare number, which is 25 % or 2500 % — percent or fractions",
    ),
    ("tariffs.csv", 2, "rate", "-0.1", "got -0.1 — 0 or more, as a tax is not negative"),
    ("input_shares.csv", 3, "input", "OR", "got the unknown sector 'OR' — Did you mean 'ORE'?"),
    (
        "input_shares.csv",
        3,
        "share",
        "-0.5",
        "got -0.5 — a share of output, 0 or more; one down to -0.01 becomes value added",
    ),
    ("quantities.csv", 2, "unit", "Mt", "got 'Mt' — 'kt', in which 'ORE' is measured."),
    (
        "quantities.csv",
        2,
        "sector",
        "GRN",
        "got 'GRN', which has no quantity unit — a sector that is measured. Give it one in sectors.csv, or remove",
    ),
    (
        "quantities.csv",
        2,
        "quantity",
        "0",
        "got 0 — an amount above 0. Leave the row out where nothing is known or traded.",
    ),
    ("regions.csv", 3, "region", "", "got a blank cell — a code for the region."),
    ("regions.csv", 3, "region", "all", "got 'all', which is reserved for a group — another code."),
    ("regions.csv", 3, "region", "ANA", "got 'ANA', which line 2 has already — each code once. Remove or rename one."),
    ("regions.csv", 3, "name", "", "got a blank cell — a name for the region."),
    ("sectors.csv", 2, "sector", "*", "got '*', which is reserved for a group — another code."),
    ("sectors.csv", 3, "sector", "GRN", "got 'GRN', which line 2 has already — each code once."),
    ("sectors.csv", 3, "kind", "good", "got 'good' — Did you mean 'goods'? Allowed: goods, services."),
    ("sectors.csv", 3, "critical", "yes", "got 'yes' — Allowed: 0, 1."),
    (
        "elasticities.csv",
        2,
        "nest",
        "orgin",
        "got the unknown nest 'orgin' — Did you mean 'origin'? Allowed: origin, home,",
    ),
    ("elasticities.csv", 3, "sector", "ORES", "got the unknown sector 'ORES' — Did you mean 'ORE'?"),
    ("elasticities.csv", 2, "short_run", "0", "got 0 for origin — a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "0.0009", "got 0.0009 for origin — a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "inf", "got inf for origin — a number, 0.001 or more."),
    ("elasticities.csv", 2, "long_run", "", "got a blank cell — a number"),
    ("elasticities.csv", 4, "short_run", "2", "got a blank cell — a number"),
    ("elasticities.csv", 5, "short_run", "-0.2", "got -0.2 for input — a number above 0; 1 is Cobb-Douglas."),
    ("elasticities.csv", 5, "speed", "1.5", "got 1.5 — 0 to 1, the share closed a year."),
    ("elasticities.csv", 5, "speed", "", "got a blank cell — a number"),
    ("elasticities.csv", 8, "sector", "GRN", "got 'GRN' — '*', as the nest final is one for all sectors."),
    ("elasticities.csv", 9, "sector", "ORE", "got 'ORE' — '*', as the nest factor is one for all sectors."),
    ("elasticities.csv", 9, "short_run", "0.5", "got 0.5 for factor — 1 (fixed in their sector) or more"),
    (
        "elasticities.csv",
        9,
        "long_run",
        "inf",
        "got inf at one end only — inf at both ends for mobile factors, or a number.",
    ),
]
RESPONSES = [
    (nest, column, text, expected)
    for nest in ("supply", "scale", "deficit")
    for column, text, expected in (
        ("short_run", "-0.1", f"got -0.1 for {nest} — a number, 0 (no response) or more."),
        ("long_run", "-0.1", f"got -0.1 for {nest} — a number, 0 (no response) or more."),
        ("long_run", "inf", f"got inf for {nest} — a number, 0 (no response) or more."),
        ("sector", "ORE", f"got 'ORE' — '*', as the nest {nest} is one for all sectors."),
        ("speed", "2", "got 2 — 0 to 1, the share closed a year."),
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


DEFICITS = "baseline.yaml:5:20: closure.deficit: got {} — 'fixed', 'zero', 'proportional' or 'responsive'."
TEXT = "text; put text that looks like a number or true/false in quotes."
YEAR = "baseline.yaml:3:7: year: got {} — a whole number, without quotes."
CODES = "a list of codes such as [USA, MEX]."
SETTINGS = [
    ("name: small", "", "baseline.yaml:2:1: name: is missing — Short name, as results show it."),
    ("year: 2024", "", "baseline.yaml:1:1: year: is missing — Year of the flows, a whole number such as 2024."),
    ("year: 2024", "year: '24'", YEAR.format("'24'")),
    ("year: 2024", "year: true", YEAR.format("true")),
    ("year: 2024", "year: 2024.5", YEAR.format("2024.5")),
    ("name: small", "name: 5", f"baseline.yaml:1:7: name: got 5 — {TEXT}"),
    ("name: small", "name: ''", "baseline.yaml:1:7: name: got '' — text that is not empty."),
    (
        "title: A",
        "titel: A",
        "baseline.yaml:2:1: titel: got the key 'titel' — Did you mean 'title'? Allowed: name, tit",
    ),
    ("deficit: fixed", "deficit: free", DEFICITS.format("'free'")),
    ("{deficit: fixed}", "{deficit: }", DEFICITS.format("nothing").replace("5:20", "5:11")),
    (
        "{deficit: fixed}",
        "{deficits: fixed}",
        "baseline.yaml:5:11: closure.deficits: got the key 'deficits' — Did you mean 'deficit'? Allowed: deficit, rev",
    ),
    (
        "{deficit: fixed}",
        "{deficit: zero, revenue: income tax}",
        "baseline.yaml:5:35: closure.revenue: got 'income tax' — 'lump_sum' or 'income_tax'. Did you",
    ),
    ("{deficit: fixed}", "fixed", "baseline.yaml:5:10: closure: got 'fixed' — a mapping of keys and values."),
    (
        "[ANA, BEL]",
        "[ANA, BELL]",
        "baseline.yaml:7:15: region_groups.west[1]: got the unknown region 'BELL' — Did you mean 'BEL'? Known: 3 codes",
    ),
    (
        "[ANA, BEL]",
        "[ANA, ANA]",
        "baseline.yaml:7:15: region_groups.west[1]: got 'ANA' a second time — each code once.",
    ),
    ("[ANA, BEL]", "[ANA, 12]", f"baseline.yaml:7:15: region_groups.west[1]: got 12 — {TEXT}"),
    ("[ANA, BEL]", "[]", f"baseline.yaml:7:9: region_groups.west: got an empty list — {CODES}"),
    ("[ANA, BEL]", "ANA", f"baseline.yaml:7:9: region_groups.west: got 'ANA' — {CODES}"),
    ("west:", "ANA:", "baseline.yaml:7:3: region_groups.ANA: got the code of a region — another name."),
    ("west:", "all:", "baseline.yaml:7:3: region_groups.all: got a group that is always there — another name."),
    ("mines:", "goods:", "baseline.yaml:9:3: sector_groups.goods: got a group that is always there — another name."),
    ("mines:", "GRN:", "baseline.yaml:9:3: sector_groups.GRN: got the code of a sector — another name."),
    ("{deficit: fixed}", "{<<: {deficit: no}}", "baseline.yaml:5:11: closure: got the merge key << — a key is plain"),
    ("notes: Random", "notes: !x Random", "baseline.yaml:10:8: notes: got the tag '!x' — no tag; put text that begins"),
    ("year: 2024", "year:", YEAR.format("nothing").replace("3:7", "3:1")),
    ("year: 2024", "year: 2024\nyear: 2025", "baseline.yaml:4:1: year: got the key a second time, after line 3 — keep"),
    ("[ANA, BEL]", "[ANA, BEL", "baseline.yaml:8:14: got 'sector_groups:', which is not valid YAML — "),
    ("name: small", "name: \x07", "baseline.yaml:1:7: got the character U+0007, which is not text — plain text."),
]


@pytest.mark.parametrize(("nest", "column", "text", "expected"), RESPONSES)
def test_a_wrong_response_of_regions_is_named(folder, nest, column, text, expected):
    set_line(folder, "elasticities.csv", 10, f"{nest},*,0.2,0.6,0.2,assumed")
    set_cell(folder, "elasticities.csv", 10, column, text)
    assert f"{folder}/elasticities.csv:10: {column}: {expected}" in message(folder)


PEOPLE = [
    ("households", "-3", "got -3 — millions, above 0, or blank."),
    ("population", "0", "got 0 — millions, above 0, or blank."),
    ("households", "inf", "got inf — millions, above 0, or blank."),
    ("population", "nan", "got 'nan' — a number; a missing value is a missing row."),
    ("households", "many", "got 'many' — a number such as 1250.5, without separators or unit."),
]


@pytest.mark.parametrize(("column", "text", "expected"), PEOPLE)
def test_wrong_numbers_of_people_are_named(folder, column, text, expected):
    write_table(folder, "regions.csv", f"region,name,{column}", [("ANA", "A", 3), ("BEL", "B", text), ("CYR", "C", "")])
    assert f"{folder}/regions.csv:3: {column}: {expected}" in message(folder)


PROFITS = [
    ("-0.1", "got -0.1 — a share of sales from 0 to below 1."),
    ("1", "got 1 — a share of sales from 0 to below 1."),
    ("inf", "got inf — a share of sales from 0 to below 1."),
    ("some", "got 'some' — a number such as 1250.5, without separators or unit."),
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
    assert f"{folder}/{expected}" in message(folder)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "only words\n"])
def test_settings_must_be_a_mapping(folder, text):
    (folder / "baseline.yaml").write_text(text)
    assert re.search(r"baseline\.yaml:1:1: got .* — a mapping of keys and values\.", message(folder))


@pytest.mark.parametrize(
    ("file", "header", "expected"),
    [
        (
            "flows.csv",
            "exporter,importer,sector",
            ":1: value: is missing — The columns are exporter, importer, sector, value.",
        ),
        (
            "flows.csv",
            "exporter,importer,sector,vale",
            ":1: got the column 'vale' — Did you mean 'value'? The columns are",
        ),
        ("flows.csv", "exporter,importer,sector,value,year", ":1: got the column 'year' — The columns are"),
        ("regions.csv", "region,name,name", ":1: got the column 'name' 2 times — once."),
        (
            "regions.csv",
            "region;name",
            ":1: got semicolons between the cells — save it with commas, and points in decimals. The columns",
        ),
        ("regions.csv", "", ":2: region: is missing — The columns are region, name; also households, population."),
    ],
)
def test_a_wrong_header(folder, file, header, expected):
    set_line(folder, file, 1, header)
    assert f"{folder / file}{expected}" in message(folder)


@pytest.mark.parametrize("file", ["baseline.yaml", "regions.csv", "sectors.csv", "flows.csv", "elasticities.csv"])
def test_a_missing_file_is_the_only_problem(folder, file):
    (folder / file).unlink()
    text = message(folder)
    assert text.startswith(f"{folder / file}: is missing — a file with ")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("file", ["regions.csv", "sectors.csv", "flows.csv", "elasticities.csv"])
def test_a_table_without_rows(folder, file):
    (folder / file).write_text(read_lines(folder, file)[0] + "\n")
    assert message(folder) == f"{folder / file}: got no rows — at least one below the header."


def test_an_empty_file(folder):
    (folder / "flows.csv").write_bytes(b"")
    assert f"{folder}/flows.csv: is empty — a header with the columns exporter, importer," in message(folder)


def test_a_misspelt_table_is_not_overlooked(folder):
    (folder / "tariffs.csv").rename(folder / "tarifs.csv")
    assert f"{folder}/tarifs.csv: got an unknown table — Did you mean 'tariffs.csv'? Rename it" in message(folder)


def test_a_file_of_the_users_own_is_noted_and_left_alone(folder, caplog):
    before = read_baseline(folder)
    (folder / "my_notes.csv").write_text("what,why\n1,2\n")
    assert read_baseline(folder).digest == before.digest
    (record,) = caplog.records
    assert "my_notes.csv: is none of the tables of a baseline, and is not read. The tables are" in record.getMessage()


def test_a_folder_in_place_of_a_file(folder):
    (folder / "tariffs.csv").unlink()
    (folder / "tariffs.csv").mkdir()
    assert f"{folder}/tariffs.csv: got something that is not a file — an ordinary file." in message(folder)


def test_a_repeated_row_names_the_first(folder):
    first = read_lines(folder, "flows.csv")[1]
    set_line(folder, "flows.csv", 20, first)
    assert f"{folder}/flows.csv:20: repeats line 2 (GRN, ANA, ANA) — each once. Keep one of them." in message(folder)


def test_a_repeated_elasticity_names_the_first(folder):
    set_line(folder, "elasticities.csv", 10, "input,*,1,1,1,again")
    assert f"{folder}/elasticities.csv:10: repeats line 5 (input, *) — each once. Keep one of them." in message(folder)


def test_a_row_with_too_many_cells(folder):
    set_line(folder, "regions.csv", 3, "BEL,Bel, the old")
    assert f"{folder}/regions.csv:3: got 3 cells — 2, one for each column. Put a cell that holds" in message(folder)


def test_an_open_quote(folder):
    set_line(folder, "regions.csv", 4, 'CYR,"Cyr')
    assert f"{folder}/regions.csv:4: got a line that is not CSV — check its quotes." in message(folder)


@pytest.mark.parametrize(("encoding", "line", "byte"), [("latin-1", "3:6", "0xe9"), ("utf-16", "1:1", "0xff")])
def test_another_encoding_names_the_line(folder, encoding, line, byte):
    text = (folder / "regions.csv").read_text().replace("Region BEL", "Bélarie")
    (folder / "regions.csv").write_bytes(text.encode(encoding))
    assert (
        f"{folder}/regions.csv:{line}: got the byte {byte}, which is not text — a text file saved as UTF-8."
        in message(folder)
    )


def test_an_encoding_that_settings_do_not_have(folder):
    (folder / "baseline.yaml").write_bytes("name: é\n".encode("latin-1"))
    assert f"{folder}/baseline.yaml:1:7: got the byte 0xe9, which is not text" in message(folder)


def test_an_origin_elasticity_is_required_for_every_sector(folder):
    set_line(folder, "elasticities.csv", 2, "")
    assert (
        f"{folder}/elasticities.csv: origin: got no row for 'GRN' — a trade elasticity for every sector. Add"
        in message(folder)
    )


def test_many_sectors_without_origin_are_counted(tmp_path):
    sectors = tuple(f"S{number}" for number in range(7))
    settings = "name: many\ntitle: Many\nyear: 2024\n"
    rows = [("origin", "S0", 1, 4, 0.2, "assumed")]
    folder = write_folder(tmp_path, sectors=sectors, elasticities=rows, settings=settings)
    assert "origin: got no row for 'S1', 'S2', 'S3', 'S4', 'S5' and 1 more —" in message(folder)


def test_a_quantity_needs_a_flow_with_value(folder):
    line = next(n for n, text in enumerate(read_lines(folder, "flows.csv"), 1) if text.startswith("ANA,BEL,ORE"))
    set_cell(folder, "flows.csv", line, "value", "0")
    assert re.search(
        r"quantities\.csv:3: quantity: got [\d.]+ on a flow without value — .*\. Give the flow", message(folder)
    )


def test_an_unknown_code_in_many_rows_is_one_problem(folder):
    (folder / "flows.csv").write_text((folder / "flows.csv").read_text().replace("CYR,", "CYP,"))
    text = message(folder)
    assert len(text.splitlines()) == 2
    assert f"{folder}/flows.csv:6: importer: got the unknown region 'CYP' — Did you mean 'CYR'?" in text
    assert text.count("It stands in 6 rows.") == 2


def test_problems_of_all_files_come_together_and_are_counted_beyond_twenty(folder):
    set_cell(folder, "regions.csv", 2, "name", "")
    set_cell(folder, "elasticities.csv", 5, "speed", "2")
    for line in range(2, 20):
        set_cell(folder, "flows.csv", line, "value", "x")
        set_cell(folder, "flows.csv", line, "sector", f"x{line}")
    lines = message(folder).splitlines()
    assert lines[0] == f"{folder}/regions.csv:2: name: got a blank cell — a name for the region."
    assert (len(lines), lines[-1]) == (21, "and 18 more like these; mend them and look again.")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "nowhere",
            "nowhere: there is no such folder — a folder that holds baseline.yaml, regions.csv, sectors.csv,",
        ),
        ("file", "file: is a file — a folder that holds baseline.yaml"),
        ("empty", "empty: holds no baseline — a folder that holds baseline.yaml, regions.csv"),
    ],
)
def test_no_baseline_folder(tmp_path, name, expected):
    (tmp_path / "file").write_text("text")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=re.escape(expected)):
        read_baseline(tmp_path / name)


def test_a_path_that_exists_is_read_as_a_folder(tmp_path):
    with pytest.raises(DataError, match="holds no baseline"):
        load_baseline(tmp_path)


def test_no_name_is_no_baseline():
    with pytest.raises(DataError, match="baseline '': no folder and no shipped baseline has this name — Shipped"):
        load_baseline("")


@pytest.mark.parametrize(
    ("file", "meaning"), [("tariffs.csv", "there are no tariffs"), ("input_shares.csv", "sectors use no inputs")]
)
def test_a_table_whose_absence_changes_results_is_missed_aloud(folder, caplog, file, meaning):
    (folder / file).unlink(missing_ok=True)
    with contextlib.suppress(DataError):
        read_baseline(folder)
    assert f"{file}: is not there, so that {meaning}." in caplog.text
