"""Solves cases while every kernel checks the shapes of what it takes and gives; `test_shapes` runs it on its own."""

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

import numpy as np
from jaxtyping import AbstractArray, Float, install_import_hook
from numpy.typing import NDArray

from simulator import axes


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Function that refuses arrays of another shape than its annotations name.

    It leaves everything that is no array alone. The checkers that are made for this refuse annotations with `Self`.
    """
    signature = inspect.signature(function)
    expected = {name: shapes_in(parameter.annotation) for name, parameter in signature.parameters.items()}
    returned = shapes_in(signature.return_annotation)

    @wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            check(f"{function.__qualname__}: {name}", value, expected[name])
        result = function(*args, **kwargs)
        check(f"{function.__qualname__}: result", result, returned)
        return result

    return wrapper


def shapes_in(annotation: object) -> tuple[type[AbstractArray], ...]:
    if isinstance(annotation, type) and issubclass(annotation, AbstractArray):
        return (annotation,)
    return tuple(s for part in get_args(annotation) for s in shapes_in(part)) if type(annotation) is UnionType else ()


def check(what: str, value: object, shapes: tuple[type[AbstractArray], ...]) -> None:
    if shapes and value is not None and not any(isinstance(value, shape) for shape in shapes):
        raise TypeError(f"{what} has shape {np.shape(value)}, not {' or '.join(shape.dim_str for shape in shapes)}")


def give_shapes() -> None:
    """Make the array types checkable, before any module takes them over."""
    for name, alias in list(vars(axes).items()):
        if get_origin(alias) is Annotated:
            setattr(axes, name, Float[NDArray[np.float64], alias.__metadata__[0]])


def solve_with_everything() -> None:
    from simulator import Span, run, timeline

    assert not run(["tariff-100", "spiral", "soybean-pledge", "software-curbs"], horizon=["short", "long"]).unsolved
    assert not timeline("dispute-2025", Span(months=2)).unsolved


def refuse_a_wrong_shape() -> None:
    from simulator.solver.block import State

    three, two = np.zeros((1, 3, 4, 2)), np.zeros((2, 5))
    State(three, two[0])
    try:
        State(three, two)
    except Exception as error:
        sys.stdout.write(f"{error}\n")
    else:
        raise SystemExit("A row of bounds with two axes was not refused.")


def main() -> None:
    give_shapes()
    with install_import_hook(["simulator.model", "simulator.solver"], "tests.model.shape_checks.checked"):
        refuse_a_wrong_shape()
        solve_with_everything()
    sys.stdout.write("every shape is as annotated\n")
