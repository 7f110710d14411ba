"""What a scenario file and a suite file may say: every key, its unit and what is allowed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from simulator.scenario.values import (
    Amount,
    Codes,
    Colour,
    CostRate,
    Day,
    Days,
    Elasticity,
    Horizons,
    Identifier,
    Mobility,
    Money,
    Quantity,
    QuotaShare,
    Share,
    Spread,
    SubsidyRate,
    TaxRate,
    shown,
)

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


class Model(BaseModel):
    """A frozen mapping whose unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _one_of(*keys: str) -> ConfigDict:
    """Say in the JSON Schema that exactly one of the keys is given."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [key]} for key in keys]})


class _Measure(Model):
    id: Identifier = Field(description="Name of the measure; `--set` refers to it, and `extends` replaces by it.")
    importer: Codes = Field(description="Buying regions: a code, a list, a group name or `all`.")
    exporter: Codes = Field(description="Selling regions: a code, a list, a group name or `all`.")
    sectors: Codes = Field(description="Sectors: a code, a list, a group name, `goods`, `services` or `all`.")
    start: Day | None = Field(None, description="First day in force; absent: from the beginning.")
    end: Day | None = Field(None, description="Last day in force; absent: without end.")
    announced: Day | None = Field(None, description="Day on which the measure became known; absent: `start`.")
    enabled: StrictBool = Field(True, description="Switch: false leaves the measure out.")
    source: str = Field("", description="Where the figures are from.")
    note: str = Field("", description="Anything a reader should know, such as an assumption.")

    @field_validator("end")
    @classmethod
    def _end_follows_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if end is not None and start is not None and end < start:
            raise ValueError(f"got {end}, which is before the start {start} — a day on or after the start.")
        return end

    @property
    def distributions(self) -> dict[str, Spread]:
        """Values that are given as distributions, by key."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if isinstance(value, Spread)}

    def in_force(self, day: date) -> bool:
        """Say whether the measure is in force on a day; both its first and its last day count."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Tariff(_Measure):
    """A tax on imports, received by the importer's treasury."""

    model_config = _one_of("rate", "table")

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
        _exactly_one(self, "rate", "table")
        return self


class ExportTax(_Measure):
    """A tax on exports, received by the exporter's treasury."""

    type: Literal["export_tax"]
    rate: TaxRate = Field(description="Ad valorem rate on the producer's price, a fraction or 25%.")


class TradeCost(_Measure):
    """A real cost of trading that nobody receives: port fees, inspections, standards."""

    model_config = _one_of("rate", "table")

    type: Literal["trade_cost"]
    rate: CostRate | None = Field(
        None, description="Cost as a share of the delivered price, a fraction or 5%; negative where trade gets easier."
    )
    table: TableFile | None = Field(
        None, description="CSV file exporter,importer,sector,hat of cost factors (1.05 is +5 %) instead of `rate`."
    )

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        _exactly_one(self, "rate", "table")
        return self


class ExportLicensing(_Measure):
    """Exports need a licence: only a share of the baseline quantity is approved, and waiting costs."""

    type: Literal["export_licensing"]
    approval_rate: Share = Field(description="Share of the baseline quantity that is approved, 0 to 1.")
    processing_days: Days = Field(0.0, description="Days of waiting for a licence; 0: no cost of delay.")
    daily_cost: Share = Field(DAILY_DELAY_COST, description="Cost of a day of waiting, share of the value of the good.")
    exempt: Share = Field(0.0, description="Share of the flow that needs no licence, 0 to 1.")
    premium_to: Literal["exporter", "importer"] = Field("exporter", description="Side that earns the scarcity premium.")
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")


class ExportControl(_Measure):
    """A ban on part of a flow: entity lists, technology bans."""

    type: Literal["export_control"]
    blocked: Share = Field(description="Share of the baseline quantity that is blocked, 0 to 1; 1 closes the flow.")
    premium_to: Literal["exporter", "importer"] = Field("exporter", description="Side that earns the scarcity premium.")
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")


class ImportQuota(_Measure):
    """An upper bound on the quantity imported; the importer's side earns the premium."""

    model_config = _one_of("quantity", "share")

    type: Literal["import_quota"]
    quantity: Quantity | None = Field(None, description="Most that may be imported a year, such as 5 Mt.")
    share: QuotaShare | None = Field(
        None, description="Most that may be imported, as a share of the baseline quantity."
    )
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        _exactly_one(self, "quantity", "share")
        return self


class PurchaseCommitment(_Measure):
    """A promise to import at least so much over all flows together, met by state buying where markets fall short."""

    model_config = _one_of("quantity", "value")

    type: Literal["purchase_commitment"]
    quantity: Quantity | None = Field(None, description="Quantity promised a year, such as 25 Mt.")
    value: Money | None = Field(None, description="Border value promised a year, such as 80 bn USD.")
    compliance: Share = Field(1.0, description="Share of the promise that is kept, 0 to 1.")

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        _exactly_one(self, "quantity", "value")
        return self

    @property
    def promised(self) -> Amount:
        """What is promised a year, before compliance."""
        return self.quantity or self.value  # type: ignore[return-value]  # exactly one is given


class Subsidy(_Measure):
    """A payment that lowers the price of a flow."""

    type: Literal["subsidy"]
    rate: SubsidyRate = Field(description="Share of the price that the treasury pays, 0 to below 1.")
    paid_by: Literal["importer", "exporter"] = Field(description="Treasury that pays.")


Measure: TypeAlias = (
    Tariff | ExportTax | TradeCost | ExportLicensing | ExportControl | ImportQuota | PurchaseCommitment | Subsidy
)
"""Any measure; `type` says which."""

TaggedMeasure: TypeAlias = Annotated[Measure, Field(discriminator="type")]


def _exactly_one(measure: _Measure, first: str, second: str) -> None:
    given = [name for name in (first, second) if getattr(measure, name) is not None]
    if len(given) != 1:
        got = "both" if given else "neither"
        raise ValueError(f"got {got} `{first}` {'and' if given else 'nor'} `{second}` — exactly one of the two.")


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

    deficit: Literal["fixed", "zero"] = Field(description="Trade deficits: `fixed` in the numéraire, or `zero`.")


class ScenarioFile(Model):
    """A scenario: measures that are applied to the baseline, and what is assumed beside them."""

    title: str = Field(min_length=1, description="What happens, in one line.")
    summary: str = Field("", description="What the scenario represents, in a few sentences.")
    extends: str | None = Field(None, min_length=1, description="Scenario whose measures come first: a name or path.")
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
