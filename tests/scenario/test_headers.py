"""Schedules whose columns have other names, dates, no sector, or more columns than are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.scenario.authoring.headers import NAMES, SIDES, Form, columns_of
from simulator.scenario.authoring.schedule import Source, read_schedule
from simulator.scenario.library.find import find_scenario

TRACKER = """date,Country Name,Effective Tariff,Total Imports,tariff before,,
2025-04-05,MALAYSIA,24,50,0.6,,
2025-04-05,THAILAND,36,60,1.6,,
2025-04-05,"KOREA, SOUTH",25,130,0.2,,
"""
CHAPTERS = "code,sector\n84,MCH\n85,ELE\n"


@pytest.fixture(scope="module")
def economy():
    return load_baseline(None)


@pytest.fixture
def schedule(tmp_path, economy):
    def read(text, mapping="", on=None, sides=("importer",)):
        (tmp_path / "s.csv").write_text(text, encoding="utf-8")
        (tmp_path / "map.csv").write_text(mapping, encoding="utf-8")
        given_sides = {"importer": "USA", "exporter": "CHN"}
        source = Source(
            tmp_path / "s.csv",
            tmp_path / "map.csv" if mapping else None,
            sides={side: given_sides[side] for side in sides},
            on=on,
        )
        return read_schedule(source, economy)

    return read


def rates(made):
    return {(row.exporter, row.sector): round(100 * row.rate, 6) for row in made.rows}


def test_a_tracker_is_read_as_it_is_and_says_how(schedule):
    made = schedule(TRACKER)
    assert rates(made) == {("ASE", "goods"): round((24 * 50 + 36 * 60) / 110, 6), ("KOR", "goods"): 25}
    told = " ".join(made.notes)
    assert "'country name' is read as exporter, 'effective tariff' is read as rate" in told
    assert "'tariff before' is not read" in told
    assert "no column sector; the rates are those of all goods" in told
    assert "of 2025-04-05" in told


@given(header=st.tuples(*(st.sampled_from(names) for names in NAMES.values())))
def test_every_name_of_a_column_is_read_as_that_column_or_not_at_all(header):
    columns = columns_of(header, Form(has_codes=True, needs_weight=True))
    for text, name in columns.aliases.items():
        assert text in NAMES[name]
    assert len(set(columns.aliases.values())) == len(columns.aliases)
    assert set(columns.aliases) | columns.unread | set(columns.elsewhere) >= set(header) - {*columns.needed}


@given(header=st.permutations(["country", "hs6", "ad_valorem", "imports"]), side=st.sampled_from(SIDES))
def test_countries_are_of_the_side_that_is_not_given(header, side):
    other = next(each for each in SIDES if each != side)
    columns = columns_of(header, Form((side,), has_codes=True, needs_weight=True))
    assert columns.aliases == {"country": other, "hs6": "code", "ad_valorem": "rate", "imports": "weight"}


def test_product_lines_of_others_are_read_by_their_mapping(schedule):
    made = schedule(
        "iso3,hs6,ad_valorem,trade_value\nCHN,847130,0.25,100\nVNM,850110,10%,3\n".replace("0.25", "25%"), CHAPTERS
    )
    assert rates(made) == {("CHN", "MCH"): 25, ("VNM", "ELE"): 10}


def test_a_scenario_in_a_file_of_another_ending_is_named_as_such(tmp_path):
    (tmp_path / "j.json").write_text('{"title": "J"}')
    assert "but the file of a scenario ends in .yaml or .yml. Rename it." in str(find_scenario("j.json", [tmp_path]))


DATED = "date,exporter,sector,rate\n2025-02,CHN,MCH,10%\n2025-02,MEX,MCH,25%\n2025-04,CHN,MCH,54%\n"


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2025, 3, 1), {"CHN": 10, "MEX": 25}), (date(2025, 4, 9), {"CHN": 54, "MEX": 25})]
)
def test_rates_of_a_day_are_the_last_of_each_flow(schedule, day, expected):
    made = schedule(DATED, on=day)
    assert {exporter: rate for (exporter, _), rate in rates(made).items()} == expected
    assert any("are the last of their flow up to" in note for note in made.notes)


@pytest.mark.parametrize(
    ("text", "on", "message"),
    [
        (DATED, None, r"s\.csv:1: date: got 2 dates, 2025-02 to 2025-04 — one, or --on DATE"),
        (DATED, date(2024, 1, 1), r"s\.csv:1: date: got none up to 2024-01-01 — --on from 2025-02 on"),
        (DATED.replace("2025-02,C", "05.04.2025,C"), None, r"s\.csv:2: date: got '05\.04\.2025' — a date such as"),
        ("exporter,sector,rate\nCHN,MCH,1%\n", date(2025, 1, 1), "date: is missing — a column date, or no --on"),
        ("exporter,branch,rate\nCHN,steel,1%\n", None, "got the column 'branch' — call it 'sector' if it says which"),
        ("exporter,sectr,rate\nCHN,MCH,1%\n", None, "got the column 'sectr' — Did you mean 'sector'"),
        ("exporter,hs6,rate\nCHN,847130,1%\n", None, "got the column 'hs6' — name a table code,sector with --mapping"),
        ("exporter,sector,rate,weigth\nCHN,MCH,1%,2\n", None, "got the column 'weigth' — Did you mean 'weight'"),
        ("exporter,sector,rate\nCHN,MCH,1%,2\n", None, "got 4 cells — 3, one for each column"),
        ("exporter,sector,rate\nCHN,Total,1%\n", None, "got 'Total'.* Did you mean 'goods' or 'all'"),
    ],
)
def test_what_columns_and_dates_leave_open_is_refused(schedule, text, on, message):
    with pytest.raises(ScenarioError, match=message):
        schedule(text, on=on)


@pytest.mark.parametrize("code", ["8471-8544", "ex 8471", "HS8471", '"=""8471"""', "8471*"])
def test_what_is_no_single_code_is_refused(schedule, code):
    with pytest.raises(ScenarioError, match="no single code"):
        schedule(f"code,rate,weight\n{code},1%,2\n", CHAPTERS, sides=SIDES)
