"""Labels of other editions and publishers: read as what they are, or refused by name, never taken for industries."""

import csv
import re
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.economy.icio import IcioOptions, baseline_from_icio
from simulator.economy.icio.layout import ALL_FINAL_DEMAND, FINAL_DEMAND, labels_of
from simulator.errors import DataError
from tests.economy.made_up_icio import CATEGORIES, Table

REGIONS = "country,region\nUSA,US\nCHN,CN\n*,ROW\n"
SECTORS = "industry,sector,kind,like\nA01_02,RAW,goods,AGR\n*,SRV,services,SRV\n"
EARLIER = {"HFCE": "HC", "NPISH": "NPS", "INVNT": "INV", "DPABR": "CONS_ABR"}


def read(folder, rows, regions=REGIONS, name="2022_SML.csv"):
    """Baseline made of a table with catch-alls for both countries and industries."""
    folder.mkdir(exist_ok=True)
    for file, text in (("r.csv", regions), ("s.csv", SECTORS)):
        (folder / file).write_text(text)
    with (folder / name).open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    out = folder / f"out{len(list(folder.iterdir()))}"
    return baseline_from_icio(folder / name, out, IcioOptions(folder / "r.csv", folder / "s.csv"))


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """Rows of the made-up table."""
    with Table().write(tmp_path_factory.mktemp("made") / "t.csv").open(newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def usual(cells, tmp_path_factory):
    return read(tmp_path_factory.mktemp("usual"), cells)[0].levels


def renamed(rows, column, line):
    """Rows with other labels."""
    return [[rows[0][0], *map(column, rows[0][1:])], *([line(row[0]), *row[1:]] for row in rows[1:])]


def same(text):
    return text


def category(change):
    """Change of the labels of final demand, by country and category."""
    return lambda text: change(*text.split("_", 1)) if text.split("_", 1)[-1] in CATEGORIES else text


EDITIONS = {
    "2016": (
        category(lambda country, code: f"{EARLIER.get(code, code)}_{country}"),
        {"VA": "VALU", "TLS": "TAXSUB", "OUT": "OUTPUT"},
        "TOTAL",
    ),
    "2018": (
        category(lambda country, code: f"{country}_{'P33' if code == 'DPABR' else code}"),
        {"VA": "VALU"},
        "TOTAL",
    ),
    "2021": (
        category(lambda country, code: f"{country}_{'DIRP' if code == 'DPABR' else code}"),
        {"OUT": "OUTPUT"},
        "OUT",
    ),
    "2023": (same, {}, "OUT"),
    "earlier names": (category(lambda country, code: f"{country}_{EARLIER.get(code, code)}"), {"VA": "AUS_VA"}, "OUT"),
    "small letters": (category(lambda country, code: f"{country}_{code.lower()}"), {"TLS": "tls", "VA": "va"}, "Total"),
}


@pytest.mark.parametrize(("column", "lines", "total"), EDITIONS.values(), ids=list(EDITIONS))
def test_every_edition_gives_the_same_baseline(column, lines, total, cells, usual, tmp_path):
    rows = renamed(cells, lambda text: total if text == "OUT" else column(text), lambda text: lines.get(text, text))
    economy, _ = read(tmp_path, rows)
    np.testing.assert_array_equal(economy.levels.trade_flow, usual.trade_flow)
    np.testing.assert_array_equal(economy.levels.input_share, usual.input_share)


@given(order=st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_the_order_of_lines_and_columns_does_not_matter(order, cells, usual, tmp_path_factory):
    columns, lines = list(range(1, len(cells[0]))), list(range(1, len(cells)))
    order.shuffle(columns)
    order.shuffle(lines)
    rows = [[cells[line][column] for column in (0, *columns)] for line in (0, *lines)]
    economy, _ = read(tmp_path_factory.mktemp("order"), rows)
    np.testing.assert_allclose(economy.levels.trade_flow, usual.trade_flow)
    np.testing.assert_allclose(economy.levels.input_share, usual.input_share)


@pytest.mark.parametrize("code", ["TOT", "TTL", "OUT", "TOTAL", ALL_FINAL_DEMAND])
def test_sums_beside_their_parts_do_not_count(code, cells, usual, tmp_path):
    rows = [[cells[0][0], f"USA_{code}", *cells[0][1:]], *([row[0], "17", *row[1:]] for row in cells[1:])]
    if code != ALL_FINAL_DEMAND:
        rows.insert(3, [f"USA_{code}", *["23"] * (len(rows[0]) - 1)])
    economy, _ = read(tmp_path, rows)
    np.testing.assert_array_equal(economy.levels.trade_flow, usual.trade_flow)
    np.testing.assert_array_equal(economy.levels.input_share, usual.input_share)


def test_final_demand_may_stand_in_one_column(cells, usual, tmp_path):
    kept = [place for place, name in enumerate(cells[0]) if name.split("_", 1)[-1] not in CATEGORIES]
    countries = ("AUS", "USA", "CHN")
    rows = [[*(cells[0][place] for place in kept), *(f"{country}_FD" for country in countries)]]
    for row in cells[1:]:
        bought = zip(cells[0], row, strict=True)
        sums = {country: 0.0 for country in countries}
        for name, value in bought:
            if name.split("_", 1)[-1] in CATEGORIES:
                sums[name[:3]] += float(value)
        rows.append([*(row[place] for place in kept), *sums.values()])
    economy, _ = read(tmp_path, rows)
    np.testing.assert_allclose(economy.levels.trade_flow, usual.trade_flow)


def test_statistical_differences_are_sold_to_nobody_and_told(cells, usual, tmp_path):
    rows = [[*cells[0], "DISC"], *([*row, "1.5"] for row in cells[1:])]
    economy, moves = read(tmp_path, rows)
    np.testing.assert_array_equal(economy.levels.trade_flow, usual.trade_flow)
    told = next(move for move in moves if move.what.startswith("statistical differences"))
    assert told.amount == pytest.approx(1.5 * 16)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("USA_HCX", r"column USA_HCX: no line has the industry HCX, so what it sells is not known\. Did you mean 'HC'"),
        ("GBR_C10T12", r"column GBR_C10T12: no line has this country"),
        ("USA_XY", r"column USA_XY: no line has the industry XY.* give the column a name of the layout: HFCE"),
    ],
)
def test_a_column_that_no_line_has_is_no_industry(label, message, cells, tmp_path):
    rows = renamed(cells, lambda text: label if text == "USA_HFCE" else text, same)
    with pytest.raises(DataError, match=message):
        read(tmp_path, rows)


def test_every_line_must_be_there(cells, tmp_path):
    """Whatever line is missing, the table is refused, save the sums of its columns."""
    for place in range(1, len(cells) - 1):
        label = cells[place][0]
        with pytest.raises(DataError, match=rf"{label}|has no line {label}|output and costs"):
            read(tmp_path / label, [*cells[:place], *cells[place + 1 :]])


def test_every_column_must_be_there(cells, tmp_path):
    for place in range(1, len(cells[0])):
        label = cells[0][place]
        with pytest.raises(DataError, match=rf"{label}|has no column {label}|output and sales"):
            read(tmp_path / label, [[*row[:place], *row[place + 1 :]] for row in cells])


TORN = {
    "whole": "CHN,EAS\n",
    "parts": "CN1,EAS\nCN2,EAS\n",
    "all": "CHN,EAS\nCN1,EAS\nCN2,EAS\n",
}


@pytest.mark.parametrize("rows", TORN.values(), ids=list(TORN))
def test_parts_of_a_country_stay_with_it(rows, cells, tmp_path):
    economy, _ = read(tmp_path, cells, f"country,region\nUSA,US\n{rows}AUS,EAS\n")
    apart, _ = read(tmp_path, cells)
    ours, theirs = economy.levels.output.sum(axis=0), apart.levels.output.sum(axis=0)
    assert ours[economy.regions.index("EAS")] == theirs[apart.regions.index("CN")] + theirs[apart.regions.index("ROW")]


@pytest.mark.parametrize("rows", ["CN1,EAS\n", "CN1,EAS\nCN2,WST\n"])
def test_a_country_is_not_torn_apart_unawares(rows, cells, tmp_path):
    with pytest.raises(DataError, match=r"got rows for parts of CHN but not for C.* a row for CHN, or for each"):
        read(tmp_path, cells, f"country,region\nUSA,US\n{rows}*,ROW\n")


FOREIGN = {
    "FIGARO": ("matrix_2021.csv", ["rowLabels", "AT_A01", "AT_P3_S14"], "Eurostat's FIGARO"),
    "FIGARO by its lines": ("t_2021.csv", ["", "AT_A01", "AT_P51G"], "Eurostat's FIGARO"),
    "FIGARO as a list": ("flat_2021.csv", ["refArea", "rowIi", "counterpartArea", "obsValue"], "Eurostat's FIGARO"),
    "WIOD": ("t_2014.csv", ["", "AUS_c1", "AUS_CONS_h", "GO"], "World Input-Output Database"),
    "WIOD by its name": ("WIOT2014_Nov16_ROW.csv", ["a", "b"], "World Input-Output Database"),
    "Eora": ("Eora26_2015_bp_T.csv", ["1", "2"], "Eora"),
    "EXIOBASE": ("Z_2020.csv", ["region\tAT\tAT"], "EXIOBASE"),
    "one country": ("USA2018.csv", ["", "TTL_01T02", "HFCE"], "one country's table"),
}


@pytest.mark.parametrize(("name", "header", "publisher"), FOREIGN.values(), ids=list(FOREIGN))
def test_tables_of_others_are_refused_by_name(name, header, publisher, tmp_path):
    with pytest.raises(DataError, match=rf"{re.escape(name)}: looks like a table of .*{publisher}.* — .*(label|take)"):
        read(tmp_path, [header, ["x", *["1"] * (len(header) - 1)]], name=name)


def test_an_archive_of_another_publisher_is_refused_by_name(cells, tmp_path):
    read(tmp_path, cells)
    with zipfile.ZipFile(tmp_path / "2015.zip", "w") as archive:
        archive.writestr("Eora26_2015_bp_T.txt", "1\t2")
    with pytest.raises(DataError, match="looks like a table of Eora"):
        baseline_from_icio(tmp_path / "2015.zip", tmp_path / "x", IcioOptions(tmp_path / "r.csv", tmp_path / "s.csv"))


@given(st.sampled_from(sorted(FINAL_DEMAND)), st.from_regex(r"[A-Z]{3}", fullmatch=True), st.booleans())
@settings(deadline=None)
def test_a_category_of_final_demand_is_never_an_industry(code, country, is_reversed):
    (label,) = labels_of([f"{code}_{country}" if is_reversed else f"{country}_{code}"])
    if country not in FINAL_DEMAND:
        assert (label.part, label.country, label.code) == ("final", country, code)
