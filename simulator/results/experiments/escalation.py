"""Result of `escalate`: what players would do, what each threat is worth, and what would make a deal hold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.economy.names.short import short_name
from simulator.errors import ResultsError, nearest
from simulator.files.whole import write_text
from simulator.game.gambit import efg_text, nfg_text
from simulator.results.analysis.strategy.concerns import Concern, concerns_of, map_over
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.results.analysis.strategy.trees import action_names, tree_of
from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.provenance import Provenance
from simulator.results.result import Result
from simulator.scenario.games.schema import GameFile

DATASET: Final = "escalate.nc"

DRAWN: Final = "drawn_payoff"
"""Variable of payoffs under draws."""

TABLES: Final = (
    "payoffs", "leverage", "equilibria", "path", "deals", "refusals", "payments", "sustainability", "concerns",
    "tree", "quantal", "dominance", "stability", "probability",
)  # fmt: skip
"""Tables in the order in which they are written; `probability` only with draws."""


_PLAYERS: Final = ("player", "target")
"""Columns of leverage that name players."""


@dataclass(frozen=True, eq=False, repr=False)
class Escalation(Result):
    """Payoffs of all profiles of a game, and what follows from them.

    Attributes
    ----------
    data
        Over horizon and profile: `payoff` of every player, `value` of every outcome of which payoffs and concerns are
        made, as each player weighs years, and `is_solved`; the coordinates named after moves have the level of each.
        With draws `drawn_payoff`.
    answers
        Tables by name.
    provenance
        Where it comes from; `asked["game"]` is the game as its file says it.
    """

    data: xr.Dataset
    answers: Mapping[str, pd.DataFrame]
    provenance: Provenance

    numbers = ("payoff",)
    asked_next = (".leverage", ".equilibria", ".deals", ".concerns", ".map()")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        names = [name for name in TABLES if (folder.path / f"{name}.csv").is_file()]
        kinds: defaultdict[str, str] = defaultdict(lambda: "str", _KINDS)
        tables = {
            name: folder.table(name, dtype=kinds, keep_default_na=False, na_values=[""]).pipe(_texts) for name in names
        }
        return cls(folder.dataset(DATASET), tables, folder.provenance)

    @cached_property
    def game(self) -> GameFile:
        """The game as its file says it."""
        return GameFile.model_validate(self.provenance.asked["game"])

    @property
    def dataset(self) -> xr.Dataset:
        """Payoffs and outcomes of all profiles."""
        return self.data

    @property
    def horizons(self) -> tuple[str, ...]:
        """Horizons that were solved; `table` where payoffs were given."""
        return tuple(str(name) for name in self.data["horizon"].to_numpy())

    @property
    def notes(self) -> tuple[str, ...]:
        """How draws and timelines were solved, and what could not be said, and why."""
        asked = self.provenance.asked
        return (*(asked[name] for name in ("expansion", "timeline") if name in asked), *asked.get("notes", ()))

    @property
    def payoffs(self) -> pd.DataFrame:
        """Payoff of every player at every profile."""
        return self.answers["payoffs"]

    @property
    def leverage(self) -> pd.DataFrame:
        """What each level taken alone costs its player and others."""
        return self.answers["leverage"]

    @property
    def equilibria(self) -> pd.DataFrame:
        """Equilibria in pure and mixed actions."""
        return self.answers["equilibria"]

    @property
    def path(self) -> pd.DataFrame:
        """Where best replies lead from the status quo."""
        return self.answers["path"]

    @property
    def deals(self) -> pd.DataFrame:
        """Profiles that all prefer to a threat point, and which of them would be struck."""
        return self.answers["deals"]

    @property
    def sustainability(self) -> pd.DataFrame:
        """How patient players must be for agreements to hold."""
        return self.answers["sustainability"]

    @property
    def concerns(self) -> pd.DataFrame:
        """What players must care about for named profiles to be equilibria, or preferred."""
        return self.answers["concerns"]

    @property
    def tree(self) -> pd.DataFrame:
        """The tree with its probabilities; empty where all decide at once."""
        return self.answers["tree"]

    @property
    def probability(self) -> pd.DataFrame:
        """Shares of draws in which each answer holds; empty without draws."""
        return self.answers.get("probability", pd.DataFrame())

    def form(self, horizon: str | None = None, *, drawn: bool = False) -> StrategicForm:
        """Payoffs at one horizon, the first unless it is named, in the shape of the moves; one case, or those drawn."""
        return form_of(self.game, self.data.sel(horizon=self._horizon(horizon)), drawn=drawn)

    def map(self, first: str = "", second: str = "", *, horizon: str | None = None, points: int = 41) -> xr.Dataset:
        """Equilibria over the ranges of two concerns.

        Parameters
        ----------
        first, second
            Concerns as the game names them, `factor_earnings:USA:SOY`, or with the player where two have one of that
            name, `USA factor_earnings:USA:SOY`; absent: the first of the game,
            and the first of another player.
        horizon
            Absent: the first.
        points
            Weights along each axis.

        Raises
        ------
        ResultsError
            The game has no such concern, or fewer than two.
        """
        form = self.form(horizon)
        known = concerns_of(form)
        if len(known) < 2:
            raise ResultsError(f"map: the game has {count_of(len(known), 'concern')} — give two under `concerns`.")
        one = self._concern(first, form, known[:1])
        others = sorted((item for item in known if item != one), key=lambda item: item.player == one.player)
        return map_over(form, one, self._concern(second, form, tuple(others)), points)

    def _concern(self, name: str, form: StrategicForm, otherwise: tuple[Concern, ...]) -> Concern:
        texts = {f"{form.players[item.player]} {item.name}": item for item in concerns_of(form)}
        fitting = [item for text, item in texts.items() if name in (text, item.name)]
        if name and not fitting:
            hint = nearest(name, [item.name for item in texts.values()])
            raise ResultsError(f"map: got the unknown concern {name!r} — {hint} Known: {', '.join(texts)}.")
        return fitting[0] if name else otherwise[0]

    def write_gambit(self, path: str | Path, *, horizon: str | None = None) -> None:
        """Write the game for Gambit: a path that ends in `.nfg` has the matrix of players' actions, `.efg` the tree.

        Raises
        ------
        ResultsError
            Another ending, or no tree.
        GameError
            The format cannot say what the game does: profiles that are excluded or not solved.
        """
        file, form = Path(path), self.form(horizon)
        if file.suffix not in (".nfg", ".efg"):
            raise ResultsError(f"{file}: got the ending {file.suffix!r} — .nfg for the matrix, .efg for the tree.")
        write_text(file, _nfg(self.game, form) if file.suffix == ".nfg" else _efg(self.game, form, file))

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """The tables, payoffs first."""
        return {name: [self.answers[name]] for name in TABLES if name in self.answers}

    def files(self) -> dict[str, xr.Dataset]:
        """Payoffs and outcomes with their labels."""
        return {DATASET: self.data}

    @property
    def heading(self) -> str:
        """The question."""
        return self.game.title

    @property
    def unsolved(self) -> int:
        """Profiles that were not solved, over all horizons."""
        return int((~self.data["is_solved"].astype(bool)).sum())

    @property
    def description(self) -> str:
        """What was solved and found, in one line."""
        n_found = equilibria_count(self.equilibria)
        failed = f", {self.unsolved} not solved" if self.unsolved else ""
        at = f" at {count_of(len(self.horizons), 'horizon')}" if len(self.horizons) > 1 else ""
        return f"{count_of(self.data.sizes['profile'], 'profile')}{at}, {n_found}{failed}"

    @property
    def names(self) -> Mapping[str, str]:
        """Names of regions and sectors by their codes."""
        return self.provenance.names

    def overview(self) -> pd.DataFrame:
        """What each side holds, players by the names of their regions."""
        shown = self.leverage.drop(columns=["reply", "after_reply"])
        named = {key: shown[key].map(lambda code: short_name(self.names.get(code, code))) for key in _PLAYERS}
        return shown.assign(**named)

    def _horizon(self, asked: str | None) -> str:
        if asked is None:
            return self.horizons[0]
        if asked not in self.horizons:
            raise ResultsError(f"horizon: got {asked!r} — one of {', '.join(self.horizons)}.")
        return asked


def equilibria_count(table: pd.DataFrame) -> str:
    """How many equilibria in pure actions there are, by horizon."""
    pure = table[table["kind"].astype(str).str.startswith("pure")]
    count = pure.groupby("horizon", sort=False)["profile"].nunique()
    if count.empty:
        return "no equilibrium in pure actions"
    said = ", ".join(f"{number} {horizon}".strip() for horizon, number in count.items())
    return f"equilibria: {said}"


def form_of(file: GameFile, data: xr.Dataset, *, drawn: bool = False) -> StrategicForm:
    """Payoffs of one horizon in the shape of a game's axes.

    Parameters
    ----------
    data
        The dataset of a result at one horizon.
    drawn
        Take the payoffs under draws, one case each, in place of the central ones.
    """
    empty = StrategicForm(file, np.zeros(0), {})
    shape = tuple(len(axis.choices) for axis in empty.axes)
    cells = tuple(
        np.array([axis.index(str(name)) for name in data[axis.id].to_numpy()], np.intp) for axis in empty.axes
    )
    name = DRAWN if drawn else "payoff"
    payoff = data[name].to_numpy() if drawn else data[name].to_numpy()[None]
    change = (data["value"] - data["at_status_quo"]).transpose("outcome", "player", "profile")
    texts = data["outcome"].to_numpy().tolist()
    outcomes = {text: placed(values, cells, shape) for text, values in zip(texts, change.to_numpy(), strict=True)}
    return StrategicForm(file, placed(payoff, cells, shape), outcomes)


def placed(
    values: NDArray[np.float64], cells: tuple[NDArray[np.intp], ...], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """Numbers by profile, the last axis, in the shape of the axes of a game; NaN elsewhere."""
    whole = np.full((*values.shape[:-1], *shape), np.nan)
    index: tuple[Any, ...] = (..., *cells)
    whole[index] = values
    return whole


def _nfg(file: GameFile, form: StrategicForm) -> str:
    actions = [
        [form.action_text(player, action) for action in range(size)] for player, size in enumerate(form.game.n_actions)
    ]
    return nfg_text(form.central, file.title, form.players, actions)


def _efg(file: GameFile, form: StrategicForm, path: Path) -> str:
    tree = tree_of(form)
    if tree is None:
        raise ResultsError(f"{path}: the game has no tree, as all decide at once — .nfg has its matrix.")
    return efg_text(tree, 0, file.title, form.players, action_names(form))


_KINDS: Final = {
    **dict.fromkeys(("payoff", "own", "other", "price_per_pain", "after_reply", "shortfall", "opening"), "float64"),
    **dict.fromkeys(("receives", "amount", "periods", "critical", "discount", "least", "largest"), "float64"),
    **dict.fromkeys(("probability", "quantal", "reach", "value", "better", "share"), "float64"),
    **dict.fromkeys(("node", "parent", "step", "round", "ties", "draws"), "int64"),
    **dict.fromkeys(("credible", "tied", "pareto", "nash", "kalai_smorodinsky", "best", "order_matters"), "bool"),
    **dict.fromkeys(("general", "symmetric", "sequential"), "bool"),
}
"""Columns of numbers and flags; all others are texts."""


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that are empty stay texts."""
    textual = [str(name) for name in table if name not in _KINDS]
    return table.assign(**{name: table[name].astype(object).fillna("") for name in textual})
