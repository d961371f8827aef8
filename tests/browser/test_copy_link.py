"""The address to copy is whole, under a base path too, and opens what it was copied from."""

from playwright.sync_api import expect

from tests.browser.server import Server

LEVERS = "labour_peak_rise_pp=1.5&name=Mine&horizon_months=24"


def copies_and_opens(server, open_page):
    app = open_page(server, f"/scenario?{LEVERS}")
    app.page.get_by_role("button", name="Copy link").click()
    address = app.page.get_by_test_id("stCode").inner_text().strip()
    assert address.startswith(f"{server.url}/scenario?")
    assert "labour_peak_rise_pp=1.5" in address
    again = open_page(server, address.removeprefix(server.url))
    expect(again.page.get_by_role("heading", name="Mine")).to_be_visible()
    expect(again.slider("labour_peak_rise_pp")).to_have_value("1.5")
    expect(again.slider("horizon_months")).to_have_value("24")
    for opened in (app, again):  # before their server goes
        opened.page.context.close()


def test_a_copied_link_restores_the_scenario(server, open_page):
    copies_and_opens(server, open_page)


def test_under_a_base_path_too(browser, open_page, tmp_path):
    base = "small/caps"
    server = Server(tmp_path / "server.log", environment={"STREAMLIT_SERVER_BASE_URL_PATH": base})
    server.url += f"/{base}"
    with server:
        copies_and_opens(server, open_page)
