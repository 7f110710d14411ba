"""What is sent on: cards of one size, pages of one chart that need no network, and a report on one sheet."""

from dataclasses import replace
from datetime import date

import matplotlib.image
import pytest

from simulator.errors import ResultsError
from simulator.report import write_one_page, write_share
from simulator.report.catalogue import drawings
from simulator.report.charts.base import Sheet
from simulator.report.looks.style import inches
from simulator.report.page.chapters import Picture
from simulator.report.plots import view_at
from simulator.report.sending.cards import SIZE, card, write_card
from simulator.report.sending.embed import embed_page
from simulator.report.sending.leaf import A4, FirstWords, leaf
from simulator.report.sending.source import source_line
from simulator.results.files.owned import is_of_a_report, listed

DAY = date(2026, 3, 7)


@pytest.fixture(scope="module")
def view(results):
    return view_at(results, {})


@pytest.fixture(scope="module")
def chart(view):
    return drawings(view)["own_income"].chart(view)


def texts(figure):
    return [" ".join(text.get_text().split()) for text in figure.texts]


@pytest.mark.parametrize("rows", [3, 40])
def test_a_card_has_one_size_with_sentence_source_and_date(chart, results, tmp_path, rows):
    tall = replace(chart, rows=tuple(f"row {number}" for number in range(rows)))
    source = source_line(results.provenance, DAY)
    assert source.endswith("drawn on 7 March 2026.")
    write_card(tall, source, tmp_path / "card.png")
    assert matplotlib.image.imread(tmp_path / "card.png").shape[1::-1] == SIZE
    title, *_, caption = (text for text in texts(card(tall, source)) if not text.startswith("row "))
    assert title == " ".join(chart.title.split())
    assert caption.endswith(" ".join(source.split()))


def test_an_embedded_chart_needs_nothing_else(chart):
    page = embed_page("own_income", Picture.of(chart, ""), "Source & date")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert f'<p class="finding">{chart.title}</p>' in page
    assert "Source &amp; date" in page


def test_the_first_words_of_a_page_are_its_header_and_answer():
    page = (
        "<header><h1>A &amp; B</h1><p class='lead'>What\nif?</p><nav><a>x</a></nav></header>"
        "<ol class='answer'><li>One  <b>bold</b>.</li><li>Two.</li></ol><ol><li>no</li></ol><p>no</p>"
    )
    assert FirstWords(page).told == [
        ("title", "A & B"),
        ("lead", "What if?"),
        ("answer", "One bold."),
        ("answer", "Two."),
    ]


def test_a_sheet_holds_the_first_charts_that_fit(chart):
    tall = replace(chart, rows=tuple(f"row {number}" for number in range(80)))
    figure = leaf("<header><h1>Title</h1></header>", [tall, *[chart] * 9], "Source")
    assert tuple(figure.get_size_inches()) == pytest.approx(A4)
    words, *parts, rest = figure.subfigs
    assert texts(words) == ["Title"]
    assert len(parts) == 2
    assert all(" ".join(chart.title.split()) in texts(part) for part in parts)
    assert not rest.texts


def test_axes_are_as_wide_on_part_of_a_sheet_as_alone(chart):
    figure = leaf("<header><h1>Title</h1></header>", [chart], "Source")
    alone = chart.on(Sheet(7.57))
    pairs = zip(figure.subfigs[1].axes, alone.axes, strict=True)
    assert all(inches(part) == pytest.approx(inches(whole), rel=1e-6) for part, whole in pairs)


def test_files_to_send_are_the_programs_and_leave_with_the_report(results, tmp_path):
    names = {path.relative_to(tmp_path).as_posix() for path in write_share(results, tmp_path)}
    assert {"share/own_income.png", "share/own_income.html"} <= names
    assert write_one_page(results, tmp_path).read_bytes().startswith(b"%PDF")
    assert {*names, "report.pdf"} <= listed(tmp_path)
    assert all(map(is_of_a_report, [*names, "report.pdf"]))


def test_results_without_a_page_have_no_sheet(results, tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.report.write.PAGES", {})
    with pytest.raises(ResultsError, match="got results of 'run' — of"):
        write_one_page(results, tmp_path)
