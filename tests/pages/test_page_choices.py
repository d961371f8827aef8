"""What a link asks of a single page's controls: taken, or named in a sentence."""

import pytest

from pages.parts.levers import PAGE_KEYS

REFUSED = [
    ("stress", {"stress_lever": "banana"}, "stress_lever was 'banana'; allowed are Fed,"),
    ("stress", {"stress_months": "7"}, "stress_months was '7'; allowed are 3, 6, 12"),
    ("stress", {"stress_side": "sideways"}, "allowed are the effect, the outcome itself"),
    ("stress", {"stress_show": ""}, "stress_show was ''; allowed are"),
    ("data", {"series": "<script>"}, "in its list; using"),
    ("compare", {"compare_odds": "1 in 3"}, "compare_odds was '1 in 3'; allowed are"),
    ("compare", {"compare_weight_A": "nan"}, "compare_weight_A was 'nan'; allowed is a number"),
    ("compare", {"compare_weight_B": "500"}, "using 50."),
    ("earnings", {"small_eps_sensitivity": "9"}, "using 1."),
    ("overview", {"overview_window": "9 years"}, "overview_window was '9 years'; allowed are"),
    ("scenario", {"view": "x" * 5000}, "xxx...'; allowed are"),
]
TAKEN = [
    ("stress", {"stress_lever": "Fed", "stress_months": "12", "stress_x": "Labour market"}),
    ("compare", {"compare_weight_A": "50.0", "compare_odds": "As written"}),
    ("earnings", {"small_eps_sensitivity": "0.8"}),
    ("overview", {"stress_lever": "banana"}),  # of another page: kept for it, not judged here
]


def told(app):
    said = [text.value.replace("\\", "") for text in app.info]
    return [text for text in said if "in the link could be used" in text]


@pytest.mark.parametrize(("page", "link", "words"), REFUSED)
def test_what_a_control_cannot_show_is_named(open_app, page, link, words):
    app = open_app(f"pages/{page}.py", **link)
    assert not app.exception
    (said,) = told(app)
    assert words in said
    assert len(said) < 400


@pytest.mark.parametrize(("page", "link"), TAKEN)
def test_what_a_control_shows_is_no_fault(open_app, page, link):
    assert link.keys() <= PAGE_KEYS
    assert not told(open_app(f"pages/{page}.py", **link))
