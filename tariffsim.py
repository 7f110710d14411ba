"""The package `simulator` under the name that it is installed by: `import tariffsim as ts`."""

from typing import TYPE_CHECKING

from simulator import __all__, __dir__, __getattr__, __version__

if TYPE_CHECKING:
    from simulator import *  # noqa: F403

__all__ = [*__all__, "__dir__", "__getattr__", "__version__"]
