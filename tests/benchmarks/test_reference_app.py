"""The yardstick is as long as what it measures: the reference app draws what the page draws."""

import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.apps import APPS, FIRST_CHART, HIGHEST, LOWEST, SLIDER, positions
from benchmarks.record import PAGE, RECORDING, TAKES, UNSEEN
from models.scenario.link import STEPS
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[2]
AGAIN = "record the page again: python -m benchmarks.record"


@pytest.fixture
def reference():
    return AppTest.from_file(str(ROOT / APPS[0].script), default_timeout=GENEROUS_SECONDS).run()


def drawn(block):
    """Count the elements of a part of the screen by kind, without the blocks around them."""
    found = Counter()
    for child in block.children.values():
        found += drawn(child) if hasattr(child, "children") else Counter([child.type])
    return Counter({kind: n for kind, n in found.items() if kind not in UNSEEN})


def words(block, kind):
    return [element.proto.label for element in block.get(kind)]


@pytest.mark.parametrize("part", ["sidebar", "main"])
def test_as_many_elements_of_each_kind_as_the_page(reference, open_app, part):
    assert not reference.exception
    page = open_app(PAGE, **{SLIDER: str(TAKES[0])})
    assert drawn(getattr(reference, part)) == drawn(getattr(page, part)), AGAIN


@pytest.mark.parametrize("kind", ["slider", "button_group", "selectbox", "text_input", "metric"])
def test_the_widgets_are_the_same_ones(reference, open_app, kind):
    page = open_app(PAGE, **{SLIDER: str(TAKES[0])})
    assert words(reference, kind) == words(page, kind), AGAIN


def charts(app):
    """Return each chart's spec, and how many rows each of its datasets has."""
    found = {}
    for chart in app.get("vega_lite_chart"):
        streams = {d.name: pa.ipc.open_stream(d.data.data) for d in chart.proto.datasets}
        rows = {name: stream.read_all().num_rows for name, stream in streams.items()}
        found[chart.proto.alt] = json.loads(chart.proto.spec), rows
    return found


def test_charts_are_the_same_with_as_much_data(reference, open_app):
    page = charts(open_app(PAGE, **{SLIDER: str(TAKES[0])}))
    assert charts(reference) == page, AGAIN
    assert FIRST_CHART in page


def test_a_step_of_the_slider_shows_the_other_take(reference):
    before = [metric.value for metric in reference.metric]
    reference.slider(key=SLIDER).set_value(TAKES[1]).run()
    assert [metric.value for metric in reference.metric] != before
    reference.slider(key=SLIDER).set_value(TAKES[0]).run()
    assert [metric.value for metric in reference.metric] == before


def test_the_reference_knows_no_model():
    text = "".join(path.read_text() for path in RECORDING.parent.glob("*.py"))
    assert "models" not in text.replace("no model", "")
    assert "pages" not in text


def test_positions_move_one_step_and_stay_within_bounds():
    values = list(positions(120, start=7))
    assert all(
        abs(b - a) == pytest.approx(STEPS[SLIDER]) for a, b in zip(values, values[1:], strict=False)
    )
    assert min(values) == LOWEST
    assert max(values) == HIGHEST
