"""The Compare page without a browser: links, controls, downloads, pins."""

from datetime import date

import pandas as pd
import pytest

from models.__main__ import main
from models.common.text import signed
from models.comparison.comparison_link import (
    NOTHING_MOVED,
    THE_QUESTION,
    ComparisonRequest,
    link_values,
)
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.world import shipped_world
from models.scenario.presets import presets
from pages.parts.past import growth_since
from pages.views.compare_view import compare_once
from pages.views.event_view import odds_once
from tests.pages.numbers.elements import Chart, everything, plain

PAGE = "pages/compare.py"
MIX = f"Distribution of the mix: {OUTCOMES[RETURN].label}"
FOUR = ComparisonRequest(
    (
        "hikes",
        "preset=mild-slowdown&fed_moves=4",
        "name=One+%26+more&fed_direction=hold",
        "fiscal-drag",
    ),
    horizon_months=9,
    reference=1,
)


def cards(app) -> list[str]:
    """Letters and names, as the cards show them."""
    letters = tuple(f"**{letter}** " for letter in "ABCD")
    return [
        m.value.replace("**", "").replace("\\", "")
        for m in app.markdown
        if m.value.startswith(letters)
    ]


def asked(app) -> ComparisonRequest:
    return app.session_state["comparison"]


def said(app) -> str:
    return " ".join(each.value.replace("\\", "") for each in app.info)


def distribution(app) -> dict[str, pd.DataFrame] | None:
    """What the chart of the mix was sent, None where it is not drawn."""
    drawn = [each for each in everything(app) if isinstance(each, Chart) and each.alt == MIX]
    return drawn[0].data if drawn else None


def test_it_opens_on_the_question_of_the_note(open_app):
    app = open_app(PAGE)
    assert cards(app) == ["A January 2026 base case", "B Delayed Fed", "C Labour slowdown in 2026"]
    assert not app.info
    assert THE_QUESTION.as_of == date(2026, 1, 14)


def test_a_cold_link_restores_all_four(open_app):
    app = open_app(PAGE, **link_values(FOUR))
    assert asked(app) == FOUR
    assert cards(app) == ["A Mild slowdown", "B Hikes", "C One & more", "D Fiscal drag"]
    assert not app.info
    assert app.slider(key="compare_months").value == 9


def test_a_hostile_link_says_what_it_could_not_use(open_app):
    link = {"scenario_1": "no-such", "scenario_2": "hikes", "scenario_3": "delayed-fed"}
    app = open_app(PAGE, **link, compare_start="<script>", compare_horizon="-4")
    assert cards(app) == ["A Hikes", "B Delayed Fed"]
    for words in ("scenario_1: There is no preset", "compare_start was", "compare_horizon was"):
        assert words in said(app)
    assert "Delayed Fed has a start of its own, 14 Jan 2026" in said(app)


def test_a_link_that_mail_has_escaped_is_read_as_it_was_written(open_app):
    link = {"scenario_1": "hikes", "amp;scenario_2": "fiscal-drag", "amp;compare_horizon": "6"}
    app = open_app(PAGE, **link)
    assert cards(app) == ["A Hikes", "B Fiscal drag"]
    assert asked(app).horizon_months == 6
    assert not app.info


def test_the_download_is_what_the_command_line_writes(open_app, offered, tmp_path, capsys):
    open_app(PAGE)
    names = ",".join(THE_QUESTION.entries)
    assert main(["compare", "--presets", names, "--out", str(tmp_path)]) == 0
    assert offered["comparison.csv"]() == (tmp_path / "comparison.csv").read_bytes()
    assert "Delayed Fed: 3 months" in capsys.readouterr().out


def test_equal_odds_are_what_the_command_line_prints(open_app, offered, capsys):
    open_app(PAGE, compare_odds="1 in 20")
    asked = ["odds", "--levers", "fed,labour", "--one-in", "20", "--as-of", "2026-01-14"]
    assert main(asked) == 0
    assert offered["odds.json"]().decode() == capsys.readouterr().out


def test_controls_change_the_comparison_and_the_page_follows(open_app):
    app = open_app(PAGE)
    app.button(key="compare_with_C").click().run()
    assert cards(app)[0] == "A Labour slowdown in 2026"
    app.button(key="compare_remove_B").click().run()
    assert cards(app) == ["A Labour slowdown in 2026", "B Delayed Fed"]
    app.selectbox(key="compare_add").set_value("hikes").run()
    assert cards(app)[2] == "C Hikes"
    assert app.selectbox(key="compare_from").options == ["latest data", "14 Jan 2026"]
    app.selectbox(key="compare_from").set_value("latest data").run()
    assert asked(app).as_of is None
    assert "Labour slowdown in 2026 has a start of its own" in said(app)
    assert not app.exception


def test_one_scenario_alone_asks_for_another(open_app):
    app = open_app(PAGE, scenario_1="hikes")
    assert cards(app) == ["A Hikes"]
    assert "takes two scenarios or more" in said(app)
    assert not app.exception


def test_a_scenario_without_an_answer_is_named_and_the_others_are_compared(open_app):
    app = open_app(
        PAGE,
        scenario_1="hikes",
        scenario_2="fiscal-drag",
        scenario_3="name=Wild&fed_own_path=20,0,20,0,20,0,20,0,20,0&labour_peak_rise_pp=6",
    )
    assert not app.exception
    assert len(app.dataframe) == 1


def test_the_horizon_moves_without_a_new_evaluation(open_app):
    app = open_app(PAGE)
    before = compare_once.cache_info().misses
    app.slider(key="compare_months").set_value(7).run()
    assert asked(app).horizon_months == 7
    assert compare_once.cache_info().misses == before


def test_a_pinned_scenario_stands_beside_nothing_moved(open_app):
    app = open_app("pages/scenario.py", labour_peak_rise_pp="1.5", name="Mine")
    app.button(key="pin").click().run()
    assert asked(app).entries[0] == NOTHING_MOVED
    app.switch_page(PAGE).run()
    assert cards(app) == ["A Nothing moved", "B Mine"]
    app.switch_page("pages/scenario.py").run()
    for preset in list(presets())[4:7]:
        app.selectbox(key="preset").set_value(preset).run()
        app.button(key="pin").click().run()
    assert len(asked(app).entries) == 4
    assert "4 scenarios are compared already" in app.toast[0].value


@pytest.mark.parametrize("page", ["stress", "earnings", "evidence"])
def test_a_scenario_is_pinned_where_its_levers_are(open_app, page):
    app = open_app(f"pages/{page}.py", labour_peak_rise_pp="1.5", name="Mine")
    app.button(key="pin").click().run()
    assert "Mine is on the Compare page" in app.toast[0].value
    (_, pinned) = asked(app).entries
    assert "labour_peak_rise_pp=1.5" in pinned


def test_a_mix_of_one_scenario_is_that_scenario(open_app):
    app = open_app(PAGE)
    for letter in "BC":
        app.slider(key=f"compare_weight_{letter}").set_value(0).run()
    (mixed,) = [m.value for m in app.markdown if m.value.startswith("With weights")]
    assert "A 100%, B 0%, C 0%" in mixed
    ranges = [caption.value for caption in app.caption if "outcomes for A" in caption.value]
    low_to_high = ranges[0].split(" is ")[1].split(" pp")[0]
    assert low_to_high in mixed.replace("\N{NO-BREAK SPACE}", " ")
    drawn = distribution(app)
    assert drawn["bins"]["odds"].sum() == pytest.approx(100)
    assert 0.0 in drawn["bins"]["low"].tolist()  # no bar lies on both sides of zero
    assert signed(drawn["ranges"]["low"].iloc[1]) == low_to_high.split(" to ")[0]
    app.slider(key="compare_weight_A").set_value(0).run()
    assert "All weights are zero" in said(app)
    assert distribution(app) is None


def test_the_chart_of_the_mix_follows_its_weights(open_app):
    app = open_app(PAGE)
    before = distribution(app)
    app.slider(key="compare_weight_C").set_value(100).run()
    after = distribution(app)
    assert after["average"]["at"].iloc[0] != before["average"]["at"].iloc[0]
    titles = [text for s in app.subheader if "mixed: " in (text := plain(s.value))]
    assert len(titles) == 1
    halves = after["ranges"].iloc[0]
    assert f"{signed(halves['low'])} to {signed(halves['high'])}" in titles[0]


def test_a_file_joins_the_comparison(open_app):
    app = open_app(PAGE)
    file = '{"schema": 2, "name": "From a file", "labour": {"peak_rise_pp": 1.5}}'
    app.file_uploader(key="compare_file").set_value(
        ("scenario.json", file.encode(), "application/json")
    ).run()
    assert cards(app)[3] == "D From a file"


def test_odds_and_history_are_worked_out_once_opened(open_app):
    before = odds_once.cache_info()
    app = open_app(PAGE, scenario_1="mild-slowdown", scenario_2="name=Nothing+moved")
    assert odds_once.cache_info() == before
    app.session_state["compare_events"] = True
    app.run()
    assert not app.exception
    _, likely, like_it = (frame.value for frame in app.dataframe)
    assert set(likely["Scenario"]) == set(like_it["Scenario"]) == {"A Mild slowdown"}
    app.slider(key="compare_months").set_value(7).run()
    assert list(app.dataframe[2].value)[1] == "Most like it over 7 months"


def test_where_nothing_is_moved_there_is_no_event(open_app):
    app = open_app(PAGE, scenario_1="name=One", scenario_2="name=Other")
    app.session_state["compare_events"] = True
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 1
    assert "No lever is moved in any of them." in [caption.value for caption in app.caption]


def test_what_came_since_a_past_start_is_drawn_and_nothing_from_the_latest_data(open_app):
    def came(app) -> bool:
        return any("what came, to" in caption.value for caption in app.caption)

    assert came(open_app(PAGE))
    assert not came(open_app(PAGE, scenario_1="hikes", scenario_2="fiscal-drag"))


def test_growth_that_came_is_that_of_the_quarters_published_by_now():
    actual = shipped_world().panel.quarterly[EPS].dropna()
    asked = pd.period_range(actual.index[-2], periods=5, freq="Q-DEC")
    came = growth_since(EPS, shipped_world().panel, asked)
    assert came["value"].tolist() == actual.iloc[-2:].tolist()
    assert [str(day)[:10] for day in came["month"]] == [str(q.start_time)[:10] for q in asked[:2]]
