"""The levers of the Scenario page: scenarios to load, dates in words, what is switched off when."""

from urllib.parse import parse_qsl

import pytest

from models import load_panel, run_scenario
from models.outcome.run import preset_request
from models.scenario.link import query
from models.scenario.presets import presets
from models.scenario.scenario import Scenario
from pages.parts.draw import plain
from pages.parts.levers import OPENS_ON

PAGE = "pages/scenario.py"


@pytest.mark.parametrize("name", list(presets()))
def test_the_preset_menu_loads_what_the_shell_runs(open_app, name):
    app = open_app(PAGE)
    app.selectbox(key="preset").set_value(name).run()
    assert not app.error
    assert app.session_state["request"] == preset_request(presets()[name])
    assert app.title[0].value == plain(presets()[name].stated.name)
    assert any(plain(presets()[name].note) in c.value for c in app.caption)


def test_an_own_path_rests_the_sliders_of_its_lever(open_app):
    app = open_app(PAGE, labour_own_path="4.3, 5", fed_direction="cut", fiscal_size_pct_gdp="1")
    sliders = {s.key: s for s in app.slider}
    labour = [s for key, s in sliders.items() if key.startswith("labour")]
    assert len(labour) == 5
    assert all(s.disabled for s in labour)
    assert not sliders["fed_moves"].disabled
    assert not sliders["fiscal_start_month"].disabled
    assert sum("The sliders rest until it is cleared" in c.value for c in app.caption) == 1
    app.text_input(key="labour_own_path").set_value("").run()
    assert not app.slider(key="labour_peak_rise_pp").disabled
    app.text_input(key="labour_own_path").set_value("a slip").run()  # said, and not used
    assert not app.slider(key="labour_peak_rise_pp").disabled


def way_back(app):
    return [button for button in app.button if button.key == "way_back"]


def test_a_changed_preset_says_so_and_offers_itself_again(open_app):
    app = open_app(PAGE)
    app.selectbox(key="preset").set_value("replay-2008").run()
    loaded = app.session_state["request"]
    assert not way_back(app)
    app.text_input(key="fiscal_own_path").set_value("").run()
    assert app.selectbox(key="preset").value == "replay-2008"
    (button,) = way_back(app)
    assert button.label.startswith("Changed")
    button.click().run()
    assert app.session_state["request"] == loaded
    assert not way_back(app)


def test_an_address_without_a_scenario_opens_on_one(open_app):
    app = open_app(PAGE)
    assert app.session_state["request"] == preset_request(presets()[OPENS_ON])
    assert app.metric[0].value != "0.0 pp"
    assert open_app(PAGE, horizon_months="24").session_state["request"].scenario == Scenario()


def test_nothing_moved_is_a_scenario_that_one_can_ask_for(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="2", fed_direction="hike", name="Mine")
    app.selectbox(key="preset").set_value("nothing-moved").run()
    asked = app.session_state["request"]
    assert asked.scenario == Scenario(name="Nothing moved")
    again = open_app(PAGE, **dict(parse_qsl(query(asked))))  # it has an address of its own
    assert again.session_state["request"] == asked


def test_the_menu_of_scenarios_says_which_start_in_the_past(open_app):
    options = open_app(PAGE).selectbox(key="preset").options
    assert len(options) == len(presets()) + 1
    starts = [
        " ".join(option.rpartition("(")[2].split()[:2]).rstrip(")") for option in options[:-1]
    ]
    groups = list(dict.fromkeys(starts))
    assert groups == ["newest data", "January note,", "Fed stress", "history again"]
    assert starts == sorted(starts, key=groups.index)
    assert "Delayed Fed (January note, starts Jan 2026)" in options


def chips(app):
    """Return which horizons are offered by a button, and whether each is the one that is shown."""
    offered = [button for button in app.button if (button.key or "").startswith("answer_after_")]
    return {button.label.strip("*"): button.proto.type == "secondary" for button in offered}


@pytest.mark.parametrize("months", [3, 6, 24])
def test_a_chip_sets_how_far_ahead_the_answer_is_read(open_app, months):
    app = open_app(PAGE, labour_peak_rise_pp="1")
    assert chips(app) == {"3": False, "6": False, "12": True, "24": False}
    app.button(key=f"answer_after_{months}").click().run()
    assert app.session_state["request"].horizon_months == months
    assert app.slider(key="horizon_months").value == months
    assert [label for label, chosen in chips(app).items() if chosen] == [str(months)]
    app.slider(key="horizon_months").set_value(7).run()
    assert not any(chips(app).values())


def test_levers_say_dates_where_links_have_numbers(open_app):
    app = open_app(PAGE, fed_direction="cut", fiscal_size_pct_gdp="1")
    panel = load_panel()
    fiscal, labour = (
        max(panel.origin, panel.monthly[name].last_valid_index())
        for name in ("fiscal_impulse", "unemployment_rate")
    )
    meetings = run_scenario(app.session_state["request"].scenario).setting.meetings
    for number in (1, 5):
        app.slider(key="fed_first_meeting").set_value(number).run()
        assert app.slider(key="fed_first_meeting").label == f"First: {meetings[number - 1]} FOMC"
    assert app.slider(key="fiscal_start_month").label == f"From {fiscal + 1:%b %Y}"
    app.slider(key="fiscal_start_month").set_value(11).run()
    assert app.slider(key="fiscal_start_month").label == f"From {fiscal + 11:%b %Y}"
    app.slider(key="labour_start_month").set_value(4).run()
    assert app.slider(key="labour_months_to_peak").label == f"Peak in {labour + 12:%b %Y}"


def test_a_rise_beyond_the_record_says_so(open_app):
    app = open_app(PAGE, labour_peak_rise_pp="1", labour_months_to_peak="9")
    app.slider(key="labour_peak_rise_pp").set_value(6.0).run()
    assert any(c.value.startswith("Beyond the most since 1969, 2020") for c in app.caption)
    app.slider(key="labour_peak_rise_pp").set_value(1.0).run()
    assert not any(c.value.startswith("Beyond the most") for c in app.caption)


def test_technology_beyond_the_record_says_so_on_either_side(open_app):
    app = open_app(PAGE, tech_peak_move_pp="-60", tech_months_to_peak="3")
    assert any(c.value.startswith("Beyond the most since 1987") for c in app.caption)
    app.slider(key="tech_peak_move_pp").set_value(-20.0).run()
    assert not any(c.value.startswith("Beyond the most") for c in app.caption)
    app.slider(key="tech_peak_move_pp").set_value(60.0).run()
    assert any(c.value.startswith("Beyond the most since 1987") for c in app.caption)


@pytest.mark.parametrize(
    ("link", "idle"),
    [
        (
            {},
            {"fed_size_pp", "fed_floor_pct", "fiscal_fade_months", "labour_peak_payroll_loss_pct"},
        ),
        ({"fed_direction": "hike"}, {"fed_floor_pct", "fiscal_fade_months"}),
        ({"fiscal_size_pct_gdp": "1"}, {"fed_size_pp", "labour_peak_payroll_loss_pct"}),
        ({"fiscal_size_pct_gdp": "1", "fiscal_shape": "sustained"}, {"fiscal_fade_months"}),
        ({"labour_measure": "payrolls"}, {"labour_peak_rise_pp", "fiscal_shape"}),
    ],
)
def test_what_is_set_elsewhere_switches_controls_off(open_app, link, idle):
    app = open_app(PAGE, horizon_months="12", **link)
    off = {
        e.key for kind in (app.slider, app.selectbox, app.button_group) for e in kind if e.disabled
    }
    assert idle <= off
    assert not off & {"fed_direction", "fed_why", "fiscal_size_pct_gdp", "fed_otherwise"}
