"""Whatever is given to a public reader, it is read or refused in one sentence: no third thing."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Request, Scenario, load_panel, run_scenario
from models.common.errors import ExplorerError, ModelError, PanelError, ScenarioError
from models.earnings.filings.series import read_detail
from models.earnings.own_series import read_own_series, template
from models.equations.fitted import read_fit
from models.outcome.world import shipped_world
from models.scenario.lever_table import read_lever_table
from models.scenario.link import assemble, flatten, read_query
from models.scenario.own_path_meaning import PathStart
from models.scenario.spec import ModelSpec

STEADY = settings(deadline=None, derandomize=True, max_examples=150)
START = PathStart.of(shipped_world().setting)
N_MONTHS = 1 + max(map(len, START.published.values()))  # one of them is not published yet
ROWS = (f"{START.first_month + n},{3.75 - 0.25 * (n > 0)},4.{3 + (n > 0)}" for n in range(N_MONTHS))
LEVERS = "\n".join(["month,policy_rate,unemployment_rate", *ROWS, ""]).encode()
DETAIL = b"quarter,index,side\n2020Q1,100.0,small\n2020Q2,101.0,small\n"
READERS = {  # by name: the reader, and a file that it reads or nearly does
    "scenario": (Request.from_json, Request().to_json().encode()),
    "lever table": (lambda content: read_lever_table(content, START), LEVERS),
    "own series": (lambda content: read_own_series("a file", content), template()),
    "filings": (read_detail, DETAIL),
}
READER = st.sampled_from(list(READERS))


def read_or_refused(reader, content):
    """Return whether it was read; a refusal is one line that a person can read."""
    try:
        reader(content)
    except ExplorerError as error:
        said = str(error)
        assert 20 < len(said) < 700
        assert "Traceback" not in said
        assert said.rstrip()[-1] in ".?!"
        return False
    return True


@pytest.mark.parametrize("name", ["scenario", "lever table", "own series"])
def test_the_files_that_the_next_tests_change_are_read(name):
    assert read_or_refused(*READERS[name])


@STEADY
@given(READER, st.binary(max_size=300))
def test_any_bytes(name, content):
    read_or_refused(READERS[name][0], content)


@STEADY
@given(READER, st.data())
def test_a_file_that_was_cut_pasted_and_overwritten(name, data):
    reader, content = READERS[name]
    for _ in range(data.draw(st.integers(1, 3))):
        first, last = sorted(
            data.draw(st.tuples(*[st.integers(0, len(content))] * 2), label="where")
        )
        put = data.draw(st.binary(max_size=6) | st.sampled_from([b"\x00", b"1e999", b"-", b"NaN"]))
        content = content[:first] + put + content[last:]
    read_or_refused(reader, content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = json.loads(Request().to_json())


@STEADY
@given(st.sampled_from(list(FIELDS)), JSON)
def test_any_value_in_any_field_of_a_scenario(field, value):
    read_or_refused(Request.from_json, json.dumps(FIELDS | {field: value}).encode())


@STEADY
@given(st.sampled_from(list(FIELDS["fed"])), JSON)
def test_any_value_in_any_field_of_a_lever(field, value):
    document = FIELDS | {"fed": FIELDS["fed"] | {field: value}}
    read_or_refused(Request.from_json, json.dumps(document).encode())


@STEADY
@given(JSON)
def test_any_value_to_whoever_writes_python(value):
    for asked in (
        lambda: ModelSpec(estimator=value, target=value),
        lambda: ModelSpec(cap_inputs=value),
        lambda: Request(scenario=value),
        lambda: Request(horizon_months=value),
        lambda: Request(spec=value),
        lambda: Request.from_json(value),
        lambda: Scenario(labour=value),
        lambda: Scenario().with_others(value),
        lambda: Scenario().with_others({"fed": value}),
        lambda: shipped_world().panel.known_on(value),
    ):
        read_or_refused(lambda _, asked=asked: asked(), b"")


@STEADY
@given(st.dictionaries(st.text(max_size=10) | st.sampled_from(["name", "as_of"]), st.text()))
def test_any_address(query):
    values, notes = read_query(query)  # never refused: what cannot be used is named
    restored = assemble(flatten(Request()) | values)
    assert isinstance(restored, Request)
    assert all(isinstance(note, str) for note in notes)


@STEADY
@given(JSON | st.text())
def test_any_text_from_the_process_that_estimates(value):
    with pytest.raises(ModelError):
        read_fit(value if isinstance(value, str) else json.dumps(value))


@pytest.mark.parametrize(
    ("asked", "refusal", "said"),
    [
        (
            lambda: run_scenario("mild-slowdown", horizon_months=True),
            ScenarioError,
            "is True months",
        ),
        (lambda: Request(horizon_months=True), ScenarioError, "is True months"),
        (lambda: Request(horizon_months=-3), ScenarioError, "is -3 months"),
        (lambda: ModelSpec(target="profits"), ModelError, "target is 'profits'; give one of small"),
        (
            lambda: ModelSpec(estimator=["ols"]),
            ModelError,
            "estimator is \"\\['ols'\\]\"; give one",
        ),
        (lambda: ModelSpec(cap_inputs=1), ModelError, "cap_inputs is '1'; give one of True, False"),
        (lambda: Scenario().with_others({"fed": "nonsense"}), ScenarioError, "is 'nonsense'"),
        (lambda: Scenario().with_others("hold"), ScenarioError, "give it by lever"),
        (lambda: run_scenario("mild-slowdown", panel=5), PanelError, "load_panel"),
        (lambda: run_scenario("mild-slowdown", spec="ols"), ScenarioError, "where a ModelSpec"),
        (lambda: Request(scenario="mild-slowdown"), ScenarioError, "where a Scenario belongs"),
        (lambda: Request.from_json(None), ScenarioError, "text or bytes, not NoneType"),
        (lambda: load_panel().known_on("2026-01-14"), PanelError, "give a datetime.date"),
        (
            lambda: Request.from_json('{"schema": 2, "fed": {}, "fed": {}}'),
            ScenarioError,
            "the field 'fed' twice",
        ),
    ],
)
def test_what_once_escaped_is_said_in_a_sentence(asked, refusal, said):
    with pytest.raises(refusal, match=said):
        asked()


def test_numbers_of_numpy_are_numbers():
    assert Request(horizon_months=np.int64(6)).horizon_months == 6
    assert run_scenario("mild-slowdown", horizon_months=np.int64(3)).horizon_months == 3
