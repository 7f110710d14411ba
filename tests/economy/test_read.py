"""Contract: what a baseline folder holds is what the economy holds."""

import csv
import pickle
from pathlib import Path

import numpy as np
import pytest

from simulator.economy import NESTS, load_baseline, read_baseline, shipped_baselines
from simulator.economy.below_zero import ABSORBED
from simulator.errors import DataError
from tests.worlds import ELASTICITIES, SECTORS, read_lines, set_cell, write_folder, write_table

TIGHT = 1e-9


@pytest.fixture(scope="module")
def shipped():
    return load_baseline()


def test_shipped_baseline_is_found_by_name_path_and_default(shipped):
    assert shipped_baselines() == ("us-china-2017", "us-china-2024", "world-2024")
    assert shipped.name == "us-china-2024"
    assert (shipped.year, shipped.money, shipped.closure) == (2024, "million USD", "fixed")
    assert load_baseline("us-china-2024").digest == shipped.digest
    assert load_baseline(shipped.folder).digest == shipped.digest


def test_shipped_baseline_has_its_numbers(shipped):
    assert (len(shipped.regions), len(shipped.sectors)) == (15, 21)
    usa, chn, soy = shipped.region_index("USA"), shipped.region_index("CHN"), shipped.sector_index("SOY")
    assert shipped.levels.trade_flow[soy, usa, chn] == 12640
    assert shipped.quantity[soy, usa, chn] == 26.98
    assert shipped.quantity_unit[soy] == "Mt"
    assert shipped.levels.tariff[soy, usa, chn] == 0.03
    np.testing.assert_allclose(shipped.levels.deficit[[usa, chn]] / 1000, [850.9, -511.4], atol=0.05)
    assert shipped.sector_groups["services"] == ("SRV",)
    assert len(shipped.sector_groups["goods"]) == 20
    assert shipped.region_groups["usmca"] == ("USA", "MEX", "CAN")
    assert np.flatnonzero(shipped.levels.is_critical).tolist() == [shipped.sector_index("REE")]
    assert shipped.elasticities.at(np.inf).factor.tolist() == [8.0]


def test_arrays_stand_where_the_tables_say(folder):
    economy = read_baseline(folder)
    expected = np.zeros((2, 3, 3))
    with (folder / "flows.csv").open() as stream:
        for row in csv.DictReader(stream):
            place = SECTORS.index(row["sector"]), *(economy.regions.index(row[key]) for key in ("exporter", "importer"))
            expected[place] = float(row["value"])
    np.testing.assert_array_equal(economy.levels.trade_flow, expected)
    assert economy.regions == ("ANA", "BEL", "CYR")
    assert economy.sector_names == ("Sector GRN", "Sector ORE")
    assert economy.region_groups == {"all": ("ANA", "BEL", "CYR"), "west": ("ANA", "BEL")}
    with (folder / "input_shares.csv").open() as stream:
        first = next(csv.DictReader(stream))
    place = (SECTORS.index(first["input"]), SECTORS.index(first["sector"]), economy.regions.index(first["region"]))
    assert economy.levels.input_share[place] == float(first["share"])
    np.testing.assert_array_equal(np.isnan(economy.quantity), [np.ones((3, 3)), np.zeros((3, 3))])


def test_recorded_arrays_are_read_only(folder):
    economy = read_baseline(folder)
    arrays = [economy.quantity, economy.is_goods, economy.levels.trade_flow, economy.levels.tariff]
    arrays += [economy.levels.input_share, economy.elasticities.nests["origin"].long_run]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_economy_survives_pickling(folder):
    economy = read_baseline(folder)
    copy = pickle.loads(pickle.dumps(economy))
    assert copy.digest == economy.digest
    np.testing.assert_array_equal(copy.levels.final_demand, economy.levels.final_demand)


def test_optional_tables_may_be_absent(folder):
    for file in ("tariffs.csv", "input_shares.csv", "quantities.csv"):
        (folder / file).unlink()
    economy = read_baseline(folder)
    assert not economy.levels.tariff.any()
    np.testing.assert_array_equal(economy.levels.earnings, economy.levels.output)
    assert np.isnan(economy.quantity).all()


def test_optional_settings_have_defaults(folder):
    (folder / "baseline.yaml").write_text("name: bare\ntitle: Bare\nyear: 2020\n")
    economy = read_baseline(folder)
    assert (economy.money, economy.closure, economy.notes) == ("million USD", "fixed", "")
    assert set(economy.region_groups) == {"all"}
    assert set(economy.sector_groups) == {"all", "goods", "services"}


def test_sector_that_a_region_neither_makes_nor_buys(tmp_path):
    economy = read_baseline(write_folder(tmp_path, absent=[("ORE", "CYR")]))
    assert economy.levels.output[1, 2] == economy.levels.expenditure[1, 2] == 0
    assert economy.levels.trade_share[1, :, 2].tolist() == [0, 0, 0]


def test_sector_that_nobody_makes(tmp_path):
    absent = [("ORE", region) for region in ("ANA", "BEL", "CYR")]
    assert not read_baseline(write_folder(tmp_path, absent=absent)).levels.trade_flow[1].any()


def test_world_of_one_region(tmp_path):
    settings = "name: one\ntitle: One\nyear: 2024\n"
    economy = read_baseline(write_folder(tmp_path, ("ANA",), settings=settings))
    np.testing.assert_allclose(economy.levels.deficit, 0, atol=TIGHT)


@pytest.mark.parametrize("code", ["NA", "nan", "null", "NO", "1e5", "007"])
def test_codes_are_text_whatever_they_look_like(tmp_path, code):
    settings = f"name: odd\ntitle: Odd\nyear: 2024\nregion_groups: {{odd: ['{code}']}}\n"
    economy = read_baseline(write_folder(tmp_path, ("ANA", code, "CYR"), settings=settings))
    assert economy.regions == ("ANA", code, "CYR")
    assert economy.region_groups["odd"] == (code,)
    assert (economy.levels.output > 0).all()


def test_yaml_is_version_1_2(tmp_path):
    settings = "name: no\ntitle: yes\nyear: 2024\nregion_groups: {north: [NO]}\n"
    economy = read_baseline(write_folder(tmp_path, ("ANA", "NO"), settings=settings))
    assert (economy.name, economy.region_groups["north"]) == ("no", ("NO",))


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no last newline"),
        pytest.param(lambda text: (text + "\n\n").encode(), id="blank lines"),
        pytest.param(lambda text: text.replace("region,name", '"region", name').encode(), id="quotes and spaces"),
    ],
)
def test_how_a_file_is_saved_does_not_matter(folder, encode):
    plain = read_baseline(folder)
    for file in folder.iterdir():
        file.write_bytes(encode(file.read_text(encoding="utf-8")))
    economy = read_baseline(folder)
    assert (economy.regions, economy.region_names) == (plain.regions, plain.region_names)
    np.testing.assert_array_equal(economy.levels.trade_flow, plain.levels.trade_flow)
    assert economy.digest != plain.digest


def test_names_may_hold_commas_quotes_and_other_alphabets(folder):
    write_table(folder, "regions.csv", "region,name", [("ANA", "Ana, east"), ("BEL", 'the "old" Bel'), ("CYR", "Кир")])
    assert read_baseline(folder).region_names == ("Ana, east", 'the "old" Bel', "Кир")


def test_digest_changes_with_any_table_and_with_nothing_else(folder):
    digest = read_baseline(folder).digest
    (folder / "SOURCES.md").write_text("made up")
    assert read_baseline(folder).digest == digest
    set_cell(folder, "elasticities.csv", 2, "source", "guessed")
    assert read_baseline(folder).digest != digest


def test_sector_row_goes_before_the_row_of_all_sectors(folder):
    nests = read_baseline(folder).elasticities.nests
    assert nests["origin"].short_run.tolist() == [1.1, 0.5]
    assert nests["origin"].speed.tolist() == [0.17, 0.25]


def test_blank_home_is_equal_to_origin(folder):
    nests = read_baseline(folder).elasticities.nests
    for column in ("short_run", "long_run", "speed"):
        np.testing.assert_array_equal(getattr(nests["home"], column), getattr(nests["origin"], column))


def test_home_of_one_sector_leaves_the_others_equal_to_origin(tmp_path):
    rows = [*ELASTICITIES, ("home", "GRN", 0.7, 1.5, 0.5, "assumed")]
    home = read_baseline(write_folder(tmp_path, elasticities=rows)).elasticities.nests["home"]
    assert home.long_run.tolist() == [1.5, 2.0]


def test_absent_nests_are_cobb_douglas_and_factors_mobile(tmp_path):
    economy = read_baseline(write_folder(tmp_path, elasticities=ELASTICITIES[:2]))
    assert set(economy.elasticities.nests) == set(NESTS)
    for years in (1, 3, np.inf):
        now = economy.elasticities.at(years)
        for nest in ("input", "value_added", "critical"):
            assert getattr(now, nest).tolist() == [[1.0, 1.0]]
        assert now.final.tolist() == [1.0]
        assert now.factor.tolist() == [np.inf]
        np.testing.assert_array_equal(now.home, now.origin)


def test_responses_of_regions_are_0_where_absent_and_where_they_say_so(tmp_path):
    responses = [("supply", 0.2, 0.6, 0.5), ("deficit", 1.5, 0, 0.5), ("scale", 0, 0, "")]
    rows = [*ELASTICITIES, *((nest, "*", short, long, speed, "") for nest, short, long, speed in responses)]
    bare, given = (
        read_baseline(write_folder(tmp_path / name, elasticities=found)).elasticities
        for name, found in (("bare", ELASTICITIES), ("given", rows))
    )
    for years, supply, deficit in ((0, 0.2, 1.5), (1, 0.4, 0.75), (np.inf, 0.6, 0.0)):
        assert [getattr(bare.at(years), nest).item() for nest in ("supply", "scale", "deficit")] == [0, 0, 0]
        found = [getattr(given.at(years), nest).item() for nest in ("supply", "scale", "deficit")]
        assert found == pytest.approx([supply, 0, deficit])


def test_people_and_profits_are_where_the_tables_say(folder):
    people = [("ANA", "A", 3.5, 8), ("BEL", "B", "", 20), ("CYR", "C", 1, "")]
    write_table(folder, "regions.csv", "region,name,households,population", people)
    header = "sector,name,kind,critical,quantity_unit,profit_share"
    write_table(folder, "sectors.csv", header, [("GRN", "G", "goods", 0, "", 0.1), ("ORE", "O", "goods", 1, "kt", "")])
    economy = read_baseline(folder)
    np.testing.assert_array_equal(economy.households, [3.5, np.nan, 1])
    np.testing.assert_array_equal(economy.population, [8, 20, np.nan])
    assert economy.levels.profit_share.tolist() == [0.1, 0]


def test_people_profits_and_exposure_may_be_absent(folder):
    economy = read_baseline(folder)
    assert np.isnan(economy.households).all()
    assert np.isnan(economy.population).all()
    assert not economy.levels.profit_share.any()
    assert not economy.exposure.share_high.any()


@pytest.mark.parametrize(
    ("written", "closure", "revenue"),
    [
        ("{}", "fixed", "lump_sum"),
        ("{revenue: income_tax}", "fixed", "income_tax"),
        ("{deficit: proportional}", "proportional", "lump_sum"),
        ("{deficit: responsive, revenue: lump_sum}", "responsive", "lump_sum"),
    ],
)
def test_the_closure_is_read_key_by_key(folder, written, closure, revenue):
    text = (folder / "baseline.yaml").read_text()
    (folder / "baseline.yaml").write_text(text.replace("{deficit: fixed}", written))
    economy = read_baseline(folder)
    assert (economy.closure, economy.revenue) == (closure, revenue)


@pytest.mark.parametrize("name", ["us-china-2017", "us-china-2024"])
def test_shipped_people_are_counted_in_every_country(name):
    economy = load_baseline(name)
    counted = economy.households > 0
    assert [code for code, known in zip(economy.regions, counted, strict=True) if not known] == ["ROW"]
    assert (economy.population > 0).all()
    assert (economy.population > economy.households)[counted].all()


def test_the_world_by_country_has_its_numbers():
    world = load_baseline("world-2024")
    assert (len(world.regions), len(world.sectors), world.year) == (81, 31, 2024)
    assert np.count_nonzero(world.levels.trade_flow) == 139_089
    usa, chn, soy = world.region_index("USA"), world.region_index("CHN"), world.sector_index("SOY")
    assert world.levels.trade_flow[soy, usa, chn] == 12640
    assert world.members == {"*": "ROW"}
    assert [world.sectors[s] for s in np.flatnonzero(world.levels.is_critical)] == ["REO", "MAG"]
    assert np.isfinite(world.population).sum() == 12


@pytest.mark.parametrize("speed", ["0.2", ""])
def test_factors_that_are_mobile_at_both_ends_are_mobile_at_every_horizon(tmp_path, speed):
    rows = [*ELASTICITIES[:-1], ("factor", "*", "inf", "inf", speed, "")]
    elasticities = read_baseline(write_folder(tmp_path, elasticities=rows)).elasticities
    assert [elasticities.at(years).factor.item() for years in (1, 3, np.inf)] == [np.inf] * 3


def test_elasticity_sources_are_kept(folder):
    assert read_baseline(folder).elasticities.sources["home", "*"] == "equal to origin"


def final_demand_off_by(folder: Path, share: float) -> None:
    """Set what BEL's sectors use of GRN to its spending on GRN plus a share of it."""
    levels = read_baseline(folder).levels
    used = (levels.input_share[0, :, 1] * levels.output[:, 1]).sum()
    scale = levels.expenditure[0, 1] * (1 + share) / used
    for line, text in enumerate(read_lines(folder, "input_shares.csv")[1:], start=2):
        region, code, _, value = text.split(",")
        if (region, code) == ("BEL", "GRN"):
            set_cell(folder, "input_shares.csv", line, "share", repr(float(float(value) * scale)))


@pytest.mark.parametrize("share", [1e-7, 1e-10, 3e-16])
def test_final_demand_below_zero_by_rounding_becomes_zero(folder, share):
    before = read_baseline(folder).levels
    final_demand_off_by(folder, share)
    levels = read_baseline(folder).levels
    assert 0 <= levels.final_demand[0, 1] <= 4e-16 * levels.expenditure[0, 1]
    np.testing.assert_array_equal(levels.trade_flow, before.trade_flow)
    np.testing.assert_array_equal(levels.input_share[1], before.input_share[1])
    np.testing.assert_array_equal(levels.input_share[0][:, [0, 2]], before.input_share[0][:, [0, 2]])


def test_final_demand_further_below_zero_is_an_error(folder):
    final_demand_off_by(folder, 1.1 * ABSORBED)
    with pytest.raises(
        DataError, match=r"final demand: .* not at \(GRN, BEL\): .* against .*lower this input's shares"
    ):
        read_baseline(folder)


def test_final_demand_a_little_below_zero_is_told(folder, caplog):
    final_demand_off_by(folder, 0.5 * ABSORBED)
    levels = read_baseline(folder).levels
    assert 0 <= levels.final_demand[0, 1] <= 4e-16 * levels.expenditure[0, 1]
    (record,) = caplog.records
    assert record.getMessage() == (
        "final demand below zero in 1 cells becomes value added of users; the least is -0.5 % of spending (GRN, BEL)."
    )


def test_balanced_levels_are_left_as_they_are(folder, caplog):
    read_baseline(folder)
    assert not caplog.records


def test_unknown_baseline_names_the_nearest():
    with pytest.raises(
        DataError, match=r"baseline 'us-chna-2024': no folder .* — Did you mean 'us-china-2024'\? Shipped: "
    ):
        load_baseline("us-chna-2024")


def test_unknown_code_names_the_nearest(shipped):
    with pytest.raises(DataError, match=r"unknown region 'usa'\. Did you mean 'USA'\? Known: USA, CHN"):
        shipped.region_index("usa")
    with pytest.raises(DataError, match=r"unknown sector 'zzzz'\. Known: SOY, AGR"):
        shipped.sector_index("zzzz")
