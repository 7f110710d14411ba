"""What a game file may say."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from pydantic import (
    AliasChoices,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.model import Model
from simulator.scenario.format.values import Codes, Day, Identifier, number
from simulator.scenario.games.timing import GameHorizons, Timing
from simulator.scenario.measures import TaggedMeasure

_NUMBER: Final = {"type": "number"}
_POINT: Final = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}


def _number(value: object) -> float:
    return number(value, "a number")


def _positive(value: object) -> float:
    parsed = number(value, "a number above 0")
    if parsed <= 0:
        raise ValueError(f"got {shown(value)} — a number above 0.")
    return parsed


def _not_negative(value: object) -> float:
    parsed = number(value, "a number from 0 on")
    if parsed < 0:
        raise ValueError(f"got {shown(value)} — a number from 0 on.")
    return parsed


def _patience(value: object) -> float:
    parsed = number(value, "a number from 0 to below 1, such as 0.95")
    if not 0 <= parsed < 1:
        raise ValueError(f"got {shown(value)} — a number from 0 to below 1, such as 0.95.")
    return parsed


def _probability(value: object) -> float:
    parsed = number(value, "a probability from 0 to 1")
    if not 0 <= parsed <= 1:
        raise ValueError(f"got {shown(value)} — a probability from 0 to 1.")
    return parsed


def _weight(value: object) -> object:
    """A number, or the breakpoints of a concern that counts less the more there is of it."""
    meaning = "a number, or breakpoints [change, worth] in rising order, such as [[-1, -2], [0, 0], [1, 0.5]]"
    if not isinstance(value, list | tuple):
        return number(value, meaning)
    points = tuple(tuple(number(one, meaning) for one in _pair(point, meaning)) for point in value)
    if len(points) < 2 or any(before[0] >= after[0] for before, after in pairwise(points)):
        raise ValueError(f"got {len(points)} breakpoints — {meaning}.")
    slopes = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(points)]
    if any(after > before + 1e-9 for before, after in pairwise(slopes)):
        raise ValueError("got breakpoints between which the worth of a change rises — a slope that never rises.")
    return points


def _pair(value: object, meaning: str) -> tuple[object, object]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return value[0], value[1]


def _range(value: object) -> tuple[float, float]:
    meaning = "the least and the largest weight, such as [0, 0.02]"
    low, high = (number(one, meaning) for one in _pair(value, meaning))
    if low >= high:
        raise ValueError(f"got {low:g} to {high:g} — {meaning}.")
    return low, high


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


Number: TypeAlias = Annotated[float, BeforeValidator(_number), WithJsonSchema(_NUMBER)]
Positive: TypeAlias = Annotated[
    float, BeforeValidator(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Cost: TypeAlias = Annotated[float, BeforeValidator(_not_negative), WithJsonSchema({"type": "number", "minimum": 0})]
Discount: TypeAlias = Annotated[
    float, BeforeValidator(_patience), WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": 1})
]
Probability: TypeAlias = Annotated[
    float, BeforeValidator(_probability), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})
]
Breakpoints: TypeAlias = tuple[tuple[float, float], ...]
Weight: TypeAlias = Annotated[
    float | Breakpoints,
    BeforeValidator(_weight),
    WithJsonSchema({"anyOf": [_NUMBER, {"type": "array", "items": _POINT, "minItems": 2}]}),
]
Range: TypeAlias = Annotated[tuple[float, float], BeforeValidator(_range), WithJsonSchema(_POINT)]
Names: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_one_or_more),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Profile: TypeAlias = Mapping[str, str]
"""Level of each move; moves that are left out stay at their default."""


class Effect(Model):
    """What a level, or a turn of chance, changes of the status quo."""

    use: Names = Field(
        (), description="Measures that take the place of the status quo's: `scenario/measure`, or all of a `scenario`."
    )
    add: Names = Field((), description="Measures that come on top of the status quo's: `scenario/measure`.")
    measures: tuple[TaggedMeasure, ...] = Field((), description="Measures written out as in a scenario file.")
    drop: Names = Field((), description="Ids of measures of the status quo that fall away.")

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.use or self.add or self.measures or self.drop)


class Level(Effect):
    """One thing that a player can do in a move."""

    default: StrictBool = Field(False, description="The level of the status quo: one in each move.")
    date: Day | None = Field(None, description="First day of its measures, in place of their own.")
    gain: dict[str, Number] = Field(
        {}, description="What the level itself is worth to players, such as a reputation, in the unit of their payoff."
    )


class Move(Model):
    """A decision of one player, of whose levels exactly one is in force."""

    id: Identifier = Field(description="Name of the move.")
    player: str = Field(min_length=1, description="Who decides.")
    levels: dict[Identifier, Level] = Field(min_length=1, description="What can be chosen.")


class Player(Model):
    """Somebody who decides, and what is good for it."""

    regions: Codes | None = Field(None, description="Regions for which it acts; absent: the one of its name.")
    payoff: dict[str, Weight] = Field(
        {},
        description="Weights of outcomes such as `welfare:USA` or `factor_earnings:USA:SOY`; absent: its own welfare.",
    )
    discount: Discount | None = Field(
        None,
        description="Weight of the next year against this one, held against the patience that agreements need, and "
        "used along a timeline; absent: years of a timeline count alike.",
    )


class Turn(Effect):
    """One way in which chance can fall."""

    probability: Probability = Field(description="How likely it is; those of a stage sum to 1.")

    @model_validator(mode="before")
    @classmethod
    def _read_number(cls, data: Any) -> Any:  # noqa: ANN401  # whatever the file holds
        """Read `0.3` as `{probability: 0.3}`."""
        return data if isinstance(data, Mapping) else {"probability": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Let the probability stand alone."""
        return {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, handler(core_schema)]}


class Stage(Model):
    """A step of the tree: a player decides, or chance does."""

    by: str | None = Field(None, min_length=1, description="Player who decides.")
    move: Names = Field((), description="Its moves that are decided here: an id or a list.")
    date: Day | None = Field(None, description="Day on which this is decided.")
    audience_cost: dict[str, Cost] = Field(
        {}, description="What the player loses by another choice than this level, with which it has threatened."
    )
    chance: dict[str, Turn] | None = Field(None, description="Ways in which chance can fall, and how likely each is.")

    @model_validator(mode="after")
    def _is_one_kind(self) -> "Stage":
        if (self.chance is None) == (self.by is None):
            raise ValueError("got neither or both of `by` and `chance` — a player with its moves, or chance.")
        if self.by is not None and not self.move:
            raise ValueError("got a player without a move — `move`, an id or a list of them.")
        if self.chance is not None and (self.move or self.audience_cost):
            raise ValueError("got a move or a cost beside `chance` — a stage of its own for them.")
        return self

    @field_validator("chance")
    @classmethod
    def _sums_to_one(cls, chance: dict[str, Turn] | None) -> dict[str, Turn] | None:
        total = 1.0 if chance is None else sum(turn.probability for turn in chance.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"got probabilities that sum to {total:.6g} — they sum to 1.")
        return chance


class Payoffs(Model):
    """What players get at one profile, of a game that needs no economy."""

    at: dict[str, str] = Field(description="Level of each move, and of chance; what is left out is at its default.")
    payoff: dict[str, Number] = Field(description="What each player gets.")


def _with_alias(schema: dict[str, Any]) -> None:
    """Let editors know the other name of a key."""
    schema["properties"]["horizon"] = schema["properties"]["horizons"]


class GameFile(Model):
    """A game: players, their moves, and what follows from each combination of levels."""

    model_config = ConfigDict(json_schema_extra=_with_alias)
    elsewhere: ClassVar[Mapping[str, str]] = {"horizon": "it says the same as `horizons`; one of them"}

    title: str = Field(min_length=1, description="The question, in one line.")
    summary: str = Field("", description="What the game represents, in a few sentences.")
    status_quo: str | None = Field(None, min_length=1, description="Scenario from which the moves start.")
    baseline: str | None = Field(None, min_length=1, description="Baseline that the game is meant for.")
    horizons: GameHorizons = Field(
        ("short",),
        validation_alias=AliasChoices("horizons", "horizon"),
        description="short, medium, long, years of adjustment, or timeline: means over months; one or a list. "
        "`horizon` is read as well.",
    )
    timeline: Timing = Field(Timing(), description="Months over which the horizon `timeline` takes means.")
    players: dict[Identifier, Player] = Field(min_length=1, description="Who decides, and what each cares about.")
    moves: tuple[Move, ...] = Field(min_length=1, description="What they decide.")
    excluded: tuple[dict[str, str], ...] = Field((), description="Combinations of levels that cannot come about.")
    named: dict[str, dict[str, str]] = Field({}, description="Profiles with a name; other moves are at their default.")
    concerns: dict[str, dict[str, Range]] = Field(
        {},
        description="By player, concerns that are not known: outcomes or levels, and ranges of their weights.",
    )
    tree: tuple[Stage, ...] = Field((), description="Who decides when; absent: all at once.")
    payoff_table: tuple[Payoffs, ...] = Field((), description="Payoffs as numbers, for a game without an economy.")
    tie: Positive = Field(0.001, description="Differences of payoffs up to this are none.")
    assumptions: tuple[str, ...] = Field((), description="What is assumed without a source, one sentence each.")

    @property
    def level_ids(self) -> tuple[str, ...]:
        """Levels of all moves as concerns name them, `move.level`."""
        return tuple(f"{move.id}.{level}" for move in self.moves for level in move.levels)

    def weights(self, player: str) -> Mapping[str, float | Breakpoints]:
        """Weights of outcomes in a player's payoff; the welfare of its first region unless it wants something else."""
        asked = self.players[player]
        return asked.payoff or {f"welfare:{(asked.regions or (player,))[0]}": 1.0}

    @model_validator(mode="after")
    def _has_payoffs(self) -> "GameFile":
        if (self.status_quo is None) == (not self.payoff_table):
            got = "both" if self.payoff_table else "neither"
            text = f"got {got} — a scenario as status quo, or a table of payoffs, and not both."
            raise_at([(("status_quo" if self.status_quo else "moves",), text)])
        return self
