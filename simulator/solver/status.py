"""How a case ended, with the sentence that the user reads."""

from enum import Enum


class Status(Enum):
    """How one case ended; the value is the sentence shown to the user."""

    CONVERGED = "Solved: every market clears and every bound holds within tolerance."
    STALLED = (
        "Not solved: the iteration stopped making progress. Soften the measures, or give the economy more time to "
        "adjust with a longer horizon."
    )
    OPPOSED = (
        "Not solved: a promise of at least so much and a limit of at most so much stand on the same flows, and the "
        "iteration found no price at which both hold. Promise less, or let more through."
    )
    SPLIT = (
        "Not solved: closed flows split the world into parts that do not trade with each other, so that nothing ties "
        "the prices of one to those of another. Keep flows nearly closed instead, such as `blocked: 0.99`."
    )
    NONFINITE = (
        "Not solved: a price became zero or infinite. Check for extreme rates, subsidies, costs, deficits or "
        "elasticities."
    )
    UNSUPPLIED = "No solution: every source of some sector is closed to a region that buys it. Keep one flow open."
    UNSOLD = "No solution: a sector with factors of its own has lost every buyer. Keep one of its sales open."
    UNREACHABLE = (
        "No solution found: a bound drove its premium or subsidy beyond all measure. Its limit is out of reach; "
        "relax it, or check that two bounds on one flow do not contradict each other."
    )
    UNAFFORDABLE = (
        "No solution found: subsidies, commitments or a trade balance held fixed cost some region more than its whole "
        "income. Lower them, or let its deficits be zero."
    )
    UNBALANCED = (
        "No solution: a region cut off from exports or imports has a trade balance that its open flows cannot bring "
        "about. Keep a flow open each way, or let its deficits be zero."
    )
