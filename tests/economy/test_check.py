"""Identity: every check holds on sound baselines, and each can fail."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy import baseline_report, check_identities, load_baseline, read_baseline
from simulator.errors import DataError
from tests.worlds import read_lines, set_cell, write_folder

NAMES = [
    "expenditure",
    "output",
    "costs",
    "value added",
    "trade shares",
    "final demand",
    "factor income",
    "income",
    "trade balance",
    "deficits",
    "world income",
    "quantities",
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_identity_holds_on_random_worlds(tmp_path, seed):
    report = baseline_report(read_baseline(write_folder(tmp_path, seed=seed)))
    assert [result.name for result in report] == NAMES
    assert all(result.ok and result.gap <= 1e-12 for result in report)


def test_every_identity_holds_on_the_shipped_baseline():
    for result in baseline_report(load_baseline()):
        assert result.ok, str(result)
        assert result.gap <= 1e-9
        assert "holds" in str(result)


def scale_rows(folder, file, column, factor, **where):
    """Multiply a column in the rows that hold the given cells."""
    header, *rows = read_lines(folder, file)
    names = header.split(",")
    for line, text in enumerate(rows, start=2):
        cells = dict(zip(names, text.split(","), strict=True))
        if all(cells[name] == value for name, value in where.items()):
            set_cell(folder, file, line, column, repr(float(float(cells[column]) * factor)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [("input_shares.csv", "share", 9, {"region": "BEL", "sector": "ORE"})],
            r"value added: .*, but not at \(ORE, BEL\): -\d.* against 1e-06, .* — lower the input shares of",
        ),
        (
            [("flows.csv", "value", 0.05, {"importer": "CYR", "sector": "GRN"})],
            r"final demand: spending covers .*, but not at .*\(GRN, CYR\): .* against .* — lower this input's",
        ),
        (
            [("flows.csv", "value", 0, {"exporter": "ANA"})],
            r"factor income: every region earns something, but not at \(ANA\): 0 against .* — give the region sales",
        ),
        (
            [("flows.csv", "value", 0, {"importer": "ANA"}), ("input_shares.csv", "share", 0, {"region": "ANA"})],
            r"income: every region has final demand, but not at \(ANA\): 0 against .* — give the region purchases",
        ),
        (
            [("flows.csv", "value", 0, {}), ("input_shares.csv", "share", 0, {})],
            r"factor income: every region earns something, but not at \(ANA\): 0 against .*\(BEL\)",
        ),
    ],
)
def test_a_folder_that_breaks_a_condition_is_refused(folder, changes, expected):
    (folder / "quantities.csv").unlink()
    for file, column, factor, where in changes:
        scale_rows(folder, file, column, factor, **where)
    with pytest.raises(DataError, match=expected):
        read_baseline(folder)


def test_amounts_too_large_to_add_break_the_identities(folder):
    for line in range(2, len(read_lines(folder, "flows.csv")) + 1):
        set_cell(folder, "flows.csv", line, "value", "1e308")
    with pytest.raises(DataError, match=r"expenditure: .*\(GRN, ANA\): inf against .* lose their digits") as caught:
        read_baseline(folder)
    for name in ("output", "costs", "trade shares", "trade balance", "deficits", "world income"):
        assert f": {name}: " in str(caught.value)


def test_input_shares_that_sum_to_one_leave_no_value_added(folder):
    levels = read_baseline(folder).levels
    total = 1 - levels.value_added_share[0, 2]
    scale_rows(folder, "input_shares.csv", "share", 1 / total, region="CYR", sector="GRN")
    with pytest.raises(DataError, match=r"value added: .* not at \(GRN, CYR\)"):
        read_baseline(folder)


def test_a_sector_without_output_may_leave_no_value_added(tmp_path):
    economy = read_baseline(write_folder(tmp_path, absent=[("ORE", "CYR")]))
    shares = economy.levels.input_share.copy()
    shares[:, 1, 2] = [1, 0]
    results = check_identities(replace(economy.levels, input_share=shares), economy.regions, economy.sectors)
    assert all(result.ok for result in results)


@pytest.mark.parametrize(
    ("derived", "place", "worst"),
    [
        ("final_demand", (1, 2), {"expenditure": "ORE, CYR"}),
        ("output", (0, 1), {"output": "GRN, BEL"}),
        ("earnings", (1, 0), {"costs": "ORE, ANA"}),
        ("trade_share", (1, 0, 2), {"trade shares": "ORE, CYR"}),
        ("deficit", (2,), {"trade balance": "CYR", "deficits": "the world"}),
        ("income", (1,), {"world income": "the world"}),
        ("tariff_revenue", (0,), {"world income": "the world"}),
    ],
)
def test_an_identity_fails_if_a_derived_level_is_wrong(folder, derived, place, worst):
    economy = read_baseline(folder)
    wrong = getattr(economy.levels, derived).copy()
    wrong[place] *= 1 + 1e-6
    levels = replace(economy.levels)
    for name in ("expenditure", "output", "final_demand", "income", "deficit", "tariff_revenue", "earnings"):
        levels.__dict__[name] = getattr(economy.levels, name)
    levels.__dict__[derived] = wrong
    results = check_identities(levels, economy.regions, economy.sectors)
    found = {result.name: result.worst for result in results if not result.ok}
    assert worst.items() <= found.items()
    assert all(f"not at ({result.worst}): " in str(result) for result in results if not result.ok)


def test_more_broken_cells_than_fit_are_counted(folder):
    economy = read_baseline(folder)
    levels = replace(economy.levels, input_share=economy.levels.input_share + 1)
    result = next(r for r in check_identities(levels, economy.regions, economy.sectors) if r.name == "value added")
    assert len(result.broken) == 6
    assert "; and 1 more cells — lower" in str(result)


def test_a_level_that_is_not_a_number_breaks_its_identity(folder):
    economy = read_baseline(folder)
    flow = economy.levels.trade_flow.copy()
    flow[0, 1, 2] = np.nan
    results = check_identities(replace(economy.levels, trade_flow=flow), economy.regions, economy.sectors)
    assert not any(result.ok for result in results if result.name in ("expenditure", "deficits", "factor income"))


@pytest.mark.parametrize("amount", [0.0, -2.0, np.inf])
def test_quantities_belong_to_traded_flows(folder, amount):
    economy = read_baseline(folder)
    flow, quantity = economy.levels.trade_flow.copy(), economy.quantity.copy()
    if np.isinf(amount):
        flow[1, 0, 2] = 0
    else:
        quantity[1, 0, 2] = amount
    broken = replace(economy, quantity=quantity, levels=replace(economy.levels, trade_flow=flow))
    result = baseline_report(broken)[-1]
    assert (result.name, result.ok, result.worst) == ("quantities", False, "(ORE, ANA → CYR)")
    assert "remove the quantity from quantities.csv" in str(result)
