"""Games against an economy: regions of players, measures of levels, and whose measures they are."""

from collections.abc import Iterator, Mapping, Sequence

from simulator.economy.economy import Economy
from simulator.files.problem import Problem, shown
from simulator.files.yaml import Keys
from simulator.scenario.effects.flows import members
from simulator.scenario.games.axes import Axis, Choice
from simulator.scenario.games.checks import Wrong, unknown
from simulator.scenario.games.schema import GameFile
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import measure_problems


def unfit_players(file: GameFile, economy: Economy) -> Iterator[Wrong]:
    """Players whose regions the economy does not know."""
    known = {*economy.regions, *economy.region_groups}
    for name, player in file.players.items():
        keys = ("players", name, "regions") if player.regions else ("players", name)
        for code in (code for code in player.regions or (name,) if code not in known):
            yield Wrong(keys, unknown(code, "region", economy.regions), at_key=not player.regions)


def unfit_measures(axes: Sequence[Axis], economy: Economy) -> Iterator[Problem]:
    """What the economy does not know of the measures of levels."""
    for choice in (choice for axis in axes for choice in axis.choices):
        for measure in choice.measures:
            yield from measure_problems(measure, choice.origins[measure.id], economy)


def strange_measures(file: GameFile, axes: Sequence[Axis], economy: Economy) -> Iterator[Wrong]:
    """Measures that others than the player of the move decide on; labels must be known."""
    acting = {name: _codes(player.regions or (name,), economy) for name, player in file.players.items()}
    for position, axis in enumerate(axes[: len(file.moves)]):
        for choice in axis.choices:
            for measure in choice.measures:
                keys = ("moves", position, "levels", choice.name, *_key_of(measure, choice))
                yield from _if_strange(measure, keys, axis.player, acting, economy)


def _if_strange(
    measure: Measure, keys: Keys, player: str, acting: Mapping[str, set[str]], economy: Economy
) -> Iterator[Wrong]:
    if measure.questions.actor == "region":
        return  # a harvest or a strike is nobody's decision
    others = sorted(_codes(measure.decided_by, economy) - acting[player])
    if others:
        text = (
            f"got {shown(measure.id)}, a {measure.type} of {', '.join(others[:4])} — one of {player}, who decides here."
        )
        yield Wrong(keys, text)


def _key_of(measure: Measure, choice: Choice) -> Keys:
    """Key of the level under which a measure is named."""
    written = [item.id for item in choice.effect.measures]
    if measure.id in written:
        return "measures", written.index(measure.id)
    named = [key for key in ("use", "add") for name in getattr(choice.effect, key) if name.endswith(f"/{measure.id}")]
    return (named[0],) if named else ("use",)


def _codes(names: Sequence[str], economy: Economy) -> set[str]:
    flags = members(names, economy.regions, economy.region_groups)
    return {code for code, flag in zip(economy.regions, flags, strict=True) if flag}
