"""The verb `aggregate`: fewer regions and sectors from any baseline."""

from collections.abc import Sequence
from pathlib import Path

from simulator.economy.cuts.choose import Named, chosen_cut
from simulator.economy.cuts.make import Aggregation
from simulator.economy.economy import Economy
from simulator.economy.reading.load import load_baseline


def aggregation_of(
    baseline: str | Path | Economy | None = None,
    *,
    keep: Sequence[str] | str = (),
    groups: Named = (),
    sectors: Named = (),
    name: str = "",
) -> Aggregation:
    """How a baseline is cut, as `aggregate` takes it."""
    source = load_baseline(baseline)
    cut = chosen_cut(source, keep, groups, sectors)
    return Aggregation(source, cut, name or f"{source.name} cut")


def aggregate(
    baseline: str | Path | Economy | None = None,
    *,
    keep: Sequence[str] | str = (),
    groups: Named = (),
    sectors: Named = (),
    out: str | Path | None = None,
) -> Economy:
    """Put regions and sectors of a baseline together, so that every identity stays exact.

    Parameters
    ----------
    baseline
        Name of a shipped baseline, a folder, or an economy.
    keep
        Regions that stand alone, and groups of regions that become one each; all others are then put together by
        geography.
    groups
        Further groups of regions that become one each, less what is kept; or a table `region,group[,name]`.
    sectors
        Groups of sectors that become one each; or a table `sector,group[,name]`. Sectors that are not named stay.
    out
        Folder to write, which must not be there yet; without it nothing is written.

    Returns
    -------
    economy
        The smaller baseline, checked.

    Raises
    ------
    DataError
        Names that are unknown or come twice, empty groups, or a folder that is there already.
    """
    name = Path(out).name if out is not None else ""
    made = aggregation_of(baseline, keep=keep, groups=groups, sectors=sectors, name=name)
    return made.economy() if out is None else made.write(Path(out))
