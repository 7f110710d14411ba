"""Small faults put into the code, one at a time, to see whether the tests notice.

python benchmarks/mutations.py [--only NAME ...] [--at COMMIT] [--jobs 2]

Each fault of `faults.toml` is an exact replacement. It is made in a copy of the tree, the tests concerned are run up to
the first failure, and the code is put back. What is not caught is named at the end, with its reason where there is one.
Code that has moved is found by its text, so that `--at` tries the same faults on code and tests of another commit.
"""

import argparse
import io
import os
import queue
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FAULTS: Final = ROOT / "benchmarks" / "faults.toml"
PATIENCE: Final = 1800
"""Seconds after which tests that do not end count as failed: a fault may keep a loop from ending."""
FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (\S+\.py(?:::.+?)?)(?: - |$)", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """One replacement of a text in a file, and the tests that should notice it.

    Attributes
    ----------
    name
        What is wrong then.
    file, old, new
        Where, and what is replaced by what.
    tests
        Files and folders of tests, those first that are most likely to notice.
    survives
        Why no test can notice it; empty: one must.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    survives: str = ""

    def homes(self, tree: Path) -> list[Path]:
        """Files that hold the text, each as often as it does: the one named, or else any other."""
        named = tree / self.file
        if named.is_file() and (times := named.read_text(encoding="utf-8").count(self.old)):
            return [named] * times
        files = sorted((tree / "simulator").rglob("*.py"))
        return [path for path in files for _ in range(path.read_text(encoding="utf-8").count(self.old))]


@dataclass(frozen=True)
class Verdict:
    """Whether a fault was caught, and by which test; none where the tests did not end."""

    fault: Fault
    is_caught: bool
    by: str = ""


@dataclass
class Trees:
    """Copies of the tree, one for each fault that is tried at a time."""

    free: "queue.Queue[Path]" = field(default_factory=queue.Queue)

    @contextmanager
    def one(self) -> Iterator[Path]:
        """Have a copy that nobody else has."""
        tree = self.free.get()
        try:
            yield tree
        finally:
            self.free.put(tree)


def faults() -> list[Fault]:
    """All faults; one that names no tests has those of its file."""
    read = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
    return [Fault(**{"tests": tuple(read["tests"][item["file"]]), **item}) for item in read["fault"]]


def copied(folder: Path, commit: str | None) -> Path:
    """The tree as it is, or as it was at a commit, in a folder of its own."""
    if commit is None:
        kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, kept.split("\0")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
        return folder
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def tested(tree: Path, tests: Sequence[str]) -> tuple[bool, str]:
    """Run tests up to the first failure: whether all passed, and what was printed."""
    there = [name for name in tests if (tree / name.partition("::")[0]).exists()]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-n", "0"]
    env = os.environ | {"PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [*command, *there], cwd=tree, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return False, ""
    if done.returncode not in (0, 1) and not FAILED.search(done.stdout):
        raise RuntimeError(f"the tests cannot be run:\n{done.stdout}{done.stderr}")
    return done.returncode == 0, done.stdout


def tried(fault: Fault, trees: Trees) -> Verdict:
    """Make a fault, run its tests, and put the code back."""
    with trees.one() as tree:
        (home,) = fault.homes(tree)
        text = home.read_text(encoding="utf-8")
        home.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        try:
            passed, printed = tested(tree, fault.tests)
        finally:
            home.write_text(text, encoding="utf-8")
    found = FAILED.search(printed)
    verdict = Verdict(fault, not passed, found[1] if found else "")
    said = f"caught by {verdict.by or 'tests that do not end'}" if verdict.is_caught else "NOT CAUGHT"
    print(f"{fault.name}: {said}", flush=True)
    return verdict


def placed(chosen: Sequence[Fault], tree: Path, commit: str | None) -> list[Fault]:
    """Faults whose text is in the code exactly once: all of them, but at another commit only those that it has.

    Raises
    ------
    SystemExit
        A text is not there, or more than once.
    """
    times = {fault: len(fault.homes(tree)) for fault in chosen}
    lost = [
        f"{fault.name}: {fault.old!r} is in the code {count} times." for fault, count in times.items() if count != 1
    ]
    if lost and commit is None:
        sys.exit("\n".join([f"Each text of {FAULTS.name} has to be in the code once:", *lost]))
    print("\n".join(f"Left out at {commit}: {line}" for line in lost))
    return [fault for fault, count in times.items() if count == 1]


def summary(verdicts: Sequence[Verdict]) -> tuple[str, bool]:
    """What was caught and what was not, and whether all that is left is explained."""
    left = [verdict.fault for verdict in verdicts if not verdict.is_caught]
    lines = [f"{len(verdicts) - len(left)} of {len(verdicts)} faults caught."]
    lines += [f"  {fault.name} ({fault.file}): {fault.survives or 'NOT CAUGHT'}" for fault in left]
    return "\n".join(lines), all(fault.survives for fault in left)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="faults whose name or file holds one of these")
    parser.add_argument("--at", metavar="COMMIT", help="code and tests of another commit")
    parser.add_argument("--jobs", type=int, default=2, help="faults tried at a time")
    asked = parser.parse_args()
    chosen = [item for item in faults() if not asked.only or any(name in item.name + item.file for name in asked.only)]
    with tempfile.TemporaryDirectory() as folder:
        trees = Trees()
        for place in range(asked.jobs):
            trees.free.put(copied(Path(folder) / str(place), asked.at))
        with trees.one() as tree:
            chosen = placed(chosen, tree, asked.at)
        with ThreadPoolExecutor(asked.jobs) as pool:
            verdicts = list(pool.map(lambda fault: tried(fault, trees), chosen))
        with trees.one() as tree:
            catchers = sorted({verdict.by for verdict in verdicts if verdict.by})
            is_sound, printed = tested(tree, catchers) if catchers else (True, "")
    text, is_explained = summary(verdicts)
    print(text)
    if not is_sound:
        sys.exit(f"Tests that caught a fault fail without one, too:\n{printed[-2000:]}")
    sys.exit(not is_explained)


if __name__ == "__main__":
    main()
