"""Names that people use for regions and sectors, and what they stand for in an economy."""

import re
import subprocess
import sys
from dataclasses import replace

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy import load_baseline, read_baseline, shipped_baselines
from simulator.economy.names import Meaning, meaning_of
from simulator.economy.names.aliases import EVERY_OTHER, phrases, place_named, places
from simulator.economy.names.spelling import key
from simulator.errors import DataError
from tests.worlds import SETTINGS, write_folder


@pytest.fixture(scope="module")
def world():
    return load_baseline()


REGIONS = {
    "United States": "USA",
    "U.S.": "USA",
    "usa": "USA",
    "Vietnam": "VNM",
    "BR": "BRA",
    "Korea, South": "KOR",
    "Republic of Korea": "KOR",
    "Taiwan, Province of China": "TWN",
    "UK": "GBR",
    "European Union": "EUU",
    "EU-27": "EUU",
    "ASEAN": "asean",
    "rest of the world": "ROW",
    "South Korea (Republic of Korea)": "KOR",
    "Rest of the World (ROW)": "ROW",
    "NAFTA": "usmca",
}
SECTORS = {
    "pharma": "PHA",
    "chips": "SEM",
    "soya beans": "SOY",
    "steel": "STL",
    "mvh": "MVH",
    "Services": "services",
    "Energy": "energy",
    "Iron & steel": "STL",
}


@pytest.mark.parametrize(("name", "code"), REGIONS.items())
def test_a_name_of_a_region_stands_for_its_code(world, name, code):
    meaning = meaning_of(name, "region", world)
    assert (meaning.label, meaning.note) == (code, "")


@pytest.mark.parametrize(("name", "code"), SECTORS.items())
def test_a_name_of_goods_stands_for_the_code_of_their_sector(world, name, code):
    meaning = meaning_of(name, "sector", world)
    assert (meaning.label, meaning.note) == (code, "")


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("Germany", "region", "EUU"),
        ("DEU", "region", "EUU"),
        ("ROM", "region", "EUU"),
        ("Malaysia", "region", "ASE"),
        ("Hong Kong", "region", "ROW"),
        ("cars", "sector", "MVH"),
        ("oil", "sector", "ENE"),
        ("aluminium", "sector", "OMT"),
        ("Machinery", "sector", "MCH"),
        ("wheat", "sector", "AGR"),
    ],
)
def test_a_part_stands_for_the_whole_and_says_so(world, name, kind, code):
    meaning = meaning_of(name, kind, world)
    assert meaning.label == code
    assert meaning.note.startswith(f"{name!r} is part of {code} (")


@pytest.mark.parametrize(
    ("name", "kind", "hint"),
    [
        ("Japn", "region", "'JPN'"),
        ("Germny", "region", "'Germany'"),
        ("CHM", "region", "'CHN'"),
        ("asaen", "region", "'asean'"),
        ("5700", "region", "ISO code"),
        ("World", "region", "'all'"),
        ("metals", "sector", "'REE' .*, 'MIN' .* or 'OMT'"),
        ("ele", "sector", "'ELE' .* or 'ELC'"),
        ("omt", "sector", "'OMT' .* or 'FOD'"),
        ("farmaceuticals", "sector", "'PHA'"),
    ],
)
def test_what_is_unknown_or_may_be_several_is_only_suggested(world, name, kind, hint):
    meaning = meaning_of(name, kind, world)
    assert not meaning.label
    assert re.search(hint, meaning.hint)


@pytest.mark.parametrize("name", ["parts", "products", "other", "G7", "Ireland (Northern)", "Atlantis", "", "?"])
def test_what_says_nothing_is_nothing(world, name):
    assert not meaning_of(name, "region", world).label
    assert not meaning_of(name, "sector", world).label


@pytest.mark.parametrize("baseline", shipped_baselines())
def test_every_country_lies_in_one_region_of_a_shipped_baseline_and_never_in_a_group(baseline):
    economy = load_baseline(baseline)
    for place in places().values():
        meant = {meaning_of(name, "region", economy).label for name in place.names}
        if place.is_country:
            assert meant <= set(economy.regions), place.names
            assert len(meant) == 1, place.names


def test_countries_are_those_of_the_standard():
    for country in pycountry.countries:
        texts = [country.alpha_3, country.alpha_2, country.name]
        texts += [getattr(country, each, country.name) for each in ("common_name", "official_name")]
        assert {place_named(text).code for text in texts} == {country.alpha_3}


def test_no_spelling_stands_for_two_places():
    owners = {}
    for place in places().values():
        for name in place.names:
            assert owners.setdefault(key(name), place.code) == place.code, name


@given(st.sampled_from([name for place in places().values() for name in place.names]), st.randoms())
@settings(deadline=None)
def test_case_and_order_of_words_do_not_matter(name, random):
    words = name.replace(",", " ").split()
    random.shuffle(words)
    assert place_named(" ".join(words).swapcase()) == place_named(name)


@given(text=st.text(max_size=30))
@settings(deadline=None)
def test_any_text_stands_for_one_label_or_none(world, text):
    for kind, labels in (
        ("region", (*world.regions, *world.region_groups)),
        ("sector", (*world.sectors, *world.sector_groups)),
    ):
        meaning = meaning_of(text, kind, world)
        assert meaning.label in (*labels, "")
        assert not (meaning.label and meaning.hint)


def renamed(economy, **names):
    """The economy with other codes and long names for its first regions."""
    codes = (*names, *economy.regions[len(names) :])
    members = {EVERY_OTHER: "ROW"}
    groups = {"all": codes}
    long_names = (*names.values(), *economy.region_names[len(names) :])
    return replace(economy, regions=codes, region_names=long_names, members=members, region_groups=groups)


def test_a_code_means_what_the_long_name_says(world):
    economy = renamed(world, CH="China", CA="Central Asia")
    assert meaning_of("Switzerland", "region", economy).label == "ROW"
    assert meaning_of("PRC", "region", economy).label == "CH"
    assert meaning_of("CH", "region", economy).label == "CH"
    assert "'CA' (Central Asia) or 'CAN'" in meaning_of("ca", "region", economy).hint


def test_without_members_a_country_is_in_its_union_or_nowhere(world):
    economy = replace(world, members={})
    assert meaning_of("Germany", "region", economy).label == "EUU"
    assert "known to hold Kenya. members.csv may say" in meaning_of("Kenya", "region", economy).hint


def test_countries_that_are_regions_are_found_without_any_list(tmp_path):
    codes = ("USA", "DEU", "FR", "KOR", "INA", "ROW")
    economy = read_baseline(
        write_folder(tmp_path / "w", regions=codes, settings=SETTINGS.replace("[ANA, BEL]", "[USA]"))
    )
    for name, code in {"Germany": "DEU", "France": "FR", "South Korea": "KOR", "rest of the world": "ROW"}.items():
        assert meaning_of(name, "region", economy) == Meaning(code)
    assert "known to hold Indonesia" in meaning_of("Indonesia", "region", economy).hint
    assert "known to hold European Union. Name the regions" in meaning_of("EU", "region", economy).hint
    grouped = replace(economy, region_groups={"all": codes, "eu": ("DEU", "FR")}, digest="grouped")
    assert meaning_of("European Union", "region", grouped) == Meaning("eu")


def test_goods_are_looked_for_in_long_names_alone(world):
    names = ("Electricity", "Motor vehicles", "Chemicals (excl. pharma)", *world.sector_names[3:])
    economy = replace(world, sectors=("ELC", "C29", "CHM", *world.sectors[3:9], "DRG", *world.sectors[10:]))
    economy = replace(economy, sector_names=(*names[:9], "Medicines", *names[10:]))
    assert meaning_of("cars", "sector", economy).hint.startswith("It may be 'C29'")
    assert meaning_of("pharma", "sector", economy).label == "DRG"


def test_every_phrase_can_be_found():
    assert all(asked and all(asked) for asked in phrases().values())


def test_members_are_countries_once_each(folder):
    (folder / "members.csv").write_text("country,region\nDEU,BEL\nGermany,ANA\nMARS,BEL\n*,XXX\n")
    with pytest.raises(DataError, match="unknown country") as caught:
        read_baseline(folder)
    texts = str(caught.value)
    assert "members.csv:3: repeats line 2 (Germany)" in texts
    assert "members.csv:4: country: got the unknown country 'MARS' — an ISO code such as DEU, or '*'" in texts
    assert "members.csv:5: region: got the unknown region 'XXX'" in texts


def test_tables_of_names_are_read_when_a_name_is_asked_for():
    program = (
        "import sys, simulator, simulator.scenario; from simulator.economy import load_baseline; load_baseline()\n"
        "from simulator.economy.names.aliases import phrases; assert phrases.cache_info().currsize == 0\n"
        "assert 'pycountry' not in sys.modules and 'difflib' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
