"""A page of sliders knows the model between the points of a grid: exact on them, measured off them."""

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.batch.work import Batch
from simulator.experiment.explorer.explore import error_table, explore
from simulator.experiment.explorer.splines import Nodes, blend, coordinate_of, product
from simulator.experiment.plan import Options
from simulator.experiment.run import run
from simulator.report.explorer.page import render_explorer
from simulator.report.explorer.rows import groups
from tests.worlds import write_folder

SINGLE = 5e-7
"""Relative tolerance of numbers that were kept in single precision."""
REFERENCE = "title: Nothing new\nsummary: The world as it is.\nmeasures: []\n"
STORM = """\
title: A tariff, a licence and a promise
summary: Ana taxes Bel, Bel licenses ore, and Cyr promises to buy grain.
measures:
  - {id: tax, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 0.4, label: Tax of Ana}
  - {id: licences, type: export_licensing, exporter: BEL, importer: all, sectors: ORE, approval_rate: 0.6}
  - {id: promise, type: purchase_commitment, importer: CYR, exporter: ANA, sectors: ORE, quantity: 1 kt}
"""
CALMER = STORM.replace("rate: 0.4", "rate: 0.1")
OTHER = CALMER.replace("exporter: BEL, sectors: all", "exporter: CYR, sectors: all")
SUITE = """\
title: Small
reference: calm
focus: [ANA, BEL]
horizon: [short, long]
scenarios:
  - {name: storm, label: Storm}
  - {name: calmer}
"""
OVER = ("promise.quantity=0:65", "tax.rate=0:1", "licences.approval_rate=0.3:1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suite")
    write_folder(folder / "world")
    texts = {"calm": REFERENCE, "storm": STORM, "calmer": CALMER, "suite": SUITE}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def options(folder):
    return Options(baseline=folder / "world")


@pytest.fixture(scope="module")
def found(folder, options):
    return explore(folder, OVER, options=options, checked=12)


def solved(folder, horizon, values, scenario="storm"):
    """The model itself."""
    overrides = [f"{lever}={value!r}{' kt' if lever.endswith('quantity') else ''}" for lever, value in values.items()]
    return run(folder / f"{scenario}.yaml", baseline=folder / "world", horizon=horizon, overrides=overrides).data


def number(data, indicator, *labels, scenario="storm"):
    place = dict(
        zip([name for name in data[indicator].dims if name not in ("scenario", "horizon")], labels, strict=True)
    )
    return float(data[indicator].sel(scenario=scenario, **place).squeeze())


@pytest.mark.parametrize("count", [2, 3, 7])
def test_a_rung_has_all_its_own_weight(count):
    nodes = Nodes.between(0.0, 1.5, count)
    np.testing.assert_allclose(nodes.weights(np.array(nodes.values)), np.eye(count), atol=1e-13)
    np.testing.assert_allclose(nodes.weights(np.linspace(-1, 2, 31)).sum(axis=1), 1, atol=1e-12)


@pytest.mark.parametrize(
    ("low", "high", "coordinate"), [(0, 2, "shifted log"), (0.1, 1, "log"), (-1, 1, "plain"), (0.5, 1, "shifted log")]
)
def test_splines_follow_a_cubic_of_their_coordinate(low, high, coordinate):
    nodes = Nodes.between(low, high, 5)
    assert nodes.coordinate == coordinate_of(low, high) == coordinate
    change = {"plain": np.positive, "log": np.log, "shifted log": np.log1p}[coordinate]

    def cubic(values):
        return 1 - 2 * change(values) + 3 * change(values) ** 3

    between = np.linspace(low, high, 23)
    found = nodes.weights(between) @ cubic(np.array(nodes.values))
    np.testing.assert_allclose(found, cubic(between), rtol=1e-12, atol=1e-12)


def test_a_grid_is_blended_axis_by_axis():
    first, second = Nodes((0.0, 1.0, 3.0)), Nodes((0.0, 2.0))
    grid = np.add.outer(2 * np.array(first.values), -5 * np.array(second.values))
    values = np.array([[0.5, 1.0], [2.5, 0.25]])
    weights = product([first.weights(values[:, 0]), second.weights(values[:, 1])], 2)
    np.testing.assert_allclose(blend(weights, grid), 2 * values[:, 0] - 5 * values[:, 1], rtol=1e-12)


def test_a_promise_comes_last_and_the_rest_in_their_order(found):
    assert [slider.lever for slider in found.sliders] == ["tax.rate", "licences.approval_rate", "promise.quantity"]
    assert found.sliders[0].label == "Tax of Ana"
    assert [slider.unit for slider in found.sliders] == ["%", "%", "kt"]
    assert [slider.start for slider in found.sliders] == [0.4, 0.6, 1.0]
    assert found.horizons == ("short", "long")
    assert found.n_points == 2 * 9 * 9 * 5 == found.provenance.asked["points"]


@pytest.mark.parametrize("horizon", ["short", "long"])
@pytest.mark.parametrize("place", [(0, 0), (2, 3), (8, 8)])
def test_on_a_point_of_the_grid_it_is_the_model(found, folder, horizon, place):
    values = {
        slider.lever: slider.nodes.values[node] for slider, node in zip(found.sliders, (*place, -1), strict=False)
    }
    values["promise.quantity"] = 65.0
    exact, between = solved(folder, horizon, values), found.at(horizon, values)
    for name in ("own_income", "real_gdp", "cost_of_living", "terms_of_trade"):
        for code in ("ANA", "BEL"):
            assert between[f"{name}:{code}"] == pytest.approx(number(exact, name, code), rel=SINGLE, abs=1e-7), name
    assert between["bilateral_exports:BEL:ANA"] == pytest.approx(
        number(exact, "bilateral_exports", "BEL", "ANA"), rel=5 * SINGLE
    )
    assert between["output_at_risk:ANA"] == pytest.approx(number(exact, "output_at_risk", "ANA"), rel=SINGLE, abs=1e-6)
    assert between["commitment_cost:CYR"] == pytest.approx(
        number(exact, "commitment_cost", "CYR"), rel=SINGLE, abs=1e-6
    )


def test_a_promise_changes_nothing_up_to_what_is_bought_anyway(found):
    held = {"tax.rate": 0.37, "licences.approval_rate": 0.71}
    none, little, much = (found.at("short", held | {"promise.quantity": kt}) for kt in (0.0, 0.5, 65.0))
    bought = none["bound_quantity:promise"]
    assert 0.5 < bought < 65
    assert little == none
    assert much["bound_quantity:promise"] == pytest.approx(65, rel=1e-12)
    assert found.at("short", held | {"promise.quantity": bought + 1})["bound_quantity:promise"] == pytest.approx(
        bought + 1, rel=1e-12
    )
    assert none["commitment_cost:CYR"] == pytest.approx(0, abs=1e-9)
    assert much["commitment_cost:CYR"] > 0


def test_values_left_out_stay_where_they_begin_and_beyond_a_range_is_its_end(found):
    begun = {slider.lever: slider.start for slider in found.sliders}
    assert found.at("short", {}) == found.at("short", begun)
    assert found.at("short", {"tax.rate": 7.0}) == found.at("short", {"tax.rate": 1.0})


def test_errors_are_those_against_the_model(found, folder):
    row = found.checked[found.checked["number"] == "own_income:ANA"].iloc[-1]
    values = {slider.lever: float(row[slider.lever]) for slider in found.sliders}
    exact = number(solved(folder, row["horizon"], values), "own_income", "ANA")
    assert row["exact"] == pytest.approx(exact, abs=1e-8)
    assert row["interpolated"] == pytest.approx(found.at(row["horizon"], values)["own_income:ANA"], rel=1e-12)
    table = found.errors.set_index("indicator")
    own = found.checked[found.checked["indicator"] == "own_income"]
    assert table.loc["own_income", "worst"] == (own["exact"] - own["interpolated"]).abs().max() > 0
    assert table.loc["own_income", "highest"] == own["exact"].max()
    assert len(own) == 2 * 12 * 3
    assert table.loc["bound_quantity", "unit"] == "kt"


def test_errors_are_small_beside_what_is_shown(found):
    table = found.errors.set_index("indicator")
    row = table.loc["own_income"]
    assert row["worst"] < 0.01 * (row["highest"] - row["lowest"]), row
    assert (table["worst"] <= 0.02 * (table["highest"] - table["lowest"])).all()


def test_a_number_beyond_its_jump_is_counted_apart(found):
    table = found.checked.copy()
    place = table.index[table["indicator"] == "output_at_risk"][0]
    table.loc[place, ["exact", "interpolated"]] = [123.0, 0.0]
    errors = error_table(found.outcomes, table).set_index("indicator")
    assert errors.loc["output_at_risk", "switched"] == 1 + found.errors["switched"].sum()
    assert errors.loc["output_at_risk", "worst"] < 123


def test_the_reference_is_that_of_a_run(found, folder):
    exact = solved(folder, "long", {}, "calm")
    names = [item.name for item in found.outcomes]
    reference = dict(zip(names, found.reference["long"], strict=True))
    assert reference["bilateral_exports:ANA:BEL"] == pytest.approx(
        number(exact, "bilateral_exports", "ANA", "BEL", scenario="calm"), rel=1e-9
    )
    assert np.isnan(reference["bound_quantity:promise"])


def test_a_page_begins_with_two_actors_and_holds_numbers_of_others(found):
    shown = {group.key: group for group in groups(found)}["real_gdp"]
    assert [row.regions for row in shown.rows] == [("ANA",), ("BEL",)]
    assert [row.regions for row in shown.all_rows] == [("ANA",), ("BEL",), ("CYR",)]
    page = render_explorer(found)
    assert page.count('<option value="CYR"') == 2
    assert '"code":"CYR"' in page


def test_other_scenarios_are_values_to_begin_from(found):
    assert [(start.name, start.label, start.values) for start in found.starts] == [
        ("storm", "Storm", (0.4, 0.6, 1.0)),
        ("calmer", "calmer", (0.1, 0.6, 1.0)),
    ]


def test_numbers_do_not_depend_on_who_solves_them_and_are_taken_up_again(folder, options, found, tmp_path):
    over = ["tax.rate=0,0.5,1", "licences.approval_rate=0.3,0.6,1"]
    told = []
    first, second = (
        explore(folder / "storm.yaml", over, options=options, batch=batch, checked=3)
        for batch in (
            Batch(jobs=2, folder=tmp_path),
            Batch(folder=tmp_path, resume=True, progress=lambda done, total: told.append((done, total))),
        )
    )
    for horizon, grid in first.grids.items():
        np.testing.assert_array_equal(grid.kept, second.grids[horizon].kept)
    pd.testing.assert_frame_equal(first.checked, second.checked)
    assert told[-1] == (2 * (9 + 1 + 3), 2 * (9 + 1 + 3))
    again = explore(folder / "storm.yaml", over, options=options, checked=3)
    pd.testing.assert_frame_equal(first.checked, again.checked)
    other = explore(folder / "storm.yaml", over, options=options, checked=3, seed=1)
    assert not np.array_equal(first.checked["exact"], other.checked["exact"])
    np.testing.assert_array_equal(first.grids["short"].kept, other.grids["short"].kept)


def test_an_elasticity_has_a_slider_and_then_no_reference(folder, options):
    found = explore(folder / "storm.yaml", ["parameters.origin=2:6:2"], options=options, checked=2)
    assert found.reference == {}
    assert found.sliders[0].label == "Elasticity origin"
    assert found.sliders[0].start == 4.0
    worst = found.errors.set_index("indicator").loc["own_income", "worst"]
    assert 0 < worst < 0.1


def test_shipped_scenarios_have_ranges_of_their_own():
    found = explore(
        options=Options(horizon="short"),
        over=[
            "us-on-china.rate=0,0.5,1.5",
            "cn-on-us.rate=0,1.5",
            "cn-licences.approval_rate=0.1,1",
            "cn-soybeans.quantity=0:40",
        ],
        checked=1,
    )
    assert [start.name for start in found.starts] == [
        "threat",
        "truce",
        "deal",
        "both-ways",
        "april",
        "squeeze",
        "all-threats",
    ]
    assert found.n_points == 3 * 2 * 2 * 5
    assert {"value_added_at_risk:USA", "factor_earnings:USA:SOY", "premium:cn-licences/CHN-USA-REE"} <= set(
        found.at("short", {})
    )


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ((), r"storm: got no lever — name one to five .* such as --over tax\.rate=0:1\.5"),
        (("tax.rate=0:1", "tax.rate=0:2"), r"tax\.rate: got it twice"),
        (("tax.rate=1:0",), r"got '1:0' — the lowest value, then a higher one"),
        (("tax.rate=0:inf",), r"got '0:inf' — the lowest value, then a higher one"),
        (("tax.rate=nan:1",), r"got 'nan:1' — the lowest value, then a higher one"),
        (("tax.rate=low:high",), r"got 'low:high', which are no numbers"),
        (("tax.rate=0.4",), r"tax\.rate: got one value, 0\.4 — a slider needs a range"),
        (("tax.rate",), r"tax\.rate: got no values"),
        (
            ("tax.rate=0.5:1",),
            r"tax\.rate: got 0\.5 to 1, which leaves out 0\.4, the value of storm .* widen the range",
        ),
        (("tacks.rate=0:1",), r"unknown measure 'tacks' — Did you mean 'tax'\?"),
        (("tax.rat=0:1",), r"tax\.rat: a measure of type tariff has no such value"),
        (("licences.approval_rate=0.3:1.5",), r"licences\.approval_rate: "),
        (tuple(f"parameters.origin.{name}=1:2" for name in "ABCDEF"), r"got 6 levers — name 1 to 5 with --over"),
        (("promise.quantity=0:40", "promise.value=0:40"), r"promise"),
    ],
)
def test_levers_that_cannot_be_explored_are_refused(over, message, folder, options):
    with pytest.raises(ScenarioError, match=message):
        explore(folder / "storm.yaml", over, options=options)


def test_a_flow_may_not_be_closed_on_the_way(folder, options):
    with pytest.raises((ScenarioError, ConvergenceError), match=r"storm: .* — (keep|narrow) the ranges"):
        explore(folder / "storm.yaml", ["licences.approval_rate=0:1:0.5"], options=options)


def test_a_scenario_that_differs_by_more_than_its_levers_is_refused(folder, options):
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"other: got a scenario that differs from storm by more than values inside"
    ):
        explore([folder / "storm.yaml", folder / "other.yaml"], OVER, options=options)


def test_points_to_check_are_at_least_one(folder, options):
    with pytest.raises(ScenarioError, match=r"checked: got 0 — a whole number from 1"):
        explore(folder, OVER, options=options, checked=0)


@pytest.mark.parametrize(
    ("horizon", "values", "message"),
    [
        ("medium", {}, r"horizon: got 'medium' — one of short, long"),
        (
            "short",
            {"tax.rat": 1},
            r"tax\.rat: got a lever without a slider — Did you mean 'tax\.rate'\? Known: tax\.rate",
        ),
        ("short", {"tax.rate": float("nan")}, r"tax\.rate: got nan — a number"),
    ],
)
def test_what_it_does_not_know_is_said(found, horizon, values, message):
    with pytest.raises(ScenarioError, match=message):
        found.at(horizon, values)
