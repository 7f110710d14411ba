"""Options that would change nothing are refused by a sentence before anything is solved."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli


@pytest.mark.parametrize("words", ["run tariff-100 --reference ''", "run tariff-100 --reference="])
def test_an_option_without_text_is_refused(words):
    done = CliRunner().invoke(cli, [*words.split()[:2], *(word.strip("'") for word in words.split()[2:])])
    assert done.exit_code == 2
    assert "--reference: got an empty text — there is no such scenario" in done.stderr


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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("run tariff-100 --draws 2 --seed -1", "-1 is not in the range 0<=x<=4294967295"),
        ("run tariff-100 --draws 1000000000", "1000000000 is not in the range 0<=x<=100000"),
        ("run tariff-100 --jobs -1", "-1 is not in the range 1<=x<=1024"),
        ("sensitivity tariff-100 --seed -1", "-1 is not in the range"),
        ("explore --checked 1000000", "1000000 is not in the range"),
        ("timeline tariff-100 --months 1000000", "1000000 is not in the range"),
    ],
)
def test_a_number_beyond_its_limits_is_no_option(words, message):
    done = CliRunner().invoke(cli, words.split())
    assert done.exit_code == 2
    assert message in done.stderr
