"""Names that a shell completes; what they need is imported only while it does."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def scenario_names(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Shipped scenarios and suites that begin so, then files; of an overlay a+b its last part."""
    from click.shell_completion import CompletionItem

    from simulator.scenario.library.find import library_names

    before, plus, last = incomplete.rpartition("+")
    names = [CompletionItem(before + plus + name) for name in library_names() if name.startswith(last)]
    return [*names, CompletionItem(incomplete, type="file")]


def game_names(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Shipped games that begin so, then files."""
    from click.shell_completion import CompletionItem

    from simulator.scenario.games.load import shipped_games

    names = [CompletionItem(name) for name in shipped_games() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]


def baseline_names(_: click.Context, __: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Shipped baselines that begin so, then folders."""
    from click.shell_completion import CompletionItem

    from simulator.economy import shipped_baselines

    names = [CompletionItem(name) for name in shipped_baselines() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="dir")]
