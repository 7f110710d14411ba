"""Deals: what all players prefer to a threat point, which would be struck, and whether it would hold."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.game.bargaining.solutions import kalai_smorodinsky, nash_bargaining
from simulator.game.bargaining.zone import is_pareto, refusal, side_payment, zone
from simulator.game.concerns.revealed import opening_weight
from simulator.game.normal import Array, Profile
from simulator.game.pure import pure_equilibria
from simulator.game.repeated import FOREVER, minimax, sustainability
from simulator.results.analysis.strategy.concerns import concern_changes
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.results.analysis.strategy.trees import tree_payoff

MOST_EQUILIBRIA = 3
"""Equilibria that are taken as threat points."""

PERIODS = (FOREVER, 4.0)
"""How long a punishment lasts."""


class Threat(NamedTuple):
    """What comes of it if no deal is struck.

    Attributes
    ----------
    name
        In words.
    payoff
        What players get.
    profile
        What they do; None where that is not certain.
    """

    name: str
    payoff: Array
    profile: Profile | None = None


class Dealings(NamedTuple):
    """Tables about deals.

    Attributes
    ----------
    deals
        threat_point, profile, player, payoff, pareto, nash, kalai_smorodinsky: every profile that all accept.
    refusals
        threat_point, profile, player, shortfall, concern, opening: who stands in the way where there is none.
    payments
        threat_point, profile, player, receives, amount: the smallest payments that make all accept.
    """

    deals: pd.DataFrame
    refusals: pd.DataFrame
    payments: pd.DataFrame


def threats(form: StrategicForm) -> list[Threat]:
    """What may come of it if no deal is struck: the status quo, equilibria, and where the tree ends."""
    now = form.actions_at(form.status_quo)
    points = [Threat("status quo", form.central.at(now)[0], now)]
    equilibria = pure_equilibria(form.central, form.tie).profiles()[:MOST_EQUILIBRIA]
    points += [Threat(f"Nash: {form.text(profile)}", form.central.at(profile)[0], profile) for profile in equilibria]
    expected = tree_payoff(form)
    points += [] if expected is None else [Threat("tree", expected)]
    return [threat for threat in points if not np.isnan(threat.payoff).any()]


def dealings(form: StrategicForm) -> Dealings:
    """Zone, bargaining and payments against every threat point."""
    payoff, points = form.central.flat()[0], threats(form)
    columns = {
        _deals: ["threat_point", "profile", "player", "payoff", "pareto", "nash", "kalai_smorodinsky"],
        _refusals: ["threat_point", "profile", "player", "shortfall", "concern", "opening"],
        _payments: ["threat_point", "profile", "player", "receives", "amount"],
    }
    rows = {part: [row for threat in points for row in part(form, threat, payoff)] for part in columns}
    return Dealings(*(pd.DataFrame(rows[part], columns=names) for part, names in columns.items()))


def _deals(form: StrategicForm, threat: Threat, payoff: Array) -> list[dict[str, object]]:
    agreement, efficient = zone(payoff, threat.payoff, form.tie), is_pareto(payoff, form.tie)
    nash = nash_bargaining(payoff, threat.payoff, tie=form.tie)
    kalai = kalai_smorodinsky(payoff, threat.payoff, form.tie)
    return [
        row
        for number in np.flatnonzero(agreement.is_deal)
        for row in form.rows(
            form.text(form.unflat(int(number))),
            payoff[:, number],
            threat_point=threat.name,
            pareto=bool(efficient[number]),
            nash=bool(nash.is_picked[number]),
            kalai_smorodinsky=bool(kalai.is_picked[number]),
        )
    ]


def _refusals(form: StrategicForm, threat: Threat, payoff: Array) -> list[dict[str, object]]:
    """Who refuses the named profiles, and the profile that comes nearest to acceptance where nothing is a gain."""
    nearest = refusal(payoff, threat.payoff, form.tie)
    profiles = _named(form)
    if nearest.is_empty and nearest.profile >= 0:
        profiles.add(int(nearest.profile))
    return [
        {
            "threat_point": threat.name,
            "profile": form.text(form.unflat(number)),
            "player": form.players[player],
            "shortfall": float(threat.payoff[player] - payoff[player, number]),
            "concern": concern,
            "opening": weight,
        }
        for number in sorted(profiles)
        for player in np.flatnonzero(threat.payoff - payoff[:, number] > form.tie).tolist()
        for concern, weight in _openings(form, player, number, threat)
    ]


def _openings(form: StrategicForm, player: int, number: int, threat: Threat) -> Iterator[tuple[str, float]]:
    """Further weight of each of the player's concerns at which it accepts a profile rather than the threat point."""
    asked = concern_changes(form, player) if threat.profile is not None else {}
    if not asked or threat.profile is None:
        yield "", float("nan")
        return
    payoff = form.central.flat()[0, player]
    before = form.flat(threat.profile)
    for concern, values in asked.items():
        flat = values.reshape(-1)
        yield concern, float(opening_weight(payoff[number] - payoff[before], flat[number] - flat[before]))


def _payments(form: StrategicForm, threat: Threat, payoff: Array) -> list[dict[str, object]]:
    """Payments at named profiles, and at the profile with the greatest gain of all together."""
    payment = side_payment(payoff, threat.payoff)
    surplus = np.where(np.isnan(payoff).any(axis=0), -np.inf, payoff.sum(axis=0))
    return [
        {
            "threat_point": threat.name,
            "profile": form.text(form.unflat(number)),
            "player": player,
            "receives": float(payment.transfer[one, number]) + 0.0,
            "amount": float(payment.amount[number]),
        }
        for number in sorted(_named(form) | {int(surplus.argmax())})
        for one, player in enumerate(form.players)
    ]


def _named(form: StrategicForm) -> set[int]:
    """Numbers of the profiles that have a name."""
    return {form.flat(form.actions_at(levels)) for levels in form.named.values()}


def agreements(form: StrategicForm) -> dict[str, Profile]:
    """Profiles of which it is asked whether they hold: those with a name, and those that bargaining picks."""
    payoff = form.central.flat()[0]
    point = form.central.at(form.actions_at(form.status_quo))[0]
    profiles = {name: form.actions_at(levels) for name, levels in form.named.items()}
    for solution in nash_bargaining(payoff, point, tie=form.tie), kalai_smorodinsky(payoff, point, form.tie):
        if solution.profile >= 0:
            profile = form.unflat(int(solution.profile))
            profiles.setdefault(form.text(profile), profile)
    return profiles


def sustainability_table(form: StrategicForm) -> pd.DataFrame:
    """How patient players must be for fear of punishment to hold an agreement.

    Columns profile, punishment, periods (inf: for ever), player, critical, discount (the player's own), holds, why.
    """
    rows = []
    for name, profile in agreements(form).items():
        if np.isnan(form.central.at(profile)).any():
            continue
        for feared in _punishments(form):
            for periods in PERIODS:
                rows += _held(form, (name, profile), feared, periods)
    columns = ["profile", "punishment", "periods", "player", "critical", "discount", "holds", "why"]
    return pd.DataFrame(rows, columns=columns)


def _punishments(form: StrategicForm) -> list[Threat]:
    held = np.array([minimax(form.central, player)[0] for player in range(len(form.players))])
    return [*(threat for threat in threats(form) if threat.profile is not None), Threat("minimax", held)]


def _held(form: StrategicForm, agreed: tuple[str, Profile], feared: Threat, periods: float) -> list[dict[str, object]]:
    sustained = sustainability(form.central, agreed[1], feared.payoff, periods, form.tie)
    rows = []
    for number, player in enumerate(form.players):
        discount, critical = form.file.players[player].discount, float(sustained.critical[0, number])
        rows.append(
            {
                "profile": agreed[0],
                "punishment": feared.name,
                "periods": periods,
                "player": player,
                "critical": critical,
                "discount": float("nan") if discount is None else discount,
                "holds": "" if discount is None else "yes" if discount >= critical else "no",
                "why": sustained.hold[0, number].value,
            }
        )
    return rows
