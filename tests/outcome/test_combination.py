"""One answer from several models: by hand, by simulation, and where it is not stated."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import Scenario, run_scenario
from models.equations.level_judge import MODELS
from models.equations.stored_fit import FITS
from models.equations.stored_level_record import load_level_record
from models.outcome.combination import BEYOND, HORIZONS_MONTHS, NO_RECORD
from models.outcome.difference import difference
from models.outcome.level import Errors
from models.outcome.run import preset_request
from models.outcome.world import shipped_world
from models.panel import load_panel
from models.scenario.levers import EQUATION_DRIVERS
from models.scenario.presets import preset, presets
from models.scenario.spec import SINGLE_ESTIMATORS, ModelSpec
from tests.cases import HELD, JANUARY, MODERATE, RETURN, TWICE
from tests.outcome import combined_by_hand as by_hand

JANUARY_PRESETS = [name for name, one in presets().items() if one.stated.as_of == JANUARY]
HORIZONS = (1, 3, 12, 24)
Z_95 = 1.6448536269514722


def path_of(scenario, **choices):
    spec = ModelSpec(**choices)
    return run_scenario(scenario, horizon_months=24, spec=spec).combined


def outcome_of(name):
    asked = preset_request(preset(name))
    return run_scenario(asked.scenario, horizon_months=24)


def stored(name):
    vintage = load_panel().vintage
    file = f"small_cap_relative_return-downweight-capped-{name}-{vintage}.json"
    return json.loads((FITS / "returns" / file).read_text())["content"]


def levels(outcome, side):
    start = outcome.setting.history[list(EQUATION_DRIVERS)].to_numpy()[-1:]
    ahead = getattr(outcome.macro, side)(EQUATION_DRIVERS)
    return np.vstack([start, ahead]).tolist()


def test_the_second_computation_uses_nothing_of_the_project():
    tree = ast.parse(Path(by_hand.__file__).read_text())
    imported = {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    assert imported == {"math"}


@pytest.mark.parametrize("scenario", [Scenario(**MODERATE), Scenario(**TWICE).with_others(HELD)])
def test_effect_and_variance_by_a_second_computation(scenario):
    found = run_scenario(scenario, horizon_months=24)
    path, whole = found.combined, found.whole_economy
    for horizon in HORIZONS:
        row = horizon - 1
        effects, within, eras = [], [], []
        for name in SINGLE_ESTIMATORS:
            equation = stored(name)[row]
            moves = by_hand.change(
                equation, levels(found, "baseline"), levels(found, "scenario"), horizon
            )
            effects.append(by_hand.effect(equation, moves))
            assert path.models[name][row] == pytest.approx(effects[-1], abs=1e-8)
            inner = [line[1:] for line in equation["band_cov"][1:]]
            follow = _follow(found, by_hand.slopes(equation), horizon)
            within.append(by_hand.quadratic(inner, moves) + follow)
            eras.append(by_hand.quadratic(equation["era_cov"], moves))
        effects.append(whole.difference[row])
        drawn = found.macro.responses((RETURN,))[:, :horizon, 0].sum(axis=1).tolist()
        within.append(by_hand.mean([(d - by_hand.mean(drawn)) ** 2 for d in drawn]))
        assert path.difference[row] == pytest.approx(by_hand.mean(effects), abs=1e-8)
        expected = by_hand.variance(effects, within, eras)
        assert path.difference_sd[row] ** 2 == pytest.approx(expected, rel=1e-8)
        parts = path.within[row] + path.between[row] + path.era[row]
        assert parts == pytest.approx(expected, rel=1e-8)


def _follow(found, slopes, horizon):
    """Variance over draws of how levers that are not set follow."""
    drawn = []
    for run in found.macro.responses(EQUATION_DRIVERS)[:, :horizon].tolist():
        moves = by_hand.window([[0.0] * 3, *run], horizon)
        drawn.append(sum(b * x for b, x in zip(slopes, moves, strict=True)))
    return by_hand.mean([(d - by_hand.mean(drawn)) ** 2 for d in drawn])


def test_the_law_of_total_variance_by_simulation():
    """Draw a model, an era's slopes, then coefficients: the spread is the stated one."""
    path = path_of(Scenario(**TWICE).with_others(HELD))
    row, rng, n = 11, np.random.default_rng(3), 400_000
    found = run_scenario(Scenario(**TWICE).with_others(HELD), horizon_months=24)
    drawn = []
    for name in SINGLE_ESTIMATORS:
        equation = found.fit.returns_by[name][row]
        moves = by_hand.change(
            {"low": equation.low, "high": equation.high},
            levels(found, "baseline"),
            levels(found, "scenario"),
            12,
        )
        k = len(moves)
        slopes = rng.multivariate_normal(equation.slopes, equation.band_cov[1:, 1:], n)
        slopes += rng.multivariate_normal(np.zeros(k), equation.era_cov, n)
        drawn.append(slopes @ np.array(moves))
    each = [values.mean() for values in drawn]
    bvar = path.models["bvar"][row]
    bvar_sd = found.macro.responses((RETURN,))[:, :12, 0].sum(axis=1).std()
    # the completion model has no eras of its own: it is given the others' mean spread between eras
    drawn.append(bvar + np.hypot(bvar_sd, np.sqrt(path.era[row])) * rng.standard_normal(n))
    assert np.mean([*each, bvar]) == pytest.approx(path.difference[row], abs=0.02)
    assert np.concatenate(drawn).var() == pytest.approx(path.difference_sd[row] ** 2, rel=0.02)


def test_contributions_add_up_to_the_average():
    path = path_of(Scenario(**MODERATE))
    assert_allclose(path.difference, np.mean(list(path.models.values()), axis=0), atol=1e-9)
    assert list(path.models) == list(MODELS)


def test_the_months_up_to_a_horizon_are_the_same_whatever_the_horizon():
    short = run_scenario(Scenario(**MODERATE), horizon_months=5)
    path, whole = short.path(RETURN), short.combined
    assert len(path.periods) == len(path.withheld) == len(path.models["bvar"]) == 5
    assert len(whole.periods) == 24
    for side in ("baseline", "scenario", "difference"):
        for name, values in path.statistics(side).items():
            assert_allclose(values, whole.statistics(side)[name][:5], rtol=0)


def test_nothing_moved_is_the_baseline_exactly():
    path = path_of(Scenario())
    assert np.array_equal(path.scenario, path.baseline)
    assert np.array_equal(path.scenario_half_widths, path.baseline_half_widths)
    assert np.array_equal(path.odds_scenario, path.odds_baseline)
    assert not path.difference.any()
    assert not path.established.any()


def test_the_centre_is_the_state_or_the_long_run_average():
    scenario = Scenario(**MODERATE)
    state, average = (path_of(scenario, centre=choice) for choice in ("state", "average"))
    fit = shipped_world().fit
    assert_allclose(average.baseline, [equation.start for equation in fit.returns], rtol=1e-12)
    assert np.abs(state.baseline - average.baseline).max() > 0.3
    assert_allclose(state.difference, average.difference, rtol=0)


def test_odds_are_the_share_of_the_distribution_behind_the_bands():
    record = load_level_record(load_panel())
    path = path_of(Scenario())
    for horizon in HORIZONS:
        rows = record[record["horizon"] == horizon].dropna(subset=["effect_variance", *MODELS])
        errors = (rows["actual"] - rows["state"]).tolist()
        rms = np.sqrt(by_hand.mean([e * e for e in errors]))
        expected = by_hand.odds(errors, path.baseline[horizon - 1], rms)
        assert path.odds_baseline[horizon - 1] == pytest.approx(expected, abs=1e-9)
        rank = int(np.ceil((len(errors) + 1) * 0.9)) - 1
        assert path.baseline_half_widths[horizon - 1, 2] == pytest.approx(
            sorted(map(abs, errors))[rank]
        )


def test_odds_at_a_centre_of_zero_are_even_and_rise_with_it():
    sizes = (np.array([0.2, 0.7, 1.0, 1.6]),) * 3
    errors = Errors(np.ones(3), sizes)
    assert errors.odds(np.zeros(3), np.ones(3)).tolist() == [0.5, 0.5, 0.5]
    assert errors.odds(np.array([-2.0, 0.5, 2.0]), np.ones(3)).tolist() == [0.0, 0.625, 1.0]


def test_a_sign_is_established_only_where_all_agree_and_the_band_excludes_zero():
    path = path_of(Scenario(**TWICE))
    each = np.array(list(path.models.values()))
    low, high = path.band("difference")
    agree = (np.sign(each) == np.sign(each[0])).all(axis=0) & (each[0] != 0)
    assert np.array_equal(path.established, agree & ((low > 0) | (high < 0)))


@pytest.mark.finding
@pytest.mark.parametrize("name", JANUARY_PRESETS)
def test_what_came_after_january_2026_lies_in_the_80_pct_band(name):
    found = outcome_of(name)
    path, row = found.combined, 7
    assert str(path.periods[row]) == "2026-08"
    months = load_panel().monthly[RETURN].loc[path.periods[0] : path.periods[row]]
    realised = float(months.sum())
    assert realised == pytest.approx(6.15, abs=0.05)
    low, high = path.band("scenario", 80)
    assert low[row] < realised < high[row]
    assert high[row] - low[row] < 30


@pytest.mark.finding
@pytest.mark.parametrize(("year", "months"), [(2025, (12, 24)), (2026, (6, 12, 24))])
def test_severely_adverse_is_withheld_where_no_such_move_is_on_record(year, months):
    found = outcome_of(f"supervisory-severely-adverse-{year}")
    path = found.combined
    beyond = tuple(h for h in HORIZONS_MONTHS if BEYOND in path.withheld[h - 1])
    assert beyond == months
    assert NO_RECORD in path.withheld[23]
    assert not path.withheld[2]
    assert path.withheld[path.stated(24)] == ""


@pytest.mark.finding
def test_a_mild_slowdown_is_stated_up_to_a_year():
    path = outcome_of("mild-slowdown").combined
    assert not any(path.withheld[h - 1] for h in (3, 6, 12))
    assert path.withheld[23] == NO_RECORD
    assert path.stated(24) < 23


def test_where_the_completion_model_refuses_three_are_averaged_and_it_is_said():
    found = outcome_of("supervisory-severely-adverse-2025")
    assert found.macro.refusal
    assert list(found.combined.models) == list(SINGLE_ESTIMATORS)
    assert any("without the Bayesian VAR" in note for note in found.notes)


def test_choices_without_a_record_are_answered_by_the_first_estimator_and_it_is_said():
    spec = ModelSpec(pandemic="drop")
    found = run_scenario(Scenario(**MODERATE), horizon_months=6, spec=spec)
    assert found.combined is None
    assert found.model == "ols"
    single = run_scenario(
        Scenario(**MODERATE), horizon_months=6, spec=replace(spec, estimator="ols")
    )
    assert_allclose(found.path(RETURN).difference, single.path(RETURN).difference, rtol=0)
    assert any("least squares alone" in note for note in found.notes)
    assert not any("least squares alone" in note for note in single.notes)


def test_a_gap_to_nothing_has_mean_and_spread_of_the_effect():
    late = run_scenario(preset("delayed-fed").scenario, horizon_months=24)
    idle = run_scenario(Scenario(as_of=JANUARY), horizon_months=24)
    for horizon in HORIZONS:
        mean, sd = difference(late, idle, horizon)
        assert mean == pytest.approx(late.combined.difference[horizon - 1], abs=1e-9)
        assert sd == pytest.approx(late.combined.difference_sd[horizon - 1], abs=1e-9)
    assert difference(late, late, 12) == (0.0, 0.0)


def test_half_widths_carry_the_normal_band_of_the_effect():
    path = path_of(Scenario(**MODERATE))
    low, high = path.band("difference")
    assert_allclose((high - low) / 2, Z_95 * path.difference_sd, rtol=1e-9)
