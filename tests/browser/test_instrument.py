"""The Scenario page as an instrument: in view without scrolling, and redrawn where a lever changes it."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

FAN = "Cumulative relative return with bands"
SIZES = {"wide": (1440, 900), "laptop": (1280, 720), "phone": (390, 844)}
# Everything of a page that a run has drawn anew is a new node or has new text: what stays keeps a mark.
MARK = (
    "document.querySelectorAll('[data-testid=stMain] h2').forEach(e => { e.dataset.seen = '1'; })"
)
SHARE_IN_VIEW = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const seen = Math.min(box.bottom, window.innerHeight) - Math.max(box.top, 0);
  const across = Math.min(box.right, window.innerWidth) - Math.max(box.left, 0);
  return Math.max(seen, 0) * Math.max(across, 0) / (box.width * box.height);
}"""
LAST_MEAN = "rows.filter(row => row.mean !== undefined).at(-1).mean"


def last_mean(app) -> float:
    return app.page.evaluate(f"rows => {LAST_MEAN}", app.rows(FAN))


def press(app, key: str, arrow: str = "ArrowRight") -> None:
    app.slider(key).focus()
    app.page.keyboard.press(arrow)


def parameters(app) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(app.address()).query))


@pytest.mark.parametrize("size", SIZES)
def test_levers_and_the_watched_chart_are_in_view_together(server, open_page, size):
    width, height = SIZES[size]
    app = open_page(server, "/scenario", phone=size == "phone")
    app.page.set_viewport_size({"width": width, "height": height})
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    app.wait_idle()
    chart = f"[data-testid=stVegaLiteChart][aria-label='{FAN}']"
    assert app.page.evaluate(SHARE_IN_VIEW, chart) == 1
    levers = ["fed_direction", "fed_moves", "exact_fed_moves", "fed_first_meeting", "fed_why"]
    levers += ["fiscal_size_pct_gdp", "exact_fiscal_size_pct_gdp", "fiscal_start_month"]
    levers += ["labour_peak_rise_pp", "exact_labour_peak_rise_pp", "labour_months_to_peak"]
    if size != "phone":
        levers += ["horizon_months"]
    for key in levers:
        assert app.page.evaluate(SHARE_IN_VIEW, f".st-key-{key}") == 1, key


def test_a_lever_redraws_what_follows_from_it_and_nothing_else(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=1.5")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    before = last_mean(app)
    runs = app.page.evaluate(
        """() => {
          window.runs = [];
          new MutationObserver(() => window.runs.push(
            document.querySelector('[data-testid=stApp]').dataset.testScriptState
          )).observe(document.querySelector('[data-testid=stApp]'), {attributes: true});
          return window.runs.length;
        }"""
    )
    assert runs == 0
    app.page.evaluate(MARK)
    press(app, "labour_peak_rise_pp")
    app.wait_for_rows(FAN, f"Math.abs({LAST_MEAN} - given) > 0.001", given=before)
    app.wait_idle()
    assert app.address() == "/scenario?labour_peak_rise_pp=1.6"
    expect(app.page.locator("h2[data-seen]")).not_to_have_count(0)


def test_quick_presses_on_horizon_and_lever_all_count(server, open_page):
    """Each is sent before the browser has heard what the one before has changed on the page."""
    app = open_page(server, "/scenario?labour_peak_rise_pp=1.5&horizon_months=12")
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    app.slider("horizon_months").focus()
    app.page.keyboard.press("ArrowRight")
    app.page.keyboard.press("ArrowRight")
    press(app, "labour_peak_rise_pp")
    app.page.wait_for_function("location.search.includes('labour_peak_rise_pp=1.6')")
    app.page.wait_for_function("location.search.includes('horizon_months=14')")
    app.wait_idle()
    assert parameters(app) == {"labour_peak_rise_pp": "1.6", "horizon_months": "14"}
    app.page.get_by_role("button", name="6", exact=True).click()
    expect(app.slider("horizon_months")).to_have_value("6")


def test_a_setting_that_a_lever_switches_on_is_switched_on(server, open_page):
    """Settings stand outside of what a lever redraws: the whole page has to follow."""
    app = open_page(server, "/scenario?labour_peak_rise_pp=1&fed_direction=hold")
    app.page.get_by_role("tab", name="Fiscal").click()
    expect(app.slider("fiscal_ramp_months")).to_be_disabled()
    press(app, "fiscal_size_pct_gdp")
    expect(app.slider("fiscal_ramp_months")).to_be_enabled()
    app.wait_idle()
    press(app, "fiscal_size_pct_gdp", "ArrowLeft")
    expect(app.slider("fiscal_ramp_months")).to_be_disabled()
    app.wait_idle()
    assert parameters(app) == {"labour_peak_rise_pp": "1", "fed_direction": "hold"}
    expect(app.errors()).to_have_count(0)


def test_the_way_back_to_a_preset_comes_and_goes_with_a_lever(server, open_page):
    """It is at times not there: a place that a whole run has left empty still takes it."""
    app = open_page(server, "/scenario")
    back = app.page.get_by_role("button", name="Changed: back to it")
    expect(back).to_have_count(0)
    press(app, "labour_peak_rise_pp")
    expect(back).to_be_visible()
    back.click()
    expect(back).to_have_count(0)
    expect(app.slider("labour_peak_rise_pp")).to_have_value("1")
    expect(app.errors()).to_have_count(0)


def test_an_empty_address_opens_on_a_scenario_and_back_leaves_it(server, open_page):
    app = open_page(server, "/method")
    app.menu().get_by_text("Scenario").click()
    expect(app.page.get_by_role("heading", name="Mild slowdown", exact=True)).to_be_visible()
    app.wait_idle()
    whole = parameters(app)
    assert whole["labour_peak_rise_pp"] == "1"
    press(app, "labour_peak_rise_pp")
    app.page.wait_for_function("location.search.includes('labour_peak_rise_pp=1.1')")
    moved = whole | {"labour_peak_rise_pp": "1.1"}
    assert parameters(app) == moved  # whole, whatever is moved first
    for _ in range(2):  # once more where the address without a scenario has an entry of its own
        if app.address().startswith("/scenario"):
            app.page.go_back()
            app.wait_idle()
    expect(app.page.get_by_role("heading", name="How the numbers are made")).to_be_visible()
    app.page.go_forward()
    expect(app.slider("labour_peak_rise_pp")).to_have_value("1.1")
    app.wait_idle()
    assert parameters(app) == moved
    app.page.reload(wait_until="commit")
    expect(app.slider("labour_peak_rise_pp")).to_have_value("1.1")
    expect(app.errors()).to_have_count(0)


def test_a_key_just_before_back_leaves_no_blank_page(server, open_page):
    app = open_page(server, "/method")
    app.menu().get_by_text("Scenario").click()
    app.wait_for_rows(FAN, "rows.some(row => row.mean)")
    app.wait_idle()
    app.slider("labour_peak_rise_pp").focus()
    app.page.evaluate("() => { setTimeout(() => history.back(), 50); }")
    for _ in range(6):
        app.page.keyboard.press("ArrowRight")
    app.page.wait_for_function("location.pathname === '/method'")
    app.page.wait_for_timeout(1500)  # a blank page would follow the right one
    expect(app.page.get_by_role("heading", name="How the numbers are made")).to_be_visible()
    expect(app.errors()).to_have_count(0)


def test_back_undoes_the_loading_of_a_scenario(server, open_page):
    app = open_page(server, "/scenario?labour_peak_rise_pp=2.5&name=Mine")
    app.widget("preset").get_by_role("combobox").click()
    app.page.get_by_role("option", name="Hikes (newest data)").click()
    expect(app.page.get_by_role("heading", name="Hikes", exact=True)).to_be_visible()
    app.page.wait_for_function("location.search.includes('fed_direction=hike')")
    app.wait_idle()
    app.page.go_back()
    expect(app.page.get_by_role("heading", name="Mine", exact=True)).to_be_visible()
    expect(app.slider("labour_peak_rise_pp")).to_have_value("2.5")
