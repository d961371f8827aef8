"""Stress in a browser: a cold link brings the question, a click on a cell sets both levers."""

from playwright.sync_api import expect

from models.equations.outcomes import OUTCOMES, RETURN

MAP = f"Map of two levers: {OUTCOMES[RETURN].label}"


def test_a_click_on_a_cell_sets_both_levers(fresh_server, open_page):
    app = open_page(
        fresh_server, "/stress?labour_peak_rise_pp=2&fed_direction=hike&stress_months=6"
    )
    app.wait_for_rows(MAP, mark="rect")
    (before,) = app.rows(MAP, mark="symbol")
    assert (before["x"], before["y"]) == (2, 3)
    cells = app.chart(MAP).locator("svg .mark-rect.role-mark path")
    wanted = app.page.evaluate(
        """label => {
          const chart = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
            .find(one => one.getAttribute('aria-label') === label);
          const paths = [...chart.querySelectorAll('svg .mark-rect.role-mark path')];
          return paths.findIndex(path => path.__data__.datum.x === 1 && path.__data__.datum.y === -2);
        }""",
        MAP,
    )
    cells.nth(wanted).click()
    app.wait_for_rows(MAP, "rows[0].x === 1 && rows[0].y === -2", mark="symbol")
    expect(app.slider("labour_peak_rise_pp")).to_have_value("1")
    app.wait_idle()
    expect(app.errors()).to_have_count(0)
    app.menu().filter(has_text="Scenario").click()
    app.wait_idle()
    assert "labour_peak_rise_pp=1" in app.address()
    assert "fed_direction=cut" in app.address()
    assert "fed_moves=2" in app.address()
