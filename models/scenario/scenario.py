"""A scenario: what the Fed, the budget and the labour market do. Values in, nothing computed."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS
from models.scenario.levers.credit import CreditLever
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.inflation import InflationLever
from models.scenario.levers.labour import LabourLever
from models.scenario.levers.tech import TechLever
from models.scenario.part import MAX_NAME, LeverPart, Otherwise, Part

MAX_JSON_BYTES = 64_000
BaselineChoice = Literal["flat", "model", "sep", "supervisory"]


def _iso_date(value: object) -> object:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("a control character")
    return name


class Scenario(Part):
    """A named setting of the levers, hashable by value.

    `as_of` is the date up to which the world is known; without it, that of the data.
    """

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME),
        AfterValidator(_printable),
    ] = "My scenario"
    baseline: BaselineChoice = "flat"
    as_of: Annotated[dt.date | None, BeforeValidator(_iso_date)] = None
    fed: FedLever = FedLever()
    fiscal: FiscalLever = FiscalLever()
    labour: LabourLever = LabourLever()
    credit: CreditLever = CreditLever()
    inflation: InflationLever = InflationLever()
    tech: TechLever = TechLever()

    @property
    def parts(self) -> dict[str, LeverPart]:
        """What every lever is set to, by its id."""
        return {lever: getattr(self, lever) for lever in LEVERS}

    @property
    def moved(self) -> tuple[str, ...]:
        """Ids of the levers that leave their baseline."""
        return tuple(lever for lever, part in self.parts.items() if part.active)

    @property
    def in_play(self) -> tuple[str, ...]:
        """Ids of the levers worth a word: those that the baseline sets, others once moved or held."""
        return tuple(
            lever
            for lever, part in self.parts.items()
            if LEVERS[lever].pinned_in_baseline or part.active or part.otherwise == "hold"
        )

    def with_others(self, otherwise: Mapping[str, Otherwise]) -> "Scenario":
        """Return the scenario with what some levers (by id) do while they are not moved.

        Raises ScenarioError for a lever that there is not, or for what none does.
        """
        if not isinstance(otherwise, Mapping):
            raise ScenarioError(
                f"What the others do is {otherwise!r:.40}; give it by lever, such as "
                '{"fed": "hold"}.'
            )
        if unknown := [lever for lever in otherwise if lever not in LEVERS]:
            raise ScenarioError(
                f"There is no lever {str(unknown[0])[:40]!r}; levers are {', '.join(LEVERS)}."
            )
        parts = {
            lever: type(part).model_validate(part.model_dump() | {"otherwise": otherwise[lever]})
            for lever, part in self.parts.items()
            if lever in otherwise
        }
        return self.model_copy(update=parts)


def json_document(text: str | bytes) -> dict:
    """Return the object of a scenario file; anything else raises ScenarioError with one sentence."""
    n_bytes = len(text.encode("utf-8", "replace") if isinstance(text, str) else text)
    if n_bytes > MAX_JSON_BYTES:
        raise ScenarioError(
            f"The scenario file has {n_bytes:,} bytes; at most {MAX_JSON_BYTES:,} are allowed."
        )
    document = _parsed(text)
    if not isinstance(document, dict):
        raise ScenarioError(
            f"The scenario file holds a JSON {_json_kind(document)}; it must be an object with "
            f'fields such as "name", {_listed(LEVERS)}.'
        )
    return document


def _parsed(text: str | bytes) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"The scenario file is not valid JSON: {error}.") from None
    except ValueError:  # the one other refusal of the parser
        raise ScenarioError(
            "The scenario file holds a whole number with thousands of digits; write numbers as "
            "they stand on the levers, such as 1.5."
        ) from None


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a field that stands twice: JSON would keep the last without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ScenarioError(
            f"The scenario file has the field {twin[:40]!r} twice in one object; keep one of them."
        )
    return found


def _json_kind(value: object) -> str:
    names = {list: "list", str: "text", bool: "true/false value", type(None): "null"}
    return names.get(type(value), "number")


def _listed(names: Mapping[str, object]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
