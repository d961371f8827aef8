"""The Overview on the messages that reach the browser."""

import json
from io import BytesIO
from urllib.parse import parse_qs

import pyarrow as pa
import pytest

from models.common.text import signed
from models.outcome.run import preset_request
from models.overview.overview import note_claims, shipped_overview
from models.scenario.presets import presets
from pages.parts.draw import plain, unbroken
from pages.parts.frame import TITLE
from pages.parts.stories import FURTHEST_MONTHS, OWN, STORIES
from pages.views.overview_frames import WINDOWS, relative_lines
from pages.views.overview_view import SECTIONS
from tests.waiting import GENEROUS_SECONDS

PAGE = "pages/overview.py"
MOST_ROWS = 500


def charts(app):
    """Return the charts as {alt: (spec, {dataset: frame})}."""
    found = {}
    for element in app.get("vega_lite_chart"):
        sent = {
            dataset.name: pa.ipc.open_stream(BytesIO(dataset.data.data)).read_pandas()
            for dataset in element.proto.datasets
        }
        found[element.proto.alt] = (json.loads(element.proto.spec), sent)
    return found


@pytest.fixture(scope="module")
def app():
    from streamlit.testing.v1 import AppTest

    from tests.conftest import ROOT

    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=GENEROUS_SECONDS)
    opened.switch_page(PAGE)
    return opened.run()


def test_it_is_the_first_screen(open_app):
    assert open_app().title[0].value == TITLE


def test_it_opens_without_a_complaint(app):
    assert not app.exception
    assert not app.error
    assert not app.warning


def test_the_first_card_states_the_year_with_a_line_of_five_years(app):
    (card,) = (m for m in app.metric if "year to date" in m.label)
    year = shipped_overview().years["sp500"].iloc[-1]
    assert card.value == unbroken(f"{year:+.1f} pp")
    line = relative_lines(shipped_overview(), "5 years")["series"]["against the S&P 500"].dropna()
    assert list(card.proto.chart_data) == pytest.approx(list(line), abs=0.005)
    assert any("after 5 losing years" in caption.value for caption in app.caption)


def linked_presets(app):
    links = [link.proto for link in app.get("page_link")]
    return {link.label: parse_qs(link.query_string).get("preset", [""])[0] for link in links}


def test_stories_and_claims_lead_to_their_presets(app):
    links = linked_presets(app)
    assert {label: links[label] for label in STORIES} == STORIES
    assert links[OWN] == ""
    asked = [claim.preset for claim in note_claims() if claim.preset]
    assert len(asked) == 3
    names = {f"Open {presets()[preset].stated.name}": preset for preset in asked}
    assert {label: links[label] for label in names} == names


@pytest.mark.parametrize("preset_id", STORIES.values())
def test_a_preset_in_the_address_is_opened_after_others(open_app, preset_id):
    app = open_app("pages/scenario.py", labour_peak_rise_pp="2")
    app.query_params.clear()  # as a link does
    app.query_params["preset"] = preset_id
    app.run()
    assert app.session_state["request"] == preset_request(presets()[preset_id])
    assert app.title[0].value == presets()[preset_id].stated.name


def test_no_story_opens_on_an_answer_that_is_withheld(app, open_app):
    for link in [each.proto for each in app.get("page_link")]:
        if link.label in STORIES:
            asked = {name: values[0] for name, values in parse_qs(link.query_string).items()}
            opened = open_app("pages/scenario.py", **asked)
            assert opened.session_state["request"].horizon_months <= FURTHEST_MONTHS
            assert "withheld" not in opened.header[0].value, link.label


def test_each_link_above_the_sections_has_its_heading(app):
    anchors = [header.proto.anchor for header in app.header]
    assert anchors == list(SECTIONS)


def test_every_chart_has_a_title_a_source_and_at_most_500_rows(app):
    drawn = charts(app)
    assert set(drawn) == {
        "Relative performance of small caps",
        "Calendar years",
        "Sector rotation",
        "Rotation through time",
        "Good-news sensitivity",
    }
    for _, sent in drawn.values():
        assert 0 < sum(map(len, sent.values())) <= MOST_ROWS
    sources = [element.value for element in app.caption if "Source" in element.value]
    assert len(sources) == len(drawn)


def test_charts_hold_the_overview_s_numbers(app):
    drawn, overview = charts(app), shipped_overview()
    years = drawn["Calendar years"][1]["years"]
    assert list(years["sp500"]) == list(overview.years["sp500"])
    led = {"small caps": years["sp500"] >= 0, "large caps": years["sp500"] < 0}
    assert all((years["idea"] == idea)[rows].all() for idea, rows in led.items())
    news = drawn["Good-news sensitivity"][1]["estimates"].dropna()
    assert list(news["value"]) == list(overview.news.rolling["beta"])
    rows = drawn["Sector rotation"][1]["rows"]
    assert list(rows["pp_12m"]) == list(overview.rotation.table["pp_12m"])


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_starts_at_zero_and_ends_at_the_last_close(window):
    data, overview = relative_lines(shipped_overview(), window), shipped_overview()
    series = data["series"].set_index("date")
    assert len(series) + len(data["recessions"]) <= MOST_ROWS
    assert series.index.is_monotonic_increasing
    assert series.index.is_unique
    for column, ratio in zip(series, overview.ratios.values(), strict=True):
        line = series[column].dropna()
        assert line.iloc[0] == 0
        for date in (line.index[len(line) // 2], line.index[-1]):
            growth = ratio[date] / ratio[line.index[0]]
            assert 2.718281828459045 ** (line[date] / 100) == pytest.approx(growth)
    assert series.index[-1] == overview.panel.daily.index[-1]
    assert (data["recessions"]["peak"] >= series.index[0]).all()


def test_the_window_is_in_the_address(open_app):
    app = open_app(PAGE, overview_window="1 year")
    series = charts(app)["Relative performance of small caps"][1]["series"]
    assert len(series) == len(relative_lines(shipped_overview(), "1 year")["series"])
    assert any("over 1 year" in element.value for element in app.subheader)


@pytest.mark.parametrize("window", ["1 year", "5 years"])
def test_the_title_of_the_lines_says_what_the_table_of_spans_says(open_app, window):
    (title,) = (
        s.value for s in open_app(PAGE, overview_window=window).subheader if window in s.value
    )
    for spans in shipped_overview().performance.values():
        (change,) = (signed(each.log_pp) for each in spans if each.span == window)
        assert plain(unbroken(f"{change} pp against the")) in title


def test_every_claim_is_shown_with_both_verdicts(app):
    texts = [element.value for element in app.markdown]
    for claim in note_claims():
        assert any(plain(claim.text) in text and plain(claim.computation) in text for text in texts)
        for finding in (claim.then, claim.now):
            assert any(plain(finding.figure) in text and finding.verdict in text for text in texts)


def test_the_tables(app):
    tables = [element.value for element in app.dataframe]
    performance = next(table for table in tables if "Span" in table)
    assert list(performance["Span"])[0] == "1 day"
    assert list(performance["Span"])[-1] == "5 years"
    streaks = next(table for table in tables if "Rank" in table)
    assert list(streaks["Days"]) == [16, 14, 13, 12, 12, 11, 10, 10, 9, 9, 9, 9, 9]
    assert list(streaks["Rank"]) == [1, 2, 3, 4, 4, 6, 7, 7, 9, 9, 9, 9, 9]
    drivers = next(table for table in tables if "Driver" in table)
    assert list(drivers["Now"])[0] == "4.00"
    assert len(drivers) == len(shipped_overview().readings)
    freshness = next(table for table in tables if "age_days" in table and "label" in table)
    assert len(freshness) == len(shipped_overview().panel.catalog)
