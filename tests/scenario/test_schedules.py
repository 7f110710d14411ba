"""Schedules of other people: units, product codes, countries of one region, defaults, wide tables."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.files.problem import Problem
from simulator.files.rates import UnitChoice
from simulator.files.table import Columns, parse_csv
from simulator.scenario import load_scenario, table_rates
from simulator.scenario.authoring.import_tariffs import ImportOptions, import_tariffs
from simulator.scenario.authoring.product_codes import checked_codes
from simulator.scenario.authoring.schedule import Source, read_schedule

CHAPTERS = "code,sector\n03,AGR\n04,FOD\n84,MCH\n85,ELE\n8505,REE\n"
US = {"importer": "USA"}
US_ON_BRAZIL = {"importer": "USA", "exporter": "BRA"}


@pytest.fixture(scope="module")
def economy():
    return load_baseline(None)


@pytest.fixture
def schedule(tmp_path, economy):
    def read(text, mapping="", regions="", sides=US, unit=None):
        paths = {}
        for name, content in {"s.csv": text, "map.csv": mapping, "regions.csv": regions}.items():
            paths[name] = tmp_path / name if content else None
            if content:
                paths[name].write_text(content, encoding="utf-8")
        choice = UnitChoice(unit, option="--unit")
        return read_schedule(Source(paths["s.csv"], paths["map.csv"], paths["regions.csv"], sides, choice), economy)

    return read


def rates(made):
    return {(row.exporter, row.sector): round(100 * row.rate, 6) for row in made.rows}


LINES = {"0302310000": ("15%", 30), "0406101000": ("20%", 60), "8471300100": ("5%", 900), "8505110000": ("35%", 20)}


def lines_of(codes):
    return "code,rate,weight\n" + "".join(f"{code},{rate},{w}\n" for code, (rate, w) in codes.items())


def test_zeros_that_a_whole_column_lost_are_put_back_and_said(schedule):
    as_text = schedule(lines_of(LINES), CHAPTERS, sides=US_ON_BRAZIL)
    stripped = {code.lstrip("0"): line for code, line in LINES.items()}
    as_numbers = schedule(lines_of(stripped), CHAPTERS, sides=US_ON_BRAZIL)
    assert rates(as_numbers) == rates(as_text)
    assert rates(as_text) == {("BRA", "AGR"): 15, ("BRA", "FOD"): 20, ("BRA", "MCH"): 5, ("BRA", "REE"): 35}
    assert as_text.notes == ()
    (note,) = as_numbers.notes
    assert note.endswith("2 codes have lost the zero at the beginning, such as 302310000, which is read as 0302310000.")


def test_a_mapping_by_chapters_may_have_lost_its_zeros(schedule):
    mapping = CHAPTERS.replace("\n0", "\n").replace("8505,REE\n", "")
    made = schedule(lines_of(LINES), mapping, sides=US_ON_BRAZIL)
    assert rates(made)["BRA", "AGR"] == 15
    assert "2 codes have lost the zero at the beginning, such as 3, which is read as 03." in made.notes[0]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("302310000.0", "a number with decimals — a code of 2, 4, 6, 8 or 10 digits. Save the column as text"),
        ("8505110000.0", "a number with decimals"),
        ("8.50511E+09", "a number with an exponent, which has lost digits"),
        ("8505.1", "a code that has lost a zero at its end"),
        ("850511000", "a code of 9 digits and has lost a zero, at its beginning or end"),
        ("850511000000", "a code of 12 digits — a code of 2, 4, 6, 8 or 10 digits"),
        ("TOTAL", "got 'TOTAL' — one that begins like a code of"),
    ],
)
def test_what_is_no_code_of_the_harmonized_system_is_refused(schedule, code, why):
    with pytest.raises(ScenarioError, match=r"s\.csv:6: code: ") as refused:
        schedule(f"{lines_of(LINES)}{code},1%,5\n", CHAPTERS, sides=US_ON_BRAZIL)
    assert why in str(refused.value)


def test_a_mapping_of_odd_and_even_codes_is_refused_and_other_classifications_are_not(schedule):
    with pytest.raises(ScenarioError, match=r"map\.csv:2: code: got '302', a code of 3 digits and has lost a zero"):
        schedule("code,rate,weight\n302310,1%,5\n", "code,sector\n302,AGR\n8505,REE\n", sides=US_ON_BRAZIL)
    made = schedule("code,rate,weight\n33301,1%,5\nele,2%,1\n", "code,sector\n333,ENE\nele,ELC\n", sides=US_ON_BRAZIL)
    assert rates(made) == {("BRA", "ENE"): 1, ("BRA", "ELC"): 2}


@settings(deadline=None)
@given(st.lists(st.from_regex(r"(0[1-9]|[1-9][0-9])[0-9]{2}([0-9]{2}){0,3}", fullmatch=True), min_size=1, unique=True))
def test_every_code_that_passed_as_a_number_comes_back_or_is_refused(codes):
    problems: list[Problem] = []
    content = "\n".join(["code", *(str(int(code)) for code in codes)])
    table = parse_csv("s.csv", content.encode(), Columns(("code",)), [])
    read, notes = checked_codes(table, True, problems)
    assert (read, problems) == (codes, [])
    assert bool(notes) == any(code.startswith("0") for code in codes)


def test_a_total_beside_its_parts_is_left_out_where_it_adds_up_and_refused_where_not(schedule):
    parts = "84,10%,100\n8471,5%,60\n8479,20%,40\n"
    made = schedule(f"code,rate,weight\n{parts}", CHAPTERS, sides=US_ON_BRAZIL)
    assert rates(made) == {("BRA", "MCH"): 11}
    assert made.notes[0].endswith("1 total is left out beside the lines that they add up, such as 84.")
    with pytest.raises(ScenarioError, match=r"s\.csv:2: code: got '84', the beginning of '8471' in line 3"):
        schedule(f"code,rate,weight\n{parts.replace('100', '300')}", CHAPTERS, sides=US_ON_BRAZIL)


COUNTRIES = 'exporter,sector,rate,weight\nMalaysia,goods,24,50\nTHAILAND,goods,36,60\n"Korea, South",goods,25,130\n'


def test_countries_of_one_region_are_averaged_by_their_imports(schedule):
    made = schedule(COUNTRIES)
    assert rates(made) == {("ASE", "goods"): pytest.approx((24 * 50 + 36 * 60) / 110, abs=1e-5), ("KOR", "goods"): 25}
    assert any("'Malaysia' is part of ASE" in note for note in made.notes)
    assert (made.used, made.left_out) == (3, 0)
    assert made.spread.endswith("the largest is goods from ASE to USA")


def test_without_weights_countries_of_one_region_need_one_rate(schedule):
    bare = "exporter,sector,rate\nMalaysia,goods,24%\nThailand,goods,{}\n"
    assert rates(schedule(bare.format("24%"))) == {("ASE", "goods"): 24}
    with pytest.raises(ScenarioError, match=r"2 lines come to ASE, USA, goods, from 24 % to 36 % .* --regions"):
        schedule(bare.format("36%"))


def test_a_table_of_regions_goes_before_names_and_may_leave_out_and_weigh(schedule):
    text = "exporter,sector,rate\nNorth,goods,10%\nSouth,goods,40%\nMoon,goods,99%\nCHN,goods,5%\n"
    regions = "country,region,weight\nnorth,ROW,3\nsouth,ROW,1\nMoon,,0\n"
    made = schedule(text, regions=regions)
    assert rates(made) == {("ROW", "goods"): 17.5, ("CHN", "goods"): 5}
    assert made.left_out == 1
    others = schedule(text, regions="country,region,weight\nnorth,ASE,1\n*,ROW,1\n")
    assert rates(others) == {("ASE", "goods"): 10, ("ROW", "goods"): 69.5, ("CHN", "goods"): 5}


def test_a_region_beside_a_part_of_it_is_refused(schedule):
    text = "exporter,sector,rate,weight\nEUU,goods,20%,600\nGermany,goods,25%,100\n"
    with pytest.raises(ScenarioError, match=r"s\.csv:3: exporter: got 'germany', which is part of EUU of line 2"):
        schedule(text)


def test_lines_that_repeat_a_flow_are_averaged_by_weight_or_refused(schedule):
    made = schedule("exporter,sector,rate,weight\nROW,ELC,5%,100\nROW,ELC,3%,40\n")
    assert rates(made) == {("ROW", "ELC"): pytest.approx(620 / 140, abs=1e-5)}
    assert "1 line repeats the flow of another line" in made.notes[0]
    with pytest.raises(ScenarioError, match=r"s\.csv:3: repeats line 2 .* or both with a column weight"):
        schedule("exporter,sector,rate\nROW,ELC,5%\nROW,ELC,3%\n")


def test_a_default_has_exceptions_in_any_order(tmp_path, economy):
    path, out = tmp_path / "s.csv", tmp_path / "x.yaml"
    path.write_text(
        "exporter,importer,sector,rate\nCHN,USA,SOY,0%\nall,USA,goods,10%\nCHN,USA,goods,34%\nEUU,USA,goods,20%\n"
    )
    import_tariffs(path, out, economy, ImportOptions())
    table = table_rates(load_scenario(out, economy).measures[-1].table, economy)[:, :, economy.region_index("USA")]

    def rate(sector, exporter):
        return table[economy.sector_index(sector), economy.region_index(exporter)]

    assert [rate("SOY", "CHN"), rate("MCH", "CHN"), rate("MCH", "EUU"), rate("SOY", "JPN")] == [0, 0.34, 0.2, 0.1]


WIDE = {
    "exporters as columns": ("sector,china,EUU\nELC,22,10\nMVH,0,15\n", {}),
    "sectors as columns": ("country,ELC,MVH\nChina,22,0\nEU,10,15\n", {}),
    "codes as columns": ("exporter,8471,8703\nCHN,22,0\nEUU,10,15\n", {"mapping": "code,sector\n84,ELC\n87,MVH\n"}),
    "codes as rows": ("hs,CHN,EUU\n84,22,10\n87,0,15\n", {"mapping": "code,sector\n84,ELC\n87,MVH\n"}),
}


@pytest.mark.parametrize(("text", "options"), WIDE.values(), ids=list(WIDE))
def test_wide_tables_are_read_in_either_direction(schedule, text, options):
    made = schedule(text, **options)
    expected = {("CHN", "ELC"): 22, ("EUU", "ELC"): 10, ("CHN", "MVH"): 0, ("EUU", "MVH"): 15}
    assert rates(made) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country,ELC,MVH\nChina,22,\n", r"s\.csv:2: mvh: got a blank cell"),
        ('country,ELC,MVH\nChina,22,"2,5"\n', r"s\.csv:2: mvh: got '2,5', which has a comma — a decimal point, 2\.5"),
        ("country,ELC,MVH\nChina,22,3 USD/kg\n", r"s\.csv:2: mvh: got '3 USD/kg', which is a specific duty"),
        ("country,ELC,MVH\nChina,2.5,1.2\n", r"s\.csv:2: elc: got 2\.5 .* 2\.5 % or 250 %"),
        ("country,ELC,MVH,Chinaware\nChina,22,1,1\n", r"s\.csv:2: sector: got 'chinaware', which is not in"),
    ],
)
def test_cells_of_wide_tables_are_named_by_line_and_column(schedule, text, expected):
    with pytest.raises(ScenarioError, match=expected):
        schedule(text)


def test_a_wide_table_needs_the_side_that_it_does_not_have(schedule):
    with pytest.raises(ScenarioError, match=r"importer: is missing — a column importer, or --importer"):
        schedule("country,ELC,MVH\nChina,22,1\n", sides={})


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(stem=st.text("abcdefgh 0123456789#:&*'\"{}[]%@!-_.,é中", min_size=1, max_size=20))
def test_a_written_scenario_is_read_whatever_the_file_is_called(tmp_path, economy, stem):
    name = f"x{stem}".rstrip(" .")
    schedule, out = tmp_path / f"{name}.csv", tmp_path / f"{name}.yaml"
    schedule.write_text("exporter,importer,sector,rate\nCHN,USA,MCH,25%\n")
    for path in (out, tmp_path / f"{name}-tariffs.csv"):
        path.unlink(missing_ok=True)
    _, table = import_tariffs(schedule, out, economy, ImportOptions())
    measure = load_scenario(out, economy).measures[-1]
    assert (measure.table.path.name, measure.source) == (table.name, schedule.name)


def test_a_doubt_about_the_unit_is_put_to_who_can_be_asked(tmp_path, economy):
    path, out, doubts = tmp_path / "s.csv", tmp_path / "x.yaml", []
    path.write_text("exporter,importer,sector,rate\nCHN,USA,MCH,2.5\nCHN,USA,ELC,0.4\n")
    options = ImportOptions(ask=lambda doubt: doubts.append(doubt) or "percent")
    made, _ = import_tariffs(path, out, economy, options)
    assert rates(made) == {("CHN", "MCH"): 2.5, ("CHN", "ELC"): 0.4}
    assert "2.5 % or 250 %" in doubts[0]


def test_percent_is_not_taken_for_granted_of_fractions(tmp_path, economy):
    path = tmp_path / "s.csv"
    path.write_text("exporter,importer,sector,rate\nCHN,USA,MCH,0.25\n")
    with pytest.raises(ScenarioError, match=r"0\.25 % or 25 % .* --unit percent or --unit fraction"):
        import_tariffs(path, tmp_path / "x.yaml", economy, ImportOptions(in_percent=True))
    made, _ = import_tariffs(path, tmp_path / "x.yaml", economy, ImportOptions(unit="percent"))
    assert rates(made) == {("CHN", "MCH"): 0.25}
