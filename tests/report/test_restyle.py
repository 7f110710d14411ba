"""Variants of the house style: neutral colours follow the page, and print has no colour but tells signs apart."""

import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from simulator.errors import ResultsError
from simulator.report import figure_names, plot
from simulator.report.looks.style import DARK, GAIN, INK, LOSS, PAPER
from tests.report.made_up import made_up

NAMES = figure_names(made_up())


def pixels(figure):
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=60)
    stream.seek(0)
    return matplotlib.image.imread(stream)[..., :3]


@pytest.mark.parametrize("name", NAMES)
def test_print_has_no_colour_at_all(results, name):
    found = pixels(plot(results, name, style="print"))
    assert np.ptp(found, axis=-1).max() < 0.02


@pytest.mark.parametrize("name", NAMES)
def test_a_dark_page_is_dark_where_nothing_is_drawn_and_its_title_is_light(results, name):
    figure = plot(results, name, style="dark")
    assert to_hex(figure.get_facecolor()) == DARK[PAPER]
    assert to_hex(figure.texts[0].get_color()) == DARK[INK]
    assert pixels(figure)[0, 0].max() < 0.2


def test_falls_are_hatched_in_print_and_rises_are_not(results):
    light, grey = (plot(results, "diversion", style=style) for style in ("light", "print"))
    pairs = [
        (before, after)
        for one, two in zip(light.axes, grey.axes, strict=True)
        for before, after in zip(one.patches, two.patches, strict=True)
        if isinstance(before, Rectangle)
    ]
    kinds = {to_hex(before.get_facecolor()): after.get_hatch() for before, after in pairs}
    assert kinds[LOSS] == "////"
    assert kinds[GAIN] is None


def test_an_unknown_style_is_refused(results):
    with pytest.raises(ResultsError, match=r"style: got 'drak' — Did you mean 'dark'\?"):
        plot(results, "real_income", style="drak")
