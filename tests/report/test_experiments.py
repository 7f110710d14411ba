"""Figures of experiments: sweeps, maps, tornados and waterfalls draw their numbers and say what is in them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.contour import ContourSet

from simulator.errors import ResultsError
from simulator.report.charts.breakeven import breakeven_lines
from simulator.report.charts.drivers import tornado, waterfall
from simulator.report.charts.indices import screening, variance_shares
from simulator.report.charts.sweep_lines import Lines, lines_over, sweep_lines
from simulator.report.charts.sweep_maps import breakeven_map, sweep_map
from simulator.report.views.experiments import CrossingView, DriversView, PartsView
from simulator.report.wording.question import AskedQuestion
from simulator.results.analysis.crossings import crossings
from tests.report.made_up import grid_view, made_up_sweep
from tests.report.reading import dots, end_texts, row_labels, spans, texts, title

RATES = [0.0, 0.25, 0.5, 1.0]
SHARES = [0.0, 0.4, 1.0]
LEVERS = ("us-100.rate", "cn-licences.approval_rate")


@pytest.fixture(scope="module")
def line():
    """One lever; the change is 1 − 2·rate in CHN."""
    return made_up_sweep({LEVERS[0]: RATES})


@pytest.fixture(scope="module")
def plane():
    """Two levers; the change is 1 − 2·rate + share/2 in CHN."""
    return made_up_sweep(dict(zip(LEVERS, (RATES, SHARES), strict=True)))


def lines(data, indicator="real_income", regions=("USA", "CHN"), marks=None):
    """Draw a sweep over one lever, with marks of one's own."""
    view = grid_view(data, indicator)
    if marks is None:
        return sweep_lines(view, regions).figure()
    return lines_over(view, Lines(view.levers[0], view.compared, regions, marks)).figure()


def a_map(data, region="CHN", **changes):
    return sweep_map(grid_view(data, **changes), region=region).figure()


def sides(data, target=0.0, found=None):
    """Draw a search over two levers that found crossings by value of the second one."""
    rows = [(up, value) for up, values in (found or {}).items() for value in values or [np.nan]]
    table = pd.DataFrame(rows or [(0.0, np.nan)], columns=[LEVERS[1], "value"])
    crossed = table.assign(scenario="tariff", horizon="short")
    return breakeven_map(CrossingView(grid_view(data), "CHN", *LEVERS, target, crossed)).figure()


def of_drivers(plan, frame, question=None):
    return plan(DriversView(frame, -0.4, question or AskedQuestion())).figure()


def split(frame):
    """Draw the contributions of measures to one outcome."""
    view = PartsView(frame.assign(outcome="real_income:USA"), {"real_income:USA": AskedQuestion()})
    return waterfall(view).figure()


def drawn_lines(axes):
    return [item for item in axes.lines if len(item.get_xdata()) == len(RATES)]


def test_crossings_are_read_off_between_points():
    places = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    assert crossings(places, np.array([1.0, -1.0, np.nan, 1.0, 3.0]), 0.0) == [0.5]
    assert crossings(places, np.array([1.0, 3.0, 1.0, 1.5, 0.5]), 2.0) == [0.5, 1.5]
    assert crossings(places, np.ones(5), 2.0) == []


def test_one_scenario_is_a_line_a_region(line):
    figure = lines(line)
    (axes,) = figure.axes
    usa, chn = drawn_lines(axes)
    change = 1 - 2 * np.array(RATES)
    assert chn.get_ydata() == pytest.approx(change)
    assert usa.get_ydata() == pytest.approx(change / 2)
    assert usa.get_linestyle() != chn.get_linestyle()
    assert {text.get_text() for text in axes.texts} == {"the United States", "China"}
    assert title(figure).replace("\u00a0", " ") == (
        "Real income as us-100.rate goes from 0 to 1: +0.50 to −0.50 % in the United States (zero at 0.5) "
        "and +1.0 to −1.0 % in China (zero at 0.5)"
    )
    assert "against The truce under “The tariff”" in texts(figure)
    assert "made-up, 2024" in texts(figure)


def test_several_scenarios_are_lines_in_a_panel_a_region():
    data = made_up_sweep({LEVERS[0]: RATES}, ["truce", "tariff", "spiral"])
    figure = lines(data, regions=["CHN", "USA"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["China", "The United States"]
    tariff, spiral = drawn_lines(figure.axes[0])
    assert spiral.get_ydata() == pytest.approx(2 * np.array(tariff.get_ydata()))
    assert title(figure).startswith("Under “The spiral”, real income")
    limits = {axes.get_ylim() for axes in figure.axes}
    assert len(limits) == 1


def test_turns_are_named(line):
    humped = line.copy(deep=True)
    humped["real_income"].loc[{"scenario": "tariff", "us-100.rate": 0.5}] = 4.25
    assert "(highest +4.0 at 0.5" in title(lines(humped, regions=["CHN"]))


def test_money_is_written_in_billions(line):
    figure = lines(line, "tariff_revenue", ["CHN"])
    assert drawn_lines(figure.axes[0])[0].get_ydata() == pytest.approx(100 * (1 - 2 * np.array(RATES)))
    assert "billion USD" in texts(figure)
    assert set(figure.data["unit"]) == {"million USD"}


def test_marks_are_dots_on_the_lines(line):
    figure = lines(line, marks={"shipped": 1.0, "between": 0.75, "far": 1.45})
    for expected in ((1.0, -1.0), (1.0, -0.5), (0.75, -0.5), (0.75, -0.25)):
        assert any(np.allclose(place, expected) for place in dots(figure.axes[0]))
    words = texts(figure)
    assert "Dots: between (0.75), shipped (1)." in words
    assert "between swept points are read off the line" in words
    assert "Outside the range: far (1.45)." in words
    assert {"shipped", "between"} <= {text.get_text() for text in figure.axes[0].texts}
    assert len(figure.data) == 2 * len(RATES) + 2 * 2


def test_names_of_lines_do_not_lie_on_each_other(line):
    flat = line.copy(deep=True)
    flat["real_income"][:] = 0.25
    flat["real_income"].loc[{"scenario": "tariff", "region": "CHN", "us-100.rate": 0.0}] = 3.0
    figure = lines(flat, regions=["USA", "CHN", "BRA"])
    figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in figure.axes[0].texts), key=lambda box: box.y0)
    assert all(upper.y0 >= lower.y1 - 3 for lower, upper in pairwise(boxes))
    assert max(box.x1 for box in boxes) <= figure.bbox.x1


def test_a_bound_is_held_against_the_reference_where_there_is_one(line):
    level = line["premium"].sel(horizon="short")
    figure = lines(line, "premium", [""])
    change = level.sel(scenario="tariff") - level.sel(scenario="truce")
    assert drawn_lines(figure.axes[0])[0].get_ydata() == pytest.approx(change)
    alone = sweep_lines(grid_view(line.sel(scenario=["tariff"]), "premium", reference="")).figure()
    assert drawn_lines(alone.axes[0])[0].get_ydata() == pytest.approx(level.sel(scenario="tariff"))


def test_unsolved_points_are_gaps(line):
    gap = line.copy(deep=True)
    gap["real_income"].loc[{"us-100.rate": 0.25}] = np.nan
    assert np.isnan(drawn_lines(lines(gap).axes[0])[0].get_ydata()[1])
    gap["real_income"][:] = np.nan
    assert title(lines(gap)) == "No point of the sweep over us-100.rate was solved"


@pytest.mark.parametrize("draw", [a_map, sides])
def test_maps_without_a_solved_point_say_so(plane, draw):
    nothing = plane.copy(deep=True)
    nothing["real_income"][:] = np.nan
    assert title(draw(nothing)) == "No point of the sweep was solved"


def test_names_and_dimensions_of_sweeps_are_checked(line, plane):
    with pytest.raises(ResultsError, match="region: got 'US' — Did you mean 'USA'"):
        lines(line, regions=["US"])
    with pytest.raises(ResultsError, match="horizon: got 'lang' — Did you mean 'long'"):
        grid_view(line).at("lang")
    with pytest.raises(ResultsError, match=r"got a sweep over us-100.rate, cn-licences.approval_rate — draw its"):
        lines(plane)
    with pytest.raises(ResultsError, match=r"got one lever with several values — a map needs two"):
        a_map(plane.isel({LEVERS[0]: [0]}))
    with pytest.raises(ResultsError, match=r"scenario: got 'tarif' — Did you mean 'tariff'"):
        sweep_map(grid_view(plane), "tarif")
    with pytest.raises(ResultsError, match=r"got a search over cn-licences\.approval_rate too — draw"):
        breakeven_lines(CrossingView(grid_view(plane), "CHN", *LEVERS, 0.0, pd.DataFrame()))
    with pytest.raises(ResultsError, match="got a search over one lever — draw its `breakeven_lines`"):
        breakeven_map(CrossingView(grid_view(line), "CHN", LEVERS[0], "", 0.0, pd.DataFrame()))


def test_levers_beyond_two_are_cut_at_their_values():
    """Each slice is a map of its own, and a value that was not solved is refused."""
    shares = [0.0, 1.0]
    cube = made_up_sweep({LEVERS[0]: RATES, LEVERS[1]: SHARES, "parameters.origin": shares})
    view = grid_view(cube, shipped={("tariff", LEVERS[0]): 0.5, ("tariff", LEVERS[1]): 0.4})
    assert view.slices("tariff") == [{"parameters.origin": value} for value in shares]
    for value in shares:
        chart = sweep_map(view, region="CHN", at={"parameters.origin": value})
        low = chart.data["change"].min()
        assert low == pytest.approx(1 - 2 + 0.5 * value)
        assert f"“The tariff, parameters.origin {value:g}”" in chart.subtitle
    assert sweep_map(view, region="CHN").data["change"].min() == pytest.approx(-0.5), "the middle, as none is shipped"
    with pytest.raises(ResultsError, match=r"at: got 'parameters.origin': 0.5 — one of 0, 1"):
        sweep_map(view, at={"parameters.origin": 0.5})
    with pytest.raises(ResultsError, match=r"at: got 'parameters.orign' — Did you mean 'parameters.origin'"):
        sweep_map(view, at={"parameters.orign": 0.0})


def test_maps_shade_every_point_and_mark_scenarios(plane):
    figure = a_map(plane, shipped={("tariff", LEVERS[0]): 0.5, ("tariff", LEVERS[1]): 0.4})
    (axes,) = figure.axes
    expected = 1 - 2 * np.array(RATES)[None, :] + 0.5 * np.array(SHARES)[:, None]
    assert np.ma.filled(axes.collections[0].get_array(), np.nan) == pytest.approx(expected)
    assert dots(axes)[-1] == pytest.approx((0.5, 0.4))
    assert (axes.get_xlabel(), axes.get_ylabel()) == LEVERS
    assert title(figure).replace("\u00a0", " ") == (
        "The change in real income in China lies between −1.0 % at us-100.rate 1, cn-licences.approval_rate 0 "
        "and +1.5 % at us-100.rate 0, cn-licences.approval_rate 1"
    )
    assert len(figure.data) == len(RATES) * len(SHARES)


def test_maps_say_when_levers_move_nothing(plane):
    still = plane.copy(deep=True)
    still["real_income"].loc[{"scenario": "tariff"}] = 0.5
    assert title(a_map(still)).replace("\u00a0", " ") == (
        "The change in real income in China is +0.25 % whatever us-100.rate and cn-licences.approval_rate are"
    )


def test_maps_leave_blank_what_was_not_solved(plane):
    gap = plane.copy(deep=True)
    gap["real_income"].loc[{LEVERS[0]: 0.25, LEVERS[1]: 0.4, "scenario": "tariff"}] = np.nan
    figure = a_map(gap)
    assert np.ma.getmaskarray(figure.axes[0].collections[0].get_array()).sum() == 1
    assert "Blank: not solved (1 of 12 points)" in texts(figure)


def test_breakeven_lines_are_where_the_target_is_met(plane):
    figure = sides(plane, found={0.0: [0.5], 0.4: [0.6], 1.0: [0.75]})
    lines = [item for item in figure.axes[0].collections if isinstance(item, ContourSet) and not item.filled]
    (crossing,) = (line.get_paths()[0].vertices for line in lines)
    assert 1 - 2 * crossing[:, 0] + 0.5 * crossing[:, 1] == pytest.approx(0.0)
    assert title(figure) == (
        "The change in real income in China crosses zero at us-100.rate 0.5 where cn-licences.approval_rate is 0, "
        "and at 0.75 where cn-licences.approval_rate is 1"
    )
    assert list(figure.data["is_above"]) == list(figure.data["change"] >= 0)


def test_breakeven_maps_tell_what_the_search_found_and_not_what_the_line_shows(plane):
    figure = sides(plane, found={0.0: [], 0.4: [0.625], 1.0: [0.125, 0.75]})
    assert title(figure).endswith(
        "crosses zero at us-100.rate 0.625 where cn-licences.approval_rate is 0.4, "
        "and at 0.125 and 0.75 where cn-licences.approval_rate is 1"
    )
    for expected in ((0.625, 0.4), (0.125, 1.0), (0.75, 1.0)):
        assert any(np.allclose(place, expected) for place in dots(figure.axes[0]))
    assert not any(place[1] == 0.0 for place in dots(figure.axes[0]))


@pytest.mark.parametrize(("target", "words"), [(9.0, "stays below +9.0"), (-9.0, "stays at or above −9.0")])
def test_targets_out_of_reach_are_said(plane, target, words):
    assert words in title(sides(plane, target))


def tornado_frame(count=3):
    return pd.DataFrame(
        {
            "number": [f"origin.S{place}" for place in range(count)],
            "low_value": 2.0,
            "high_value": 8.0,
            "low": [-0.4 - 0.01 * place for place in range(count)],
            "high": [-0.4 + 0.02 * place for place in range(count)],
        }
    )


def test_tornados_put_the_widest_on_top():
    question = AskedQuestion(
        "real_income:CHN", "The tariff", "The truce", "short", names={"CHN": "China (mainland)", "S2": "Cars (road)"}
    )
    figure = of_drivers(tornado, tornado_frame(), question)
    (axes,) = figure.axes
    assert row_labels(figure) == ["Trade elasticity, Cars", "Trade elasticity, S1", "Trade elasticity, S0"]
    assert list(figure.data["number"]) == ["origin.S2", "origin.S1", "origin.S0"]
    widths = {(round(bar.get_y() + 0.33), round(bar.get_width(), 6)) for bar in axes.patches}
    assert {(0, 0.04), (0, -0.02), (1, 0.02), (1, -0.01)} <= widths
    assert {bar.get_x() for bar in axes.patches} == {-0.4}
    assert title(figure).replace("\u00a0", " ") == (
        "“Trade elasticity, Cars” matters most: the change in real income in China is −0.42 % at 2 and −0.36 % at 8"
    )
    assert "against The truce under “The tariff”" in texts(figure).replace("\n", " ")


def test_tornados_count_what_they_leave_out():
    figure = of_drivers(tornado, tornado_frame(20))
    assert len(row_labels(figure)) == len(figure.data) == 15
    assert "5 more move it less" in texts(figure)


def test_ends_on_one_side_share_their_text():
    frame = tornado_frame(1).assign(low=-0.3, high=-0.35)
    assert "2 / 8" in [text.get_text() for text in of_drivers(tornado, frame).axes[0].texts]


def test_assumptions_that_move_nothing_are_said():
    assert title(of_drivers(tornado, tornado_frame(1))) == "No assumption moves real income in USA"


def test_values_of_measures_keep_their_name():
    assert row_labels(of_drivers(tornado, tornado_frame(1).assign(number="us-100.rate"))) == ["us-100.rate"]
    assert row_labels(of_drivers(tornado, tornado_frame(1).assign(number="factor"))) == ["Mobility of factors"]


def indices_frame():
    return pd.DataFrame(
        {
            "number": ["origin.S0", "origin.S1", "us-100.rate"],
            "first_order": [0.1, 0.6, -0.01],
            "total_order": [0.15, 0.8, 0.02],
            "mu_star": [0.2, 0.1, 0.001],
            "mu_star_conf": [0.05, 0.02, 0.0],
            "sigma": [0.03, 0.04, 0.0],
        }
    )


def test_variance_shares_put_the_largest_total_on_top():
    figure = of_drivers(variance_shares, indices_frame())
    alone, together = figure.axes
    assert row_labels(figure) == ["Trade elasticity, S1", "Trade elasticity, S0", "us-100.rate"]
    assert [bar.get_width() for bar in alone.patches] == pytest.approx([60, 10, -1])
    assert [bar.get_width() for bar in together.patches] == pytest.approx([80, 15, 2])
    assert end_texts(alone)[2] == "−1"
    assert title(figure).replace("\u00a0", " ") == (
        "“Trade elasticity, S1” explains most: 80 % of the variance of real income in USA"
    )


def test_screening_shows_size_band_and_spread():
    figure = of_drivers(screening, indices_frame())
    effect, spread = figure.axes
    assert row_labels(figure) == ["Trade elasticity, S0", "Trade elasticity, S1", "us-100.rate"]
    assert [bar.get_width() for bar in effect.patches] == pytest.approx([0.2, 0.1, 0.001])
    assert [bar.get_width() for bar in spread.patches] == pytest.approx([0.03, 0.04, 0.0])
    assert spans(effect)[0] == pytest.approx((0.15, 0.25))
    assert spans(effect)[1] == pytest.approx((0.08, 0.12))
    assert end_texts(effect)[2] == "0.001"
    assert "it moves real income in USA by 0.20" in title(figure)


def test_waterfalls_add_up():
    frame = pd.DataFrame({"measure": ["a", "b", "interaction"], "contribution": [0.1, -0.5, 0.05]})
    figure = split(frame)
    assert row_labels(figure) == ["b", "a", "interaction", "all together"]
    assert figure.data["end"].to_list() == pytest.approx([-0.5, -0.4, -0.35, -0.35])
    places = [(bar.get_x(), bar.get_width()) for bar in figure.axes[0].patches]
    expected = [(0, -0.5), (-0.5, 0.1), (-0.4, 0.05), (0, -0.35)]
    assert np.array(places) == pytest.approx(np.array(expected))
    assert end_texts(figure.axes[0])[3] == "−0.35"
    assert title(figure).replace("\u00a0", " ") == ("“b” moves real income in USA most: −0.50 %, all together −0.35 %")
    assert "only together" in texts(figure)


def test_averaged_contributions_say_so():
    figure = split(pd.DataFrame({"measure": ["a", "b"], "contribution": [0.1, -0.5]}))
    assert "averaged over all orders" in texts(figure)


def test_drawn_contributions_say_how_exact_they_are():
    frame = pd.DataFrame({"measure": ["a", "b"], "contribution": [0.1, -0.5], "standard_error": [0.0, 0.0]})
    assert "averaged over all orders" in texts(split(frame))
    drawn = " ".join(texts(split(frame.assign(standard_error=[0.002, 0.013]))).split())
    assert "balanced random orders" in drawn
    assert "Standard errors are at most 0.013 percent." in drawn


def test_tables_of_experiments_are_checked():
    with pytest.raises(ResultsError, match="tornado: got a table without low_value — it has number"):
        of_drivers(tornado, tornado_frame().drop(columns="low_value"))
    with pytest.raises(ResultsError, match="screening: got a table without mu_star, mu_star_conf, sigma"):
        of_drivers(screening, tornado_frame())
    with pytest.raises(ResultsError, match="variance_shares: got a table without first_order, total_order"):
        of_drivers(variance_shares, tornado_frame())
    with pytest.raises(ResultsError, match="waterfall: got a table without rows"):
        split(pd.DataFrame({"measure": [], "contribution": []}))
    with pytest.raises(ResultsError, match="outcome: got 'real_incom:USA' — Did you mean 'real_income'"):
        AskedQuestion("real_incom:USA")
