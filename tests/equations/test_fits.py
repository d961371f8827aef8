import ast
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.common.artifacts import remove_superseded, rounded
from models.common.errors import ExplorerError, ModelError
from models.common.files import write_whole
from models.common.progress import silent
from models.completion.stored import COMPLETION_FITS
from models.equations.__main__ import jobs
from models.equations.completed_spread import load_completed_spread
from models.equations.estimators.result import RegressionResult
from models.equations.fit_all import fit_all, fit_return
from models.equations.fit_growth import fit_growth
from models.equations.fitted import DIGITS, FORMS, Fit, read_fit
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.stored_fit import FITS, PARTS, SHIPPED, Part, stored_fit
from models.panel import load_panel
from models.scenario.spec import ModelSpec
from tests.equations.agreement import assert_same_numbers
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
        fit = stored_fit(spec, known)
        assert fit is not None, f"{spec} as of {known.vintage} is stale: run make fit"
        found.append((fit, known))
    return found


def test_every_shipped_fit_is_of_this_snapshot_and_whole(shipped):
    for fit, known in shipped:
        assert fit.snapshot_hash == known.snapshot_hash
        assert fit.as_of == str(known.vintage)
        assert len(fit.returns) == 24
        assert [e.horizon_months for e in fit.returns] == list(range(1, 25))


@pytest.mark.parametrize("position", range(1, len(SHIPPED)))
@pytest.mark.slow
def test_the_other_fits_are_of_their_own_specification(shipped, windows, position):
    stored, known = shipped[position]
    spec, as_of = SHIPPED[position]
    assert stored.spec == spec
    assert known.vintage == (as_of or load_panel().vintage)
    assert list(stored.returns_by) == list(spec.single_estimators)
    for name, equations in stored.returns_by.items():
        assert_same_numbers(fit_return(known, replace(spec, estimator=name), 12)[0], equations[11])
    assert_same_numbers(fit_growth(known, spec, "eps_growth_large_cap", windows), stored.growth[0])
    default = shipped[0][0]
    of_growth = spec == replace(SPEC, growth_estimator=spec.growth_estimator) and not as_of
    if spec == replace(SPEC, estimator=spec.estimator) and not as_of:  # one of the default's own
        assert_same_numbers(stored.returns[11], default.returns_by[spec.estimator][11])
        return
    mine, theirs = (
        fit.growth[0].members[0] if of_growth else fit.returns[11] for fit in (stored, default)
    )
    assert not np.allclose(mine.slopes, theirs.slopes, rtol=1e-3)


def test_every_part_is_stored_once_and_no_file_is_left_over(shipped):
    """No default equation is copied into the file of a choice that it does not depend on."""
    expected = {
        part.artifact(one, known).path
        for fit, known in shipped
        for part in PARTS
        for one in part.specs(fit.spec)
    }
    folders = {part.name for part in PARTS}
    assert {p for p in FITS.rglob("*") if p.is_file() and p.parent.name in folders} == expected
    assert {p.name for p in FITS.iterdir()} == folders | {
        "completed_spread",
        "growth_record",
        "level_record",
    }
    of_newest = [path for path in expected if path.stem.endswith(str(shipped[0][0].as_of))]
    contents = [json.loads(path.read_text(encoding="utf-8"))["content"] for path in of_newest]
    of_january = [part.specs(SPEC) for part in PARTS]  # the default's parts once more
    assert len(of_newest) == len(expected) - sum(map(len, of_january))
    assert len({json.dumps(content) for content in contents}) == len(contents)


def test_a_stored_part_is_written_to_the_bytes_it_was_read_from(shipped, tmp_path):
    for fit, known in shipped:
        for part in PARTS:
            for one in part.specs(fit.spec):
                of_one = fit.returns_by[one.estimator] if part.name == "returns" else None
                path = part.store(of_one or getattr(fit, part.name), one, known, tmp_path)
                assert path.read_bytes() == part.artifact(one, known).path.read_bytes()


def test_returns_and_growth_by_two_estimators_come_from_their_two_files(panel):
    spec = ModelSpec(estimator="ridge", growth_estimator="median")
    found = stored_fit(spec, panel)
    assert found.spec == spec
    ridge = stored_fit(ModelSpec(estimator="ridge"), panel)
    assert_same_numbers(found.returns[11], ridge.returns[11])
    median = stored_fit(ModelSpec(growth_estimator="median"), panel)
    assert [m.estimates.estimator for g in found.growth for m in g.members] == ["median"] * 6
    assert_same_numbers(found.growth[0], median.growth[0])
    assert stored_fit(ModelSpec(pandemic="keep", growth_estimator="median"), panel) is None


def test_a_part_is_stored_whole_or_not_at_all(shipped, panel, tmp_path):
    fit = shipped[0][0]
    okun = PARTS[0]
    path = okun.store(fit.okun, SPEC, panel, tmp_path)
    before = path.read_bytes()
    artifact = okun.artifact(SPEC, panel, tmp_path)
    with pytest.raises(TypeError):
        artifact.write({"params": object()})
    with pytest.raises(ValueError, match="JSON compliant"):
        artifact.write({"params": [np.nan]})
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_what_writing_leaves_half_done_is_cleared(tmp_path):
    path = tmp_path / "fit.json"
    write_whole(path, "whole")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "{}\ud800")  # cannot be encoded: writing fails
    assert path.read_text(encoding="utf-8") == "whole"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_where_nothing_is_stored_there_is_none(tmp_path, panel):
    assert stored_fit(SPEC, panel, tmp_path) is None


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"spec": {}}', "[" * 100_000])
def test_a_new_fit_that_was_cut_short_on_its_way_is_one_sentence(written):
    with pytest.raises(ModelError, match=r"^The new fit is damaged .*: estimate it again\.$"):
        read_fit(written)


def test_a_fit_survives_its_way_from_process_to_process(shipped):
    fit = shipped[0][0]
    back = read_fit(fit.to_json())
    assert back.fingerprint == fit.fingerprint
    assert back.to_json() == fit.to_json()


def test_the_refit_makes_every_stored_file_in_an_order_in_which_each_finds_what_it_rests_on(panel):
    names = list(jobs(panel))
    stored = [*COMPLETION_FITS.rglob("*.json"), *FITS.rglob("*.json")]
    assert len(names) == len(stored)
    kinds = [name.split()[0] for name in names]
    assert kinds[:3] == ["completion", "completion", "completed_spread"]
    records = ["growth_record", "level_record", "coverage"]
    assert kinds[-3:] == records
    of_parts = {f"{p.parent.name} {p.stem}" for p in FITS.rglob("*.json")}
    assert set(names[3:-3]) == {name for name in of_parts if name.split()[0] in kinds[3:-3]}


@pytest.mark.parametrize(
    "name",
    [
        f"okun keep-{load_panel().vintage}",
        "growth downweight-capped-fixed_ridge-2026-01-14",
    ],
)
@pytest.mark.slow
def test_a_refit_of_a_part_gives_the_digits_that_are_stored(panel, monkeypatch, name):
    made = {}

    def store(part, equations, spec, known):
        made[part.artifact(spec, known).path] = json.loads(
            json.dumps(FORMS[part.name].plain(equations))
        )

    monkeypatch.setattr(Part, "store", store)
    jobs(panel)[name](silent)
    ((path, found),) = made.items()
    assert f"{path.parent.name} {path.stem}" == name
    stored = json.loads(path.read_text(encoding="utf-8"))["content"]
    rebuild = FORMS[path.parent.name].rebuild
    for new, old in zip(as_many(rebuild(found)), as_many(rebuild(stored)), strict=True):
        assert_same_numbers(new, old)


def as_many(equations):
    return equations if isinstance(equations, tuple) else (equations,)


def test_superseded_files_are_removed_and_named(tmp_path):
    for name in ("okun/old.json", "okun/new.json", "returns/old.json", "readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    removed = remove_superseded([tmp_path / "okun/new.json"], tmp_path)
    assert removed == [tmp_path / "okun/old.json", tmp_path / "returns/old.json"]
    kept = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert kept == {"okun/new.json", "readme.txt"}


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
        "from models.outcome.world import shipped_world\n"
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
    assert done.stdout.strip() == stored_fit(SPEC, load_panel()).fingerprint


def test_fingerprint_forgives_the_last_digits_only(shipped):
    fit = shipped[0][0]
    body = json.loads(fit.to_json())

    def rebuilt(factor):
        okun = {**body["okun"], "rsquared": body["okun"]["rsquared"] * factor}
        return Fit(
            fit.spec, fit.as_of, fit.snapshot_hash, RegressionResult.from_dict(okun),
            fit.returns_by, fit.growth,
        ).fingerprint  # fmt: skip

    assert rebuilt(1 + 1e-15) == fit.fingerprint
    assert rebuilt(1 + 1e-8) != fit.fingerprint


def test_an_equation_survives_its_json_form(shipped):
    for model in shipped[0][0].growth:
        written = json.loads(json.dumps(rounded(model.to_dict(), DIGITS)))
        assert_same_numbers(GrowthModel.from_dict(written, FittedEquation.from_dict), model)
    for equation in shipped[0][0].returns[:2]:
        back = FittedEquation.from_dict(json.loads(json.dumps(rounded(equation.to_dict(), DIGITS))))
        assert_same_numbers(back, equation)


def test_progress_is_told_and_can_interrupt(panel):
    told = []

    def stop_at_the_third(share, words):
        told.append((share, words))
        if len(told) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fit_all(panel, SPEC, stop_at_the_third)
    steps = 24 + 3 + 1  # horizons, growth rates, the completed spread
    assert [share for share, _ in told] == pytest.approx([0, 1 / steps, 2 / steps])
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
        fit_return(early, ModelSpec(estimator="ols"), 1)
    early = panel.known_on(dt.date(1999, 6, 1))
    with pytest.raises(ModelError, match="The sample 1989Q4 to 1998Q4.*choose a later date"):
        fit_growth(early, SPEC, "eps_growth_large_cap", windows)
