"""The number of a slider can be typed beside it: the slider takes it as if it had been moved there."""

import pytest
from playwright.sync_api import expect

from models.outcome.world import shipped_world
from models.scenario.extremes import extreme_of
from tests.browser.test_thumb import FAN, wait_for_answer

KEY = "labour_peak_rise_pp"


def field(app, key=KEY):
    """Return the field beside a slider."""
    return app.widget(f"exact_{key}").get_by_role("spinbutton")


def test_what_is_typed_moves_the_slider(server, open_page):
    app = open_page(server, f"/scenario?{KEY}=1.5")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    expect(field(app)).to_have_value("1.5")
    minus = "\N{MINUS SIGN}"
    for typed, taken, shown, said in (
        ("99", "6", "6.0", f"Allowed is {minus}2 to 6; using 6."),
        ("2.34", "2.3", "2.3", ""),
        ("-99", "-2", "-2.0", f"Allowed is {minus}2 to 6; using {minus}2."),
    ):
        field(app).fill(typed)
        field(app).press("Enter")
        assert field(app).evaluate("field => field.validationMessage") == said
        expect(app.slider(KEY)).to_have_value(taken)
        expect(field(app)).to_have_value(shown)
        wait_for_answer(app, f"{KEY}={taken}")


def test_the_field_says_what_the_slider_says(server, open_page):
    app = open_page(server, f"/scenario?{KEY}=1.5&fed_direction=hold")
    expect(field(app, "fed_moves")).to_be_disabled()
    app.slider(KEY).press("ArrowRight")
    expect(field(app)).to_have_value("1.6")
    field(app).fill("")  # left empty, and the number of before typed again: no move
    field(app).press("Tab")
    expect(field(app)).to_have_value("1.6")
    field(app).fill("1.60")
    field(app).press("Enter")
    expect(field(app)).to_have_value("1.6")
    app.wait_idle()
    assert f"{KEY}=1.6" in app.address()
    field(app).press("ArrowUp")  # a step, as of the slider
    field(app).press("ArrowUp")
    expect(app.slider(KEY)).to_have_value("1.8")
    app.page.wait_for_function(f"location.search.includes('{KEY}=1.8')")
    expect(app.errors()).to_have_count(0)


def test_what_is_being_typed_stays_when_the_page_draws_the_slider_again(server, open_page):
    app = open_page(server, f"/scenario?{KEY}=1.5")
    expect(field(app)).to_have_value("1.5")
    field(app).fill("2.5")
    drawn_again = (
        "input => input.setAttribute('aria-valuetext', input.getAttribute('aria-valuetext'))"
    )
    app.slider(KEY).evaluate(drawn_again)
    expect(field(app)).to_have_value("2.5")
    field(app).press("Enter")
    app.page.wait_for_function(f"location.search.includes('{KEY}=2.5')")
    field(app).press_sequentially("1")
    field(app).press("Backspace")
    field(app).press("Tab")  # taken back: the field follows the slider again
    app.slider(KEY).press("ArrowRight")
    expect(field(app)).to_have_value("2.6")


def test_a_number_is_read_as_it_was_written(server, open_page):
    app = open_page(server, f"/scenario?{KEY}=1.5")
    expect(field(app)).to_have_value("1.5")
    app.page.evaluate("document.body.append(document.createElement('textarea'))")
    clipboard = app.page.locator("body > textarea")

    def paste(text):
        clipboard.fill(text)
        clipboard.press("Control+a")
        clipboard.press("Control+c")
        field(app).press("Control+a")
        field(app).press("Control+v")

    for copied, taken in (("2,5", "2.5"), ("\N{MINUS SIGN}1", "-1.0"), (" 3.5\n", "3.5")):
        paste(copied)
        field(app).press("Enter")
        expect(field(app)).to_have_value(taken)
        expect(app.slider(KEY)).to_have_value(f"{float(taken):g}")
    for no_number in ("1\n2", "1.234,5", "3 pp", "1e1", "soon"):
        paste(no_number)
        expect(field(app)).to_have_value("3.5")  # nothing of it
    field(app).press("Control+a")
    field(app).press_sequentially("2,25")
    field(app).press("Enter")
    expect(app.slider(KEY)).to_have_value("2.3")
    wait_for_answer(app, f"{KEY}=2.3")


def test_a_setting_and_a_lever_of_the_sidebar_can_be_typed(server, open_page):
    app = open_page(server, "/stress?fiscal_size_pct_gdp=1")
    field(app, "fiscal_size_pct_gdp").fill("2.5")
    field(app, "fiscal_size_pct_gdp").press("Enter")
    app.page.wait_for_function("location.search.includes('fiscal_size_pct_gdp=2.5')")
    app.menu().get_by_text("Scenario", exact=True).click()
    expect(field(app, "fiscal_size_pct_gdp")).to_have_value("2.5")
    app.page.get_by_role("tab", name="Fiscal").click()
    field(app, "fiscal_fade_months").fill("7")
    field(app, "fiscal_fade_months").press("Enter")
    app.page.wait_for_function("location.search.includes('fiscal_fade_months=7')")
    expect(app.errors()).to_have_count(0)


def test_the_most_on_record_is_marked_where_the_thumb_would_stand(server, open_page):
    setting = shipped_world().setting
    fields = {"months_to_peak": 9, "direction": "cut", "size_pp": 0.5, "every": 1}
    records = {lever: extreme_of(lever, fields, setting) for lever in ("fed", "fiscal", "labour")}
    at = "&".join(f"{name}_{one.field}={one.value:.1f}" for name, one in records.items())
    app = open_page(server, f"/scenario?fed_direction=cut&fed_size_pp=50+bp&{at}")
    for lever, record in records.items():
        key = f"{lever}_{record.field}"
        expect(app.slider(key)).to_be_enabled()
        track = app.widget(key).locator("[role=group] > div")
        tick = track.evaluate("track => parseFloat(getComputedStyle(track, '::after').left)")
        thumb = app.slider(key).evaluate("input => input.closest('[style*=left]').offsetLeft")
        assert tick == pytest.approx(thumb, abs=1), lever
        middle = (
            "track => parseFloat(getComputedStyle(track, '::after').top) + 6"
            " - track.offsetHeight / 2"
        )
        assert track.evaluate(middle) == pytest.approx(0, abs=1), lever
