"""What a scenario file and a suite file may say: every key, its unit and what is allowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema, model_validator

from simulator.files.problem import shown
from simulator.scenario.format.base import Model, exactly_one, one_of, raise_at
from simulator.scenario.format.measure import BaseMeasure, DatedMeasure
from simulator.scenario.format.values import (
    Amount,
    Codes,
    Colour,
    CostRate,
    Days,
    Elasticity,
    Horizons,
    LostShare,
    Mobility,
    Money,
    Quantity,
    QuotaShare,
    Response,
    Share,
    SteadyDays,
    SteadyShare,
    SubsidyRate,
    TaxRate,
)
from simulator.scenario.format.windows import Listed, Stretch, Windows

DAILY_DELAY_COST: Final = 0.008
"""Cost of a day of waiting as a share of the value of the good."""


@dataclass(frozen=True)
class TableRow:
    """One row of a measure's table: labels as written, the rate, and its line for messages."""

    exporter: str
    importer: str
    sector: str
    rate: float
    line: int


@dataclass(frozen=True)
class Table:
    """Rates by flow from a CSV file beside the scenario; `rows` is empty until the file is read."""

    path: Path
    rows: tuple[TableRow, ...] = ()


def _table(value: object) -> Table:
    if isinstance(value, Table):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"got {shown(value)} — the path of a CSV file, relative to the scenario file.")
    return Table(Path(value))


TableFile: TypeAlias = Annotated[Table, BeforeValidator(_table), WithJsonSchema({"type": "string", "minLength": 1})]


class Tariff(BaseMeasure):
    """A tax on imports, received by the importer's treasury."""

    model_config = ConfigDict(json_schema_extra=one_of("rate", "table"))

    type: Literal["tariff"]
    rate: TaxRate | None = Field(None, description="Ad valorem rate on the border value, a fraction or 25%.")
    table: TableFile | None = Field(
        None, description="CSV file exporter,importer,sector,rate instead of `rate`, relative to the scenario file."
    )
    stacking: Literal["add", "replace", "max"] = Field(
        "add", description="Comes on top of the tariff so far, takes its place, or counts only where it is higher."
    )
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, "rate", "table")
        return self


class ExportTax(BaseMeasure):
    """A tax on exports, received by the exporter's treasury."""

    type: Literal["export_tax"]
    rate: TaxRate = Field(description="Ad valorem rate on the producer's price, a fraction or 25%.")


class TradeCost(BaseMeasure):
    """A real cost of trading that nobody receives: port fees, inspections, standards."""

    model_config = ConfigDict(json_schema_extra=one_of("rate", "table"))

    type: Literal["trade_cost"]
    rate: CostRate | None = Field(
        None, description="Cost as a share of the delivered price, a fraction or 5%; negative where trade gets easier."
    )
    table: TableFile | None = Field(
        None, description="CSV file exporter,importer,sector,hat of cost factors (1.05 is +5 %) instead of `rate`."
    )

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, "rate", "table")
        return self


class ExportLicensing(BaseMeasure):
    """Exports need a licence: only a share of the baseline quantity is approved, and waiting costs."""

    type: Literal["export_licensing"]
    approval_rate: Share = Field(description="Share of the baseline quantity that is approved, 0 to 1.")
    processing_days: Days = Field(0.0, description="Days of waiting for a licence; 0: no cost of delay.")
    daily_cost: SteadyShare = Field(
        DAILY_DELAY_COST, description="Cost of a day of waiting, share of the value of the good."
    )
    lag_days: SteadyDays = Field(
        0.0,
        description="Days from the first day until first approvals arrive; until then only what is exempt is shipped.",
    )
    exempt: Share = Field(0.0, description="Share of the flow that needs no licence, 0 to 1.")
    premium_to: Literal["exporter", "importer", "nobody"] = Field(
        "exporter", description="Side that earns the scarcity premium; `nobody`: it is burnt in queues and paperwork."
    )
    allocation: Literal["market", "physical"] | None = Field(
        None,
        description=(
            "Who gets what is approved: `market`, the highest bidder, or `physical`, by application, so that users "
            "who cannot do without stand still; absent: physical for critical sectors, market for others."
        ),
    )
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")

    @model_validator(mode="after")
    def _lag_has_a_first_day(self) -> Self:
        if self.lag_days and self.first_day is None:
            raise_at([(("lag_days",), "got a lag without a first day — give `start`, from which it counts.")])
        return self

    @property
    def first_approvals(self) -> date | None:
        """Day on which first approvals arrive; None where they need not be waited for."""
        return self.first_day + timedelta(days=self.lag_days) if self.first_day and self.lag_days else None

    def valued_on(self, day: date) -> Self:
        """Approve nothing before first approvals arrive."""
        valued, arrival = super().valued_on(day), self.first_approvals
        return valued.model_copy(update={"approval_rate": 0.0}) if arrival and day < arrival else valued

    @property
    def turning_days(self) -> set[date]:
        """The day of first approvals turns the measure, too."""
        return super().turning_days | ({self.first_approvals} if self.first_approvals else set())


class ExportControl(BaseMeasure):
    """A ban on part of a flow, whatever the flow would be: entity lists, technology bans.

    Varieties are lost to their buyers, and nobody earns a premium. For a limit with a premium, as if the rest were sold
    to the highest bidder, write `export_licensing` with `allocation: market`.
    """

    type: Literal["export_control"]
    blocked: Share = Field(description="Share of the varieties of the flow that is blocked, 0 to 1; 1 closes the flow.")


class SupplyDisruption(DatedMeasure):
    """Part of the output of a sector of a region is lost: a harvest, a strike, a shut plant."""

    type: Literal["supply_disruption"]
    region: Codes = Field(description="Regions whose output is lost: a code, a list, a group name or `all`.")
    lost: LostShare = Field(
        description="Share of the baseline output of each sector of each region that is lost, from 0 to below 1."
    )

    @property
    def exporter(self) -> tuple[str, ...]:
        """The regions, as sellers."""
        return self.region

    @property
    def importer(self) -> tuple[str, ...]:
        """All buyers."""
        return ("all",)


class ImportQuota(BaseMeasure):
    """An upper bound on the quantity or value imported; the importer's side earns the premium."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "share"))

    type: Literal["import_quota"]
    quantity: Quantity | None = Field(None, description="Most that may be imported a year, such as 5 Mt.")
    value: Money | None = Field(None, description="Most that may be imported a year at border value, such as 8 bn USD.")
    share: QuotaShare | None = Field(
        None, description="Most that may be imported, as a share of the baseline quantity."
    )
    over_quota_rate: TaxRate | None = Field(
        None,
        description=(
            "Makes it a tariff-rate quota: the premium stops at this rate, and more comes in at it. It counts on the "
            "price with the duties within the quota: 10% there and 20% here make 32% in all. Absent: nothing comes in "
            "beyond the quota."
        ),
    )
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        exactly_one(self, "quantity", "value", "share")
        return self


class PurchaseCommitment(BaseMeasure):
    """A promise to import at least so much over all flows together, met by state buying where markets fall short."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "windows"))

    type: Literal["purchase_commitment"]
    quantity: Quantity | None = Field(None, description="Quantity promised a year, such as 25 Mt.")
    value: Money | None = Field(None, description="Border value promised a year, such as 80 bn USD.")
    windows: Windows | None = Field(
        None, description="Amounts promised by calendar window, in the order of their days, instead of a yearly one."
    )
    compliance: SteadyShare = Field(1.0, description="Share of the promise that is kept, 0 to 1.")

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        exactly_one(self, "quantity", "value", "windows")
        return self

    @property
    def promised(self) -> Amount:
        """What is promised a year, before compliance; of several windows the last one's."""
        if self.windows:
            return self.windows[-1].annual
        return self.quantity or self.value  # type: ignore[return-value]  # exactly one is given

    @property
    def first_day(self) -> date | None:
        """First day that counts towards the promise."""
        days = (super().first_day, self.windows[0].start if self.windows else None)
        return max((day for day in days if day), default=None)

    @property
    def last_day(self) -> date | None:
        """Last day that counts towards the promise."""
        days = (super().last_day, self.windows[-1].end if self.windows else None)
        return min((day for day in days if day), default=None)

    def is_due(self, day: date) -> bool:
        """Say whether purchases on a day count: inside a window, where there are windows."""
        in_window = self.windows is None or any(window.overlaps(day, day) for window in self.windows)
        return in_window and super().is_due(day)

    def between(self, first: date, last: date) -> Self:
        """Leave out the windows that lie before `first` or after `last`."""
        if self.windows is None:
            return self
        return self.model_copy(update={"windows": Listed(item for item in self.windows if item.overlaps(first, last))})

    def _stretches(self) -> Iterator[tuple[tuple[str, int], Stretch]]:
        windows = ((("windows", place), window) for place, window in enumerate(self.windows or ()))
        return chain(super()._stretches(), windows)


class Subsidy(BaseMeasure):
    """A payment that lowers the price of a flow."""

    type: Literal["subsidy"]
    rate: SubsidyRate = Field(description="Share of the price that the treasury pays, 0 to below 1.")
    paid_by: Literal["importer", "exporter"] = Field(description="Treasury that pays.")


Measure: TypeAlias = (
    Tariff
    | ExportTax
    | TradeCost
    | ExportLicensing
    | ExportControl
    | SupplyDisruption
    | ImportQuota
    | PurchaseCommitment
    | Subsidy
)
"""Any measure; `type` says which."""

TaggedMeasure: TypeAlias = Annotated[Measure, Field(discriminator="type")]


def _per_sector(value: object) -> object:
    """Let a number stand for every sector."""
    return value if isinstance(value, dict) else {"*": value}


BySector: TypeAlias = Annotated[
    dict[str, Elasticity],
    BeforeValidator(_per_sector),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}},
            ]
        }
    ),
]


class Parameters(Model):
    """Elasticities that replace those of the baseline at every horizon, by nest or by nest and sector."""

    model_config = ConfigDict(
        json_schema_extra={"patternProperties": {r"^(origin|home|input|value_added|critical)\.": {"type": "number"}}}
    )

    origin: BySector = Field({}, description="Among import origins, above 0.")
    home: BySector = Field({}, description="Between home and imports, above 0.")
    input: BySector = Field({}, description="Among ordinary inputs, above 0.")
    value_added: BySector = Field({}, description="Between value added and inputs, above 0.")
    critical: BySector = Field({}, description="Between critical inputs and everything else, above 0.")
    final: Elasticity | None = Field(None, description="Among sectors in final demand, above 0.")
    factor: Mobility | None = Field(None, description="Mobility of factors between sectors, 1 to .inf.")
    supply: Response | None = Field(None, description="Of a region's factor supply to real pay, from 0.")
    scale: Response | None = Field(None, description="Of what each factor makes to the factors in use, from 0.")
    deficit: Response | None = Field(None, description="Of deficits under the closure `responsive`, from 0.")

    @model_validator(mode="before")
    @classmethod
    def _nest_dotted_keys(cls, data: Any) -> Any:  # noqa: ANN401  # whatever the file holds
        """Read `origin.SOY: 4` as `origin: {SOY: 4}`."""
        if not isinstance(data, dict):
            return data
        nested: dict[str, Any] = {key: value for key, value in data.items() if "." not in key}
        for key, value in data.items():
            nest, dot, sector = key.partition(".")
            if dot:
                nested[nest] = {**_existing(nested.get(nest)), sector: value}
        return nested

    def flat(self) -> dict[str, float]:
        """Values by dotted key, `origin` for every sector before `origin.SOY` for one."""
        values: dict[str, float] = {}
        for nest in type(self).model_fields:
            given = getattr(self, nest)
            by_sector = given if isinstance(given, dict) else {} if given is None else {"*": given}
            dotted = {nest if sector == "*" else f"{nest}.{sector}": value for sector, value in by_sector.items()}
            values |= dict(sorted(dotted.items()))
        return values


def _existing(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"*": value}


class Closure(Model):
    """What is held fixed so that the model has one solution."""

    deficit: Literal["fixed", "zero", "proportional", "responsive"] | None = Field(
        None,
        description=(
            "Trade deficits: `fixed` in the numéraire; `zero`; `proportional`, spending is a fixed multiple of own "
            "income; `responsive`, capital flows give way in part instead of the real exchange rate (nest `deficit`)."
        ),
    )
    revenue: Literal["lump_sum", "income_tax"] | None = Field(
        None,
        description="Tariff revenue is handed out as a `lump_sum`, or lowers a tax on factor earnings (`income_tax`).",
    )

    def over(self, earlier: "Closure | None") -> "Closure":
        """What it says, and what an earlier one says where it says nothing."""
        if earlier is None:
            return self
        return Closure(deficit=self.deficit or earlier.deficit, revenue=self.revenue or earlier.revenue)


ScenarioName: TypeAlias = Annotated[str, Field(min_length=1)]


class ScenarioFile(Model):
    """A scenario: measures that are applied to the baseline, and what is assumed beside them."""

    title: str = Field(min_length=1, description="What happens, in one line.")
    summary: str = Field("", description="What the scenario represents, in a few sentences.")
    extends: str | None = Field(None, min_length=1, description="Scenario whose measures come first: a name or path.")
    branches: tuple[ScenarioName, ...] = Field(
        (), description="Futures of this scenario: names or paths of files that build on it, for `timeline`."
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
    scenarios: tuple[SuiteScenario, ...] = Field((), description="Scenarios in the order in which they are shown.")
    timelines: tuple[str, ...] = Field((), description="Scenarios of the folder that are for `timeline` only.")
