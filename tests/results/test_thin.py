"""Sweeps in files: what no lever changes stands there once, and is read as it was."""

import numpy as np
import pytest
import xarray as xr

from simulator import read, sweep
from simulator.results.files.thin import FIXED, thinned, whole

LEVERS = ["tax.rate", "cap.share"]


def made_up(fixed, n_scenarios=3, seed=20190101):
    """Numbers over scenario, horizon, two levers and region, with some scenarios the same at all points."""
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(n_scenarios, 1, 4, 2, 5))
    values[0, 0, :, :, 1] = np.nan
    for row in fixed:
        values[row] = values[row][:, :1, :1]
    dims = ("scenario", "horizon", *LEVERS)
    names = np.array([f"s {row}" for row in range(n_scenarios)])
    return xr.Dataset(
        {"income": ((*dims, "region"), values, {"unit": "%"}), "is_solved": (dims, np.isfinite(values[..., 0]))},
        {
            "scenario": names,
            "label": ("scenario", np.char.upper(names)),
            "region": list("abcde"),
            **{lever: np.arange(size) / 4 for lever, size in zip(LEVERS, (4, 2), strict=True)},
        },
        {"reference": "s 0"},
    )


@pytest.mark.parametrize("fixed", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_identity_what_was_thinned_is_read_as_it_was(fixed, tmp_path):
    data = made_up(fixed)
    thin = thinned(data, LEVERS)
    assert thin.sizes.get(FIXED, 0) == (len(fixed) if len(fixed) < 3 else 0)
    thin.to_netcdf(tmp_path / "thin.nc")
    again = whole(xr.load_dataset(tmp_path / "thin.nc"))
    xr.testing.assert_identical(again.sortby("region"), data)
    assert again["income"].dims == data["income"].dims


def test_the_reference_of_a_sweep_stands_in_its_file_once(tmp_path):
    swept = sweep("tariff-100", {"us-100.rate": [0.0, 0.5, 1.0]})
    swept.write(tmp_path)
    kept = xr.load_dataset(tmp_path / "sweep.nc")
    assert kept["real_income"].sizes["scenario"] == kept["real_income_fixed"].sizes[FIXED] == 1
    assert "us-100.rate" not in kept["real_income_fixed"].dims
    xr.testing.assert_identical(read(tmp_path).data, swept.data)
