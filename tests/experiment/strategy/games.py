"""Small games for tests: literal ones from textbooks, and one on three made-up countries."""

import itertools

from simulator.scenario import Game

NOTHING = {"default": True}


def literal(payoffs, *, players=("A", "B"), **keys):
    """A game of one move each from payoffs by combination of levels, the first level of each the status quo."""
    levels = [list(dict.fromkeys(combination[place] for combination in payoffs)) for place in range(len(players))]
    moves = [
        {"id": f"m{name}", "player": name, "levels": {own: NOTHING if own == ls[0] else {} for own in ls}}
        for name, ls in zip(players, levels, strict=True)
    ]
    rows = [
        {
            "at": {f"m{name}": level for name, level in zip(players, combination, strict=True)},
            "payoff": dict(zip(players, payoffs[combination], strict=True)),
        }
        for combination in itertools.product(*levels)
        if combination in payoffs
    ]
    owners = {name: {} for name in players} | keys.pop("owners", {})
    return Game(title="x", players=owners, moves=moves, payoff_table=rows, **keys)


DILEMMA = {("war", "war"): (1, 1), ("war", "peace"): (5, 0), ("peace", "war"): (0, 5), ("peace", "peace"): (3, 3)}
PENNIES = {("h", "h"): (1, -1), ("h", "t"): (-1, 1), ("t", "h"): (-1, 1), ("t", "t"): (1, -1)}
SEXES = {("o", "o"): (2, 1), ("o", "f"): (0, 0), ("f", "o"): (0, 0), ("f", "f"): (1, 2)}
ENTRY = {("out", "fight"): (0, 2), ("in", "fight"): (-1, -1), ("out", "yield"): (0, 2), ("in", "yield"): (1, 1)}

WORLD = """\
title: Duties in a small world
status_quo: calm
horizons: [short, long]
players: {ANA: {}, BEL: {payoff: {welfare:BEL: 1, exports:BEL: 0.01}}}
moves:
  - id: duty
    player: ANA
    levels: {hold: {default: true}, raise: {use: storm/duty}, boast: {gain: {ANA: 0.5}}}
  - id: levy
    player: BEL
    levels: {none: {default: true}, levy: {add: storm/levy}, ban: {add: ban/ban, gain: {ANA: -1}}}
named: {war: {duty: raise, levy: levy}}
concerns: {ANA: {"welfare:CYR": [0, 2]}, BEL: {levy.ban: [-1, 1]}}
tree:
  - {by: ANA, move: duty}
  - {chance: {a strike: {probability: 0.25, measures: [
      {id: strike, type: supply_disruption, region: CYR, sectors: GRN, lost: 10%}]}, calm: 0.75}}
  - {by: BEL, move: levy}
"""
FILES = {
    "calm.yaml": """\
title: Calm
measures: [{id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 10%, start: 2025-01-01}]
""",
    "storm.yaml": """\
title: Storm
extends: calm
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, rate: 50%, start: 2025-02-01}
  - {id: levy, type: tariff, importer: BEL, exporter: ANA, sectors: GRN, start: 2025-02-01,
     rate: {dist: uniform, low: 0.1, high: 0.4}}
""",
    "ban.yaml": """\
title: Ban
measures: [{id: ban, type: import_quota, importer: BEL, exporter: ANA, sectors: GRN, share: 20%}]
""",
    "world.yaml": WORLD,
}
