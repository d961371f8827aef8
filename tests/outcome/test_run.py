import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models import FedLever, Scenario, load_panel, run_scenario
from models.common.errors import ScenarioError
from models.equations import relative_return
from models.equations.stored_fit import SHIPPED, stored_fit
from models.outcome.run import preset_request
from models.scenario.levers import LEVERS
from models.scenario.presets import preset, presets
from models.scenario.spec import ModelSpec
from tests.cases import (
    EPS,
    HELD,
    JANUARY,
    MODERATE,
    RETURN,
    SLUMP,
    TWICE,
    modelled,
    rest_held,
)
from tests.waiting import GENEROUS_SECONDS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def outcome():
    return run_scenario(Scenario(**MODERATE), horizon_months=24)


@pytest.mark.parametrize("estimator", ["ridge", "elastic_net"])
@pytest.mark.slow
def test_penalised_equations_keep_the_identities(estimator):
    spec = ModelSpec(estimator=estimator)
    nothing = run_scenario(Scenario(), horizon_months=24, spec=spec)
    table = nothing.table.set_index("scenario")["value"]
    assert (table["difference"] == 0).all()
    assert_array_equal(table["scenario"], table["baseline"])
    assert all((path.difference_sd == 0).all() for path in nothing.paths)
    found = run_scenario(Scenario(**MODERATE), horizon_months=24, spec=spec)
    assert set(found.table["model"]) == {estimator, "fixed_ridge", "bvar"}
    assert set(modelled(found)["variable"]) == {path.variable for path in found.paths}
    total = found.contributions.groupby(["variable", "horizon_months"])["contribution"].sum()
    mean = modelled(found).query("scenario == 'difference' and statistic == 'mean'")
    mean = mean.set_index(["variable", "horizon_months"])["value"].reindex(total.index)
    assert_allclose(total, mean, atol=1e-12)
    assert np.abs(mean).max() > 0.1
    assert any("pulled towards zero" in note for note in found.notes)
    assert not any("pulled" in note for note in run_scenario(Scenario()).notes)


@pytest.mark.parametrize("otherwise", ["follow", "hold"])
@pytest.mark.parametrize("baseline", ["flat", "model", "sep", "supervisory"])
@pytest.mark.parametrize("as_of", [None, JANUARY])
def test_no_lever_moved_is_exactly_no_difference(baseline, as_of, otherwise):
    idle = Scenario(baseline=baseline, as_of=as_of).with_others(dict.fromkeys(LEVERS, otherwise))
    nothing = run_scenario(idle, horizon_months=24)
    table = nothing.table.set_index("scenario")["value"]
    assert (table["difference"] == 0).all()  # means, quantiles and levers alike
    assert (nothing.contributions["contribution"] == 0).all()
    assert_array_equal(table["scenario"], table["baseline"])
    for path in [*nothing.paths, nothing.whole_economy]:
        assert (path.difference == 0).all()
        assert (path.difference_sd == 0).all()
        assert not path.beyond_history.any()
    assert_array_equal(nothing.levers.scenario, nothing.levers.baseline)


@pytest.mark.parametrize("otherwise", ["follow", "hold"])
def test_holding_the_rate_is_nothing_against_the_flat_baseline(otherwise):
    still = Scenario(fed=FedLever(direction="hold"))
    held = run_scenario(still.with_others(dict.fromkeys(LEVERS, otherwise)), horizon_months=24)
    assert (held.contributions["contribution"] == 0).all()
    assert (held.levers.scenario == held.levers.baseline).all()


@pytest.mark.parametrize("otherwise", ["follow", "hold"])
@pytest.mark.parametrize("levers", [["fed"], ["fiscal"], ["labour"], ["fed", "fiscal", "labour"]])
def test_twice_the_levers_is_twice_the_difference(levers, otherwise):
    """Away from floor and caps; whatever follows doubles with what is moved."""
    once, twice = (
        run_scenario(
            Scenario(**{lever: moves[lever] for lever in levers}).with_others(
                dict.fromkeys(LEVERS, otherwise)
            ),
            horizon_months=24,
        )
        for moves in (MODERATE, TWICE)
    )
    for found in (once, twice):
        assert not found.macro.whole.scenario_floor.any()
    deviations = [found.levers.scenario - found.levers.baseline for found in (once, twice)]
    assert_allclose(deviations[1], 2 * deviations[0], rtol=0, atol=1e-9)
    rest = [column for column, lever in enumerate(MODERATE) if lever not in levers]
    assert deviations[0][:, rest].any() == (otherwise == "follow" and len(levers) < 3)
    for small, large in zip(once.paths, twice.paths, strict=True):
        assert not large.beyond_history.any()  # inside the range nothing is cut back
        assert np.abs(large.difference).max() > 0.1
        close = {"rtol": 1e-9, "atol": 1e-12 if otherwise == "hold" else 1e-9}
        assert_allclose(large.difference, 2 * small.difference, **close)
        # How levers follow by draw is kept in single precision: seven digits.
        exact = otherwise == "hold" or len(levers) == 3
        assert_allclose(
            large.difference_sd, 2 * small.difference_sd, rtol=1e-9 if exact else 1e-5, atol=1e-12
        )
        assert_array_equal(large.baseline, small.baseline)


def effect_of(levers, otherwise=None):
    """Mean differences of all modelled variables when some levers are moved."""
    scenario = Scenario(**{name: MODERATE[name] for name in levers})
    table = modelled(run_scenario(scenario.with_others(otherwise or {}), horizon_months=24))
    table = table.query("scenario == 'difference' and statistic == 'mean'")
    return table.set_index(["variable", "horizon_months"])["value"]


def split_of(levers, otherwise=None):
    """Contributions by lever of the same run, a column a lever."""
    scenario = Scenario(**{name: MODERATE[name] for name in levers})
    found = run_scenario(scenario.with_others(otherwise or {}), horizon_months=24)
    return found.contributions.pivot_table(
        index=["variable", "horizon_months"], columns="lever", values="contribution"
    )


@pytest.mark.parametrize(
    "levers", [["fed"], ["labour", "fed"], ["fiscal", "fed"], ["labour", "fiscal", "fed"]]
)
@pytest.mark.parametrize("switched", [False, True])
def test_each_lever_is_given_what_changes_when_it_joins(levers, switched):
    """Labour, then fiscal, then the Fed, by runs of their own; a moved lever's switch says nothing."""
    otherwise = dict.fromkeys(levers, "hold") if switched else {}
    shares, joined, before = split_of(levers, otherwise), [], 0.0
    for name in levers:
        joined.append(name)
        after = effect_of(joined).loc[shares.index]
        assert_allclose(shares[name], after - before, rtol=0, atol=1e-9)
        before = after
    assert_allclose(
        shares.sum(axis=1), effect_of(levers, otherwise).loc[shares.index], rtol=0, atol=1e-9
    )
    assert (shares[[name for name in MODERATE if name not in levers]] == 0).all(axis=None)
    if len(levers) > 1:  # what the Fed does against its own reaction is not what it does alone
        assert np.abs(shares["fed"] - effect_of(["fed"]).loc[shares.index]).max() > 0.01


def test_levers_that_are_held_and_not_moved_stay_so_whoever_joins():
    shares = split_of(["labour", "fed"], {"fiscal": "hold"})
    first = effect_of(["labour"], {"fiscal": "hold"}).loc[shares.index]
    assert_allclose(shares["labour"], first, rtol=0, atol=1e-9)
    assert np.abs(first - effect_of(["labour"]).loc[shares.index]).max() > 0.01


def test_in_a_mild_slowdown_two_cuts_are_about_what_the_fed_would_do_by_itself():
    """Cuts alone stand for the slump they come in; in a slump that is given they do not.

    -0.41 by the average of both families, -0.19 by that of means.
    """
    scenario = preset_request(preset("mild-slowdown")).scenario
    path = run_scenario(scenario).path(EPS)
    parts = dict(zip(LEVERS, path.contributions[-1], strict=True))
    cuts = run_scenario(Scenario(fed=scenario.fed)).path(EPS).difference[-1]
    assert cuts < -1
    assert abs(parts["fed"]) < 0.5
    assert parts["labour"] < -5


@pytest.mark.parametrize("horizon", [0, 25, 999])
def test_horizons_beyond_reach_are_refused(horizon):
    with pytest.raises(
        ScenarioError, match=f"horizon is {horizon} months; allowed are whole months"
    ):
        run_scenario(Scenario(), horizon_months=horizon)


def published(found):
    """How many months ahead unemployment is known, which no lever moves."""
    return int(np.isfinite(found.setting.known_of("unemployment_rate")).sum())


def test_inputs_beyond_history_are_flagged_and_cut_back(outcome):
    slump = SLUMP.with_others(HELD)
    capped = run_scenario(slump, horizon_months=24)
    free = run_scenario(slump, horizon_months=24, spec=ModelSpec(cap_inputs=False))
    assert not any(path.beyond_history.any() for path in outcome.paths)
    for found in (capped, free):
        assert found.path(RETURN).beyond_history[published(found) :, 2].all()
        assert found.path(EPS).beyond_history[:, 2].any()
        for path in found.paths:
            assert not path.beyond_history[:, :2].any()  # only unemployment is moved
    terms = capped.fit.returns[11].estimates.terms
    assert terms == free.fit.returns[11].estimates.terms
    # Without the cap the difference grows in step with the lever, with it not.
    half = rest_held(labour=SLUMP.labour.model_copy(update={"peak_rise_pp": 3.0}))
    for spec, linear in ((ModelSpec(cap_inputs=False), True), (ModelSpec(), False)):
        large = run_scenario(slump, horizon_months=12, spec=spec).path(RETURN).difference
        small = run_scenario(half, horizon_months=12, spec=spec).path(RETURN).difference
        assert np.allclose(large, 2 * small, rtol=1e-9, atol=1e-12) == linear


def test_a_lever_that_follows_beyond_history_is_flagged_and_cut_back_too():
    hikes = Scenario(fed=FedLever(direction="hike", moves=12, size_pp=0.5, why="weakness"))
    found = run_scenario(hikes, horizon_months=24)
    assert found.path(EPS).beyond_history.any(axis=0).tolist() == [True, False, True]
    assert found.notes[0].startswith(
        "Beyond history: the policy rate and unemployment move further or faster"
    )
    held = run_scenario(hikes.with_others(HELD), horizon_months=24)
    assert held.path(EPS).beyond_history.any(axis=0).tolist() == [True, False, False]
    # The slump leaves the range of returns; its own split is still the whole difference.
    slump = run_scenario(SLUMP, horizon_months=24, spec=ModelSpec(estimator="ols"))
    path, start = slump.path(RETURN), slump.setting.history.to_numpy()[-1:]
    assert path.beyond_history[published(slump) :, 2].all()
    for h in (2, 12, 24):
        equation = slump.fit.returns[h - 1]
        base, asked = (
            relative_return.window_inputs(np.vstack([start, levels[:h]]), h)[0]
            for levels in (slump.levers.baseline, slump.levers.scenario)
        )
        outside = (asked < equation.low) | (asked > equation.high)
        whole = asked.reshape(3, 2).sum(axis=1)
        outside_whole = (whole < equation.whole_low) | (whole > equation.whole_high)
        expected = outside.reshape(3, 2).any(axis=1) | outside_whole
        assert_array_equal(path.beyond_history[h - 1], expected)
        change = np.clip(asked, equation.low, equation.high) - base
        expected = [change @ equation.slopes * (lever == "labour") for lever in LEVERS]
        assert_allclose(path.contributions[h - 1], expected, atol=1e-9)


def test_a_panel_of_ones_own_gives_the_same_numbers(panel, outcome):
    own = run_scenario(Scenario(**MODERATE), panel, horizon_months=24)
    pd.testing.assert_frame_equal(own.table, outcome.table, check_exact=True)


@pytest.mark.slow
def test_answering_needs_no_estimator():
    """A fresh process answers from the stored fits; estimators and screens stay unloaded."""
    code = (
        "import sys\n"
        "from models import Scenario, run_scenario, LabourLever\n"
        "o = run_scenario(Scenario(labour=LabourLever(peak_rise_pp=1.0)))\n"
        "assert len(o.table) and len(o.contributions)\n"
        "heavy = {'statsmodels', 'sklearn', 'scipy', 'streamlit', 'altair'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=GENEROUS_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_shipped_fits_cover_the_dates_a_preset_asks_for(panel):
    asked = {preset.stated.as_of or panel.vintage for preset in presets().values()}
    assert {as_of or panel.vintage for _, as_of in SHIPPED} >= asked
    for as_of in asked:
        spec, known = ModelSpec(), panel.known_on(as_of)
        assert stored_fit(spec, known) is not None, f"run make fit: none is stored as of {as_of}"


@pytest.mark.parametrize(
    ("why", "otherwise", "seen"),
    [("history", "follow", True), ("policy", "follow", False), ("history", "hold", True)],
)
def test_a_move_beyond_the_horizon_is_felt_before_it_unless_it_is_a_choice_of_policy(
    why, otherwise, seen
):
    """Unemployment that follows, or else the spread, moves ahead of cuts; the note must not deny it."""
    late = FedLever(direction="cut", first_meeting=10, moves=6, size_pp=0.5, why=why)
    rest = dict.fromkeys(LEVERS, otherwise)
    found = run_scenario(Scenario(fed=late).with_others(rest), horizon_months=12)
    assert (found.levers.scenario[:, 0] == found.levers.baseline[:, 0]).all()
    effect = max(np.abs(path.difference).max() for path in found.paths)
    assert (effect > 0.05) == seen
    note = next(note for note in found.notes if "lies beyond the horizon" in note)
    assert ("ahead of such moves" in note) == seen
    assert ("lengthen it to see an effect" in note) != seen
