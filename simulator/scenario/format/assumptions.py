"""What a scenario assumes beside its measures: elasticities, and what is held fixed."""

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from simulator.economy.reading.settings import Deficits, Revenue
from simulator.scenario.format.model import Model
from simulator.scenario.format.values import Elasticity, Mobility, Response


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

    deficit: Deficits | None = Field(
        None,
        description=(
            "Trade deficits: `fixed` in the numéraire; `zero`; `proportional`, spending is a fixed multiple of own "
            "income; `responsive`, capital flows give way in part instead of the real exchange rate (nest `deficit`)."
        ),
    )
    revenue: Revenue | None = Field(
        None,
        description="Tariff revenue is handed out as a `lump_sum`, or lowers a tax on factor earnings (`income_tax`).",
    )

    def over(self, earlier: "Closure | None") -> "Closure":
        """What it says, and what an earlier one says where it says nothing."""
        if earlier is None:
            return self
        return Closure(deficit=self.deficit or earlier.deficit, revenue=self.revenue or earlier.revenue)
