"""The contract of results: what every verb returns, whatever it was asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.difference import difference
from simulator.results.display import Displayed
from simulator.results.files.store import write
from simulator.results.indicators.registry import INDICATORS
from simulator.results.provenance import Provenance

if TYPE_CHECKING:
    from simulator.results.files.folder import Folder


class Result(Displayed):
    """Result of a verb: tables, a labelled dataset, figures, and where they come from.

    Attributes
    ----------
    provenance
        Versions, hashes, scenario texts and everything that was asked.
    """

    provenance: Provenance

    numbers: ClassVar[tuple[str, ...]] = ("value",)
    """Columns of the main table that hold numbers; all others say of what they are."""

    @classmethod
    def from_folder(cls, folder: "Folder") -> Self:
        """Read the result back from the files that `write` made of it."""
        raise NotImplementedError

    @property
    def verb(self) -> str:
        """Verb whose result it is."""
        return self.provenance.verb

    @property
    def dataset(self) -> xr.Dataset:
        """Numbers with their labels, as xarray holds them."""
        raise NotImplementedError

    def parts(self) -> Mapping[str, Iterable[pd.DataFrame]]:
        """Each table by the name of its file, the main one first, in parts that fit into memory."""
        raise NotImplementedError

    def files(self) -> Mapping[str, xr.Dataset]:
        """Datasets that are kept beside the tables, by the name of their file."""
        return {}

    def cases(self) -> list[dict[str, Any]]:
        """How each case was solved, where the result is one of single cases."""
        return []

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tidy tables by name, the main one first: what `write` makes CSV files of."""
        return {name: _whole(list(parts)) for name, parts in self.parts().items()}

    def to_pandas(self) -> pd.DataFrame:
        """Main table."""
        return _whole(list(next(iter(self.parts().values()))))

    def compare(self, other: Self) -> pd.DataFrame:
        """Hold the rows that another result of the same verb has too against it, number by number.

        Returns
        -------
        table
            The columns that say of what a number is, value, other, difference (value less other).

        Raises
        ------
        ResultsError
            A result of another verb or on another baseline, or no row in common.
        """
        check_comparable([self, other])
        return hold_against(self.long(), other.long())

    def long(self) -> pd.DataFrame:
        """Main table with one number a row, in the column `value`."""
        table = self.to_pandas()
        if self.numbers == ("value",):
            return table
        keys = [str(name) for name in table if name not in self.numbers]
        return table.melt(keys, var_name="quantity", value_name="value")

    def lean(self) -> Self:
        """The result as it is written unless all of it is asked for: of a large economy without its small flows."""
        return self

    def write(self, folder: str | Path, *, full: bool = False) -> None:
        """Write tables, datasets and manifest to a folder, from which `simulator.read` has the result again.

        Parameters
        ----------
        full
            Write every flow of a large economy too; else its small ones as their sum by exporter and importer.

        Raises
        ------
        ResultsError
            The folder holds the results of another verb.
        OutputError
            The folder cannot be written to; no half-written file is left.
        """
        write(self, folder, full=full)

    def lacking(self, indicator: str) -> ResultsError:
        """Why there is no such indicator, though this version knows it."""
        version = self.provenance.version or "an older version"
        return ResultsError(
            f"{indicator}: these results do not have it, as tariffsim {version} wrote them — "
            f"solve them again with `tariffsim {self.verb}`."
        )

    @contextmanager
    def explaining_gaps(self) -> Iterator[None]:
        """Say in a sentence which indicator results of an older version lack, where something asks for it.

        Raises
        ------
        ResultsError
            An indicator that there is not.
        """
        try:
            yield
        except KeyError as error:
            lost = [name for name in INDICATORS if name not in self.dataset and f"'{name}" in str(error)]
            if not lost:
                raise
            raise self.lacking(max(lost, key=len)) from error


def check_comparable(results: Sequence[Result]) -> None:
    """Make sure that results are of one verb and on one baseline.

    Raises
    ------
    ResultsError
        They are not.
    """
    first = results[0].provenance
    for other in (result.provenance for result in results[1:]):
        if other.verb != first.verb:
            raise ResultsError(
                f"compare: got results of `{first.verb}` and of `{other.verb}` — give those of one verb."
            )
        if other.baseline.get("digest") != first.baseline.get("digest"):
            names = f"{first.baseline.get('name')!r} and {other.baseline.get('name')!r}"
            raise ResultsError(f"compare: got runs on different baselines ({names}) — run them on one baseline.")


def hold_against(table: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Compare two long tables by all columns but `value`.

    Raises
    ------
    ResultsError
        Other columns, or no row in common.
    """
    odd = [str(name) for name in table.columns.symmetric_difference(other.columns)]
    if odd:
        raise ResultsError(f"compare: only one of the two has {', '.join(odd)} — vary the same in both.")
    return difference(table, other, [str(name) for name in table if name != "value"])


def _whole(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)] or list(parts[:1]), ignore_index=True)
