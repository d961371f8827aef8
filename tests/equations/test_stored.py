"""What is stored of every kind: read while whole and of these data, else refused or left."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from models.common.artifacts import Artifact
from models.common.errors import ModelError
from models.completion.data import completion_data
from models.completion.stored import completion_artifact, load_completion
from models.equations import completed_spread
from models.equations.completed_spread import load_completed_spread, spread_artifact
from models.equations.fit_all import fit_growth, fit_okun, fit_return
from models.equations.fit_at_risk import fit_at_risk
from models.equations.fitted import FORMS
from models.equations.growth_record import growth_sample
from models.equations.stored_fit import PARTS, stored_fit
from models.equations.stored_growth_record import load_record, record_artifact
from models.panel import load_panel
from models.panel.hashing import series_hash
from models.scenario.spec import ModelSpec
from tests.cases import JANUARY
from tests.equations.agreement import assert_same_numbers

SPEC = ModelSpec()
LEVERS = {"policy_rate", "fiscal_impulse", "unemployment_rate"}
STATE = {"natural_unemployment_rate", "credit_spread", "treasury_10y"}
COMPLETION = LEVERS | {
    "core_pce_price_index",
    "treasury_10y",
    "credit_spread",
    "large_cap_excess_return",
    "small_cap_relative_return",
}
EPS = "eps_growth_large_cap"
GROWTH = {EPS, "eps_growth_large_cap_reported", "corporate_profit_growth"}


@dataclass(frozen=True)
class Kind:
    """One kind of stored results: where it is, how it is read, and the series it rests on, by hand."""

    artifact: Callable[..., Artifact]
    load: Callable
    series: set[str]


def part_kind(part, series):
    def artifact(panel, *directory):
        return part.artifact(SPEC, panel, *directory)

    def load(panel, *directory):
        return artifact(panel, *directory).read(FORMS[part.name].rebuild)

    return Kind(artifact, load, series)


SERIES_OF_PARTS = {
    "okun": {"unemployment_rate", "payrolls"},
    "returns": LEVERS | STATE | {"small_cap_relative_return"},
    "growth": COMPLETION | GROWTH,
    "at_risk": COMPLETION | {EPS},
}
KINDS = {part.name: part_kind(part, SERIES_OF_PARTS[part.name]) for part in PARTS} | {
    "completion": Kind(completion_artifact, load_completion, COMPLETION),
    "completed_spread": Kind(spread_artifact, load_completed_spread, COMPLETION),
    "growth_record": Kind(record_artifact, load_record, COMPLETION | GROWTH),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def frame_of(panel, name):
    return next(f for f in ("monthly", "quarterly", "daily") if name in getattr(panel, f))


def changed(panel, name, by=0.01):
    """The panel with the last published value of one series changed, its manifest too."""
    frame = getattr(panel, frame_of(panel, name)).copy()
    frame.loc[frame[name].last_valid_index(), name] += by
    stated = panel.manifest["series"]
    entry = stated[name] | {"sha256": series_hash(frame[name])}
    manifest = panel.manifest | {"sha256": "0" * 64, "series": stated | {name: entry}}
    return replace(panel, **{frame_of(panel, name): frame}, manifest=manifest)


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
        lambda d: d["about"].__setitem__("as_of", "2026-10-04"),
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
    "growth": [lambda c: c.__setitem__(0, 5), lambda c: c[2].pop("record")],
    "at_risk": [lambda c: c.pop("shifts"), lambda c: c.__setitem__("columns", 5)],
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
    day = dt.date(2026, 10, 4)
    other = replace(panel, vintage=day, manifest=panel.manifest | {"vintage": str(day)})
    source, target = (kind.artifact(one, tmp_path).path for one in (panel, other))
    shutil.copy(source, target)
    with pytest.raises(
        ModelError, match=r" as of 2026-10-03, which is not what its name says: run make fit\.$"
    ):
        kind.load(other, tmp_path)


def test_a_choice_s_file_under_another_choice_s_name_is_refused(panel, tmp_path):
    returns = next(part for part in PARTS if part.name == "returns")
    mine, theirs = (
        returns.artifact(spec, panel, tmp_path) for spec in (SPEC, ModelSpec(pandemic="drop"))
    )
    mine.path.parent.mkdir()
    shutil.copy(returns.artifact(ModelSpec(pandemic="drop"), panel).path, mine.path)
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


def test_a_change_of_a_series_makes_stale_what_rests_on_it_and_nothing_else(panel):
    """Every series of the catalog in turn, against the lists above."""
    before = {name: kind.artifact(panel) for name, kind in KINDS.items()}
    for series in panel.catalog.index:
        other = changed(panel, series)
        stale = {name for name, kind in KINDS.items() if kind.artifact(other) != before[name]}
        assert stale == {name for name, kind in KINDS.items() if series in kind.series}, series


@every_kind
def test_stale_is_none_and_an_unused_series_is_no_reason(panel, kind):
    assert kind.load(changed(panel, "cpi")) is not None
    for series in kind.series:
        assert kind.load(changed(panel, series)) is None


def test_a_fit_is_none_as_soon_as_one_part_is_stale(panel):
    assert stored_fit(SPEC, changed(panel, "cpi")).snapshot_hash != panel.snapshot_hash
    assert stored_fit(SPEC, changed(panel, "payrolls")) is None
    assert stored_fit(SPEC, changed(panel, EPS)) is None
    assert stored_fit(SPEC, changed(panel, "small_cap_relative_return_etf")) is not None
    etf = ModelSpec(target="small_cap_relative_return_etf")
    assert stored_fit(etf, changed(panel, "small_cap_relative_return_etf")) is None


@every_kind
def test_an_edited_line_of_the_catalog_makes_nothing_stale(panel, kind):
    catalog = panel.catalog.copy()
    for column in ("label", "publisher", "unit", "licence_note", "url", "transform"):
        catalog[column] = "other words"
    catalog["release_lag_days"] += 1  # nothing is cut: all of it was out
    assert kind.load(replace(panel, catalog=catalog)) is not None


def test_as_of_a_date_only_what_was_known_by_then_counts(panel):
    """Later values change nothing, an earlier one or a longer lag does."""
    assert stored_fit(SPEC, panel.known_on(JANUARY)) is not None
    later = panel
    for series in sorted(COMPLETION | {"payrolls"}):
        later = changed(later, series)
    assert stored_fit(SPEC, later.known_on(JANUARY)) is not None
    assert load_completion(later.known_on(JANUARY)) is not None
    monthly = panel.monthly.copy()
    monthly.loc["2025-10", "unemployment_rate"] += 0.1
    revised = replace(panel, monthly=monthly).known_on(JANUARY)
    assert stored_fit(SPEC, revised) is None
    assert load_completion(revised) is None
    catalog = panel.catalog.copy()
    catalog.loc["unemployment_rate", "release_lag_days"] += 60
    assert stored_fit(SPEC, replace(panel, catalog=catalog).known_on(JANUARY)) is None


def only(panel, series):
    """The panel without any other series: whatever is estimated on it can use no other."""
    frames = {
        name: getattr(panel, name)[[c for c in getattr(panel, name) if c in series]]
        for name in ("monthly", "quarterly", "daily")
    }
    return replace(panel, **frames)


def test_a_new_estimate_on_the_listed_series_alone_equals_the_stored_one(panel, monkeypatch):
    windows = load_completed_spread(panel)
    stored = stored_fit(SPEC, panel)
    okun, returns, grown, risk = (only(panel, KINDS[part.name].series) for part in PARTS)
    assert_same_numbers(fit_okun(okun, SPEC), stored.okun)
    for horizon in (3, 12):
        assert_same_numbers(fit_return(returns, SPEC, horizon), stored.returns[horizon - 1])
    for equation in stored.growth:
        assert_same_numbers(fit_growth(grown, SPEC, equation.variable, windows), equation)
    assert_same_numbers(fit_at_risk(risk, SPEC, windows), stored.at_risk)
    completing = only(panel, COMPLETION)
    pd.testing.assert_frame_equal(completion_data(completing).sample, completion_data(panel).sample)
    monkeypatch.setattr(completed_spread, "FIRST_TARGET", pd.Period("2024Q1", "Q"))
    pd.testing.assert_frame_equal(
        completed_spread.compute_completed_spread(completing),
        completed_spread.compute_completed_spread(panel),
    )
    recorded = only(panel, KINDS["growth_record"].series)
    found, expected = (growth_sample(one, EPS, windows, "realised")[0] for one in (recorded, panel))
    assert np.array_equal(found.levers, expected.levers)
    assert np.array_equal(found.y, expected.y)


def test_a_series_hash_is_the_manifest_s_where_nothing_is_cut(panel):
    names = panel.catalog.index
    assert panel.series_hashes(names) == {
        name: panel.manifest["series"][name]["sha256"] for name in sorted(names)
    }
    cut = panel.known_on(JANUARY).series_hashes(["unemployment_rate", "natural_unemployment_rate"])
    assert (
        cut["unemployment_rate"] != panel.series_hashes(["unemployment_rate"])["unemployment_rate"]
    )
