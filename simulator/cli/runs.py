"""Commands about results folders: compare, plot, report, export, indicators."""

from pathlib import Path

import click

from simulator.cli.options import full_option, guarded, json_option, write_out
from simulator.cli.output import print_frame, say, show_headline


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, metavar="RUN…", type=click.Path(path_type=Path))
@click.option("--reference", metavar="NAME", help="Scenario against which changes are shown.")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder to write the comparison to.")
@full_option
@json_option
@guarded
def compare_command(runs: tuple[Path, ...], reference: str | None, out: Path | None, full: bool, as_json: bool) -> None:
    """Put the scenarios of several runs side by side, or hold two folders of another verb against each other.

    Two sweeps, timelines, decompositions, sensitivities, break-evens or explorations are compared number by number:
    value is that of the first folder, other that of the second, difference value less other.

    \b
    Examples
      tariffsim compare results half --out both
      tariffsim compare monday/timeline tuesday/timeline --json
    """
    from simulator.results import compare, read

    results = [read(run) for run in runs]
    if any(result.verb != "run" for result in results):
        if len(runs) != 2 or reference or out:
            raise click.UsageError("Of a verb other than run give two folders, without --reference and --out.")
        print_frame(results[0].compare(results[1]), as_json)
        return
    comparison = compare(results, names=[run.name for run in runs], reference=reference)
    if out is not None:
        write_out(comparison, out, no_figures=False, full=full)
    show_headline(comparison, as_json)


@click.command("plot")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("figure", required=False, metavar="[FIGURE]")
@click.option("--scenario", help="Scenario to draw, for charts of one scenario.")
@click.option(
    "--style",
    type=click.Choice(["light", "dark", "print"]),
    default="light",
    show_default=True,
    help="Colours of a light or a dark page, or greys and hatches for print.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write: .svg, .png or .pdf. [default: FIGURE.svg]")
@guarded
def plot_command(run: Path, figure: str | None, scenario: str | None, style: str, out: Path | None) -> None:
    """Draw one chart of a results folder; without a name, list the charts.

    \b
    Examples
      tariffsim plot results
      tariffsim plot results real_income --out income.png
      tariffsim plot results diversion --scenario tariff-100 --style print
    """
    from simulator.report import figure_names, plot, save_figure
    from simulator.results import read

    results = read(run)
    if figure is None:
        click.echo("\n".join(figure_names(results)))
        return
    path = out or Path(f"{figure}.svg")
    save_figure(plot(results, figure, scenario=scenario, style=style), path)
    say(f"Wrote {path}.")


@click.command("report")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write to. [default: RUN]")
@click.option("--share", is_flag=True, help="Also every chart as a card of 1200 by 675 (PNG) and as a page to embed.")
@click.option("--one-page", is_flag=True, help="Also the report on one sheet of A4: report.pdf.")
@guarded
def report_command(run: Path, out: Path | None, share: bool, one_page: bool) -> None:
    """Draw charts and report of a results folder anew.

    \b
    Examples
      tariffsim report results
      tariffsim report results --one-page --share
    """
    from simulator.report import write_one_page, write_report, write_share
    from simulator.results import read

    folder, results = out or run, read(run)
    pages = [path for path in write_report(results, folder, jobs=None) if path.suffix == ".html"]
    say(f"Open {pages[0]}." if pages else f"Charts are in {folder / 'figures'}.")
    if one_page:
        say(f"On one sheet: {write_one_page(results, folder)}.")
    if share:
        write_share(results, folder)
        say(f"To send on: {folder / 'share'}.")


@click.command("export")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--to", "files", multiple=True, type=click.Path(path_type=Path), help="File to write; repeat for several."
)
@click.option("--iamc", is_flag=True, help="Wide table of the IAMC: a row a variable, a column a year or date.")
@click.option("--indicator", "names", multiple=True, help="Indicator to export; repeat for several. [default: all]")
@click.option("--scenario", "scenarios", multiple=True, help="Scenario to export; repeat for several. [default: all]")
@guarded
def export_command(
    run: Path,
    file: Path | None,
    files: tuple[Path, ...],
    iamc: bool,
    names: tuple[str, ...],
    scenarios: tuple[str, ...],
) -> None:
    """Write a results folder of any verb, or a selection of it, to FILE.

    The ending says the format: .csv, .json and .parquet (one long table), .xlsx (a sheet for each table or family of
    indicators), .nc (the labelled dataset), .iamc.csv (the IAMC's wide table, of a run or a timeline).

    \b
    Examples
      tariffsim export results usa.csv --indicator real_income --indicator consumer_prices
      tariffsim export results --to results.xlsx --to results.parquet
      tariffsim export results/timeline --to path.iamc.csv
    """
    from simulator.results import export, read

    targets = [path for path in (file, *files) if path is not None]
    if not targets:
        raise click.UsageError("Name a file to write: tariffsim export RUN --to results.xlsx")
    results = read(run)
    for target in targets:
        export(results, target, names, scenarios, iamc=iamc)
        say(f"Wrote {target}.")


@click.command("indicators")
@json_option
@guarded
def indicators_command(as_json: bool) -> None:
    """List the indicators with unit, axes and formula.

    \b
    Example
      tariffsim indicators
    """
    from simulator.results import indicators_table

    print_frame(indicators_table(), as_json)
