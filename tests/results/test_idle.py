"""Limits that do not bind and promises that are kept anyway: named, with the amount from which they would."""

import pytest

from simulator import run
from simulator.results.analysis.idle import idle_measures, idle_sentences

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
