"""Baselines made from inter-country input–output tables."""

import json
import zipfile

import jsonschema
import numpy as np
import pytest

from simulator.economy import DEFAULT_BASELINE, baseline_report, load_baseline, tariff_text
from simulator.economy.icio import IcioOptions, baseline_from_icio
from simulator.economy.icio.balance import LEAST_VALUE_ADDED
from simulator.economy.reading.settings import SCHEMA_FILE
from simulator.errors import DataError
from simulator.files.rates import UnitChoice
from simulator.files.yaml import parse_document
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.economy.made_up_icio import REGIONS, SECTORS, TAX_RATE, Table

EXACT = 1e-9
ORIGIN = "nest,sector,short_run,long_run,speed,source\norigin,*,2,5,0.2,assumed\n"


def options(tmp_path, regions=REGIONS, sectors=SECTORS, **others):
    for name, text in (("r.csv", regions), ("s.csv", sectors)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("tariffs", "elasticities"):
        if name in others:
            (tmp_path / f"{name}.csv").write_text(others[name], encoding="utf-8")
            others[name] = tmp_path / f"{name}.csv"
    return IcioOptions(tmp_path / "r.csv", tmp_path / "s.csv", **others)


def made(tmp_path, table=None, **others):
    file = (table or Table()).write(tmp_path / "2022_SML.csv")
    return baseline_from_icio(file, tmp_path / "mine", options(tmp_path, **others))


def moved(moves, start):
    return next(move for move in moves if move.what.startswith(start))


def test_flows_and_input_shares_are_sums_of_cells(tmp_path):
    table = Table()
    economy, moves = made(tmp_path, table)
    assert (economy.name, economy.year) == ("mine", 2022)
    assert (economy.regions, economy.sectors) == (("OZ", "US", "CN"), ("RAW", "FOD", "SRV"))
    assert economy.region_names == ("Australia", "United States", "China")
    assert economy.is_goods.tolist() == [True, True, False]
    for s, i, j in np.ndindex(economy.levels.trade_flow.shape):
        expected = table.flow(economy.regions[i], economy.regions[j], economy.sectors[s])
        assert economy.levels.trade_flow[s, i, j] == pytest.approx(expected, rel=EXACT)
    for k, s, n in np.ndindex(economy.levels.input_share.shape):
        bought = table.used(economy.regions[n], economy.sectors[s], economy.sectors[k])
        spent = economy.levels.input_share[k, s, n] * economy.levels.output[s, n]
        assert spent == pytest.approx(bought, rel=EXACT)
    for start in ("output as stated", "negative flows", "negative inputs", "inputs taken", "inputs beyond", "earnings"):
        assert moved(moves, start).amount == pytest.approx(0, abs=1e-6)


def test_taxes_on_inputs_are_earnings_and_those_on_final_demand_are_told(tmp_path):
    table = Table()
    economy, moves = made(tmp_path, table)
    inputs = sum(table.bought(node) for node in table.nodes)
    assert moved(moves, "taxes less subsidies on inputs").amount == pytest.approx(TAX_RATE * inputs)
    final = sum(table.bought(col) for col in table.final)
    assert moved(moves, "taxes less subsidies on final").amount == pytest.approx(TAX_RATE * final)
    assert economy.levels.factor_income.sum() == pytest.approx(sum(map(table.sales, table.nodes)) - inputs)
    sources = (tmp_path / "mine" / "SOURCES.md").read_text(encoding="utf-8")
    assert "| CN | CHN, CN1, CN2 |" in sources
    assert "| RAW | A01_02, B05 |" in sources
    assert f"| {TAX_RATE * final:,.6g} |" in sources


def test_the_folder_passes_every_check_and_solves(tmp_path):
    economy, _ = made(tmp_path)
    assert all(result.ok for result in baseline_report(economy))
    tariff = economy.levels.tariff.copy()
    tariff[0, 2, 1] = 0.5
    shock = Shock.none(economy.levels, economy.elasticities.at(1.0))
    solution = solve(economy.levels, shock.__class__(**{**vars(shock), "tariff_new": shock.tariff_new + tariff}))
    assert solution.is_converged.all()


def test_elasticities_are_those_of_the_sector_it_is_like(tmp_path):
    economy, _ = made(tmp_path)
    shipped = load_baseline(DEFAULT_BASELINE)
    own, others = economy.elasticities.nests["origin"], shipped.elasticities.nests["origin"]
    for sector, like in (("RAW", "AGR"), ("FOD", "FOD"), ("SRV", "SRV")):
        place, theirs = economy.sector_index(sector), shipped.sector_index(like)
        assert own.long_run[place] == others.long_run[theirs]
    assert economy.elasticities.sources["origin", "RAW"].startswith("us-china-2024, AGR: ")
    assert economy.elasticities.bands["origin", "RAW"] == shipped.elasticities.bands["origin", "AGR"]


def test_the_unit_of_tariffs_may_be_said_and_they_read_back_exactly(tmp_path):
    rates = "exporter,importer,sector,rate\nCN,US,FOD,2.5\nCN,US,RAW,0.3\n"
    economy, _ = made(tmp_path, Table(), tariffs=rates, unit=UnitChoice("percent"))
    assert sorted(economy.levels.tariff[economy.levels.tariff > 0]) == [0.003, 0.025]
    assert tariff_text(economy) == "The tariffs are 0.3 % to 2.5 %, median 1.4 %; the largest is FOD from CN to US."


def test_given_elasticities_and_tariffs_are_taken(tmp_path):
    table = Table()
    rates = "exporter,importer,sector,rate\nCN,US,FOD,0.25\n"
    economy, moves = made(tmp_path, table, elasticities=ORIGIN, tariffs=rates)
    assert economy.elasticities.nests["origin"].long_run.tolist() == [5, 5, 5]
    assert economy.levels.tariff[1, 2, 1] == 0.25
    assert np.count_nonzero(economy.levels.tariff) == 1
    duty = 0.25 * table.flow("CN", "US", "FOD", ("A01_02", "B05", "C10T12", "G"))
    spent = (economy.levels.input_share * economy.levels.output)[1, :, 1].sum()
    assert spent == pytest.approx(sum(table.used("US", sector, "FOD") for sector in economy.sectors) + duty)
    assert moved(moves, "earnings").amount == pytest.approx(0, abs=1e-6)


def test_final_demand_below_zero_is_taken_from_users(tmp_path):
    table = Table()
    for node in table.nodes:
        if node.endswith("_B05") or node.endswith("_A01_02"):
            table.cells |= {(node, col): 0.0 for col in table.final if col.startswith("USA_")}
            table.cells[node, "USA_INVNT"] = -2.0
    economy, moves = made(tmp_path, table)
    assert economy.levels.final_demand[0, 1] == pytest.approx(0, abs=1e-6)
    assert moved(moves, "inputs taken from stocks").amount == pytest.approx(16)
    assert moved(moves, "inputs taken from stocks").worst.startswith("RAW US (16")
    assert economy.levels.trade_flow[0, 2, 1] == pytest.approx(table.flow("CN", "US", "RAW"))
    assert moved(moves, "earnings").amount == pytest.approx(16)


def test_a_flow_below_zero_is_set_to_zero(tmp_path):
    table = Table()
    below = 7.0 + table.flow("OZ", "CN", "FOD")
    table.cells["AUS_C10T12", "CHN_INVNT"] -= below
    economy, moves = made(tmp_path, table)
    assert economy.levels.trade_flow[1, 0, 2] == 0
    assert moved(moves, "negative flows").amount == pytest.approx(7)


def test_a_sector_without_value_added_keeps_a_little(tmp_path):
    table = Table()
    table.cells["CN1_G", "AUS_C10T12"] += 5000
    economy, moves = made(tmp_path, table)
    assert economy.levels.value_added_share[1, 0] == pytest.approx(LEAST_VALUE_ADDED)
    spent = table.bought("AUS_C10T12") - (1 - LEAST_VALUE_ADDED) * table.sales("AUS_C10T12")
    assert moved(moves, "inputs beyond").amount == pytest.approx(spent)
    assert economy.levels.trade_flow[2, 2, 0] == pytest.approx(table.flow("CN", "OZ", "SRV"))


def test_cells_of_totals_may_be_blank_and_others_not(tmp_path):
    file = Table().write(tmp_path / "2022_SML.csv")
    lines = file.read_text().splitlines()
    blank = [",".join([*line.split(",")[:17], *[""] * 18, line.split(",")[-1]]) for line in lines[-3:]]
    file.write_text("\n".join([*lines[:-3], *blank]))
    _, moves = baseline_from_icio(file, tmp_path / "mine", options(tmp_path))
    assert moved(moves, "taxes less subsidies on final").amount == 0
    assert moved(moves, "earnings").amount == pytest.approx(0, abs=1e-6)
    lines[1] = lines[1].replace(lines[1].split(",")[1], "", 1)
    file.write_text("\n".join(lines))
    with pytest.raises(DataError, match="row AUS_A01_02, column AUS_A01_02: got a blank cell"):
        baseline_from_icio(file, tmp_path / "other", options(tmp_path))


def test_settings_name_their_schema_and_pass_it(tmp_path):
    made(tmp_path)
    text = (tmp_path / "mine" / "baseline.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE.as_uri()}"
    jsonschema.validate(parse_document("baseline.yaml", text).data, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def test_a_star_maps_all_others(tmp_path):
    economy, _ = made(tmp_path, regions="country,region\nUSA,US\n*,ROW\n")
    assert economy.members == {"USA": "US", "*": "ROW"}
    assert economy.regions == ("US", "ROW")
    assert economy.region_names == ("US", "ROW")


def test_a_year_is_found_in_the_archive(tmp_path):
    file = Table().write(tmp_path / "t.csv")
    with zipfile.ZipFile(tmp_path / "2021-2022_SML.zip", "w") as archive:
        for year in (2021, 2022):
            archive.write(file, f"{year}_SML.csv")
    economy, _ = baseline_from_icio(tmp_path / "2021-2022_SML.zip", tmp_path / "mine", options(tmp_path, year=2021))
    assert economy.year == 2021
    with pytest.raises(DataError, match=r"holds 2 tables — name one year with --year; it has 2021_SML\.csv"):
        baseline_from_icio(tmp_path / "2021-2022_SML.zip", tmp_path / "other", options(tmp_path))
    with pytest.raises(DataError, match=r"t\.csv: its name has no year — give it with --year"):
        baseline_from_icio(file, tmp_path / "other", options(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("AUS_G,", "AUSG,", r"column 5: got the label 'AUSG' — COUNTRY_INDUSTRY"),
        ("USA_GFCF", "USA_GFXF", r"s\.csv: industry: got no row for 'GFXF' of 2022_SML\.csv"),
        ("CHN_DPABR,OUT", "CHN_DPABR,VA", r"column 36: got 'VA', which belongs to the lines"),
        ("\nVA,", "\nAUS_HFCE,", r"line 19: got 'AUS_HFCE', which belongs to the columns"),
        ("\nVA,", "\nAUS_VAL,", r"s\.csv: industry: got no row for 'VAL' of 2022_SML\.csv|has no line VA"),
        (
            "USA_GFCF",
            "USB_GFCF",
            r"r\.csv: country: got no row for 'USB' of 2022_SML\.csv — .*, or one for all others with '\*'",
        ),
        ("USA_GFCF", "USA_HFCE", r"column \d+: got 'USA_HFCE' a second time"),
        ("CHN_DPABR,OUT", "CHN_DPABR,SUM", r"column 36: got the label 'SUM' — COUNTRY_INDUSTRY"),
        ("CHN_DPABR,OUT", "CHN_DPABR,CHN_P33", r"2022_SML\.csv: has no column OUT — the CSV file of one year"),
        ("AUS_A01_02,", "AUS_A01_02,,", r"column 3: got the label ''"),
        ("\nOUT,", "\nOUT,x", r"row OUT, column AUS_A01_02: got 'x"),
    ],
)
def test_what_is_wrong_in_the_table_is_said_with_its_place(old, new, message, tmp_path):
    file = Table().write(tmp_path / "2022_SML.csv")
    file.write_text(file.read_text().replace("\r", "").replace(old, new))
    with pytest.raises(DataError, match=message):
        baseline_from_icio(file, tmp_path / "mine", options(tmp_path))
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"regions": REGIONS + "AUS,XX,\n"}, r"r\.csv:7: country: got 'AUS' a second time"),
        (
            {"regions": REGIONS + "GBR,UK,\n"},
            r"r\.csv: country: got 'GBR', which 2022_SML\.csv has not — remove its row",
        ),
        ({"regions": "land,region\nAUS,OZ\n"}, r"r\.csv:1: country: is missing"),
        ({"regions": REGIONS.replace("USA,US", "USA,all")}, r"r\.csv:3: region: got 'all', which is reserved"),
        ({"sectors": SECTORS.replace("C10T12,FOD,goods", "C10T12,FOD,")}, r"kind: got none for 'FOD' — goods"),
        (
            {"sectors": SECTORS.replace("C10T12,FOD,goods", "C10T12,FOD,good")},
            r"s\.csv:4: kind: got 'good' — Did you mean 'goods'\? Allowed",
        ),
        (
            {"sectors": SECTORS.replace("AGR", "FARM")},
            r"like: got the sector 'FARM' for 'RAW', whose elasticities us-china-2024 has not",
        ),
        (
            {"elasticities": ORIGIN.replace("origin,*", "origin,XX")},
            r"elasticities\.csv:2: sector: got the unknown sector 'XX'",
        ),
        (
            {"tariffs": "exporter,importer,sector,rate\nCN,US,FOD,2.5\n"},
            r"tariffs\.csv:2: rate: got 2\.5 as the largest bare number, which is 2\.5 % or 250 %",
        ),
        (
            {"tariffs": "exporter,importer,sector,rate\nCN,USA,FOD,0.1\n"},
            r"tariffs\.csv:2: importer: got the unknown region 'USA' — .* 'US'",
        ),
    ],
)
def test_what_is_wrong_beside_the_table_is_said_with_its_place(others, message, tmp_path):
    with pytest.raises(DataError, match=message):
        made(tmp_path, **others)
    assert not (tmp_path / "mine").exists()


def test_a_table_that_does_not_add_up_is_refused(tmp_path):
    file = Table().write(tmp_path / "2022_SML.csv", output={"USA_G": 9000.0})
    with pytest.raises(DataError, match=r"output and sales of the table differ by .* most at SRV of US: 9,\d+ stated"):
        baseline_from_icio(file, tmp_path / "mine", options(tmp_path))


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="mine: is there already"):
        made(tmp_path)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_files_that_are_not_there_are_named(tmp_path):
    with pytest.raises(DataError, match=r"none\.csv: cannot be read \(No such file"):
        baseline_from_icio(tmp_path / "none.csv", tmp_path / "mine", options(tmp_path))
    missing = IcioOptions(tmp_path / "none.csv", tmp_path / "none.csv")
    with pytest.raises(DataError, match=r"none\.csv: no such file or directory — a file that can be read\.\n?"):
        baseline_from_icio(Table().write(tmp_path / "2022.csv"), tmp_path / "mine", missing)
