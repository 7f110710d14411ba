"""Whom results are about: those that measures name, by the trade at stake, and nobody by default."""

import pytest

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.experiment.plan import Options, make_plan
from simulator.results.indicators.headline import first_two

CARS = {"id": "eu-cars", "type": "tariff", "importer": "EUU", "exporter": "CHN", "sectors": "MVH", "rate": 0.2}
ON_ALL = {"id": "us-all", "type": "tariff", "importer": "USA", "exporter": "all", "sectors": "goods", "rate": 0.1}
ON_JAPAN = {"id": "us-japan", "type": "tariff", "importer": "USA", "exporter": "JPN", "sectors": "goods", "rate": 0.1}
ANSWER = {"id": "jp-us", "type": "tariff", "importer": "JPN", "exporter": "USA", "sectors": "goods", "rate": 0.1}
HARVEST = {"id": "harvest", "type": "supply_disruption", "region": "BRA", "sectors": "SOY", "lost": 0.3}


def actors(*scenarios, **options):
    plan = make_plan([{"title": name, "measures": measures} for name, measures in scenarios], Options(**options))
    assert sorted(plan.actors) == sorted(plan.economy.regions)
    return plan.actors


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([CARS], {"EUU", "CHN"}),
        ([ON_JAPAN, ANSWER], {"USA", "JPN"}),
        ([ANSWER], {"USA", "JPN"}),
        ([CARS, ON_JAPAN, ANSWER], {"USA", "JPN"}),
    ],
)
def test_contract_actors_are_those_whom_measures_name_with_most_trade_at_stake(measures, expected):
    assert set(first_two(actors(("one", measures)))) == expected


def test_contract_equal_trade_at_stake_puts_more_income_first():
    assert first_two(actors(("answer", [ANSWER]))) == ("USA", "JPN")
    assert first_two(actors(("cars", [CARS]))) == ("CHN", "EUU")


def test_contract_the_world_at_large_is_no_actor():
    """A duty on all partners is its importer's; then come partners by the trade that it hits."""
    first, second = first_two(actors(("all", [ON_ALL])))
    assert first == "USA"
    levels, regions = load_baseline().levels, load_baseline().regions
    sold = {code: levels.trade_flow[:, place, 0].sum() for place, code in enumerate(regions) if code != "USA"}
    assert second in sorted(sold, key=sold.__getitem__)[-3:]


def test_contract_a_producer_that_a_measure_hits_is_an_actor():
    assert actors(("harvest", [HARVEST]))[0] == "BRA"


def test_contract_what_all_scenarios_share_with_their_reference_names_nobody():
    shared, other = ("truce", [ON_JAPAN, ANSWER]), ("cars", [ON_JAPAN, ANSWER, CARS])
    assert set(first_two(actors(shared, other, reference="truce"))) == {"EUU", "CHN"}
    assert set(first_two(actors(shared, reference="truce"))) == {"USA", "JPN"}


def test_contract_focus_goes_before_measures_and_is_read_like_any_region():
    assert first_two(actors(("cars", [CARS]), focus="Japan, KOR")) == ("JPN", "KOR")
    assert first_two(actors(("cars", [CARS]), focus=["KOR"])) == ("KOR", "CHN")
    with pytest.raises(ScenarioError, match="focus: got the unknown region 'Atlantis'"):
        actors(("cars", [CARS]), focus="Atlantis")


def test_contract_without_measures_the_largest_economies_are_looked_at():
    assert first_two(actors(("nothing", []))) in {("USA", "EUU"), ("USA", "CHN")}


def of_each(*scenarios, **options):
    plan = make_plan([{"title": name, "measures": measures} for name, measures in scenarios], Options(**options))
    return [plan.actors_of(scenario) for scenario in plan.scenarios]


def test_contract_each_scenario_is_about_those_whom_its_own_measures_name():
    truce, cars, all_of_it = of_each(
        ("truce", [ON_JAPAN]), ("cars", [ON_JAPAN, CARS]), ("all", [ON_JAPAN, ON_ALL]), reference="truce"
    )
    assert set(truce) == {"USA", "JPN"}
    assert set(cars) == {"EUU", "CHN"}
    assert all_of_it == ("USA",)


def test_contract_focus_is_what_every_scenario_is_about():
    assert of_each(("cars", [CARS]), ("japan", [ON_JAPAN]), focus="BRA,IND") == [("BRA", "IND")] * 2
