"""YAML that the program writes: whatever a text looks like, it reads back as that text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.files.text import not_text
from simulator.files.yaml import parse_document
from simulator.files.yaml_text import yaml_text

HOSTILE = [
    "0123",
    "1e3",
    "1_000",
    "0x10",
    "0o7",
    "on",
    "yes",
    "null",
    "~",
    "true",
    ".inf",
    "NaN",
    "2025-11-01",
    "12:30",
]
HOSTILE += ["-", "---", "...", "25%", "<<", "=", "!x", "*a", "&a", "|", ">", "'", '"', "@a", "`b", "%x", "?", ":"]
HOSTILE += ["{a", "[a", "a,b", "a:b", "a:", "#b", "\\n", "a#b", "x\\"]
HOSTILE += ["", " ", "a: b", "a # b", " before", "behind ", "a\nb", "a\n\n  b\n", "\t", "\x85", "\u2028"]
HOSTILE += ["word " * 60, "x" * 300, "two  spaces " * 20, "中文 – Ελληνικά", "\N{PILE OF POO}"]

characters = st.characters(exclude_categories=("Cs",)).filter(lambda character: not not_text(character))
texts = st.text(characters, max_size=30) | st.sampled_from(HOSTILE)
keys = texts.filter(lambda key: key != "<<")  # no key may be called so
values = st.recursive(
    texts | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(keys, values, min_size=1, max_size=4))
@example({"codes": ["007", "840", "CHN"]})
@example({"codes": ["a", "?0"], "others": ["?>", "-x", ":"]})
@example({"measures": [{"id": "a", "sectors": ["goods"], "rate": {"2025-11-01": 0.1}}]})
def test_what_is_written_reads_back_as_it_was(data):
    document = parse_document("x.yaml", yaml_text(data))
    assert document.problems == ()
    assert document.data == data


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stands_on_one_line_so_that_a_comment_may_follow(text):
    line = yaml_text({"source": text})
    assert line.count("\n") == 1
    commented = f"{line.rstrip(chr(10))}  # a comment\n"
    assert parse_document("x.yaml", commented).data == {"source": text}
