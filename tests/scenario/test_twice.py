"""Duties that seem to be counted twice are noted, and what is meant to stack is not."""

import pytest

from simulator.scenario import load_scenario

BROAD = (
    "title: truce\nmeasures: [{id: all-goods, type: tariff, importer: BEL, exporter: ANA, sectors: all, rate: 10%}]\n"
)
NARROW = "{id: ore, type: tariff, importer: BEL, exporter: ANA, sectors: ORE, rate: 5%"


@pytest.fixture
def notes(tmp_path, small):
    def of(measure, parent=BROAD):
        (tmp_path / "truce.yaml").write_text(parent)
        (tmp_path / "x.yaml").write_text(f"title: x\nextends: truce\nmeasures: [{measure}]\n")
        return load_scenario(tmp_path / "x.yaml", small).assumptions

    return of


def test_a_rate_for_a_sector_over_a_broader_one_names_stacking(notes):
    (note,) = notes(f"{NARROW}}}")
    assert note.startswith("ore: comes on top of all-goods, which has the same flows and more sectors.")
    assert "`stacking: replace` or `stacking: max`" in note


@pytest.mark.parametrize(
    "measure",
    [
        f"{NARROW}, stacking: add}}",
        f"{NARROW}, stacking: max}}",
        f"{NARROW}, enabled: false}}",
        NARROW.replace("ANA", "CYR") + "}",
        NARROW.replace("ORE", "all") + "}",
    ],
)
def test_what_is_meant_or_hits_something_else_is_not_noted(notes, measure):
    assert notes(measure) == ()


def test_a_broader_rate_of_zero_holds_no_duty(notes):
    assert notes(f"{NARROW}}}", BROAD.replace("10%", "0")) == ()
