"""Identity and contract: regions and sectors are put together so that sums stay sums, and mistakes are named."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.economy import aggregate, baseline_report, load_baseline, read_baseline
from simulator.economy.cuts.cut import Cut, Merger
from simulator.economy.cuts.shorthand import CACHE
from simulator.economy.cuts.verb import aggregation_of
from simulator.economy.names.aliases import place_named, rows_of
from simulator.errors import DataError
from tests.worlds import ELASTICITIES, GRAMMAR, write_folder, write_table

REGIONS = ("USA", "CHN", "DEU", "FRA", "CHE", "JPN", "ROW")
SECTORS = ("GRN", "FSH", "CAR", "ORE", "MAG")
CLOSE = 1e-12
"""Relative gap of two sums of the same numbers in another order."""
SETTINGS = """\
name: seven
title: Seven regions
year: 2024
closure: {deficit: proportional}
region_groups: {EUU: [DEU, FRA], alps: [CHE, DEU], sea: [JPN, USA], europe_all: [DEU, FRA, CHE]}
sector_groups: {farms: [GRN, FSH], mines: [ORE, MAG], odd: [FSH, CAR]}
"""
OWN = (
    ("origin", "GRN", 1.0, 4.0, 0.1, "a"),
    ("origin", "FSH", 2.0, 8.0, 0.3, "b"),
    *ELASTICITIES[:1],
    ("home", "*", "", "", "", "as origin"),
    *ELASTICITIES[3:],
)


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    folder = write_folder(
        tmp_path_factory.mktemp("world") / "seven", REGIONS, SECTORS, elasticities=OWN, settings=SETTINGS
    )
    people = [(code, f"Region {code}", number, 2 * number) for number, code in enumerate(REGIONS, 1)]
    people[5] = ("JPN", "Japan", "", 12)
    write_table(folder, "regions.csv", "region,name,households,population", people)
    described = [
        (code, f"Sector {code}", "goods", int(code in ("ORE", "MAG")), "kt" * (code in ("ORE", "MAG")))
        for code in SECTORS
    ]
    write_table(folder, "sectors.csv", "sector,name,kind,critical,quantity_unit", described)
    stocks = [("USA", "MAG", 2, 1, 4, "months", "made up"), ("DEU", "MAG", 3, 1, 4, "months", "made up")]
    write_table(folder, "stocks.csv", "region,sector,months,low,high,unit,source", stocks)
    header = "input,user,region,share,share_low,share_high,relief,relief_low,relief_high,source"
    exposed = [
        ("MAG", "CAR", "*", 0.4, 0.1, 0.7, 0, 0, 0.2, "made up"),
        ("ORE", "MAG", "JPN", 0.9, 0.3, 1, 0, 0, 0.1, "made up"),
    ]
    write_table(folder, "exposure.csv", header, exposed)
    write_table(folder, "members.csv", "country,region", [("LIE", "CHE"), ("*", "ROW")])
    return read_baseline(folder)


def assert_sums_are_kept(source, economy, cut: Cut):
    old, new = source.levels, economy.levels
    regions = cut.regions.matrix
    for name in ("income", "deficit"):
        expected = regions @ getattr(old, name)
        np.testing.assert_allclose(getattr(new, name), expected, atol=CLOSE * old.income.max(), err_msg=name)
    for name in ("expenditure", "final_demand"):
        expected = cut.regional(getattr(old, name))
        np.testing.assert_allclose(getattr(new, name), expected, atol=CLOSE * old.expenditure.max(), err_msg=name)
    gdp, gdp_new = (each.factor_income + each.profits + each.tariff_revenue for each in (old, new))
    np.testing.assert_allclose(gdp_new, regions @ gdp, rtol=CLOSE)
    outside = ~np.eye(len(regions), dtype=bool)
    at_border = np.where(cut.is_inside, 0, old.trade_flow)
    np.testing.assert_allclose(new.trade_flow[:, outside], cut.pairs(at_border)[:, outside], rtol=CLOSE)
    revenue = cut.pairs(old.tariff * at_border).sum(axis=(0, 1))
    np.testing.assert_allclose(new.tariff_revenue, revenue, rtol=CLOSE, atol=CLOSE)
    assert [str(result) for result in baseline_report(economy) if not result.ok] == []


groupings = st.lists(st.integers(0, 3), min_size=7, max_size=7)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(regions=groupings, sectors=groupings)
def test_any_cut_keeps_every_sum_and_identity(seven, tmp_path, regions, sectors):
    for file, kind, codes, groups in (("r.csv", "region", REGIONS, regions), ("s.csv", "sector", SECTORS, sectors)):
        write_table(
            tmp_path, file, f"{kind},group", [(code, f"{kind}{n}") for code, n in zip(codes, groups, strict=False)]
        )
    made = aggregation_of(seven, groups=tmp_path / "r.csv", sectors=tmp_path / "s.csv")
    assert_sums_are_kept(seven, made.economy(), made.cut)


def test_a_cut_to_what_is_there_is_the_same_economy(seven):
    economy = aggregate(seven)
    assert (economy.regions, economy.sectors) == (seven.regions, seven.sectors)
    for name in ("trade_flow", "tariff", "input_share", "profit_share"):
        np.testing.assert_allclose(getattr(economy.levels, name), getattr(seven.levels, name), rtol=CLOSE, err_msg=name)
    assert (economy.region_groups, economy.sector_groups) == (seven.region_groups, seven.sector_groups)
    for name in ("quantity", "stocks", "stock_low", "stock_high", "households", "population"):
        np.testing.assert_array_equal(getattr(economy, name), getattr(seven, name), err_msg=name)
    assert economy.exposure == seven.exposure
    assert economy.members == seven.members
    assert (economy.closure, economy.revenue, economy.year) == ("proportional", "lump_sum", 2024)
    for years in (0, 1, np.inf):
        assert economy.elasticities.at(years) == seven.elasticities.at(years)
    assert economy.elasticities.bands == seven.elasticities.bands


def test_what_is_not_kept_is_put_together_by_geography(seven):
    economy = aggregate(seven, keep=["USA", "Germany"])
    assert economy.regions == ("USA", "DEU", "asia", "rest_europe", "ROW")
    assert economy.region_names[2:] == ("Asia", "Rest of Europe", "Region ROW")
    assert economy.members == {
        "CHN": "asia",
        "FRA": "rest_europe",
        "CHE": "rest_europe",
        "JPN": "asia",
        "LIE": "rest_europe",
        "*": "ROW",
    }
    assert economy.region_groups == {"all": economy.regions, "europe_all": ("DEU", "rest_europe")}
    np.testing.assert_array_equal(economy.households, [1, 3, np.nan, 9, 7])
    np.testing.assert_array_equal(economy.population, [2, 6, 16, 18, 14])


def test_groups_become_regions_less_what_is_kept(seven):
    assert aggregate(seven, keep="CHN,EUU").regions == ("CHN", "EUU", "USA", "CHE", "JPN", "ROW")
    both = aggregate(seven, keep="DEU,EUU,USA")
    assert both.regions == ("DEU", "USA", "rest_EUU", "asia", "CHE", "ROW")
    assert both.region_names[2] == "Rest of European Union"
    assert both.region_groups["EUU"] == ("DEU", "rest_EUU")
    assert aggregate(seven, groups="EUU").regions == ("EUU", "USA", "CHN", "CHE", "JPN", "ROW")


def test_elasticities_are_means_over_border_trade_with_the_first_year_exact(seven):
    economy = aggregate(seven, sectors=["farms"])
    assert economy.sectors == ("farms", "CAR", "ORE", "MAG")
    flow = seven.levels.trade_flow
    trade = (flow.sum(axis=(1, 2)) - np.trace(flow, axis1=1, axis2=2))[:2]
    for years in (0, 1, np.inf):
        expected = seven.elasticities.at(years).origin[0, :2] @ trade / trade.sum()
        np.testing.assert_allclose(economy.elasticities.at(years).origin[0, 0], expected, rtol=1e-11)
    assert economy.elasticities.home_follows.all()
    assert economy.elasticities.sources["origin", "farms"] == "mean of GRN, FSH of seven, weighted by border trade"
    assert economy.elasticities.sources["origin", "*"] == "assumed"


def test_amounts_stocks_and_exposure_are_put_together(seven):
    economy = aggregate(seven, groups="EUU", sectors="mines")
    mines, euu, jpn = economy.sector_index("mines"), economy.region_index("EUU"), economy.region_index("JPN")
    known = seven.quantity[4]
    assert np.isnan(economy.quantity[mines]).all()  # amounts of one of two sectors only
    use = seven.levels.expenditure
    expected = 3 * use[4, 2] / use[3:, 2:4].sum()
    np.testing.assert_allclose(economy.stocks[mines, euu], expected, rtol=CLOSE)
    assert economy.exposure.share[mines, economy.sector_index("CAR")].tolist() == [0.4] * 6
    assert economy.exposure.share[mines, mines].tolist() == [0] * 6
    apart = aggregate(seven, groups="EUU")
    np.testing.assert_allclose(apart.quantity[4, 0, 0], known[2:4, 2:4].sum(), rtol=CLOSE)
    assert apart.exposure.share[3, 4, jpn] == 0.9


def test_unlike_sectors_are_what_the_larger_part_is(tmp_path):
    folder = write_folder(tmp_path / "w", settings=SETTINGS.partition("region_groups")[0])
    described = [("GRN", "Grain", "services", 0, ""), ("ORE", "Ore", "goods", 1, "kt")]
    write_table(folder, "sectors.csv", "sector,name,kind,critical,quantity_unit", described)
    write_table(folder, "tariffs.csv", "exporter,importer,sector,rate", [])
    table = tmp_path / "s.csv"
    table.write_text("sector,group,name\n*,ALL,\n")
    source = read_baseline(folder)
    economy = aggregate(source, sectors=table)
    first, second = source.levels.output.sum(axis=-1)
    assert (economy.sectors, economy.sector_names) == (("ALL",), ("Grain; Ore",))
    assert economy.is_goods.tolist() == economy.levels.is_critical.tolist() == [bool(second > first)]
    assert economy.quantity_unit == ("",)


@pytest.mark.parametrize(
    ("keep", "groups", "sectors", "expected"),
    [
        ("USA,DUE", "", "", "keep: got the unknown region 'DUE' — Did you mean 'DEU'?"),
        ("USA,USA", "", "", "keep: got 'USA' 2 times — each once."),
        ("Liechtenstein", "", "", "keep: got 'Liechtenstein' is part of CHE"),
        ("EUU,alps", "", "", "keep: got 'alps' with 'DEU', which 'EUU' has already — groups without a common member."),
        ("EUU", "alps", "", "groups: got 'alps' with 'DEU', which 'EUU' has already"),
        (
            "DEU,FRA,EUU",
            "",
            "",
            "keep: got 'EUU', all of whose regions stand alone — a group of which something is left.",
        ),
        ("EUU", "DEU", "", "groups: got 'DEU', which 'EUU' has already — once."),
        ("", "", "farm,fish", "sectors: got the unknown sector 'fish'"),
        ("", "", "farms,odd", "sectors: got 'odd' with 'FSH', which 'farms' has already"),
        ("", "", "goods", "sectors: got the unknown sector 'goods'"),
    ],
)
def test_names_that_do_not_fit_are_told(seven, keep, groups, sectors, expected):
    with pytest.raises(DataError, match=re.escape(expected)) as caught:
        aggregate(seven, keep=keep, groups=groups, sectors=sectors)
    assert all(re.fullmatch(GRAMMAR, problem) for problem in caught.value.problems), str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region,group\nUSA,X\nUSB,X\n", "g.csv:3: region: got the unknown region 'USB' — Did you mean 'USA'?"),
        ("region,group\nDEU,X\nDEU,Y\n", "g.csv:3: region: got 'DEU', which line 2 has already — each code once."),
        ("region,group\nDEU,\n", "g.csv:2: group: got a blank cell — the code of the new region."),
        ("region,group\nDEU,all\n", "g.csv:2: group: got 'all', which is reserved — another code."),
        ("region,group\nDEU,USA\n", "g.csv:2: group: got 'USA', which is another region — another code."),
        ("region,group\nCHN,X\n", "g.csv:2: region: got 'CHN', which is kept already — once."),
        ("region,grup\nUSA,X\n", "g.csv:1: group: is missing"),
    ],
)
def test_tables_that_do_not_fit_are_told(seven, tmp_path, text, expected):
    (tmp_path / "g.csv").write_text(text)
    with pytest.raises(DataError, match=re.escape(expected)):
        aggregate(seven, keep="CHN", groups=tmp_path / "g.csv")


def test_a_table_names_groups_and_all_others(seven, tmp_path):
    (tmp_path / "g.csv.gz").write_bytes(
        gzip.compress(b"region,group,name\nUSA,USA,\nDEU,EUR,Old world\nFRA,EUR,\n*,OTH,\n")
    )
    economy = aggregate(seven, groups=str(tmp_path / "g.csv.gz"))
    assert dict(zip(economy.regions, economy.region_names, strict=True)) == {
        "USA": "Region USA",
        "EUR": "Old world",
        "OTH": "OTH",
    }


def test_a_folder_is_written_with_its_account_and_never_over_another(seven, tmp_path):
    economy = aggregate(seven, keep="USA", out=tmp_path / "mine")
    assert economy.name == "mine"
    assert economy == read_baseline(tmp_path / "mine")
    text = (tmp_path / "mine" / "SOURCES.md").read_text(encoding="utf-8")
    assert f"`seven`\n(SHA-256 of its tables {seven.digest[:16]}" in text
    assert "| europe | DEU, FRA, CHE |" in text
    assert "of trade between regions that are one now is own sales" in text
    with pytest.raises(DataError, match="mine: is there already"):
        aggregate(seven, keep="USA", out=tmp_path / "mine")


def test_every_country_but_the_pole_lies_in_one_part_of_the_world():
    listed = [row.cells["country"] for row in rows_of("areas.csv", ("country", "area"))]
    countries = [
        row.cells["code"]
        for row in rows_of("regions.csv", ("code", "name", "others", "members"))
        if not row.cells["members"]
    ]
    assert sorted([*listed, "ATA"]) == sorted(countries)
    union = place_named("European Union")
    areas = {row.cells["country"]: row.cells["area"] for row in rows_of("areas.csv", ("country", "area"))}
    assert {areas[code] for code in union.members} == {"europe"}


def test_groups_of_old_codes_are_groups_of_new_ones_where_they_are_whole():
    merger = Merger({"a": "x", "b": "x", "c": "c"}, {"x": "X", "c": "C"})
    assert merger.groups({"all": ("a", "b", "c"), "one": ("a",), "two": ("a", "b"), "x": ("c",)}) == {
        "all": ("x", "c"),
        "two": ("x",),
    }


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(CACHE, str(tmp_path))
    return tmp_path / "baselines"


def test_a_cut_is_named_instead_of_written_and_kept(seven, cache):
    name = f"{seven.folder}:keep=USA,EUU:sectors=farms"
    economy = load_baseline(name)
    assert (economy.name, economy.regions[:2], economy.sectors[0]) == (name, ("USA", "EUU"), "farms")
    (kept,) = cache.iterdir()
    assert load_baseline(name).folder == kept
    (kept / "flows.csv").write_text("broken")
    assert load_baseline(name) == economy


def test_a_cut_that_cannot_be_kept_is_made_anew_and_said(seven, cache, caplog):
    cache.write_text("a file in the way")
    economy = load_baseline(f"{seven.folder}:keep=USA")
    assert economy.regions[0] == "USA"
    assert "is not kept for the next time" in caplog.text


@pytest.mark.parametrize("text", [":keep=", ":keep=USA:keep=CHN", ":keep=USA:groops=EUU"])
def test_a_name_of_a_cut_that_is_written_wrongly_is_told(seven, cache, text):
    with pytest.raises(DataError, match=r"got .* — NAME:keep=A,B with :groups=… and :sectors=… likewise, each once\."):
        load_baseline(f"{seven.folder}{text}")


def test_the_baseline_of_a_cut_must_be_there(cache):
    with pytest.raises(DataError, match=r"baseline 'wrld-2024': no folder .* Did you mean 'world-2024'"):
        load_baseline("wrld-2024:keep=USA")
