"""A comparison and its link: what goes in comes out, what is hostile is named in a sentence."""

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest

from models import FedLever, LabourLever, Request, Scenario
from models.common.errors import ScenarioError
from models.comparison.compare import MOST_SCENARIOS
from models.comparison.comparison_link import (
    HORIZON,
    NOTHING_MOVED,
    REFERENCE,
    SCENARIO_KEYS,
    START,
    THE_QUESTION,
    ComparisonRequest,
    asked_of,
    entry_of,
    link_values,
    read_link,
    scenario_of,
)
from models.outcome.run import preset_request
from models.outcome.world import make_world, shipped_world
from models.scenario.presets import presets

MINE = Scenario(
    name="Mine & yours = 1; #2",
    fed=FedLever(direction="cut", moves=4),
    labour=LabourLever(own_path=(4.3, 4.75, 5.0)),
)
FOUR = ComparisonRequest(
    entries=("delayed-fed", entry_of(Request(scenario=MINE)), NOTHING_MOVED, "replay-2008"),
    start="2026-01-14",
    horizon_months=18,
    reference=2,
)


def setting_on(as_of=None):
    return shipped_world(as_of=as_of).setting


@pytest.mark.parametrize("comparison", [THE_QUESTION, FOUR, replace(FOUR, reference=0)])
def test_a_link_restores_every_scenario(comparison):
    values = link_values(comparison)
    address = dict(parse_qsl(urlencode(values)))  # as a browser writes it
    assert address == values
    assert read_link(address) == (comparison, [])


@pytest.mark.parametrize("preset", presets().values(), ids=list(presets()))
def test_a_preset_is_the_scenario_that_the_command_line_runs(preset):
    request = preset_request(preset)
    entry = entry_of(request)
    setting = setting_on(request.scenario.as_of)
    assert scenario_of(entry, setting) == request.scenario
    assert (entry == preset.id) is (preset.move is None)
    assert scenario_of(preset.id, setting) == request.scenario


def test_all_start_on_one_date_and_a_preset_of_another_says_so():
    comparison = ComparisonRequest(("delayed-fed", "hikes"), start="latest data")
    asked = asked_of(comparison, setting_on(), Request().spec)
    assert {request.scenario.as_of for request in asked.requests} == {None}
    (note,) = asked.notes
    assert note.startswith("Delayed Fed has a start of its own, 14 Jan 2026; here it starts from")
    at_home = asked_of(THE_QUESTION, setting_on(dt.date(2026, 1, 14)), Request().spec)
    assert at_home.notes == ()


def test_the_reference_comes_first():
    comparison = ComparisonRequest(("delayed-fed", NOTHING_MOVED, "hikes"), reference=2)
    asked = asked_of(comparison, setting_on(), Request().spec)
    names = [request.scenario.name for request in asked.requests]
    assert names == ["Hikes", "Delayed Fed", "Nothing moved"]
    assert asked.places == (2, 0, 1)


def test_what_did_not_exist_on_the_start_is_left_out_in_a_sentence():
    comparison = ComparisonRequest(("hikes", "supervisory-baseline-2026"), start="2025-06-30")
    shipped = shipped_world()
    early = make_world(shipped.panel.known_on(comparison.as_of), shipped.fit)
    asked = asked_of(comparison, early.setting, Request().spec)
    assert [request.scenario.name for request in asked.requests] == ["Hikes"]
    assert [note.endswith("It is left out.") for note in asked.notes] == [True]


HOSTILE = {
    "an unknown preset": ({"scenario_1": "no-such"}, "scenario_1: There is no preset 'no-such'"),
    "a script": ({"scenario_2": "<script>alert(1)</script>"}, "scenario_2: There is no preset"),
    "a number out of bounds": (
        {"scenario_1": "labour_peak_rise_pp=99"},
        "scenario_1: labour_peak_rise_pp was '99'; allowed is \N{MINUS SIGN}2 to 6; using 6.",
    ),
    "a lever that is none": ({"scenario_3": "rates=1&name=x"}, "scenario_3: 'rates' is not known"),
    "an own path that is none": (
        {"scenario_1": "name=x&fed_own_path=lots"},
        "scenario_1: ",
    ),
    "a flood": (
        {"scenario_4": f"name={'x' * 5000}"},
        "scenario_4: a scenario had 5,005 characters",
    ),
    "a start": ({START: "1066-10-14"}, "compare_start was '1066-10-14'; allowed are latest data"),
    "a horizon": ({HORIZON: "999"}, "compare_horizon was '999'; allowed is 1 to 24; using 24."),
    "no horizon": ({HORIZON: "nan"}, "compare_horizon was 'nan'; allowed is a number from 1 to 24"),
    "a reference": ({REFERENCE: "7"}, "compare_with was '7'; allowed is the number of a scenario"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_link_gets_one_sentence_and_a_comparison(case):
    given, said = HOSTILE[case]
    comparison, notes = read_link(given)
    assert len(notes) == 1
    assert notes[0].startswith(said)
    assert comparison.entries
    asked = asked_of(comparison, setting_on(comparison.as_of), Request().spec)
    assert len(asked.requests) == len(comparison.entries)
    assert read_link(link_values(comparison)) == (comparison, [])


def test_what_cannot_be_used_of_a_scenario_leaves_the_rest():
    given = {"scenario_1": "preset=hikes&fed_moves=2&nonsense=1", "scenario_2": "delayed-fed"}
    comparison, notes = read_link(given)
    assert len(notes) == 1
    assert comparison.entries == ("preset=hikes&fed_moves=2", "delayed-fed")
    assert scenario_of(comparison.entries[0], setting_on()).fed.moves == 2


def test_four_are_the_most_and_the_same_is_there_once():
    comparison = ComparisonRequest(tuple(list(presets())[:MOST_SCENARIOS]))
    with pytest.raises(ScenarioError, match="4 scenarios are compared already"):
        comparison.with_entry("hikes")
    assert comparison.with_entry(comparison.entries[0]) == comparison
    assert len(SCENARIO_KEYS) == MOST_SCENARIOS


@pytest.mark.parametrize(("removed", "reference"), [(0, 1), (2, 0), (3, 2)])
def test_the_reference_stays_the_same_scenario(removed, reference):
    after = FOUR.without(removed)
    assert after.reference == reference
    if removed != FOUR.reference:
        assert after.entries[reference] == FOUR.entries[FOUR.reference]
