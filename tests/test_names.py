"""What the package exports, under both of its names, and words that no variable is named by."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import simulator
import tariffsim

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("how-to/*.md")), *sorted((ROOT / "docs").glob("*.md"))]
INNER = re.compile(r"from simulator\.\w+\.[\w.]+ import|import simulator\.\w+\.\w+")
OTHER_NAME = re.compile(r"from simulator import")

EMPTY_WORDS = {"found", "own", "place"}
"""They say how something was come by, or that it is some position; names say what a variable holds."""


def test_names_for_type_checkers_are_those_that_are_found():
    tree = ast.parse(Path(simulator.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {item.asname: f"{node.module}:{item.name}" for node in block.body for item in node.names}
    assert typed == {name: f"simulator.{home}:{name}" for name, home in simulator._HOME.items()}
    assert simulator.__all__ == sorted(typed)


@pytest.mark.parametrize("name", simulator.__all__)
def test_every_name_is_there_and_documented(name):
    exported = getattr(simulator, name)
    assert getattr(tariffsim, name) is exported
    assert inspect.getdoc(exported)


def test_the_alias_has_nothing_of_its_own():
    assert set(simulator.__all__) <= set(dir(tariffsim))
    assert tariffsim.__version__ == simulator.__version__
    with pytest.raises(AttributeError, match="no attribute 'rum'"):
        tariffsim.rum  # noqa: B018


@pytest.mark.parametrize(
    "path",
    [*(page for page in PAGES if page.name != "contributing.md"), ROOT / "docs" / "reference" / "python.md"]
    + [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if not path.name.startswith("07")],
    ids=lambda path: path.name,
)
def test_a_page_needs_no_inner_module(path):
    assert INNER.findall(path.read_text(encoding="utf-8")) == []
    assert OTHER_NAME.findall(path.read_text(encoding="utf-8")) == []


def named(source):
    """Line and name of all variables, parameters, attributes and functions that Python source makes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case (
                ast.Name(id=str(name), ctx=ast.Store())
                | ast.Attribute(attr=str(name), ctx=ast.Store())
                | ast.arg(arg=str(name))
                | ast.FunctionDef(name=str(name))
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.alias(asname=str(name))
            ):
                yield node.lineno, name


def test_names_that_are_made_are_seen():
    source = """\
from a import b as c
def d(e, *f, g=0, **h):
    for i, (j, *k) in [(l := 0, (1, 2))]:
        self.m = lambda n: n
    with o as p: q: int = 0
    try: r += [s for s in t]
    except u as v: pass
    match w:
        case [x, *y] as z: pass
"""
    assert sorted(name for _, name in named(source)) == sorted("cdefghijklmnpqrsvxyz")


def test_names_say_what_they_hold():
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / "simulator").rglob("*.py"))
        for line, name in named(path.read_text(encoding="utf-8"))
        if name in EMPTY_WORDS
    ] == []
