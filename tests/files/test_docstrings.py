"""Descriptions are there where Python is told to forget docstrings."""

import linecache
import os
import subprocess
import sys

import pytest

from simulator.files.docstrings import docstring

SOURCE = '''
def described(call):
    """What it is.

    More of it.
    """


class Kind:
    """A kind."""


def bare():
    pass
'''


@pytest.mark.parametrize("optimize", [0, 2])
def test_contract_a_docstring_is_read_from_the_source_where_it_is_forgotten(tmp_path, optimize):
    file = tmp_path / "module.py"
    file.write_text(SOURCE)
    names = {"__name__": "module"}
    exec(compile(SOURCE, str(file), "exec", optimize=optimize), names)
    linecache.checkcache()
    assert docstring(names["described"]) == "What it is.\n\nMore of it."
    assert docstring(names["bare"]) == ""


@pytest.mark.process
def test_everything_that_describes_is_there_without_docstrings():
    program = (
        "from simulator.cli import cli; from simulator.results import INDICATORS;"
        "from simulator.experiment.run import run;"
        "from simulator.scenario.authoring.json_schema import json_schema_text;"
        "import pathlib, simulator.scenario as s;"
        "file = pathlib.Path(s.__file__).with_name('scenario.schema.json');"
        "print(all(item.definition for item in INDICATORS.values()), 'short' in run.__doc__,"
        " all(c.help for c in cli.commands.values()), json_schema_text('scenario') == file.read_text('utf-8'))"
    )
    done = subprocess.run(
        [sys.executable, "-OO", "-c", program], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.stdout.split() == ["True"] * 4, done.stderr
