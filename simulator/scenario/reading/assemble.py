"""The files of a scenario laid over each other."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.draft import Draft
from simulator.scenario.reading.schema import ScenarioFile

if TYPE_CHECKING:
    from simulator.scenario.scenario import Scenario


def assembled(
    name: str, drafts: Sequence[Draft], named: Sequence[Draft], base: "Scenario | None" = None
) -> dict[str, Any] | None:
    """Fields of the scenario that files make together, the first ancestor first; None where one of them is wrong.

    Parameters
    ----------
    named
        Those of the drafts that were asked for themselves: one, or those of an overlay.
    base
        Scenario over which the files are laid, if any.
    """
    files = [draft.file for draft in drafts if draft.file is not None]
    if len(files) < len(drafts):
        return None
    titled = [draft.file for draft in named if draft.file is not None]
    versions = {measure.id: [*base.versions(measure)] for measure in base.measures} if base else {}
    origins = dict(base.origins) if base else {}
    parameters = base.parameters.flat() if base else {}
    for draft, file in zip(drafts, files, strict=True):
        _lay(draft, versions, origins)
        parameters |= file.parameters.flat()
    texts = [*(base.assumptions if base else ()), *(text for file in files for text in file.assumptions)]
    every = (*(base.drafts if base else ()), *drafts)
    read_from = [(draft.name, draft.document.digest, _tables(draft)) for draft in drafts]
    return {
        "name": name,
        "title": " + ".join(file.title for file in titled),
        "label": titled[0].label if len(titled) == 1 else "",
        "summary": " ".join(file.summary.strip() for file in titled if file.summary),
        "paths": tuple(draft.path for draft in named),
        "baseline": last([base.baseline if base else None, *(file.baseline for file in files)]),
        "closure": _closure(files, base.closure if base else None),
        "parameters": Parameters.model_validate(parameters),
        "measures": tuple(same[-1] for same in versions.values()),
        "replaced": {key: tuple(same[:-1]) for key, same in versions.items() if len(same) > 1},
        "assumptions": tuple(dict.fromkeys(texts)),
        "parents": tuple(draft.name for draft in every if draft not in named),
        "overrides": (),
        "digest": digest_of((base.digest, read_from) if base else read_from),
        "origins": origins,
        "drafts": every,
        "base": base,
    }


def last(values: Iterable[str | None]) -> str | None:
    """Take the last value that is given."""
    given = [value for value in values if value is not None]
    return given[-1] if given else None


def digest_of(parts: object) -> str:
    """SHA-256 of plain values."""
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


def _lay(draft: Draft, versions: dict[str, list[Measure]], origins: dict[str, Origin]) -> None:
    """Add the measures of a file to the versions of each, and note where they and its elasticities are written."""
    written = draft.origins
    for position, measure in draft.measures.items():
        versions.setdefault(measure.id, []).append(measure)
        origins[measure.id] = written[position]
    names = draft.file.parameters.flat() if draft.file else ()
    origins |= dict.fromkeys((f"parameters.{key}" for key in names), draft.origin("parameters"))


def _closure(files: Iterable[ScenarioFile], closure: Closure | None) -> Closure | None:
    for file in files:
        closure = file.closure.over(closure) if file.closure else closure
    return closure


def _tables(draft: Draft) -> list[tuple[str, str, str, float]]:
    tables = [measure.by_flow for measure in draft.measures.values()]
    return [(row.exporter, row.importer, row.sector, row.rate) for table in tables if table for row in table.rows]
