"""Easing a shock in: a case that fails at once is solved in stages, each started on the way the ones before went."""

import contextlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.block import Block, State
from simulator.solver.iteration import End, Iteration, Settings
from simulator.solver.status import Status
from simulator.solver.step import Linearisation, linearised

FIRST: Final = 0.5
"""Part of the shock that the first stage brings in."""

SHORTEST: Final = 2.0**-8
"""A stage that would bring in a smaller part of the shock than this is not tried."""

CLOSING: Final = 4.0
"""Power of the part of the shock still to come by which a flow fades that is to be closed."""

PATIENCE: Final = 200
"""Sweeps after which a stage is taken to be too long."""


@dataclass(frozen=True, eq=False)
class Stage:
    """An attempt at part of a shock, from 0 to 1, and how it ended."""

    strength: float
    end: End

    @property
    def status(self) -> Status:
        """How the one case of the stage ended."""
        return self.end.status[0]


class Easing:
    """One case on its way to its full shock."""

    def __init__(self, levels: Levels, shock: Shock, settings: Settings) -> None:
        self.levels, self.shock, self.most = levels, shock, settings.max_stages
        self.settings = replace(settings, max_iterations=min(settings.max_iterations, PATIENCE))
        self.steering = linearised(levels, shock.elasticities, int(shock.closure[0]))
        self.tried: list[Stage] = []
        self.steered_at: Stage | None = None

    def run(self, first: Status) -> End:
        """Bring in the shock stage by stage; a stage that fails is tried again at half its length.

        Parameters
        ----------
        first
            How the case ended when its shock came all at once.

        Returns
        -------
        end
            The end at full strength with the sweeps of all stages. An unsolved case that some region could not afford
            at any strength ends so if there is anything to pay; any other as it did at first.
        """
        strength, stride = 0.0, FIRST
        while strength < 1 and stride >= SHORTEST and len(self.tried) < self.most:
            target = min(1.0, strength + stride)
            self.tried.append(Stage(target, self._end(target)))
            if self.tried[-1].status is Status.CONVERGED:
                strength, stride = target, 2 * stride
            else:
                stride = (target - strength) / 2
                self._steer_anew()
        return self._summary(first)

    @property
    def solved(self) -> list[Stage]:
        """Stages that were solved, in rising strength."""
        return [stage for stage in self.tried if stage.status is Status.CONVERGED]

    def _steer_anew(self) -> None:
        """Steer the next stages by the Jacobian of the last solved one, the first time that they fail."""
        if self.solved and self.solved[-1] is not self.steered_at:
            self.steered_at = self.solved[-1]
            shock = eased(self.levels, self.shock, self.steered_at.strength)
            with contextlib.suppress(np.linalg.LinAlgError):  # then the steering so far has to do
                self.steering = Linearisation(self.levels, shock, self.steered_at.end.state)

    def _end(self, strength: float) -> End:
        with np.errstate(all="ignore"):  # a failing stage may divide by zero; its status says so
            block = Block.of(self.levels, eased(self.levels, self.shock, strength))
        return Iteration(block, self.steering, self.settings, self._guess(strength)).run()

    def _guess(self, strength: float) -> State | None:
        """Where the line through the last two solved stages leads; absent: the baseline."""
        if not self.solved:
            return None
        before, last = self.solved[-2:] if len(self.solved) > 1 else self.solved * 2
        state, run = last.end.state, last.strength - before.strength
        ahead = (strength - last.strength) / run if run > 0 else 0.0
        return State(state.unknowns + ahead * (state.unknowns - before.end.state.unknowns), state.log_wedge)

    def _summary(self, first: Status) -> End:
        last = self.tried[-1]
        is_solved = last.strength == 1 and last.status is Status.CONVERGED
        is_too_dear = Status.UNAFFORDABLE in [first, *(stage.status for stage in self.tried)]
        reason = Status.UNAFFORDABLE if is_too_dear and _has_payments(self.shock) else first
        end = last.end if is_solved else End.open(last.end.state)
        sweeps = np.sum([stage.end.iterations for stage in self.tried], axis=0)
        return replace(
            end, status=[last.status if is_solved else reason], residual=last.end.residual, iterations=sweeps
        )


def eased(levels: Levels, shock: Shock, strength: float) -> Shock:
    """Shock at part of its strength: logs of wedges and limits, and deficits, are that part of their way along.

    Parameters
    ----------
    strength
        0 leaves wedges and deficits as they are and sets limits to the baseline amounts, 1 is the shock. A flow to be
        closed fades with a real cost that rises without limit. Elasticities are those of the shock throughout, and
        so are deficits that shrink, lest flows on their way out have to carry them.
    """
    is_fading = shock.is_closed & (strength < 1)
    fading = max(1 - strength, SHORTEST) ** (-CLOSING / shock.elasticities.origin[..., None, None])
    grows = np.abs(shock.deficit_new).sum() > np.abs(levels.deficit).sum()
    ahead = strength if grows else 1.0
    bounds = shock.bounds
    is_value = bounds.is_value[bounds.entry_bound]
    counted = np.where(is_value, levels.trade_flow.ravel()[bounds.entry_flow], 1.0)
    baseline = bounds.total(counted * bounds.entry_weight)
    return replace(
        shock,
        tariff_new=_between(1 + levels.tariff, 1 + shock.tariff_new, strength) - 1,
        export_charge=shock.export_charge**strength,
        iceberg_cost=shock.iceberg_cost**strength * np.where(is_fading, fading, 1.0),
        is_closed=shock.is_closed & ~is_fading,
        variety_share=shock.variety_share**strength,
        critical_weight=shock.critical_weight**strength,
        purchase_factor=shock.purchase_factor**strength,
        deficit_new=shock.deficit_new + (1 - ahead) * (levels.deficit - shock.deficit_new),
        bounds=replace(bounds, limit=_between(baseline, bounds.limit, strength)),
    )


def _has_payments(shock: Shock) -> bool:
    """Tell whether subsidies, commitments or fixed balances could cost a region its income at all."""
    is_subsidised = (shock.export_charge < 1).any() or (shock.purchase_factor < 1).any()
    return bool(is_subsidised or shock.bounds.is_floor.any() or shock.deficit_new.any())


def _between(old: NDArray[np.float64], new: NDArray[np.float64], strength: float) -> NDArray[np.float64]:
    return np.asarray(old ** (1 - strength) * new**strength)
