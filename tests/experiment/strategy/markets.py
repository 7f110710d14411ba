"""Small baseline folders for tests of optimal tariffs: goods alone, factors mobile, tariffs as given."""

import numpy as np

from tests.worlds import write_table

SETTINGS = """\
name: markets
title: Markets
year: 2024
money: million USD
closure: {deficit: fixed}
region_groups: {}
sector_groups: {}
notes: Own numbers.
"""
AS_IT_IS = {"title": "As it is", "measures": []}


def write_markets(path, regions, flow, theta, *, profits=None, tariff=None):
    """A baseline folder of flows (sector, exporter, importer) with one trade elasticity a sector."""
    sectors = [f"S{place}" for place in range(len(flow))]
    path.mkdir(parents=True, exist_ok=True)
    (path / "baseline.yaml").write_text(SETTINGS, encoding="utf-8")
    write_table(path, "regions.csv", "region,name", [(code, f"Region {code}") for code in regions])
    shares = np.zeros(len(flow)) if profits is None else profits
    rows = [(code, f"Sector {code}", "goods", 0, "", share) for code, share in zip(sectors, shares, strict=True)]
    write_table(path, "sectors.csv", "sector,name,kind,critical,quantity_unit,profit_share", rows)
    for file, column, values in (("flows.csv", "value", flow), ("tariffs.csv", "rate", tariff)):
        cells = [] if values is None else [(regions[i], regions[j], sectors[s]) for s, i, j in np.argwhere(values)]
        rows = [(*cell, value) for cell, value in zip(cells, np.ravel(values)[np.flatnonzero(values)], strict=True)]
        write_table(path, file, f"exporter,importer,sector,{column}", rows if cells else [])
    nests = [("origin", code, value, value, 1, "assumed") for code, value in zip(sectors, theta, strict=True)]
    write_table(path, "elasticities.csv", "nest,sector,short_run,long_run,speed,source", nests)
    return path


def two_regions(path, theta, flow, codes=("HOME", "AWAY"), **options):
    """One sector of labour alone, two regions."""
    return write_markets(path, codes, np.asarray(flow, float)[None], [theta], **options)


def levy(importer, exporter, rate):
    """A measure that puts a rate in place of the tariff in force."""
    where = {"importer": importer, "exporter": exporter, "sectors": "goods"}
    return {"id": f"{importer}-{exporter}".lower(), "type": "tariff", **where, "rate": rate, "stacking": "replace"}
