import datetime as dt
import json
from dataclasses import replace

import pytest

from models.common.errors import ScenarioError
from models.scenario.levers import LEVERS
from models.scenario.levers.fed import FedLever
from models.scenario.levers.fiscal import FiscalLever
from models.scenario.levers.labour import LabourLever
from models.scenario.request import Request
from models.scenario.scenario import MAX_JSON_BYTES, Scenario
from models.scenario.spec import SPEC_CHOICES, ModelSpec

FULL = Scenario(
    name="Späte Fed, 2% «mehr»",
    baseline="sep",
    as_of=dt.date(2026, 1, 14),
    fed=FedLever(direction="cut", first_meeting=3, moves=5, size_pp=0.5, every=2, floor_pct=1.5),
    fiscal=FiscalLever(
        size_pct_gdp=-1.3,
        start_month=4,
        ramp_months=0,
        shape="sustained",
        duration_months=24,
        fade_months=12,
    ),
    labour=LabourLever(
        measure="payrolls",
        peak_rise_pp=0.7,
        peak_payroll_loss_pct=2.2,
        start_month=2,
        months_to_peak=6,
        recovery_half_life_months=18,
    ),
)


def test_json_restores_horizon_and_choices_about_the_equations():
    asked = Request(scenario=FULL, horizon_months=24, spec=ModelSpec(estimator="ridge"))
    assert Request.from_json(asked.to_json()) == asked
    assert Request.from_json('{"schema": 1}', default=asked) == replace(asked, scenario=Scenario())
    assert Request.from_json('{"schema": 2, "model": {"estimator": "ridge"}}').spec == asked.spec


@pytest.mark.parametrize("scenario", [Scenario(), FULL])
def test_json_restores_the_scenario(scenario):
    text = Request(scenario=scenario).to_json()
    back = Request.from_json(text).scenario
    assert back == scenario
    assert hash(back) == hash(scenario)
    assert Request(scenario=back).to_json() == text
    assert Request.from_json(text.encode()).scenario == scenario


def test_every_field_is_in_the_json():
    document = json.loads(Request(scenario=FULL).to_json())
    assert document.pop("schema") == 2
    assert document.pop("horizon_months") == 12
    assert set(document.pop("model")) == set(SPEC_CHOICES)
    for name, part in (("fed", FedLever), ("fiscal", FiscalLever), ("labour", LabourLever)):
        assert set(document[name]) == set(part.model_fields)
    assert set(document) == set(Scenario.model_fields)


def test_scenarios_are_values():
    assert len({Scenario(), Scenario(name="My scenario"), Scenario(name="Other"), FULL}) == 3
    with pytest.raises(Exception, match="frozen"):
        FULL.name = "changed"


def test_older_files_without_a_lever_take_its_default():
    assert Request.from_json('{"schema": 1, "name": "Short"}').scenario == Scenario(name="Short")


def one(lever, field, value):
    return json.dumps({"schema": 1, lever: {field: value}})


BAD = {
    # what arrives: (parts of the sentence that name what was given, and what is allowed)
    '{"schema": 1, "fiscal": {"size_pct_gdp": NaN}}': ("fiscal.size_pct_gdp is nan", "[-4, 6]"),
    '{"schema": 1, "labour": {"peak_rise_pp": 1e999}}': ("labour.peak_rise_pp is inf", "[-2, 6]"),
    one("labour", "peak_rise_pp", "1.5"): ("labour.peak_rise_pp is '1.5'", "number in [-2, 6]"),
    one("labour", "peak_rise_pp", True): ("labour.peak_rise_pp is True", "number in [-2, 6]"),
    one("labour", "peak_rise_pp", None): ("labour.peak_rise_pp is None", "number in [-2, 6]"),
    one("labour", "peak_rise_pp", 6.1): ("labour.peak_rise_pp is 6.1", "outside [-2, 6]"),
    one("labour", "peak_payroll_loss_pct", -5): ("peak_payroll_loss_pct is -5", "[-4, 9]"),
    one("labour", "months_to_peak", 2.5): ("labour.months_to_peak is 2.5", "integer in [1, 24]"),
    one("labour", "recovery_half_life_months", 61): ("half_life_months is 61", "[0, 60]"),
    one("fiscal", "size_pct_gdp", 7): ("fiscal.size_pct_gdp is 7", "outside [-4, 6]"),
    one("fiscal", "start_month", 0): ("fiscal.start_month is 0", "outside [1, 24]"),
    one("fiscal", "shape", "square"): ("fiscal.shape is 'square'", "'pulse' or 'sustained'"),
    one("fed", "moves", 13): ("fed.moves is 13", "outside [1, 12]"),
    one("fed", "first_meeting", 17): ("fed.first_meeting is 17", "outside [1, 16]"),
    one("fed", "size_pp", 25): ("fed.size_pp is 25", "0.25 or 0.5"),
    one("fed", "every", 3): ("fed.every is 3", "1 or 2"),
    one("fed", "floor_pct", 0): ("fed.floor_pct is 0", "outside [0.25, 5]"),
    one("fed", "direction", "up"): ("fed.direction is 'up'", "'baseline', 'hold', 'cut' or 'hike'"),
    one("fed", "size", 0.25): ("no field 'size' in fed", "direction, first_meeting, moves, size_pp"),
    one("fed", "a.b", 1): ("no field 'a.b' in fed", "direction, first_meeting"),
    '{"schema": 1, "labor": {}}': ("no field 'labor'", "fed, fiscal, labour"),
    '{"schema": 1, "labour": []}': ("labour is []", "an object with named fields"),
    '{"schema": 1, "name": ""}': ("name is ''", "1 to 80 printable characters"),
    '{"schema": 1, "name": 5}': ("name is 5", "1 to 80 printable"),
    '{"schema": 1, "name": "\\ud800"}': ("name is '\\ud800'", "1 to 80 printable"),
    '{"schema": 1, "name": "a\\u0000b"}': ("name is 'a\\x00b'", "1 to 80 printable"),
    '{"schema": 1, "name": "\\u001b[2Jgone"}': ("name is '\\x1b[2Jgone'", "1 to 80 printable"),
    '{"schema": 1, "name": "two\\nlines"}': ("name is 'two\\nlines'", "1 to 80 printable"),
    '{"schema": 1, "name": " \\t "}': ("name is ' \\t '", "not all blank"),
    json.dumps({"schema": 1, "name": "x" * 81}): ("name is 'xxx", "1 to 80 printable"),
    '{"schema": 1, "baseline": "moon"}': (
        "baseline is 'moon'",
        "'flat', 'model', 'sep' or 'supervisory'",
    ),
    '{"schema": 1, "as_of": "2026-02-30"}': ("as_of is '2026-02-30'", "a date like 2026-01-14"),
    '{"schema": 1, "as_of": 20260114}': ("as_of is 20260114", "a date like 2026-01-14"),
    '{"schema": 1, "as_of": "soon"}': ("as_of is 'soon'", "write a date like 2026-01-14, or null"),
    '{"schema": 1, "fed": {"moves": ' + "9" * 5_000 + "}}": ("thousands of digits", "such as 1.5"),
    '{"schema": 1, "fiscal": {"size_pct_gdp": ' + "9" * 400 + "}}": ("size_pct_gdp is 999", "[-4, 6]"),
    '{"schema": 3}': ("schema 3", "reads schemas 1 and 2"),
    '{"schema": 2, "horizon_months": 25}': ("horizon_months 25", "whole months from 1 to 24"),
    '{"schema": 2, "horizon_months": true}': ("horizon_months true", "whole months from 1 to 24"),
    '{"schema": 2, "model": "ridge"}': ('model "ridge"', "an object with fields such as target"),
    '{"schema": 2, "model": {"estimator": "no such"}}': ('model.estimator "no such"', '"ols", "ridge"'),
    '{"schema": 2, "model": {"cap_inputs": 1}}': ("model.cap_inputs 1", "true, false"),
    '{"schema": 2, "model": {"penalty": 1}}': ("no field 'penalty' in model", "target, pandemic"),
    '{"schema": 1, "horizon_months": 3}': ("no field 'horizon_months'", "name, baseline"),
    '{"fit_fingerprint": "x"}': ("the metadata file (metadata.json)", "load scenario.json"),
    "model,scenario,variable,unit,period": ("the scenario table", "load scenario.json"),
    "variable,horizon_months,lever,contribution": ("the table of contributions", "scenario.json"),
    b"PK\x03\x04": ("a workbook", "load scenario.json"),
    b"%PDF-1.7": ("a PDF document", "load scenario.json"),
    '{"schema": "1"}': ('schema "1"', "reads schemas 1 and 2"),
    '{"schema": true}': ("schema true", "reads schemas 1 and 2"),
    '{"name": "No schema"}': ("schema null", "reads schemas 1 and 2"),
    "[1, 2]": ("a JSON list", "must be an object"),
    '"text"': ("a JSON text", "must be an object"),
    "3": ("a JSON number", "must be an object"),
    "null": ("a JSON null", "must be an object"),
    "": ("not valid JSON", "line 1 column 1"),
    '{"schema": 1,': ("not valid JSON", "line 1 column"),
    "[" * 30_000: ("nested too deeply", "one object for each lever"),
    '{"a":' * 10_000: ("nested too deeply", "one object for each lever"),
    " " * 10_000_000: ("10,000,000 bytes", "at most 64,000"),
    b"\xff\xfe\x00": ("not valid JSON", "truncated data"),
}  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:50]))
def test_bad_input_is_refused_in_one_sentence(text):
    given, allowed = BAD[text]
    with pytest.raises(ScenarioError) as refusal:
        Request.from_json(text)
    sentence = str(refusal.value)
    assert given in sentence
    assert allowed in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250
    error = refusal.value  # no library's own report is shown beside ours
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("depth", range(900, 1_000))
def test_no_depth_of_nesting_escapes_the_sentence(depth):
    with pytest.raises(ScenarioError) as refusal:
        Request.from_json('{"schema": 1, "fed": ' + "[" * depth + "]" * depth + "}")
    assert len(str(refusal.value)) < 250


def test_blanks_around_a_name_are_no_part_of_it():
    assert Scenario(name="  Two words\n").name == "Two words"
    assert Request.from_json('{"schema": 1, "name": "\\u00a0Mild "}').scenario.name == "Mild"


def test_bytes_are_counted_as_bytes():
    with pytest.raises(ScenarioError, match="bytes"):
        Request.from_json(
            json.dumps({"schema": 1, "name": "é" * MAX_JSON_BYTES}, ensure_ascii=False)
        )
    whole = Request(scenario=FULL).to_json()
    padded = whole + " " * (MAX_JSON_BYTES - len(whole.encode()))
    assert Request.from_json(padded).scenario == FULL
    with pytest.raises(ScenarioError, match="64,001 bytes"):
        Request.from_json(padded + " ")


def test_several_faults_are_counted():
    with pytest.raises(
        ScenarioError, match=r"fed.moves is 0, outside \[1, 12\].*\(1 more to mend\)\."
    ):
        Request.from_json(json.dumps({"schema": 1, "fed": {"moves": 0, "floor_pct": 9}}))


def test_a_name_cannot_make_the_sentence_long_or_break_it():
    for key in ("k" * 5_000, "two\nlines"):
        with pytest.raises(ScenarioError) as refusal:
            Request.from_json(json.dumps({"schema": 1, key: 1}))
        assert len(str(refusal.value)) < 100 + len(", ".join(Scenario.model_fields))
        assert "\n" not in str(refusal.value)


def test_python_callers_get_the_same_sentence():
    with pytest.raises(ScenarioError, match=r"labour.peak_rise_pp is 8, outside \[-2, 6\]"):
        LabourLever(peak_rise_pp=8)
    with pytest.raises(ScenarioError, match="fed.moves is '3'"):
        FedLever(moves="3")


def test_inactive_levers_are_those_that_leave_the_baseline_alone():
    assert not any(lever.active for lever in (FedLever(), FiscalLever(), LabourLever()))
    assert FedLever(direction="hold").active
    assert FiscalLever(size_pct_gdp=-0.1).active
    assert LabourLever(peak_rise_pp=0.1).active
    assert not LabourLever(peak_payroll_loss_pct=1.0).active  # not the chosen measure
    assert LabourLever(measure="payrolls", peak_payroll_loss_pct=1.0).active
    assert not LabourLever(measure="payrolls", peak_rise_pp=1.0).active


@pytest.mark.parametrize(
    ("path", "bounds"),
    [
        ("labour.peak_rise_pp", (-2, 6)),
        ("fiscal.size_pct_gdp", (-4, 6)),
        ("fed.direction", None),
        ("name", None),
    ],
)
def test_bounds_are_those_that_are_enforced(path, bounds):
    lever, _, field = path.partition(".")
    part = LEVERS[lever].part if field else Scenario
    assert part.bounds(field or lever) == bounds
    if bounds:
        for edge in bounds:
            Request.from_json(one(lever, field, edge))
        for beyond in (bounds[0] - 0.001, bounds[1] + 0.001):
            with pytest.raises(ScenarioError, match="outside"):
                Request.from_json(one(lever, field, beyond))


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"fed": "nonsense"}, "follow"),
        ({"fed": True}, "follow"),
        ({"ecb": "hold"}, "There is no lever 'ecb'; levers are fed, fiscal, labour"),
    ],
)
def test_what_no_lever_does_is_refused(otherwise, said):
    with pytest.raises(ScenarioError, match=said):
        Scenario().with_others(otherwise)


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": 2, "name": "a", "name": "b"}',
        '{"schema": 2, "labour": {"name": 1, "peak_rise_pp": 1.0, "name": 2}}',
    ],
)
def test_a_field_that_stands_twice_is_refused(text):
    with pytest.raises(ScenarioError, match="the field 'name' twice in one object"):
        Request.from_json(text)
