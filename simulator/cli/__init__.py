"""The command line: parses options, calls one function, prints; whatever is heavy is imported when it is needed."""

import click

from simulator import __version__
from simulator.cli import baseline, batches, runs, scenarios, solve, timeline


class InOrder(click.Group):
    """A group that lists its commands in the order in which they are added: the main job first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tariffsim")
def cli() -> None:
    """What happens if: tariffs, export licences and purchase commitments in a world economy.

    \b
    Start with one of
      tariffsim list                      scenarios that come with it
      tariffsim run tariff-100            solve one, against its reference
      tariffsim run scenarios             solve a folder, with charts and a report
    """


for command in (
    solve.run_command,
    solve.uncertainty_command,
    batches.sweep_command,
    batches.sensitivity_command,
    batches.breakeven_command,
    batches.decompose_command,
    timeline.timeline_command,
    scenarios.list_command,
    scenarios.show_command,
    scenarios.new_command,
    scenarios.validate_command,
    scenarios.diff_command,
    runs.compare_command,
    runs.plot_command,
    runs.report_command,
    runs.export_command,
    baseline.baseline_group,
    runs.indicators_command,
    scenarios.schema_command,
    baseline.doctor_command,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    cli(prog_name="tariffsim")
