"""Pages about the shipped baselines and scenarios, from the files themselves."""

import re
from pathlib import Path

from ruamel.yaml import YAML
from writing import code, page, table

import simulator.economy
from simulator.economy import elasticity_rows, load_baseline, region_totals, sector_totals, top_flows
from simulator.scenario import library_folder, load_scenario, load_suite

DATA = Path(simulator.economy.__file__).parents[1] / "data"

INTRODUCTION = """\
The model compares every scenario with this picture of the world economy. It is small on purpose, and stylised: read
[how much so](#sources-and-how-stylised-they-are) before quoting a number that hangs on one cell. Money is {money}
of {year}; trade is border value, before tariffs. `tariffsim baseline show` prints these tables, `tariffsim baseline
check DIR` tests every identity of a folder, and one of your own takes its place with `--baseline DIR`."""

BY_COUNTRY = """\
`--baseline {name}` has {regions} regions, nearly all of them single economies, where the one above has 15: for
questions about Switzerland, Vietnam's neighbours or one member of the European Union. Its groups `EUU`, `ASE`, `AGR`,
`REE` and others are called like regions and sectors of the one above, so that shipped scenarios run on it, too; but
its `ROW` is narrower, and what a scenario lays on `ROW` does not hit Switzerland, Hong Kong or Russia, which are
regions here.
[Beside each other](world.md) the two say nearly the same."""

ELASTICITIES = """\
How strongly buyers and users react to prices, at once, after one and three years, and after full adjustment. The
band is that of the long run, from which draws are made; the short run scales along. Bands are ranges of published
values or assumptions, as each source says, and not confidence intervals."""


def baseline_page(name: str = "us-china-2024") -> str:
    """The page of a shipped baseline: regions, sectors, flows, elasticities with bands, sources."""
    economy = load_baseline(name)
    introduction = INTRODUCTION.format(money=economy.money, year=economy.year)
    return page(
        "Baseline",
        f"**{economy.title}** (`{name}`). {introduction}",
        "## Regions\n\n" + _totals(region_totals(economy)),
        "## Sectors\n\n" + _totals(sector_totals(economy)),
        "## Groups\n\n" + _groups({**economy.region_groups, **economy.sector_groups}),
        "## Largest flows\n\n" + _totals(top_flows(economy, 15)),
        f"## Elasticities\n\n{ELASTICITIES}\n\n" + _totals(elasticity_rows(economy)),
        "## Sources, and how stylised they are\n\n" + _sources(name),
        _by_country("world-2024"),
        "## The baseline of 2017\n\nFor the first trade war, `tariffsim run scenarios/history`.\n\n"
        + _sources("us-china-2017"),
    )


def _by_country(name: str) -> str:
    """Regions, sectors, groups and sources of the baseline that has every economy by itself."""
    economy = load_baseline(name)
    described = zip(economy.sectors, economy.sector_names, strict=True)
    return "\n\n".join(
        [
            f"## The world by country\n\n{BY_COUNTRY.format(name=name, regions=len(economy.regions))}",
            "### Its regions\n\n" + _totals(region_totals(economy)),
            "### Its sectors\n\n" + table(["sector", "name"], [(code(sector), title) for sector, title in described]),
            "### Its groups\n\n" + _groups({**economy.region_groups, **economy.sector_groups}),
            "### Where its numbers come from\n\n" + _sources(name),
        ]
    )


def library_page() -> str:
    """The page of all shipped scenarios: title, what they assume in their own words, by suite."""
    folder = library_folder()
    folders = [folder, *sorted(path.parent for path in folder.rglob("suite.yaml") if path.parent != folder)]
    return page("Shipped scenarios", LIBRARY, *map(_suite, folders))


LIBRARY = """\
Each is a file to read, run and build on: `tariffsim show NAME` prints its measures with their sources, and
`tariffsim new mine.yaml --extends NAME` starts a scenario from it. What has no source is listed as an assumption in
the file."""


def _suite(folder: Path) -> str:
    dated = YAML(typ="safe").load(folder / "suite.yaml").get("timelines", [])
    is_dated_only = {path.stem for path in folder.glob("*.yaml")} == {*dated, "suite"}
    files = [folder / f"{name}.yaml" for name in dated]
    suite = load_suite(files if is_dated_only else folder)
    place = "scenarios" if folder == library_folder() else f"scenarios/{folder.relative_to(library_folder())}"
    parts = [f"## {suite.title}"]
    if not is_dated_only:
        rows = [_row("+".join(map(str, entry.paths)), entry == suite.reference) for entry in suite.entries]
        parts += [f"`tariffsim run {place}`", table(["name", "title", "what it represents"], rows)]
    if dated:
        parts += [
            "For [`timeline`](../how-to/timeline.md):",
            table(["name", "title", "what it represents"], map(_row, files)),
        ]
    return "\n\n".join(parts)


def _row(request: str | Path, is_reference: bool = False) -> tuple[str, str, str]:
    scenario = load_scenario(request)
    return code(scenario.name) + " (reference)" * is_reference, scenario.title, scenario.summary


def _totals(rows: list) -> str:
    header = [name.replace("_", " ") for name in rows[0]._fields]
    return table(header, [[_cell(name, value) for name, value in row._asdict().items()] for row in rows])


def _cell(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.1%}" if name == "tariff" else f"{value:,.0f}"
    return code(value) if name in ("region", "exporter", "importer", "nest") else str(value)


def _groups(groups: dict[str, tuple[str, ...]]) -> str:
    return table(["group", "members"], [(code(name), ", ".join(members)) for name, members in groups.items()])


def _sources(name: str) -> str:
    """The baseline's own account, without its heading; files that it names by their path are left as code."""
    text = (DATA / name / "SOURCES.md").read_text(encoding="utf-8")
    return re.sub(r"^# .*\n", "", text).strip()
