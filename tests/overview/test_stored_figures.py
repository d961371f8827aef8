"""What is stored of the first page: what is computed, read while of these data and equations only."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from models.common.errors import ModelError
from models.overview import overview as module
from models.overview import stored_figures
from models.overview.__main__ import main
from models.overview.overview import claims_now, make_overview, shipped_overview, shipped_risk
from models.overview.stored_figures import CLAIMS, FRESHNESS, KINDS, NEWS, RISK, STORED
from models.scenario.presets import preset
from tests.equations.stored_kinds import changed

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
COMPUTED = "computed"


@pytest.fixture(scope="module")
def panel():
    return shipped_overview().panel


def reading(kind):
    """The kind, saying so where it computes."""
    return replace(kind, compute=lambda _: COMPUTED)


def test_make_fit_writes_the_committed_files_again_and_clears_others(panel, tmp_path, capsys):
    (tmp_path / "news").mkdir()
    (tmp_path / "news/2020-01-01.json").write_text("{}")
    assert main(tmp_path) == 0
    assert "removed, superseded: 2020-01-01.json" in capsys.readouterr().out
    written = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.json")}
    committed = {path.relative_to(STORED): path for path in STORED.rglob("*.json")}
    assert written.keys() == committed.keys() == {
        kind.artifact(panel).path.relative_to(STORED) for kind in KINDS
    }  # fmt: skip
    for name, path in committed.items():
        assert written[name].read_bytes() == path.read_bytes(), f"{name} is stale: run make fit"


def test_what_is_read_is_what_is_computed(overview, claims, panel):
    news = reading(NEWS).of(panel)
    pd.testing.assert_frame_equal(news.rolling, overview.news.rolling, rtol=1e-9)
    assert news.whole == pytest.approx(overview.news.whole, rel=1e-9)
    assert [getattr(news, part) for part in ("nobs", "first", "last")] == [
        getattr(overview.news, part) for part in ("nobs", "first", "last")
    ]
    pd.testing.assert_frame_equal(reading(FRESHNESS).of(panel), overview.freshness)
    assert reading(CLAIMS).of(panel) == tuple(claims.values())
    risk, computed = reading(RISK).of(panel), RISK.compute(panel)
    assert (risk.as_of, risk.quarter) == (computed.as_of, computed.quarter)
    pairs = [*zip(risk.gaps, computed.gaps, strict=True)]
    pairs += [(risk.slowdown, computed.slowdown), (risk.delay, computed.delay)]
    for one, other in pairs:
        assert type(one) is type(other)
        for part in other.__dataclass_fields__:
            assert getattr(one, part) == pytest.approx(getattr(other, part), rel=1e-9)


def test_the_first_page_of_a_process_computes_none_of_it(monkeypatch, panel):
    for kind in KINDS:
        monkeypatch.setattr(module, kind.kind.upper(), reading(kind))
    shown = make_overview(panel)
    for part in (shown.news, shown.freshness, claims_now.__wrapped__(panel)):
        assert part is not COMPUTED
    assert shipped_risk.__wrapped__() is not COMPUTED


@every_kind
def test_other_data_are_computed(panel, kind):
    assert reading(kind).of(changed(panel, "initial_claims")) is COMPUTED
    assert reading(kind).of(replace(panel, manifest=panel.manifest | {"sha256": "0"})) is COMPUTED
    assert reading(kind).of(panel.known_on(pd.Timestamp("2026-01-14").date())) is COMPUTED


@pytest.fixture
def hashed_anew():
    """No hash of the presets and fits from before, none left behind."""
    stored_figures._equations_hash.cache_clear()
    yield
    stored_figures._equations_hash.cache_clear()


@every_kind
def test_other_fits_are_computed(monkeypatch, tmp_path, hashed_anew, panel, kind):
    monkeypatch.setattr(stored_figures, "COMPLETION_FITS", tmp_path)
    assert reading(kind).of(panel) is COMPUTED


def test_another_preset_of_a_claim_is_computed(monkeypatch, hashed_anew, panel):
    monkeypatch.setattr(stored_figures, "preset", lambda _: preset("no-cuts"))
    assert reading(CLAIMS).of(panel) is COMPUTED


@every_kind
@pytest.mark.parametrize("version", ["OVERVIEW_VERSION", "RETURN_VERSION", "COMPLETION_VERSION"])
def test_other_versions_are_computed(monkeypatch, panel, kind, version):
    monkeypatch.setattr(stored_figures, version, 99)
    assert reading(kind).of(panel) is COMPUTED


@every_kind
def test_an_altered_or_damaged_file_is_refused_in_a_sentence(panel, tmp_path, kind):
    path = kind.artifact(panel, tmp_path).path
    path.parent.mkdir()
    document = json.loads(kind.artifact(panel).path.read_text())
    document["content"] = {}
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match=r"was changed after it was fitted .*: run make fit\.$"):
        kind.of(panel, tmp_path)
    path.write_text("{")
    with pytest.raises(ModelError, match=r"is damaged .*: run make fit\.$"):
        kind.of(panel, tmp_path)
