import ast
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ExplorerError, ModelError
from models.equations import fitted
from models.equations.completed_spread import load_completed_spread
from models.equations.estimators.result import RegressionResult
from models.equations.fit_all import SHIPPED, fit_all, fit_growth, fit_okun, fit_return
from models.equations.fit_at_risk import fit_at_risk
from models.equations.fitted import (
    FITS,
    Fit,
    FittedEquation,
    fit_path,
    load_fit,
    store_fit,
    stored_fit,
)
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[2]
SPEC = ModelSpec()


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def windows(panel):
    return load_completed_spread(panel)


@pytest.fixture(scope="module")
def shipped(panel):
    """Every shipped fit with the panel it belongs to."""
    found = []
    for spec, as_of in SHIPPED:
        known = panel.known_on(as_of) if as_of else panel
        fit = load_fit(spec, str(known.vintage), known.snapshot_hash)
        assert fit is not None, f"{fit_path(spec, str(known.vintage)).name} is stale: run make fit"
        found.append((fit, known))
    return found


def assert_same_numbers(refitted, stored):
    """Every number of two estimates, to 1e-8 of its size; the file keeps ten digits."""
    for field in fields(stored):
        new, old = getattr(refitted, field.name), getattr(stored, field.name)
        if isinstance(old, RegressionResult):
            assert_same_numbers(new, old)
        elif isinstance(old, dict):
            assert list(new) == list(old), field.name
            for key in old:
                value = old[key]
                expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-8)
                assert new[key] == expected, (field.name, key)
        elif isinstance(old, (np.ndarray, float)):
            scale = np.max(np.abs(old), initial=0.0, where=np.isfinite(old))
            assert_allclose(new, old, rtol=1e-8, atol=1e-9 * scale, err_msg=field.name)
        else:
            assert new == old, field.name


def test_every_shipped_fit_is_of_this_snapshot_and_unaltered(shipped):
    for fit, known in shipped:
        assert fit.snapshot_hash == known.snapshot_hash
        assert fit.as_of == str(known.vintage)
        assert len(fit.returns) == 24
        assert [e.horizon_months for e in fit.returns] == list(range(1, 25))
    assert {p.name for p in FITS.glob("*")} == {
        fit_path(fit.spec, fit.as_of).name for fit, _ in shipped
    }


@pytest.mark.slow
def test_a_new_estimate_equals_the_stored_one(shipped, panel, windows):
    stored = shipped[0][0]
    assert stored.spec == SPEC
    for horizon in (3, 12):
        assert_same_numbers(fit_return(panel, SPEC, horizon), stored.returns[horizon - 1])
    for equation in stored.growth:
        assert_same_numbers(fit_growth(panel, SPEC, equation.variable, windows), equation)
    assert_same_numbers(fit_at_risk(panel, SPEC, windows), stored.at_risk)
    assert_same_numbers(fit_okun(panel, SPEC), stored.okun)


@pytest.mark.parametrize("position", range(1, len(SHIPPED)))
@pytest.mark.slow
def test_the_other_fits_are_of_their_own_specification(shipped, windows, position):
    stored, known = shipped[position]
    spec, as_of = SHIPPED[position]
    assert stored.spec == spec
    assert known.vintage == (as_of or load_panel().vintage)
    assert_same_numbers(fit_return(known, spec, 12), stored.returns[11])
    assert_same_numbers(fit_growth(known, spec, "eps_growth_large_cap", windows), stored.growth[0])
    default = shipped[0][0]
    of_growth = spec == replace(SPEC, growth_estimator=spec.growth_estimator) and not as_of
    mine, theirs = (fit.growth[0] if of_growth else fit.returns[11] for fit in (stored, default))
    assert not np.allclose(mine.slopes, theirs.slopes, rtol=1e-3)


def copy_of(name, tmp_path, edit):
    """A directory with one shipped file after an edit of its document."""
    document = json.loads((FITS / name).read_text())
    edit(document)
    (tmp_path / name).write_text(json.dumps(document))
    return tmp_path


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["returns"][11]["estimates"]["params"].__setitem__(1, 2.5),
        lambda d: d["growth"][0]["half_widths"].__setitem__(2, 1.0),
        lambda d: d["growth"][0]["record"].__setitem__("rsquared_levers", 0.9),
        lambda d: d["okun"]["params"].__setitem__(1, -0.9),
        lambda d: d.__setitem__("fingerprint", "0" * 16),
    ],
    ids=["coefficient", "band", "record", "okun", "fingerprint"],
)
def test_a_changed_file_is_refused(panel, tmp_path, edit):
    name = fit_path(SPEC, str(panel.vintage)).name
    directory = copy_of(name, tmp_path, edit)
    with pytest.raises(ModelError, match=rf"{name} was changed after it was fitted.*run make fit"):
        load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, directory)


def test_an_unchanged_copy_is_read(panel, tmp_path):
    name = fit_path(SPEC, str(panel.vintage)).name
    directory = copy_of(name, tmp_path, dict.copy)
    fit = load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, directory)
    assert fit.to_json() == (FITS / name).read_text()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"snapshot_hash": 1}', b"[" * 100_000],
    ids=["empty", "torn", "list", "not text", "null", "poor", "deep"],
)
def test_a_damaged_file_is_one_sentence(panel, tmp_path, content):
    path = fit_path(SPEC, str(panel.vintage), tmp_path)
    path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"^{path.name} is damaged .*: run make fit\.$"):
        load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, tmp_path)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.pop("okun"),
        lambda d: d.pop("fingerprint"),
        lambda d: d.__setitem__("returns", 5),
        lambda d: d.__setitem__("growth", ["a", "b"]),
        lambda d: d["spec"].__setitem__("mood", "good"),
        lambda d: d["returns"][3].pop("band_cov"),
        lambda d: d["returns"][3].__setitem__("low", ["x"]),
        lambda d: d["returns"][3].__setitem__("estimates", []),
        lambda d: d["okun"].__setitem__("cov", [[1.0], [1.0, 2.0]]),
        lambda d: d.pop("at_risk"),
        lambda d: d["at_risk"].pop("shifts"),
    ],
)
def test_a_file_with_parts_missing_or_of_the_wrong_kind_is_one_sentence(panel, tmp_path, edit):
    name = fit_path(SPEC, str(panel.vintage)).name
    directory = copy_of(name, tmp_path, edit)
    with pytest.raises(ModelError, match=rf"^{name} is damaged .*: run make fit\.$"):
        load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, directory)


def test_a_fit_under_another_s_name_is_refused(shipped, tmp_path):
    (fit, _), (other, _) = shipped[:2]
    assert fit.snapshot_hash == other.snapshot_hash
    shutil.copy(fit_path(other.spec, other.as_of), fit_path(fit.spec, fit.as_of, tmp_path))
    with pytest.raises(ModelError, match="pandemic='drop'.*not what its name says: run make fit"):
        load_fit(fit.spec, fit.as_of, fit.snapshot_hash, tmp_path)


def test_returns_and_growth_by_two_estimators_come_from_their_two_files(panel):
    spec = ModelSpec(estimator="ridge", growth_estimator="median")
    at = (str(panel.vintage), panel.snapshot_hash)
    assert load_fit(spec, *at) is None
    found = stored_fit(spec, *at)
    assert found.spec == spec
    assert_same_numbers(found.returns[11], load_fit(ModelSpec(estimator="ridge"), *at).returns[11])
    median = load_fit(ModelSpec(growth_estimator="median"), *at)
    assert [e.estimates.estimator for e in found.growth] == ["median"] * 3
    assert_same_numbers(found.growth[0], median.growth[0])
    assert stored_fit(ModelSpec(pandemic="keep", growth_estimator="median"), *at) is None


def test_a_fit_is_stored_whole_or_not_at_all(shipped, tmp_path, monkeypatch):
    fit = shipped[0][0]
    path = store_fit(fit, tmp_path)
    assert path == fit_path(fit.spec, fit.as_of, tmp_path)
    assert path.read_text(encoding="utf-8") == fit.to_json()
    monkeypatch.setattr(Fit, "to_json", lambda _: "{}\ud800")  # cannot be encoded: writing fails
    with pytest.raises(UnicodeEncodeError):
        store_fit(fit, tmp_path)
    assert path.read_text(encoding="utf-8").startswith('{\n"fingerprint"')
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.__setitem__("snapshot_hash", "0" * 12),
        lambda d: d.__setitem__("specification_version", -1),
    ],
    ids=["other data", "other equations"],
)
def test_a_fit_of_other_data_or_equations_is_not_used(panel, tmp_path, edit):
    name = fit_path(SPEC, str(panel.vintage)).name
    directory = copy_of(name, tmp_path, edit)
    assert load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, directory) is None


def test_where_nothing_is_stored_there_is_none(tmp_path, panel):
    assert load_fit(SPEC, str(panel.vintage), panel.snapshot_hash, tmp_path) is None


def without_docstrings(source):
    """The same program with every docstring replaced and comments gone."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body[0] = ast.Expr(ast.Constant("Other words."))
    return ast.unparse(tree)


@pytest.mark.slow
def test_words_in_the_source_do_not_make_a_fit_stale(tmp_path):
    """The fingerprint is of values alone: other docstrings and comments, the same fit."""
    ignore = shutil.ignore_patterns("__pycache__", "sources")
    shutil.copytree(ROOT / "models", tmp_path / "models", ignore=ignore)
    for path in (tmp_path / "models").rglob("*.py"):
        path.write_text(without_docstrings(path.read_text(encoding="utf-8")), encoding="utf-8")
    code = (
        "import sys\n"
        "from models.outcome.run import shipped_world\n"
        "import models.equations.fitted\n"
        "assert models.equations.fitted.__doc__ == 'Other words.'\n"
        "fit = shipped_world().fit\n"
        "assert 'models.equations.fit_all' not in sys.modules, 'it was estimated anew'\n"
        "print(fit.fingerprint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=GENEROUS_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    stored = json.loads(fit_path(SPEC, str(load_panel().vintage)).read_text())
    assert done.stdout.strip() == stored["fingerprint"]


def test_fingerprint_forgives_the_last_digits_only(shipped):
    fit = shipped[0][0]
    body = json.loads(fit.to_json())

    def rebuilt(factor):
        okun = {**body["okun"], "rsquared": body["okun"]["rsquared"] * factor}
        return Fit(
            fit.spec, fit.as_of, fit.snapshot_hash, RegressionResult.from_dict(okun),
            fit.returns, fit.growth, fit.at_risk,
        ).fingerprint  # fmt: skip

    assert rebuilt(1 + 1e-15) == fit.fingerprint
    assert rebuilt(1 + 1e-8) != fit.fingerprint


def test_an_equation_survives_its_json_form(shipped):
    for equation in (*shipped[0][0].returns[:2], *shipped[0][0].growth):
        back = FittedEquation.from_dict(json.loads(json.dumps(fitted._rounded(equation.to_dict()))))
        assert_same_numbers(back, equation)


def test_progress_is_told_and_can_interrupt(panel):
    told = []

    def stop_at_the_third(share, words):
        told.append((share, words))
        if len(told) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fit_all(panel, SPEC, stop_at_the_third)
    assert [share for share, _ in told] == pytest.approx([0, 1 / 29, 2 / 29])
    assert told[1][1] == "Relative return over 2 months"


@pytest.mark.parametrize("estimator", ["ols", "ridge", "elastic_net"])
@pytest.mark.parametrize(("date", "count"), [("2001-06-01", 0), ("2004-06-01", 11)])
def test_a_date_too_early_to_estimate_is_one_sentence(panel, estimator, date, count):
    known = panel.known_on(dt.date.fromisoformat(date))
    spec = ModelSpec(target="small_cap_relative_return_etf", estimator=estimator)
    with pytest.raises(ModelError, match=f"{count} complete observations, need 33"):
        fit_return(known, spec, 24)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (dt.date(1995, 1, 1), "small_cap_relative_return_etf had no published value on 1995-01-01"),
        (dt.date(2001, 1, 1), "small_cap_relative_return_etf since 2000-06: 0 complete obs"),
        (
            dt.date(2003, 1, 1),
            "small_cap_relative_return_etf since 2000-06: .*choose a later date or",
        ),
    ],
)
def test_a_date_before_a_series_has_a_sample_names_it_and_its_first_month(panel, date, words):
    spec = ModelSpec(target="small_cap_relative_return_etf")
    with pytest.raises(ExplorerError, match=words):
        fit_return(panel.known_on(date), spec, 1)


def test_a_date_too_early_to_judge_the_equations_is_refused(panel, windows):
    early = panel.known_on(dt.date(1995, 1, 1))
    with pytest.raises(ModelError, match="The sample 1969-01 to 1994-.*choose a later date"):
        fit_return(early, SPEC, 1)
    early = panel.known_on(dt.date(1999, 6, 1))
    with pytest.raises(ModelError, match="The sample 1989Q4 to 1998Q4.*choose a later date"):
        fit_growth(early, SPEC, "eps_growth_large_cap", windows)
