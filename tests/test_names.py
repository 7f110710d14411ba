"""What the package exports: once for type checkers and once lazily, under both of its names."""

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


def test_names_for_type_checkers_are_those_that_are_found():
    tree = ast.parse(Path(simulator.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {item.asname: f"{node.module}:{item.name}" for node in block.body for item in node.names}
    assert typed == {name: f"simulator.{home}:{name}" for name, home in simulator._HOME.items()}
    assert simulator.__all__ == sorted(typed)


@pytest.mark.parametrize("name", simulator.__all__)
def test_every_name_is_there_and_documented(name):
    found = getattr(simulator, name)
    assert getattr(tariffsim, name) is found
    assert inspect.getdoc(found)


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
