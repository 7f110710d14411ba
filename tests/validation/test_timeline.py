"""Document: paths beside published elasticities and beside what happened, as docs/timeline.md has them."""

import re

import numpy as np
import pandas as pd
import pytest
import timeline
import timeline_curve
import timeline_months
import timeline_steps
import timeline_years
from page import prose
from timeline_curve import Curve
from timeline_months import NAIVE, PATH, Comparison, Months
from timeline_steps import FIRST, LAST, Steps
from timeline_years import Years

OUTDATED = "docs/timeline.md is out of date: python docs/validation/timeline.py"


@pytest.fixture(scope="module")
def curve():
    return Curve.simulated()


@pytest.fixture(scope="module")
def months():
    return Months.simulated()


@pytest.fixture(scope="module")
def years():
    return Years.simulated()


@pytest.fixture(scope="module")
def steps(months):
    return Steps.simulated(months)


def test_the_page_is_as_the_model_is_now(curve, months, steps, years):
    assert timeline.PAGE.read_text(encoding="utf-8") == timeline.page(curve, months, steps, years), OUTDATED


def test_each_step_of_the_record_brings_duties_nearer(steps):
    """The last line is the path itself; imports are nearer with goods at sea, and their trough is that of customs."""
    said = [timeline_steps._said(item, "Duties over all US imports").errors()[PATH] for item in steps.paths.values()]
    assert said == sorted(said, reverse=True)
    imports = {name: timeline_steps._said(item, "US imports from China") for name, item in steps.paths.items()}
    assert imports[LAST].errors()[PATH] < 0.7 * imports[FIRST].errors()[PATH]
    last = imports[LAST]
    assert (
        last.periods[int(np.argmin(last.models[PATH]))] == last.periods[int(np.argmin(last.observed[:8]))] == "2025-06"
    )


def test_revenue_of_september_is_near_what_was_collected(steps):
    revenue = {name: timeline_steps.september_revenue(item) for name, item in steps.paths.items()}
    assert revenue[FIRST] > 40
    assert 25 < revenue[LAST] < 33


def test_pictures_of_the_page_exist():
    found = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", timeline.PAGE.read_text(encoding="utf-8"))
    assert found
    assert all((timeline.PAGE.parent / name).is_file() for name in found)


def test_spending_follows_the_curve_of_its_parameters(curve):
    theory = [curve.adjustment.at(float(years))[0] for years in curve.years]
    np.testing.assert_allclose(curve.value, theory, rtol=0.02)  # nearly nothing else moves
    assert curve.rest == pytest.approx(curve.adjustment.long_run[0], rel=0.02)


def test_a_year_after_a_tariff_spending_has_gone_the_published_share_of_the_way(curve):
    assert curve.at(1)[1] / (curve.rest - 1) == pytest.approx(0.38, abs=0.01)


def test_ratios_of_border_values_are_above_those_of_spending(curve):
    ratios = timeline_curve.ratio_by_sector(curve.economy)
    assert set(ratios) == {code for code in curve.economy.sectors if code != "SRV"}
    assert min(ratios.values()) > 0.38


def test_errors_leave_out_what_does_not_count():
    seen, said = np.array([3.0, 4.0, 100.0]), {PATH: np.array([0.0, 8.0, 0.0])}
    found = Comparison("", "%", ("a", "b", "c"), seen, said, ("", "", "given")).errors()
    assert found[PATH] == pytest.approx(np.sqrt((9 + 16) / 2))
    assert found[NAIVE] == pytest.approx(np.sqrt((9 + 16) / 2))


def test_the_path_beats_no_change_for_trade_and_duties_but_not_for_soybeans(months):
    ratio = {item.title: item.errors()[PATH] / item.errors()[NAIVE] for item in months.comparisons()}
    worse = {title for title, value in ratio.items() if value > 1}
    assert worse == {"Soybeans, United States to China"}
    assert ratio["US imports from China"] < 0.6


def test_shipments_of_april_to_june_are_those_that_licences_were_derived_from(months):
    magnets = next(item for item in months.comparisons() if item.title == "Magnets from China to the world")
    given = [place for place, mark in enumerate(magnets.marks) if mark]
    assert [magnets.periods[place] for place in given] == ["2025-04", "2025-05", "2025-06"]
    np.testing.assert_allclose(magnets.models[PATH][given], magnets.observed[given], atol=5)  # points


def test_a_year_beside_its_parts_does_not_count_twice(months):
    soybeans = next(item for item in months.comparisons() if item.title == "Soybeans, United States to China")
    assert dict(zip(soybeans.periods, soybeans.marks, strict=True))["2025-01 to 2025-12"] == "sum"
    assert sum(not mark for mark in soybeans.marks) == 5


def test_deliveries_add_up_over_windows():
    ends = np.array(["2025-12-31", "2025-12-31", "2026-12-31"], dtype="datetime64[D]")
    found = timeline_months._steps(np.array([5.0, 12.0, 2.0]), ends)
    np.testing.assert_allclose(found, [5, 7, 2])


def test_observed_shares_add_up(years):
    for importer in ("USA", "CHN"):
        model = years.share_change(importer)
        codes = [str(code) for code in model["exporter"].values]
        np.testing.assert_allclose(model.sum("exporter"), 0, atol=1e-9)
        for year in range(2018, 2023):
            assert years.observed_share_change(importer, year, codes).sum() == pytest.approx(0, abs=0.01)


def test_every_observed_year_names_its_source():
    rows = pd.DataFrame(timeline_years.read_rows())
    assert (rows["source"].str.len() > 10).all()
    assert set(rows["mark"]) <= {"S", "S2", "D"}
    assert not rows.duplicated(["series", "exporter", "importer", "year"]).any()


def test_prose_has_no_place_left_open():
    for name in ("timeline_months", "timeline_years", "timeline_years_limits", "timeline_pledge"):
        assert "{" not in prose(name)
