"""Limits that do not bind and promises that are kept anyway: named, with the amount from which they would."""

import pytest

from simulator import run
from simulator.results.analysis.binding import binding_measures, binding_reasons
from simulator.results.analysis.idle import idle_measures, idle_sentences, without_effect

PROMISE = {"type": "purchase_commitment", "importer": "CHN", "exporter": "USA", "sectors": "SOY"}
QUOTA = {**PROMISE, "type": "import_quota"}


@pytest.fixture(scope="module")
def results():
    measures = [
        {"id": "kept", **PROMISE, "quantity": "5 Mt"},
        {"id": "loose", **QUOTA, "quantity": "900 Mt"},
        {"id": "tight", **QUOTA, "importer": "JPN", "share": 0.5},
        {"id": "wide", **QUOTA, "importer": ["KOR", "EUU"], "share": 3},
    ]
    return run({"name": "x", "title": "x", "measures": measures})


def test_measures_that_bind_nowhere_are_found_with_what_is_traded(results):
    table = idle_measures(results).set_index("measure")
    assert list(table.index) == ["kept", "loose", "wide"]
    traded = results.data["bound_quantity"].sel(bound="x/kept").item()
    assert table.loc[["kept", "loose"], "value"].tolist() == pytest.approx([traded, traded])
    assert table["limit"].tolist()[:2] == [5, 900]
    assert table["count"].tolist() == [1, 1, 2]


def test_they_are_said_with_the_amount_from_which_they_would_bind(results):
    traded = f"{results.data['bound_quantity'].sel(bound='x/kept').item():.4g} Mt"
    said = dict.fromkeys(text for _, text in idle_sentences(results))
    assert f"kept: its promise is kept anyway. {traded} a year are traded; it would bind above that" in "".join(said)
    assert f"loose: its limit does not bind. {traded} a year are traded; it would bind below that" in "".join(said)


@pytest.mark.parametrize(("promised", "is_idle"), [(0.99, True), (1.01, False)])
def test_identity_the_amount_is_where_it_begins_to_bind(results, promised, is_idle):
    traded = results.data["bound_quantity"].sel(bound="x/kept").item()
    others = [{"id": "tight", **QUOTA, "importer": "JPN", "share": 0.5}]
    again = run(
        {
            "name": "x",
            "title": "x",
            "measures": [{"id": "kept", **PROMISE, "quantity": f"{promised * traded} Mt"}, *others],
        }
    )
    assert (not idle_measures(again).empty) == is_idle


def test_what_the_reference_has_too_is_said_once():
    base = {"name": "base", "title": "base", "measures": [{"id": "kept", **PROMISE, "quantity": "5 Mt"}]}
    more = {
        "name": "more",
        "title": "more",
        "measures": [*base["measures"], {"id": "other", **QUOTA, "quantity": "800 Mt"}],
    }
    results = run([base, more], reference="base")
    assert [(name, text.split(":")[0]) for name, text in idle_sentences(results)] == [
        ("base", "kept"),
        ("more", "other"),
    ]


def test_measures_that_bind_are_named_with_what_they_hold_trade_to(results):
    table = binding_measures(results).set_index("measure")
    assert list(table.index) == ["tight"]
    bound = results.data.isel(bound=(results.data["measure"] == "tight").to_numpy(), horizon=0)
    assert table.loc["tight", ["limit", "premium"]].tolist() == [bound["limit"].item(), bound["premium"].item()]
    ((scenario, measure, reason),) = binding_reasons(results)
    assert (scenario, measure) == ("x", "tight")
    assert reason.startswith("SOY from USA to JPN is held to ")
    assert reason.endswith(f"at a premium of {bound['premium'].item():.3g} %.")


def test_licences_that_stop_users_bind_and_say_so():
    reasons = {(name, measure): reason for name, measure, reason in binding_reasons(run("rare-earth-cutoff"))}
    assert reasons["rare-earth-cutoff", "cn-licences"].startswith("all its ")
    assert reasons["rare-earth-cutoff", "cn-licences"].endswith("users stop for what is missing.")


TARIFF = {"type": "tariff", "importer": "USA", "exporter": "CHN", "sectors": "SOY"}


@pytest.mark.parametrize(
    ("measure", "is_without_effect"),
    [
        ({**TARIFF, "rate": 0.1}, False),
        ({**TARIFF, "rate": 0.0}, True),
        ({**TARIFF, "rate": 0.5, "coverage": 0}, True),
        ({**TARIFF, "rate": 0.0, "stacking": "max"}, True),
        ({**TARIFF, "rate": 0.0, "stacking": "replace"}, False),
        ({**QUOTA, "quantity": "900 Mt"}, False),
        ({**TARIFF, "rate": 0.1, "enabled": False}, False),
    ],
)
def test_measures_without_any_effect_are_found(measure, is_without_effect):
    results = run({"name": "x", "title": "x", "measures": [{"id": "it", **measure}]})
    assert without_effect(results) == ([("x", "it")] if is_without_effect else [])
    moved = abs(results["real_income"]).max().item() > 1e-9
    assert moved == (measure["type"] == "tariff" and not is_without_effect and measure.get("enabled", True))


def test_of_measures_that_the_reference_has_none_is_without_effect():
    base = {"name": "base", "title": "base", "measures": [{"id": "none", **TARIFF, "rate": 0.0}]}
    more = {**base, "name": "more", "measures": [*base["measures"], {"id": "late", **TARIFF, "rate": 0.0}]}
    assert without_effect(run([base, more], reference="base")) == [("more", "late")]
