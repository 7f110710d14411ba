"""What happens while the pages are built: generated ones are made, equations set, and new how-to pages listed.

MkDocs calls the functions named `on_…`.
"""

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

from baselines import baseline_page, library_page
from commands import command_page
from decisions import decisions_page
from indicators import indicator_page
from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from results_folder import results_page
from scenario_files import scenario_page

GENERATED = {
    "baseline.md": baseline_page,
    "decisions/index.md": decisions_page,
    "reference/cli.md": command_page,
    "reference/indicators.md": indicator_page,
    "reference/library.md": library_page,
    "reference/results.md": results_page,
    "reference/scenario.md": scenario_page,
}

HOW_TO = "How-to"

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
"""Files that lie beside the pages in the project, and below them on the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set equations, and list how-to pages that the navigation does not name behind those that it does."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences["custom_fences"] = [{"name": "math", "class": "math", "format": equation}]
    section = next(part[HOW_TO] for part in config.nav if HOW_TO in part)
    named = {page for item in section for page in (item.values() if isinstance(item, dict) else [item])}
    pages = (f"how-to/{path.name}" for path in sorted(Path(config.docs_dir, "how-to").glob("*.md")))
    section.extend(page for page in pages if page not in named)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make the pages that are written by the code itself, in place of those that say how to do without them."""
    for name, make in GENERATED.items():
        files.remove(files.src_uris[name])
        files.append(File.generated(config, name, content=make()))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        files.append(File.generated(config, f"notebooks/{path.name}", abs_src_path=str(path)))
    return files


def equation(source: str, language: str, css_class: str, *_: Any, **__: Any) -> str:  # noqa: ANN401  # as called
    """Set TeX as MathML, which browsers draw themselves, in parts that a narrow page puts below each other."""
    parts = re.split(r"\n\n|\\qquad", source)
    lines = (convert(part.strip(), display="block") for part in parts)
    return f'<div class="{css_class}" title="{escape(" ".join(source.split()), quote=True)}">{"".join(lines)}</div>'


INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
"""TeX inside a sentence, as Arithmatex marks it."""


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401  # as called
    """Find notebooks where they are on the site."""
    return markdown.replace("../notebooks/", "notebooks/")


def on_page_content(html: str, **_: Any) -> str:  # noqa: ANN401  # as called
    """Set TeX inside sentences."""
    return INLINE.sub(lambda found: convert(unescape(found[1])), html)
