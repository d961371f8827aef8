"""The Scenario page in a real browser: keys move charts, buttons give the shell's bytes."""

import re
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

FAN = "Cumulative relative return with bands"
LEVERS = "labour_peak_rise_pp=1.5&fed_direction=cut"


def test_a_slider_by_keyboard_moves_the_chart_s_data(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=1.5")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    last = "rows.filter(row => row.mean !== undefined).at(-1).mean"
    before = app.page.evaluate(
        "rows => rows.filter(row => row.mean !== undefined).at(-1).mean", app.rows(FAN)
    )
    app.slider("labour_peak_rise_pp").focus()
    for _ in range(5):
        app.page.keyboard.press("ArrowRight")
    app.wait_for_rows(FAN, f"Math.abs({last} - given) > 0.001", given=before)
    app.page.wait_for_function("location.search.includes('labour_peak_rise_pp=2')")
    expect(app.slider("labour_peak_rise_pp")).to_have_value("2")


def test_a_download_is_what_the_command_line_writes(server, open_page, tmp_path):
    app = open_page(server, f"/scenario?{LEVERS}&name=Mine")
    app.page.evaluate("delete window.showSaveFilePicker")
    got = {}
    for name in ("scenario_table.csv", "contributions.csv", "scenario.json", "metadata.json"):
        with app.page.expect_download() as download:
            app.widget(f"download_{name.replace('.', '-')}").get_by_role("button").click()
        assert re.fullmatch(f"mine_20[0-9-]{{8}}_{name}", download.value.suggested_filename)
        got[name] = download.value.path().read_bytes()
    mine = tmp_path / "mine.json"
    mine.write_bytes(got["scenario.json"])
    command = [sys.executable, "-m", "models", "run", "--scenario", mine, "--out", tmp_path / "out"]
    subprocess.run(command, check=True, capture_output=True)
    for name, content in got.items():
        assert (tmp_path / "out" / name).read_bytes() == content


def test_a_preset_sets_levers_address_and_title(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=1")
    app.widget("preset").get_by_role("combobox").click()
    app.page.get_by_role("option", name="Hikes (newest data)").click()
    expect(app.page.get_by_role("heading", name="Hikes", exact=True)).to_be_visible()
    app.page.wait_for_function("location.search.includes('fed_direction=hike')")
    app.page.reload(wait_until="commit")
    app.wait_idle()
    expect(app.page.get_by_role("heading", name="Hikes")).to_be_visible()


def test_wrong_values_in_a_link_are_named(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=99&fed_moves=lots")
    note = app.page.get_by_test_id("stAlertContentInfo")
    expect(note).to_contain_text(
        "labour_peak_rise_pp was '99'; allowed is \N{MINUS SIGN}2 to 6; using 6."
    )
    expect(note).to_contain_text("fed_moves was 'lots'")
    expect(app.slider("labour_peak_rise_pp")).to_have_value("6")


@pytest.mark.parametrize("key", ["name", "fed_own_path"])
def test_what_a_link_says_draws_no_link_and_asks_nobody(server, open_page, key):
    text = "www.evil.example http://evil.example/login me@evil.example http&colon;//evil.example"
    app = open_page(server, f"/scenario?{urlencode({key: f'{text} ![]({text[17:39]})'})}")
    expect(app.page.get_by_test_id("stMain")).to_contain_text("evil.example")
    expect(app.page.locator("[href*='evil'], [src*='evil']")).to_have_count(0)
    assert app.external == []


def test_two_readers_do_not_share_levers(server, open_page):
    one = open_page(server, "/scenario?labour_peak_rise_pp=3&name=One")
    two = open_page(server, "/scenario?name=Two")
    one.slider("labour_peak_rise_pp").focus()
    one.page.keyboard.press("ArrowRight")
    one.page.wait_for_function("location.search.includes('labour_peak_rise_pp=3.1')")
    expect(two.slider("labour_peak_rise_pp")).to_have_value("0")
    expect(two.page.get_by_role("heading", name="Two")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_every_chart_is_drawn(server, open_page, dark, phone):
    app = open_page(server, f"/scenario?{LEVERS}", dark=dark, phone=phone)
    expect(app.charts()).to_have_count(6)
    app.page.get_by_text("What the rest of the economy does").click()
    expect(app.charts()).to_have_count(12)
    app.wait_idle()
    for chart in app.charts().all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg, canvas").first).to_be_visible()
    expect(app.errors()).to_have_count(0)
