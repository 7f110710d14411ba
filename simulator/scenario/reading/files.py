"""The scenario files of one request, each read when it is first needed, and once."""

from pathlib import Path

from simulator.files.problem import Problem
from simulator.scenario.reading.draft import Draft, read_draft


class Files:
    """Files that were read, and everything that is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._drafts: dict[Path, Draft] = {}

    def draft(self, path: Path) -> Draft:
        """One file by itself."""
        if path not in self._drafts:
            draft = self._drafts[path] = read_draft(path)
            self.problems += draft.problems
        return self._drafts[path]

    def lineage(self, draft: Draft) -> tuple[Draft, ...]:
        """A file with its ancestors, the first ancestor first."""
        chain = [draft]
        while (parent := chain[-1].parent) is not None:
            if parent in [item.path for item in chain]:
                self.problems.append(_circle(chain[-1]))
                break
            chain.append(self.draft(parent))
        return tuple(chain[::-1])


def _circle(child: Draft) -> Problem:
    text = f"got {child.document.data['extends']!r}, which builds on {child.name!r} itself"
    return child.document.problem(("extends",), f"{text} — a scenario without such a circle.")
