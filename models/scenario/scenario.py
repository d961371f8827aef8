"""A scenario: what the Fed, the budget and the labour market do. Values in, nothing computed."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)

from models.common.errors import ScenarioError

SCHEMA = 1
MAX_HORIZON_MONTHS = 24
MAX_JSON_BYTES = 64_000
MAX_NAME = 80
# Monthly values of a lever's own path: % (effective rate), % of GDP (impulse), % (unemployment).
OWN_PATH_BOUNDS = {"fed": (0.05, 25.0), "fiscal": (-20.0, 20.0), "labour": (0.0, 30.0)}


# What a lever does while it is not moved: goes where history takes it, or stays at its baseline.
Otherwise = Literal["follow", "hold"]


def _iso_date(value: object) -> object:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("a control character")
    return name


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _own_path(lever: str) -> object:
    """Type of monthly values from the first month after the origin; the last one holds on."""
    low, high = OWN_PATH_BOUNDS[lever]
    value = Annotated[float, Field(ge=low, le=high)]
    months = Field(max_length=MAX_HORIZON_MONTHS)
    return Annotated[tuple[value, ...], BeforeValidator(_as_tuple), months]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    prefix: ClassVar[str] = ""

    @model_validator(mode="wrap")
    @classmethod
    def _in_a_sentence(cls, values: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(values)
        except ValidationError as error:
            raise ScenarioError(_sentence(error, cls.prefix)) from None


class FedLever(_Part):
    """The path of the federal funds target on the FOMC calendar.

    Cuts lower and hikes raise the target range by `size_pp` percentage points at `moves` decisions,
    beginning with the `first_meeting`-th after the scenario's date, at every `every`-th meeting.
    An `own_path` (effective rate, %) takes the place of all that. `why` says which shocks of the
    completion model bring the path about: any, those of policy, or any but those.
    """

    prefix: ClassVar[str] = "fed"

    direction: Literal["baseline", "hold", "cut", "hike"] = "baseline"
    first_meeting: int = Field(1, ge=1, le=16)
    moves: int = Field(3, ge=1, le=12)
    size_pp: Literal[0.25, 0.5] = 0.25
    every: Literal[1, 2] = 1
    floor_pct: float = Field(0.25, ge=0.25, le=5.0, description="lowest upper bound cuts may reach")
    own_path: _own_path("fed") = ()
    why: Literal["history", "policy", "weakness"] = "history"
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.direction != "baseline" or bool(self.own_path)


class FiscalLever(_Part):
    """Extra federal deficit, percent of GDP at an annual rate, against the baseline.

    Positive is stimulus. It ramps up linearly over `ramp_months`; a pulse holds for
    `duration_months`, then fades linearly over `fade_months`; a sustained one stays.
    An `own_path` (fiscal impulse, % of GDP) takes the place of all that.
    """

    prefix: ClassVar[str] = "fiscal"

    size_pct_gdp: float = Field(0.0, ge=-4.0, le=6.0)
    start_month: int = Field(1, ge=1, le=24)
    ramp_months: int = Field(3, ge=0, le=12)
    shape: Literal["pulse", "sustained"] = "pulse"
    duration_months: int = Field(6, ge=1, le=24)
    fade_months: int = Field(3, ge=0, le=12)
    own_path: _own_path("fiscal") = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        return self.size_pct_gdp != 0 or bool(self.own_path)


class LabourLever(_Part):
    """Unemployment above its baseline: a straight rise to a peak, then an exponential recovery.

    Give the peak in percentage points of the unemployment rate, or as a loss of payrolls in
    percent, which the estimated Okun link turns into unemployment. An `own_path` (unemployment
    rate, %) takes the place of all that.
    """

    prefix: ClassVar[str] = "labour"

    measure: Literal["unemployment", "payrolls"] = "unemployment"
    peak_rise_pp: float = Field(0.0, ge=-2.0, le=6.0)
    peak_payroll_loss_pct: float = Field(0.0, ge=-4.0, le=9.0)
    start_month: int = Field(1, ge=1, le=24)
    months_to_peak: int = Field(9, ge=1, le=24)
    recovery_half_life_months: int = Field(0, ge=0, le=60, description="0 is no recovery")
    own_path: _own_path("labour") = ()
    otherwise: Otherwise = "follow"

    @property
    def active(self) -> bool:
        """Whether the lever leaves its baseline."""
        size = self.peak_rise_pp if self.measure == "unemployment" else self.peak_payroll_loss_pct
        return size != 0 or bool(self.own_path)


class Scenario(_Part):
    """A named setting of the three levers, hashable by value.

    `as_of` is the date up to which the world is known; without it, that of the data.
    """

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME),
        AfterValidator(_printable),
    ] = "My scenario"
    baseline: Literal["flat", "model", "sep", "supervisory"] = "flat"
    as_of: Annotated[dt.date | None, BeforeValidator(_iso_date)] = None
    fed: FedLever = FedLever()
    fiscal: FiscalLever = FiscalLever()
    labour: LabourLever = LabourLever()

    def with_others(self, otherwise: Mapping[str, Otherwise]) -> "Scenario":
        """Return the scenario with what some levers (by id) do while they are not moved."""
        parts = {
            lever: getattr(self, lever).model_copy(update={"otherwise": does})
            for lever, does in otherwise.items()
        }
        return self.model_copy(update=parts)

    def to_json(self) -> str:
        """Return the scenario as indented JSON with its schema number."""
        return json.dumps({"schema": SCHEMA} | self.model_dump(mode="json"), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> "Scenario":
        """Read a scenario; anything not valid raises ScenarioError with one sentence."""
        n_bytes = len(text.encode("utf-8", "replace") if isinstance(text, str) else text)
        if n_bytes > MAX_JSON_BYTES:
            raise ScenarioError(
                f"The scenario file has {n_bytes:,} bytes; at most {MAX_JSON_BYTES:,} are allowed."
            )
        try:
            return cls._from_document(_parsed(text))
        except RecursionError:  # from the parser, or where a refusal quotes what was given
            raise ScenarioError(
                "The scenario file is nested too deeply to be read; a scenario is one object that "
                "holds one object for each lever."
            ) from None

    @classmethod
    def _from_document(cls, document: object) -> "Scenario":
        if not isinstance(document, dict):
            raise ScenarioError(
                f"The scenario file holds a JSON {_json_kind(document)}; it must be an object with "
                'fields such as "name", "fed", "fiscal" and "labour".'
            )
        schema = document.pop("schema", None)
        if type(schema) is not int or schema != SCHEMA:
            raise ScenarioError(
                f"The scenario file has schema {json.dumps(schema)[:40]}; this version reads "
                f'schema {SCHEMA}: write "schema": {SCHEMA}.'
            )
        return cls.model_validate(document)


def _parsed(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"The scenario file is not valid JSON: {error}.") from None
    except ValueError:  # the one other refusal of the parser
        raise ScenarioError(
            "The scenario file holds a whole number with thousands of digits; write numbers as "
            "they stand on the levers, such as 1.5."
        ) from None


def _json_kind(value: object) -> str:
    names = {list: "list", str: "text", bool: "true/false value", type(None): "null"}
    return names.get(type(value), "number")


def _sentence(error: ValidationError, prefix: str) -> str:
    """Turn the first fault of a validation into one sentence: given, allowed, what to do."""
    faults = error.errors(include_url=False, include_context=True)
    fault = faults[0]
    where = ".".join([prefix, *map(str, fault["loc"])]).strip(".") or "the scenario"
    more = f" ({len(faults) - 1} more to mend)" if len(faults) > 1 else ""
    if fault["type"] == "extra_forbidden":
        allowed = ", ".join(_model_at([prefix] if prefix else []).model_fields)
        return (
            f"Your scenario: there is no field {_short(fault['loc'][-1])} in {prefix or 'it'}; "
            f"allowed are {allowed}{more}."
        )
    return f"Your scenario: {where} is {_short(fault['input'])}, {_allowed(where, fault)}{more}."


def _short(value: object) -> str:
    given = repr(value)
    return given if len(given) <= 40 else given[:37] + "..."


def _allowed(where: str, fault: dict) -> str:
    if fault["type"] in {"model_type", "dict_type"}:
        return "which is not allowed: it must be an object with named fields"
    if where == "name":
        return f"which is not allowed: write 1 to {MAX_NAME} printable characters, not all blank"
    if where == "as_of":
        return "which is not allowed: write a date like 2026-01-14, or null for that of the data"
    if where.endswith("own_path"):
        return f"which is not allowed: write a list of at most {MAX_HORIZON_MONTHS} monthly numbers"
    bounds = field_bounds(where)
    if bounds:
        low, high = bounds
        if fault["type"] in {"greater_than_equal", "less_than_equal"}:
            inside = "enter a value inside (percentages and months as they are)"
            return f"outside [{low:g}, {high:g}]; {inside}"
        return f"which is not allowed: {_lower(fault['msg'])} in [{low:g}, {high:g}]"
    return f"which is not allowed: {_lower(fault['msg'])}"


def _lower(message: str) -> str:
    return message[0].lower() + message[1:]


def field_bounds(path: str) -> tuple[float, float] | None:
    """Return (low, high) of a number such as "labour.peak_rise_pp", None if unbounded."""
    *parts, name = path.split(".")
    if "own_path" in parts:
        return OWN_PATH_BOUNDS[parts[0]]
    info = _model_at(parts).model_fields.get(name)
    marks = info.metadata if info else []
    low = next((m.ge for m in marks if hasattr(m, "ge")), None)
    high = next((m.le for m in marks if hasattr(m, "le")), None)
    return None if low is None or high is None else (low, high)


def _model_at(parts: list[str]) -> type[BaseModel]:
    """Return the model of a part such as ["labour"], the scenario itself for none."""
    model: type[BaseModel] = Scenario
    for part in parts:
        model = model.model_fields[part].annotation
    return model
