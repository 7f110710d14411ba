"""What `show`, `diff` and `validate` say about ramps, suspensions, windows, events and branches."""

import json

import pytest
from click.testing import CliRunner

from simulator.cli import cli

DATED = """\
title: dated
branches: [calm]
measures:
  - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: {2025-11-01: 50%, 2026-01-01: 100%},
     label: US +100 %, suspended: [{start: 2025-11-10, end: 2025-12-31}]}
  - {id: b, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY,
     windows: [{start: 2025-11-10, end: 2025-12-31, quantity: 12 Mt}]}
"""


def call(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "dated.yaml").write_text(DATED, encoding="utf-8")
    (tmp_path / "calm.yaml").write_text("title: calm\nextends: dated\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_show_writes_out_dates_and_lists_events():
    shown = json.loads(call("show", "dated.yaml", "--json").stdout)
    tariff, pledge = (measure["values"] for measure in shown["measures"])
    assert "rate 0.5 from 2025-11-01, 1 from 2026-01-01" in tariff
    assert "suspended 2025-11-10 to 2025-12-31" in tariff
    assert "windows 12 Mt from 2025-11-10 to 2025-12-31" in pledge
    assert [(event["day"], event["kind"], event["label"]) for event in shown["events"]] == [
        ("2025-11-01", "start", "US +100 %"),
        ("2025-11-10", "suspended", "US +100 %"),
        ("2025-11-10", "start", "b"),
        ("2025-12-31", "end", "b"),
        ("2026-01-01", "resumed", "US +100 %"),
        ("2026-01-01", "step", "US +100 %: rate 100 %"),
    ]


def test_show_prints_the_events_below_the_measures():
    lines = call("show", "dated.yaml").stdout.splitlines()
    assert any("2026-01-01" in line and "resumed" in line and "US +100 %" in line for line in lines)
    assert "resumed" not in call("show", "tariff-100").stdout


def test_diff_tells_a_ramp_from_its_last_value(folder):
    (folder / "plain.yaml").write_text(DATED.replace("{2025-11-01: 50%, 2026-01-01: 100%}", "1"), encoding="utf-8")
    assert call("diff", "plain.yaml", "dated.yaml").stdout == "a.rate: 1.0 → 0.5 from 2025-11-01, 1 from 2026-01-01\n"


def test_validate_reports_a_missing_branch_and_a_window_that_is_too_short(folder):
    assert call("validate", "dated.yaml").exit_code == 0
    (folder / "calm.yaml").unlink()
    (folder / "dated.yaml").write_text(DATED.replace("12 Mt", "60 Mt"), encoding="utf-8")
    done = call("validate", "dated.yaml")
    assert done.exit_code == 3
    assert "dated.yaml:2:12: branches[0]: got 'calm'" in done.stderr
    assert "dated.yaml:7:16: measures[1].windows[0]: got 60 Mt" in done.stderr
