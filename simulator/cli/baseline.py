"""Commands about what lies below a run: baselines, and the installation itself."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.options import UNITS, UNSOLVED, asked_unit, guarded
from simulator.cli.output import free, print_next, print_rows, say, typed

if TYPE_CHECKING:
    from simulator.economy.cuts.make import Aggregation
    from simulator.files.rates import Unit


@click.group("baseline")
def baseline_group() -> None:
    """Look at a baseline, or check one of your own."""


@baseline_group.command("show")
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--flows", type=click.IntRange(0), default=10, show_default=True, help="Number of largest flows to list.")
@guarded
def baseline_show(folder: str | None, flows: int) -> None:
    """Show regions, sectors, groups, totals and the largest flows of a baseline.

    \b
    Examples
      tariffsim baseline show
      tariffsim baseline show us-china-2017 --flows 20
    """
    from simulator.economy import load_baseline, region_totals, sector_totals, top_flows

    economy = load_baseline(folder)
    click.echo(f"{economy.title} ({economy.name}; {economy.money}, {economy.year})\n")
    for rows in (region_totals(economy), sector_totals(economy), top_flows(economy, flows)):
        print_rows([row._asdict() for row in rows])
    for kind, groups in (("region", economy.region_groups), ("sector", economy.sector_groups)):
        for name, members in groups.items():
            click.echo(f"{kind} group {name}: {', '.join(members)}")


@baseline_group.command("check")
@click.argument("folder", metavar="DIR")
@guarded
def baseline_check(folder: str) -> None:
    """Check every identity of a baseline folder, say how exactly it holds, and list elasticities with their sources.

    \b
    Examples
      tariffsim baseline check us-china-2024
      tariffsim baseline check mine
    """
    from simulator.economy import baseline_report, elasticity_rows, load_baseline, tariff_text

    economy = load_baseline(folder)
    for result in baseline_report(economy):
        click.echo(str(result))
    print_rows([row._asdict() for row in elasticity_rows(economy)])
    say(tariff_text(economy))
    say(f"{economy.name} can be used: tariffsim run … --baseline {folder}")


FILE = click.Path(path_type=Path)


@baseline_group.command("aggregate")
@click.argument("source", metavar="BASELINE")
@click.option("--keep", default="", help="Regions to keep, and groups to keep as one, such as USA,CHN,EUU.")
@click.option("--groups", default="", help="Groups that become one region each, or a table region,group[,name].")
@click.option("--sectors", default="", help="Groups that become one sector each, or a table sector,group[,name].")
@click.option("--out", type=FILE, required=True, metavar="FOLDER", help="Baseline folder to write.")
@click.option("--compare", metavar="SCENARIO", help="Solve a scenario on both, and say how far off the cut is.")
@guarded
def baseline_aggregate(source: str, keep: str, groups: str, sectors: str, out: Path, compare: str | None) -> None:
    """Put regions and sectors of a baseline together, so that every identity stays exact.

    With --keep, regions that are not named are put together by geography; without it they stay. Sectors that are not
    named stay. SOURCES.md in the new folder says how each number was made.

    \b
    Examples
      tariffsim baseline aggregate world-2024 --keep USA,CHN,DEU,CHE --out mine
      tariffsim baseline aggregate world-2024 --groups EUU,ASE --sectors sectors.csv --out mine
      tariffsim baseline aggregate us-china-2024 --keep USA,CHN --out two --compare mine.yaml
    """
    from simulator.economy.cuts.note import what_was_done
    from simulator.economy.cuts.verb import aggregation_of

    made = aggregation_of(source, keep=keep, groups=groups, sectors=sectors, name=out.name)
    economy = made.write(out)
    print_rows([row._asdict() for row in made.parts()])
    for sentence in what_was_done(made.source, made.cut):
        say(sentence)
    size = f"{len(economy.regions)} regions and {len(economy.sectors)} sectors"
    say(f"Wrote {out}: {size}; every identity holds. How it was made: {out / 'SOURCES.md'}.")
    if compare is not None:
        _print_error(made, compare)
    print_next(
        typed("baseline show", out),
        typed("new", mine := free("mine.yaml"), baseline=out),
        typed("run", mine, baseline=out),
    )


def _print_error(made: "Aggregation", scenario: str) -> None:
    from simulator.experiment.assumptions.aggregation import error_of

    error = error_of(made, scenario)
    for table in error.tables():
        print_rows(table)
    for sentence in error.sentences():
        say(sentence)


@baseline_group.command("from-icio")
@click.argument("file", type=FILE)
@click.option("--regions", type=FILE, required=True, help="Mapping table country,region[,name]; '*' is all others.")
@click.option(
    "--sectors",
    type=FILE,
    required=True,
    help="Mapping table industry,sector,kind[,name,critical,quantity_unit,like].",
)
@click.option("--out", type=FILE, required=True, metavar="FOLDER", help="Baseline folder to write.")
@click.option("--year", type=click.IntRange(1900, 2100), help="Year. [default: the one in the name of the file]")
@click.option("--tariffs", type=FILE, help="Table exporter,importer,sector,rate. [default: no tariffs]")
@click.option("--unit", type=click.Choice(UNITS), help="What bare numbers of --tariffs are: 2.5 is 2.5 % or 250 %.")
@click.option("--elasticities", type=FILE, help="Table of elasticities. [default: those of the shipped baseline]")
@guarded
def baseline_from_icio_command(file: Path, out: Path, unit: "Unit | None", **options: Any) -> None:  # noqa: ANN401
    """Make a baseline folder from an inter-country input-output table of the OECD.

    FILE is the CSV file of one year as published, or the archive of several with --year. It is added up with the two
    mapping tables and balanced; SOURCES.md says what was moved, and by how much.

    \b
    Example
      tariffsim baseline from-icio 2022_SML.csv --regions regions.csv --sectors sectors.csv --out mine
      tariffsim baseline check mine
    """
    from simulator.economy import tariff_text
    from simulator.economy.icio import IcioOptions, baseline_from_icio
    from simulator.files.rates import UnitChoice

    choice = UnitChoice(unit, option="--unit", ask=asked_unit())
    economy, moves = baseline_from_icio(file, out, IcioOptions(**options, unit=choice))
    print_rows([move.row() for move in moves])
    size = f"{len(economy.regions)} regions and {len(economy.sectors)} sectors, {economy.year}"
    say(f"Wrote {out}: {size}; every identity holds. Where its numbers are from: {out / 'SOURCES.md'}.")
    say(tariff_text(economy))
    print_next(
        typed("baseline show", out),
        typed("new", mine := free("mine.yaml"), baseline=out),
        typed("run", mine, baseline=out),
    )


@click.command("doctor")
@guarded
def doctor_command() -> None:
    """Check that everything works: versions, extras, folders, terminal, fonts, baselines, one small equilibrium.

    \b
    Example
      tariffsim doctor
    """
    from simulator.cli.doctor import installation, surroundings

    checks = [*installation(), *surroundings()]
    print_rows([{"": "ok" if ok else "✗", "check": name, "finding": text} for name, ok, text in checks])
    faults = [name for name, ok, _ in checks if not ok]
    if faults:
        say(f"To be mended: {', '.join(faults)}. Often a fresh environment does it, with `pip install .` in it.")
        sys.exit(UNSOLVED)
    say("Everything works.")
    print_next("tariffsim list", "tariffsim run tariff-100", typed("new", free("mine.yaml")))
