"""The road from a picture to the screen and to an export, on the messages themselves."""

import json
from io import BytesIO

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from pages.charts.pieces import (
    IDEAS,
    RECESSIONS,
    as_idea,
    idea_color,
    month_axis,
    recession_shading,
    value_axis,
    zero_line,
)
from pages.charts.spec import spec_of, standalone_spec
from pages.charts.theme import CONFIG
from pages.parts.draw import plain, unbroken
from tests.waiting import GENEROUS_SECONDS

MONTHS = pd.date_range("2020-01-01", periods=3, freq="MS")
DATASETS = {
    "path": pd.DataFrame({"month": MONTHS, "value": [1.0, float("nan"), -2.5]}),
    RECESSIONS: pd.DataFrame({"peak": MONTHS[:1], "trough": MONTHS[1:2]}),
}
built = []


@pytest.mark.parametrize("text", ["+1.2 pp by 2027", "4.1 %: high", "1 % of GDP"])
def test_a_number_and_its_unit_stay_together(text):
    number, unit, rest = text.split(" ")[0], text.split(" ")[1], text.split(" ")[2:]
    assert unbroken(text) == " ".join([f"{number}\u00a0{unit}", *rest])


def test_words_are_free_to_part():
    assert unbroken("in pp, 3 papers (2 %)") == "in pp, 3 papers (2\u00a0%)"


def picture(*, height: int) -> alt.LayerChart:
    """Draw a line with everything that charts share."""
    built.append(height)
    color = idea_color("history")
    line = as_idea(alt.Chart(alt.NamedData("path")).mark_line(), "history").encode(
        month_axis(), value_axis("value", "Value (pp)"), color
    )
    return alt.layer(recession_shading(color), zero_line(color), line).properties(height=height)


def drawn_twice() -> None:
    import streamlit as st

    from pages.parts.draw import draw
    from tests.pages import test_draw

    st.button("again")
    draw(
        test_draw.picture,
        test_draw.DATASETS,
        key="line",
        title="Up *and* down",
        source="Bureau [x](http://example.invalid)",
        alt="A line",
        height=222,
    )


def chart_of(app: AppTest):
    (chart,) = app.get("vega_lite_chart")
    return chart.proto


def test_only_data_travel_and_they_arrive_unchanged():
    proto = chart_of(AppTest.from_function(drawn_twice, default_timeout=GENEROUS_SECONDS).run())
    spec = json.loads(proto.spec)
    assert "datasets" not in spec
    assert spec["config"] == CONFIG
    assert proto.alt == "A line"
    assert proto.theme == "streamlit"
    arrived = {
        dataset.name: pa.ipc.open_stream(BytesIO(dataset.data.data)).read_pandas()
        for dataset in proto.datasets
    }
    assert set(arrived) == set(DATASETS)
    for name, frame in DATASETS.items():
        assert_frame_equal(arrived[name], frame)


def test_a_rerun_builds_no_second_spec():
    app = AppTest.from_function(drawn_twice, default_timeout=GENEROUS_SECONDS).run()
    first = chart_of(app).spec
    before = len(built)
    app.button[0].click().run()
    assert chart_of(app).spec == first
    assert len(built) == before


def test_title_and_source_are_text_that_cannot_link_or_embed():
    app = AppTest.from_function(drawn_twice, default_timeout=GENEROUS_SECONDS).run()
    assert app.subheader[0].value == r"Up \*and\* down"
    assert app.caption[0].value == "Bureau \\[x\\]\\(http\\:/\N{WORD JOINER}/example.invalid\\)"


@pytest.mark.parametrize("mark", list(r"\`*_{}[]()#+-!$~<>|:&"))
def test_every_mark_of_markdown_is_escaped(mark):
    assert plain(f"a{mark}b") == f"a\\{mark}b"


@pytest.mark.parametrize(
    ("address", "kept_apart"),
    [
        ("http://x.example", "http\\:/\N{WORD JOINER}/x.example"),
        ("ftp://a://b", "ftp\\:/\N{WORD JOINER}/a\\:/\N{WORD JOINER}/b"),
        ("www.x.example", "www\N{WORD JOINER}.x.example"),
        ("WwW.x.example", "WwW\N{WORD JOINER}.x.example"),
        ("me@x.example", "me\N{WORD JOINER}@x.example"),
        ("http&colon;//x", "http\\&colon;//x"),
    ],
)
def test_an_address_cannot_become_a_link(address, kept_apart):
    assert plain(address) == kept_apart


def test_text_without_marks_and_addresses_stays_as_it_is():
    assert plain("3 cuts, 1/2 of www; 28 Oct 2026") == "3 cuts, 1/2 of www; 28 Oct 2026"


def test_options_make_another_spec():
    assert spec_of(picture, DATASETS, height=100)["height"] == 100
    assert spec_of(picture, DATASETS, height=200)["height"] == 200


@pytest.mark.parametrize("names", [["path"], ["path", RECESSIONS, "extra"]])
def test_data_that_do_not_fit_the_picture_are_refused_in_a_sentence(names):
    given = dict.fromkeys(names, DATASETS["path"])
    with pytest.raises(ValueError, match=r"picture reads the datasets \['path', 'recessions'\]"):
        spec_of(picture, given, height=100)


def test_every_layer_has_the_one_scale_of_ideas():
    layers = spec_of(picture, DATASETS, height=100)["layer"]
    scales = [
        channel["scale"]["domain"]
        for layer in layers
        for name, channel in layer["encoding"].items()
        if name == "color"
    ]
    assert scales == [list(IDEAS)] * len(layers)


def test_a_standalone_spec_carries_data_title_and_source():
    spec = standalone_spec(picture, DATASETS, title="Up", source="Bureau", height=100)
    assert spec["title"] == {"text": "Up", "subtitle": "Bureau", "anchor": "start"}
    assert spec["datasets"]["path"] == [
        {"month": "2020-01-01T00:00:00.000", "value": 1.0},
        {"month": "2020-02-01T00:00:00.000", "value": None},
        {"month": "2020-03-01T00:00:00.000", "value": -2.5},
    ]
    assert alt.Chart.from_dict(spec).to_dict()["title"]["text"] == "Up"
