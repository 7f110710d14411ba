"""Values as YAML text that `simulator.files.yaml` reads back as the same values.

The library that writes it takes long to import, and whoever only reads files has no use for it.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any, Final

_WORDS: Final = re.compile(r"[\w .%/+-]*")
_SCALARS: Final = (str, int, float, bool, type(None))


def yaml_text(values: Mapping[str, Any]) -> str:
    """A block of keys; each text stands on one line, and a list of texts or numbers on the line of its key."""
    from ruamel.yaml import YAML

    yaml, text = YAML(), StringIO()
    yaml.width = sys.maxsize  # folded lines lose spaces at their ends
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(_in_style(values), text)
    return text.getvalue()


def _in_style(value: Any) -> Any:  # noqa: ANN401  # whatever a file may hold
    if isinstance(value, Mapping):
        return {_in_style(key): _in_style(item) for key, item in value.items()}
    if isinstance(value, str) and not value.isprintable():
        return _quoted(value)  # line breaks and control characters are lost in other styles
    if not isinstance(value, list | tuple):
        return value
    is_flat = all(isinstance(item, _SCALARS) for item in value)
    return _sequence(map(_in_flow if is_flat else _in_style, value), is_flat)


def _sequence(values: Iterable[Any], is_flat: bool) -> list[Any]:
    from ruamel.yaml.comments import CommentedSeq

    items = CommentedSeq(values)
    if is_flat:
        items.fa.set_flow_style()
    return items


def _in_flow(value: Any) -> Any:  # noqa: ANN401  # text, a number, a truth value or nothing
    """An item between brackets, where signs such as ? have another meaning than the library sees."""
    has_signs = isinstance(value, str) and not _WORDS.fullmatch(value)
    return _quoted(value) if has_signs else value


def _quoted(text: str) -> str:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    quoted: str = DoubleQuotedScalarString(text)
    return quoted
