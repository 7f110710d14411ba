"""Descriptions that stand beside the code and are shown to users: of indicators, options and commands."""

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any


def docstring(described: Callable[..., Any] | type) -> str:
    """Docstring of a function or class; from its source where Python was told to forget it, as by `python -OO`."""
    text = inspect.getdoc(described) if described.__doc__ else None
    if text is not None:
        return text
    try:
        node = ast.parse(dedent(inspect.getsource(described))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return ""
    return ast.get_docstring(node) or "" if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
