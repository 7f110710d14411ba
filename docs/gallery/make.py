"""Write the gallery: `python docs/gallery/make.py` draws every kind of chart from the shipped scenarios.

It writes `docs/gallery.md` and the pictures in `docs/images/gallery`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simulator import Span, breakeven, decompose, run, sensitivity, sweep, timeline, uncertainty
from simulator.experiment.breakeven import Search
from simulator.experiment.plan import Options
from simulator.report import save_figure
from simulator.report.charts.base import ReportFigure
from simulator.report.plots import draw

DOCS = Path(__file__).resolve().parents[1]
PICTURES = DOCS / "images" / "gallery"

INTRODUCTION = """\
# Gallery

Every kind of chart, drawn from the shipped scenarios. Titles say what the numbers show; each chart has its numbers
beside it as a table, in `figures/` of the results folder and on the report page. Colours are told apart by colour-blind
readers, and `--style print` draws in greys and hatches, `--style dark` for a dark page.

`python docs/gallery/make.py` writes this page.
"""


@dataclass(frozen=True)
class Exhibit:
    """A chart of the gallery: its heading, what makes it, and its picture."""

    name: str
    heading: str
    command: str
    figure: ReportFigure

    @property
    def text(self) -> str:
        """Its part of the page."""
        alt = self.figure.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
        picture = f"![{alt}](images/gallery/{self.name}.svg)"
        return f"## {self.heading}\n\n```text\n{self.command}\n```\n\n{picture}\n"


STANDARD = {
    "own_income": "Scenarios compared",
    "scenario_matrix": "Regions by scenario",
    "tariff_overview": "Tariffs of both sides",
    "flow_matrix": "Who sells to whom",
    "diversion": "Trade diverted",
    "incidence": "Who pays a tariff",
    "heat_output": "Output by sector and region",
    "sector_winners": "Sectors that win and lose",
    "licence_gap": "Licences and what users pay",
    "critical_inputs": "Critical inputs: handed out, sold, at risk",
    "pledge": "Purchase pledges",
}
OF_A_PATH = {
    "tariff_path": "The path of tariffs",
    "path_fan": "Futures of trade",
    "licence_and_stock": "Licences and stocks by month",
    "pledge_tracker": "Pledges by window",
    "small_multiples": "Headlines by month",
}


def exhibits() -> Iterator[Exhibit]:
    """Solve what is shown, and draw it."""
    library = run("scenarios")
    for name, heading in STANDARD.items():
        yield Exhibit(name, heading, f"tariffsim plot results {name}", drawn(library, name))
    for style in ("dark", "print"):
        figure = drawn(library, "own_income", style=style)
        yield Exhibit(f"{style}", f"The same for {style}", f"tariffsim plot results own_income --style {style}", figure)
    yield from with_draws()
    yield from of_experiments()
    yield from of_a_path()


def with_draws() -> Iterator[Exhibit]:
    """Charts of a run with draws at two horizons."""
    options = Options(horizon=("short", "long"))
    bands = uncertainty(["tariff-100", "busan-deal", "spiral"], 40, options=options)
    command = "tariffsim run tariff-100 busan-deal spiral --draws 40 --horizon short --horizon long"
    yield Exhibit("dot_range", "Bands of each outcome", command, drawn(bands, "dot_range"))
    yield Exhibit("fan", "Bands by horizon", command, drawn(bands, "fan"))


def of_experiments() -> Iterator[Exhibit]:
    """Charts of sweeps, sensitivity, break-even and decomposition."""
    line = sweep("tariff-100", ["us-100.rate=0:1.5:0.1"])
    plane = sweep("spiral", ["us-100.rate=0:1:0.125", "cn-100.rate=0:1:0.125"])
    drivers = sensitivity("tariff-100")
    turn = breakeven("tariff-100", Search("us-100.rate", 0, 2, target=-0.3, across="parameters.origin=2:8:1"))
    parts = decompose("spiral", ["real_income:USA", "real_income:CHN"])
    over = "--over us-100.rate=0:1:0.125 --over cn-100.rate=0:1:0.125"
    search = "--lever us-100.rate --low 0 --high 2 --target -0.3 --map parameters.origin=2:8:1"
    for name, heading, command, result in (
        ("sweep", "One lever", "sweep tariff-100 --over us-100.rate=0:1.5:0.1", line),
        ("sweep_map", "Two levers", f"sweep spiral {over}", plane),
        ("tornado", "What drives it", "sensitivity tariff-100", drivers),
        ("breakeven_map", "Where it turns", f"breakeven tariff-100 {search}", turn),
        ("waterfall", "What each measure contributes", "decompose spiral", parts),
    ):
        yield Exhibit(name, heading, f"tariffsim {command}", drawn(result))


def of_a_path() -> Iterator[Exhibit]:
    """Charts of a timeline."""
    path = timeline("dispute-2025", Span(branch_at=date(2025, 10, 25)), draws=4)
    command = "tariffsim timeline scenarios/dispute-2025.yaml --branch-at 2025-10-25"
    for name, heading in OF_A_PATH.items():
        yield Exhibit(name, heading, command, drawn(path, name))


def drawn(result: object, name: str | None = None, **options: str) -> ReportFigure:
    """Draw a figure of a result."""
    figure = draw(result, name, **options)
    if not isinstance(figure, ReportFigure):
        raise TypeError(f"{name}: {type(figure).__name__} has no description for those who do not see it.")
    return figure


def main() -> None:
    """Write pictures and page; pictures that no chart has any more are removed."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    shown = list(exhibits())
    for exhibit in shown:
        save_figure(exhibit.figure, PICTURES / f"{exhibit.name}.svg")
    for path in PICTURES.iterdir():
        if path.stem not in {exhibit.name for exhibit in shown}:
            path.unlink()
    (DOCS / "gallery.md").write_text("\n".join([INTRODUCTION, *(item.text for item in shown)]), encoding="utf-8")


if __name__ == "__main__":
    main()
