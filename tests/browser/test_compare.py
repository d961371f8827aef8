"""Compare in a browser: a cold link brings all four scenarios, and the address keeps what is changed."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import expect

from models.comparison.comparison_link import ComparisonRequest, link_values
from models.equations.outcomes import OUTCOMES, RETURN

CHART = f"Scenarios compared: {OUTCOMES[RETURN].label}"
FOUR = ComparisonRequest(
    ("hikes", "mild-slowdown", "name=One+%26+more&fed_direction=hold", "fiscal-drag"),
    horizon_months=9,
    reference=1,
)


def in_address(app) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(app.address()).query))


def test_a_cold_link_brings_four_scenarios_and_the_address_follows_a_change(
    fresh_server, open_page
):
    values = link_values(FOUR)
    app = open_page(fresh_server, f"/compare?{urlencode(values)}")
    rows = app.wait_for_rows(CHART, "new Set(rows.map(row => row.scenario)).size === 4")
    assert {row["scenario"] for row in rows} == {
        "Mild slowdown",
        "Hikes",
        "One & more",
        "Fiscal drag",
    }
    assert in_address(app) == values
    assert app.history_length() == 2
    app.page.get_by_role("button", name="Remove").last.click()
    app.wait_for_rows(CHART, "new Set(rows.map(row => row.scenario)).size === 3")
    app.wait_idle()
    assert in_address(app) == {key: v for key, v in values.items() if key != "scenario_4"}
    expect(app.errors()).to_have_count(0)
