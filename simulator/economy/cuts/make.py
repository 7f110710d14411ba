"""Make a cut of a baseline: an economy, and the files that say the same."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from simulator.economy.cuts.cut import Cut
from simulator.economy.cuts.files import cut_files
from simulator.economy.cuts.note import SOURCES, sources_text
from simulator.economy.cuts.sectors import traits_of
from simulator.economy.economy import Economy
from simulator.economy.reading.folder import Content
from simulator.economy.reading.new_folder import check_free, new_folder
from simulator.economy.reading.read import economy_of, read_baseline


class Part(NamedTuple):
    """A region or sector that several of another baseline go into."""

    code: str
    name: str
    holds: str


@dataclass(frozen=True)
class Aggregation:
    """A baseline, how it is cut, and what the cut is called."""

    source: Economy
    cut: Cut
    name: str

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Files of the format by name."""
        return cut_files(self.source, self.cut, traits_of(self.source, self.cut), self.name)

    def parts(self) -> list[Part]:
        """Regions and sectors that were several."""
        mergers = (self.cut.regions, self.cut.sectors)
        listed = [(code, merger.names[code], old) for merger in mergers for code, old in merger.members.items()]
        return [Part(code, name, ", ".join(old)) for code, name, old in listed if len(old) > 1]

    def economy(self) -> Economy:
        """The cut, read from its files without writing them.

        Raises
        ------
        DataError
            The cut breaks a condition of the model.
        """
        contents = {file: Content(f"{self.name}, {file}", content) for file, content in self.files.items()}
        return economy_of(Path(self.name), contents, [])

    def write(self, folder: Path) -> Economy:
        """Write a folder that is not there yet, with an account of what was done, and read it back.

        Raises
        ------
        DataError
            Something stands there, or the cut breaks a condition of the model.
        """
        check_free(folder)
        with new_folder(folder) as unfinished:
            for file, content in self.files.items():
                (unfinished / file).write_bytes(content)
            text = sources_text(self.source, self.cut, self.name)
            (unfinished / SOURCES).write_text(text, encoding="utf-8")
            read_baseline(unfinished)
        return read_baseline(folder)
