"""A reader's own names stand on every page as they were typed."""

import pytest

from models.scenario.part import MAX_NAME
from pages.parts.draw import plain
from pages.parts.frame import SCREENS

JOINER = "\N{WORD JOINER}"
NAMES = (
    "Zq1 :material/delete: a -> b -- c <-> d >= e ~= f <- g <= h",
    "Zq1 $x^2$ :red[hot] :+1: :smile: :streamlit: <b>bold</b>",
    "Zq1 `code` **strong** [link](http://x.example) www.x.example # 1. | a \\* b",
)


def bodies(app):
    """Every text of the page that the browser reads as Markdown, by kind of element."""
    for kind in ("title", "header", "subheader", "caption", "markdown", "info", "warning", "error"):
        yield from ((kind, element.value) for element in getattr(app, kind))
    yield from (("success", element.value) for element in app.success)
    yield from (("expander", element.label) for element in app.expander)
    for element in app.metric:
        yield from (("metric", text) for text in (element.label, element.value, element.proto.help))
    for kind in ("button", "checkbox", "slider", "selectbox"):
        yield from (
            (kind, text)
            for element in getattr(app, kind)
            for text in (element.label, element.proto.help)
        )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title)
def test_the_name_of_a_scenario(open_app, screen, name):
    assert len(name) <= MAX_NAME
    app = open_app(screen.file, name=name, labour_peak_rise_pp="1")
    assert not app.exception
    said = [(kind, text) for kind, text in bodies(app) if "Zq1" in text]
    assert said or screen.title not in ("Scenario", "Earnings")  # the two that name it
    for kind, text in said:
        assert plain(name) in text, kind


@pytest.mark.parametrize(
    "sign", ["->", "<-", "<->", "--", ">=", "<=", "~=", ":smile:", ":+1:", ":material/delete:"]
)
def test_what_becomes_a_sign_in_spite_of_a_backslash_is_interrupted(sign):
    drawn = plain(f"a {sign} b")
    assert JOINER in drawn
    assert drawn.replace("\\", "").replace(JOINER, "") == f"a {sign} b"


def test_times_and_clauses_are_not(open_app):
    assert JOINER not in plain("Fed: 2 cuts to 3.5%; 12:30 - 1 < 2, a - b, 10:15 UTC")
