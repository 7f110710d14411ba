"""Tariff schedules from CSV: read, averaged, refused with their line, and solved."""

import numpy as np
import pytest

from simulator import run
from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.files.rates import UnitChoice
from simulator.scenario import load_scenario
from simulator.scenario.authoring.import_tariffs import ImportOptions, import_tariffs
from simulator.scenario.authoring.schedule import Source, read_schedule
from simulator.scenario.effects.flows import table_rates

BY_SECTOR = "exporter,importer,sector,rate\nCHN,USA,MCH,25%\nCHN,USA,ELC,10%\nMEX,USA,MVH,free\n"
BY_CODE = "code,rate,weight\n8501.10,10%,300\n8501.20,30%,100\n8502,free,0\n0101,5%,7\n"
MAPPING = "code,sector\n85,ELE\n8502,\n01,AGR\n"
SIDES = {"exporter": "CHN", "importer": "USA"}


@pytest.fixture(scope="module")
def economy():
    return load_baseline(None)


def written(folder, text, name="rates.csv", encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def rates(schedule):
    return {(row.exporter, row.importer, row.sector): row.rate for row in schedule.rows}


def test_contract_rates_by_sector_are_taken_as_they_are(tmp_path, economy):
    schedule = read_schedule(Source(written(tmp_path, BY_SECTOR)), economy)
    assert rates(schedule) == {("CHN", "USA", "MCH"): 0.25, ("CHN", "USA", "ELC"): 0.1, ("MEX", "USA", "MVH"): 0.0}
    assert (schedule.used, schedule.left_out) == (3, 0)


def test_contract_rates_by_product_line_are_averaged_by_weight(tmp_path, economy):
    mapping = written(tmp_path, MAPPING, "map.csv")
    schedule = read_schedule(Source(written(tmp_path, BY_CODE), mapping, sides=SIDES), economy)
    assert rates(schedule) == {("CHN", "USA", "ELE"): pytest.approx(0.15), ("CHN", "USA", "AGR"): pytest.approx(0.05)}
    assert (schedule.used, schedule.left_out) == (3, 1)


def test_contract_weights_may_stand_in_the_mapping(tmp_path, economy):
    mapping = written(tmp_path, "code,sector,weight\n850110,ELE,1\n850120,ELE,3\n", "map.csv")
    schedule = read_schedule(
        Source(written(tmp_path, "code,rate\n850110,0\n850120,40%\n"), mapping, sides=SIDES), economy
    )
    assert rates(schedule)["CHN", "USA", "ELE"] == pytest.approx(0.3)


def test_contract_bare_numbers_can_be_percent_and_a_byte_order_mark_is_no_fault(tmp_path, economy):
    path = written(tmp_path, "sector,rate\nMCH,25\nELC,7.5\n", encoding="utf-8-sig")
    schedule = read_schedule(Source(path, sides=SIDES, unit=UnitChoice("percent")), economy)
    assert list(rates(schedule).values()) == [0.25, 0.075]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"rates\.csv: is empty — a header with the columns sector, rate"),
        ("\n\n", "is empty"),
        ("sector,rate\n", "got no rows — at least one below the header"),
        ("sector;rate\nMCH;0,1\n", r"rates\.csv:1: got semicolons between the cells — save it with commas"),
        ("sector\trate\nMCH\t0.1\n", "got tabs between the cells"),
        ("sector,rate,rate\nMCH,0.1,0.2\n", "got the column 'rate' 2 times — once"),
        ("exporter,sector,rate\nCHN,MCH,0.1\n", "got the column 'exporter' — leave it out, or --exporter"),
        ("sector,rate\nMCH,\n", r"rates\.csv:2: rate: got a blank cell — an ad valorem rate"),
        ("sector,rate\nMCH,inf\n", r"rates\.csv:2: rate: got inf, which is not finite"),
        ("sector,rate\nMCH,0,1\n", r"rates\.csv:2: got 3 cells — 2"),
        ("sector,tariff,duty\nMCH,0.1,0.2\n", r"got the column 'tariff' — call it 'rate', or leave it out"),
        ("sector,2023,2024\nMCH,1,2\n", r"got the column '2023' — call the year that counts 'rate'"),
        ("sector,rate\nMCH\n", r"rates\.csv:2: got 1 cells — 2, one for each column"),
        ("sector,rate\nMCH,2.5\n", r"rates\.csv:2: rate: got 2\.5 .* 2\.5 % or 250 %"),
        ("sector,rate\nMCH,-0.1\n", r"rates\.csv:2: rate: got -0\.1"),
        ("sector,rate\nMCH,nan\n", r"rates\.csv:2: rate: got 'nan'"),
        ("sector,rate\nMCH,3 USD/kg\n", "turn a duty by weight or piece into one by the average price"),
        ("sector,rate\nMCHH,0.1\n", r"sector: got 'MCHH', which is not in us-china-2024 — Did you mean 'MCH'"),
        ("sector,rate\nMCH,0.1\nMCH,0.2\n", r"rates\.csv:3: repeats line 2 \(CHN, USA, MCH\)"),
        (
            "sector,rate\nmanufactures,0.1\nagriculture,0.2\n",
            r"rates\.csv:3: .*, agriculture has flows that line 2 has too",
        ),
        ('sector,rate\n"MCH,0.1\n', "not CSV — check its quotes"),
    ],
)
def test_contract_a_wrong_schedule_is_refused_at_its_line(text, message, tmp_path, economy):
    with pytest.raises(ScenarioError, match=message):
        read_schedule(Source(written(tmp_path, text), sides=SIDES), economy)


@pytest.mark.parametrize(
    ("lines", "mapping", "message"),
    [
        ("9999,0.1,1\n", MAPPING, "code: got '9999' — one that begins like a code of .*map.csv"),
        ("8501,0.1,x\n", MAPPING, "weight: got 'x' — the trade of the line"),
        ("8501,0.1,-1\n", MAPPING, "weight: got '-1'"),
        ("8501.10,0.1,1\n8501 10,0.1,1\n", MAPPING, r"rates\.csv:3: code: got '8501 10', which repeats line 2"),
        ("8501,0.1,0\n8503,0.2,0\n", MAPPING, "weight: those of CHN, USA, ELE add up to 0"),
        ("8501,0.1,1\n", "code,sector\n85,ELE\n85,MCH\n", r"map\.csv:3: code: got '85' — each code once"),
        ("8501,0.1,1\n", "code,sector\n85,XYZ\n", "sector: got 'XYZ', which is not in us-china-2024"),
    ],
)
def test_contract_wrong_product_lines_are_refused(lines, mapping, message, tmp_path, economy):
    with pytest.raises(ScenarioError, match=message):
        read_schedule(
            Source(written(tmp_path, f"code,rate,weight\n{lines}"), written(tmp_path, mapping, "map.csv"), sides=SIDES),
            economy,
        )


def test_contract_all_problems_are_told_at_once(tmp_path, economy):
    with pytest.raises(ScenarioError) as raised:
        read_schedule(Source(written(tmp_path, "sector,rate\nMHC,25\nELC,x\nABC,0.1\n"), sides=SIDES), economy)
    assert all(place in str(raised.value) for place in ("rates.csv:2:", "rates.csv:3:", "rates.csv:4:"))


def test_contract_a_scenario_is_written_that_gives_these_tariffs(tmp_path, economy):
    out = tmp_path / "mine.yaml"
    _, table = import_tariffs(written(tmp_path, BY_SECTOR), out, economy, ImportOptions(extends="truce-2025-10"))
    assert table == tmp_path / "mine-tariffs.csv"
    measure = load_scenario(out, economy).measures[-1]
    place = economy.sectors.index("MCH"), economy.regions.index("CHN"), economy.regions.index("USA")
    assert table_rates(measure.table, economy)[place] == 0.25
    results = run([out])
    paid = results.data["trade_flow"].sel(scenario="mine", horizon="short", exporter="MEX", importer="USA")
    assert float(paid.sel(sector="MVH")) > float(
        results.baseline("trade_flow").sel(exporter="MEX", importer="USA", sector="MVH")
    )


def test_contract_rates_replace_add_or_count_where_higher(tmp_path, economy):
    path = written(tmp_path, "sector,rate\ngoods,50%\n")
    average = {}
    for stacking in ("replace", "add", "max"):
        out = tmp_path / f"{stacking}.yaml"
        import_tariffs(path, out, economy, ImportOptions("CHN", "USA", stacking=stacking))
        results = run([out])
        average[stacking] = results.value("effective_tariff_all", region="USA", partner="CHN", scenario=stacking).item()
        flow = results.value("trade_flow", exporter="CHN", importer="USA", scenario=stacking).to_numpy()
        before = economy.levels.tariff[:, economy.region_index("CHN"), economy.region_index("USA")]
        rate = {"replace": 0.5, "add": 0.5 + before, "max": np.maximum(0.5, before)}[stacking]
        expected = 100 * (np.where(economy.is_goods, rate, before) * flow).sum() / flow.sum()
        assert average[stacking] == pytest.approx(expected, rel=1e-9)
    assert average["add"] > average["replace"] + 5


def test_contract_groups_and_all_may_stand_in_a_schedule(tmp_path, economy):
    path = written(tmp_path, "exporter,importer,sector,rate\nall,USA,REE,10%\nCHN,USA,services,5%\n")
    out = tmp_path / "mine.yaml"
    schedule, _ = import_tariffs(path, out, economy, ImportOptions())
    table = table_rates(load_scenario(out, economy).measures[-1].table, economy)
    is_usa = np.array(economy.regions) == "USA"
    assert np.isfinite(table[economy.sector_index("REE")])[~is_usa][:, is_usa].all()
    assert np.isfinite(table[:, ~is_usa][:, :, is_usa]).sum() == len(is_usa) - 1 + (~economy.is_goods).sum()
    assert schedule.used == 2


def test_contract_many_lines_are_read(tmp_path, economy):
    lines = "".join(f"{85000000 + number},0.{number % 10},1\n" for number in range(50_000))
    schedule = read_schedule(
        Source(written(tmp_path, f"code,rate,weight\n{lines}"), written(tmp_path, MAPPING, "map.csv"), sides=SIDES),
        economy,
    )
    assert rates(schedule)["CHN", "USA", "ELE"] == pytest.approx(0.45)


def test_contract_nothing_is_replaced_or_left_behind(tmp_path, economy):
    path, out = written(tmp_path, BY_SECTOR), tmp_path / "mine.yaml"
    with pytest.raises(ScenarioError, match=r"ending '\.txt' — a scenario file ends in \.yaml"):
        import_tariffs(path, tmp_path / "mine.txt", economy, ImportOptions())
    with pytest.raises(ScenarioError, match="no scenario has this name"):
        import_tariffs(path, out, economy, ImportOptions(extends="no-such-scenario"))
    assert sorted(item.name for item in tmp_path.iterdir()) == ["rates.csv"]
    out.write_text("mine")
    with pytest.raises(ScenarioError, match="the file exists — choose another name"):
        import_tariffs(path, out, economy, ImportOptions())
    assert out.read_text() == "mine"
