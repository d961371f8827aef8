"""Links: what they restore, and what becomes of a stranger's values."""

import html
import math
from dataclasses import replace
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.outcome.run import preset_request
from models.scenario.levers import LEVERS
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.link import (
    CHOICES,
    OWN_PATHS,
    STEPS,
    as_of_choices,
    assemble,
    bounds,
    flatten,
    linked_preset,
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
    cleaned, notes = read_query(arriving(query(request)))
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


@pytest.mark.parametrize("lever", LEVERS)
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
        ("labour_peak_rise_pp", "99", 6.0, "allowed is \N{MINUS SIGN}2 to 6"),
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


def test_what_other_programs_add_is_left_alone():
    others = {"utm_source": "mail", "embed": "true", "fbclid": "x", "gclid": "1"}
    assert read_query(others) == ({}, [])


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("horizon", "horizon_months"),
        ("labor_peak_rise_pp", "labour_peak_rise_pp"),
        ("labour_peak_rise", "labour_peak_rise_pp"),
        ("fed_direktion", "fed_direction"),
        ("fed-moves", "fed_moves"),
        ("asof", "as_of"),
        ("pre_set", "preset"),
    ],
)
def test_a_misspelt_key_is_named_with_the_nearest(key, near):
    cleaned, (note,) = read_query({key: "1", "horizon_months": "6"})
    assert cleaned == {"horizon_months": 6}
    assert note == f"'{key}' is not known; the nearest is {near}."


def test_a_key_like_none_of_ours_is_named_too():
    assert read_query({"colour": "1"})[1] == ["'colour' is not known."]


def test_a_thousand_misspelt_keys_are_a_few_sentences():
    notes = read_query({f"fed_{'x' * 300}{i}": "1" for i in range(1000)})[1]
    assert notes[-1] == "995 more are not known."
    assert len(notes) == 6
    assert max(map(len, notes)) < 150


WHOLE = Request(
    scenario=Scenario(
        name="Späte Fed",
        baseline="sep",
        fed=FedLever(direction="cut", why="history", every=2, size_pp=0.5),
        fiscal=FiscalLever(size_pct_gdp=1.5, own_path=(0.5, -0.25)),
    ).with_others({"labour": "hold"}),
    horizon_months=24,
    spec=ModelSpec(estimator="ridge", cap_inputs=False),
)


def arriving(address):
    """Return what a server makes of an address."""
    return dict(parse_qsl(address, keep_blank_values=True))


@pytest.mark.parametrize(
    "mangle",
    [
        html.escape,
        lambda link: html.escape(html.escape(link)),
        lambda link: link.replace("%", "%25"),
        lambda link: quote(link, safe="=&"),
        lambda link: quote(link),
        lambda link: quote(quote(link)),
        lambda link: link.replace("&", "%26"),
        lambda link: link + ".",
        lambda link: "?" + link,
        lambda link: link.replace("fed_every", "Fed_Every"),
        lambda link: "&".join(
            pair if pair.startswith("name") else pair.upper() for pair in link.split("&")
        ),
    ],
)
def test_a_mangled_link_is_restored(mangle):
    cleaned, notes = read_query(arriving(mangle(query(WHOLE))))
    assert notes == []
    assert assemble(DEFAULTS | cleaned) == WHOLE


def test_curved_quotes_are_as_straight_ones():
    assert read_query({"fed_why": "History’s mix", "fed_every": "every\u00a0meeting"}) == (
        {"fed_why": "history's mix", "fed_every": "every meeting"},
        [],
    )


def test_a_minus_as_the_screen_prints_it_is_one():
    assert read_query({"tech_peak_move_pp": "\N{MINUS SIGN}20"}) == (
        {"tech_peak_move_pp": -20.0},
        [],
    )


def test_a_link_may_ask_for_a_preset():
    found, note = linked_preset({"Preset": "Mild-Slowdown"})
    assert (found.id, note) == ("mild-slowdown", "")
    assert linked_preset({}) == (None, "")
    found, note = linked_preset({"preset": "mild-slowdwn"})
    assert found is None
    assert "the nearest is mild-slowdown" in note
    assert read_query({"preset": "mild-slowdown"}) == ({}, [])


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30
)
steps = st.fixed_dictionaries(
    {key: st.floats(*bounds(key)).map(lambda x, key=key: to_step(key, x)) for key in STEPS}
)
choices = st.fixed_dictionaries({k: st.sampled_from(list(v.values())) for k, v in CHOICES.items()})
paths = st.fixed_dictionaries(
    {
        key: st.lists(st.floats(*LEVERS[lever].part.own_path_bounds), max_size=5).map(own_path_text)
        for key, lever in OWN_PATHS.items()
    }
)
requests = st.builds(
    lambda name, as_of, *parts: assemble(
        {"name": name, "as_of": as_of} | parts[0] | parts[1] | parts[2]
    ),
    names | st.sampled_from(["a&fed_moves=3", "50% + x", "a%20b", "=", "&amp;", "?x=1#y"]),
    st.sampled_from(as_of_choices()),
    steps,
    choices,
    paths,
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(requests)
def test_link_and_file_are_identities(request):
    assert restored(request) == request
    assert query(restored(request)) == query(request)
    again = Request.from_json(request.to_json())
    assert again == request
    assert again.to_json() == request.to_json()


def test_a_link_carries_own_paths_with_all_their_digits():
    values = tuple(-1.1234567890123456e-5 - i * 0.1234567890123456 for i in range(24))
    request = Request(scenario=Scenario(fiscal=FiscalLever(own_path=values)))
    assert len(own_path_text(values)) > 400
    assert restored(request) == request


def test_steps_start_at_the_lower_bound_and_stay_exact():
    assert to_step("labour_peak_rise_pp", 0.30000000000000004) == 0.3
    assert to_step("fed_floor_pct", 0.4) == 0.5
    assert type(to_step("fed_moves", 3.0)) is int
