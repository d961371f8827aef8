"""Up to four scenarios from one start over one horizon, and the link that restores them.

    /compare?scenario_1=delayed-fed&scenario_2=labour_peak_rise_pp%3D1%26name%3DMine&compare_horizon=6

A scenario is the id of a preset, or a query string of its own as `models.scenario.link` writes it. What
arrives by link is a stranger's word: what cannot be used is named in a sentence and left out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from models.common.errors import ScenarioError
from models.common.text import day
from models.comparison.compare import MOST_SCENARIOS
from models.scenario.link import (
    LATEST,
    PRESET,
    assemble,
    clean,
    flatten,
    linked_preset,
    query,
    read_query,
)
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.presets import Preset, preset, presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting
from models.scenario.spec import ModelSpec

SCENARIO_KEYS = tuple(f"scenario_{number}" for number in range(1, MOST_SCENARIOS + 1))
START, HORIZON, REFERENCE = "compare_start", "compare_horizon", "compare_with"
KEYS = (*SCENARIO_KEYS, START, HORIZON, REFERENCE)
_LONGEST_ENTRY = 4000  # three own paths of 24 months have a third of it
NOTHING_MOVED = urlencode({"name": "Nothing moved"})


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Scenarios as texts of a link, all from one start over one horizon.

    `reference` is the place of the scenario that the others are compared with.
    """

    entries: tuple[str, ...]
    start: str = LATEST
    horizon_months: int = Request().horizon_months
    reference: int = 0

    @property
    def as_of(self) -> dt.date | None:
        """The date up to which the world is known; None is that of the data."""
        return None if self.start == LATEST else dt.date.fromisoformat(self.start)

    def with_entry(self, entry: str) -> "ComparisonRequest":
        """Return the comparison with one scenario more; of one that is in it already, unchanged.

        Raises ScenarioError where four are in it.
        """
        if entry in self.entries:
            return self
        if len(self.entries) >= MOST_SCENARIOS:
            raise ScenarioError(
                f"{MOST_SCENARIOS} scenarios are compared already, the most there can be: remove one "
                "on the Compare page first."
            )
        return replace(self, entries=(*self.entries, entry))

    def without(self, place: int) -> "ComparisonRequest":
        """Return the comparison without one scenario; the first is the reference if that one was."""
        entries = self.entries[:place] + self.entries[place + 1 :]
        reference = self.reference - (place < self.reference) if place != self.reference else 0
        return replace(self, entries=entries, reference=reference)


# The January 2026 note: a delayed Fed is the obvious risk, a labour-market slowdown the bigger one.
THE_QUESTION = ComparisonRequest(
    entries=("january-2026-base-case", "delayed-fed", "labour-slowdown-january-2026"),
    start="2026-01-14",
)


def entry_of(request: Request) -> str:
    """Return a scenario as a comparison keeps it; horizon and equations are those of the comparison."""
    for each in presets().values():
        if each.move is None and each.stated == request.scenario:
            return each.id
    bare = Request(scenario=request.scenario)
    return query(bare) or urlencode({"name": request.scenario.name})


def scenario_of(entry: str, setting: Setting) -> Scenario:
    """Return the scenario that a text stands for in a setting; ScenarioError where it has none."""
    asked, values, _ = _read_entry(entry)
    stated = asked.scenario_in(setting) if asked else Scenario()
    if not values:
        return stated
    return assemble(flatten(Request(scenario=stated)) | values).scenario


def _read_entry(entry: str) -> tuple[Preset | None, dict[str, object], list[str]]:
    """Return preset and changes that a text stands for, and a sentence for each thing replaced.

    Raises ScenarioError where it stands for no scenario.
    """
    if len(entry) > _LONGEST_ENTRY:
        raise ScenarioError(
            f"a scenario had {len(entry):,} characters; at most {_LONGEST_ENTRY:,} are allowed."
        )
    if "=" not in entry:
        return preset(entry.strip().lower()), {}, []
    given = dict(parse_qsl(entry, keep_blank_values=True))
    asked, no_preset = linked_preset(given)
    if no_preset:
        raise ScenarioError(no_preset)
    return asked, *read_query(given)


def _respelt(entry: str) -> tuple[str, list[str]]:
    """Return a text with only what can be used of it, and a sentence for each thing replaced."""
    asked, values, notes = _read_entry(entry)
    if notes:
        of_preset = {PRESET: asked.id} if asked else {}
        entry = urlencode(of_preset | {key: str(value) for key, value in values.items()})
    return entry or NOTHING_MOVED, notes


def start_note(scenario: Scenario, comparison: ComparisonRequest) -> str:
    """Say that a scenario has a date of its own, another than the comparison's; empty where not."""
    if scenario.as_of in (None, comparison.as_of):
        return ""
    here = f"on {day(comparison.as_of)}" if comparison.as_of else "from the latest data"
    return (
        f"{scenario.name} has a start of its own, {day(scenario.as_of)}; here it starts {here} like "
        "the others, and its meetings and months count from there."
    )


@dataclass(frozen=True, eq=False)
class Asked:
    """A comparison in its setting: a request for each scenario that exists there, A first.

    Requests reach as far as they can: how far is shown changes none of their numbers. `places` are
    where they stand in the comparison; `notes` say what is to be said of them.
    """

    requests: tuple[Request, ...]
    places: tuple[int, ...]
    notes: tuple[str, ...]


def asked_of(comparison: ComparisonRequest, setting: Setting, spec: ModelSpec) -> Asked:
    """Return the requests of a comparison, all from its start."""
    order = sorted(range(len(comparison.entries)), key=lambda place: place != comparison.reference)
    requests: list[Request] = []
    places, notes = [], []
    for place in order:
        try:
            scenario = scenario_of(comparison.entries[place], setting)
        except ScenarioError as error:
            notes.append(f"{error} It is left out.")
            continue
        if note := start_note(scenario, comparison):
            notes.append(note)
        placed = scenario.model_copy(update={"as_of": comparison.as_of})
        requests.append(Request(scenario=placed, horizon_months=MAX_HORIZON_MONTHS, spec=spec))
        places.append(place)
    return Asked(tuple(requests), tuple(places), tuple(notes))


def link_values(comparison: ComparisonRequest) -> dict[str, str]:
    """Return the parameters that restore a comparison; none for the one that the page opens on."""
    if comparison == THE_QUESTION:
        return {}
    plain = ComparisonRequest(comparison.entries)
    values = dict(zip(SCENARIO_KEYS, comparison.entries, strict=False))
    if comparison.start != plain.start:
        values[START] = comparison.start
    if comparison.horizon_months != plain.horizon_months:
        values[HORIZON] = str(comparison.horizon_months)
    if comparison.reference != plain.reference:
        values[REFERENCE] = str(comparison.reference + 1)
    return values


def read_link(values: Mapping[str, str]) -> tuple[ComparisonRequest, list[str]]:
    """Return the comparison that a link asks for, and a sentence for each thing that was replaced.

    One without a scenario asks for the question of the January 2026 note.
    """
    notes: list[str] = []
    entries: dict[int, str] = {}
    for number, key in enumerate(SCENARIO_KEYS, start=1):
        if key not in values or values[key] in entries.values():
            continue
        try:
            entries[number], replaced = _respelt(values[key])
            notes += [f"{key}: {note}" for note in replaced]
        except ScenarioError as error:
            notes.append(f"{key}: {error}")
    found = ComparisonRequest(tuple(entries.values())) if entries else THE_QUESTION
    start, horizon = (
        _cleaned(values, key, of, notes)
        for key, of in ((START, "as_of"), (HORIZON, "horizon_months"))
    )
    if start is not None:
        found = replace(found, start=str(start))
    if horizon is not None:
        found = replace(found, horizon_months=int(str(horizon)))
    if REFERENCE in values:
        numbers = [str(number) for number in entries or range(1, len(found.entries) + 1)]
        if values[REFERENCE] in numbers:
            found = replace(found, reference=numbers.index(values[REFERENCE]))
        else:
            notes.append(
                f"{REFERENCE} was {values[REFERENCE][:40]!r}; allowed is the number of a scenario: "
                f"{', '.join(numbers)}; using {numbers[0]}."
            )
    return found, notes


def _cleaned(values: Mapping[str, str], key: str, kind: str, notes: list[str]) -> object | None:
    """Return what a parameter stands for, cleaned like the scenario's own of that kind."""
    if key not in values:
        return None
    try:
        value, note = clean(kind, values[key])
    except ScenarioError as error:
        value, note = None, f"{error}."
    if note:
        notes.append(note.replace(kind, key, 1))
    return value
