"""The site builds without a warning, loads nothing from elsewhere, and what is not run can at least be typed."""

import re

import pytest

from tests.docs.pages import DOCS, ROOT, blocks

pytest.importorskip("mkdocs", reason="needs the extra `docs`")
pytest.importorskip("latex2mathml", reason="needs the extra `docs`")

LOADED = re.compile(
    r"<(?:script|img|iframe)[^>]*\bsrc=[\"']?(?:https?:)?//|<link[^>]*\bhref=[\"']?(?:https?:)?//[^>]*>"
)
CANONICAL = re.compile(r"rel=[\"']?(?:canonical|edit|prev|next)")


def test_every_page_is_there(site):
    generated = ("baseline", "decisions/index", "reference/cli", "reference/indicators", "reference/library")
    for name in (*generated, "reference/results", "reference/scenario", "reference/python", "index", "tutorial"):
        assert (site / f"{name}.html").is_file(), name


def test_pages_load_nothing_from_elsewhere(site):
    found = {
        f"{path.relative_to(site)}: {match[0]}"
        for path in site.rglob("*.html")
        for match in LOADED.finditer(path.read_text(encoding="utf-8"))
        if not CANONICAL.search(match[0])
    }
    assert not found


def test_equations_are_set(site):
    text = (site / "model.html").read_text(encoding="utf-8")
    assert text.count("<math") > 50
    assert "$" not in re.sub(r"<(script|style|code).*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)


def verbs(group, path=()):
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        words = (*path, name)
        yield from verbs(command, words) if hasattr(command, "commands") else [(words, command)]


def test_reference_names_every_verb_and_option(site):
    from simulator.cli import cli

    text = (site / "reference/cli.html").read_text(encoding="utf-8")
    sections = dict(re.findall(r'<h2 id="([^"]+)">(.*?)(?=<h2 |\Z)', text, re.DOTALL))
    for words, command in verbs(cli):
        section = sections["-".join(words)]
        shown = [item for item in command.params if not getattr(item, "hidden", False)]
        for option in (option for item in shown for option in item.opts if option.startswith("--")):
            assert option in section or option == "--help", f"{words} {option}"


def test_reference_names_every_key_indicator_and_function(site):
    import simulator
    from simulator.results.indicators.registry import INDICATORS
    from simulator.scenario.measures import Measure

    keys = (site / "reference/scenario.html").read_text(encoding="utf-8")
    for measure in Measure.__args__:
        for key in measure.model_fields.keys() - {"type"}:
            assert f"<code>{key}</code>" in keys, f"{measure.__name__}.{key}"
    indicators = (site / "reference/indicators.html").read_text(encoding="utf-8")
    assert [name for name in INDICATORS if f"<code>{name}</code>" not in indicators] == []
    python = (site / "reference/python.html").read_text(encoding="utf-8")
    assert [name for name in simulator.__all__ if not re.search(rf'id="simulator\.[a-z._]*{name}"', python)] == []


def test_commands_that_are_not_run_can_be_typed(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS / "generated"))
    from commands import check_command

    skipped = [block for path in sorted(DOCS.rglob("*.md")) for block in blocks(path) if block.reason]
    readme = [block for block in blocks(ROOT / "README.md") if block.language == "console"]
    lines = [line for block in (*skipped, *readme) for line in block.commands]
    assert len(lines) > 20
    for line in lines:
        check_command(line)


def test_every_verb_can_show_a_traceback():
    from simulator.cli import cli

    lacking = [
        words
        for words, command in verbs(cli)
        if "--debug" not in {name for item in command.params for name in item.opts}
    ]
    assert lacking == []


def test_measures_in_examples_cover_every_type():
    from simulator.scenario.measures import Measure

    types = {measure.model_fields["type"].annotation.__args__[0] for measure in Measure.__args__}
    files = {path.stem for path in (DOCS / "generated" / "examples").glob("*.yaml")}
    assert {name for name in files if "-" not in name} == {*types, "closure"}
    assert {name.partition("-")[0] for name in files if "-" in name} <= types
