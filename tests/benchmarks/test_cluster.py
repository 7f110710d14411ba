"""Contract: what draws on a cluster took is added up over all processes, and projected to many."""

import pytest

from simulator.cli import cli

pytest.importorskip("distributed")

from benchmarks.cluster import MANY, Took, Use, command, section

TOOK = Took(
    draws=500,
    clock=300.0,
    uses={"command": Use(60.0, 500.0), "worker 1": Use(240.0, 300.0), "worker 2": Use(300.0, 310.0)},
    blocks=700.0,
)


def test_many_draws_are_projected_from_those_that_were_solved():
    text = " ".join(section(TOOK, price=0.1).split())
    assert MANY == 1_000_000
    assert "1,000 equilibria" in text
    assert "At 0.6 core-seconds an equilibrium, 1,000,000 draws would take 333 core-hours and 1.4 TB of blocks" in text
    assert "at an assumed 0.1 USD a core-hour, 33 USD" in text
    assert "| worker 2 | 300 s | 310 MB |" in text


def test_the_command_that_is_measured_is_one():
    verb, *words = command(8, "tcp://localhost:8786", "many")[1:]
    known = cli.commands[verb].make_context(verb, words).params
    assert (known["draws"], known["scheduler"], known["baseline"]) == (8, "tcp://localhost:8786", "world-2024")
