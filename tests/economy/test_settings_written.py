"""Settings that `from-icio` writes: whatever folder and table are called, they read back as that."""

from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.economy.icio.write import _write_settings
from simulator.economy.labels import Labels
from simulator.economy.reading.folder import Content
from simulator.economy.reading.settings import read_settings
from simulator.files.table import Codes
from tests.files.test_yaml_text import HOSTILE, characters

names = (st.text(characters, min_size=1, max_size=30) | st.sampled_from(HOSTILE)).map(str.strip).filter(bool)
labels = Labels(Codes.of("region", ("USA", "CHN")), Codes.of("sector", ("AGR",)), (), ())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=names, source=names, year=st.integers(1900, 2100))
def test_settings_that_are_written_are_read_as_meant(tmp_path, name, source, year):
    file = tmp_path / "baseline.yaml"
    _write_settings(SimpleNamespace(name=name, title=f"Table, {year}", year=year, source=source), file)
    problems = []
    read = read_settings(Content("baseline.yaml", file.read_bytes()), labels, problems)
    assert problems == []
    assert (read.name, read.year, read.money) == (name, year, "million USD")
    assert read.notes == f"Made from {source}; SOURCES.md says what was done to it."
