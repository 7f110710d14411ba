"""The scenario that the first page shows is one that can be run."""

from simulator import load_baseline, load_scenario
from tests.docs.pages import ROOT, blocks


def test_scenario_of_the_readme_meets_its_baseline(tmp_path):
    (shown,) = [block.text for block in blocks(ROOT / "README.md") if block.language == "yaml"]
    path = tmp_path / "swiss.yaml"
    path.write_text(shown, encoding="utf-8")
    scenario = load_scenario(path, load_baseline(load_scenario(path).baseline))
    assert [(measure.id, measure.type) for measure in scenario.measures] == [("us-on-switzerland", "tariff")]
