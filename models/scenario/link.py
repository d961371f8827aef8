"""A request as the query string of a link, and back: flat keys, words a person can read.

Keys are those of the screen's widgets: the lever and the field, `labour_peak_rise_pp=1.5`. A value
equal to its default is left out. What arrives by link is a stranger's word: it is parsed, bounded,
rounded to its step, and whatever had to be replaced is named. A link that mail or chat programs have
mangled is read as it was written (:mod:`models.scenario.link_repair`).
"""

import datetime as dt
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from models.common.errors import ScenarioError
from models.common.tables.number_dialect import read_number
from models.common.text import MINUS
from models.scenario.levers import LEVERS
from models.scenario.link_repair import nearest, number_text, of_others, repaired, same_text
from models.scenario.own_path import parse_values
from models.scenario.part import MAX_HORIZON_MONTHS, MAX_NAME
from models.scenario.presets import Preset, preset, presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.spec import SPEC_CHOICES, ModelSpec

LATEST = "latest data"
PRESET = "preset"  # a link may ask for one by its id; other parameters then change it
_NAMED_UNKNOWN = 5


# How the values of a choice are spelt in links and on the screen.
CHOICES: dict[str, Mapping[Any, str]] = {
    "baseline": {
        "flat": "flat",
        "model": "model forecast",
        "sep": "FOMC medians",
        "supervisory": "supervisory",
    },
    **{
        f"{lever.id}_{name}": spelt
        for lever in LEVERS.values()
        for name, spelt in lever.choices.items()
    },
    **SPEC_CHOICES,
}
# Text fields that hold a lever's own path: monthly values with commas between.
OWN_PATHS = {f"{lever}_own_path": lever for lever in LEVERS}
# Numbers and their steps; bounds are the scenario's own.
STEPS: dict[str, float | int] = {
    **{
        f"{lever.id}_{name}": step
        for lever in LEVERS.values()
        for name, step in lever.steps.items()
    },
    "horizon_months": 1,
}


def lever_of(key: str) -> str | None:
    """Return the id of the lever that a key belongs to: of "labour_peak_rise_pp" it is "labour"."""
    return next((lever for lever in LEVERS if key.startswith(f"{lever}_")), None)


@lru_cache(maxsize=64)
def bounds(key: str) -> tuple[float, float]:
    """Return the lowest and highest value of a numeric key."""
    if key == "horizon_months":
        return 1, MAX_HORIZON_MONTHS
    lever = lever_of(key) or ""
    low, high = LEVERS[lever].part.bounds(key.removeprefix(f"{lever}_")) or (-math.inf, math.inf)
    return low, high


def as_of_choices() -> list[str]:
    """Return the starting points that the screen offers: the data's own date and the presets'."""
    dates = {str(p.stated.as_of) for p in presets().values() if p.stated.as_of}
    return [LATEST, *sorted(dates)]


def flatten(request: Request) -> dict[str, object]:
    """Return every key with its value, as the screen's widgets hold them."""
    scenario = request.scenario
    values: dict[str, object] = {
        "name": scenario.name,
        "as_of": str(scenario.as_of) if scenario.as_of else LATEST,
    }
    for key in [*CHOICES, *STEPS, *OWN_PATHS]:
        value = _value_of(key, request)
        if key in OWN_PATHS:
            value = own_path_text(value)
        values[key] = CHOICES[key][value] if key in CHOICES else value
    return values


def _value_of(key: str, request: Request) -> Any:
    if key == "horizon_months":
        return request.horizon_months
    if key in SPEC_CHOICES:
        return getattr(request.spec, key)
    if lever := lever_of(key):
        return getattr(request.scenario.parts[lever], key.removeprefix(f"{lever}_"))
    return getattr(request.scenario, key)


def assemble(values: Mapping[str, Any]) -> Request:
    """Return the request that a full set of flat values stands for.

    Raises ScenarioError where a typed own path cannot be read.
    """
    own = {
        key: next(value for value, spelt in CHOICES[key].items() if spelt == values[key])
        if key in CHOICES
        else values[key]
        for key in [*CHOICES, *STEPS]
    } | {key: parse_values(lever, str(values[key])) for key, lever in OWN_PATHS.items()}
    levers = {
        lever: {
            key.removeprefix(f"{lever}_"): v
            for key, v in own.items()
            if key.startswith(f"{lever}_")
        }
        for lever in LEVERS
    }
    as_of = None if values["as_of"] == LATEST else dt.date.fromisoformat(str(values["as_of"]))
    return Request(
        scenario=Scenario.model_validate(
            {"name": values["name"], "as_of": as_of, "baseline": own["baseline"], **levers}
        ),
        horizon_months=int(own["horizon_months"]),
        spec=ModelSpec(**{key: own[key] for key in SPEC_CHOICES}),
    )


def query(request: Request) -> str:
    """Return the query string that restores a request, without the question mark.

    The name stands second where it can: it may hold anything, marks between parameters too, and what
    sticks to either end of a link on its way does not stick to it.
    """
    default = flatten(Request())
    changed = [(k, v) for k, v in flatten(request).items() if v != default[k]]
    if changed and changed[0][0] == "name":
        changed[:2] = changed[1::-1]
    return urlencode(changed)


def clean(key: str, text: str) -> tuple[object, str | None]:
    """Return the value a text stands for, and a sentence if it had to be replaced.

    Raises ScenarioError if no value can be made of it.
    """
    if key == "name":
        shown = (c if c.isprintable() else " " if c.isspace() else "" for c in text[:MAX_NAME])
        name = "".join(shown).strip()
        if not name:
            raise ScenarioError(
                f"{key} was {as_given(text)}; a name has 1 to {MAX_NAME} characters"
            )
        return (
            name,
            None if name == text else f"{key} was {as_given(text)}; using {as_given(name)}.",
        )
    if key in OWN_PATHS:
        return own_path_text(parse_values(OWN_PATHS[key], text)), None
    if key in CHOICES or key == "as_of":
        allowed = list(CHOICES[key].values()) if key in CHOICES else as_of_choices()
        same = [choice for choice in allowed if choice == text or same_text(choice, text)]
        if len(same) == 1:
            return same[0], None
        if text not in allowed:
            raise ScenarioError(f"{key} was {as_given(text)}; allowed are {', '.join(allowed)}")
        return text, None
    low, high = bounds(key)
    number = read_number(number_text(text))
    if not math.isfinite(number):
        raise ScenarioError(
            f"{key} was {as_given(text)}; allowed is a number from {_said(low)} to {_said(high)}"
        )
    value = to_step(key, number)
    if abs(value - number) < 1e-9:
        return value, None
    step = f" in steps of {STEPS[key]:g}" if low <= number <= high else ""
    return (
        value,
        f"{key} was {as_given(text)}; allowed is {_said(low)} to {_said(high)}{step}; "
        f"using {_said(value)}.",
    )


def to_step(key: str, number: float) -> float | int:
    """Bound a number and round it to the step of its key."""
    low, high = bounds(key)
    step = STEPS[key]
    rounded = round(low + round((min(max(number, low), high) - low) / step) * step, 10)
    return int(rounded) if isinstance(step, int) else rounded


def read_query(values: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    """Clean the parameters of a link; return values by key and a sentence for each thing replaced.

    A link mangled on its way is read as it was written. What cannot be read gets its default; a
    parameter that is not known is named with the nearest that is. The preset of a link is not among the
    values: see `linked_preset`.
    """
    default = flatten(Request())
    cleaned: dict[str, object] = {}
    notes: list[str] = []
    unknown: list[str] = []
    for key, text in mended(values).items():
        if key not in default:
            unknown += [key] if key != PRESET and not of_others(key) else []
            continue
        try:
            cleaned[key], note = clean(key, text)
        except ScenarioError as error:
            cleaned[key] = default[key]
            instead = "the lever without it" if key in OWN_PATHS else default[key]
            note = f"{str(error).rstrip('.')}; using {instead}."
        if note:
            notes.append(note)
    return cleaned, [*notes, *_not_known(unknown)]


def mended(values: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a link as they were written."""
    return repaired(values, [*flatten(Request()), PRESET], free_text="name")


def linked_preset(values: Mapping[str, str]) -> tuple[Preset | None, str]:
    """Return the preset that a link asks for, and a sentence where there is none of that name."""
    asked = mended(values).get(PRESET)
    if asked is None:
        return None, ""
    try:
        return preset(asked.strip().lower().replace(" ", "-")), ""
    except ScenarioError as error:
        return None, str(error)


def _not_known(unknown: list[str]) -> list[str]:
    """Return a sentence for each of the first unknown parameters, the rest counted."""
    notes = []
    for key in unknown[:_NAMED_UNKNOWN]:
        near = nearest(key[:MAX_NAME], [*flatten(Request()), PRESET])
        notes.append(f"{as_given(key)} is not known{f'; the nearest is {near}' if near else ''}.")
    more = len(unknown) - _NAMED_UNKNOWN
    return [*notes, f"{more} more are not known."] if more > 0 else notes


def own_path_text(values: tuple[float, ...]) -> str:
    """Return monthly values as typed on screen: "3.9, 3.8"; all digits are kept."""
    return ", ".join(repr(int(value) if value == int(value) else value) for value in values)


def _said(number: float) -> str:
    return f"{number:g}".replace("-", MINUS)


def as_given(text: str) -> str:
    """Quote what a link held, cut short where it is long."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
