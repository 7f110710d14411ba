"""The command that prints a shell's completion script."""

import click

from simulator.cli.options import guarded

PROGRAM = "tariffsim"
VARIABLE = "_TARIFFSIM_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@guarded
def completion_command(shell: str) -> None:
    """Print the script that completes commands, options and names of scenarios in a shell.

    \b
    Once and for all
      bash   tariffsim completion bash > ~/.tariffsim.bash; echo '. ~/.tariffsim.bash' >> ~/.bashrc
      zsh    tariffsim completion zsh > ~/.tariffsim.zsh; echo '. ~/.tariffsim.zsh' >> ~/.zshrc
      fish   tariffsim completion fish > ~/.config/fish/completions/tariffsim.fish
    """
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    complete = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}[shell]
    root = click.get_current_context().find_root().command
    click.echo(complete(root, {}, PROGRAM, VARIABLE).source())
