"""Names: what scenarios, regions and sectors are called, and the colours of scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass

import xarray as xr

from simulator.economy.names.short import short_name
from simulator.experiment.plan import Plan
from simulator.report.looks.style import PALETTE
from simulator.report.wording.words import SPACE, with_article


@dataclass(frozen=True)
class Told:
    """What is said of a scenario; texts that are empty are not known."""

    label: str
    title: str = ""
    summary: str = ""
    group: str = ""
    colour: str = ""


@dataclass(frozen=True, eq=False)
class Names:
    """What charts, pages and sentences call things.

    Attributes
    ----------
    scenarios
        What is said of each, by its name, in the order of the run.
    regions, sectors
        Long names by code, in the order of the baseline.
    """

    scenarios: Mapping[str, Told]
    regions: Mapping[str, str]
    sectors: Mapping[str, str]

    @classmethod
    def of(cls, data: xr.Dataset) -> "Names":
        """Names of a run or a timeline, from the labels of its dataset."""
        texts = [_texts(data, key, "scenario") for key in ("label", "title", "summary", "group", "colour")]
        told = {name: Told(*(each[name] for each in texts)) for name in texts[0]}
        return cls(told, _texts(data, "region_name", "region"), _texts(data, "sector_name", "sector"))

    @classmethod
    def of_plan(cls, plan: Plan) -> "Names":
        """Names of an experiment, from what it was asked."""
        economy = plan.economy
        told = {
            scenario.name: Told(entry.label or entry.name)
            for scenario, entry in zip(plan.scenarios, plan.entries, strict=True)
        }
        regions = dict(zip(economy.regions, economy.region_names, strict=True))
        return cls(told, regions, dict(zip(economy.sectors, economy.sector_names, strict=True)))

    def label(self, scenario: str) -> str:
        """What charts call a scenario, on one line; one that is not part of the run by its name."""
        label = self.scenarios[scenario].label if scenario in self.scenarios else ""
        return " ".join((label or scenario).splitlines()).replace(" %", f"{SPACE}%")

    def title(self, scenario: str) -> str:
        """What happens in a scenario, in one line."""
        return self.scenarios[scenario].title or self.label(scenario)

    def summary(self, scenario: str) -> str:
        """What a scenario represents, in a few sentences."""
        return self.scenarios[scenario].summary

    def group(self, scenario: str) -> str:
        """Heading under which a scenario is shown, or empty."""
        return self.scenarios[scenario].group

    def colour(self, scenario: str) -> str:
        """Colour of a scenario: the suite's, else by its place."""
        return self.scenarios[scenario].colour or PALETTE[list(self.scenarios).index(scenario) % len(PALETTE)]

    def heading(self, scenario: str) -> dict[str, str]:
        """What stands above a scenario on a page."""
        return {
            "name": scenario,
            "label": self.label(scenario),
            "title": self.title(scenario),
            "summary": self.summary(scenario),
            "colour": self.colour(scenario),
        }

    def region(self, code: str) -> str:
        """Short name of a region; several together are called what they are called."""
        return short_name(self.regions.get(code, code))

    def sector(self, code: str) -> str:
        """Short name of a sector."""
        return short_name(self.sectors[code])

    def of_code(self, code: str) -> str:
        """Short name of a region or sector."""
        return short_name(self.codes[code])

    def inside(self, code: str) -> str:
        """Name of a region inside a sentence."""
        return with_article(self.region(code))

    @property
    def codes(self) -> dict[str, str]:
        """Long names of sectors and regions by their codes."""
        return {**self.sectors, **self.regions}


def _texts(data: xr.Dataset, name: str, along: str) -> dict[str, str]:
    """Texts of a label by the codes of its axis."""
    pairs = zip(data[along].values.tolist(), data[name].values.tolist(), strict=True)
    return {str(code): str(text) for code, text in pairs}
