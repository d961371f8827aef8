"""A name that a browser would draw as signs, icons or formulas is drawn as it was typed."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.pages.test_names import JOINER, NAMES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_drawn_as_typed(server, open_page, name):
    app = open_page(server, f"/scenario?{urlencode({'name': name})}")
    title = app.page.get_by_role("heading", level=1)
    expect(title).to_contain_text("Zq1")
    assert title.inner_text().replace(JOINER, "") == name
    assert title.locator("a, img, .katex, [data-testid=stIconMaterial]").count() == 0
