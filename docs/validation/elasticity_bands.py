"""Bands of the trade elasticities: from the lowest to the highest of five published sets.

    python docs/validation/elasticity_bands.py

`published/trade_elasticities.csv` holds the sets. Estimates of a set that fall into one sector are averaged,
those of Caliendo and Parro after a cap at 12, as for the point values, which are medians over the sets.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from statistics import mean

HERE = Path(__file__).parent
CAP = 12.0
"""Largest estimate of Caliendo and Parro (2015) that is taken at its word; petroleum has 64.85."""

AG_MINING, METALS, OPTICAL = "Agriculture and Mining", "Basic and Fabricated Metals", "Electrical and Optical Equipment"
COVERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "AGR": {
        "CP2015": ("Agriculture",),
        "FGO2022": ("Agriculture, hunting, forestry, fishing",),
        "LL2023": (AG_MINING,),
        "BSY2021": (
            "Live animals (SITC 0)",
            "Seafood (SITC 3)",
            "Cereals (SITC 4)",
            "Vegetables and fruit (SITC 5,22)",
            "Coffee, tea, spices (SITC 7)",
            "Crude rubber (SITC 23)",
            "Cork and wood (SITC 24)",
            "Textile fibers (SITC 26)",
            "Crude materials n.e.s. (SITC 29)",
        ),
    },
    "MIN": {
        "CP2015": ("Mining",),
        "FGO2022": ("Mining and quarrying",),
        "LL2023": (AG_MINING,),
        "BSY2021": ("Metal ores (SITC 28)",),
    },
    "ENE": {
        "CP2015": ("Petroleum",),
        "FGO2022": ("Coke, refined petroleum, nuclear fuel",),
        "LL2023": ("Petroleum",),
        "BSY2021": ("Coal (SITC 32)", "Petroleum (SITC 33,34)"),
    },
    "FOD": {
        "CP2015": ("Food",),
        "GYY2021": ("Food products", "Beverages and Tobacco"),
        "FGO2022": ("Food products, beverages, tobacco",),
        "LL2023": ("Food",),
        "BSY2021": (
            "Meat (SITC 1)",
            "Dairy (SITC 2)",
            "Sugar (SITC 6)",
            "Feeding stuff (SITC 8)",
            "Misc. edible (SITC 9)",
            "Beverages (SITC 11)",
            "Tobacco (SITC 12)",
            "Animal oils and fats (SITC 41,42,43)",
        ),
    },
    "TEX": {
        "CP2015": ("Textiles",),
        "GYY2021": ("Textiles", "Wearing apparel", "Leather products", "Footwear"),
        "FGO2022": ("Textiles, leather, footwear",),
        "LL2023": ("Textiles, Leather, Footwear",),
        "BSY2021": (
            "Hides and skins (SITC 21,61)",
            "Fabrics (SITC 65)",
            "Travel goods and bags (SITC 83,84)",
            "Footwear (SITC 85)",
        ),
    },
    "WPP": {
        "CP2015": ("Wood", "Paper"),
        "GYY2021": ("Wood products", "Paper and printing"),
        "FGO2022": ("Wood and products of wood/cork", "Pulp, paper, printing, publishing"),
        "LL2023": ("Wood", "Paper"),
        "BSY2021": (
            "Cork and wood (SITC 24)",
            "Pulp and waste paper (SITC 25)",
            "Wood manufactures (SITC 63)",
            "Paper manufactures (SITC 64)",
        ),
    },
    "CHM": {
        "CP2015": ("Chemicals",),
        "GYY2021": ("Other chemicals",),
        "FGO2022": ("Chemicals and chemical products",),
        "LL2023": ("Chemicals",),
        "BSY2021": (
            "Organic chemicals (SITC 51)",
            "Inorganic chemicals (SITC 52)",
            "Dyeing and tanning (SITC 53)",
            "Fertilizers (SITC 27,55,56,57)",
            "Chemical (SITC 59)",
        ),
    },
    "PHA": {
        "CP2015": ("Chemicals",),
        "GYY2021": ("Other chemicals",),
        "FGO2022": ("Chemicals and chemical products",),
        "LL2023": ("Chemicals",),
        "BSY2021": ("Pharmaceutical (SITC 54)",),
    },
    "RPM": {
        "CP2015": ("Plastics", "Minerals"),
        "GYY2021": (
            "Rubber products",
            "Plastic products",
            "Pottery",
            "Glass products",
            "Other non-metallic minerals",
        ),
        "FGO2022": ("Rubber and plastics products", "Other non-metallic mineral products"),
        "LL2023": ("Rubber and Plastic", "Minerals"),
        "BSY2021": ("Resins (SITC 58)", "Rubber manufactures (SITC 62)", "Nonmetallic mineral mfg (SITC 66)"),
    },
    "STL": {
        "CP2015": ("Basic metals",),
        "GYY2021": ("Iron and steel",),
        "FGO2022": ("Basic metals",),
        "LL2023": (METALS,),
        "BSY2021": ("Iron and steel (SITC 67)",),
    },
    "OMT": {
        "CP2015": ("Basic metals", "Metal products"),
        "GYY2021": ("Fabricated metal products",),
        "FGO2022": ("Basic metals", "Fabricated metal products"),
        "LL2023": (METALS,),
        "BSY2021": ("Nonferrous metals (SITC 68,69)",),
    },
    "SEM": {
        "CP2015": ("Office", "Communication"),
        "FGO2022": ("Computer, electronic, optical equipment",),
        "LL2023": (OPTICAL,),
        "BSY2021": ("Office machines (SITC 75,76)", "Scientific instruments (SITC 87,88)"),
    },
    "ELE": {
        "CP2015": ("Electrical",),
        "GYY2021": ("Machinery, electric",),
        "FGO2022": ("Electrical machinery and apparatus",),
        "LL2023": (OPTICAL,),
        "BSY2021": ("Electrical machinery (SITC 77)",),
    },
    "MCH": {
        "CP2015": ("Machinery n.e.c.",),
        "FGO2022": ("Machinery and equipment n.e.c.",),
        "LL2023": ("Machinery",),
        "BSY2021": ("Power generating machinery (SITC 71)", "Specialized machinery (SITC 72,73,74)"),
    },
    "MVH": {
        "CP2015": ("Auto",),
        "GYY2021": ("Transport equipment",),
        "FGO2022": ("Motor vehicles, trailers, semi-trailers",),
        "LL2023": ("Transport Equipment",),
        "BSY2021": ("Road vehicles (SITC 78)",),
    },
    "TRN": {
        "CP2015": ("Other transport",),
        "GYY2021": ("Transport equipment",),
        "FGO2022": ("Other transport equipment",),
        "LL2023": ("Transport Equipment",),
        "BSY2021": ("Other transport equipment (SITC 79)",),
    },
    "OMF": {
        "CP2015": ("Medical", "Other manufacturing"),
        "GYY2021": ("Furniture",),
        "FGO2022": ("Manufacturing n.e.c.; recycling",),
        "LL2023": ("N.E.C. and Recycling",),
        "BSY2021": (
            "Furniture and parts (SITC 82)",
            "Misc manufactures (SITC 89)",
            "All others (SITC 90,91,93-97)",
        ),
    },
}
"""Estimates of each set that fall into a sector; ELC takes those of SEM."""


def estimates() -> dict[tuple[str, str], float]:
    """Published elasticities by set and sector of the set."""
    with (HERE / "published" / "trade_elasticities.csv").open(encoding="utf-8", newline="") as file:
        return {(row["set"], row["sector"]): float(row["elasticity_abs"]) for row in csv.DictReader(file)}


def bands() -> dict[str, tuple[float, float]]:
    """Lowest and highest set average of every sector that the sets cover, to three digits."""
    known = estimates()
    found = {}
    for sector, sets in COVERS.items():
        averages = [
            mean(min(known[name, item], CAP) if name == "CP2015" else known[name, item] for item in items)
            for name, items in sets.items()
        ]
        found[sector] = round(min(averages), 3), round(max(averages), 3)
    return {**found, "ELC": found["SEM"]}


if __name__ == "__main__":
    for sector, (low, high) in bands().items():
        print(f"{sector}  {low:6.3f}  {high:6.3f}")  # noqa: T201
