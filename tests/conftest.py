"""What every test may use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Run the app without a browser: ``open_app("pages/method.py", labour_peak="2.5")``.

    A page given here is opened before anything else has run, as by a cold deep link.
    """

    def open_at(page: str | None = None, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page:
            app.switch_page(page)
        return app.run()

    return open_at
