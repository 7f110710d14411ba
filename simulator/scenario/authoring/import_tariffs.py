"""Write a scenario with the tariffs of a schedule."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.files.rates import Unit, UnitChoice, percent_text
from simulator.files.whole import write_text
from simulator.scenario.authoring.schedule import Source, TariffSchedule, read_schedule
from simulator.scenario.authoring.template import new_scenario_text
from simulator.scenario.load import load_scenario

COLUMNS: Final = ("exporter", "importer", "sector", "rate")


@dataclass(frozen=True)
class ImportOptions:
    """What a schedule does not say itself.

    Attributes
    ----------
    exporter, importer
        Of all its lines; None where it has a column for them.
    mapping
        Table `code,sector[,weight]` for a schedule by product line.
    regions
        Table `country,region[,weight]` for a schedule by country.
    unit
        Whether a bare 2.5 is 2.5 % or 250 %, for the whole file; None where the file says so itself.
    in_percent
        Whether bare numbers are percent where that is plausible.
    ask
        Puts a doubt about the unit to the user and returns it; None refuses what is in doubt.
    stacking
        Whether the rates take the place of the baseline's, come on top, or count where they are higher.
    on
        Day whose lines count, where lines have dates.
    start
        First day in force.
    extends
        Scenario whose measures come first.
    title
        Of the scenario.
    """

    exporter: str | None = None
    importer: str | None = None
    mapping: Path | None = None
    regions: Path | None = None
    unit: Unit | None = None
    in_percent: bool = False
    ask: Callable[[str], Unit] | None = None
    stacking: Literal["replace", "add", "max"] = "replace"
    on: date | None = None
    start: date | None = None
    extends: str | None = None
    title: str | None = None


def import_tariffs(schedule: Path, out: Path, economy: Economy, options: ImportOptions) -> tuple[TariffSchedule, Path]:
    """Read a tariff schedule and write a scenario file, with its table of rates beside it.

    Returns
    -------
    schedule, table
        What was read, and the path of the table.

    Raises
    ------
    ScenarioError
        With the line of everything that is wrong; nothing is written then, and no file is replaced.
    OutputError
        The files cannot be written.
    """
    table = out.with_name(f"{out.stem}-tariffs.csv")
    if out.suffix not in (".yaml", ".yml"):
        raise ScenarioError(f"{out}: got the ending {out.suffix!r} — a scenario file ends in .yaml.")
    for path in (out, table):
        if path.exists():
            raise ScenarioError(f"{path}: the file exists — choose another name with --out, or remove it first.")
    imported = read_schedule(_source(schedule, options), economy)
    rates = f"Rates of {schedule.name}: {imported}."
    measure = _measure(schedule, table, imported, options)
    text = new_scenario_text(options.title or f"Tariffs of {schedule.name}", options.extends, [measure], rates)
    write_text(table, _csv_text(imported))
    write_text(out, text)
    try:
        load_scenario(out, economy)
    except ScenarioError:
        out.unlink()
        table.unlink()
        raise
    return imported, table


def _source(schedule: Path, options: ImportOptions) -> Source:
    given = {"exporter": options.exporter, "importer": options.importer}
    sides = {side: name for side, name in given.items() if name is not None}
    unit = options.unit or ("percent" if options.in_percent else None)
    choice = UnitChoice(unit, is_certain=options.unit is not None, option="--unit", ask=options.ask)
    return Source(schedule, options.mapping, options.regions, sides, choice, options.on)


def _measure(schedule: Path, table: Path, imported: TariffSchedule, options: ImportOptions) -> dict[str, object]:
    return {
        "id": _id(schedule.stem),
        "type": "tariff",
        "importer": list(dict.fromkeys(row.importer for row in imported.rows)),
        "exporter": list(dict.fromkeys(row.exporter for row in imported.rows)),
        "sectors": list(dict.fromkeys(row.sector for row in imported.rows)),
        "table": table.name,
        "stacking": options.stacking,
        "start": options.start,
        "source": schedule.name,
    }


def _id(stem: str) -> str:
    """A name for `--set` that resembles that of a file."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "tariffs"
    return f"{name}-tariffs" if name in ("parameters", "closure") else name


def _csv_text(schedule: TariffSchedule) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (row.exporter, row.importer, row.sector, percent_text(float(f"{row.rate:.10g}"))) for row in schedule.rows
    )
    return text.getvalue()
