"""Write the gallery: `python docs/gallery/make.py` draws every kind of chart from the shipped scenarios.

It writes `docs/gallery.md` and the pictures in `docs/images/gallery`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from simulator import (
    Span,
    breakeven,
    decompose,
    escalate,
    optimal,
    plot,
    run,
    sensitivity,
    sweep,
    tariffs,
    timeline,
    uncertainty,
)
from simulator.experiment.breakeven import Search
from simulator.experiment.plan import Options
from simulator.report import ReportFigure, save_figure
from simulator.report.catalogue import CATALOGUE, drawings
from simulator.report.charts.figure import Figure
from simulator.report.plots import view_of

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


@dataclass(frozen=True)
class Sample:
    """A result whose charts are shown, and the command that makes it, or draws one of them by its name."""

    result: object
    command: str


def samples() -> Iterator[Sample]:
    """Results that between them have every kind of chart."""
    yield Sample(run("scenarios"), "plot results {}")
    world = run("tariff-100", baseline="world-2024")
    yield Sample(world, "run tariff-100 --baseline world-2024")
    yield Sample(run("scenarios/2025-deals"), "run scenarios/2025-deals")
    yield Sample(tariffs(["tariff-100", "truce-2025-10"], "USA"), "tariffs tariff-100 truce-2025-10 --importer USA")
    dated = tariffs("dispute-2025", "USA", months=12)
    yield Sample(dated, "tariffs dispute-2025 --importer USA --months 12")
    options = Options(horizon=("short", "long"))
    bands = uncertainty(["tariff-100", "busan-deal", "spiral"], 40, options=options)
    yield Sample(bands, "run tariff-100 busan-deal spiral --draws 40 --horizon short --horizon long")
    path = timeline("dispute-2025", Span(branch_at=date(2025, 10, 25)), draws=4)
    yield Sample(path, "timeline scenarios/dispute-2025.yaml --branch-at 2025-10-25")
    yield Sample(sweep("tariff-100", ["us-100.rate=0:1.5:0.1"]), "sweep tariff-100 --over us-100.rate=0:1.5:0.1")
    plane = sweep("spiral", ["us-100.rate=0:1:0.125", "cn-100.rate=0:1:0.125"])
    yield Sample(plane, "sweep spiral --over us-100.rate=0:1:0.125 --over cn-100.rate=0:1:0.125")
    search = "breakeven tariff-100 --lever us-100.rate --low 0 --high 2 --target -0.3"
    wanted = Search("us-100.rate", 0, 2, target=-0.3)
    yield Sample(breakeven("tariff-100", wanted), search)
    across = replace(wanted, across="parameters.origin=2:8:1")
    yield Sample(breakeven("tariff-100", across), f"{search} --map parameters.origin=2:8:1")
    yield Sample(sensitivity("tariff-100", samples=16), "sensitivity tariff-100 --samples 16")
    screened = sensitivity("tariff-100", method="morris")
    yield Sample(screened, "sensitivity tariff-100 --method morris")
    yield Sample(decompose("spiral", ["real_income:USA", "real_income:CHN"]), "decompose spiral")
    yield Sample(escalate("kuala-lumpur"), "escalate kuala-lumpur")
    drawn = escalate("kuala-lumpur", draws=20, horizon="short")
    yield Sample(drawn, "escalate kuala-lumpur --horizon short --draws 20")
    best = optimal("truce-2025-10", "USA", by="partner")
    yield Sample(best, "optimal truce-2025-10 --player USA --by partner")


def exhibits() -> list[Exhibit]:
    """One chart of every kind that applies to a sample, in the order of the catalogue, and one in other styles."""
    shown: dict[Figure, Exhibit] = {}
    styles: list[Exhibit] = []
    for sample in samples():
        for name, drawing in drawings(view_of(sample.result)).items():
            kind = drawing.figure
            if kind not in shown:
                shown[kind] = exhibit(sample, name, kind.name, kind.title)
        styles = styles or [
            exhibit(sample, "own_income", style, f"The same for {style}", style) for style in ("dark", "print")
        ]
    return [*(shown[kind] for kind in CATALOGUE if kind in shown), *styles]


def exhibit(sample: Sample, name: str, picture: str, heading: str, style: str = "light") -> Exhibit:
    """Draw a chart of a sample."""
    figure = plot(sample.result, name, style=style)
    if not isinstance(figure, ReportFigure):
        raise TypeError(f"{name}: {type(figure).__name__} has no description for those who do not see it.")
    command = f"tariffsim {sample.command.format(name)}" + f" --style {style}" * (style != "light")
    return Exhibit(picture, heading, command, figure)


def main() -> None:
    """Write pictures and page; pictures that no chart has any more are removed."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    shown = exhibits()
    for exhibit in shown:
        save_figure(exhibit.figure, PICTURES / f"{exhibit.name}.svg")
    for path in PICTURES.iterdir():
        if path.stem not in {exhibit.name for exhibit in shown}:
            path.unlink()
    (DOCS / "gallery.md").write_text("\n".join([INTRODUCTION, *(item.text for item in shown)]), encoding="utf-8")


if __name__ == "__main__":
    main()
