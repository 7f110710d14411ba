"""Values as YAML text that `simulator.files.yaml` reads back as the same values."""

import re
import sys
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

_WORDS: Final = re.compile(r"[\w .%/+-]*")
_SCALARS: Final = (str, int, float, bool, type(None))


def yaml_text(values: Mapping[str, Any]) -> str:
    """A block of keys; each text stands on one line, and a list of texts or numbers on the line of its key."""
    yaml, text = YAML(), StringIO()
    yaml.width = sys.maxsize  # folded lines lose spaces at their ends
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(_in_style(values), text)
    return text.getvalue()


def _in_style(value: Any) -> Any:  # noqa: ANN401  # whatever a file may hold
    if isinstance(value, Mapping):
        return {_in_style(key): _in_style(item) for key, item in value.items()}
    if isinstance(value, str) and not value.isprintable():
        return DoubleQuotedScalarString(value)  # line breaks and control characters are lost in other styles
    if not isinstance(value, list | tuple):
        return value
    is_flat = all(isinstance(item, _SCALARS) for item in value)
    items = CommentedSeq(map(_in_flow if is_flat else _in_style, value))
    if is_flat:
        items.fa.set_flow_style()
    return items


def _in_flow(value: Any) -> Any:  # noqa: ANN401  # text, a number, a truth value or nothing
    """An item between brackets, where signs such as ? have another meaning than the library sees."""
    has_signs = isinstance(value, str) and not _WORDS.fullmatch(value)
    return DoubleQuotedScalarString(value) if has_signs else value
