"""What figures look like: every kind against a kept picture, and colours that remain apart for colour-blind readers.

`python -m tests.report.test_pictures` draws the kept pictures anew; look at the difference before it is committed.
"""

import io
from itertools import combinations
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from simulator.report import figure_names, plot
from simulator.report.looks.style import GAIN, LOSS, PALETTE, PAPER
from tests.report.made_up import made_up, with_draws

KEPT = Path(__file__).with_name("baseline_images")
TOLERANCE = 0.02
"""Root mean square of the difference of grey values (0 to 1): other versions of fonts move edges, not marks."""
DPI = 60
NAMES = figure_names(with_draws(made_up()))
LOOKS = [(name, "light") for name in NAMES] + [("own_income", "dark"), ("incidence", "print")]

TYPES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""How linear colours are seen: Machado, Oliveira and Fernandes (2009), severity 1."""
APART = 9.0
"""Distance in CIE L*a*b*; about 2.3 is just noticeable."""


def drawn(results, name, style):
    stream = io.BytesIO()
    plot(results, name, style=style).savefig(stream, format="png", dpi=DPI)
    return stream.getvalue()


def grey(png):
    return matplotlib.image.imread(io.BytesIO(png))[..., :3].mean(axis=-1)


@pytest.mark.parametrize(("name", "style"), LOOKS)
def test_figures_look_as_they_did(drawn_results, name, style):
    found, kept = grey(drawn(drawn_results, name, style)), grey((KEPT / f"{name}-{style}.png").read_bytes())
    assert found.shape == kept.shape
    assert np.sqrt(np.mean((found - kept) ** 2)) <= TOLERANCE


def test_a_moved_bar_is_more_than_the_tolerance():
    other = made_up(["truce", "tariff", "cutoff", "boycott", "pledge", "broken"])
    found, kept = (
        grey(drawn(with_draws(other), "own_income", "light")),
        grey((KEPT / "own_income-light.png").read_bytes()),
    )
    assert np.sqrt(np.mean((found - kept) ** 2)) > TOLERANCE


def test_every_kept_picture_is_of_a_figure():
    assert {path.stem for path in KEPT.glob("*.png")} == {f"{name}-{style}" for name, style in LOOKS}


@pytest.fixture(scope="module")
def drawn_results():
    return with_draws(made_up())


def lab(colour, seen):
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.asarray(seen) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratio = np.asarray(to_xyz) @ linear / [0.9505, 1.0, 1.089]
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("seen", TYPES)
def test_colours_are_apart_from_each_other_and_from_paper(seen):
    for one, two in combinations([*PALETTE, PAPER], 2):
        assert np.linalg.norm(lab(one, TYPES[seen]) - lab(two, TYPES[seen])) >= APART, (one, two)


@pytest.mark.parametrize("seen", TYPES)
def test_gains_and_losses_are_far_apart(seen):
    assert np.linalg.norm(lab(GAIN, TYPES[seen]) - lab(LOSS, TYPES[seen])) >= 40


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for name, style in LOOKS:
        (KEPT / f"{name}-{style}.png").write_bytes(drawn(with_draws(made_up()), name, style))
