"""The documentation in a browser: equations stay in their sentences, pages fit a phone, the search finds."""

import contextlib
import functools
import http.server
import threading

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `test`")
pytest.importorskip("mkdocs", reason="needs the extra `docs`")
pytest.importorskip("latex2mathml", reason="needs the extra `docs`")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def address(site):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_equations_stand_in_their_sentences(page, site):
    page.goto(f"{(site / 'model.html').as_uri()}#2-sourcing")
    sentence = page.locator("p", has_text="is the trade elasticity").first
    assert "in Armington" in sentence.inner_text()
    assert sentence.locator("math").count() == 3
    box = page.locator(".math math mfrac").first.bounding_box()
    assert box["height"] > 20, "fractions are set as fractions"


@pytest.mark.parametrize("name", ["index", "tutorial", "model", "baseline", "reference/cli", "reference/scenario"])
def test_pages_fit_a_phone(page, site, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_search_finds_what_a_reader_looks_for(chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened, elsewhere = context.new_page(), []
    opened.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else elsewhere.append(request.url),
    )
    opened.goto(f"{address}/index.html")
    opened.wait_for_load_state("networkidle")
    box, found = opened.locator("input.md-search__input"), opened.locator(".md-search-result__item").first
    for _ in range(12):  # what is typed before its script listens is lost
        box.fill("")
        box.press_sequentially("licence premium")
        with contextlib.suppress(sync_api.TimeoutError):
            found.wait_for(timeout=10_000)
            break
    assert "premium" in found.inner_text().lower()
    context.close()
    assert not elsewhere
