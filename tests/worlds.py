"""Small asymmetric baseline folders: random but balanced worlds, written where a test wants them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

REGIONS = ("ANA", "BEL", "CYR")
SECTORS = ("GRN", "ORE")
SEED = 20190101
GRAMMAR = r"[^:]+(:\d+){0,2}: (.+: )?.+ — .+[.?]"
"""What every message about a file looks like: file:line:column: key: what was got — what is allowed. Remedy."""
SETTINGS = """\
name: small
title: A small world
year: 2024
money: million USD
closure: {deficit: fixed}
region_groups:
  west: [ANA, BEL]
sector_groups:
  mines: [ORE]
notes: Random numbers.
"""
ELASTICITIES = (
    ("origin", "*", 1.1, 4.5, 0.17, "assumed"),
    ("origin", "ORE", 0.5, 2.0, 0.25, "assumed"),
    ("home", "*", "", "", "", "equal to origin"),
    ("input", "*", 0.2, 1, 0.2, "assumed"),
    ("value_added", "*", 0.5, 1, 0.2, "assumed"),
    ("critical", "*", 0.05, 0.6, 0.2, "assumed"),
    ("final", "*", 0.9, 1, 0.2, "assumed"),
    ("factor", "*", 1, 8, 0.2, "assumed"),
)


def write_folder(
    path: Path,
    regions: Sequence[str] = REGIONS,
    sectors: Sequence[str] = SECTORS,
    *,
    seed: int = SEED,
    input_cost: float = 0.5,
    absent: Sequence[tuple[str, str]] = (),
    elasticities: Sequence[Sequence[object]] = ELASTICITIES,
    settings: str = SETTINGS,
) -> Path:
    """Write a random world that meets every identity.

    The last sector is critical and has quantities in kt; all but the last sector have tariffs. `input_cost` is the mean
    share of inputs in cost, 0 for a world without inputs. Each (sector, region) of `absent` neither makes nor buys.
    """
    rng = np.random.default_rng(seed)
    shape = (len(sectors), len(regions), len(regions))
    flow = rng.uniform(5, 60, shape) * np.exp(rng.normal(size=(shape[0], shape[1], 1))) + 300 * np.eye(shape[1])
    for sector, region in absent:
        flow[sectors.index(sector), regions.index(region), :] = 0
        flow[sectors.index(sector), :, regions.index(region)] = 0
    tariff = rng.uniform(0, 0.3, shape) * (1 - np.eye(shape[1]))
    tariff[-1] = 0
    path.mkdir(parents=True, exist_ok=True)
    (path / "baseline.yaml").write_text(settings, encoding="utf-8")
    pairs = [(i, j, s) for i in range(shape[1]) for j in range(shape[1]) for s in range(shape[0])]
    labels = {(i, j, s): (regions[i], regions[j], sectors[s]) for i, j, s in pairs}
    last = len(sectors) - 1
    write_table(path, "regions.csv", "region,name", [(code, f"Region {code}") for code in regions])
    described = [
        (code, f"Sector {code}", "goods", int(s == last), "kt" * (s == last)) for s, code in enumerate(sectors)
    ]
    write_table(path, "sectors.csv", "sector,name,kind,critical,quantity_unit", described)
    flows = [(*labels[i, j, s], flow[s, i, j]) for i, j, s in pairs if flow[s, i, j]]
    write_table(path, "flows.csv", "exporter,importer,sector,value", flows)
    rates = [(*labels[i, j, s], tariff[s, i, j]) for i, j, s in pairs if tariff[s, i, j]]
    write_table(path, "tariffs.csv", "exporter,importer,sector,rate", rates)
    write_table(path, "elasticities.csv", "nest,sector,short_run,long_run,speed,source", elasticities)
    tonnes = [
        (*labels[i, j, s], flow[s, i, j] / 2, "kt", "assumed") for i, j, s in pairs if s == last and flow[s, i, j]
    ]
    write_table(path, "quantities.csv", "exporter,importer,sector,quantity,unit,quality", tonnes)
    if input_cost:
        _write_inputs(path, regions, sectors, input_share(flow, tariff, input_cost, rng))
    return path


def input_share(flow: np.ndarray, tariff: np.ndarray, input_cost: float, rng: np.random.Generator) -> np.ndarray:
    """Random cost shares that leave at least 30 % of every region's spending on a sector to final demand."""
    n_sectors, n_regions, _ = flow.shape
    share = rng.dirichlet(np.ones(n_sectors), (n_sectors, n_regions)).transpose(2, 0, 1)
    share = share * rng.uniform(0.6, 1.4, (1, n_sectors, n_regions)) * input_cost
    expenditure, output = ((1 + tariff) * flow).sum(axis=-2), flow.sum(axis=-1)
    used = (share * output).sum(axis=-2)
    fit = np.minimum(1, np.divide(0.7 * expenditure, used, out=np.zeros_like(used), where=used > 0))
    return share * fit[:, None, :]


def _write_inputs(path: Path, regions: Sequence[str], sectors: Sequence[str], share: np.ndarray) -> None:
    rows = [(regions[n], sectors[k], sectors[s], share[k, s, n]) for k, s, n in np.argwhere(share)]
    write_table(path, "input_shares.csv", "region,input,sector,share", rows)


def write_table(path: Path, file: str, header: str, rows: Sequence[Sequence[object]]) -> None:
    """Write one table of a folder; numbers keep all their digits."""
    with (path / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def read_lines(path: Path, file: str) -> list[str]:
    """Lines of a file of a folder."""
    return (path / file).read_text(encoding="utf-8").splitlines()


def set_line(path: Path, file: str, line: int, text: str) -> None:
    """Replace one line of a file, counted from 1, or add it at the end."""
    lines = read_lines(path, file)
    lines[line - 1 : line] = [text]
    (path / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def set_cell(path: Path, file: str, line: int, column: str, text: str) -> None:
    """Replace one cell of a table; the table has no quoted cells."""
    lines = read_lines(path, file)
    cells = lines[line - 1].split(",")
    cells[lines[0].split(",").index(column)] = text
    set_line(path, file, line, ",".join(cells))
