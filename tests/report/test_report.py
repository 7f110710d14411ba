"""The report page and the files of figures: self-contained, safe, complete, and whole."""

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot, save_figure, write_report
from simulator.report.gallery import charts
from simulator.report.summary import summary
from simulator.report.view import View
from tests.report.made_up import SCENARIOS, made_up

VOID = {"meta", "img", "br", "hr", "link", "input"}
HOSTILE = "<script>alert('x')</script> & \"quoted\""
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


class Page(HTMLParser):
    """Reads a page, and complains of tags that do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))

    def images(self):
        return [attributes for tag, attributes in self.tags if tag == "img"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, results) -> Path:
    path = tmp_path_factory.mktemp("run")
    write_report(results, path)
    return path


@pytest.fixture(scope="module")
def page(folder) -> Page:
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def told(results) -> list[str]:
    view = View.of(results)
    return summary(view, charts(view))


def svg_of(image) -> str:
    return base64.b64decode(image["src"].removeprefix("data:image/svg+xml;base64,")).decode()


def test_every_figure_has_picture_drawing_and_numbers(folder, results):
    expected = {f"{name}{ending}" for name in figure_names(results) for ending in (".svg", ".png", ".csv")}
    assert {path.name for path in (folder / "figures").iterdir()} == expected
    assert all(path.stat().st_size > 0 for path in (folder / "figures").iterdir())


@pytest.mark.parametrize("name", figure_names(made_up()))
def test_the_table_beside_a_figure_holds_what_is_drawn(folder, results, name):
    written = pd.read_csv(folder / "figures" / f"{name}.csv", keep_default_na=False, na_values=[""])
    drawn = figure_data(results, name)
    pd.testing.assert_frame_equal(written, drawn, check_dtype=False, rtol=1e-9)


def test_the_page_needs_no_network(folder, page):
    text = (folder / "report.html").read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text + "".join(map(svg_of, page.images()))))
    assert addresses <= NAMESPACES
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "iframe", "object"}
        assert not attributes.get("href", "#").startswith(("//", "http"))
    assert len(text) < 5_000_000


def test_every_image_is_described(page, results):
    images = page.images()
    assert len(images) == len(figure_names(results))
    for image, name in zip(images, figure_names(results), strict=True):
        drawn = plot(results, name).texts[0].get_text().replace("\n", " ")
        assert image["alt"].startswith(drawn)


def test_drawings_follow_light_and_dark(page):
    for image in page.images():
        svg = svg_of(image)
        assert "prefers-color-scheme:dark" in svg
        assert "var(--ink)" in svg
        assert "#1f2328" not in svg.partition("</style>")[2]


def test_links_inside_the_page_lead_somewhere(page):
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = {attributes["href"][1:] for tag, attributes in page.tags if tag == "a"}
    assert links <= places
    assert len(links) == 6


def test_every_scenario_has_its_card_and_row(page):
    for name in SCENARIOS:
        assert f"Title of {name}" in page.text
        assert f"Summary of {name}." in page.text
        assert page.text.count(f"The {name}") >= 2


def test_what_was_not_solved_is_said_never_zero(page):
    assert "Not solved: the iteration stopped making progress" in page.text
    assert "not solved" in page.text
    assert "10 of 12 cases were solved" in page.text


def test_hostile_text_stays_text(tmp_path):
    texts = {"tariff": {"title": HOSTILE, "label": HOSTILE, "summary": HOSTILE, "group": HOSTILE}}
    results = made_up(["truce", "tariff"], texts=texts)
    results.provenance["scenarios"] = [
        {
            "name": "tariff",
            "assumptions": [HOSTILE],
            "measures": [{"id": HOSTILE, "type": "tariff", "flows": HOSTILE, "source": HOSTILE, "note": HOSTILE}],
            "overrides": [HOSTILE],
            "file": HOSTILE,
            "digest": "",
        }
    ]
    results.data.attrs["title"] = HOSTILE
    write_report(results, tmp_path)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count("alert('x')") >= 8
    assert all("<script" not in svg_of(image) for image in page.images())


def test_cards_show_measures_assumptions_and_sources(tmp_path):
    results = made_up(["truce", "tariff"])
    measure = {
        "id": "us-100",
        "type": "tariff",
        "flows": "CHN → USA: goods",
        "values": "rate 1.0",
        "dates": "start 2025-11-01",
        "enabled": False,
        "source": "an announcement",
        "note": "a note",
    }
    results.provenance["scenarios"] = [
        {"name": "tariff", "assumptions": ["Nobody answers."], "parents": ["truce"], "measures": [measure]}
    ]
    write_report(results, tmp_path)
    text = Page((tmp_path / "report.html").read_text(encoding="utf-8")).text
    for words in (
        "us-100 tariff; CHN → USA: goods; rate 1.0; start 2025-11-01",
        "(switched off)",
        "a note",
        "Source: an announcement",
        "Nobody answers.",
        "Builds on The truce; what comes from there is not repeated.",
    ):
        assert words in text


def test_cards_leave_out_what_their_parents_say(tmp_path):
    results = made_up(["truce", "tariff"])
    shared = {"id": "old", "type": "tariff", "flows": "shared flows"}
    results.provenance["scenarios"] = [
        {"name": "truce", "assumptions": ["Shared."], "measures": [shared]},
        {
            "name": "tariff",
            "parents": ["truce"],
            "assumptions": ["Shared.", "Own."],
            "measures": [shared, {"id": "new", "type": "tariff", "flows": "own flows"}],
        },
    ]
    write_report(results, tmp_path)
    text = Page((tmp_path / "report.html").read_text(encoding="utf-8")).text
    assert [text.count(words) for words in ("Shared.", "shared flows", "Own.", "own flows")] == [1, 1, 1, 1]


def test_figures_of_an_earlier_run_do_not_stay(tmp_path):
    write_report(made_up(), tmp_path)
    (tmp_path / "figures" / "my own.png").write_bytes(b"mine")
    write_report(made_up(["truce", "boycott"]), tmp_path)
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert "pledge.svg" not in names
    assert "my own.png" in names


def test_the_same_results_make_the_same_files(tmp_path, folder, results):
    write_report(results, tmp_path)
    for path in [*folder.glob("figures/*.svg"), *folder.glob("figures/*.csv"), folder / "report.html"]:
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_a_run_without_solution_still_has_a_page(tmp_path):
    write_report(made_up(["truce", "tariff"], unsolved=["truce", "tariff"]), tmp_path)
    text = Page((tmp_path / "report.html").read_text(encoding="utf-8")).text
    assert "No figure: nothing was solved." in text
    assert "0 of 4 cases were solved" in text


def test_figures_are_saved_by_their_ending(tmp_path, results):
    figure = plot(results, "real_income")
    for ending, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        save_figure(figure, tmp_path / f"figure{ending}")
        assert (tmp_path / f"figure{ending}").read_bytes().startswith(start)
    with pytest.raises(ResultsError, match=r"got the ending '\.gif' — one of \.svg, \.png, \.pdf"):
        save_figure(figure, tmp_path / "figure.gif")


def test_the_summary_names_best_and_worst(results):
    change = results.reference_change("real_income").sel(horizon="short", region="USA").drop_sel(scenario="truce")
    series = change.to_series().dropna()
    first = told(results)[0]
    assert f"is “The {series.idxmin()}”" in first
    assert f"the best “The {series.idxmax()}”" in first


def test_the_summary_holds_risk_without_substitution_beside_the_answer(results):
    notes = [sentence for sentence in told(results) if "of output would be at risk" in sentence]
    at_risk = float(results.reference_change("output_at_risk").sel(scenario="cutoff", horizon="short").sum()) / 1000
    assert len(notes) == 1
    assert f"up to {at_risk:.0f}" in notes[0] or f"up to {at_risk:.1f}" in notes[0]
    assert "“The cutoff” restricts rare earths" in notes[0]


def test_the_summary_lists_what_was_not_solved(results):
    assert told(results)[-1] == "Not solved, and shown without numbers: “The broken”."
