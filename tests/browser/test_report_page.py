"""The report in a browser: complete without scripts, sorted and filtered with them, on paper and on a phone."""

import re
from pathlib import Path

import pytest

from simulator import run
from simulator.report import write_report
from simulator.report.page.answer import SENTENCES
from simulator.report.wording.words import signed
from simulator.results import Results
from tests.report.made_up import made_up, with_draws

LIMIT = 5_000_000
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(22, 25, 29)"


@pytest.fixture(scope="module")
def results() -> Results:
    """Six scenarios with draws under two headings; the last one is not solved."""
    groups = {"tariff": {"group": "Threats"}, "cutoff": {"group": "Threats"}, "pledge": {"group": "Talks"}}
    return with_draws(made_up(texts=groups))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, results) -> Path:
    path = tmp_path_factory.mktemp("report")
    write_report(results, path)
    return path


@pytest.fixture(scope="module")
def address(folder) -> str:
    return (folder / "report.html").as_uri()


def column(page, heading, table="#numbers table.sortable >> nth=0"):
    """Cells of a column as they stand from top to bottom."""
    headings = page.locator(f"{table} >> thead th").all_inner_texts()
    place = [text.strip(" ▲▼") for text in headings].index(heading) + 1
    return page.locator(f"{table} >> tbody tr > :nth-child({place})").all_inner_texts()


def number(text):
    return float(text.replace("−", "-").replace(",", "")) if re.match(r"[−+\d]", text) else None


def test_it_opens_without_network_or_complaint(page, address):
    page.goto(address)
    assert page.title() == "What if?"
    assert all(page.evaluate("[...document.images].map((image) => image.complete && image.naturalWidth > 0)"))


def test_a_heading_sorts_its_column_both_ways(page, address):
    page.goto(address)
    button = page.get_by_role("button", name="own income USA %").first
    button.click()
    found = [number(text) for text in column(page, "own income USA %")]
    assert found[-1] is None
    assert found[:-1] == sorted(found[:-1])
    heading = page.locator("#numbers th[aria-sort]").first
    assert heading.get_attribute("aria-sort") == "ascending"
    button.focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    again = [number(text) for text in column(page, "own income USA %")]
    assert again == [*reversed(found[:-1]), None]
    page.get_by_role("button", name="scenario").first.click()
    names = column(page, "scenario")
    assert names == sorted(names)


def test_scenarios_that_are_not_chosen_are_hidden_everywhere(page, address):
    page.goto(address)
    page.get_by_role("checkbox", name="The cutoff").uncheck()
    for item in page.locator("[data-scenario=cutoff]").all():
        assert item.is_hidden()
    assert page.locator("article[data-scenario=tariff]").is_visible()
    page.get_by_role("checkbox", name="The tariff").uncheck()
    assert page.locator("h3.group", has_text="Threats").is_hidden()
    page.get_by_role("button", name="None").click()
    assert page.locator("[data-scenario]:visible").count() == 0
    page.get_by_role("button", name="All").click()
    assert page.locator("article:visible").count() == 6
    assert page.locator("h3.group", has_text="Threats").is_visible()


def test_any_indicator_of_any_region_can_be_compared(page, address, results):
    page.goto(address)
    page.get_by_role("combobox", name="Indicator").select_option(label="Consumer prices, %")
    page.get_by_role("combobox", name="Region").select_option(label="Brazil")
    change = results.reference_change("consumer_prices").sel(horizon="short", region="BRA")
    bar = page.locator(".bars li", has_text="The pledge")
    value = signed(float(change.sel(scenario="pledge")), 2)
    assert bar.locator(".value").inner_text() == value
    assert page.locator("details.indicator:visible").count() == 1
    for reach in (bar.hover, bar.focus):
        page.locator("h1").hover()
        reach()
        assert page.locator(".readout").inner_text() == f"Brazil, The pledge: {value} %"
    widest = change.drop_sel(scenario="truce").to_series().abs().idxmax()
    width = page.locator(f".bars li[data-scenario={widest}] .fill").evaluate("(fill) => fill.style.width")
    assert width == "50%"


def test_the_link_under_a_chart_gives_its_table(page, address, folder):
    page.goto(address)
    for name in ("own_income", "licence_gap"):
        with page.expect_download() as waiting:
            page.locator(f"#figure-{name} a[download]").click()
        assert waiting.value.suggested_filename == f"{name}.csv"
        assert Path(waiting.value.path()).read_bytes() == (folder / "figures" / f"{name}.csv").read_bytes()


def test_without_scripts_everything_is_there(chromium, address, results):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("#choose").is_hidden()
    assert page.locator("th button").count() == 0
    assert page.locator("article:visible").count() == len(results.scenarios)
    assert page.locator("figure img:visible").count() == page.locator("figure").count() > 5
    folded = page.locator("details.indicator")
    assert folded.count() > 10
    folded.nth(3).locator("summary").click()
    assert folded.nth(3).locator("table").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_scrolls_down_only(page, address, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    scrolling = page.locator("#numbers .wide").first
    assert scrolling.evaluate("(box) => box.scrollWidth > box.clientWidth && box.tabIndex === 0")


def test_it_is_dark_where_the_reader_is(page, address):
    page.goto(address)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == DARK
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(paper) == LIGHT


def test_paper_gets_everything_unfolded_and_nothing_to_click(page, address):
    page.goto(address)
    page.emulate_media(media="print")
    for name in ("nav", "#choose", ".fields", ".data >> nth=0"):
        assert page.locator(name).is_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 0
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 5


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """The report on all scenarios that come with the package."""
    path = tmp_path_factory.mktemp("library")
    write_report(run("scenarios"), path)
    return path / "report.html"


def test_the_whole_library_is_a_page_that_can_be_sent(page, library):
    assert library.stat().st_size < LIMIT
    page.goto(library.as_uri())
    sentences = page.locator(".answer li").all_text_contents()
    assert len(sentences) == SENTENCES
    assert "“Threats carried out”" in sentences[0]
    for sentence in sentences:
        assert re.fullmatch(r"[A-Z“].+\.", sentence)
        assert "nan" not in sentence
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Results of forty regions, and their page."""
    codes = ["USA", "CHN", *(f"R{number:02}" for number in range(37)), "TUR"]
    names = {code: f"Land {code}" for code in codes} | {"TUR": "Türkiye"}
    results = made_up(["truce", "tariff", "cutoff"], regions=names)
    folder = tmp_path_factory.mktemp("wide")
    write_report(results, folder)
    return results, (folder / "report.html").as_uri()


def shown(page):
    """Codes of the regions in the table that is open, from the top."""
    rows = page.locator("details.indicator[open] tbody tr:visible")
    return rows.evaluate_all("(rows) => rows.map((row) => row.dataset.region)")


def test_many_regions_go_down_the_largest_movers_first_and_can_be_searched(page, wide):
    results, address = wide
    page.goto(address)
    own = results.reference_change("own_income").sel(horizon="short", scenario=["tariff", "cutoff"])
    moved = abs(own * results.data["output_value_baseline"].sum("sector")).max("scenario").to_series()
    order = moved.sort_values(ascending=False).index.to_list()
    assert shown(page) == order[:20]
    page.get_by_role("button", name="All 40 rows").click()
    assert shown(page) == order
    page.locator("details.indicator[open]").get_by_role("searchbox").fill("turk")
    assert shown(page) == ["TUR"]
    assert page.locator("details.indicator[open] .find").inner_text().strip() == "1 of 40 rows"
    page.locator("details.indicator[open]").get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Fewer rows").click()
    page.locator("details.indicator[open] thead").get_by_role("button", name="The tariff").click()
    assert (
        shown(page) == own.sel(scenario="tariff").to_series().round(2).sort_values(kind="stable").index[:20].to_list()
    )


def test_regions_that_go_down_are_compared_and_hide_their_scenarios_too(page, wide):
    results, address = wide
    page.goto(address)
    page.get_by_role("combobox", name="Region").select_option(label="Türkiye")
    change = results.reference_change("own_income").sel(horizon="short", region="TUR", scenario="cutoff")
    assert page.locator(".bars li", has_text="The cutoff").locator(".value").inner_text() == signed(float(change), 2)
    page.get_by_role("checkbox", name="The cutoff").uncheck()
    cells = page.locator("details.indicator[open] tbody tr").first.locator("td:visible")
    assert cells.count() == 2


def test_without_scripts_all_regions_are_there(chromium, wide):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(wide[1])
    page.locator("details.indicator summary").first.click()
    assert page.locator("details.indicator[open] tbody tr:visible").count() == 40
    assert page.get_by_role("searchbox").count() == 0
    context.close()
