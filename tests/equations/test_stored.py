"""What is stored of every kind: read while whole, else refused in one sentence."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest

from models.common.errors import ModelError
from models.equations.fitted import FORMS
from models.equations.stored_fit import PARTS
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.equations.stored_kinds import KINDS, SPEC, every_kind

DROPPED = ModelSpec(pandemic="drop", estimator="ols")


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def copied(kind, panel, directory, edit):
    """Path and display name of a copy of the stored file after an edit of its document."""
    stored = kind.artifact(panel)
    document = json.loads(stored.path.read_text(encoding="utf-8"))
    edit(document)
    path = kind.artifact(panel, directory).path
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return f"{stored.kind}/{path.name}"


def first_number(value):
    """The container and the key of the first number with decimals in a document."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, float):
            return value, key
        if isinstance(item, dict | list) and (found := first_number(item)):
            return found
    return None


def change_a_number(document):
    holder, key = first_number(document["content"])
    holder[key] += 1e-9 * max(1, abs(holder[key]))


@every_kind
def test_what_is_stored_is_of_these_data_and_a_plain_copy_is_read(panel, tmp_path, kind):
    assert kind.load(panel) is not None, "stale: run make fit"
    copied(kind, panel, tmp_path, dict.copy)
    assert kind.load(panel, tmp_path) is not None
    assert kind.load(panel, tmp_path / "elsewhere") is None


@every_kind
@pytest.mark.parametrize(
    "edit",
    [
        change_a_number,
        lambda d: d.__setitem__("fingerprint", "0" * 16),
        lambda d: d["about"].__setitem__("as_of", "2026-10-05"),
        lambda d: d["about"]["versions"].__setitem__(0, 99),
        lambda d: d["about"]["inputs"].__setitem__("unemployment_rate", "0" * 64),
        lambda d: d.__setitem__("more", 1),
    ],
    ids=["number", "fingerprint", "date", "version", "data", "more"],
)
def test_a_changed_file_is_refused(panel, tmp_path, kind, edit):
    name = copied(kind, panel, tmp_path, edit)
    with pytest.raises(
        ModelError, match=rf"^{name} was changed after it was fitted .*: run make fit\.$"
    ):
        kind.load(panel, tmp_path)


@every_kind
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"about": 1}',
        b"[" * 100_000,
        b'{"fingerprint": ""}',
    ],
    ids=["empty", "torn", "list", "not text", "null", "poor", "deep", "bare"],
)
def test_a_damaged_file_is_one_sentence(panel, tmp_path, kind, content):
    name = copied(kind, panel, tmp_path, dict.copy)
    kind.artifact(panel, tmp_path).path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"^{name} is damaged .*: run make fit\.$"):
        kind.load(panel, tmp_path)


WRONG = {
    "okun": [
        lambda c: c.pop("params"),
        lambda c: c.__setitem__("cov", [[1.0], [1.0, 2.0]]),
        lambda c: c.__setitem__("mood", "good"),
    ],
    "returns": [
        lambda c: c.__setitem__(3, "a"),
        lambda c: c[3].pop("band_cov"),
        lambda c: c[3].__setitem__("low", ["x"]),
        lambda c: c[3].__setitem__("estimates", []),
    ],
    "growth": [
        lambda c: c.__setitem__(0, 5),
        lambda c: c[2].pop("record"),
        lambda c: c[0]["members"][1].pop("band_cov"),
        lambda c: c[1]["alternatives"].pop("slopes"),
        lambda c: c[0].__setitem__("errors", 5),
    ],
    "completion": [
        lambda c: c.pop("posteriors"),
        lambda c: c["layout"].pop("lags"),
        lambda c: c["posteriors"][0]["precision"].pop(),
        lambda c: c["choices"][0].__setitem__("ratios", {"late": 1.0}),
        lambda c: c.__setitem__("first", "soon"),
    ],
    "completed_spread": [
        lambda c: c.pop("windows"),
        lambda c: c.__setitem__("windows", 5),
        lambda c: c["windows"].__setitem__("soon", [1.0, 1.0, 1.0, 1.0]),
        lambda c: c["windows"]["2009Q1"].pop(),
    ],
    "growth_record": [lambda c: c.__setitem__(0, 5)],
    "coverage": [lambda c: c.__setitem__(0, 5), lambda c: [row.pop("horizon_months") for row in c]],
}


@pytest.mark.parametrize(
    ("name", "edit"), [(name, edit) for name, edits in WRONG.items() for edit in edits]
)
def test_parts_missing_or_of_the_wrong_kind_are_one_sentence(panel, tmp_path, name, edit):
    kind = KINDS[name]
    content = json.loads(kind.artifact(panel).path.read_text(encoding="utf-8"))["content"]
    edit(content)
    path = kind.artifact(panel, tmp_path).write(content)  # signed, so that no fingerprint tells
    with pytest.raises(ModelError, match=rf"^{name}/{path.name} is damaged .*: run make fit\.$"):
        kind.load(panel, tmp_path)


@every_kind
def test_a_file_under_another_s_name_is_refused(panel, tmp_path, kind):
    copied(kind, panel, tmp_path, dict.copy)
    day = panel.vintage + dt.timedelta(days=1)
    other = replace(panel, vintage=day, manifest=panel.manifest | {"vintage": str(day)})
    source, target = (kind.artifact(one, tmp_path).path for one in (panel, other))
    shutil.copy(source, target)
    said = rf" as of {panel.vintage}, which is not what its name says: run make fit\.$"
    with pytest.raises(ModelError, match=said):
        kind.load(other, tmp_path)


def test_a_choice_s_file_under_another_choice_s_name_is_refused(panel, tmp_path):
    returns = next(part for part in PARTS if part.name == "returns")
    mine, theirs = (returns.artifact(spec, panel, tmp_path) for spec in (SPEC, DROPPED))
    mine.path.parent.mkdir()
    shutil.copy(returns.artifact(DROPPED, panel).path, mine.path)
    with pytest.raises(
        ModelError, match="holds returns, small_cap.*, drop, capped, ols as of 2026"
    ):
        mine.read(FORMS["returns"].rebuild)
    assert theirs.read(FORMS["returns"].rebuild) is None


@every_kind
def test_of_other_equations_there_is_none(panel, tmp_path, kind):
    artifact = kind.artifact(panel, tmp_path)
    content = json.loads(kind.artifact(panel).path.read_text(encoding="utf-8"))["content"]
    for versions in ((99, *artifact.versions[1:]), (*artifact.versions[:-1], 99)):
        replace(artifact, versions=versions).write(content)
        assert kind.load(panel, tmp_path) is None
    artifact.write(content)
    assert artifact.path.read_bytes() == kind.artifact(panel).path.read_bytes()
    assert kind.load(panel, tmp_path) is not None
