"""The part of a scenario that one lever sets: validated fields; a fault becomes one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema

from models.common.errors import ScenarioError
from models.common.plain_value import plain_value

MAX_HORIZON_MONTHS = 24
MAX_NAME = 80
# What a lever does while it is not moved: goes where history takes it, or stays at its baseline.
Otherwise = Literal["follow", "hold"]


def check_horizon(horizon_months: Any) -> None:
    """Refuse a horizon that is not a whole number of months from 1 to 24."""
    whole = isinstance(horizon_months, Integral) and not isinstance(horizon_months, bool)
    if not whole or not 1 <= int(horizon_months) <= MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The horizon is {horizon_months!r} months; allowed are whole months from 1 to "
            f"{MAX_HORIZON_MONTHS}."
        )


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds of each month of an own path: ``Annotated[tuple[float, ...], Within(low, high)]``.

    Values are monthly from the first month after the origin; the last one holds on.
    """

    low: float
    high: float

    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Bound the values and their number; a JSON list is read as a tuple."""
        value = Annotated[float, Field(ge=self.low, le=self.high)]
        months = Field(max_length=MAX_HORIZON_MONTHS)
        return handler.generate_schema(
            Annotated[tuple[value, ...], BeforeValidator(_as_tuple), months]
        )


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Part(BaseModel):
    """Frozen values; whatever is not valid raises ScenarioError with one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    prefix: ClassVar[str] = ""

    @model_validator(mode="wrap")
    @classmethod
    def _in_a_sentence(cls, values: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(values, dict):
            values = {name: plain_value(value) for name, value in values.items()}
        try:
            return handler(values)
        except ValidationError as error:
            raise ScenarioError(_sentence(error, cls)) from None

    @classmethod
    def bounds(cls, name: str) -> tuple[float, float] | None:
        """Return lowest and highest value of a number, None for a field without such bounds."""
        info = cls.model_fields.get(name)
        marks = info.metadata if info else []
        low = next((m.ge for m in marks if hasattr(m, "ge")), None)
        high = next((m.le for m in marks if hasattr(m, "le")), None)
        return None if low is None or high is None else (low, high)


class LeverPart(Part):
    """What every lever has: a path of the reader's own, and what it does while it is not moved.

    A lever declares both fields among its own, the values of `own_path` bounded by :class:`Within`.
    """

    own_path_bounds: ClassVar[tuple[float, float]]

    if TYPE_CHECKING:
        own_path: tuple[float, ...] = ()
        otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        raise AttributeError(f"{type(self).__name__} does not say when it is moved")

    @classmethod
    def bounds(cls, name: str) -> tuple[float, float] | None:
        """Return the bounds of a number; of the own path those of each of its months."""
        return cls.own_path_bounds if name == "own_path" else super().bounds(name)


def _sentence(error: ValidationError, part: type[Part]) -> str:
    """Turn the first fault of a validation into one sentence: given, allowed, what to do."""
    faults = error.errors(include_url=False, include_context=True)
    fault = faults[0]
    names = [str(name) for name in fault["loc"]]
    where = ".".join([part.prefix, *names]).strip(".") or "the scenario"
    more = f" ({len(faults) - 1} more to mend)" if len(faults) > 1 else ""
    if fault["type"] == "extra_forbidden":
        allowed = ", ".join(part.model_fields)
        return (
            f"Your scenario: there is no field {_short(fault['loc'][-1])} in {part.prefix or 'it'}; "
            f"allowed are {allowed}{more}."
        )
    return (
        f"Your scenario: {where} is {_short(fault['input'])}, {_allowed(where, fault, part)}{more}."
    )


def _short(value: object) -> str:
    given = repr(value)
    return given if len(given) <= 40 else given[:37] + "..."


def _allowed(where: str, fault: Mapping[str, Any], part: type[Part]) -> str:
    if fault["type"] in {"model_type", "dict_type"}:
        return "which is not allowed: it must be an object with named fields"
    if where == "name":
        return f"which is not allowed: write 1 to {MAX_NAME} printable characters, not all blank"
    if where == "as_of":
        return "which is not allowed: write a date like 2026-01-14, or null for that of the data"
    if where.endswith("own_path"):
        return f"which is not allowed: write a list of at most {MAX_HORIZON_MONTHS} monthly numbers"
    bounds = part.bounds(str(fault["loc"][0])) if fault["loc"] else None
    if bounds:
        low, high = bounds
        if fault["type"] in {"greater_than_equal", "less_than_equal"}:
            inside = "enter a value inside (percentages and months as they are)"
            return f"outside [{low:g}, {high:g}]; {inside}"
        return f"which is not allowed: {_lower(fault['msg'])} in [{low:g}, {high:g}]"
    return f"which is not allowed: {_lower(fault['msg'])}"


def _lower(message: str) -> str:
    return message[0].lower() + message[1:]
