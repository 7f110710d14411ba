"""Options that would change nothing are refused by a sentence before anything is solved."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("run tariff-100 --jobs 2 --scheduler tcp://localhost:8786", "--jobs: got it with --scheduler"),
        ("timeline busan-deal --jobs 2 --scheduler tcp://localhost:8786", "--jobs: got it with --scheduler"),
        ("run tariff-100 --seed 1", "--seed: got it with no draws, which it says how to make — add --draws 200."),
        ("run tariff-100 --method sobol", "--method: got it with no draws"),
        ("timeline busan-deal --draws 0 --seed 1", "--seed: got it with no draws"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(words, message, tmp_path):
    done = CliRunner().invoke(cli, [*words.split(), "--out", str(tmp_path / "out")])
    assert done.exit_code == 3, done.output
    assert message in done.stderr
    assert not list(tmp_path.rglob("*.csv"))
