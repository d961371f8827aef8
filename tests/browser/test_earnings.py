"""The Earnings page in a real browser: an own series by file, the assumption by keyboard."""

import zipfile

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from benchmarks.websocket_session import Session
from tests.waiting import finished

ASSUMED = "Small-cap EPS growth, assumption"
ESTIMATED = "Earnings path of small-cap EPS growth, loaded series"
SENSITIVITY = "small_eps_sensitivity"


def write_series(path, first="1990Q1"):
    quarters = pd.period_range(first, "2026Q1", freq="Q", name="date")
    steps = np.random.default_rng(1).normal(0.01, 0.04, (len(quarters), 2))
    levels = np.round(30 * np.exp(np.cumsum(steps, axis=0)), 4)
    pd.DataFrame(levels, quarters, ["small", "large"]).to_csv(path)
    return path


def open_upload(app):
    app.page.get_by_text("Load a series of small-cap earnings").click()
    return app.page.get_by_test_id("stMain").locator("input[type=file]")


def test_the_assumption_follows_the_keyboard_and_the_address(server, open_page):
    app = open_page(server, f"/earnings?labour_peak_rise_pp=2&{SENSITIVITY}=1.2")
    last = "rows.filter(row => row.scenario !== undefined).at(-1).scenario"
    rows = app.wait_for_rows(ASSUMED)
    before = [row["scenario"] for row in rows if "scenario" in row][-1]
    app.slider(SENSITIVITY).focus()
    app.page.keyboard.press("ArrowRight")
    app.wait_for_rows(ASSUMED, f"Math.abs({last} - 1.25 / 1.2 * given) < 1e-6", given=before)
    app.page.wait_for_function(f"location.search.includes('{SENSITIVITY}=1.25')")
    app.page.reload(wait_until="commit")
    app.wait_idle()
    expect(app.slider(SENSITIVITY)).to_have_value("1.25")
    app.slider(SENSITIVITY).focus()
    for _ in range(6):  # faster than they are answered: none is lost
        app.page.keyboard.press("ArrowLeft")
    expect(app.slider(SENSITIVITY)).to_have_value("0.95")
    app.page.wait_for_function(f"location.search.includes('{SENSITIVITY}=0.95')")
    app.wait_idle()
    expect(app.slider(SENSITIVITY)).to_have_value("0.95")


def test_a_loaded_series_replaces_the_assumption_until_removed(server, open_page, tmp_path):
    app = open_page(server, "/earnings?labour_peak_rise_pp=1")
    expect(app.slider(SENSITIVITY)).to_have_count(1)
    open_upload(app).set_input_files(write_series(tmp_path / "mine.csv"))
    app.wait_for_rows(ESTIMATED)
    app.wait_idle()
    expect(app.slider(SENSITIVITY)).to_have_count(0)
    expect(app.errors()).to_have_count(0)
    assert "mine" not in app.address()
    app.menu().get_by_text("Method").click()
    app.wait_idle()
    app.menu().get_by_text("Earnings").click()
    app.wait_for_rows(ESTIMATED)  # it stays for the session
    app.wait_idle()
    app.page.get_by_role("button", name="Remove the series").click()
    expect(app.slider(SENSITIVITY)).to_have_count(1)
    expect(app.chart(ESTIMATED)).to_have_count(0)


def test_another_reader_sees_nothing_of_it(server, open_page, tmp_path):
    mine = open_page(server, "/earnings")
    open_upload(mine).set_input_files(write_series(tmp_path / "mine.csv"))
    mine.wait_for_rows(ESTIMATED)
    other = open_page(server, "/earnings")
    expect(other.slider(SENSITIVITY)).to_have_count(1)
    expect(other.chart(ESTIMATED)).to_have_count(0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"date,small,large\n2020Q1,many,1\n", "Row 2 of small is 'many'"),
        (b"PK\x03\x04 but no workbook", "is no workbook that can be read"),
        (b"date,small,large\n" + b"2020Q1,1,2\n" * 60_000, "has about 60,001 lines; at most 2,000"),
    ],
)
def test_a_broken_file_is_one_sentence_on_screen(server, open_page, content, said):
    app = open_page(server, "/earnings")
    broken = {"name": "broken.csv", "mimeType": "text/csv", "buffer": content}
    open_upload(app).set_input_files([broken])
    expect(app.errors()).to_have_count(1)
    expect(app.errors().first).to_contain_text(said)
    expect(app.slider(SENSITIVITY)).to_have_count(1)


def test_years_become_cycles(server, open_page):
    app = open_page(server, "/earnings")
    chart = "What drove price of the S&P 500"
    assert len(app.wait_for_rows(chart, mark="rect")) == 74
    app.page.get_by_role("radio", name="By cycle").click()
    app.wait_for_rows(chart, "rows.length === 18", mark="rect")
    app.page.wait_for_function("location.search.includes('drivers_large=By+cycle')")


def test_the_history_after_an_upload_holds_the_series(server, open_page, tmp_path):
    mine = write_series(tmp_path / "mine.csv")
    app = open_page(server, "/earnings")
    open_upload(app).set_input_files(mine)
    app.wait_for_rows(ESTIMATED)
    app.wait_idle()  # the downloads stand below the chart and are drawn after it
    app.page.evaluate("delete window.showSaveFilePicker")
    with app.page.expect_download() as download:
        app.widget("download_earnings_history-zip").get_by_role("button").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        got = pd.read_csv(archive.open("loaded_series.csv"))
    wanted = pd.read_csv(mine)
    assert list(got["quarter"]) == list(wanted["date"])
    np.testing.assert_array_equal(got[["small", "large"]], wanted[["small", "large"]])


CHANGES, STAYS = "Tail risk", "What a price change is made of"


def test_a_move_draws_the_half_that_levers_change_and_no_more(server):
    async def moves():
        async with Session(server.url, "earnings", "labour_peak_rise_pp=1") as page:
            whole = page.said
            await page.move("labour_peak_rise_pp", 1.5)
            moved = page.said
            await page.move(SENSITIVITY, 1.2)  # charts come: the menu that saves them has to know
            return whole, moved, page.said, page.problems

    whole, moved, more, problems = finished(moves())
    assert [CHANGES in said for said in (whole, moved, more)] == [True, True, True]
    assert [STAYS in said for said in (whole, moved, more)] == [True, False, True]
    assert not problems
