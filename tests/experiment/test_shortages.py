"""What variations assume of shortages and closures: drawn within bands, the same as a baseline that says so."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from simulator.economy import load_baseline
from simulator.experiment.assumptions.draws import RESPONSIVE, Draws, draw, responding_deficits, uncertain_numbers
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.breakeven import Search, breakeven
from simulator.experiment.decompose import decompose
from simulator.experiment.plan import Options
from simulator.experiment.run import run
from simulator.experiment.sensitivity import sensitivity
from simulator.experiment.sweep import sweep
from simulator.experiment.uncertainty import uncertainty
from simulator.results.assembly.quantiles import drawn_indicators
from simulator.scenario import load_scenario
from tests.experiment.counting import ignored
from tests.worlds import ELASTICITIES, write_folder, write_table

SOLVED = 1e-7
"""Tolerance of numbers that are solved twice from different starts."""
EXPOSURE_HEADER = "input,user,region,share,share_low,share_high,relief,relief_low,relief_high,source"
EXPOSED = (
    ("ORE", "GRN", "*", 0.3, 0.1, 0.6, 0.05, 0.0, 0.2, "assumed"),
    ("ORE", "ORE", "BEL", 0.2, 0.2, 0.4, 0.05, 0.05, 0.05, "assumed"),
)
STOCKS = (("BEL", "ORE", 1.0, 0.5, 2, "months", "assumed"), ("CYR", "ORE", 0.1, 0.1, 1, "months", "assumed"))
DEFICIT = ("deficit", "*", 1.5, 0, 0.43, "assumed")
SHORTAGES = ["exposure.ORE", "relief.ORE", "stocks.ORE"]
LICENCE = """\
title: Licences for ore
measures:
  - {id: licence, type: export_licensing, importer: all, exporter: ANA, sectors: ORE, approval_rate: 0.3}
"""
TARIFF = """\
title: A tariff
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 0.4}
"""


def write_world(path, exposed=EXPOSED, stocks=STOCKS, elasticities=(*ELASTICITIES, DEFICIT)):
    """A small world whose users are exposed to ore."""
    write_folder(path, elasticities=elasticities)
    write_table(path, "exposure.csv", EXPOSURE_HEADER, exposed)
    write_table(path, "stocks.csv", "region,sector,months,low,high,unit,source", stocks)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shortages")
    write_world(folder / "world")
    texts = {"calm": "title: Nothing\nmeasures: []\n", "licence": LICENCE, "tariff": TARIFF}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def economy(folder):
    return load_baseline(folder / "world")


@pytest.fixture(scope="module")
def licence(folder, economy):
    return load_scenario(folder / "licence.yaml", economy, [])


def options(folder, **more):
    return Options(baseline=folder / "world", reference=str(folder / "calm.yaml"), **more)


def single(folder, **more):
    """The licences alone, as a run has them."""
    return run(folder / "licence.yaml", **vars(options(folder, **more)))


def task_of(economy, scenario, draws, indicators=("real_gdp", "value_added_at_risk", "own_income")):
    assumed = draws.assumed(economy, 0, len(draws))
    return VariationBlock("one", economy, scenario, "short", draws.levers(0, len(draws)), assumed, indicators)


def placed(numbers, **values):
    """One draw with some numbers put where they are said to be, all others at their centre."""
    row = [values.get(item.name.replace(".", "_"), item.centre) for item in numbers]
    return Draws(tuple(numbers), np.array([row]), 0)


def test_shortages_are_drawn_where_something_is_rationed_only(folder, economy, licence):
    tariff = load_scenario(folder / "tariff.yaml", economy, [])
    market = load_scenario(folder / "licence.yaml", economy, ["licence.allocation=market"])
    idle = load_scenario(folder / "licence.yaml", economy, ["licence.approval_rate=1"])
    off = load_scenario(folder / "licence.yaml", economy, ["licence.enabled=false"])

    def shortages(*scenarios):
        return [item.name for item in uncertain_numbers(economy, scenarios) if item.role == "shortage"]

    assert shortages(tariff, licence) == SHORTAGES
    assert shortages(tariff, market, idle, off) == []


def test_shortages_stay_in_their_bands(economy, licence):
    numbers = uncertain_numbers(economy, [licence])
    drawn = draw(numbers, 200, seed=4)
    column = {item.name: drawn.values[:, place] for place, item in enumerate(numbers)}
    for name, low, high in (("exposure.ORE", 0.1, 0.6), ("relief.ORE", 0.0, 0.2), ("stocks.ORE", 0.5, 2)):
        assert low <= column[name].min() < low + 0.1 * (high - low), name
        assert high - 0.1 * (high - low) < column[name].max() <= high, name
    for positions in drawn.assumed(economy, 0, 200).positions:
        assert positions.shape == (200, 1)
        assert -1 <= positions.min() < -0.5
        assert 0.5 < positions.max() <= 1


def test_the_central_draw_is_the_central_run_to_the_last_bit(economy, licence):
    numbers = uncertain_numbers(economy, [licence])
    plain = VariationBlock("one", economy, licence, "short", ({},), None, drawn_indicators())
    drawn = replace(plain, assumed=placed(numbers).assumed(economy, 0, 1))
    for name, array in plain.solve(ignored).items():
        np.testing.assert_array_equal(drawn.solve(ignored)[name], array, err_msg=name)


@pytest.mark.parametrize("end", ["low", "high"])
def test_an_end_of_the_bands_is_a_baseline_that_has_it(economy, licence, tmp_path, end):
    numbers = uncertain_numbers(economy, [licence])
    at = {item.name.replace(".", "_"): getattr(item, end) for item in numbers if item.role == "shortage"}
    found = task_of(economy, licence, placed(numbers, **at)).solve(ignored)
    share, relief, months = (4, 7, 3) if end == "low" else (5, 8, 4)
    exposed = [
        (*row[:3], row[share], row[share], row[share], row[relief], row[relief], row[relief], row[-1])
        for row in EXPOSED
    ]
    stocks = [(*row[:2], row[months], row[months], row[months], *row[5:]) for row in STOCKS]
    told = load_baseline(write_world(tmp_path / "world", exposed, stocks))
    indicators = task_of(economy, licence, placed(numbers)).indicators
    exact = VariationBlock("one", told, licence, "short", ({},), None, indicators).solve(ignored)
    for name in indicators:
        np.testing.assert_allclose(found[name], exact[name], rtol=SOLVED, atol=SOLVED, err_msg=name)
    assert not [item for item in uncertain_numbers(told, [licence]) if item.role == "shortage"]


def test_draws_do_not_depend_on_blocks_processes_and_neighbours(folder, monkeypatch):
    asked = [folder / "licence.yaml", folder / "tariff.yaml"]
    whole = uncertainty(asked, draws=12, seed=5, options=options(folder)).summary
    monkeypatch.setattr("simulator.solver.iteration.FLOWS_AT_ONCE", 5 * 2 * 3 * 3)
    parts = uncertainty(asked[::-1], draws=12, seed=5, options=options(folder)).summary
    alone = uncertainty(asked[:1], draws=12, seed=5, options=options(folder)).summary
    for other in (parts, alone):
        for name in drawn_indicators():
            if "bound" not in whole[name].dims:
                chosen = whole[name].sel(scenario="licence")
                xr.testing.assert_equal(chosen, other[name].sel(scenario="licence"))


def test_blocks_that_differ_in_exposure_only_have_different_keys(economy, licence):
    numbers = uncertain_numbers(economy, [licence])
    tasks = [task_of(economy, licence, placed(numbers, exposure_ORE=share)) for share in (0.2, 0.3, 0.3, 0.4)]
    keys = [task.key() for task in tasks]
    assert keys[1] == keys[2]
    assert len(set(keys)) == 3
    deficits = responding_deficits(economy, [licence])
    assert len({task_of(economy, licence, placed(deficits, **{"closure_responsive": x})).key() for x in (0, 1)}) == 2


def test_a_bound_that_some_draws_lack_is_summed_up_over_the_others(folder, tmp_path):
    """A licence that is likeliest to approve all withholds in draws what it does not in the middle."""
    file = tmp_path / "maybe.yaml"
    rate = "{dist: triangular, low: 20%, centre: 100%, high: 100%}"
    file.write_text(LICENCE.replace("0.3}", rate + "}"), encoding="utf-8")
    results = uncertainty(file, draws=8, options=options(folder))
    assert (results.summary["solved_draws"] == 8).all()
    lost = results.summary["value_added_at_risk"].sel(scenario="maybe", region="BEL").squeeze("horizon")
    assert 0 <= float(lost.sel(quantile="p05")) < float(lost.sel(quantile="p95"))


def test_a_block_tells_what_its_bounds_are_of(folder):
    """The highest premium of a sweep is that of a licence, not what a stopped user could charge."""
    found = sweep(folder / "licence.yaml", ["licence.approval_rate=0.2,0.6,1"], options=options(folder))
    premium = found.data["premium"].sel(scenario="licence").squeeze().to_numpy()
    for rate, swept in zip(("0.2", "0.6", "1"), premium, strict=True):
        alone = single(folder, overrides=[f"licence.approval_rate={rate}"])
        own = alone.data["premium"].sel(bound=alone.data["kind"] == "export_licensing")
        assert swept == pytest.approx(float(own.max()), abs=1e-6)


def test_a_sweep_over_the_approval_rate_is_single_runs_without_a_jump(folder):
    rates = [0.2, 0.4, 0.6, 0.8, 1.0]
    found = sweep(
        folder / "licence.yaml", [f"licence.approval_rate={','.join(map(str, rates))}"], options=options(folder)
    )
    swept = found.data["real_gdp"].sel(scenario="licence", region="BEL").squeeze().to_numpy()
    exact = [
        float(
            single(folder, overrides=[f"licence.approval_rate={rate}"])
            .value("real_gdp")
            .sel(scenario="licence", region="BEL")
            .squeeze()
        )
        for rate in rates
    ]
    np.testing.assert_allclose(swept, exact, atol=1e-6)
    assert (np.diff(swept) < 0).all()
    crossing = breakeven(
        folder / "licence.yaml",
        Search("licence.approval_rate", 0.2, 1.0, "real_gdp:BEL", float(swept[1]), against_reference=False),
        options=options(folder),
    ).table
    assert crossing["value"].iloc[0] == pytest.approx(0.4, abs=1e-4)


def test_a_decomposition_with_rations_adds_up(folder):
    stricter = folder / "stricter.yaml"
    measures = LICENCE.replace("0.3", "0.5") + TARIFF.partition("measures:\n")[2]
    stricter.write_text(measures, encoding="utf-8")
    asked = Options(baseline=folder / "world", reference=str(folder / "licence.yaml"))
    found = decompose(stricter, ["real_gdp:BEL", "value_added_at_risk:BEL"], options=asked)
    assert set(found.contributions["measure"]) == {"licence", "duty"}
    sums = found.contributions.groupby("outcome")["contribution"].sum()
    change = run(stricter, **vars(asked))
    for name in ("real_gdp", "value_added_at_risk"):
        exact = change.reference_change(name).sel(scenario="stricter", region="BEL").squeeze()
        assert sums[f"{name}:BEL"] == pytest.approx(float(exact), abs=1e-6)


def test_sensitivity_holds_the_closures_against_each_other(folder):
    """The bar of the closure goes from deficits that are given to deficits that respond, and so do runs."""
    found = sensitivity(folder / "licence.yaml", "real_gdp:BEL", options=options(folder)).table.set_index("number")
    bar = found.loc[RESPONSIVE]
    assert (bar["low_value"], bar["high_value"]) == (0, 1)
    for closure, end in (("fixed", "low"), ("responsive", "high")):
        change = single(folder, overrides=[f"closure.deficit={closure}"]).reference_change("real_gdp")
        exact = float(change.sel(scenario="licence", region="BEL").squeeze())
        assert bar[end] == pytest.approx(exact, abs=SOLVED), closure
    assert bar["low"] != pytest.approx(bar["high"], abs=1e-5)
    asked = options(folder, overrides=["closure.deficit=responsive"])
    turned = sensitivity(folder / "licence.yaml", "real_gdp:BEL", options=asked)
    assert turned.centre == pytest.approx(bar["high"], abs=SOLVED)
    assert turned.table.set_index("number").loc[RESPONSIVE, "low"] == pytest.approx(bar["low"], abs=SOLVED)


def test_a_closure_that_cannot_respond_has_no_bar(folder, economy, licence, tmp_path):
    for closure in ("zero", "proportional"):
        other = load_scenario(folder / "licence.yaml", economy, [f"closure.deficit={closure}"])
        assert responding_deficits(economy, [other]) == []
        assert responding_deficits(economy, [licence, other]) == []
    stiff = load_baseline(write_world(tmp_path / "world", elasticities=ELASTICITIES))
    assert responding_deficits(stiff, [licence]) == []
