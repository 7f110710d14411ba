"""The command that looks for optimal tariffs: what it prints and writes, and how it refuses."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.cli import cli
from tests.experiment.strategy.markets import two_regions


@pytest.fixture
def ask(tmp_path):
    flow = np.array([[90.0, 10.0], [10.0, 150.0]])
    folder = two_regions(tmp_path / "world", 4.0, flow)
    (tmp_path / "free.yaml").write_text("title: Free trade\nmeasures: []\n", encoding="utf-8")

    def call(*options):
        words = ["optimal", tmp_path / "free.yaml", "--baseline", folder, "--out", tmp_path / "out", *options]
        return CliRunner().invoke(cli, [*map(str, words), "--horizon", "long", "--jobs", "1"])

    return call


def test_a_baseline_of_any_regions_has_a_best_tariff(ask, tmp_path):
    done = ask("--player", "HOME", "--by", "uniform", "--json")
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)
    assert told["player"] == "HOME"
    assert told["optimum"] > told["now"]
    assert "HOME: a tariff of" in done.stderr
    assert "Held: on goods from HOME AWAY 0.0 %." in done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"tariffs.csv", "summary.csv", "manifest.json", "figures"} <= written
    assert pd.read_csv(tmp_path / "out" / "tariffs.csv")["rate"].between(0.2, 0.4).all()


def test_payoffs_and_limits_are_taken_as_they_are_written(ask):
    done = ask(
        "--player", "Region HOME", "--payoff", "HOME=welfare:HOME+0.5*real_gdp:HOME", "--high", "10%", "--no-figures"
    )
    assert done.exit_code == 0, done.output
    assert "is best for welfare:HOME + 0.5·real_gdp:HOME" in done.stderr
    assert " 1 at the highest rate." in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--player", "HOM"], "HOM: got no region"),
        (["--player", "HOME", "--payoff", "welfare"], "got no player and what it wants"),
        (["--player", "HOME", "--payoff", "HOME=much*welfare:HOME"], "'much', which is no number"),
        ([], "got nobody who sets tariffs"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(ask, options, message):
    done = ask(*options, "--no-figures")
    assert done.exit_code == 3, done.output
    assert message in done.stderr
