"""What the models of all file formats are: frozen mappings, which can be made in memory, too."""

from typing import Any

from pydantic import ValidationError

from simulator.files.problem import raise_all
from simulator.files.schema import FileModel, in_memory, problems_of
from simulator.scenario.format.plain import plain


class Model(FileModel):
    """A frozen mapping whose unknown keys are errors, in a file as in memory."""

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401  # as a file or Python says them
        """Make it in memory.

        Raises
        ------
        ScenarioError
            With everything that is wrong, by key.
        """
        data = plain(fields)
        try:
            super().__init__(**data)
        except ValidationError as wrong:
            name = f"{type(self).__name__} {data['id']!r}" if "id" in data else type(self).__name__
            raise_all(problems_of(in_memory(name, data), type(self), wrong))

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # files are checked as a whole, without it
