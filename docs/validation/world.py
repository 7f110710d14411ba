"""Write docs/world.md: the world by country cut to the regions and sectors of the default baseline, beside it.

python docs/validation/world.py
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from page import number, prose, table

from simulator import aggregation_error, run
from simulator.axes import IMPORTER
from simulator.economy import Economy, aggregate, load_baseline

PAGE = Path(__file__).parents[1] / "world.md"
GROUPS = Path(__file__).with_name("world-regions.csv")
SECTORS = ("AGR", "REE", "ENE", "MIN", "WPP", "RPM", "OMT", "TRN")
SCENARIOS = ("truce-2025-10", "tariff-100", "rare-earth-squeeze")
SHOWN = ("USA", "CHN", "EUU", "JPN", "ASE", "ROW")
TARIFFS = (
    ("United States on all, 10 %", (("USA", "all", "10%"),)),
    ("United States and China on each other, 100 %", (("USA", "CHN", "100%"), ("CHN", "USA", "100%"))),
)
WHOLE, DEFAULT = "world-2024", "us-china-2024"
Array = NDArray[np.float64]

WHY_FLOWS = {
    "SEM": "chips of ASEAN: country by country they are at most 85 % of electronics, which binds in Malaysia and the "
    "Philippines; in the smaller baseline they are nine tenths of the group's electronics sold to China",
    "ELC": "what is not chips there is other electronics",
    "REE": "China's own use counts metals, too, and Myanmar's and Laos's sales to China are added",
    "SOY": "of the farm flow of a group's member at most 95 % are soybeans",
    "FOD": "American exports by sector: the mix of each country instead of that of the rest of the world",
    "PHA": "own sales of a country fall to no less than 60 % of their value of 2022, which binds in Ireland",
    "OMT": "the same floor, for Swiss gold",
}
"""Why a sector differs, as the SOURCES.md of both say."""


@dataclass(frozen=True)
class Pair:
    """Both baselines with axes in the order of the default one."""

    cut: Economy
    default: Economy

    @property
    def places(self) -> tuple[list[int], list[int]]:
        """Positions in the cut of the sectors and regions of the default baseline."""
        sectors = [self.cut.sectors.index(code) for code in self.default.sectors]
        return sectors, [self.cut.regions.index(code) for code in self.default.regions]

    def both(self, name: str) -> tuple[Array, Array]:
        """An array by sector, exporter and importer, of the cut and of the default baseline."""
        sectors, regions = self.places
        cut = getattr(self.cut.levels, name)[np.ix_(sectors, regions, regions)]
        return cut, getattr(self.default.levels, name)

    def by_region(self, name: str) -> tuple[Array, Array]:
        """An array by region of both."""
        return getattr(self.cut.levels, name)[self.places[1]], getattr(self.default.levels, name)

    def inputs(self) -> tuple[Array, Array]:
        """Inputs in money, by input, user and region."""
        sectors, regions = self.places
        spent = self.cut.levels.input_share * self.cut.levels.output
        return spent[np.ix_(sectors, sectors, regions)], self.default.levels.input_share * self.default.levels.output


def pair() -> Pair:
    """The cut, and the baseline that it is held against."""
    return Pair(aggregate(WHOLE, groups=GROUPS, sectors=SECTORS), load_baseline(DEFAULT))


def share(cut: Array, default: Array) -> float:
    """Sum of absolute differences, percent of the sum of the default baseline."""
    return float(100 * np.abs(cut - default).sum() / np.abs(default).sum())


def kinds(both: Pair) -> str:
    """How far apart the tables are, by kind."""
    cut, default = both.both("trade_flow")
    abroad = ~np.eye(len(both.default.regions), dtype=bool)
    usa = both.default.regions.index("USA")
    american = np.zeros_like(abroad)
    american[usa], american[:, usa] = True, True
    rates, rates_default = (rate * default for rate in both.both("tariff"))
    is_row = np.array(both.default.regions) == "ROW"
    rows = [
        ("flows between regions", share(cut[:, abroad], default[:, abroad])),
        ("– to and from the United States", share(cut[:, abroad & american], default[:, abroad & american])),
        ("own sales", share(cut[:, ~abroad], default[:, ~abroad])),
        ("inputs, by input, user and region", share(*both.inputs())),
        ("duties at the flows of the smaller one", share(rates, rates_default)),
        ("– of importers other than ROW", share(rates[..., ~is_row], rates_default[..., ~is_row])),
    ]
    return table(["what", "sum of differences, % of the sum"], [(what, f"{value:.2f}") for what, value in rows])


def by_sector(both: Pair) -> str:
    """Sectors in which flows or own sales differ by more than a hundredth."""
    cut, default = both.both("trade_flow")
    abroad = ~np.eye(len(both.default.regions), dtype=bool)
    rows = []
    for n, code in enumerate(both.default.sectors):
        gaps = [share(cut[n][chosen], default[n][chosen]) for chosen in (abroad, ~abroad)]
        if max(gaps) > 1 or code in WHY_FLOWS:
            rows.append((f"`{code}`", *(f"{gap:.1f}" for gap in gaps), WHY_FLOWS.get(code, "mixes of members")))
    return table(["sector", "flows, %", "own sales, %", "why"], rows)


def largest(both: Pair, count: int = 10) -> str:
    """The largest differences of single flows, in billions of dollars."""
    cut, default = (array / 1000 for array in both.both("trade_flow"))
    order = np.argsort(-np.abs(cut - default), axis=None)[:count]
    codes = both.default
    rows = [
        (
            f"`{codes.sectors[s]}`",
            f"`{codes.regions[i]}` → `{codes.regions[j]}`",
            f"{default[s, i, j]:,.1f}",
            f"{cut[s, i, j]:,.1f}",
        )
        for s, i, j in zip(*np.unravel_index(order, cut.shape), strict=True)
    ]
    return table(["sector", "flow", f"{DEFAULT}, bn USD", "cut, bn USD"], rows)


def duties(both: Pair) -> str:
    """Mean rates of importers whose mean differs by more than a hundredth of a point."""
    flow = both.default.levels.trade_flow * ~np.eye(len(both.default.regions), dtype=bool)
    means = [100 * (rate * flow).sum(axis=(0, 1)) / flow.sum(axis=(0, IMPORTER - 1)) for rate in both.both("tariff")]
    rows = [
        (f"`{code}`", f"{default:.2f}", f"{cut:.2f}")
        for code, cut, default in zip(both.default.regions, *means, strict=True)
        if abs(cut - default) > 0.005
    ]
    return table(["importer", f"{DEFAULT}, %", "cut, %"], rows)


def answers(both: Pair, horizons: Sequence[str] = ("short", "long")) -> str:
    """Real income under shipped scenarios on both, percent against the baseline."""
    solved = [
        run(list(SCENARIOS), baseline=economy, horizon=list(horizons)).data["real_income"]
        for economy in (both.default, both.cut)
    ]
    rows = []
    for name in SCENARIOS:
        for horizon in horizons:
            values = [data.sel(scenario=name, horizon=horizon) for data in solved]
            cells = [" / ".join(number(float(each.sel(region=code))) for each in values) for code in SHOWN]
            rows.append((f"`{name}`", horizon, *cells))
    return table(["scenario", "horizon", *(f"`{code}`" for code in SHOWN)], rows)


def _tariffs(title: str, rates: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    """A scenario of tariffs on goods by importer and exporter."""
    measures = [
        {"id": f"t{n}", "type": "tariff", "importer": importer, "exporter": exporter, "sectors": "goods", "rate": rate}
        for n, (importer, exporter, rate) in enumerate(rates)
    ]
    return {"title": title, "measures": measures}


def whole_answers() -> str:
    """What the cut of the world by country says beside the whole of it."""
    rows = []
    for title, rates in TARIFFS:
        error = aggregation_error(_tariffs(title, rates), WHOLE, groups=GROUPS, sectors=SECTORS)
        gaps = [error.regions["real_income", side].loc[list(SHOWN)] for side in ("whole", "cut")]
        cells = [f"{number(float(whole))} / {number(float(cut))}" for whole, cut in zip(*gaps, strict=True)]
        rows.append((title, *cells, f"{100 * error.moved:.2f}", f"{100 * error.misplaced:.2f}"))
    return table(["scenario", *(f"`{code}`" for code in SHOWN), "trade moved, %", "elsewhere, %"], rows)


def page() -> str:
    """The whole page."""
    both = pair()
    source = load_baseline(WHOLE)
    parts = [
        prose("world", regions=len(source.regions), sectors=len(source.sectors)),
        f"## How far apart the tables are\n\n{kinds(both)}",
        prose("world_kinds"),
        f"## Sector by sector\n\n{by_sector(both)}",
        f"## The largest single differences\n\n{largest(both)}",
        f"## Mean duties\n\n{duties(both)}",
        prose("world_duties"),
        f"## What that does to answers\n\n{prose('world_answers')}\n{answers(both)}",
        f"## The cut beside the whole\n\n{prose('world_whole')}\n{whole_answers()}",
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
