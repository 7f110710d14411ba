"""Results folders are held by one run at a time, and let go of when it dies."""

import os
import signal
import subprocess
import sys

import pytest

from simulator.errors import ResultsError
from simulator.results import in_use


def test_two_runs_into_one_folder_are_refused(tmp_path):
    with in_use(tmp_path), pytest.raises(ResultsError, match="another run is writing here"), in_use(tmp_path):
        pass
    with in_use(tmp_path):
        pass


HOLDER = """
import os, pathlib, sys, time
from simulator.results import in_use

with in_use(pathlib.Path(sys.argv[1])):
    if os.fork() == 0:
        time.sleep(60)
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_lets_go_of_its_folder_though_its_workers_live(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout.readline() == "held\n"
    try:
        with pytest.raises(ResultsError, match="wait for it, or choose another --out"), in_use(tmp_path):
            pass
        process.kill()
        process.wait()
        with in_use(tmp_path):
            pass
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
