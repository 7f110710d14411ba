"""Contract: bands of elasticities are read, shown and checked, and nothing else is lost beside them."""

import re

import pytest

from simulator.economy import elasticity_rows, load_baseline, read_baseline, shipped_baselines
from simulator.economy.elasticities import Band
from simulator.errors import DataError
from tests.worlds import set_line

BANDS = {"low": "", "high": "", "distribution": ""}


def write_bands(folder, line, **cells):
    """Add the columns of bands to the table, blank but in one line of the file."""
    path = folder / "elasticities.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    given = [{**BANDS, **cells} if number == line else BANDS for number in range(2, len(rows) + 2)]
    added = [f"{row},{','.join(band.values())}" for row, band in zip(rows, given, strict=True)]
    path.write_text("\n".join([f"{header},{','.join(BANDS)}", *added]), encoding="utf-8")


def test_columns_of_bands_leave_the_elasticities_as_they_are(folder):
    before = read_baseline(folder).elasticities
    write_bands(folder, 2)
    after = read_baseline(folder).elasticities
    assert after.sources == before.sources
    for nest, adjustment in before.nests.items():
        assert (after.nests[nest].long_run == adjustment.long_run).all()
    assert after.bands == {}


def test_a_band_is_read_and_is_triangular_unless_said_otherwise(folder):
    centre = read_baseline(folder).elasticities.nests["origin"].long_run[0]
    write_bands(folder, 2, low="0.5", high="50")
    ((key, band),) = read_baseline(folder).elasticities.bands.items()
    assert key[0] == "origin"
    assert band == Band(centre, 0.5, 50.0, "triangular")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"low": "60", "high": "70"}, r"low: got the band 60 to 70 around [\d.]+ — low ≤ long_run ≤ high"),
        ({"low": "0", "high": "70"}, r"low: got the band 0 to 70 around .* from above 0 on"),
        ({"low": "0.5", "high": "inf"}, "low: got the band 0.5 to inf around"),
        ({"low": "0.5"}, "high: got a blank cell"),
        ({"distribution": "uniform"}, "low: got a blank cell"),
        (
            {"low": "0.5", "high": "50", "distribution": "uniforme"},
            "distribution: got 'uniforme' — Did you mean 'uniform'",
        ),
    ],
)
def test_a_bad_band_is_refused_with_its_place(folder, cells, message):
    write_bands(folder, 2, **cells)
    with pytest.raises(DataError, match=rf"elasticities\.csv:2: {message}"):
        read_baseline(folder)


@pytest.mark.parametrize(("low", "is_right"), [("0", True), ("-0.1", False)])
def test_a_band_of_a_response_may_begin_at_nothing(folder, low, is_right):
    set_line(folder, "elasticities.csv", 10, "supply,*,0.2,0.6,0.2,assumed")
    write_bands(folder, 10, low=low, high="1.2")
    if is_right:
        assert read_baseline(folder).elasticities.bands["supply", "*"] == Band(0.6, 0.0, 1.2, "triangular")
    else:
        with pytest.raises(DataError, match=r"elasticities\.csv:10: low: got the band -0\.1 to 1\.2 .* from 0 on"):
            read_baseline(folder)


def test_an_unknown_column_beside_bands_is_refused(folder):
    write_bands(folder, 2)
    path = folder / "elasticities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("distribution", "shape", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"elasticities\.csv:1: got the column 'shape'"):
        read_baseline(folder)


@pytest.mark.parametrize("name", shipped_baselines())
def test_every_shipped_elasticity_has_a_band_and_a_source(name):
    table = load_baseline(name).elasticities
    assert set(table.sources) - set(table.bands) == {("home", "*"), ("deficit", "*")}
    assert all(table.sources.values())
    assert table.bands["origin", "SOY"] == Band(6.0, 3.0, 9.0, "triangular")
    rare_earths = "REE" if ("origin", "REE") in table.bands else "MAG"
    assert table.bands["origin", rare_earths] == Band(2.0, 0.5, 4.0, "loguniform")


def test_the_elasticity_table_shows_every_row_with_its_band():
    economy = load_baseline()
    rows = {(row.nest, row.sector): row for row in elasticity_rows(economy)}
    assert list(rows) == list(economy.elasticities.sources)
    assert rows["origin", "SOY"][2:7] == ("1.5", "2.27", "3.43", "6", "3 to 9, triangular")
    assert rows["home", "*"].long_run == "by sector"
    assert not re.search(r"\d", rows["home", "*"].band)
