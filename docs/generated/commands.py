"""The reference of the command line, from the commands themselves."""

import inspect
import shlex
from collections.abc import Iterator

import click
from writing import code, fence, page, table

from simulator.cli import cli

INTRODUCTION = """\
Every verb with every option, as `tariffsim VERB --help` prints them. A PATH is a scenario file, a folder of them,
the name of a shipped scenario, or an overlay `a+b`; a RUN is a results folder. `python -m simulator` is the same as
`tariffsim`."""

COMMON = """\
## Exit codes

| code | meaning |
| --- | --- |
| 0 | all is well |
| 1 | some case was not solved, or the disk is full; what was solved is written |
| 2 | an option that does not exist, or a value that it cannot take |
| 3 | a file that is wrong: scenario, suite, baseline, table or results folder |
| 130 | interrupted with Ctrl-C; files are whole or not there |

Messages go to stderr and results to stdout, so that `--json` can be piped. `--debug` shows the traceback of an error.

## Shell completion

The shell completes verbs, options and the names of shipped scenarios and baselines once the line that
[`completion`](#completion) shows is typed, for bash, zsh and fish."""


def command_page() -> str:
    """The page of all commands; an example that the command line would not accept is an error."""
    context = click.Context(cli, info_name="tariffsim")
    sections = [_section(command, own) for command, own in _commands(cli, context)]
    return page("Command line", INTRODUCTION, *sections, COMMON)


def check_command(line: str) -> None:
    """Parse a command line as it would be typed, without running it.

    Raises
    ------
    click.UsageError
        An unknown command or option, or a value that an option cannot take.
    """
    words = shlex.split(line, comments=True)
    assert words[0] == "tariffsim", f"not a command of tariffsim: {line}"
    command, context = cli, click.Context(cli, info_name="tariffsim")
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command, context = found, click.Context(found, info_name=name, parent=context)
    if isinstance(command, click.Group) or "--help" in rest:
        return
    command.make_context(context.info_name, rest, parent=context.parent)


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        own = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, own)
        else:
            yield command, own


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [item.get_help_record(context) for item in command.params if isinstance(item, click.Option)]
    rows = [(code(name), text.replace("<", "&lt;")) for name, text in filter(None, options) if "--help" not in name]
    title = context.command_path.removeprefix("tariffsim ")
    return "\n\n".join([f"## {title}", fence("text", usage), *_help(command), table(["option", "meaning"], rows)])


def _help(command: click.Command) -> Iterator[str]:
    """Paragraphs of a help text; what is kept as typed is a block, of examples if they say so."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if not paragraph.startswith("\b"):
            yield " ".join(paragraph.split())
            continue
        heading, *lines = paragraph.removeprefix("\b\n").splitlines()
        is_example = heading.startswith("Example")
        for line in filter(None, lines if is_example else []):
            check_command(line)
        yield f"{heading}:"
        yield fence("bash" if is_example else "text", inspect.cleandoc("\n" + "\n".join(lines)))
