"""The shipped scenarios say what they should: rates, dates and sources agree with the figures that they name."""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from ruamel.yaml import YAML

from simulator.scenario import library_folder, load_scenario, load_scenarios, load_suite, on_date
from simulator.scenario.authoring.difference import diff_scenarios
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.effects.rationing import RATIONING
from simulator.scenario.reading.schema import SuiteFile

FOLDER = library_folder()
NAMES = [
    "truce-2025-10",
    "truce-collected",
    "tariff-100",
    "tariff-100-retaliation",
    "rare-earth-licensing",
    "rare-earth-licensing-market",
    "rare-earth-squeeze",
    "rare-earth-squeeze-market",
    "rare-earth-cutoff",
    "rare-earth-cutoff-market",
    "soybean-pledge",
    "soybean-pledge-half",
    "soybean-boycott",
    "phase-one",
    "phase-one-actual",
    "software-curbs",
    "affiliates-rule",
    "port-fees",
    "interim-relief",
    "busan-deal",
    "april-2025",
    "spiral",
]
FILES = {name: YAML(typ="safe", pure=True).load(FOLDER / f"{name}.yaml") for name in NAMES}
ROUNDED = 0.005
"""Half a unit of the last digit of a share that is written with two."""


@pytest.fixture(scope="module")
def scenarios(economy):
    return {scenario.name: scenario for scenario in load_scenarios(FOLDER, economy)}


@pytest.fixture(scope="module")
def measure(scenarios):
    """One measure of a scenario by its id."""
    return lambda name, key: {item.id: item for item in scenarios[name].measures}[key]


@pytest.fixture(scope="module")
def tariff(scenarios, economy) -> Callable[..., np.ndarray]:
    """Points added to the baseline's tariffs on one pair, by sector."""

    def points(name: str, exporter: str, importer: str, day: date | None = None) -> np.ndarray:
        scenario = scenarios[name] if day is None else on_date(scenarios[name], day)
        added = compile_case(scenario, economy, "short", 1.0).shock.tariff_new[0] - economy.levels.tariff
        return added[:, economy.regions.index(exporter), economy.regions.index(importer)]

    return points


@pytest.fixture(scope="module")
def sold(economy) -> Callable[..., float]:
    """Billions of dollars that the United States sold to China in the baseline."""
    flow = economy.levels.trade_flow[:, economy.regions.index("USA"), economy.regions.index("CHN")]
    return lambda *sectors: sum(flow[economy.sectors.index(sector)] for sector in sectors) / 1e3


def test_the_library_is_complete_and_in_the_suite():
    suite = load_suite(FOLDER)
    assert sorted(entry.name for entry in suite.entries) == sorted(NAMES)
    assert suite.reference.name == suite.entries[0].name == "truce-2025-10"
    listed = SuiteFile.model_validate(YAML(typ="safe", pure=True).load(FOLDER / "suite.yaml")).scenarios
    assert len(listed) == len(NAMES)
    for shown in ("label", "colour"):
        assert len({getattr(entry, shown) for entry in listed} - {"", None}) == len(NAMES), shown


def test_groups_of_the_suite_stand_together():
    groups = [entry.group for entry in load_suite(FOLDER).entries]
    runs = [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]
    assert len(runs) == len(set(runs))
    assert "" not in runs


def test_every_scenario_builds_on_the_reference(scenarios):
    for name in NAMES[1:]:
        assert scenarios[name].parents[0] == "truce-2025-10", name


@pytest.mark.parametrize("name", [*NAMES, "suite"])
def test_the_first_line_names_the_schema(name):
    first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert schema != first
    assert (FOLDER / schema).resolve().name == ("suite" if name == "suite" else "scenario") + ".schema.json"
    assert (FOLDER / schema).is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_summary_has_two_sentences(name):
    assert len(re.findall(r"[.!?](?=\s|$)", FILES[name]["summary"].strip())) == 2


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_sourced_or_called_assumptions(name):
    """A source that admits an assumption obliges its file to list it."""
    sources = [item.get("source", "") for item in FILES[name]["measures"]]
    assert all(sources)
    assert FILES[name].get("assumptions") or not any("assumption" in source for source in sources)


def test_the_threat_is_the_same_measure_everywhere(scenarios, tariff):
    holders = {name for name in NAMES if any(item.id == "us-100" for item in scenarios[name].measures)}
    assert holders == {"tariff-100", "tariff-100-retaliation", "spiral"}
    before = tariff("truce-2025-10", "CHN", "USA")
    for name in holders:
        np.testing.assert_allclose(tariff(name, "CHN", "USA") - before, before > 0, atol=1e-12)


@pytest.mark.parametrize("day", [date(2025, 10, 9), date(2025, 10, 31)])
def test_a_threat_does_nothing_before_its_day(scenarios, economy, day):
    on_day = [
        compile_case(on_date(scenarios[name], day), economy, "short", 1.0).shock.tariff_new
        for name in ("truce-2025-10", "tariff-100", "tariff-100-retaliation")
    ]
    np.testing.assert_array_equal(on_day[0], on_day[1])
    np.testing.assert_array_equal(on_day[0], on_day[2])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", [date(2025, 8, 7), date(2025, 10, 20), date(2025, 11, 10), date(2026, 6, 1)])
def test_no_day_is_left_without_the_us_tariff_on_china(tariff, economy, name, day):
    """A measure that replaces its parent's must not leave the days before its own start without any."""
    is_goods = np.array([sector != "SRV" for sector in economy.sectors])
    assert tariff(name, "CHN", "USA", day)[is_goods].min() >= 0.1


@pytest.mark.parametrize("name", ["truce-2025-10", "april-2025"])
def test_the_table_has_every_flow_once(measure, economy, name):
    table = measure(name, "us-on-partners")
    partners = set(economy.regions) - {"USA", "CHN"}
    flows = [(row.exporter, row.importer, row.sector) for row in table.table.rows]
    assert len(flows) == len(set(flows)) == len(partners) * 20
    assert {exporter for exporter, *_ in flows} == set(table.exporter) == partners
    assert {importer for _, importer, _ in flows} == {"USA"}


@pytest.fixture(scope="module")
def average(tariff, economy):
    """Points added to the tariffs of a pair on average over goods, at the trade of the baseline."""

    def points(name: str, exporter: str, importer: str) -> float:
        flow = economy.levels.trade_flow[:, economy.regions.index(exporter), economy.regions.index(importer)]
        return float(100 * np.average(tariff(name, exporter, importer), weights=flow * economy.is_goods))

    return points


def test_us_tariffs_are_those_of_the_law(average, tariff, economy):
    """Averages of the law's schedule at 2024 weights of products, October and April 2025."""
    rows = {
        ("truce-2025-10", "CHN"): 29.9,
        ("truce-2025-10", "IND"): 33.5,
        ("truce-2025-10", "EUU"): 9.3,
        ("truce-2025-10", "CAN"): 6.4,
        ("interim-relief", "CHN"): 29.9 - 9.9,
        ("busan-deal", "CHN"): 29.9 - 9.9,
        ("busan-deal", "CAN"): 6.4,
        ("april-2025", "CHN"): 105.7,
        ("april-2025", "EUU"): 8.1,
    }
    for (name, partner), points in rows.items():
        assert average(name, partner, "USA") == pytest.approx(points, abs=0.06), (name, partner)
    textiles, electronics = (economy.sectors.index(code) for code in ("TEX", "ELC"))
    assert tariff("april-2025", "CHN", "USA")[textiles] == pytest.approx(1.45, abs=ROUNDED)
    assert tariff("april-2025", "CHN", "USA")[electronics] == pytest.approx(0.444, abs=ROUNDED)
    assert tariff("truce-2025-10", "CHN", "USA")[economy.sectors.index("SRV")] == 0


@pytest.mark.parametrize(
    ("sector", "points"),
    [
        ("ENE", 0.4),
        ("PHA", 2.1),
        ("SEM", 1.7),
        ("STL", 42.5),
        ("OMT", 24.6),
        ("MVH", 14.4),
        ("ELC", 9.7),
        ("TEX", 22.1),
    ],
)
def test_us_tariffs_of_october_differ_by_sector(scenarios, economy, sector, points):
    """From all partners together; flows of the baseline weigh partners a little otherwise."""
    added = compile_case(scenarios["truce-2025-10"], economy, "short", 1.0).shock.tariff_new[0] - economy.levels.tariff
    cell, usa = economy.sectors.index(sector), economy.regions.index("USA")
    flow = np.delete(economy.levels.trade_flow[cell, :, usa], usa)
    assert 100 * np.average(np.delete(added[cell, :, usa], usa), weights=flow) == pytest.approx(points, abs=0.15)


def test_relief_halves_the_fentanyl_duty_alone(scenarios):
    truce, relief = scenarios["truce-2025-10"], scenarios["interim-relief"]
    changed = [
        (item.what, item.key) for item in diff_scenarios(truce, relief) if item.key not in ("source", "note", "start")
    ]
    assert changed == [("us-on-china", "rate")]
    rates = [{item.id: item for item in scenario.measures}["us-on-china"].rate for scenario in (truce, relief)]
    assert rates == [0.2, 0.1]


@pytest.mark.parametrize(
    ("name", "total"), [("truce-2025-10", 23), ("busan-deal", 13), ("april-2025", 138), ("spiral", 123)]
)
def test_duty_on_soybeans(tariff, economy, name, total):
    """3 % in the baseline, 10 points of the March list, and what is kept or added for all goods."""
    place = economy.sectors.index("SOY"), economy.regions.index("USA"), economy.regions.index("CHN")
    duty = economy.levels.tariff[place] + tariff(name, "USA", "CHN")[place[0]]
    assert duty * 100 == pytest.approx(total)


def test_chinas_farm_lists_are_what_their_trade_implies(measure, sold):
    """Other farm goods of 5.55 bn USD and food of 3.59 on lists of 10 and 15 %, over the flows of the baseline."""
    rates = {row.sector: row.rate for row in measure("truce-2025-10", "cn-farm-lists").table.rows}
    listed = {"AGR": 5.55, "FOD": 3.59}
    for sector, trade in listed.items():
        assert 0.1 * trade / sold(sector) <= rates[sector] <= 0.15 * trade / sold(sector)


def test_chinas_average_tariff_rises_by_as_much_as_the_truce_says(average):
    assert average("truce-2025-10", "USA", "CHN") == pytest.approx(12.7, abs=0.05)
    assert any("the rise is 12.7 points" in " ".join(text.split()) for text in FILES["truce-2025-10"]["assumptions"])


def test_licences_let_out_what_customs_counted(measure):
    """Tonnes of magnets: the autumn of 2025 against 2024, and May against March 2025."""
    autumn, year_before = (619 + 590 + 420.5) / 3, 7444 / 12
    assert measure("truce-2025-10", "cn-licences").approval_rate == pytest.approx(autumn / year_before, abs=ROUNDED)
    to_us = measure("rare-earth-squeeze", "cn-licences").approval_rate
    to_others = measure("rare-earth-squeeze", "cn-licences-others").approval_rate
    assert to_us == pytest.approx(46 / 585, abs=ROUNDED / 10)
    assert to_others == pytest.approx((1238 - 46) / (5323 - 585), abs=ROUNDED / 10)
    assert to_us * 585 + to_others * (5323 - 585) == pytest.approx(0.23 * 5323, rel=0.02)


PHYSICAL = ["rare-earth-licensing", "rare-earth-squeeze", "rare-earth-cutoff"]


@pytest.mark.parametrize("name", PHYSICAL)
def test_the_market_variant_differs_by_the_allocation_alone(scenarios, economy, name):
    physical, market = scenarios[name], scenarios[f"{name}-market"]
    licences = [item.id for item in physical.measures if item.type == "export_licensing"]
    assert [(item.what, item.key, item.after) for item in diff_scenarios(physical, market)] == [
        (licence, "allocation", "market") for licence in licences
    ]
    cases = [compile_case(item, economy, "long", np.inf) for item in (physical, market)]
    assert [any(bound.kind == RATIONING for bound in case.bounds) for case in cases] == [True, False]


def test_the_truce_does_not_ration_what_its_tariffs_keep_away(scenarios, economy):
    case = compile_case(scenarios["truce-2025-10"], economy, "long", np.inf)
    assert not [bound for bound in case.bounds if bound.kind == RATIONING]


@pytest.mark.parametrize(("years", "most"), [(1.0, 0.0), (3.0, 0.01), (np.inf, 0.03)])
def test_stocks_cover_for_a_year_what_the_licence_of_the_truce_would_withhold(economy, years, most):
    handed_out = load_scenario("truce-2025-10", economy, ["cn-licences.allocation=physical"])
    case = compile_case(handed_out, economy, "x", years)
    caps = [bound for bound in case.bounds if bound.kind == RATIONING]
    assert {bound.exporters for bound in caps} == {("USA",)}
    stopped = [max(0.0, 1 - bound.limit) for bound in caps]
    assert max(stopped) <= most
    assert (max(stopped) > 0) == (years > 1)


@pytest.mark.parametrize("name", [*PHYSICAL, *(f"{name}-market" for name in PHYSICAL), "spiral"])
def test_licences_bind_every_buyer_of_rare_earths(scenarios, economy, name):
    bounds = compile_case(scenarios[name], economy, "short", 1.0).bounds
    licensed = [buyer for bound in bounds if bound.kind == "export_licensing" for buyer in bound.importers]
    assert sorted(licensed) == sorted(set(economy.regions) - {"CHN"})


BASKETS = {
    "cn-agriculture": (("SOY", "AGR", "FOD"), 20.9, 19.5, 30.4),
    "cn-manufactures": (
        ("CHM", "PHA", "RPM", "STL", "OMT", "SEM", "ELC", "ELE", "MCH", "MVH", "TRN", "OMF"),
        66.5,
        44.8,
        85.7,
    ),
    "cn-energy": (("ENE",), 7.6, 33.9, 20.5),
    "cn-services": (("SRV",), 95.1 * 0.37 / 0.63, 25.1, 77.4),
}
"""Sectors, base of 2017, addition of 2021 and flow of the baseline, bn USD."""


@pytest.mark.parametrize("basket", BASKETS)
def test_phase_one_adds_up(measure, sold, basket):
    sectors, base, addition, baseline = BASKETS[basket]
    full, actual = measure("phase-one", basket), measure("phase-one-actual", basket)
    assert full.value.in_unit("bn USD") == pytest.approx(base + addition, abs=0.06)
    assert sold(*sectors) == pytest.approx(baseline, abs=0.05)
    assert (full.compliance, actual.compliance) == (1.0, 0.57)
    texts = {"compliance", "source", "note"}
    assert actual.model_dump(exclude=texts) == full.model_dump(exclude=texts)
    assert f"of 2024 has {baseline}" in " ".join(full.note.split())


def test_phase_one_comes_to_the_published_commitment(measure):
    """PIIE counts 274.5 bn USD for 2021, and 288.8 of 502.4 kept in both years."""
    total = sum(measure("phase-one", basket).value.in_unit("bn USD") for basket in BASKETS)
    assert total == pytest.approx(274.5, abs=0.5)
    assert measure("phase-one-actual", "cn-energy").compliance == pytest.approx(288.8 / 502.4, abs=ROUNDED)


def test_half_a_pledge_is_the_pledge_half_kept(measure):
    full, half = measure("soybean-pledge", "cn-soybeans"), measure("soybean-pledge-half", "cn-soybeans")
    texts = {"compliance", "source", "note"}
    assert half.model_dump(exclude=texts) == full.model_dump(exclude=texts)
    assert (str(full.quantity), full.compliance, half.compliance) == ("25 Mt", 1.0, 0.5)
    assert measure("busan-deal", "cn-soybeans").quantity == full.quantity


def test_the_pledge_is_below_what_the_baseline_sells(economy, measure):
    place = economy.sectors.index("SOY"), economy.regions.index("USA"), economy.regions.index("CHN")
    sold = economy.quantity[place]
    assert sold == pytest.approx(26.98)
    assert sold > measure("soybean-pledge", "cn-soybeans").quantity.in_unit("Mt")


def test_a_boycott_closes_one_flow(scenarios, economy):
    is_closed = compile_case(scenarios["soybean-boycott"], economy, "short", 1.0).shock.is_closed[0]
    place = economy.sectors.index("SOY"), economy.regions.index("USA"), economy.regions.index("CHN")
    assert is_closed[place]
    assert is_closed.sum() == 1


SINGLES = ["rare-earth-cutoff", "software-curbs", "affiliates-rule", "port-fees", "soybean-boycott"]


@pytest.mark.parametrize("single", SINGLES)
def test_the_spiral_repeats_the_single_scenarios(measure, single):
    for item in FILES[single]["measures"]:
        assert measure("spiral", item["id"]) == measure(single, item["id"])


def test_the_spiral_has_nothing_of_its_own():
    single = {item["id"] for name in SINGLES for item in FILES[name]["measures"]}
    assert {item["id"] for item in FILES["spiral"]["measures"]} == single
