"""The answer of a report: eight sentences at most, the finding first, each of them the numbers'."""

import numpy as np
import pytest

from simulator.report.catalogue import drawings
from simulator.report.page.answer import SENTENCES, summary, unsolved_note
from simulator.report.page.moves import region_words
from simulator.report.views.run import View
from simulator.report.wording.words import amount, signed, signed_percent
from simulator.results.analysis.moves import sector_moves
from tests.report.made_up import SCENARIOS, made_up, with_draws

GROUPS = {"tariff": "Threats", "cutoff": "Threats", "pledge": "Talks", "boycott": "Talks", "broken": "Talks"}


def told(results) -> list[str]:
    view = View.of(results)
    return summary(view, {name: item.chart(view) for name, item in drawings(view).items()})


def change(results, region="USA"):
    found = results.reference_change("own_income").sel(horizon="short", region=region).drop_sel(scenario="truce")
    return found.to_series().dropna()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"scenarios": ["truce"]},
        {"scenarios": ["truce", "tariff"]},
        {"scenarios": ["tariff"], "reference": ""},
        {"scenarios": ["tariff", "cutoff", "boycott"], "reference": ""},
    ],
)
def test_there_are_five_to_eight_sentences(options):
    sentences = told(made_up(**options))
    assert 5 <= len(sentences) <= SENTENCES == 8
    for sentence in sentences:
        assert sentence.endswith(".")
        assert not sentence[0].islower()
        assert "nan" not in sentence
        assert "not solved" not in sentence


def test_best_and_worst_are_named(results):
    series = change(results)
    first = told(results)[0]
    assert f"“The {series.idxmin()}”" in first.partition(", and the best")[0]
    best = first.partition(", and the best")[2]
    assert f"“The {series.idxmax()}”" in best
    assert f"({signed_percent(series.max())}" in best


def test_headings_are_compared_first():
    results = made_up(texts={name: {"group": group} for name, group in GROUPS.items()})
    first = told(results)[0]
    assert first.startswith("Against “The truce”, the scenarios of “T")
    for group in ("Threats", "Talks"):
        own = change(results)[[name for name in change(results).index if GROUPS[name] == group]]
        assert f"{signed(own.min())} to {signed(own.max())}\u00a0% in the United States" in first


def test_what_cannot_be_made_stands_beside_the_answer(results):
    told_of = told(results)
    gdp = next(sentence for sentence in told_of if "handed out by application" in sentence)
    change = results.reference_change("real_gdp").sel(scenario="cutoff", horizon="short")
    for region, place in (("USA", "the United States"), ("BRA", "Brazil")):
        assert f"{signed_percent(float(change.sel(region=region)))} in {place}" in gdp
    lost = told_of[told_of.index(gdp) + 1]
    at_risk = results.reference_change("value_added_at_risk").sel(scenario="cutoff", horizon="short")
    unit = View.of(results).unit("value_added_at_risk")
    assert f"{amount(float(at_risk.sel(region='USA')), unit)} in the United States" in lost
    assert "stocks of 2 months used up" in lost
    assert "it is an assumption, not an estimate, that 50\u00a0% of the output of 1 sector" in lost
    assert "(band: 20 to 90\u00a0%)" in lost
    assert not any("output would be at risk" in sentence for sentence in told_of)


def test_welfare_is_told_a_household_or_a_head():
    results = made_up()

    def money():
        return next(sentence for sentence in told(results) if "welfare changes by" in sentence)

    assert "USD a household in the United States" in money()
    results.data["welfare_per_household"][:] = np.nan
    assert "USD a head in the United States" in money()
    results.data["welfare_per_head"][:] = np.nan
    assert "USD in the United States" in money()


def test_prices_in_the_numeraire_are_no_answer(results):
    assert not any("consumer prices change" in sentence for sentence in told(results))


def test_many_scenarios_are_counted_and_few_are_named(results):
    both = next(sentence for sentence in told(results) if sentence.startswith("Both"))
    series, other = change(results), change(results, "CHN")
    for verb, sign in (("gain", 1), ("lose", -1)):
        names = [name for name in series.index if sign * series[name] > 0.005 and sign * other[name] > 0.005]
        assert (f"{verb} under “The {names[0]}”" in both) if names else (verb not in both)
    more = [f"s{place}" for place in range(30)]
    crowd = made_up(["truce", *more], unsolved=[])
    crowd.data["own_income"].loc[{"region": "CHN"}] = crowd.data["own_income"].sel(region="USA").to_numpy()
    counted = told(crowd)
    assert any("of the 30 scenarios" in sentence for sentence in counted)


def test_draws_say_how_sure_the_direction_is(results):
    assert any(
        sentence.startswith("Over 40 draws of elasticities, it is open whether")
        for sentence in told(with_draws(results))
    )


def test_a_lone_reference_is_held_against_the_baseline(results):
    lone = made_up(["truce"])
    value = float(lone.data["own_income"].sel(scenario="truce", horizon="short", region="USA"))
    assert f"Against the 2024 baseline, “The truce” changes own income by {signed_percent(value)}" in told(lone)[0]


def test_what_was_not_solved_is_said_beside_the_answer(results):
    assert unsolved_note(View.of(results)) == "Not solved, and shown without numbers: “The broken”."
    assert unsolved_note(View.of(made_up(unsolved=[]))) == ""
    assert told(made_up(unsolved=SCENARIOS)) == []


def test_without_its_reference_a_run_is_held_against_the_baseline():
    results = made_up(reference="broken")
    assert all("against “The broken”" not in sentence for sentence in told(results))
    assert unsolved_note(View.of(results)).endswith("So changes are against the baseline, not the reference.")


def test_winners_and_losers_are_ordered_by_size(results):
    view = View.of(results)
    gains, losses = region_words(view, "tariff")
    full = results.reference_change("own_income").sel(horizon="short", scenario="tariff").to_series()
    names = dict(zip(view.regions, map(view.names.region, view.regions), strict=True))
    assert gains.startswith(f"{names[full.idxmax()]} {signed_percent(full.max())}")
    assert losses.startswith(f"{names[full.idxmin()]} {signed_percent(full.min())}")


def test_sectors_are_weighed_by_their_output(results):
    table = sector_moves(View.of(results), "tariff", "USA")
    base = results.baseline("output_value").sel(region="USA").to_series()
    percent = (
        results.reference_change("output_volume").sel(horizon="short", scenario="tariff", region="USA").to_series()
    )
    assert table["money"].to_dict() == pytest.approx((percent * base / 100).to_dict())
    assert table["money"].is_monotonic_decreasing
