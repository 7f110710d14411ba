"""Scenarios against an economy: labels it knows, flows it has, units its sectors are counted in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.economy import Economy
from simulator.errors import nearest
from simulator.files.problem import Problem, shown, shown_path
from simulator.files.yaml import Document, Keys
from simulator.scenario.format.table import Table
from simulator.scenario.format.values import UNITS, Amount
from simulator.scenario.format.windows import Window
from simulator.scenario.measures import Measure
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost
from simulator.scenario.reading.cells import block, cells, producers, quantity_in, row_index
from simulator.scenario.reading.validate import keys_in

LABELS: Final[tuple[str, ...]] = ("importer", "exporter", "region", "sectors")
"""Keys of measures that name regions and sectors."""

_OTHERWISE: Final = "leave it out, or give a value in USD (commitment) or a share (quota)"


@dataclass(frozen=True)
class Origin:
    """Where a measure or an elasticity was written, for messages.

    `keys` leads to it inside the document, `raw` is what stands there, `overrides` are the options that changed some of
    its fields, and `folder` is where its tables are looked for.
    """

    document: Document
    keys: Keys
    raw: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Document] = field(default_factory=dict)
    folder: Path = Path()

    def problem(self, keys: Keys, text: str) -> Problem:
        """Make a problem of the value at `keys` inside the measure, or of the measure as a whole."""
        changed = self.overrides if not keys else {key: self.overrides[key] for key in self.overrides if key == keys[0]}
        if changed:
            return list(changed.values())[-1].problem((), text)
        return self.document.problem(keys_in(self.document.data, (*self.keys, *keys)), text)


def measure_problems(measure: Measure, origin: Origin, economy: Economy) -> list[Problem]:
    """Say what an economy does not know of a measure, or which part of it hits nothing."""
    named: dict[str, Any] = {name: getattr(measure, name) for name in LABELS if name in type(measure).model_fields}
    measure_table = measure.table if isinstance(measure, Tariff | TradeCost) else None
    table = measure_table or Table(Path())
    problems = label_problems(named, origin, economy) + _table_label_problems(table, economy)
    problems = problems or _table_row_problems(table, measure, economy)
    if problems or (measure_table is not None and not table.rows):
        return problems  # a table that could not be read has been reported
    if isinstance(measure, SupplyDisruption):
        is_made = producers(measure, economy).any()
        return [] if is_made else [origin.problem((), _no_output(measure))]
    hit = cells(measure, economy) & (economy.levels.trade_flow > 0)
    return _amount_problems(measure, hit, origin, economy) if hit.any() else [origin.problem((), _no_flow(measure))]


def label_problems(named: Mapping[str, Any], origin: Origin, economy: Economy) -> list[Problem]:
    """Say which codes of a measure, given as a name or a list of names, are unknown."""
    problems = []
    for key in LABELS:
        given = named.get(key)
        names = given if isinstance(given, list | tuple) else [given]
        unknown = ((place, _unknown_label(name, key, economy)) for place, name in enumerate(names))
        problems += [origin.problem((key, place), text) for place, text in unknown if text]
    return problems


def parameter_problems(parameters: Iterable[str], origin: Origin, economy: Economy) -> list[Problem]:
    """Say which dotted elasticities name a sector that the economy lacks."""
    problems = []
    for parameter in parameters:
        nest, _, sector = parameter.partition(".")
        if sector and sector not in economy.sectors:
            hint = nearest(sector, economy.sectors)
            known = f"Known: {', '.join(economy.sectors)}."
            text = " ".join(part for part in (f"got the unknown sector {shown(sector)} —", hint, known) if part)
            problems.append(origin.problem((nest, sector), text))
    return problems


def _unknown_label(name: object, key: str, economy: Economy) -> str:
    """Say that a name is no code and no group, or nothing if it is one; what is no text is the schema's to report."""
    kind = "sector" if key.startswith("sector") else "region"
    codes, groups, long_names = _labels(kind, economy)
    if not isinstance(name, str) or name in codes or name in groups:
        return ""
    meant = [code for code, long_name in zip(codes, long_names, strict=True) if _is_short_for(name, long_name)]
    hint = f"Did you mean {meant[0]!r}?" if meant else nearest(name, [*codes, *groups])
    known = f"Known: {len(codes)} codes and {len(groups)} groups, listed by `tariffsim baseline show`."
    return " ".join(part for part in (f"got the unknown {kind} {shown(name)} —", hint, known) if part)


def _no_output(measure: SupplyDisruption) -> str:
    regions, sectors = ", ".join(measure.region), ", ".join(measure.sectors)
    return f"hits nothing: the baseline has no output of {sectors} in {regions} — check codes, or remove the measure."


def _is_short_for(name: str, long_name: str) -> bool:
    """Say whether a name is part of a long name, or its initials: UK of United Kingdom."""
    initials = "".join(word[0] for word in long_name.split() if word[0].isupper())
    return (len(name) > 3 and name.lower() in long_name.lower()) or (len(name) > 1 and name.upper() == initials)


def _labels(kind: str, economy: Economy) -> tuple[Sequence[str], Mapping[str, Sequence[str]], Sequence[str]]:
    if kind == "sector":
        return economy.sectors, economy.sector_groups, economy.sector_names
    return economy.regions, economy.region_groups, economy.region_names


def _no_flow(measure: Measure) -> str:
    exporter, importer, sectors = (", ".join(codes) for codes in (measure.exporter, measure.importer, measure.sectors))
    table = f" in {measure.table.path.name}" if isinstance(measure, Tariff | TradeCost) and measure.table else ""
    flows = f"exports of {sectors} from {exporter} to {importer}{table}"
    return f"hits no flow: the baseline has no {flows} — check direction and codes, or remove the measure."


def _table_label_problems(table: Table, economy: Economy) -> list[Problem]:
    """Report unknown labels of a table, each at the first line that has it."""
    lines: dict[str, int] = {}
    for row in table.rows:
        for key in ("exporter", "importer", "sector"):
            if text := _unknown_label(getattr(row, key), key, economy):
                lines.setdefault(f"{key}: {text}", row.line)
    return [Problem(shown_path(table.path), line, 0, "", text) for text, line in lines.items()]


def _table_row_problems(table: Table, measure: Measure, economy: Economy) -> list[Problem]:
    """Report rows without any flow of the measure, and rows that give a flow a second time."""
    inside = block(measure.sectors, measure.exporter, measure.importer, economy)
    first_line = np.zeros(inside.shape, np.intp)
    problems = []
    for row in table.rows:
        place = row_index(row, economy)
        earlier = first_line[place][inside[place]]
        if text := _row_problem(earlier):
            problems.append(Problem(shown_path(table.path), row.line, 0, "", text))
        first_line[place] = row.line
    return problems


def _row_problem(earlier: NDArray[np.intp]) -> str:
    if not earlier.size:
        return "hits no flow of the measure — a row within its importer, exporter and sectors, between two regions."
    return f"repeats a flow of line {earlier.max()} — each flow once." if earlier.any() else ""


def _amount_problems(measure: Measure, hit: NDArray[np.bool_], origin: Origin, economy: Economy) -> list[Problem]:
    """Check that promised or permitted amounts can be counted in the sectors that are hit, and be met."""
    problems = []
    for keys, amount in _amounts(measure).items():
        texts = _count_problems(amount, hit, economy) if amount.kind != "money" else []
        problems += [origin.problem(keys, text) for text in texts]
    if isinstance(measure, PurchaseCommitment) and not problems:
        for place, window in enumerate(measure.windows or ()):
            if text := _window_problem(window, measure.compliance, hit, economy):
                problems.append(origin.problem(("windows", place), text))
    return problems


def _amounts(measure: Measure) -> dict[Keys, Amount]:
    """Amounts of a measure by their place in it."""
    amount = measure.quantity if isinstance(measure, PurchaseCommitment | ImportQuota) else None
    windows = measure.windows if isinstance(measure, PurchaseCommitment) else None
    given: dict[Keys, Amount] = {} if amount is None else {("quantity",): amount}
    return given | {("windows", place, "quantity"): window.total for place, window in enumerate(windows or ())}


def _count_problems(amount: Amount, hit: NDArray[np.bool_], economy: Economy) -> list[str]:
    sectors = np.flatnonzero(hit.any(axis=(EXPORTER, IMPORTER)))
    units = {economy.sectors[place]: economy.quantity_unit[place] for place in sectors}
    texts = [text for sector, unit in units.items() if (text := _unit_problem(amount, sector, unit))]
    uncounted = [] if texts else np.argwhere(hit & ~np.isfinite(economy.quantity)).tolist()
    if uncounted:
        sector, exporter, importer = uncounted[0]
        flow = f"{economy.sectors[sector]} from {economy.regions[exporter]} to {economy.regions[importer]}"
        count = f"{len(uncounted)} flows, such as " if len(uncounted) > 1 else ""
        texts = [f"got {amount}, but the baseline has no quantity of {count}{flow} — {_OTHERWISE}."]
    return texts[:5]


def _window_problem(window: Window, compliance: float, hit: NDArray[np.bool_], economy: Economy) -> str:
    """Say that a window cannot hold its pledge: kept, it would take more a year than the exporters produce."""
    unit = "million USD" if window.total.kind == "money" else window.total.unit
    rate = compliance * window.annual.in_unit(unit)
    output = _output(hit, unit, economy)
    if rate <= output:
        return ""
    kept = f" at compliance {compliance:g}" if compliance < 1 else ""
    return (
        f"got {window}, which is {_rounded(rate)} {unit} a year{kept}, but the exporters produce {_rounded(output)} "
        f"{unit} a year in the baseline — a longer window, a smaller amount, or a lower compliance."
    )


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"


def _output(hit: NDArray[np.bool_], unit: str, economy: Economy) -> float:
    """Baseline output a year of the exporters and sectors that are hit; flows not counted are taken at mean prices."""
    flows = hit.any(axis=IMPORTER, keepdims=True) & (economy.levels.trade_flow > 0)
    value = economy.levels.trade_flow
    if unit == "million USD":
        return float(value[flows].sum())
    quantity = quantity_in(unit, economy)
    counted = flows & np.isfinite(quantity)
    return float(quantity[counted].sum() * value[flows].sum() / value[counted].sum())


def _unit_problem(amount: Amount, sector: str, unit: str) -> str:
    if not unit:
        return f"got {amount}, but {sector} is not counted in any unit — {_OTHERWISE}."
    if unit == amount.unit or UNITS.get(unit, ("",))[0] == amount.kind:
        return ""
    return f"got {amount}, but {sector} is counted in {unit} — an amount in {unit}, or a measure of its own."
