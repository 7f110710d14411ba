"""The shipped disputes say what held on which day: rates, suspensions and futures agree with the figures they name."""

import re
from datetime import date

import numpy as np
import pytest
from ruamel.yaml import YAML

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.scenario import library_folder, load_scenario, load_suite, on_date
from simulator.scenario.dates.branch import load_branches
from simulator.scenario.effects.compile import compile_case

FOLDER = library_folder()
BRANCHES = ("talks-succeed", "drift", "spiral")
FILES = ("dispute-2025", *(f"dispute-2025/{name}" for name in BRANCHES), "history/history-2018-2026")
BRANCHED = date(2025, 10, 25)
ROUNDED = 0.01
"""Rates and coverage are written with three digits."""


@pytest.fixture(scope="module")
def dispute(economy):
    return load_scenario(FOLDER / "dispute-2025.yaml", economy)


@pytest.fixture(scope="module")
def futures(economy):
    return {scenario.name: scenario for scenario in load_branches(FOLDER / "dispute-2025.yaml", economy, (), BRANCHED)}


def added(scenario, economy, day, exporter="CHN", importer="USA"):
    """Points that the law adds to tariffs of one pair on a day: all sectors, and their average at baseline weights."""
    pair = np.s_[:, economy.regions.index(exporter), economy.regions.index(importer)]
    case = compile_case(on_date(scenario, day), economy, "short", 1.0)
    new = case.shock.tariff_new[0] if case.statutory is None else case.statutory
    points = 100 * (new - economy.levels.tariff)[pair]
    weights = economy.levels.trade_flow[pair] * economy.is_goods
    return points, points @ weights / weights.sum()


def in_force(scenario, day):
    return {item.id for item in on_date(scenario, day).enabled if item.type != "tariff"}


@pytest.mark.parametrize(
    ("day", "on_china", "on_india", "on_canada"),
    [
        (date(2025, 2, 4), 9.86, 0, 0),
        (date(2025, 3, 6), 19.54, 0, 1.17),
        (date(2025, 4, 12), 102.90, 6.92, 3.68),
        (date(2025, 5, 14), 27.14, 6.92, 3.68),
        (date(2025, 6, 4), 28.41, 8.34, 5.01),
        (date(2025, 8, 7), 28.41, 17.11, 5.66),
        (date(2025, 8, 27), 29.12, 31.80, 6.10),
        (date(2025, 10, 14), 29.12, 31.80, 6.10),
        (date(2025, 11, 14), 19.44, 31.22, 6.23),
        (date(2026, 2, 24), 10.76, 8.94, 5.20),
        (date(2026, 4, 6), 10.77, 9.00, 5.73),
        (date(2026, 7, 24), 12.11, 8.94, 5.73),
    ],
)
def test_averages_are_those_of_the_law(dispute, economy, day, on_china, on_india, on_canada):
    """Points of the law's schedule, returned goods counted: China's 9.86, 19.54, 102.9, 29.12, 10.77 and 12.11 are
    those that its source gives for all goods."""
    averages = [added(dispute, economy, day, partner)[1] for partner in ("CHN", "IND", "CAN")]
    assert averages == pytest.approx([on_china, on_india, on_canada], abs=ROUNDED)


def test_what_is_collected_is_a_share_of_the_law(dispute, economy):
    pair = np.s_[:, economy.regions.index("CHN"), economy.regions.index("USA")]
    for day, share in ((date(2025, 10, 14), 0.911), (date(2026, 2, 24), 0.944), (date(2026, 7, 24), 0.81)):
        case = compile_case(on_date(dispute, day), economy, "short", 1.0)
        law, collected = (
            tariff[pair] - economy.levels.tariff[pair] for tariff in (case.statutory, case.shock.tariff_new[0])
        )
        np.testing.assert_allclose(collected, share * law, atol=1e-12)


def test_between_the_tables_metals_pay_from_march(dispute, economy):
    before, after = (added(dispute, economy, date(2025, 3, day), "EUU")[0] for day in (11, 12))
    assert not before.any()
    assert after[economy.sectors.index("STL")] > 10
    assert after[economy.sectors.index("MVH")] == 0


def test_peak_of_april_leaves_out_what_is_exempt(dispute, economy):
    points, _ = added(dispute, economy, date(2025, 4, 12))
    expected = {"ELC": 43.2, "TEX": 141.1, "PHA": 27.4, "STL": 44.8}
    found = {code: points[economy.sectors.index(code)] for code in expected}
    assert found == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(
    ("day", "total"),
    [
        (date(2025, 3, 9), 3),
        (date(2025, 3, 10), 13),
        (date(2025, 4, 10), 97),
        (date(2025, 4, 12), 138),
        (date(2025, 5, 14), 23),
        (date(2025, 11, 10), 13),
    ],
)
def test_duty_on_soybeans(dispute, economy, day, total):
    points, _ = added(dispute, economy, day, "USA", "CHN")
    assert 3 + points[economy.sectors.index("SOY")] == pytest.approx(total)


def test_pledge_falls_due_by_window(dispute):
    (pledge,) = (item for item in dispute.measures if item.id == "cn-soybeans")
    assert [(str(item.total), item.end.year) for item in pledge.windows] == [
        ("12 Mt", 2025),
        ("25 Mt", 2026),
        ("25 Mt", 2027),
        ("25 Mt", 2028),
    ]


def test_futures_are_one_until_they_branch(futures, dispute, economy):
    assert tuple(futures) == BRANCHES
    for day in (date(2025, 3, 31), date(2025, 4, 30), date(2025, 8, 31), BRANCHED):
        for name in BRANCHES:
            assert in_force(futures[name], day) == in_force(dispute, day)
            for pair in (("CHN", "USA"), ("USA", "CHN"), ("JPN", "USA")):
                expected = added(dispute, economy, day, *pair)[0]
                np.testing.assert_array_equal(added(futures[name], economy, day, *pair)[0], expected)


@pytest.mark.parametrize(
    ("name", "day", "on_china", "on_usa"),
    [
        ("talks-succeed", date(2025, 11, 9), 29.1, 12.7),
        ("talks-succeed", date(2025, 11, 10), 19.4, 11.1),
        ("talks-succeed", date(2026, 11, 11), 34.1, 35.1),
        ("drift", date(2025, 11, 10), 29.1, 12.7),
        ("drift", date(2027, 6, 1), 29.1, 12.7),
        ("spiral", date(2025, 10, 31), 29.1, 12.7),
        ("spiral", date(2025, 11, 1), 90.3, 112.7),
        ("spiral", date(2025, 11, 10), 105.0, 136.7),
        ("spiral", date(2027, 6, 1), 105.0, 136.7),
    ],
)
def test_tariffs_of_the_futures(futures, economy, name, day, on_china, on_usa):
    averages = [added(futures[name], economy, day, *pair)[1] for pair in (("CHN", "USA"), ("USA", "CHN"))]
    assert averages == pytest.approx([on_china, on_usa], abs=0.05)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("talks-succeed", date(2025, 11, 9), "us-affiliates us-port-fees cn-port-fees cn-licences-usa"),
        ("talks-succeed", date(2025, 12, 1), "cn-licences-usa cn-soybeans"),
        (
            "talks-succeed",
            date(2026, 11, 11),
            "us-affiliates us-port-fees cn-port-fees cn-licences-usa cn-soybeans cn-october-licences",
        ),
        (
            "drift",
            date(2025, 12, 1),
            "us-affiliates us-port-fees cn-port-fees cn-licences-usa cn-soybeans cn-october-licences",
        ),
        (
            "spiral",
            date(2025, 12, 1),
            "us-affiliates us-port-fees cn-port-fees cn-licences-usa cn-soybeans cn-october-licences us-software",
        ),
    ],
)
def test_curbs_and_pledges_of_the_futures(futures, name, day, expected):
    assert in_force(futures[name], day) == set(expected.split())


def test_the_threat_keeps_what_was_exempt(futures, economy):
    """The tracker of 10 October 2025 has 30.88 points before the threat and 94.54 with it, with other exemptions."""
    before, after = (added(futures["spiral"], economy, date(2025, month, 1))[1] for month in (10, 11))
    assert after - before == pytest.approx(61.2, abs=0.05)
    assert after - before == pytest.approx(94.54 - 30.88, abs=3)


@pytest.mark.parametrize(
    ("day", "total"),
    [
        (date(2018, 7, 5), 3),
        (date(2018, 7, 6), 28),
        (date(2019, 9, 1), 33),
        (date(2020, 2, 14), 30.5),
        (date(2020, 3, 2), 3),
        (date(2025, 4, 12), 138),
        (date(2025, 11, 10), 13),
    ],
)
def test_history_of_the_duty_on_soybeans(day, total):
    economy = load_baseline("us-china-2017")
    scenario = load_scenario(FOLDER / "history" / "history-2018-2026.yaml", economy)
    points, _ = added(scenario, economy, day, "USA", "CHN")
    assert 3 + points[economy.sectors.index("SOY")] == pytest.approx(total, abs=ROUNDED)


@pytest.mark.parametrize(
    ("day", "average"), [(date(2018, 9, 24), 5.87), (date(2019, 6, 15), 10.96), (date(2020, 2, 14), 12.67)]
)
def test_history_holds_one_state_a_day(day, average):
    """Averages are those of `docs/validation/events/averages_check.csv`."""
    economy = load_baseline("us-china-2017")
    scenario = load_scenario(FOLDER / "history" / "history-2018-2026.yaml", economy)
    assert added(scenario, economy, day)[1] == pytest.approx(average, abs=ROUNDED)


@pytest.mark.parametrize("name", FILES)
def test_every_measure_has_dates_label_and_source(name):
    file = YAML(typ="safe", pure=True).load(FOLDER / f"{name}.yaml")
    assert all(item["source"] and item["label"] and item["start"] for item in file["measures"])
    assert file["assumptions"]
    assert len(re.findall(r"[.!?](?=\s|$)", file["summary"].strip())) == 2


@pytest.mark.parametrize(("folder", "name"), [("", "dispute-2025"), ("history", "history-2018-2026")])
def test_a_suite_runs_without_its_timelines(folder, name):
    assert name not in {entry.name for entry in load_suite(FOLDER / folder).entries}
    assert [entry.name for entry in load_suite(FOLDER / folder / f"{name}.yaml").entries] == [name]


def test_a_timeline_that_is_not_there_is_named(tmp_path):
    (tmp_path / "one.yaml").write_text("title: One\n")
    (tmp_path / "suite.yaml").write_text("title: All\ntimelines: [onee]\n")
    with pytest.raises(ScenarioError, match=r"suite\.yaml:2:13: timelines\[0\]: got 'onee', but no scenario has this"):
        load_suite(tmp_path)


def test_a_suspended_measure_does_not_bring_its_parents_back(tmp_path, economy):
    measure = "{id: a, type: tariff, importer: USA, exporter: CHN, sectors: TEX, start: 2025-01-01, "
    rest = "suspended: [{start: 2025-03-01, end: 2025-03-31}]"
    (tmp_path / "one.yaml").write_text(f"title: One\nmeasures:\n  - {measure}rate: 10%}}\n")
    later = measure.replace("2025-01-01", "2025-02-01")
    (tmp_path / "two.yaml").write_text(f"title: Two\nextends: one\nmeasures:\n  - {later}rate: 20%, {rest}}}\n")
    scenario = load_scenario(tmp_path / "two.yaml", economy)
    place = economy.sectors.index("TEX")
    rates = [added(scenario, economy, date(2025, month, 15))[0][place] for month in (1, 2, 3, 4)]
    assert rates == pytest.approx([10, 20, 0, 20])
