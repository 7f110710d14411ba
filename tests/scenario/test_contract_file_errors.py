"""Every class of error in a scenario file, by its full text."""

import pytest

HEAD = "title: x\nmeasures:\n"
TARIFF = "  - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: SOY, "
PLEDGE = "  - {id: a, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY, "
LICENCE = "  - {id: a, type: export_licensing, importer: all, exporter: CHN, sectors: REE, "
CONTROL = "  - {id: a, type: export_control, importer: CHN, exporter: USA, sectors: SEM, "
QUOTA = "  - {id: a, type: import_quota, importer: EUU, exporter: all, sectors: STL, "
LOSS = "  - {id: a, type: supply_disruption, region: USA, sectors: SOY, "
TYPES = (
    "tariff, export_tax, trade_cost, export_licensing, export_control, supply_disruption, import_quota, "
    "purchase_commitment, subsidy"
)
UNITS = (
    "t, kt, Mt, bbl, million bbl, MWh, GWh, TWh, units, thousand units, million units, USD, thousand USD, million USD, "
    "mn USD, bn USD, billion USD, trillion USD"
)
LONG_COMMON = "id, sectors, start, end, announced, suspended, enabled, label, source, note, importer, exporter, type"

RATIONED = (
    "a control takes varieties from buyers and leaves no premium; for a limit that does, write `type: "
    "export_licensing` with `allocation: market` and `approval_rate`, the share that is let through."
)

SCHEMA_ERRORS = {
    "missing title": ("summary: y\n", "x.yaml:1:1: title: is missing — What happens, in one line."),
    "empty file": ("", "x.yaml:1:1: got nothing — a mapping of keys and values."),
    "a list at the top": ("- a\n", "x.yaml:1:1: got a list — a mapping of keys and values."),
    "text at the top": ("hello\n", "x.yaml:1:1: got 'hello' — a mapping of keys and values."),
    "number as title": (
        "title: 2025\n",
        "x.yaml:1:8: title: got 2025 — text; put text that looks like a number or true/false in quotes.",
    ),
    "empty title": ("title: ''\n", "x.yaml:1:8: title: got '' — text that is not empty."),
    "unknown key": (
        "title: x\nmeasurs: []\n",
        "x.yaml:2:1: measurs: got the key 'measurs' — Did you mean 'measures'? Allowed: title, label, summary, "
        "extends, branches, baseline, measures, parameters, closure, assumptions.",
    ),
    "no measures": ("title: x\nmeasures:\n", "x.yaml:2:1: measures: got nothing — a list; write [] for none."),
    "measures as a mapping": (
        "title: x\nmeasures: {a: 1}\n",
        "x.yaml:2:11: measures: got a mapping — a list; write [] for none.",
    ),
    "a measure that is text": (f"{HEAD}  - a\n", "x.yaml:3:5: measures[0]: got 'a' — a mapping of keys and values."),
    "a measure without type": (
        f"{HEAD}  - {{id: a}}\n",
        f"x.yaml:3:5: measures[0].type: is missing — one of {TYPES}.",
    ),
    "unknown type": (
        f"{HEAD}  - {{id: a, type: tarif}}\n",
        f"x.yaml:3:19: measures[0].type: got the type 'tarif' — Did you mean 'tariff'? Allowed: {TYPES}.",
    ),
    "unknown key of a measure": (
        f"{HEAD}{TARIFF}rte: 0.1, rate: 0.1}}\n",
        "x.yaml:3:71: measures[0].rte: got the key 'rte' — Did you mean 'rate'? "
        f"Allowed: {LONG_COMMON}, rate, table, mirrors, by, share, stacking, coverage, coverag"
        "e_table, collection, transit_days, through.",
    ),
    "bare percentage": (
        f"{HEAD}{TARIFF}rate: 100}}\n",
        "x.yaml:3:77: measures[0].rate: got 100, which is 10000 % — a rate is a fraction: write 1 or 100%.",
    ),
    "rate above everything": (
        f"{HEAD}{TARIFF}rate: 9900%}}\n",
        "x.yaml:3:77: measures[0].rate: got '9900%' — a rate is at most 2000%.",
    ),
    "negative tariff": (
        f"{HEAD}{TARIFF}rate: -5%}}\n",
        "x.yaml:3:77: measures[0].rate: got '-5%' — a tax is not negative; use a measure of type `subsidy`.",
    ),
    "rate in words": (
        f"{HEAD}{TARIFF}rate: high}}\n",
        "x.yaml:3:77: measures[0].rate: got 'high' — a rate is a fraction or a percentage, such as 0.25 or 25%.",
    ),
    "rate true": (
        f"{HEAD}{TARIFF}rate: true}}\n",
        "x.yaml:3:77: measures[0].rate: got true — a rate is a fraction or a percentage, such as 0.25 or 25%.",
    ),
    "rate NaN": (
        f"{HEAD}{TARIFF}rate: .nan}}\n",
        "x.yaml:3:77: measures[0].rate: got nan, which is not finite — "
        "a rate is a fraction or a percentage, such as 0.25 or 25%.",
    ),
    "rate infinite": (
        f"{HEAD}{TARIFF}rate: .inf}}\n",
        "x.yaml:3:77: measures[0].rate: got inf, which is not finite — "
        "a rate is a fraction or a percentage, such as 0.25 or 25%.",
    ),
    "neither rate nor table": (
        f"{HEAD}{TARIFF}coverage: 0.5}}\n",
        "x.yaml:3:5: measures[0]: got neither `rate` nor `table` nor `mirrors` — exactly one of the three.",
    ),
    "rate and table": (
        f"{HEAD}{TARIFF}rate: 0.5, table: t.csv}}\n",
        "x.yaml:3:5: measures[0]: got both `rate` and `table` — exactly one of the three.",
    ),
    "stacking": (
        f"{HEAD}{TARIFF}rate: 0.5, stacking: ad}}\n",
        "x.yaml:3:92: measures[0].stacking: got 'ad' — 'add', 'replace', 'max' or 'cap'. Did you mean 'add'?",
    ),
    "YAML 1.1 boolean": (
        f"{HEAD}{TARIFF}rate: 0.5, enabled: no}}\n",
        "x.yaml:3:91: measures[0].enabled: got 'no' — true or false.",
    ),
    "ends before it starts": (
        f"{HEAD}{TARIFF}rate: 0.5, start: 2025-11-01, end: 2025-10-01}}\n",
        "x.yaml:3:106: measures[0].end: got 2025-10-01, which is before the start 2025-11-01 — "
        "a day on or after the start.",
    ),
    "a day that does not exist": (
        f"{HEAD}{TARIFF}rate: 0.5, start: 2025-02-30}}\n",
        "x.yaml:3:89: measures[0].start: got '2025-02-30', which is not in the calendar — a date is written "
        "2025-11-01.",
    ),
    "a moment for a day": (
        f"{HEAD}{TARIFF}rate: 0.5, start: 2025-11-01T10:00:00Z}}\n",
        "x.yaml:3:89: measures[0].start: got '2025-11-01T10:00:00Z' — a date is written 2025-11-01.",
    ),
    "a year for a day": (
        f"{HEAD}{TARIFF}rate: 0.5, start: 2025}}\n",
        "x.yaml:3:89: measures[0].start: got 2025 — a date is written 2025-11-01.",
    ),
    "id with a dot": (
        f"{HEAD}  - {{id: a.b, type: export_tax, importer: USA, exporter: CHN, sectors: SOY, rate: 0.1}}\n",
        "x.yaml:3:10: measures[0].id: got 'a.b' — a name of letters, digits, - and _ that `--set` can refer to.",
    ),
    "id that is a number": (
        f"{HEAD}  - {{id: 7, type: export_tax, importer: USA, exporter: CHN, sectors: SOY, rate: 0.1}}\n",
        "x.yaml:3:10: measures[0].id: got 7 — a name of letters, digits, - and _ that `--set` can refer to.",
    ),
    "id that --set uses itself": (
        f"{HEAD}  - {{id: closure, type: export_tax, importer: USA, exporter: CHN, sectors: SOY, rate: 0.1}}\n",
        "x.yaml:3:10: measures[0].id: got 'closure' — any other name, as `--set closure.…` changes the closure of the "
        "scenario.",
    ),
    "approval above 1": (
        f"{HEAD}{LICENCE}approval_rate: 50}}\n",
        "x.yaml:3:96: measures[0].approval_rate: got 50 — a share from 0 to 1, such as 0.5 or 50%.",
    ),
    "negative approval": (
        f"{HEAD}{LICENCE}approval_rate: -0.1}}\n",
        "x.yaml:3:96: measures[0].approval_rate: got -0.1 — a share from 0 to 1, such as 0.5 or 50%.",
    ),
    "negative waiting": (
        f"{HEAD}{LICENCE}approval_rate: 1, processing_days: -3}}\n",
        "x.yaml:3:116: measures[0].processing_days: got -3 — a number that is not negative.",
    ),
    "unknown unit": (
        f"{HEAD}{PLEDGE}quantity: 25 MT}}\n",
        f"x.yaml:3:94: measures[0].quantity: got the unknown unit 'MT' — Did you mean 'Mt'? Known: {UNITS}.",
    ),
    "quantity without unit": (
        f"{HEAD}{PLEDGE}quantity: 25}}\n",
        "x.yaml:3:94: measures[0].quantity: got 25 — an amount is a number and a unit, such as 25 Mt or 80 bn USD.",
    ),
    "negative quantity": (
        f"{HEAD}{PLEDGE}quantity: -25 Mt}}\n",
        "x.yaml:3:94: measures[0].quantity: got '-25 Mt' — an amount is not negative.",
    ),
    "money as quantity": (
        f"{HEAD}{PLEDGE}quantity: 80 bn USD}}\n",
        "x.yaml:3:94: measures[0].quantity: got '80 bn USD', which is money — give it as `value`, "
        "or a quantity such as 25 Mt.",
    ),
    "quantity as money": (
        f"{HEAD}{PLEDGE}value: 25 Mt}}\n",
        "x.yaml:3:91: measures[0].value: got '25 Mt', which is not money — give it as `quantity`, "
        "or a value such as 80 bn USD.",
    ),
    "subsidy of everything": (
        f"{HEAD}  - {{id: a, type: subsidy, importer: USA, exporter: CHN, sectors: SOY, rate: 1, paid_by: importer}}\n",
        "x.yaml:3:78: measures[0].rate: got 1 — a subsidy is a share of the price from 0 to 0.9.",
    ),
    "a cost that falls away": (
        f"{HEAD}  - {{id: a, type: trade_cost, importer: USA, exporter: CHN, sectors: SOY, rate: -100%}}\n",
        "x.yaml:3:81: measures[0].rate: got '-100%' — a cost falls by at most 90 %: a rate from -0.9 up.",
    ),
    "codes that are numbers": (
        f"{HEAD}  - {{id: a, type: export_tax, importer: USA, exporter: CHN, sectors: [SOY, 26], rate: 0.1}}\n",
        "x.yaml:3:76: measures[0].sectors[1]: got 26 — a code, a group name or `all`; "
        "put a code that looks like a number in quotes.",
    ),
    "no codes": (
        f"{HEAD}  - {{id: a, type: export_tax, importer: USA, exporter: CHN, sectors: [], rate: 0.1}}\n",
        "x.yaml:3:70: measures[0].sectors: got a list — a code, a list of codes, a group name or `all`.",
    ),
    "repeated id": (
        f"{HEAD}{TARIFF}rate: 0.1}}\n{TARIFF}rate: 0.1}}\n",
        "x.yaml:4:10: measures[1].id: got 'a', the id of measures[0] — each measure has an id of its own.",
    ),
    "repeated key": (
        "title: x\ntitle: y\n",
        "x.yaml:2:1: title: got the key a second time, after line 1 — keep one of the two.",
    ),
    "merge key": (
        "title: x\n<<: {summary: y}\n",
        "x.yaml:2:1: got the merge key << — a key is plain text; write the keys out.",
    ),
    "key that is a mapping": (
        "title: x\n? {a: b}\n: 1\n",
        "x.yaml:2:3: got a list or mapping as a key — a key is plain text; write the keys out.",
    ),
    "foreign tag": (
        "title: !!python/object/apply:os.system x\n",
        "x.yaml:1:8: title: got the tag '!!python/object/apply:os.system' — no tag; put text that begins with ! in "
        "quotes.",
    ),
    "unknown nest": (
        "title: x\nparameters: {orign.SOY: 4}\n",
        "x.yaml:2:14: parameters.orign.SOY: got the key 'orign' — Did you mean 'origin'? "
        "Allowed: origin, home, input, value_added, critical, final, factor, supply, scale, deficit.",
    ),
    "negative elasticity": (
        "title: x\nparameters: {home: {SOY: -1}}\n",
        "x.yaml:2:26: parameters.home.SOY: got -1 — an elasticity, a number above 0.",
    ),
    "immobile beyond measure": (
        "title: x\nparameters: {factor: 0.5}\n",
        "x.yaml:2:22: parameters.factor: got 0.5 — the mobility of factors, a number from 1 (fixed in their sector) to "
        ".inf (mobile).",
    ),
    "sector in a nest over sectors": (
        "title: x\nparameters: {final.SOY: 2}\n",
        "x.yaml:2:25: parameters.final.SOY: got a mapping — an elasticity, a number above 0.",
    ),
    "unknown closure": (
        "title: x\nclosure: {deficit: zer}\n",
        "x.yaml:2:20: closure.deficit: got 'zer' — 'fixed', 'zero', 'proportional' or 'responsive'. "
        "Did you mean 'zero'?",
    ),
    "a control with a premium": (
        f"{HEAD}{CONTROL}blocked: 0.5, premium_to: importer}}\n",
        f"x.yaml:3:93: measures[0].premium_to: got the key 'premium_to' — {RATIONED}",
    ),
    "a pooled control": (
        f"{HEAD}{CONTROL}blocked: 0.5, pooled: true}}\n",
        f"x.yaml:3:93: measures[0].pooled: got the key 'pooled' — {RATIONED}",
    ),
    "a share of varieties above 1": (
        f"{HEAD}{CONTROL}blocked: 1.2}}\n",
        "x.yaml:3:88: measures[0].blocked: got 1.2 — a share from 0 to 1, such as 0.5 or 50%.",
    ),
    "unknown allocation": (
        f"{HEAD}{LICENCE}approval_rate: 0.5, allocation: physicl}}\n",
        "x.yaml:3:113: measures[0].allocation: got 'physicl' — 'market' or 'physical'. Did you mean 'physical'?",
    ),
    "unknown receiver of a premium": (
        f"{HEAD}{LICENCE}approval_rate: 0.5, premium_to: buyer}}\n",
        "x.yaml:3:113: measures[0].premium_to: got 'buyer' — 'exporter', 'importer' or 'nobody'.",
    ),
    "a licence with a rate": (
        f"{HEAD}{LICENCE}approval_rate: 0.5, over_quota_rate: 0.1}}\n",
        "x.yaml:3:101: measures[0].over_quota_rate: got the key 'over_quota_rate' — Did you mean 'approval_rate'? "
        f"Allowed: {LONG_COMMON}, approval_rate, processing_days, daily_cost, lag_days, exempt, premium_to, "
        "allocation, pooled.",
    ),
    "all output lost": (
        f"{HEAD}{LOSS}lost: 1}}\n",
        "x.yaml:3:71: measures[0].lost: got 1 — a share below 1, as a sector that makes nothing at all has no price.",
    ),
    "all output lost from a day on": (
        f"{HEAD}{LOSS}lost: {{2025-11-01: 0.5, 2025-12-01: 100%}}}}\n",
        "x.yaml:3:101: measures[0].lost.2025-12-01: got '100%' — a share below 1, as a sector that makes nothing at "
        "all has no price.",
    ),
    "perhaps all output lost": (
        f"{HEAD}{LOSS}lost: {{dist: uniform, low: 0.2, high: 1}}}}\n",
        "x.yaml:3:71: measures[0].lost: got 1 — a share below 1, as a sector that makes nothing at all has no price.",
    ),
    "negative loss": (
        f"{HEAD}{LOSS}lost: -0.1}}\n",
        "x.yaml:3:71: measures[0].lost: got -0.1 — a share from 0 to 1, such as 0.5 or 50%.",
    ),
    "a disruption without a share": (
        f"{HEAD}{LOSS}note: y}}\n",
        "x.yaml:3:5: measures[0].lost: is missing — Share of the baseline output of each sector of each region that is "
        "lost, from 0 to below 1.",
    ),
    "a disruption without a region": (
        f"{HEAD}  - {{id: a, type: supply_disruption, sectors: SOY, lost: 0.2}}\n",
        "x.yaml:3:5: measures[0].region: is missing — Regions whose output is lost: a code, a list, a group name or "
        "`all`.",
    ),
    "a disruption with a buyer": (
        f"{HEAD}{LOSS}importer: CHN, lost: 0.2}}\n",
        "x.yaml:3:65: measures[0].importer: got the key 'importer' — all sales of a producer are hit, at home and "
        "abroad; write `region`, whose output is lost.",
    ),
    "unknown key of a disruption": (
        f"{HEAD}{LOSS}los: 0.2, lost: 0.2}}\n",
        "x.yaml:3:65: measures[0].los: got the key 'los' — Did you mean 'lost'? Allowed: id, sectors, start, end, "
        "announced, suspended, enabled, label, source, note, type, region, lost.",
    ),
    "negative rate beyond a quota": (
        f"{HEAD}{QUOTA}share: 0.5, over_quota_rate: -0.1}}\n",
        "x.yaml:3:106: measures[0].over_quota_rate: got -0.1 — a tax is not negative; use a measure of type `subsidy`.",
    ),
    "bare percentage beyond a quota": (
        f"{HEAD}{QUOTA}share: 0.5, over_quota_rate: 50}}\n",
        "x.yaml:3:106: measures[0].over_quota_rate: got 50, which is 5000 % — a rate is a fraction: write 0.5 or 50%.",
    ),
    "a rate beyond no quota": (
        f"{HEAD}{QUOTA}over_quota_rate: 0.5}}\n",
        "x.yaml:3:5: measures[0]: got neither `quantity` nor `value` nor `share` — exactly one of the three.",
    ),
    "a quota by value and share": (
        f"{HEAD}{QUOTA}share: 0.5, value: 8 bn USD}}\n",
        "x.yaml:3:5: measures[0]: got both `value` and `share` — exactly one of the three.",
    ),
    "a quota by the value of tonnes": (
        f"{HEAD}{QUOTA}value: 5 Mt}}\n",
        "x.yaml:3:84: measures[0].value: got '5 Mt', which is not money — give it as `quantity`, or a value such as "
        "80 bn USD.",
    ),
    "unknown use of revenue": (
        "title: x\nclosure: {revenue: income-tax}\n",
        "x.yaml:2:20: closure.revenue: got 'income-tax' — 'lump_sum' or 'income_tax'. Did you mean 'income_tax'?",
    ),
    "unknown key of the closure": (
        "title: x\nclosure: {deficits: zero}\n",
        "x.yaml:2:11: closure.deficits: got the key 'deficits' — Did you mean 'deficit'? Allowed: deficit, revenue.",
    ),
    "negative factor supply": (
        "title: x\nparameters: {supply: -0.5}\n",
        "x.yaml:2:22: parameters.supply: got -0.5 — a number that is not negative.",
    ),
    "infinite response": (
        "title: x\nparameters: {deficit: .inf}\n",
        "x.yaml:2:23: parameters.deficit: got inf, which is not finite — a number that is not negative.",
    ),
    "sector in a response of regions": (
        "title: x\nparameters: {scale.SOY: 0.1}\n",
        "x.yaml:2:25: parameters.scale.SOY: got a mapping — a number that is not negative.",
    ),
    "tab": (
        "title: x\nmeasures:\n\t- id: a\n",
        "x.yaml:3:1: got '- id: a', which is not valid YAML — indent with spaces, not with a tab.",
    ),
    "colon in text": (
        "title: a: b\n",
        "x.yaml:1:9: got 'title: a: b', which is not valid YAML — check the indentation, and put text that contains "
        "`: ` in quotes.",
    ),
    "open quote": (
        "title: 'x\nsummary: y\n",
        'x.yaml:1:8: got "title: \'x", which is not valid YAML — a quote that is opened here is closed nowhere.',
    ),
    "open bracket": (
        "title: [x\n",
        "x.yaml:2:1: got the end of the file, which is not valid YAML — check the brackets and commas that are "
        "open here.",
    ),
    "unknown alias": (
        "title: *x\n",
        "x.yaml:1:8: got 'title: *x', which is not valid YAML — an alias needs its anchor above it; put text that "
        "begins with * in quotes.",
    ),
    "two documents": (
        "title: x\n---\ntitle: y\n",
        "x.yaml:2:1: got '---', which is not valid YAML — one file holds one document; remove the line ---.",
    ),
    "control character": ("title: \x07\n", "x.yaml:1:8: got the character U+0007, which is not text — plain text."),
    "control character in an escape": (
        'summary: y\ntitle: "\\u0001"\n',
        "x.yaml:2:8: title: got the character U+0001, which is not text — plain text.",
    ),
    "half of a pair": (
        'title: "a \\ud83d b"\n',
        "x.yaml:1:13: got 'title: \"a \\\\ud83d b\"', which is not valid YAML — "
        "an escape \\u or \\U names a sign that there is.",
    ),
    "an escape of no sign": (
        'title: "\\U00110000"\n',
        "x.yaml:1:11: got 'title: \"\\\\U00110000\"', which is not valid YAML — "
        "an escape \\u or \\U names a sign that there is.",
    ),
    "not UTF-8 within a line": (
        b"title: x\nsummary: caf\xc3\xa9 \xe9\n",
        "x.yaml:2:15: got the byte 0xe9, which is not text — a text file saved as UTF-8.",
    ),
    "an amount without end": (
        f"{HEAD}{PLEDGE}quantity: {'9' * 400} Mt}}\n",
        f"x.yaml:3:94: measures[0].quantity: got '{'9' * 56}… — an amount of at most 1e+09 Mt.",
    ),
    "waiting without end": (
        f"{HEAD}{LICENCE}approval_rate: 1, processing_days: 1e300}}\n",
        "x.yaml:3:116: measures[0].processing_days: got 1e+300 — at most 3,650 days, which are ten years.",
    ),
    "a lag beyond the calendar": (
        f"{HEAD}{LICENCE}approval_rate: 1, start: 2025-11-01, lag_days: 3e6}}\n",
        "x.yaml:3:128: measures[0].lag_days: got 3000000.0 — at most 3,650 days, which are ten years.",
    ),
    "a day beyond the calendar": (
        f"{HEAD}{TARIFF}rate: 0.1, start: 9999-12-31}}\n",
        "x.yaml:3:89: measures[0].start: got 9999-12-31 — a day from 1900 to 2200.",
    ),
    "a year below zero": (
        f"{HEAD}{TARIFF}rate: 0.1, start: -0005-01-01}}\n",
        "x.yaml:3:89: measures[0].start: got '-0005-01-01' — a date is written 2025-11-01.",
    ),
    "a cost that nearly falls away": (
        f"{HEAD}  - {{id: a, type: trade_cost, importer: USA, exporter: CHN, sectors: SOY, "
        "rate: -0.9999999999999999}\n",
        "x.yaml:3:81: measures[0].rate: got -0.9999999999999999 — a cost falls by at most 90 %: a rate from -0.9 up.",
    ),
    "an elasticity without end": (
        "title: x\nparameters: {origin: 1e299}\n",
        "x.yaml:2:22: parameters.origin: got 1e+299 — an elasticity of at most 1,000.",
    ),
    "a name without end": (
        f"{HEAD}  - {{id: {'a' * 101}, type: trade_cost, importer: USA, exporter: CHN, sectors: SOY, rate: 0.1}}\n",
        f"x.yaml:3:10: measures[0].id: got '{'a' * 56}… — a name of letters, digits, - and _ that `--set` "
        "can refer to.",
    ),
    "binary": (b"\xff\xfe\x00", "x.yaml:1:1: got the byte 0xff, which is not text — a text file saved as UTF-8."),
    "deep nesting": (
        "title: " + "[" * 3000,
        "x.yaml:1:1007: got more than 20 levels of nesting — fewer than ten are enough.",
    ),
    "an alias inside its own anchor": (
        "title: &a [*a]\n",
        "x.yaml:1:8: got more than 20 levels of nesting — fewer than ten are enough.",
    ),
    "alias bomb": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{last}'] * 10)}]\n"
            for last, name in zip("abcdefg", "bcdefgh", strict=True)
        ),
        "x.yaml:1:35: got more than 100,000 values once aliases are written out — far fewer; rates by flow fit in a "
        "CSV table.",
    ),
    "too large": (
        "title: x\n#" + "x" * 1_000_000,
        "x.yaml: got 1,000,010 bytes — a file of at most 1,000,000 bytes.",
    ),
    "missing parent": (
        "title: x\nextends: trce\n",
        "x.yaml:2:10: extends: got 'trce', but no scenario has this name — Did you mean 'truce'? Known: truce, x.",
    ),
    "missing parent file": (
        "title: x\nextends: gone/truce.yaml\n",
        "x.yaml:2:10: extends: got 'gone/truce.yaml', but there is no such file — Give the path of a scenario file.",
    ),
    "its own parent": (
        "title: x\nextends: x\n",
        "x.yaml:2:10: extends: got 'x', which builds on 'x' itself — a scenario without such a circle.",
    ),
    "missing table": (
        f"{HEAD}{TARIFF}table: rate.csv}}\n",
        "x.yaml:3:78: measures[0].table: got 'rate.csv', but there is no such file — Did you mean 'rates.csv'?",
    ),
    "table that is a number": (
        f"{HEAD}{TARIFF}table: 3}}\n",
        "x.yaml:3:78: measures[0].table: got 3 — the path of a CSV file, relative to the scenario file.",
    ),
}


@pytest.fixture
def neighbours(write, tmp_path, monkeypatch):
    """Files beside the wrong one, and no shipped library."""
    write("truce.yaml", "title: truce\n")
    write("rates.csv", "exporter,importer,sector,rate\n")
    monkeypatch.setattr("simulator.scenario.reading.draft.library_folder", lambda: tmp_path)


@pytest.mark.parametrize(("text", "expected"), SCHEMA_ERRORS.values(), ids=list(SCHEMA_ERRORS))
@pytest.mark.usefixtures("neighbours")
def test_error_names_place_and_remedy(write, problems_of, text, expected):
    write("x.yaml", text)
    problems = problems_of("x.yaml")
    if problems[0].startswith("x.yaml:1:1: title: is missing") and "title: is missing" not in expected:
        problems = problems[1:]
    assert problems == [expected]


ECONOMY_ERRORS = {
    "unknown region": (
        "{id: a, type: tariff, importer: GBX, exporter: CHN, sectors: SOY, rate: 1}",
        "x.yaml:3:37: measures[0].importer: got the unknown region 'GBX' — Did you mean 'GBR'? Known: 15 codes "
        "and 3 groups, listed by `tariffsim baseline show`.",
    ),
    "misspelt name of a region": (
        "{id: a, type: tariff, importer: USA, exporter: [CHN, japn], sectors: SOY, rate: 1}",
        "x.yaml:3:58: measures[0].exporter[1]: got the unknown region 'japn' — Did you mean 'JPN'? Known: 15 codes "
        "and 3 groups, listed by `tariffsim baseline show`.",
    ),
    "unknown sector": (
        "{id: a, type: tariff, importer: USA, exporter: CHN, sectors: godos, rate: 1}",
        "x.yaml:3:66: measures[0].sectors: got the unknown sector 'godos' — Did you mean 'goods'? Known: 21 codes and "
        "8 groups, listed by `tariffsim baseline show`.",
    ),
    "home sales": (
        "{id: a, type: tariff, importer: USA, exporter: USA, sectors: goods, rate: 1}",
        "x.yaml:3:5: measures[0]: hits no flow: the baseline has no exports of goods from USA to USA — check "
        "direction and codes, or remove the measure.",
    ),
    "a flow of nothing": (
        "{id: a, type: tariff, importer: CHN, exporter: TWN, sectors: SOY, rate: 1}",
        "x.yaml:3:5: measures[0]: hits no flow: the baseline has no exports of SOY from TWN to CHN — check "
        "direction and codes, or remove the measure.",
    ),
    "unknown region of a disruption": (
        "{id: a, type: supply_disruption, region: [TWN, USB], sectors: SOY, lost: 0.2}",
        "x.yaml:3:52: measures[0].region[1]: got the unknown region 'USB' — Did you mean 'USA'? Known: 15 codes and 3 "
        "groups, listed by `tariffsim baseline show`.",
    ),
    "unknown sector of a disruption": (
        "{id: a, type: supply_disruption, region: USA, sectors: SO, lost: 0.2}",
        "x.yaml:3:60: measures[0].sectors: got the unknown sector 'SO' — Did you mean 'SOY'? Known: 21 codes and 8 "
        "groups, listed by `tariffsim baseline show`.",
    ),
    "sector without unit": (
        "{id: a, type: purchase_commitment, importer: CHN, exporter: USA, sectors: [SOY, AGR], quantity: 3 Mt}",
        "x.yaml:3:101: measures[0].quantity: got 3 Mt, but AGR is not counted in any unit — leave it out, or give a "
        "value in USD (commitment) or a share (quota).",
    ),
    "unit of another kind": (
        "{id: a, type: import_quota, importer: CHN, exporter: USA, sectors: SOY, quantity: 3 GWh}",
        "x.yaml:3:87: measures[0].quantity: got 3 GWh, but SOY is counted in Mt — an amount in Mt, or a measure of its "
        "own.",
    ),
    "flow without quantity": (
        "{id: a, type: import_quota, importer: [USA, KOR], exporter: CHN, sectors: REE, quantity: 3 t}",
        "x.yaml:3:94: measures[0].quantity: got 3 t, but the baseline has no quantity of 2 flows, such as REE from CHN "
        "to USA — leave it out, or give a value in USD (commitment) or a share (quota).",
    ),
}


@pytest.mark.parametrize(("measure", "expected"), ECONOMY_ERRORS.values(), ids=list(ECONOMY_ERRORS))
def test_error_against_the_economy(write, problems_of, economy, measure, expected):
    write("x.yaml", f"{HEAD}  - {measure}\n")
    assert problems_of("x.yaml", economy) == [expected]


def test_an_unknown_region_is_named_beside_other_mistakes_of_its_measure(write, problems_of, economy):
    write("x.yaml", f"{HEAD}{LOSS.replace('USA', 'USB')}lost: 1}}\n")
    assert [problem.split(" — ")[0] for problem in problems_of("x.yaml", economy)] == [
        "x.yaml:3:46: measures[0].region: got the unknown region 'USB'",
        "x.yaml:3:71: measures[0].lost: got 1",
    ]


def test_unknown_sector_of_an_elasticity(write, problems_of, economy):
    write("x.yaml", "title: x\nparameters:\n  origin: 3\n  home.SOX: 4\n")
    known = ", ".join(economy.sectors)
    assert problems_of("x.yaml", economy) == [
        f"x.yaml:4:13: parameters.home.SOX: got the unknown sector 'SOX' — Did you mean 'SOY'? Known: {known}."
    ]


def test_all_problems_of_all_files_come_at_once_in_order(write, problems_of, economy):
    write("b.yaml", "title: b\nextends: nowhere\nclosure: {deficit: some}\n")
    write(
        "a.yaml",
        f"{HEAD}  - {{id: a, type: tariff, importer: GBX, exporter: CHN, sectors: SOY, rate: 7}}\n"
        "  - {id: c, type: tariff, importer: CHN, exporter: TWN, sectors: SOY, rate: 1}\n",
    )
    places = [problem.split(": ")[0:2] for problem in problems_of(["b.yaml", "a.yaml"], economy)]
    assert places == [
        ["b.yaml:2:10", "extends"],
        ["b.yaml:3:20", "closure.deficit"],
        ["a.yaml:3:37", "measures[0].importer"],
        ["a.yaml:3:77", "measures[0].rate"],
        ["a.yaml:4:5", "measures[1]"],
    ]


def test_a_circle_of_parents_is_found_from_each_file(write, problems_of):
    write("a.yaml", "title: a\nextends: b\n")
    write("b.yaml", "title: b\nextends: a\n")
    assert problems_of("a.yaml") == [
        "b.yaml:2:10: extends: got 'a', which builds on 'b' itself — a scenario without such a circle."
    ]


def test_a_missing_file_or_name_is_said_with_the_nearest(write, problems_of):
    write("tariff-100.yaml", "title: a\n")
    assert problems_of("tarif-100.yaml") == [
        "tarif-100.yaml: got 'tarif-100.yaml', but there is no such file — Did you mean 'tariff-100'? "
        "Known: tariff-100."
    ]
    assert problems_of("tariff-100+nonsense.yaml") == [
        "tariff-100+nonsense.yaml: got 'nonsense.yaml', but there is no such file — Known: tariff-100."
    ]
    assert problems_of([]) == ["scenarios: got none — files, folders or names of scenarios."]


def test_a_pipe_is_no_file(write, problems_of, tmp_path):
    write("a.yaml", "title: a\nmeasures:\n" + TARIFF + "table: /dev/null}\n")
    assert problems_of("a.yaml") == ["/dev/null: got something that is not a file — an ordinary file."]
