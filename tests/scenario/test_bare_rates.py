"""Bare rates above 1 get a note, and a measure with a table needs no flows of its own."""

import logging

import numpy as np
import pytest

from simulator.scenario import load_scenario

FLOWS = "importer: USA, exporter: CHN, sectors: goods"


@pytest.mark.parametrize(
    ("rate", "notes"),
    [
        ("2.5", ["x: a: rate: 2.5 is 250%, as rates are fractions; 2.5 % is written 2.5%."]),
        ("{2025-11-01: 0.1, 2026-01-01: 3}", ["x: a: rate: 3 is 300%, as rates are fractions; 3 % is written 3%."]),
        ("250%", []),
        ("1", []),
        ("0.25", []),
    ],
)
def test_a_bare_rate_above_one_is_noted(write, economy, caplog, rate, notes):
    write("x.yaml", f"title: x\nmeasures:\n  - {{id: a, type: tariff, {FLOWS}, rate: {rate}}}\n")
    with caplog.at_level(logging.WARNING):
        scenario = load_scenario("x", economy)
    assert [record.getMessage() for record in caplog.records] == notes
    assert len(scenario.assumptions) == len(notes)


def test_an_option_is_noted_likewise(write, economy, caplog):
    write("x.yaml", f"title: x\nmeasures:\n  - {{id: a, type: tariff, {FLOWS}, rate: 0.1}}\n")
    load_scenario("x", economy, ("a.rate=2.5",))
    assert "a: rate: 2.5 is 250%" in caplog.text


@pytest.mark.parametrize(("kind", "column", "value"), [("tariff", "rate", "20%"), ("trade_cost", "hat", "1.2")])
def test_a_table_is_about_all_flows_that_it_lists(write, economy, kind, column, value):
    write("x.yaml", f"title: x\nmeasures:\n  - {{id: a, type: {kind}, table: t.csv}}\n")
    write("t.csv", f"exporter,importer,sector,{column}\nCHN,USA,MCH,{value}\nEUU,BRA,services,{value}\n")
    measure = load_scenario("x", economy).measures[0]
    assert int(np.sum(measure.cells(economy))) == 1 + int((~economy.is_goods).sum())


def test_a_rate_needs_its_flows(write, problems_of):
    write("x.yaml", "title: x\nmeasures:\n  - {id: a, type: tariff, importer: USA, rate: 0.1}\n")
    assert [problem.split(" — ")[0].split(": ", 1)[1] for problem in problems_of("x")] == [
        "measures[0].exporter: is missing",
        "measures[0].sectors: is missing",
    ]
