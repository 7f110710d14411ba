"""The world by country, cut to the regions and sectors of the default baseline, says nearly the same."""

from pathlib import Path

import numpy as np
import pytest
import world

PAGE = Path(world.PAGE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def both():
    return world.pair()


def test_flows_and_own_sales_are_nearly_those_of_the_default_baseline(both):
    cut, default = both.both("trade_flow")
    abroad = ~np.eye(len(both.default.regions), dtype=bool)
    assert world.share(cut[:, abroad], default[:, abroad]) < 1
    assert world.share(cut[:, ~abroad], default[:, ~abroad]) < 0.2
    np.testing.assert_array_less(np.abs(np.subtract(*both.by_region("deficit"))), 15_000)


@pytest.mark.parametrize("section", [world.kinds, world.by_sector, world.largest, world.duties])
def test_the_page_has_the_tables_of_now(both, section):
    assert section(both).strip() in PAGE, "docs/world.md is out of date: python docs/validation/world.py"
