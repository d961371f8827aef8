"""The Overview on the messages that reach the browser."""

import json
from io import BytesIO

import pyarrow as pa
import pytest

from models.common.text import signed
from models.overview.overview import note_claims, shipped_overview
from pages.parts.draw import plain, unbroken
from pages.views.overview_frames import WINDOWS, relative_lines
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
    assert open_app().title[0].value == "Where small caps stand"


def test_it_opens_without_a_complaint(app):
    assert not app.exception
    assert not app.error
    assert not app.warning


def test_the_headline_states_the_year_and_the_streak(app):
    texts = [element.value for element in app.markdown]
    year = shipped_overview().years["sp500"].iloc[-1]
    headline = next(text for text in texts if text.startswith("To 14 Sep 2026"))
    assert plain(f"{year:+.1f} pp against the S&P 500 this year") in headline
    assert "after 5 losing years" in headline


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
    data, overview = relative_lines(window), shipped_overview()
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
    assert len(series) == len(relative_lines("1 year")["series"])
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
