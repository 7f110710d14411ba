"""What a cut was made from and how, for its SOURCES.md and for the terminal."""

from typing import Final

from simulator.economy.cuts.assumed import COVERED
from simulator.economy.cuts.cut import Cut, Merger
from simulator.economy.cuts.levels import inside_of
from simulator.economy.cuts.sectors import traits_of
from simulator.economy.economy import Economy
from simulator.economy.labels import RESERVED_GROUPS

SOURCES: Final = "SOURCES.md"


def what_was_done(economy: Economy, cut: Cut) -> list[str]:
    """Sentences on what the cut changed beside summing."""
    inside = inside_of(economy.levels, cut)
    torn = [
        name
        for merger, groups in ((cut.regions, economy.region_groups), (cut.sectors, economy.sector_groups))
        for name, codes in groups.items()
        if name not in RESERVED_GROUPS and not merger.is_whole(codes)
    ]
    sentences = [*traits_of(economy, cut).notes]
    if inside.trade.any():
        trade, duties = _bn(inside.trade.sum()), _bn(inside.duties.sum())
        sentences.insert(
            0,
            f"{trade} of trade between regions that are one now is own sales; the duties of {duties} on it are part of "
            "the price, and so of value added, no longer of tariff revenue.",
        )
    if torn:
        sentences.append(f"Groups that are no sum of what it has are left out: {', '.join(torn)}.")
    return sentences


def _bn(million: float) -> str:
    return f"{million / 1000:,.4g} bn USD"


def sources_text(economy: Economy, cut: Cut, name: str) -> str:
    """Account of a cut: what it is from, the rules, what they moved, and what went where."""
    done = "\n".join(f"- {sentence}" for sentence in what_was_done(economy, cut))
    return f"""\
# Where the numbers of `{name}` come from

{len(cut.regions.codes)} regions × {len(cut.sectors.codes)} sectors, million USD, {economy.year}: `{economy.name}`
(SHA-256 of its tables {economy.digest[:16]}…), put together by `tariffsim baseline aggregate`. Its `SOURCES.md` says
where each number is from and what is assumed.

- Flows and inputs are sums; input shares are inputs over output.
- Tariffs are revenue over border value: means weighted by border flows, which collect what they did.
- Sales between regions that are one now are own sales at what buyers pay. Spending, final demand, income, deficits and
  GDP are the sums of the regions; output and value added are larger by the duties on these sales.
- Elasticities of sectors that are one now are means: `origin` and `home` weighted by border trade, others by output.
  Bands are means, too; the speed is that of the mean gap, so that the first year is exact.
- Profit shares are means weighted by output. Amounts are sums where they are known for {COVERED:.0%} of a flow's value.
- Months of stock are means weighted by use; exposure is weighted by the users' output, and of inputs that are one now
  it is the largest; a sector is not exposed to itself. Households and population are sums, blank where one is unknown.
- Every identity is exact, as income, final demand and value added follow from the tables.

{done}

## What went where

| region | from `{economy.name}` |
|---|---|
{_grouping(cut.regions)}

| sector | from `{economy.name}` |
|---|---|
{_grouping(cut.sectors)}
"""


def _grouping(merger: Merger) -> str:
    return "\n".join(f"| {code} | {', '.join(old)} |" for code, old in merger.members.items())
