"""The contract of results: every verb's has the same face, is read back as it was, and is drawn, compared, exported."""

import json
import os
from dataclasses import FrozenInstanceError, replace

import pandas as pd
import pytest
import xarray as xr
from click.testing import CliRunner

import simulator
from simulator.cli import cli
from simulator.errors import OutputError, ResultsError
from simulator.experiment.batch.work import Batch
from simulator.experiment.breakeven import Search
from simulator.experiment.dynamics.timeline import Span
from simulator.experiment.plan import Options
from simulator.report import figure_names, plot, write_report
from simulator.results import INDICATORS, Provenance, Result, compare, export, read, write
from simulator.results.files.csv_table import write_table
from simulator.results.files.owned import listed
from simulator.results.files.store import CERTAIN

SCENARIOS = {
    "calm": """
title: Calm
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 10%, start: 2025-01-01}
""",
    "storm": """
title: Storm
extends: calm
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 50%, start: 2025-02-01}
  - {id: levy, type: tariff, importer: BEL, exporter: ANA, sectors: FAB, rate: {dist: uniform, low: 0.1, high: 0.4},
     start: 2025-02-01}
  - {id: buy, type: purchase_commitment, importer: CYR, exporter: ANA, sectors: ORE, quantity: 14 kt, start: 2025-01-01}
""",
}
SUITE = "title: A storm\nreference: calm\nscenarios: [{name: calm, label: The calm}, {name: storm, label: The storm}]\n"
MAIN_TABLES = {
    "run": ["indicators", "flows"],
    "uncertainty": ["indicators", "flows", "summary"],
    "sweep": ["sweep"],
    "sensitivity": ["sensitivity"],
    "breakeven": ["breakeven", "scan"],
    "decompose": ["decomposition", "interactions"],
    "optimal": ["tariffs", "summary", "levers", "curves", "held", "starts"],
    "timeline": ["indicators", "flows", "shipments", "stocks", "commitments", "events"],
    "tariffs": ["rates"],
    "explore": ["errors", "checked"],
}
VERBS = list(MAIN_TABLES)
DRAWN = [verb for verb in VERBS if verb != "explore"]
LABELLED = ["run", "uncertainty", "timeline"]
EXPERIMENTS = [verb for verb in VERBS if verb not in LABELLED]


@pytest.fixture(scope="module")
def storm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storm")
    for name, text in SCENARIOS.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "suite.yaml").write_text(SUITE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results_of(storm, economy):
    """The result of each verb on the small world, solved once when it is first asked for."""
    asked = {"options": Options(baseline=economy.folder), "batch": Batch(jobs=1)}
    outcome = {"outcome": "real_income:ANA"}
    search = Search("duty.rate", 0.0, 1.0, outcome="tariff_revenue:ANA")
    span = {"span": Span(months=2), "options": asked["options"]}
    verbs = {
        "run": lambda: simulator.run([storm], baseline=economy.folder),
        "uncertainty": lambda: simulator.uncertainty([storm], draws=2, **asked),
        "sweep": lambda: simulator.sweep([storm], ["duty.rate=0,0.5"], indicator="real_income:ANA", **asked),
        "sensitivity": lambda: simulator.sensitivity(storm, samples=2, **outcome, **asked),
        "breakeven": lambda: simulator.breakeven([storm], search, **asked),
        "optimal": lambda: simulator.optimal(storm / "storm.yaml", "ANA", by="partner", **asked),
        "decompose": lambda: simulator.decompose(storm, ["real_income:ANA", "real_income:BEL"], **asked),
        "timeline": lambda: simulator.timeline([storm], **span),
        "tariffs": lambda: simulator.tariffs([storm], **asked),
        "explore": lambda: simulator.explore([storm], ["duty.rate=0,0.5"], checked=1, **asked),
    }
    solved = {}

    def of(verb):
        if verb not in solved:
            solved[verb] = verbs[verb]()
        return solved[verb]

    return of


@pytest.fixture(params=VERBS)
def verb(request):
    return request.param


@pytest.fixture
def result(results_of, verb):
    return results_of(verb)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Tables are equal up to the ten digits that files hold."""
    pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9, atol=1e-12)


def test_contract_every_result_has_the_same_face(result, verb):
    assert isinstance(result, Result)
    assert result.verb == ("run" if verb == "uncertainty" else verb)
    tables = result.tables()
    assert list(tables) == MAIN_TABLES[verb]
    assert result.to_pandas().shape == tables[MAIN_TABLES[verb][0]].shape
    assert isinstance(result.dataset, xr.Dataset)
    assert result.dataset.sizes
    assert type(result).__name__ in repr(result)
    assert "<table" in result._repr_html_()
    assert list(result.plot) == figure_names(result)


def test_contract_provenance_is_complete_when_born_and_frozen(result, economy):
    made = result.provenance
    assert isinstance(made, Provenance)
    assert made.title == ("Storm" if made.verb == "optimal" else "A storm")  # of a scenario alone its own
    assert (made.reference, made.baseline["digest"]) == ("calm", economy.digest)
    assert made.version == simulator.__version__
    assert made.labels == {"calm": "The calm", "storm": "The storm"}
    assert made.names["ANA"] == "Region ANA"
    assert made.wall_seconds > 0
    with pytest.raises(FrozenInstanceError, match="seed"):
        made.seed = 1
    assert Provenance.from_record(json.loads(json.dumps(made.record()))) == made


def test_contract_a_result_is_read_back_as_it_was(result, verb, tmp_path):
    result.write(tmp_path)
    again, tables = read(tmp_path), result.tables()
    assert isinstance(result, type(again))
    assert again.provenance == result.provenance
    assert again.cases() == result.cases()
    read_back = again.tables()
    assert list(read_back) == list(tables)
    for name, table in tables.items():
        same(read_back[name], table)
        write_table(tmp_path / "whole.csv", [table])
        assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / f"{name}.csv").read_bytes()
    (tmp_path / "whole.csv").unlink()
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == 1
    assert set(manifest["files"]) == {path.name for path in tmp_path.iterdir()}


def test_contract_a_result_read_back_is_written_as_it_was(result, tmp_path):
    write(result, tmp_path / "first")
    write(read(tmp_path / "first"), tmp_path / "second")
    for path in (tmp_path / "first").glob("*.csv"):
        assert (tmp_path / "second" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("verb", DRAWN)
def test_contract_a_result_read_back_draws_the_same_figures(result, verb, tmp_path):
    result.write(tmp_path)
    again = read(tmp_path)
    assert figure_names(again) == figure_names(result) != []
    name = figure_names(again)[0]
    assert plot(again, name).alt == plot(result, name).alt
    drawn = CliRunner().invoke(cli, ["plot", str(tmp_path), name, "--style", "print", "--out", str(tmp_path / "a.svg")])
    assert drawn.exit_code == 0, drawn.stderr
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("verb", DRAWN)
def test_contract_the_report_of_a_folder_is_written_anew(result, verb, tmp_path):
    result.write(tmp_path)
    told = CliRunner().invoke(cli, ["report", str(tmp_path)])
    assert told.exit_code == 0, told.stderr
    assert {path.stem for path in (tmp_path / "figures").glob("*.svg")} == set(figure_names(result))
    assert (tmp_path / "report.html").is_file() == (verb in ("run", "uncertainty", "timeline", "tariffs"))


def test_contract_an_exploration_says_why_it_is_not_drawn(results_of, tmp_path):
    results_of("explore").write(tmp_path)
    again = read(tmp_path)
    assert figure_names(again) == []
    for draw in (lambda: plot(again, None), lambda: write_report(again, tmp_path)):
        with pytest.raises(ResultsError, match=r"explore: .* explorer\.html .* run `tariffsim explore` again"):
            draw()


def test_contract_two_results_are_compared_by_their_keys(result, tmp_path):
    table = result.compare(result)
    assert table.drop(columns=["value", "other", "difference"]).notna().all(axis=None)
    assert list(table.columns[-3:]) == ["value", "other", "difference"]
    assert len(table)
    known = table["value"].notna()
    assert known.any()
    assert (table.loc[known, "difference"] == 0).all()
    result.write(tmp_path)
    told = CliRunner().invoke(cli, ["compare", str(tmp_path), str(tmp_path), "--json"])
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)


def test_contract_a_difference_is_that_of_the_numbers(results_of):
    sweep = results_of("sweep")
    moved = replace(sweep, data=sweep.data.assign(real_income=sweep.data["real_income"] - 1))
    table = sweep.compare(moved).set_index("indicator")
    assert table.loc["real_income", "difference"].to_numpy() == pytest.approx(1)
    assert table.drop("real_income")["difference"].dropna().to_numpy() == pytest.approx(0)


def test_contract_results_that_are_not_alike_are_not_compared(results_of):
    sweep, decomposition = results_of("sweep"), results_of("decompose")
    with pytest.raises(ResultsError, match="results of `sweep` and of `decompose` — give those of one verb"):
        sweep.compare(decomposition)
    other = replace(sweep, provenance=replace(sweep.provenance, baseline={"name": "x", "digest": "0"}))
    with pytest.raises(ResultsError, match="different baselines"):
        sweep.compare(other)
    renamed = replace(sweep, data=sweep.data.rename({"duty.rate": "levy.rate"}))
    with pytest.raises(ResultsError, match=r"only one of the two has duty\.rate, levy\.rate — vary the same"):
        sweep.compare(renamed)
    with pytest.raises(ResultsError, match=r"got results of `sweep` .* `first.compare\(second\)`"):
        compare([results_of("run"), sweep])


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx", ".nc"])
def test_contract_results_are_exported_in_every_format(result, verb, ending, tmp_path):
    file = tmp_path / f"out{ending}"
    export(result, file)
    if ending == ".nc":
        with xr.open_dataset(file) as data:
            assert set(data.data_vars) == set(result.dataset.data_vars)
    elif ending == ".xlsx":
        with pd.ExcelFile(file) as book:
            assert set(book.sheet_names) >= ({"README", "Regions"} if verb in LABELLED else set(MAIN_TABLES[verb]))
    else:
        readers = {".csv": pd.read_csv, ".json": pd.read_json, ".parquet": pd.read_parquet}
        assert len(readers[ending](file)) == len(result.to_pandas())


@pytest.mark.parametrize("verb", EXPERIMENTS)
def test_contract_what_cannot_be_exported_is_said(result, verb, tmp_path):
    with pytest.raises(ResultsError, match=f"the IAMC's table holds indicators .* results of `{verb}` are not"):
        export(result, tmp_path / "out.iamc.csv")
    with pytest.raises(ResultsError, match=f"got a selection, of which a `{verb}` has no dataset"):
        export(result, tmp_path / "out.nc", scenarios=["storm"])
    assert list(tmp_path.iterdir()) == []


def test_contract_a_selection_is_exported_where_tables_tell_it_apart(results_of, tmp_path):
    export(results_of("sweep"), tmp_path / "out.csv", ["real_income"], ["storm"])
    table = pd.read_csv(tmp_path / "out.csv")
    assert (set(table["indicator"]), set(table["scenario"])) == ({"real_income"}, {"storm"})
    with pytest.raises(ResultsError, match=r"unknown scenario 'strom'\. Did you mean 'storm'"):
        export(results_of("sweep"), tmp_path / "no.csv", scenarios=["strom"])
    with pytest.raises(ResultsError, match="scenario: got storm — the tables of `decompose` do not tell any apart"):
        export(results_of("decompose"), tmp_path / "no.csv", scenarios=["storm"])


def rewritten(folder, **changes):
    """Change what a manifest says; None removes a key."""
    path = folder / "manifest.json"
    record = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({key: item for key, item in record.items() if item is not None}), encoding="utf-8")


def test_contract_a_later_format_is_refused(result, tmp_path):
    result.write(tmp_path)
    rewritten(tmp_path, format=2, versions={"tariffsim": "9.9"})
    with pytest.raises(ResultsError, match=r"got format 2, written by tariffsim 9\.9 — this version reads .* up to 1"):
        read(tmp_path)


def test_contract_a_folder_without_format_is_read_as_it_is(result, verb, tmp_path):
    result.write(tmp_path)
    told = {"own_values": None, "names": None, "format": None} | ({"verb": None} if verb == "run" else {})
    rewritten(tmp_path, **told)
    again = read(tmp_path)
    same(again.to_pandas(), result.to_pandas())
    if verb in DRAWN:
        assert plot(again, figure_names(again)[0]).alt


def test_contract_an_unknown_verb_is_refused(result, tmp_path):
    result.write(tmp_path)
    rewritten(tmp_path, verb="divine")
    with pytest.raises(ResultsError, match=r"holds the results of `tariffsim divine`, which .* does not know — one of"):
        read(tmp_path)


def without(result, *indicators, version="0.0.9"):
    """The same as an older version wrote it, which did not know some indicators."""
    lost = [f"{name}{end}" for name in indicators for end in ("", "_baseline") if f"{name}{end}" in result.data]
    made = replace(result.provenance, versions={"tariffsim": version})
    return replace(result, data=result.data.drop_vars(lost), provenance=made)


@pytest.mark.parametrize("verb", ["run", "timeline", "sweep"])
def test_contract_only_an_indicator_that_is_asked_for_is_missed(results_of, verb, tmp_path):
    without(results_of(verb), "real_income").write(tmp_path)
    again = read(tmp_path)
    again = again.listing(["real_gdp"]) if verb == "sweep" else again
    known = set(again.to_pandas()["indicator"])
    assert "real_income" not in known
    assert "real_gdp" in known
    message = f"real_income: these results do not have it, as tariffsim 0.0.9 wrote them .* `tariffsim {verb}`"
    with pytest.raises(ResultsError, match=message):
        again.shown() if verb == "sweep" else again["real_income"]
    figure = {
        "run": {"name": "real_income"},
        "timeline": {"name": "path_fan", "outcome": "real_income:ANA"},
        "sweep": {},
    }
    with pytest.raises(ResultsError, match=message):
        plot(again, **figure[verb])


def test_contract_results_of_a_version_that_knew_few_indicators_are_read(results_of, tmp_path):
    kept = {"real_gdp", "trade_flow", "trade_volume"}
    without(results_of("run"), *(name for name in INDICATORS if name not in kept)).write(tmp_path)
    again = read(tmp_path)
    assert set(again.to_pandas()["indicator"]) == {"real_gdp"}
    with pytest.raises(ResultsError, match="these results do not have it"):
        again.headline()


def test_contract_a_folder_keeps_to_one_verb(results_of, tmp_path):
    results_of("run").write(tmp_path)
    with pytest.raises(ResultsError, match="holds the results of `tariffsim run` — choose another place with --out"):
        results_of("sweep").write(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_contract_a_read_only_folder_is_read_and_not_written(result, tmp_path):
    result.write(tmp_path / "kept")
    (tmp_path / "kept").chmod(0o500)
    try:
        same(read(tmp_path / "kept").to_pandas(), result.to_pandas())
        with pytest.raises(OutputError, match="cannot be written"):
            result.write(tmp_path / "kept")
    finally:
        (tmp_path / "kept").chmod(0o700)


def test_contract_a_folder_that_cannot_be_written_keeps_what_it_held(result, tmp_path, monkeypatch):
    result.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def deny(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", deny)
    with pytest.raises(OutputError, match=r"cannot be written \(Permission denied\)"):
        result.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("verb", list(CERTAIN))
def test_contract_what_is_certain_is_written(results_of, tmp_path, verb):
    results_of(verb).write(tmp_path)
    assert set(CERTAIN[verb]) <= listed(tmp_path) == {path.name for path in tmp_path.iterdir()}


def test_contract_draws_of_an_earlier_run_are_removed(results_of, tmp_path):
    results_of("uncertainty").write(tmp_path)
    assert (tmp_path / "summary.csv").is_file()
    (tmp_path / "notes.txt").write_text("mine")
    results_of("run").write(tmp_path)
    assert not {"summary.csv", "summary.nc"} & {path.name for path in tmp_path.iterdir()}
    assert read(tmp_path).summary is None
    assert (tmp_path / "notes.txt").read_text() == "mine"
