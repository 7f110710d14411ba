"""Commands about scenario files: list, show, new, validate, diff, schema."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from simulator.cli.options import baseline_option, guarded, json_option, set_option
from simulator.cli.output import print_rows, say


@click.command("list")
@click.argument("folder", required=False, metavar="[FOLDER]")
@json_option
@guarded
def list_command(folder: str | None, as_json: bool) -> None:
    """List the scenarios of a folder, or those that come with the package."""
    from simulator.experiment.catalogue import catalogue

    rows = catalogue(folder)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        print_rows(rows)


@click.command("show")
@click.argument("scenario")
@baseline_option
@set_option
@json_option
@guarded
def show_command(scenario: str, baseline: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Show a scenario with the measures of its parents: what it assumes, and where its figures are from."""
    from simulator.experiment.catalogue import describe
    from simulator.scenario import events, load_scenario

    found = describe(scenario, baseline, overrides)
    found["events"] = [
        asdict(event) | {"day": str(event.day)} for event in events(load_scenario(scenario, None, overrides))
    ]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"{found['title']}\n\n{found['summary']}\n")
    for heading in ("assumptions", "parameters"):
        for line in found[heading]:
            click.echo(f"{heading[:-1].capitalize()}: {line}")
    print_rows(found["measures"])
    if found["events"]:
        click.echo()
        print_rows(found["events"])


@click.command("new")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--title", default="What happens if …", help="What happens, in one line.")
@click.option("--extends", help="Scenario whose measures come first.")
@guarded
def new_command(path: Path, title: str, extends: str | None) -> None:
    """Write a commented scenario file to start from."""
    from simulator.experiment.catalogue import new_scenario

    new_scenario(path, title, extends)
    say(f"Wrote {path}. Edit it, then: tariffsim validate {path}; tariffsim run {path}")


@click.command("validate")
@click.argument("scenarios", nargs=-1, required=True, metavar="PATH…")
@baseline_option
@set_option
@guarded
def validate_command(scenarios: tuple[str, ...], baseline: str | None, overrides: tuple[str, ...]) -> None:
    """Check scenario files against the format and a baseline, without solving anything."""
    from simulator.experiment.plan import Options, make_plan

    plan = make_plan(scenarios, Options(baseline=baseline, overrides=overrides))
    plan.cases()
    say(f"{len(plan.scenarios)} scenarios are valid against {plan.economy.name}.")


@click.command("diff")
@click.argument("first")
@click.argument("second")
@guarded
def diff_command(first: str, second: str) -> None:
    """Say what changes from one scenario to another."""
    from simulator.scenario import diff_scenarios, load_scenario

    differences = diff_scenarios(load_scenario(first), load_scenario(second))
    for difference in differences:
        click.echo(str(difference))
    if not differences:
        say("No difference in measures, elasticities, closure or baseline.")


@click.command("schema")
@click.argument("kind", type=click.Choice(["scenario", "suite"]), default="scenario")
@guarded
def schema_command(kind: str) -> None:
    """Print the JSON Schema of scenario or suite files."""
    from simulator.scenario import json_schema_text

    click.echo(json_schema_text("suite" if kind == "suite" else "scenario"), nl=False)
