"""What a scenario file and a suite file may say."""

from typing import Annotated, TypeAlias

from pydantic import Field

from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.format.model import Model
from simulator.scenario.format.values import Colour, Horizons
from simulator.scenario.measures import TaggedMeasure

ScenarioName: TypeAlias = Annotated[str, Field(min_length=1)]


class ScenarioFile(Model):
    """A scenario: measures that are applied to the baseline, and what is assumed beside them."""

    title: str = Field(min_length=1, description="What happens, in one line.")
    label: str = Field("", description="Short name in charts; absent: the name. A suite's label goes before it.")
    summary: str = Field("", description="What the scenario represents, in a few sentences.")
    extends: str | None = Field(None, min_length=1, description="Scenario whose measures come first: a name or path.")
    branches: tuple[ScenarioName, ...] = Field(
        (),
        max_length=100,
        description="Futures of this scenario: names or paths of files that build on it, for `timeline`.",
    )
    baseline: str | None = Field(None, min_length=1, description="Baseline that the scenario is meant for.")
    measures: tuple[TaggedMeasure, ...] = Field((), description="Measures; later ones stack on earlier ones.")
    parameters: Parameters = Field(Parameters(), description="Overrides of elasticities.")
    closure: Closure | None = Field(None, description="Treatment of trade deficits; absent: as the baseline says.")
    assumptions: tuple[str, ...] = Field((), description="What is assumed without a source, one sentence each.")


class SuiteScenario(Model):
    """How one scenario is shown among the others."""

    name: str = Field(min_length=1, description="Stem of the scenario's file.")
    label: str = Field("", description="Short name in charts; absent: the name.")
    colour: Colour | None = Field(None, description='Colour in charts, such as "#1f77b4"; absent: chosen.')
    group: str = Field("", description="Heading under which reports show the scenario.")


class SuiteFile(Model):
    """How the scenarios of a folder are compared."""

    title: str = Field(min_length=1, description="The question that the suite answers.")
    summary: str = Field("", description="What is compared, in a few sentences.")
    reference: str | None = Field(None, min_length=1, description="Scenario against which changes are shown.")
    horizon: Horizons = Field(("short",), description="short, medium, long or years of adjustment; one or a list.")
    baseline: str | None = Field(None, min_length=1, description="Baseline that the suite is meant for.")
    focus: tuple[str, ...] = Field(
        (),
        max_length=200,
        description="Regions that results are about, first ones first; absent: as measures name.",
    )
    scenarios: tuple[SuiteScenario, ...] = Field(
        (), max_length=1000, description="Scenarios in the order in which they are shown."
    )
    timelines: tuple[str, ...] = Field(
        (), max_length=1000, description="Scenarios of the folder that are for `timeline` only."
    )
