import errno
import json
import os
import sys
import tempfile

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulator.errors import OutputError, ResultsError
from simulator.results import (
    check_kind,
    check_writable,
    read,
    write,
    write_text,
    write_whole,
)
from simulator.results.files.csv_table import write_table
from simulator.results.run import Results

FILES = {"indicators.csv", "flows.csv", "results.nc", "manifest.json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, results):
    path = tmp_path_factory.mktemp("run") / "results"
    write(results, path)
    return path


def names(path):
    return {item.name for item in path.iterdir()}


def test_results_read_back_are_the_same(folder, results):
    found = read(folder)
    xr.testing.assert_identical(found.data, results.data)
    assert found.provenance == results.provenance
    assert found.headline().equals(results.headline())
    pd.testing.assert_frame_equal(found.to_pandas(), results.to_pandas())


def test_results_without_any_bound_read_back_too(tmp_path, results):
    bare = results.sel(scenario="asis")
    bare = Results(bare.data.sel(scenario=["asis"], bound=[]).assign_attrs(reference=""), results.provenance)
    write(bare, tmp_path)
    xr.testing.assert_identical(read(tmp_path).data, bare.data)


def test_folder_holds_complete_files_and_nothing_else(folder, results):
    assert names(folder) == FILES
    table = pd.read_csv(folder / "indicators.csv")
    expected = results.to_pandas()
    assert list(table.columns) == list(expected.columns)
    assert len(table) == len(expected)
    assert table["value"].to_numpy() == pytest.approx(expected["value"].to_numpy(float), rel=1e-9, nan_ok=True)
    assert len(pd.read_csv(folder / "flows.csv")) == len(results.flows())


def test_manifest_says_what_was_run_and_how_it_ended(folder, economy):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert manifest["versions"].keys() >= {"tariffsim", "python", "numpy", "scipy", "xarray"}
    assert manifest["baseline"]["digest"] == economy.digest
    assert [len(scenario["digest"]) for scenario in manifest["scenarios"]] == [64] * 5
    assert (manifest["seed"], manifest["reference"], manifest["horizons"]) == (None, "truce", ["short", "long"])
    assert manifest["numeraire"] == "world factor income fixed"
    assert set(manifest["files"]) == FILES
    cases = {(case["scenario"], case["horizon"]): case for case in manifest["cases"]}
    assert len(cases) == 10
    assert cases["pledge", "long"]["status"] == "CONVERGED"
    assert 0 <= cases["pledge", "long"]["residual"] < 1e-9
    assert cases["broken", "short"]["sentence"].startswith("No solution found")


def test_a_rerun_replaces_its_files_and_leaves_others_alone(tmp_path, results):
    (tmp_path / "notes.txt").write_text("mine")
    write(results, tmp_path)
    (tmp_path / "indicators.csv").write_text("old")
    write(results, tmp_path)
    assert names(tmp_path) == {*FILES, "notes.txt"}
    assert (tmp_path / "indicators.csv").read_text(encoding="utf-8").startswith("scenario,")
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ValueError])
def test_an_interrupted_write_leaves_the_old_file_and_no_other(tmp_path, interruption):
    (tmp_path / "table.csv").write_text("old")

    def half(path):
        path.write_text("half")
        raise interruption("stop")

    with pytest.raises(interruption, match="stop"):
        write_whole(tmp_path / "table.csv", half)
    assert names(tmp_path) == {"table.csv"}
    assert (tmp_path / "table.csv").read_text() == "old"


def interrupted_after(lines):
    """Trace that raises an interrupt at the line after so many of the project's, as Ctrl-C may come at any."""
    left = lines

    def trace(frame, event, _):
        nonlocal left
        if event == "line" and frame.f_globals["__name__"].startswith("simulator."):
            left -= 1
            if left < 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    return trace


def test_an_interrupt_at_any_line_leaves_whole_files_only(tmp_path):
    outcomes = []
    while not outcomes or outcomes[-1] == "interrupted":
        (tmp_path / "table.csv").write_text("old")
        before = sys.gettrace()
        try:
            sys.settrace(interrupted_after(len(outcomes)))
            write_text(tmp_path / "table.csv", "new")
        except KeyboardInterrupt:
            outcomes.append("interrupted")
        else:
            outcomes.append("written")
        finally:
            sys.settrace(before)
        assert names(tmp_path) == {"table.csv"}
        assert (tmp_path / "table.csv").read_text() in ("old", "new")
    assert len(outcomes) > 8


def test_a_file_has_its_name_only_when_it_is_on_the_disk_and_then_the_name_is_put_there_too(tmp_path, monkeypatch):
    settled = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: settled.append((os.fstat(descriptor), names(tmp_path))))
    write_text(tmp_path / "table.csv", "new")
    (file, before), (folder, after) = settled
    assert (file.st_ino, folder.st_ino) == ((tmp_path / "table.csv").stat().st_ino, tmp_path.stat().st_ino)
    assert ("table.csv" in before, after) == (False, {"table.csv"})


def test_a_run_interrupted_between_files_leaves_only_whole_ones(tmp_path, results, monkeypatch):
    def stop(data, path, **_):
        path.write_bytes(b"half")
        raise KeyboardInterrupt("stop")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", stop)
    with pytest.raises(KeyboardInterrupt, match="stop"):
        write(results, tmp_path)
    assert names(tmp_path) == {"indicators.csv", "flows.csv", "manifest.json"}
    with pytest.raises(ResultsError, match="holds results of which not all were written"):
        read(tmp_path)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("NetCDF: HDF error")])
def test_a_full_disk_is_said_with_the_place(error, tmp_path, results, monkeypatch):
    def full(data, path, **_):
        path.write_bytes(b"half")
        raise error

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(ResultsError, match=r"results\.nc: cannot be written \((No space|NetCDF).*make room"):
        write(results, tmp_path)
    assert "results.nc" not in names(tmp_path)


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path, results):
    (tmp_path / "results").write_text("a file")
    with pytest.raises(ResultsError, match=r"results: cannot be written \(.*choose another place with --out"):
        write(results, tmp_path / "results")
    with pytest.raises(ResultsError, match="choose another place"):
        check_writable(tmp_path / "results" / "below")
    assert (tmp_path / "results").read_text() == "a file"


def test_a_read_only_folder_is_an_error(tmp_path, results, monkeypatch):
    def deny(**_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "TemporaryFile", deny)
    with pytest.raises(ResultsError, match=r"results: cannot be written \(Permission denied\) — choose another place"):
        write(results, tmp_path / "results")
    assert names(tmp_path / "results") == set()


def test_checking_leaves_nothing_but_the_folder(tmp_path):
    check_writable(tmp_path / "new" / "results")
    assert names(tmp_path / "new" / "results") == set()


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_written_files_can_be_read_by_those_whom_the_user_lets(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_text(tmp_path / "page.html", "é")
    finally:
        os.umask(before)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "é"
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == mode


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(ResultsError, match="holds no results — give the folder that `tariffsim run"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("results.nc", b"not a dataset"),
        ("manifest.json", b"{"),
        ("manifest.json", b"[1, 2]"),
    ],
)
def test_a_damaged_folder_is_refused(file, content, tmp_path, results):
    write(results, tmp_path)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(ResultsError, match=r"the results cannot be read .* solve them again"):
        read(tmp_path)


def test_a_dataset_of_something_else_is_refused(tmp_path, results):
    write(results, tmp_path)
    xr.Dataset({"x": 1.0}).to_netcdf(tmp_path / "results.nc", engine="netcdf4")
    with pytest.raises(ResultsError, match=r"results\.nc lacks iterations, residual, status.* solve them again"):
        read(tmp_path)


def test_tables_written_in_parts_are_the_whole(tmp_path, results, monkeypatch):
    monkeypatch.setattr("simulator.results.labelled.SCENARIOS_AT_ONCE", 1)
    write(results, tmp_path)
    for name, table in (("indicators.csv", results.to_pandas()), ("flows.csv", results.flows())):
        table.to_csv(tmp_path / "whole.csv", index=False, float_format="%.10g")
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_folders_keep_to_one_verb(tmp_path, results):
    check_kind(tmp_path, "sweep")
    write(results, tmp_path)
    check_kind(tmp_path, "run")
    with pytest.raises(ResultsError, match=r"holds the results of `tariffsim run` — choose another place with --out"):
        check_kind(tmp_path, "sweep")


def test_what_the_disk_refuses_is_an_error_of_output(tmp_path):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"t\.csv: cannot be written \(No space left on device\)"):
        write_whole(tmp_path / "t.csv", full)
    assert names(tmp_path) == set()


def test_tables_are_written_as_any_reader_takes_them(tmp_path):
    frame = pd.DataFrame(
        {
            "text": ['a, "b"', None, "100 %s\n", np.nan],
            "number": [1 / 3, np.nan, 1e300, -0.0],
            "count": [1, 2, 3, 4],
            "day": pd.to_datetime(["2025-10-10", None, "2026-01-01", "2026-01-01"]),
            "holds": [True, False, True, False],
        }
    )
    write_table(tmp_path / "t.csv", [frame, frame.iloc[:0], frame])
    read = pd.read_csv(tmp_path / "t.csv", parse_dates=["day"])
    expected = pd.concat([frame, frame], ignore_index=True)
    pd.testing.assert_frame_equal(read, expected, check_dtype=False, rtol=1e-9)
