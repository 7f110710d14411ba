"""Continuation: a case that fails at once is led to its shock in steps, each predicted from those before."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Shock
from simulator.solver.block import Block, State
from simulator.solver.feasibility import is_split
from simulator.solver.iteration import Iteration, IterationEnd, Settings
from simulator.solver.start import ExpansionPoint
from simulator.solver.status import Status

FIRST: Final = 0.5
"""Part of the shock that the first step brings in."""

SHORTEST: Final = 2.0**-8
"""A step that would bring in a smaller part of the shock than this is not tried."""

GENTLE: Final = 4.0
"""Power of the part of the shock still to come by which a flow fades that is to be closed."""

THOROUGH: Final = 12.0
"""Power tried where the gentle one does not lead there.

With the shortest step the gentle one leaves 10^-10 of a flow at unchanged prices, of which much comes back where goods
are near-perfect substitutes and prices elsewhere rise; the last step, to nothing, would then be the longest.
"""

DEAREST: Final = 600.0
"""Largest log cost of a flow that fades: one that overflows has no share."""

UNEXPLAINED: Final = (Status.STALLED, Status.NONFINITE)
"""Ends of an iteration that say nothing of the case."""

PATIENCE: Final = 200
"""Iterations after which a step is taken to be too long."""


@dataclass(frozen=True, eq=False)
class ContinuationStep:
    """An attempt at part of a shock, and how it ended; the parameter of the continuation runs from 0 to 1."""

    parameter: float
    end: IterationEnd

    @property
    def status(self) -> Status:
        """How the one case of the step ended."""
        return self.end.status[0]


class Continuation:
    """One case on its way to its full shock."""

    def __init__(self, levels: Levels, shock: Shock, settings: Settings, fade: float = GENTLE) -> None:
        self.levels, self.shock, self.most, self.fade = levels, shock, settings.max_continuation_steps, fade
        self.settings = replace(settings, max_iterations=min(settings.max_iterations, PATIENCE))
        self.near = ExpansionPoint.at_rest(levels, shock.elasticities, int(shock.closure[0]))
        self.tried: list[ContinuationStep] = []
        self.moved_to: ContinuationStep | None = None

    def run(self, first: Status) -> IterationEnd:
        """Bring in the shock step by step; a step that fails is tried again at half its length.

        Parameters
        ----------
        first
            How the case ended when its shock came all at once.

        Returns
        -------
        end
            The end at the whole shock with the iterations of all steps. An unsolved case that a region could not afford
            at any parameter ends so if there is anything to pay; any other as it did at first.
        """
        parameter, length = 0.0, FIRST
        while parameter < 1 and length >= SHORTEST and len(self.tried) < self.most:
            target = min(1.0, parameter + length)
            self.tried.append(ContinuationStep(target, self._end(target)))
            if self.tried[-1].status is Status.CONVERGED:
                parameter, length = target, 2 * length
            else:
                length = (target - parameter) / 2
                self._linearise_anew()
        return self._summary(first)

    @property
    def solved(self) -> list[ContinuationStep]:
        """Steps that were solved, in rising order of their parameter."""
        return [step for step in self.tried if step.status is Status.CONVERGED]

    def _linearise_anew(self) -> None:
        """Move to the last solved step, the first time that the next one fails."""
        if self.solved and self.solved[-1] is not self.moved_to:
            self.moved_to = self.solved[-1]
            shock = shock_at(self.levels, self.shock, self.moved_to.parameter, self.fade)
            self.near = self.near.moved(self.levels, shock, self.moved_to.end.state)

    def _end(self, parameter: float) -> IterationEnd:
        with np.errstate(all="ignore"):  # a failing step may divide by zero; its status says so
            block = Block.of(self.levels, shock_at(self.levels, self.shock, parameter, self.fade))
        return Iteration(block, self.near.steps, self.settings, self._guess(parameter)).run()

    def _guess(self, parameter: float) -> State | None:
        """Where the line through the last two solved steps leads; absent: the baseline."""
        if not self.solved:
            return None
        before, last = self.solved[-2:] if len(self.solved) > 1 else self.solved * 2
        state, run = last.end.state, last.parameter - before.parameter
        ahead = (parameter - last.parameter) / run if run > 0 else 0.0
        return State(state.unknowns + ahead * (state.unknowns - before.end.state.unknowns), state.log_wedge)

    def _summary(self, first: Status) -> IterationEnd:
        last = self.tried[-1]
        is_solved = last.parameter == 1 and last.status is Status.CONVERGED
        is_too_dear = Status.UNAFFORDABLE in [first, *(step.status for step in self.tried)]
        reason = Status.UNAFFORDABLE if is_too_dear and _has_payments(self.shock) else first
        end = last.end if is_solved else IterationEnd.open(last.end.state)
        iterations = np.sum([step.end.iterations for step in self.tried], axis=0)
        return replace(
            end,
            status=[last.status if is_solved else _cause(reason, self.levels, self.shock)],
            residual=last.end.residual,
            iterations=iterations,
        )


def led_to(levels: Levels, shock: Shock, settings: Settings, first: Status) -> IterationEnd:
    """Lead one case to its shock, closing flows gently first, and thoroughly where that leaves no reason why it fails.

    Parameters and the end are those of `Continuation.run`, with the iterations of both.
    """
    end = Continuation(levels, shock, settings).run(first)
    if end.status[0] not in (*UNEXPLAINED, Status.UNREACHABLE) or not shock.is_closed.any():
        return end
    again = Continuation(levels, shock, settings, THOROUGH).run(first)
    says_more = again.status[0] is Status.CONVERGED or end.status[0] in UNEXPLAINED
    return replace(again if says_more else end, iterations=end.iterations + again.iterations)


def shock_at(levels: Levels, shock: Shock, parameter: float, fade: float = GENTLE) -> Shock:
    """Shock at a parameter of its continuation: logs of wedges and limits, and deficits, are that far along.

    Parameters
    ----------
    parameter
        0 leaves wedges and deficits as they are and sets limits to the baseline amounts, 1 is the shock. A flow to be
        closed fades with a real cost that rises without limit. Elasticities are those of the shock throughout, and
        so are deficits that shrink, lest flows on their way out have to carry them.
    fade
        Power by which flows fade with the part of the shock still to come.
    """
    is_fading = shock.is_closed & (parameter < 1)
    still_to_come = -np.log(max(1 - parameter, SHORTEST))
    cost_of_fading = np.exp(np.minimum(fade * still_to_come / shock.elasticities.origin[..., None, None], DEAREST))
    grows = np.abs(shock.deficit_new).sum() > np.abs(levels.deficit).sum()
    ahead = parameter if grows else 1.0
    bounds = shock.bounds
    is_value = bounds.is_value[bounds.entry_bound]
    counted = np.where(is_value, levels.trade_flow.ravel()[bounds.entry_flow], 1.0)
    baseline = bounds.total(counted * bounds.entry_weight)
    return replace(
        shock,
        tariff_new=_between(1 + levels.tariff, 1 + shock.tariff_new, parameter) - 1,
        export_charge=shock.export_charge**parameter,
        iceberg_cost=shock.iceberg_cost**parameter * np.where(is_fading, cost_of_fading, 1.0),
        is_closed=shock.is_closed & ~is_fading,
        variety_share=np.where(is_fading, 1.0, shock.variety_share) ** parameter,
        critical_weight=shock.critical_weight**parameter,
        purchase_factor=shock.purchase_factor**parameter,
        deficit_new=shock.deficit_new + (1 - ahead) * (levels.deficit - shock.deficit_new),
        bounds=replace(bounds, limit=_between(baseline, bounds.limit, parameter)),
    )


def _cause(reason: Status, levels: Levels, shock: Shock) -> Status:
    """Why a case ends as it does, where its shock says more than its iteration."""
    if reason not in UNEXPLAINED:
        return reason
    if is_split(levels, shock):
        return Status.SPLIT
    return Status.OPPOSED if _opposes(shock.bounds) else reason


def _opposes(bounds: Bounds) -> bool:
    """Tell whether a floor and a limit count the same flow."""
    is_floor, on_flows = bounds.is_floor[bounds.entry_bound], ~bounds.is_producer[bounds.entry_bound]
    return bool(np.isin(bounds.entry_flow[is_floor], bounds.entry_flow[~is_floor & on_flows]).any())


def _has_payments(shock: Shock) -> bool:
    """Tell whether subsidies, commitments or fixed balances could cost a region its income at all."""
    is_subsidised = (shock.export_charge < 1).any() or (shock.purchase_factor < 1).any()
    return bool(is_subsidised or shock.bounds.is_floor.any() or shock.deficit_new.any())


def _between(old: NDArray[np.float64], new: NDArray[np.float64], parameter: float) -> NDArray[np.float64]:
    return np.asarray(old ** (1 - parameter) * new**parameter)
