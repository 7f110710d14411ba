"""Writing the page of sliders, whole or not at all."""

from pathlib import Path
from typing import Final

from simulator.experiment.explorer.explore import Exploration
from simulator.report.explorer.page import render_explorer
from simulator.results import check_writable, write_text
from simulator.results.files.owned import claim

PAGE: Final = "explorer.html"
"""Name of the page in its folder."""


def write_explorer(exploration: Exploration, path: str | Path) -> Path:
    """Write one self-contained page of sliders; it needs no server and no network.

    Parameters
    ----------
    exploration
        What `explore` returned.
    path
        A file that ends in .html, or a folder, in which the page is called explorer.html. Folders are made.

    Raises
    ------
    ResultsError
        A file of the user's is in the way in the folder.
    OutputError
        The place cannot be written to.
    """
    path = Path(path)
    is_file = path.suffix in (".html", ".htm")
    target = path if is_file else path / PAGE
    check_writable(target.parent)
    if not is_file:
        claim(path, [PAGE])
    write_text(target, render_explorer(exploration))
    return target
