"""A headless Chromium for the pages that a reader opens; it reaches no network."""

import os
import shutil

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `test`")

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def chromium():
    """The browser; a machine without one skips these tests, but never the CI's."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        message = f"needs a browser: one of {', '.join(PROGRAMS)}"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """An empty page in a window of its own; what its scripts complain of, or ask a network for, fails the test."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    complaints = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if is_local(request.url) else complaints.append(request.url))
    yield opened
    context.close()
    assert not complaints


def is_local(url):
    return url.startswith(("file:", "data:", "blob:", "about:"))
