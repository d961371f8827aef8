"""What a reader asks, and the file that keeps it: `scenario.json`, schema 2, which also reads 1."""

import json
from dataclasses import asdict, dataclass

from models.common.errors import ScenarioError
from models.scenario.file_kind import refuse_other_files
from models.scenario.part import MAX_HORIZON_MONTHS, check_horizon
from models.scenario.scenario import Scenario, json_document
from models.scenario.spec import SPEC_CHOICES, ModelSpec

SCHEMA = 2
_SCENARIO_ALONE = 1  # without horizon and choices about the equations


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reader asks: a scenario, how far ahead, by which choices about the equations."""

    scenario: Scenario = Scenario()
    horizon_months: int = 12
    spec: ModelSpec = ModelSpec()

    def __post_init__(self) -> None:
        """Refuse what is no scenario, no horizon or no choice of equations."""
        for given, wanted in ((self.scenario, Scenario), (self.spec, ModelSpec)):
            if not isinstance(given, wanted):
                raise ScenarioError(
                    f"A request holds {given!r:.60} where a {wanted.__name__} belongs: give one, such "
                    f"as {wanted.__name__}()."
                )
        check_horizon(self.horizon_months)

    def to_json(self) -> str:
        """Return everything that was asked as indented JSON with its schema number."""
        head = {"schema": SCHEMA, "horizon_months": self.horizon_months, "model": asdict(self.spec)}
        return json.dumps(head | self.scenario.model_dump(mode="json"), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, default: "Request | None" = None) -> "Request":
        """Read a scenario file; what schema 1 does not carry is as in `default`.

        Raises ScenarioError with one sentence; another file of this program is named for what it is.
        """
        if not isinstance(text, str | bytes):
            raise ScenarioError(
                f"A scenario file is text or bytes, not {type(text).__name__}: give what it holds."
            )
        refuse_other_files(text, "scenario.json")
        try:
            return cls._from_document(json_document(text), default or cls())
        except RecursionError:  # from the parser, or where a refusal quotes what was given
            raise ScenarioError(
                "The scenario file is nested too deeply to be read; a scenario is one object that "
                "holds one object for each lever."
            ) from None

    @classmethod
    def _from_document(cls, document: dict, default: "Request") -> "Request":
        if "fit_fingerprint" in document:
            raise ScenarioError(
                "This is the metadata file (metadata.json); load scenario.json, or open the link in it."
            )
        schema = document.pop("schema", None)
        if type(schema) is not int or schema not in (_SCENARIO_ALONE, SCHEMA):
            raise ScenarioError(
                f"The scenario file has schema {json.dumps(schema)[:40]}; this version reads "
                f'schemas {_SCENARIO_ALONE} and {SCHEMA}: write "schema": {SCHEMA}.'
            )
        horizon, spec = default.horizon_months, default.spec
        if schema == SCHEMA:
            horizon = _horizon(document.pop("horizon_months", horizon))
            spec = _spec(document.pop("model", {}), spec)
        return cls(scenario=Scenario.model_validate(document), horizon_months=horizon, spec=spec)


def _horizon(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MAX_HORIZON_MONTHS:
        raise ScenarioError(
            f"The scenario file has horizon_months {_shown(value)}; allowed are whole months from 1 to "
            f"{MAX_HORIZON_MONTHS}."
        )
    return value


def _spec(given: object, default: ModelSpec) -> ModelSpec:
    if not isinstance(given, dict):
        raise ScenarioError(
            f"The scenario file has model {_shown(given)}; it must be an object with fields such as "
            f"{', '.join(SPEC_CHOICES)}."
        )
    for name, value in given.items():
        allowed = SPEC_CHOICES.get(name)
        if allowed is None:
            raise ScenarioError(
                f"The scenario file has no field {name[:40]!r} in model; allowed are "
                f"{', '.join(SPEC_CHOICES)}."
            )
        if not any(type(value) is type(choice) and value == choice for choice in allowed):
            raise ScenarioError(
                f"The scenario file has model.{name} {_shown(value)}; allowed are "
                f"{', '.join(map(json.dumps, allowed))}."
            )
    return ModelSpec(**asdict(default) | given)


def _shown(value: object) -> str:
    return json.dumps(value)[:40]
