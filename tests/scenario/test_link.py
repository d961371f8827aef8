"""Links: what they restore, and what becomes of a stranger's values."""

import math
from dataclasses import replace

import pytest

from models.outcome.run import preset_request
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.link import (
    CHOICES,
    STEPS,
    assemble,
    bounds,
    flatten,
    own_path_text,
    query,
    read_query,
    to_step,
)
from models.scenario.presets import presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.spec import ModelSpec

DEFAULTS = flatten(Request())


def restored(request):
    pairs = [pair.split("=", 1) for pair in query(request).split("&") if pair]
    from urllib.parse import unquote_plus

    cleaned, notes = read_query({key: unquote_plus(value) for key, value in pairs})
    assert notes == []
    return assemble(DEFAULTS | cleaned)


@pytest.mark.parametrize("name", list(presets()))
def test_a_link_restores_every_preset(name):
    request = replace(preset_request(presets()[name]), horizon_months=7)
    assert restored(request) == request


def test_a_link_restores_the_choices_about_the_equations():
    request = Request(spec=ModelSpec(pandemic="keep", cap_inputs=False))
    assert restored(request) == request
    request = Request(spec=ModelSpec(estimator="elastic_net"))
    assert restored(request) == request
    assert query(request) == "estimator=elastic+net"


@pytest.mark.parametrize("lever", ["fed", "fiscal", "labour"])
def test_a_link_restores_what_a_lever_does_while_it_is_not_moved(lever):
    request = Request(scenario=Scenario().with_others({lever: "hold"}))
    assert query(request) == f"{lever}_otherwise=stays+at+baseline"
    assert restored(request) == request
    assert restored(request) != Request()


@pytest.mark.parametrize("why", ["history", "policy", "weakness"])
@pytest.mark.parametrize("baseline", ["flat", "model", "sep"])
def test_a_link_restores_why_the_fed_moves_and_from_which_baseline(why, baseline):
    scenario = Scenario(baseline=baseline, fed=FedLever(direction="cut", why=why))
    request = Request(scenario=scenario.with_others(dict.fromkeys(("fiscal", "labour"), "hold")))
    assert restored(request) == request
    assert ("fed_why=" in query(request)) == (why != "history")
    assert ("baseline=" in query(request).replace("at+baseline", "")) == (baseline != "flat")


def test_what_is_default_is_not_in_the_link():
    assert query(Request()) == ""
    assert query(Request(scenario=Scenario(fed=FedLever(direction="cut")))) == "fed_direction=cut"


@pytest.mark.parametrize("key", list(STEPS))
@pytest.mark.parametrize(
    "text", ["1e999", "-1e999", "nan", "inf", "", "<script>", "9" * 500, "0x10"]
)
def test_no_number_a_stranger_sends_leaves_the_bounds(key, text):
    cleaned, notes = read_query({key: text})
    assert len(notes) == 1
    assert key in notes[0]
    value = cleaned.get(key, DEFAULTS[key])
    low, high = bounds(key)
    assert low <= value <= high
    assert math.isfinite(value)
    assemble(DEFAULTS | cleaned)


@pytest.mark.parametrize(
    ("key", "text", "value", "words"),
    [
        ("labour_peak_rise_pp", "99", 6.0, "allowed is -2 to 6"),
        ("labour_peak_rise_pp", "1.234", 1.2, "in steps of 0.1"),
        ("fed_moves", "2.4", 2, "in steps of 1"),
        ("horizon_months", "0", 1, "allowed is 1 to 24"),
        ("name", "a\x00b", "ab", "using 'ab'"),
        ("name", "a\tb\u00a0c", "a b c", "using 'a b c'"),
        ("name", "x" * 200, "x" * 80, "using"),
        ("name", "x" * 79 + " y", "x" * 79, "using"),
        ("labour_peak_rise_pp", "1_5", 0.0, "was '1_5'; allowed is a number"),
        ("labour_peak_rise_pp", "\u0661", 0.0, "allowed is a number"),
    ],
)
def test_a_value_is_moved_to_the_nearest_allowed_one_and_named(key, text, value, words):
    cleaned, (note,) = read_query({key: text})
    assert cleaned == {key: value}
    assert words in note


@pytest.mark.parametrize("key", [*CHOICES, "as_of"])
def test_an_unknown_choice_falls_back_and_the_note_lists_what_there_is(key):
    cleaned, (note,) = read_query({key: "nonsense"})
    assert cleaned == {key: DEFAULTS[key]}
    assert "'nonsense'" in note
    assert str(DEFAULTS[key]) in note


def test_keys_that_are_not_ours_are_left_alone():
    others = {"utm_source": "mail", "embed": "true", "view": "x", "fed": "1", "labourer_x": "1"}
    assert read_query(others) == ({}, [])


@pytest.mark.parametrize("key", ["labor_peak_rise_pp", "labour_peak", "labour_"])
def test_a_misspelt_key_of_a_lever_is_named_with_those_there_are(key):
    cleaned, (note,) = read_query({key: "1.5", "horizon_months": "6"})
    assert cleaned == {"horizon_months": 6}
    assert note.startswith(f"'{key}' is not known; the keys of this lever are labour_otherwise, ")
    assert "labour_measure" in note
    assert "labour_peak_rise_pp" in note
    assert "fed_" not in note


def test_a_thousand_misspelt_keys_are_one_sentence():
    (note,) = read_query({f"fed_{'x' * 300}{i}": "1" for i in range(1000)})[1]
    assert "and 999 more" in note
    assert len(note) < 300


def test_a_link_carries_own_paths_with_all_their_digits():
    values = tuple(-1.1234567890123456e-5 - i * 0.1234567890123456 for i in range(24))
    request = Request(scenario=Scenario(fiscal=FiscalLever(own_path=values)))
    assert len(own_path_text(values)) > 400
    assert restored(request) == request


def test_steps_start_at_the_lower_bound_and_stay_exact():
    assert to_step("labour_peak_rise_pp", 0.30000000000000004) == 0.3
    assert to_step("fed_floor_pct", 0.4) == 0.5
    assert type(to_step("fed_moves", 3.0)) is int
