"""Coalitions: several players of a game as one, who wants what they want together."""

from collections.abc import Collection, Mapping
from typing import Any

from simulator.errors import ScenarioError, nearest
from simulator.files.problem import shown


def joined(data: Mapping[str, Any], name: str, members: Collection[str]) -> dict[str, Any]:
    """Keys of a game in which some players decide as one, under a new name.

    Payoffs, gains and concerns of the members are added up.

    Raises
    ------
    ScenarioError
        An unknown player, a name that another has, or a member whose payoff is a percentage, which does not add up.
    """
    players: dict[str, Any] = dict(data["players"])
    _check(data, name, members)
    kept = {player: said for player, said in players.items() if player not in members}
    regions = [code for member in members for code in _listed(players[member].get("regions", member))]
    whole: dict[str, Any] = {"regions": regions}
    if "payoff_table" not in data:
        whole["payoff"] = _sum([players[member]["payoff"] for member in members])
    changed = {**data, "players": {**kept, name: whole}}
    changed["moves"] = [_move(move, name, members) for move in data["moves"]]
    for key, change in {"tree": _stage, "payoff_table": _row}.items():
        if key in data:
            changed[key] = [change(item, name, members) for item in data[key]]
    if "concerns" in data:
        given = data["concerns"]
        together = {concern: ends for member in members for concern, ends in given.get(member, {}).items()}
        others = {player: ranges for player, ranges in given.items() if player not in members}
        changed["concerns"] = {**others, **({name: together} if together else {})}
    return changed


def _check(data: Mapping[str, Any], name: str, members: Collection[str]) -> None:
    players = data["players"]
    for member in members:
        if member not in players:
            got = f"together: got the unknown player {shown(member)} —"
            raise ScenarioError(f"{got} {nearest(member, list(players))} Known: {', '.join(players)}.")
        if "payoff_table" not in data and not players[member].get("payoff"):
            raise ScenarioError(
                f"together: {member} wants its welfare in percent of its own income, which does not add up — a payoff "
                f"such as {{welfare_usd:{member}: 1}}."
            )
    if name in players and name not in members:
        raise ScenarioError(f"together: got {shown(name)}, the name of another player — a new one.")
    if len(set(members)) < 2:
        raise ScenarioError(f"together: got {', '.join(members) or 'nobody'} — two players at least.")


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _sum(payoffs: list[dict[str, Any]]) -> dict[str, Any]:
    """Weights of several payoffs; of breakpoints those of the one that has them."""
    total: dict[str, Any] = {}
    for payoff in payoffs:
        for outcome, weight in payoff.items():
            if outcome in total and not isinstance(weight, int | float):
                raise ScenarioError(f"together: {outcome} has breakpoints in several payoffs — plain weights.")
            total[outcome] = total[outcome] + weight if outcome in total else weight
    return total


def _move(move: Mapping[str, Any], name: str, members: Collection[str]) -> dict[str, Any]:
    levels = {key: _with_gain(level, name, members) for key, level in move["levels"].items()}
    return {**move, "player": name if move["player"] in members else move["player"], "levels": levels}


def _with_gain(level: Mapping[str, Any], name: str, members: Collection[str]) -> dict[str, Any]:
    if "gain" not in level:
        return dict(level)
    return {**level, "gain": _added(level["gain"], name, members)}


def _stage(stage: Mapping[str, Any], name: str, members: Collection[str]) -> dict[str, Any]:
    return {**stage, "by": name} if stage.get("by") in members else dict(stage)


def _row(row: Mapping[str, Any], name: str, members: Collection[str]) -> dict[str, Any]:
    return {**row, "payoff": _added(row["payoff"], name, members)}


def _added(values: Mapping[str, float], name: str, members: Collection[str]) -> dict[str, float]:
    """Numbers by player, those of the members as one sum."""
    others = {player: value for player, value in values.items() if player not in members}
    theirs = [value for player, value in values.items() if player in members]
    return {**others, name: sum(theirs)} if theirs else others
