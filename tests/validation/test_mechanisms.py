"""Document: what settings of the model do to the comparison with published results."""

import math

import mechanisms
import pytest
from experiments import DEFAULT, Experiments, Setting, sold_licences
from literature import WORST, Comparison, Row, compare, read_rows

ROWS = read_rows()
YALE_GDP = ("ybl-sep-4", "ybl-oct17-5", "ybl-oct30-5")


def comparison(theirs, ours, low="", high=""):
    cells = {"value": str(theirs), "low": low, "high": high, "quantity": "real_gdp", "apart": ""}
    return Comparison(Row(cells), [ours] * 3, ours, {})


def test_distance_is_a_factor_that_is_cut_off():
    assert comparison(-1, -1).distance == pytest.approx(1)
    assert comparison(-1, 1).distance == comparison(-1, -0.001).distance == comparison(-0.01, -90).distance == WORST
    assert comparison(-0.3, -0.5, "-0.6", "-0.3").distance == 1
    found = mechanisms.mean_distance([comparison(-1, -2), comparison(-1, -1)])
    assert found == pytest.approx(math.sqrt(math.log(0.98) / math.log(0.99)))


def test_the_page_has_the_default_as_it_is_now(suites, page):
    counted = [item for item in compare(ROWS, suites) if item.is_counted]
    far, opposite = (sum(getattr(item, name) for item in counted) for name in ("is_far", "is_opposite"))
    line = f"| {DEFAULT.name} | {far} | {opposite} | {mechanisms.mean_distance(counted):.2f} |"
    assert line in page, "docs/validation.md is out of date: python docs/validation/make.py"
    for setting in mechanisms.SETTINGS:
        assert f"\n| {setting.name} |" in page


def test_factors_that_shrink_are_most_of_the_gap_to_gdp_of_yale(suites):
    rows = [row for row in ROWS if row.id in YALE_GDP]
    suite = Experiments.of("literature", Setting("factors given", (mechanisms.NO_SUPPLY,)))
    for default, given in zip(compare(rows, suites), compare(rows, {"literature": suite}), strict=True):
        assert default.is_far
        assert not given.is_far
        gaps = [math.log(item.ours_then / item.row.theirs) for item in (default, given)]
        assert abs(gaps[1]) < abs(gaps[0]) / 4


def test_sold_licences_are_sold_and_all_else_stays(suites):
    plan = suites["literature"].plan
    scenario = next(item for item in plan.scenarios if item.name == "rare-earth-cutoff")
    sold = sold_licences(scenario)
    changed = [new.id for old, new in zip(scenario.measures, sold.measures, strict=True) if new != old]
    assert changed == ["cn-licences"]
    assert next(item for item in sold.measures if item.id == "cn-licences").allocation == "market"
