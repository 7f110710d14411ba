"""The equilibrium iteration: start at the baseline, step until every case ends, say how each ended."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import SECTOR, PerBound, PerCase
from simulator.economy.levels import Levels, freeze, share_of
from simulator.model.nests import Nests
from simulator.model.shock import Bounds, Shock
from simulator.solver.anderson import Anderson
from simulator.solver.block import Block, State
from simulator.solver.status import Status
from simulator.solver.sweep import Sweep, sweep

Array = NDArray[np.float64]
