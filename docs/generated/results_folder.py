"""The reference of results folders, from small runs of every verb that writes one."""

import csv
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from meanings import COLUMNS, FILES, MANIFEST
from writing import code, page, table

from simulator.cli import cli

INTRODUCTION = """\
Each verb writes a folder, `results` or `results/<verb>` unless `--out` says another. Files are written whole or not
at all, and the same inputs and seed give the same numbers. Tables are CSV in UTF-8 with ten significant digits; a
cell is empty where it does not apply. `simulator.read` has the result of any of these folders again. This page lists
what small runs of each verb left behind, so it cannot be out of date.

Of a large economy, one with more than 20,000 flows, runs and timelines write single flows from a round value on that
holds at least 95 % of the trade between regions, 100 million USD in a world of 81 regions, and those that a limit or a
promise is about. Smaller ones stand in `flows.csv` as one row by exporter, importer and kind, such as `goods below 100
million USD`, so that totals add up, and in `results.nc` as `rest_trade_flow` and `rest_trade_volume`; amounts in
physical units are all kept. The manifest says under `flows` what is kept. `--full`, or `result.write(folder,
full=True)`, writes all of them."""

LEVER = "us-100.rate"
MOVES = ("us-relief", "cn-purchases", "us-enforcement")
"""Columns named after what the runs vary, which have no meaning of their own."""

RUNS = {
    "run": "run tariff-100 --draws 2 --no-figures --jobs 1",
    "sweep": f"sweep tariff-100 --over {LEVER}=0.5,1 --no-figures --jobs 1",
    "sensitivity": "sensitivity tariff-100 --samples 2 --no-figures --jobs 1",
    "breakeven": f"breakeven tariff-100 --lever {LEVER} --low 0 --high 2 --target -0.3 --no-figures --jobs 1",
    "decompose": "decompose tariff-100-retaliation --no-figures --jobs 1",
    "optimal": "optimal truce-2025-10 --nash USA,CHN --against USA,CHN --bargain --no-figures --jobs 1",
    "escalate": "escalate phase-one --draws 2 --no-figures --jobs 1",
    "timeline": "timeline busan-deal --months 3 --draws 2 --no-figures --jobs 1",
    "tariffs": "tariffs truce-collected --no-figures --jobs 1",
    "explore": f"explore tariff-100 --over {LEVER}=0,1 --horizon short --checked 1 --jobs 1",
}
"""A small run of every verb that writes a results folder."""


def results_page() -> str:
    """The page of all files; a file or column without a meaning is an error."""
    with TemporaryDirectory(prefix="tariffsim-docs-") as folder:
        sections = [_section(verb, line, Path(folder) / verb) for verb, line in RUNS.items()]
    return page("Results folder", INTRODUCTION, *sections)


def _section(verb: str, line: str, folder: Path) -> str:
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        cli([*line.split(), "--out", str(folder)], standalone_mode=False)
    files = sorted(path.name for path in folder.iterdir() if path.name not in DRAWN)
    rows = [(code(name), FILES[name]) for name in [*files, *(() if verb == "explore" else DRAWN)]]
    columns = [(code(name), code(file), COLUMNS[name]) for name, file in _columns(folder, files)]
    parts = [f"## {verb}", table(["file", "what is in it"], rows), table(["column", "of", "meaning"], columns)]
    return "\n\n".join([*parts, *_manifest(verb, folder)])


DRAWN = ("figures", "report.html")
"""What charts add to a folder."""


def _columns(folder: Path, files: list[str]) -> Iterator[tuple[str, str]]:
    """Each column once, in the first table that has it."""
    seen: set[str] = {LEVER, *MOVES}
    for name in filter(lambda name: name.endswith(".csv"), files):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for column in next(csv.reader(file)):
                if column not in seen:
                    yield column, name
                seen.add(column)


def _manifest(verb: str, folder: Path) -> list[str]:
    if verb != "run":
        return []
    keys = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows = [(code(key), MANIFEST[key]) for key in keys]
    return ["`manifest.json` holds", table(["key", "meaning"], rows)]
