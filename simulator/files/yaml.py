"""A YAML file as plain values that remember their lines, read without trusting it."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from yaml import MarkedYAMLError, YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stubs do not export it
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from simulator.files.problem import Place, Problem, shown, shown_path
from simulator.files.text import not_text, place_at, read_text

LARGEST_FILE: Final = 1_000_000
"""Bytes of a file."""

MOST_VALUES: Final = 100_000
"""Values of a file after its aliases are written out."""

MOST_KEYS: Final = 5_000
"""Keys of one mapping."""

DEEPEST: Final = 20
"""Levels of nesting."""

Keys: TypeAlias = tuple[str | int, ...]
"""Path of a value inside a document: keys of mappings, positions in lists."""

_SYNTAX: Final = (
    ("'\\t'", "indent with spaces, not with a tab"),
    ("duplicate anchor", "the name of an anchor, after &, stands once; give this one another"),
    ("undefined alias", "an alias needs its anchor above it; put text that begins with * in quotes"),
    ("another document", "one file holds one document; remove the line ---"),
    ("unexpected end of stream", "a quote that is opened here is closed nowhere"),
    ("mapping values are not allowed", "check the indentation, and put text that contains `: ` in quotes"),
    ("expected ',' or", "check the brackets and commas that are open here"),
    ("that cannot start", "put text that begins with a special character in quotes"),
    ("Unicode character escape", "an escape \\u or \\U names a sign that there is"),
    ("unknown escape", "use single quotes around text with a backslash"),
)
_OTHER_SYNTAX: Final = "check the indentation, colons, brackets and quotes here and on the line before"


@dataclass(frozen=True)
class Document:
    """Plain values of a file with the place of each.

    Attributes
    ----------
    name
        The file as messages show it, or the command-line option that the values come from.
    data
        Mappings, lists, text, numbers, true and false; dates stay text.
    key_places, value_places
        Line and column of keys and values; empty for an option, which has neither.
    digest
        SHA-256 of the text.
    problems
        What is wrong with it as YAML; `data` is None where nothing could be read.
    """

    name: str
    data: Any
    key_places: Mapping[Keys, tuple[int, int]] = field(default_factory=dict, repr=False)
    value_places: Mapping[Keys, tuple[int, int]] = field(default_factory=dict, repr=False)
    digest: str = ""
    problems: tuple[Problem, ...] = ()

    def location(self, keys: Keys, at_key: bool = False) -> Place:
        """Place of the value at `keys`, or of the key itself; a missing key is placed at what lacks it."""
        if not self.value_places:
            return Place(self.name)
        places = self.key_places if at_key else self.value_places
        return Place(self.name, *(places.get(keys) or self.value_places.get(keys[:-1], (1, 1))), dotted(keys))

    def problem(self, keys: Keys, sentence: str, at_key: bool = False) -> Problem:
        """Make a problem of the value at `keys`, or of the key itself, from "what was got — what is allowed."."""
        return Problem.said(self.location(keys, at_key), sentence)


def dotted(keys: Keys) -> str:
    """Write a path as measures[0].rate."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def read_document(path: Path) -> Document:
    """Read a YAML file of at most `LARGEST_FILE` bytes."""
    problems: list[Problem] = []
    text = read_text(path, LARGEST_FILE, problems)
    name = shown_path(path)
    return Document(name, None, problems=tuple(problems)) if text is None else parse_document(name, text)


def parse_document(name: str, text: str) -> Document:
    """Read YAML 1.2 text; what is wrong with it is in `problems` of the document."""
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    reader = _Reader(name)
    try:
        node = _compose(text)
        data = None if node is None else reader.value(node, ())
    except (YAMLError, _TooMuchError, ValueError) as wrong:
        return Document(name, None, digest=digest, problems=(_fatal_problem(name, text, wrong),))
    places = reader.value_places or {(): (1, 1)}
    return Document(name, data, reader.key_places, places, digest, tuple(reader.problems))


def parse_value(text: str) -> object:
    """Read the value of an option as YAML does; text that is no YAML stays text."""
    document = parse_document("", text)
    return text if document.problems else document.data


def _compose(text: str) -> Node | None:
    node: Node | None = _Parser(_PAIR.sub(_in_one, text)).get_single_node()
    return node


_PAIR: Final = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}", re.IGNORECASE)
"""A sign in two escapes, as JSON writes it."""


def _in_one(pair: re.Match[str]) -> str:
    """The escape of YAML for a sign that JSON escapes as a pair."""
    return f"\\U{ord(json.loads(chr(34) + pair[0] + chr(34))):08x}"


class _Parser(CParser):
    """The parser of libyaml, with the plain scalars of YAML 1.2: yes and no are text, and so are dates."""

    def resolve(self, kind: type[Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """Tag of a node that has none of its own."""
        if kind is not ScalarNode:
            return _CORE + ("map" if kind is MappingNode else "seq")
        kinds = _PLAIN.fullmatch(value or "") if implicit[0] else None
        return _CORE + str(kinds.lastgroup if kinds else "str")

    def descend_resolver(self, parent: Node | None, index: Node | int | None) -> None:
        """Do nothing: what a scalar is does not depend on where it stands."""

    def ascend_resolver(self) -> None:
        """Do nothing."""


_PLAIN: Final = re.compile(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<bool>true|True|TRUE|false|False|FALSE)"
    r"|(?P<int>[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*))"
    r"|(?P<float>[-+]?([0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))"
    r"|\.(nan|NaN|NAN))"
)
"""Plain scalars that are no text, by kind."""


def _fatal_problem(name: str, text: str, wrong: Exception) -> Problem:
    if isinstance(wrong, _TooMuchError):
        return Problem.said(Place(name, *wrong.location), str(wrong))
    if not isinstance(wrong, MarkedYAMLError) or wrong.problem_mark is None:
        start = wrong.start if isinstance(wrong, UnicodeEncodeError) else len(_before(text, wrong))
        return Problem.said(place_at(name, text[:start]), not_text(text[start:]) or _NOT_TEXT)
    said = str(wrong.problem)
    mark = wrong.context_mark if wrong.context_mark and "end of stream" in said else wrong.problem_mark
    location = Place(name, mark.line + 1, mark.column + 1)
    if "nesting depth" in said:
        return Problem.said(location, _TOO_DEEP)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    said = f"{said} {line[mark.column : mark.column + 1]!r}"
    advice = next((advice for sign, advice in _SYNTAX if sign in said), _OTHER_SYNTAX)
    got = shown(line.strip()) if line.strip() else "the end of the file"
    return Problem(location, f"got {got}, which is not valid YAML", advice)


def _before(text: str, wrong: Exception) -> str:
    """What stands before a character that the parser does not read, whose place it counts in bytes."""
    return text.encode()[: getattr(wrong, "position", 0)].decode(errors="ignore")


class _TooMuchError(Exception):
    """The file holds more values, or deeper ones, than there is any use for."""

    def __init__(self, text: str, node: Node) -> None:
        super().__init__(text)
        self.location = _place(node)


_NOT_TEXT: Final = "got a character which is not text — plain text."
_TOO_DEEP: Final = f"got more than {DEEPEST} levels of nesting — fewer than ten are enough."


_TOO_MANY: Final = (
    f"got more than {MOST_VALUES:,} values once aliases are written out — far fewer; rates by flow fit in a CSV table."
)


class _Reader:
    """Turns nodes into plain values and notes where each was."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.key_places: dict[Keys, tuple[int, int]] = {}
        self.value_places: dict[Keys, tuple[int, int]] = {}

    def value(self, node: Node, keys: Keys) -> object:
        """Convert one node and everything below it."""
        if len(keys) > DEEPEST:
            raise _TooMuchError(_TOO_DEEP, node)
        if len(self.value_places) >= MOST_VALUES:
            raise _TooMuchError(_TOO_MANY, node)
        self.value_places.setdefault(keys, _place(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, SequenceNode):
            self._check_tag(node, keys, "seq")
            return [self.value(item, (*keys, position)) for position, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _mapping(self, node: MappingNode, keys: Keys) -> dict[str, object]:
        self._check_tag(node, keys, "map")
        if len(node.value) > MOST_KEYS:
            raise _TooMuchError(f"got a mapping of {len(node.value):,} keys — at most {MOST_KEYS:,}.", node)
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, keys)
            if key in values:
                line = self.key_places[(*keys, key)][0]
                self._report(
                    key_node, (*keys, key), f"got the key a second time, after line {line} — keep one of the two."
                )
            elif key is not None:
                self.key_places[(*keys, key)] = _place(key_node)
                if _is_blank(value_node):
                    self.value_places[(*keys, key)] = _place(key_node)
                values[key] = self.value(value_node, (*keys, key))
        return values

    def _key(self, node: Node, keys: Keys) -> str | None:
        if isinstance(node, ScalarNode) and node.value != "<<":
            return self._text(node, keys)
        got = "the merge key <<" if isinstance(node, ScalarNode) else "a list or mapping as a key"
        self._report(node, keys, f"got {got} — a key is plain text; write the keys out.")
        return None

    def _scalar(self, node: Node, keys: Keys) -> object:
        kind = str(node.tag).removeprefix(_CORE)
        if kind not in _SCALARS:
            self._check_tag(node, keys, "")
            return node.value
        try:
            return _SCALARS[kind](self._text(node, keys))
        except ValueError:
            return node.value

    def _text(self, node: Node, keys: Keys) -> str:
        """Text of a scalar, in which escapes may hide what no file holds."""
        text = str(node.value)
        if wrong := not_text(text):
            self._report(node, keys, wrong)
        return text.encode(errors="replace").decode()

    def _check_tag(self, node: Node, keys: Keys, expected: str) -> None:
        if node.tag != _CORE + expected:
            tag = shown(str(node.tag).replace(_CORE, "!!"))
            self._report(node, keys, f"got the tag {tag} — no tag; put text that begins with ! in quotes.")

    def _report(self, node: Node, keys: Keys, text: str) -> None:
        self.problems.append(Problem.said(Place(self.name, *_place(node), dotted(keys)), text))


_CORE: Final = "tag:yaml.org,2002:"


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value == "" and node.start_mark.index == node.end_mark.index


_BOOLEANS: Final = {"true": True, "false": False}

_SCALARS: Final[dict[str, Callable[[str], object]]] = {
    "str": str,
    "null": lambda text: None,
    "bool": lambda text: _BOOLEANS.get(text.lower(), text),
    "int": lambda text: int(text.replace("_", ""), 0 if text.lstrip("+-")[1:2] in ("o", "x", "b") else 10),
    "float": lambda text: float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan")),
}
"""How each kind of YAML 1.2 scalar is read; what does not fit stays text."""
