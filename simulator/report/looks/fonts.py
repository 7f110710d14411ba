"""Letters that the font of the charts lacks, such as Chinese ones: drawn by another installed font, or named once."""

import logging
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, findfont, fontManager, get_font
from matplotlib.text import Text

FAMILY: Final = "DejaVu Sans"
_LIKELY: Final = ("CJK", "Noto Sans", "Source Han", "Gothic", "YaHei", "PingFang", "Hiragino", "WenQuanYi", "Unicode")
"""Parts of the names of fonts with many letters, which are looked at first."""
_LOG: Final = logging.getLogger(__name__)
_named: Final = set[str]()


def use_fallbacks(figure: Figure) -> None:
    """Let texts of a figure take letters from other installed fonts; say once which letters no font has."""
    texts = {text: missing for text in figure.findobj(Text) if (missing := _missing(text.get_text()))}
    for text, missing in texts.items():
        fonts = fallbacks(missing)
        text.set_fontfamily([FAMILY, *fonts])
        _name_lost(text.get_text(), missing - _letters_of(fonts))


def _missing(text: str) -> frozenset[str]:
    return frozenset() if text.isascii() else frozenset(text) - _letters(findfont(FAMILY)) - set("\n\t")


def _letters_of(fonts: Collection[str]) -> frozenset[str]:
    return frozenset[str]().union(*(_letters(findfont(name)) for name in fonts))


@lru_cache(maxsize=64)
def _letters(file: str) -> frozenset[str]:
    return frozenset(map(chr, get_font(file).get_charmap()))


@lru_cache(maxsize=256)
def fallbacks(letters: frozenset[str]) -> tuple[str, ...]:
    """Families of installed fonts that have letters between them, as few as a first look finds."""
    names, lost = list[str](), letters
    for entry in _likely_first():
        if not lost:
            break
        if has := lost & _letters(entry.fname):
            names.append(entry.name)
            lost -= has
    return tuple(names)


def _likely_first() -> Iterator[FontEntry]:
    """Upright fonts that are installed, each family once."""
    upright = {entry.name: entry for entry in fontManager.ttflist if entry.style == "normal" and entry.name != FAMILY}
    likely = sorted(upright, key=lambda name: (not any(part in name for part in _LIKELY), name))
    return (upright[name] for name in likely)


def _name_lost(text: str, lost: frozenset[str]) -> None:
    if new := lost - _named:
        _named.update(new)
        _LOG.warning(
            "Charts: no installed font has the letters %s of %r; in .png and .pdf they are boxes — install a font that "
            "has them, such as Noto Sans CJK.",
            "".join(sorted(new)[:10]),
            text,
        )
