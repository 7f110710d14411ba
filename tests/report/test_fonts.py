"""Letters that the font of the charts lacks are drawn by another installed one, or named once."""

import logging

import pytest
from matplotlib.figure import Figure

from simulator.report.looks import fonts

HAS = {"dejavu": "abc ", "cjk": "中文日本", "hangul": "한국", "latin": "xyz"}


class _Entry:
    style = "normal"

    def __init__(self, name):
        self.name = self.fname = name


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """Fonts that have few letters each."""
    letters = {**HAS, "Noto Sans CJK": HAS["cjk"], "Malgun Gothic": HAS["hangul"], "A font": HAS["latin"]}
    monkeypatch.setattr(fonts, "findfont", lambda name: "dejavu" if name == fonts.FAMILY else name)
    monkeypatch.setattr(fonts, "_letters", lambda file: frozenset(letters[file]))
    entries = [_Entry(name) for name in ("A font", "Noto Sans CJK", "Malgun Gothic")]
    monkeypatch.setattr(fonts.fontManager, "ttflist", entries)
    monkeypatch.setattr(fonts, "_named", set())
    fonts.fallbacks.cache_clear()
    yield
    fonts.fallbacks.cache_clear()


def figure(*texts):
    made = Figure()
    return made, [made.text(0, 0, text) for text in texts]


def test_letters_are_taken_from_fonts_that_have_them():
    made, (plain, chinese, both) = figure("abc", "中文 abc", "中\n한국")
    before = plain.get_fontfamily()
    fonts.use_fallbacks(made)
    assert plain.get_fontfamily() == before
    assert chinese.get_fontfamily() == [fonts.FAMILY, "Noto Sans CJK"]
    assert set(both.get_fontfamily()) == {fonts.FAMILY, "Noto Sans CJK", "Malgun Gothic"}


def test_letters_that_no_font_has_are_named_once(caplog):
    made, _ = figure("ไทย", "中 ไทย")
    with caplog.at_level(logging.WARNING):
        fonts.use_fallbacks(made)
        fonts.use_fallbacks(made)
    assert len(caplog.messages) == 1
    assert "no installed font has the letters ทยไ of 'ไทย'" in caplog.messages[0]
    assert "such as Noto Sans CJK" in caplog.messages[0]
