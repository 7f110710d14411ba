"""The report page and the files of figures: self-contained, safe, complete, and whole."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot, save_figure, write_report
from simulator.report.catalogue import drawings
from simulator.report.charts.base import PHONE
from simulator.report.charts.figure import GAINS, LIMITS, MADE, PAYS, REST, TRADE
from simulator.report.looks.style import luminance
from simulator.report.page.chapters import Picture, chapters
from simulator.report.views.run import View
from simulator.report.wording.words import signed_percent
from tests.report.made_up import SCENARIOS, made_up

VOID = {"meta", "img", "br", "hr", "link", "input", "source"}
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
        if self.open[-1:] not in (["script"], ["style"]):
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
        assert tag not in {"link", "iframe", "object"}
        assert "src" not in attributes or attributes["src"].startswith("data:")
        assert attributes.get("href", "#").startswith(("#", "data:text/csv"))
    assert len(text) < 5_000_000


def test_every_image_is_described(page, results):
    described = [image["alt"] for image in page.images()]
    assert len(described) == len(figure_names(results))
    for name in figure_names(results):
        drawn = plot(results, name).texts[0].get_text().replace("\n", " ")
        assert sum(text.startswith(drawn) for text in described) == 1


def test_drawings_follow_light_and_dark(page):
    for image in page.images():
        svg = svg_of(image)
        assert "prefers-color-scheme:dark" in svg
        assert "var(--ink)" in svg
        assert "#1f2328" not in svg.partition("</style>")[2]


def shown_by(page, results, name):
    """Place of a figure on the page, and its title."""
    title = " ".join(plot(results, name).texts[0].get_text().split())
    described = [" ".join(image["alt"].split()) for image in page.images()]
    return [text.startswith(title) for text in described].index(True), title


def test_titles_are_text_of_the_page_and_not_in_its_pictures(page, results):
    for name in ("own_income", "heat_output"):
        place, title = shown_by(page, results, name)
        assert title in page.text
        assert title[:30] not in svg_of(page.images()[place])


def width_of(svg):
    return float(re.search(r'width="([\d.]+)pt"', svg).group(1))


def test_a_phone_has_pictures_with_panels_below_each_other(page):
    phone = [attributes for tag, attributes in page.tags if tag == "source"]
    assert {attributes["media"] for attributes in phone} == {"(max-width: 40rem)"}
    narrow = [width_of(svg_of({"src": attributes["srcset"]})) for attributes in phone]
    assert sorted(narrow)[len(narrow) // 2] == pytest.approx(72 * PHONE.width)
    assert width_of(svg_of(page.images()[0])) > 600


def test_cells_of_heat_maps_are_dark_on_a_dark_page(page, results):
    place, _ = shown_by(page, results, "scenario_matrix")
    look = svg_of(page.images()[place]).partition("prefers-color-scheme:dark")[2].partition("</style>")[0]
    cells = re.findall(r"--c[0-9a-f]{6}:(#[0-9a-f]{6})", look)
    assert len(cells) > 5
    assert max(map(luminance, cells)) < 0.25
    assert "text{fill:#fdfdfd}" in look


def test_links_inside_the_page_lead_somewhere(page):
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= places
    assert len(inside) == 8


def test_sections_come_in_the_order_of_the_story(page):
    places = [attributes["id"] for tag, attributes in page.tags if tag == "section" and "id" in attributes]
    assert places == [
        "summary",
        "numbers",
        "compare",
        "figures",
        "scenarios",
        "drivers",
        "model",
        "limits",
        "provenance",
    ]


def test_the_numbers_of_every_chart_can_be_taken_from_the_page(folder, page, results):
    links = {attributes["download"]: attributes["href"] for _, attributes in page.tags if "download" in attributes}
    assert set(links) == {f"{name}.csv" for name in figure_names(results)}
    for name, link in links.items():
        assert base64.b64decode(link.partition("base64,")[2]) == (folder / "figures" / name).read_bytes()


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
    told = [
        {
            "name": "tariff",
            "assumptions": [HOSTILE],
            "measures": [{"id": HOSTILE, "type": "tariff", "flows": HOSTILE, "source": HOSTILE, "note": HOSTILE}],
            "overrides": [HOSTILE],
            "file": HOSTILE,
            "digest": "",
        }
    ]
    results = replace(results, provenance=replace(results.provenance, scenarios=tuple(told)))
    results.data.attrs["title"] = HOSTILE
    write_report(results, tmp_path)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [tag for tag, _ in page.tags].count("script") == 1
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
    told = [{"name": "tariff", "assumptions": ["Nobody answers."], "parents": ["truce"], "measures": [measure]}]
    results = replace(results, provenance=replace(results.provenance, scenarios=tuple(told)))
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
    told = [
        {"name": "truce", "assumptions": ["Shared."], "measures": [shared]},
        {
            "name": "tariff",
            "parents": ["truce"],
            "assumptions": ["Shared.", "Own."],
            "measures": [shared, {"id": "new", "type": "tariff", "flows": "own flows"}],
        },
    ]
    results = replace(results, provenance=replace(results.provenance, scenarios=tuple(told)))
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
    assert "No chart: nothing was solved." in text
    assert "0 of 4 cases were solved" in text


def test_figures_are_saved_by_their_ending(tmp_path, results):
    figure = plot(results, "own_income")
    for ending, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        save_figure(figure, tmp_path / f"figure{ending}")
        assert (tmp_path / f"figure{ending}").read_bytes().startswith(start)
    with pytest.raises(ResultsError, match=r"got the ending '\.gif' — one of \.svg, \.png, \.pdf"):
        save_figure(figure, tmp_path / "figure.gif")


def test_every_indicator_of_every_region_has_its_number(page, results):
    change = results.reference_change("tariff_revenue").sel(horizon="short", scenario="tariff", region="BRA")
    assert f"{float(change) / 1000:+.1f}".replace("-", "−") in page.text
    assert "Tariff revenue, billion USD" in page.text


def test_cards_say_who_gains_and_who_loses(page, results):
    change = results.reference_change("own_income").sel(horizon="short", scenario="tariff").to_series()
    best = results.data["region_name"].sel(region=change.idxmax()).item().partition(" (")[0]
    assert f"▲ {best} {signed_percent(change.max())}".replace("\u00a0", " ") in page.text
    assert "Output in the United States" in page.text


def test_chapters_hold_every_chart_in_their_order(results):
    view = View.of(results)
    shown = {
        name: Picture(item.chart(view), item.chapter, "<svg></svg>", "<svg></svg>")
        for name, item in drawings(view).items()
    }
    chart = shown["own_income"].chart
    told = chapters(shown | {"brand_new": Picture(chart, REST, "<svg></svg>", "<svg></svg>")})
    assert sorted(item["name"] for chapter in told for item in chapter["figures"]) == sorted([*shown, "brand_new"])
    assert [chapter["heading"] for chapter in told] == [GAINS, PAYS, TRADE, MADE, LIMITS, REST]
    assert [item["name"] for item in told[-1]["figures"]] == ["brand_new"]
    assert [item["name"] for item in told[1]["figures"]] == [
        *("pass_through_prices", "cost_of_living", "tariff_overview", "incidence")
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"scenarios": ["truce"]},
        {"scenarios": ["tariff"], "reference": "", "unsolved": []},
        {"regions": {"ONE": "One"}, "sectors": {"ALL": "Everything"}, "horizons": ["short"]},
        {"reference": "broken"},
    ],
)
def test_other_runs_have_a_page_too(tmp_path, options):
    write_report(made_up(**options), tmp_path)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "nan" not in re.findall(r"\w+", page.text.lower())
    assert "The answer" in page.text


def test_a_scenario_of_ones_own_asks_its_own_question(tmp_path):
    write_report(made_up(["truce", "tariff"]), tmp_path)
    text = Page((tmp_path / "report.html").read_text(encoding="utf-8")).text
    assert text.strip().startswith("What if? What if? Summary of tariff. 2 scenarios on the baseline")


def test_a_run_without_a_question_says_what_is_compared(page):
    listed = "“The tariff”, “The cutoff”, “The pledge”, “The boycott” and “The broken”"
    assert f"What if? What do {listed} do, against “The truce”?" in page.text


def test_a_lone_reference_is_compared_with_the_baseline_throughout(tmp_path):
    write_report(made_up(["truce"]), tmp_path)
    text = Page((tmp_path / "report.html").read_text(encoding="utf-8")).text
    assert "Changes are against the 2024 baseline." in text
    assert "against “The truce”" not in text
    assert "Through which channel" in text
