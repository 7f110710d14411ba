"""Predicted work of the two ways to solve many cases, from which the solver chooses."""

from typing import Final

from simulator.economy.levels import Levels

PLAIN: Final = "plain"
LINEARISED: Final = "through one inverse Jacobian"
"""Names of the two ways."""

MANY: Final = 100
"""Cases that are taken to share a linearisation where one is asked for."""

SWEEP: Final = 15e-9
"""Seconds of one sweep through the equations for each flow and each use of an input, in a batch."""

PRODUCT: Final = 2e10
"""Multiplications and additions a second in products of large matrices."""

PLAIN_SWEEPS: Final = 45
"""Sweeps that a case takes with plain steps."""

LINEARISED_SWEEPS: Final = 8
"""Sweeps that a case takes near the one linearised at."""

MOST_UNKNOWNS: Final = 2_500
"""Unknowns of which a Jacobian is kept at all: 50 MB, and as much again for each copy that inverting it takes."""


def linearising_pays(levels: Levels) -> bool:
    """Whether many cases of an economy are solved sooner through the inverse Jacobian of one than by plain steps.

    A Jacobian takes a sweep for each unknown, and its inverse the cube of their number; from then on a sweep takes a
    product with it, of the square. This depends on the economy alone, so that no digit depends on how many cases there
    are.
    """
    n_sectors, n_regions = levels.output.shape
    sweep = SWEEP * n_sectors * n_regions * (n_regions + n_sectors)
    unknowns = 3 * n_sectors * n_regions
    shared = unknowns * sweep + 2 * unknowns**3 / PRODUCT
    saved = (PLAIN_SWEEPS - LINEARISED_SWEEPS) * sweep - LINEARISED_SWEEPS * 2 * unknowns**2 / PRODUCT
    return bool(unknowns <= MOST_UNKNOWNS and MANY * saved > shared)


def ways(levels: Levels) -> dict[str, str]:
    """Steps by which cases of an economy are solved: one alone, and many near one of them."""
    return {"alone": PLAIN, "many near one": LINEARISED if linearising_pays(levels) else PLAIN}
