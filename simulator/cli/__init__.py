"""The command line: parses options, calls one function, prints; whatever is heavy is imported when it is needed."""

import io
import sys

import click

from simulator import __version__
from simulator.cli import (
    baseline,
    batches,
    completion,
    escalate,
    explore,
    optimal,
    runs,
    scenarios,
    solve,
    tariffs,
    timeline,
)
from simulator.errors import nearest
from simulator.files.docstrings import docstring


class InOrder(click.Group):
    """A group that lists its commands in the order in which they are added: the main job first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse options without a value between their quotes, which no option has a use for."""
        for option, value in zip(["", *args], args, strict=False):
            named, equals, given = value.partition("=")
            is_blank = not value.strip() or (named.startswith("--") and equals and not given.strip())
            name = named if value.strip() else option
            if is_blank and name.startswith("-"):
                ctx.fail(f"{name}: got an empty text — there is no such scenario, file or value; leave the option out.")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or say which one is near."""
        name = args[0]
        is_unknown = self.get_command(ctx, name) is None and not ctx.resilient_parsing
        if is_unknown and (hint := nearest(name, list(self.commands))):
            ctx.fail(f"No such command {name!r}. {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tariffsim")
def cli() -> None:
    """What happens if: tariffs, export licences and purchase commitments in a world economy.

    \b
    Start with one of
      tariffsim list                      scenarios that come with it
      tariffsim run tariff-100            solve one, against its reference
      tariffsim run scenarios             solve a folder, with charts and a report
      tariffsim new                       a scenario of your own, from a few questions

    \b
    Exit codes
      0  done
      1  a case was not solved, or a disk or worker failed; what was finished is kept
      2  a command or option that there is not
      3  input that is wrong; the message says where and what is allowed
    """


for command in (
    solve.run_command,
    solve.uncertainty_command,
    batches.sweep_command,
    batches.sensitivity_command,
    batches.breakeven_command,
    batches.decompose_command,
    escalate.escalate_command,
    optimal.optimal_command,
    timeline.timeline_command,
    tariffs.tariffs_command,
    explore.explore_command,
    scenarios.list_command,
    scenarios.show_command,
    scenarios.new_command,
    scenarios.import_tariffs_command,
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
    completion.completion_command,
):
    if sys.flags.optimize > 1:  # docstrings are forgotten
        command.help = command.help or docstring(command.callback or InOrder)
    cli.add_command(command)


def main() -> None:
    """Run the command line; signs that the terminal cannot show become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if not any(word.startswith("--scheduler") for word in sys.argv):
        _hide_dask()
    cli(prog_name="tariffsim")


def _hide_dask() -> None:
    """Keep dask from being imported, which takes seconds: xarray looks for it, and only a scheduler needs it."""
    sys.modules["dask"] = None  # type: ignore[assignment]  # Python's way to say that there is no such module
