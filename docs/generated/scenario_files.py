"""The reference of scenario and suite files, from the schema that checks them."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from writing import code, fence, page, table

from simulator.economy import Economy, load_baseline
from simulator.scenario import load_scenario
from simulator.scenario.authoring.json_schema import json_schema
from simulator.scenario.effects.compile import compile_case

EXAMPLES = Path(__file__).parent / "examples"

INTRODUCTION = """\
A scenario is a YAML file, and this is all that it can say. `tariffsim schema` prints the same as JSON Schema; with
`# yaml-language-server: $schema=…` in the first line, which `tariffsim new` writes, an editor completes and checks
while you type. Unknown keys are errors, and every problem of a file is reported at once. [Write a
scenario](../how-to/write-a-scenario.md) goes through one step by step."""

FORMS = """\
## Forms of values

| form | written as |
| --- | --- |
| rate or share | a fraction, `0.25`, or a percentage, `25%`; a bare `25` is refused |
| distribution | `{dist: uniform, low: 0.2, high: 0.8}`, `triangular` or `loguniform`; `centre` unless the middle |
| schedule | `{2025-11-01: 50%, 2026-01-01: 100%}`, each value from its day on; a plain `run` takes the last |
| day | `2025-11-01` |
| amount | a number and a unit, `25 Mt`, `80 bn USD` |
| codes | a code, a list of codes, a group name, or `all`; `tariffsim baseline show` lists them |
| codes with exceptions | `{of: all, except: [CAN, MEX]}` |"""


def scenario_page() -> str:
    """The page of the file formats; an example that is not valid is an error."""
    whole, suite, game = json_schema("scenario"), json_schema("suite"), json_schema("game")
    kinds = {item["$ref"].split("/")[-1] for item in whole["properties"]["measures"]["items"]["oneOf"]}
    measures = [name for name in whole["$defs"] if name in kinds]
    first = whole["$defs"][measures[0]]["properties"]
    common = [
        key for key in first if key != "type" and all(key in whole["$defs"][name]["properties"] for name in kinds)
    ]
    every = [common[0], *SIDES, *common[1:]]
    return page(
        "Scenario files",
        INTRODUCTION,
        "## The file\n\n" + _fields(whole),
        "## Every measure\n\n" + _fields(whole["$defs"][measures[0]], only=every),
        "A `supply_disruption` names a `region` instead of importer and exporter.",
        *(_measure(whole["$defs"][name], every) for name in measures),
        *(_record(whole["$defs"][name], title) for name, title in PARTS.items()),
        FORMS,
        "## Suite files\n\n`suite.yaml` in a folder says how its scenarios are compared.\n\n" + _fields(suite),
        "### One scenario of a suite\n\n" + _fields(suite["$defs"]["SuiteScenario"]),
        "## Game files\n\nA game is for [`escalate`](../how-to/escalate.md).\n\n" + _fields(game),
        *(f"### {title}\n\n" + _fields(_keys_of(game["$defs"][name])) for name, title in GAME_PARTS.items()),
    )


SIDES = ("importer", "exporter")
"""Keys of measures on flows, which measures on producers do not have."""

PARTS = {
    "Suspension": "Stretches of `suspended`",
    "Window": "Windows of a purchase commitment",
    "Parameters": "Elasticities, `parameters`",
    "Closure": "What is held fixed, `closure`",
}
"""Records inside a scenario file that have keys of their own."""


GAME_PARTS = {
    "Player": "One of `players`",
    "Move": "One of `moves`",
    "Level": "One level of a move",
    "Stage": "One stage of the `tree`",
    "Turn": "One turn of `chance`",
    "Payoffs": "One row of `payoff_table`",
}
"""Records inside a game file."""


def _keys_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Schema of a record, of one that may be a number, too, the record."""
    return next((form for form in schema.get("anyOf", ()) if "properties" in form), schema)


def _measure(schema: dict[str, Any], common: list[str]) -> str:
    kind = schema["properties"]["type"]["const"]
    own = [key for key in schema["properties"] if key not in (*common, "type")]
    texts = [fence("yaml", _valid_example(path, kind)) for path in _examples(kind)]
    return "\n\n".join([f"## `{kind}`", schema["description"], _fields(schema, only=own), *texts])


def _record(schema: dict[str, Any], title: str) -> str:
    path = EXAMPLES / f"{schema['title'].lower()}.yaml"
    texts = [fence("yaml", _valid_example(path))] if path.exists() else []
    return "\n\n".join([f"## {title}", schema["description"], _fields(schema), *texts])


def _fields(schema: dict[str, Any], only: list[str] | None = None) -> str:
    required = schema.get("required", [])
    choices = [key for choice in schema.get("oneOf", []) for key in choice["required"]]
    rows = []
    for key in only or schema["properties"]:
        field = schema["properties"][key]
        needed = "yes" if key in required else "one of these" if key in choices else ""
        rows.append((code(key), allowed(field), _default(field), needed, field.get("description", "")))
    return table(["key", "allowed", "default", "required", "meaning"], rows)


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    is_empty = value in (None, "", []) or (isinstance(value, dict) and not any(value.values()))
    return "" if is_empty else code(str(value).lower() if isinstance(value, bool) else value)


def allowed(field: dict[str, Any]) -> str:
    """What a key may be, in words, from its JSON Schema."""
    forms = field.get("anyOf", [field])
    return "; ".join(dict.fromkeys(text for text in map(_form, forms) if text))


def _form(form: dict[str, Any]) -> str:
    """One of the forms of a value; nothing for those that another form says already."""
    if form.get("$ref", "").endswith("/Selection"):
        return "[codes](#forms-of-values)"
    if "$ref" in form or "oneOf" in form:
        return "the keys below"
    if "enum" in form or "const" in form:
        return ", ".join(code(value) for value in form.get("enum", [form.get("const")]))
    kind = form.get("type")
    if kind == "array":
        inner = _form(form.get("items", {}))
        return f"list of {inner}" if inner else "list"
    return {"null": "", "boolean": "`true`, `false`", "number": _number(form), "object": _mapping(form)}.get(
        str(kind), _text(form)
    )


def _number(form: dict[str, Any]) -> str:
    low, high = form.get("minimum"), form.get("maximum")
    if "exclusiveMinimum" in form:
        return f"above {form['exclusiveMinimum']:g}"
    return f"{low:g} to {high:g}" if high is not None else f"from {low:g}" if low is not None else "number"


def _mapping(form: dict[str, Any]) -> str:
    if "dist" in form.get("properties", {}):
        return "[distribution](#forms-of-values)"
    if any("\\d{4}" in pattern or "[0-9]{4}" in pattern for pattern in form.get("patternProperties", ())):
        return "[schedule](#forms-of-values)"
    inner = form.get("additionalProperties", next(iter(form.get("patternProperties", {}).values()), {}))
    return "by sector" if "exclusiveMinimum" in inner else "mapping"


def _text(form: dict[str, Any]) -> str:
    pattern = form.get("pattern", "")
    if form.get("format") == "date":
        return "day"
    if units := re.search(r"\((t\|.*|million USD\|.*)\)", pattern):
        return "amount in " + ", ".join(units[1].split("|"))
    if "%" in pattern:
        return "percentage"
    return "name" if pattern else "text"


@cache
def _economy() -> Economy:
    return load_baseline()


def _examples(kind: str) -> list[Path]:
    """Files that show a type of measure: one of its name, and variants of it."""
    return [EXAMPLES / f"{kind}.yaml", *sorted(EXAMPLES.glob(f"{kind}-*.yaml"))]


def _valid_example(path: Path, kind: str = "") -> str:
    scenario = load_scenario(path, _economy())
    shown = {measure.type for measure in scenario.measures}
    assert shown == {kind} or not kind, f"{path} is to show measures of type {kind}"
    compile_case(scenario, _economy(), "short", 1.0)
    return path.read_text(encoding="utf-8")
