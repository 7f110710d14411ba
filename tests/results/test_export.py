"""Results in the formats of other tools, read back."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xarray as xr

from simulator.errors import ResultsError
from simulator.results import INDICATORS, export
from simulator.results.files.iamc import KEYS
from simulator.results.files.workbook import COLUMNS, FAMILIES
from tests.report.made_up_path import made_up_path

CHOICE = {"indicators": ("real_income", "trade_volume"), "scenarios": ("pledge",)}


@pytest.fixture(scope="module")
def path():
    return made_up_path()


def table_in(file: Path) -> pd.DataFrame:
    if file.suffix == ".parquet":
        return pd.read_parquet(file)
    if file.suffix == ".json":
        return pd.DataFrame(json.loads(file.read_text(encoding="utf-8")))
    return pd.read_csv(file)


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_long_tables_read_back_are_the_same(ending, tmp_path, one_horizon):
    file = tmp_path / f"out{ending}"
    export(one_horizon, file)
    found, expected = table_in(file), one_horizon.to_pandas()
    assert list(found.columns) == list(expected.columns)
    assert found["indicator"].tolist() == expected["indicator"].tolist()
    for column in ("baseline", "value", "reference_change"):
        assert found[column].to_numpy(float) == pytest.approx(expected[column].to_numpy(float), rel=1e-8, nan_ok=True)


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_long_tables_hold_the_selection(ending, tmp_path, results):
    export(results, tmp_path / f"out{ending}", **CHOICE)
    table = table_in(tmp_path / f"out{ending}")
    assert set(table["indicator"]) == {"real_income", "trade_volume"}
    assert set(table["scenario"]) == {"pledge"}
    assert table["reference_change"].notna().all()


def test_the_dataset_keeps_the_reference(tmp_path, results):
    export(results, tmp_path / "out.nc", **CHOICE)
    with xr.open_dataset(tmp_path / "out.nc") as data:
        assert {"real_income", "real_income_baseline", "trade_volume", "status"} <= set(data.data_vars)
        assert "exports" not in data
        assert data["scenario"].values.tolist() == ["truce", "pledge"]


def test_the_dataset_of_everything_is_that_of_the_run(tmp_path, results):
    export(results, tmp_path / "out.nc")
    with xr.open_dataset(tmp_path / "out.nc") as data:
        xr.testing.assert_identical(data.load(), results.data)


def test_a_workbook_has_a_sheet_for_each_family(tmp_path, one_horizon):
    file = tmp_path / "out.xlsx"
    export(one_horizon, file, indicators=[name for name in INDICATORS if name != "trade_flow"])
    expected = one_horizon.to_pandas([name for name in INDICATORS if name != "trade_flow"])
    sheets = pd.read_excel(file, sheet_name=None)
    assert list(sheets) == ["README", *FAMILIES.values()]
    assert sum(len(sheet) for name, sheet in sheets.items() if name != "README") == len(expected)
    sheet = sheets["Pairs"].query("scenario == 'truce' and region == 'ANA' and partner == 'CYR'")
    row = sheet[sheet["indicator"] == "bilateral_exports"].iloc[0]
    assert row["value"] == pytest.approx(
        float(one_horizon.value("bilateral_exports", scenario="truce", region="ANA", partner="CYR").item())
    )
    assert "sector" not in sheets["Pairs"]
    book = openpyxl.load_workbook(file)
    assert {page.freeze_panes for page in book} == {"A2"}
    assert all(page.auto_filter.ref for page in book)


def test_a_workbook_explains_its_columns_and_indicators(tmp_path, one_horizon):
    export(one_horizon, tmp_path / "out.xlsx", indicators=["real_income", "premium"])
    readme = pd.read_excel(tmp_path / "out.xlsx", sheet_name="README").set_index("name")
    assert readme.loc["real_income", "formula"] == INDICATORS["real_income"].formula
    assert readme.loc["reference_change", "meaning"] == COLUMNS["reference_change"]
    assert "exports" not in readme.index


def test_a_sheet_that_excel_cannot_hold_is_refused(tmp_path, one_horizon, monkeypatch):
    monkeypatch.setattr("simulator.results.files.workbook.MOST_ROWS", 10)
    with pytest.raises(ResultsError, match=r"the sheet 'Regions' would have \d+ rows, more than Excel's — select some"):
        export(one_horizon, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_every_indicator_has_a_variable_of_its_own():
    variables = [(indicator.about, indicator.variable) for indicator in INDICATORS.values()]
    assert len(set(variables)) == len(variables)
    assert all(variable and variable == variable.strip("| ") for _, variable in variables)


def test_the_wide_table_of_a_run_stands_under_the_year_of_the_baseline(tmp_path, one_horizon):
    file = tmp_path / "out.iamc.csv"
    export(one_horizon, file, indicators=list(INDICATORS))
    table = pd.read_csv(file)
    assert list(table.columns) == [*KEYS, "2024"]
    assert not table.duplicated(list(KEYS)).any()
    wide = table.set_index(["scenario", "region", "variable"])["2024"]
    expected = one_horizon.value("bilateral_exports", scenario="truce", region="ANA", partner="BEL").item()
    assert wide["truce", "ANA", "Trade|Exports|ANA>BEL"] == pytest.approx(expected)
    base = one_horizon.baseline("output_value").sel(region="CYR", sector="GRN").item()
    assert wide["baseline", "CYR", "Output|Value|GRN"] == pytest.approx(base)
    flow = one_horizon.value("trade_volume", scenario="pledge", sector="ORE", exporter="ANA", importer="CYR").item()
    assert wide["pledge", "ANA", "Trade|Volume|Change|ORE|ANA>CYR"] == pytest.approx(flow)
    assert wide["licences", "ANA+BEL", "Bound|Premium|quota"] > 0
    assert wide["licences", "BEL", "Bound|Binding|permits|BEL-ANA-ORE"] == 1
    assert "baseline" not in table[table["variable"].str.startswith("Bound")]["scenario"].tolist()
    assert table.set_index("variable").loc["Trade|Quantity|ORE|ANA>CYR", "unit"].unique().tolist() == ["kt"]


def test_the_wide_table_names_horizons_of_several_and_keeps_a_selection(tmp_path, results):
    export(results, tmp_path / "out.csv", **CHOICE, iamc=True)
    table = pd.read_csv(tmp_path / "out.csv")
    assert set(table["scenario"]) == {"baseline", "pledge (short)", "pledge (long)"}
    assert set(table["variable"].str.split("|").str[0]) == {"Real Income", "Trade"}
    long = table.query("scenario == 'pledge (long)' and region == 'ANA' and variable == 'Real Income|Change'")
    expected = results.value("real_income", scenario="pledge", horizon="long", region="ANA").item()
    assert long["2024"].item() == pytest.approx(expected)


def test_the_wide_table_of_a_path_has_a_column_for_each_date(tmp_path, path):
    export(path, tmp_path / "out.iamc.csv")
    table = pd.read_csv(tmp_path / "out.iamc.csv")
    assert list(table.columns) == [*KEYS, *(f"{day:%Y-%m-%d}" for day in path.dates)]
    region = str(path.data["region"].values[0])
    row = table.query("scenario == 'tariff' and region == @region and variable == 'Real Income|Change'")
    expected = path.data["real_income"].sel(scenario="tariff", region=region).to_numpy()
    assert row[list(table.columns[len(KEYS) :])].to_numpy(float).ravel() == pytest.approx(expected, rel=1e-8)
    assert not table.duplicated(list(KEYS)).any()


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx", ".nc"])
def test_paths_are_exported_too(ending, tmp_path, path):
    export(path, tmp_path / f"out{ending}", indicators=["real_income"], scenarios=["tariff"])
    if ending == ".nc":
        with xr.open_dataset(tmp_path / "out.nc") as data:
            xr.testing.assert_equal(data["real_income"].sel(scenario="tariff"), path.data["real_income"].loc["tariff"])
        return
    excel = ending == ".xlsx"
    table = pd.read_excel(tmp_path / "out.xlsx", "Regions") if excel else table_in(tmp_path / f"out{ending}")
    assert set(table["scenario"]) == {"tariff"}
    assert sorted(set(table["date"])) == [f"{day:%Y-%m-%d}" for day in path.dates]


@pytest.mark.parametrize(
    ("file", "choice", "message"),
    [
        ("out.docx", {}, r"'\.docx' — one of \.csv, \.json, \.parquet, \.xlsx, \.nc"),
        ("out.csv", {"indicators": ("gdp",)}, "unknown indicator 'gdp'"),
        ("out.nc", {"indicators": ("gdp",)}, "unknown indicator 'gdp'"),
        ("out.json", {"scenarios": ("peldge",)}, "Did you mean 'pledge'"),
        ("out.nc", {"iamc": True}, "the IAMC's table is not netCDF"),
    ],
)
def test_exports_of_what_there_is_not_are_refused(file, choice, message, tmp_path, results):
    with pytest.raises(ResultsError, match=message):
        export(results, tmp_path / file, **choice)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("ending", "extra"), [(".parquet", "parquet"), (".xlsx", "excel")])
def test_a_missing_package_is_said_with_the_command_that_brings_it(ending, extra, tmp_path, results, monkeypatch):
    monkeypatch.setattr("simulator.results.files.exports.find_spec", lambda _: None)
    with pytest.raises(ResultsError, match=rf"which is not installed — pip install 'tariffsim\[{extra}\]'"):
        export(results, tmp_path / f"out{ending}")
