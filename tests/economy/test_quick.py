"""Contract: tables are read at a stroke, packed or not, to the same economy and the same problems."""

import gzip
import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.economy import load_baseline, read_baseline, shipped_baselines
from simulator.economy.economy import Economy
from simulator.errors import DataError
from simulator.files import table as tables
from tests.economy.test_errors import CELLS
from tests.worlds import read_lines, set_cell, set_line, write_folder

LARGE = ("flows.csv", "tariffs.csv", "input_shares.csv")


def outcome(folder: Path, is_careful: bool) -> dict[str, object] | str:
    """Everything that an economy holds, or what is wrong."""
    with pytest.MonkeyPatch.context() as patch:
        if is_careful:
            patch.setattr(tables, "plain_columns", lambda *_: None)
        try:
            economy = read_baseline(folder)
        except DataError as wrong:
            return str(wrong)
    return {item.name: shown(getattr(economy, item.name)) for item in fields(Economy)}


def shown(value: object) -> object:
    return (value.shape, value.tobytes()) if isinstance(value, np.ndarray) else value


def same(folder: Path) -> dict[str, object] | str:
    quick, careful = outcome(folder, False), outcome(folder, True)
    if isinstance(quick, str) or isinstance(careful, str):
        assert quick == careful
        return quick
    quick["elasticities"] = careful["elasticities"] = None  # a record of arrays that is not compared, nor read so
    assert quick == careful
    return quick


@pytest.mark.parametrize(("file", "line", "column", "text"), [cell[:4] for cell in CELLS])
def test_a_mistake_is_told_in_the_same_words(folder, file, line, column, text):
    set_cell(folder, file, line, column, text)
    assert file.partition(".")[0] in same(folder)


ODD = ("", " ", "ANA", "ana", "GRN", "0", "1", " 2.5", "1e2", "-0.004", "1_0", "30%", "nan", "x", '"1"')


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), file=st.sampled_from(LARGE))
def test_any_table_is_read_the_same_both_ways(tmp_path, data, file):
    folder = write_folder(tmp_path / "any")
    lines = read_lines(folder, file)
    for _ in range(data.draw(st.integers(0, 2))):
        line = data.draw(st.integers(2, len(lines)))
        cells = lines[line - 1].split(",")
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.sampled_from(ODD))
        set_line(folder, file, line, data.draw(st.sampled_from((",".join(cells), ",".join(cells[1:]), lines[1], ""))))
    same(folder)


@pytest.mark.parametrize("header", ["rate", "rate_fraction", "rate_pct"])
@pytest.mark.parametrize("text", ["0.25", "1.5", "25"])
def test_units_of_rates_are_told_the_same(folder, header, text):
    set_line(folder, "tariffs.csv", 1, f"exporter,importer,sector,{header}")
    set_cell(folder, "tariffs.csv", 2, header, text)
    same(folder)


@pytest.mark.parametrize("name", shipped_baselines())
def test_shipped_tables_are_read_at_a_stroke(name, monkeypatch):
    def refused(*_: object) -> None:
        raise AssertionError("a large table is read row by row")

    monkeypatch.setattr("simulator.economy.reading.read.checked_rates", refused)
    monkeypatch.setattr("simulator.economy.reading.read.sensible_shares", refused)
    assert load_baseline(name).levels.trade_flow.any()


def pack(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    return packed


def test_any_table_may_be_packed(folder):
    plain = read_baseline(folder)
    for path in folder.glob("*.csv"):
        pack(path)
    packed = read_baseline(folder)
    assert (packed, packed.digest) == (plain, plain.digest)


def test_a_problem_in_a_packed_table_names_that_file(folder):
    set_cell(folder, "flows.csv", 4, "sector", "Grn")
    pack(folder / "flows.csv")
    with pytest.raises(DataError, match=r"flows\.csv\.gz:4: sector: got the unknown sector 'Grn'"):
        read_baseline(folder)


def test_a_table_that_is_there_packed_and_unpacked_is_a_problem(folder):
    content = (folder / "flows.csv").read_bytes()
    pack(folder / "flows.csv")
    (folder / "flows.csv").write_bytes(content)
    expected = r"flows\.csv\.gz: lies beside flows\.csv — one of the two\. Remove the one that is old\."
    with pytest.raises(DataError, match=expected):
        read_baseline(folder)


NOT_PACKED = (b"exporter,importer\n", gzip.compress(b"exporter" * 99, mtime=0)[:-9], b"\x1f\x8b\x08zzzzzzzz")


@pytest.mark.parametrize("broken", NOT_PACKED)
def test_a_file_that_is_not_gzip_is_a_problem(folder, broken):
    pack(folder / "flows.csv").write_bytes(broken)
    with pytest.raises(DataError, match=r"flows\.csv\.gz: got something that is not, or not wholly, packed by gzip"):
        read_baseline(folder)


def test_a_packed_table_has_a_largest_size(folder, monkeypatch):
    pack(folder / "flows.csv")
    monkeypatch.setattr("simulator.economy.reading.folder.LARGEST_TABLE", 500)
    with pytest.raises(DataError, match=re.escape("flows.csv.gz: got more than 500 bytes packed — at most 500 bytes.")):
        read_baseline(folder)
