"""What making a baseline moved, in money, so that it can be told."""

from typing import NamedTuple


class Move(NamedTuple):
    """One thing that was done to the numbers.

    Attributes
    ----------
    what
        In words.
    amount
        Million USD that it moved.
    share
        The same as a share of world output.
    worst
        Where most of it, and how much there.
    """

    what: str
    amount: float
    share: float
    worst: str = ""

    def row(self) -> dict[str, str]:
        """The same as cells of a table."""
        return {
            "what": self.what,
            "million USD": f"{self.amount:,.6g}",
            "% of world output": f"{100 * self.share:.2g}",
            "most at": self.worst,
        }
