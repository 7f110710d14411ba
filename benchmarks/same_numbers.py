"""Whether a change of the code leaves every number as it was: `record` runs the verbs, `compare` holds two records up.

python -m benchmarks.same_numbers record before      # at the old commit
python -m benchmarks.same_numbers record after       # at the new one
python -m benchmarks.same_numbers compare before after
"""

import csv
import subprocess
import sys
from pathlib import Path

import click

RUNS = {
    "run": ("run", "scenarios", "--horizon", "short", "--horizon", "long"),
    "literature": ("run", "literature"),
    "draws": ("uncertainty", "rare-earth-cutoff", "--draws", "16", "--jobs", "1"),
    "sweep": ("sweep", "spiral", "--over", "us-100.rate=0:1:0.5", "--over", "cn-licences.approval_rate=0.2:1:0.4"),
    "sensitivity": ("sensitivity", "tariff-100"),
    "breakeven": ("breakeven", "tariff-100", "--lever", "us-100.rate", "--low", "0", "--high", "2", "--target", "-0.3"),
    "decompose": ("decompose", "busan-deal"),
    "timeline": ("timeline", "scenarios/dispute-2025.yaml", "--branch-at", "2025-10-25", "--draws", "0"),
}
"""What is run, by the folder that it goes to."""


@click.group()
def main() -> None:
    """Record the numbers of all verbs, and compare two records."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def record(folder: Path) -> None:
    """Run every verb at shipped scenarios, tables only."""
    for name, words in RUNS.items():
        out = folder / name
        command = [sys.executable, "-m", "simulator", *words, "--no-figures", "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        click.echo(f"{name}: {len(list(out.rglob('*.csv')))} tables")


@main.command()
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("after", type=click.Path(exists=True, path_type=Path))
def compare(before: Path, after: Path) -> None:
    """Say of every table whether it is the same to the last bit, and where it first is not."""
    tables = sorted({path.relative_to(root) for root in (before, after) for path in root.rglob("*.csv")})
    differing = [table for table in tables if (text := difference(before / table, after / table)) and say(table, text)]
    click.echo(f"{len(tables) - len(differing)} of {len(tables)} tables are the same to the last bit.")
    sys.exit(1 if differing or not tables else 0)


def say(table: Path, text: str) -> bool:
    """Print what differs."""
    click.echo(f"{table}: {text}")
    return True


def difference(first: Path, second: Path) -> str:
    """How two tables differ, or nothing."""
    if not (first.exists() and second.exists()):
        return f"only in {first.parent if first.exists() else second.parent}"
    if first.read_bytes() == second.read_bytes():
        return ""
    rows = [list(csv.reader(path.open(encoding="utf-8", newline=""))) for path in (first, second)]
    pairs = [(line, *pair) for line, pair in enumerate(zip(*rows, strict=False), 1) if pair[0] != pair[1]]
    if not pairs:
        return f"{len(rows[0])} rows, then {len(rows[1])}"
    line, one, other = pairs[0]
    return f"{len(pairs)} rows differ, the first at line {line}: {','.join(one)} — {','.join(other)}"


if __name__ == "__main__":
    main()
