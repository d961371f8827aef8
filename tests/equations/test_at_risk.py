from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from models.equations.fit_at_risk import fit_at_risk
from numpy.testing import assert_allclose
from sklearn.linear_model import QuantileRegressor

from models import FedLever, LabourLever, Scenario, run_scenario
from models.common.errors import ModelError
from models.equations import growth
from models.equations.at_risk import QUANTILES_PCT, AtRisk, in_order
from models.equations.completed_spread import load_completed_spread
from models.equations.outcomes import SHIPPED
from models.outcome.world import shipped_world
from models.panel import load_panel, pandemic_weights
from models.scenario.spec import ModelSpec

SLUMP = Scenario(labour=LabourLever(peak_rise_pp=2.0, months_to_peak=9))


@pytest.fixture(scope="module")
def panel():
    return load_panel()


@pytest.fixture(scope="module")
def at_risk() -> AtRisk:
    return shipped_world().fit.at_risk


def plain_predictions(panel, at_risk):
    """Raw quantiles of every quarter from those ending five before it, by scikit-learn."""
    seen = growth.observations(panel, at_risk.target, load_completed_spread(panel))
    w = pandemic_weights(seen.index, 12, "downweight")
    y, x = seen["y"].to_numpy(), seen[list(at_risk.terms)].to_numpy()
    rows = []
    for t in range(40, len(y)):
        past, weights = x[: t - 4], w[: t - 4]
        low, high = past[weights == 1].min(axis=0), past[weights == 1].max(axis=0)
        low[3:], high[3:] = -np.inf, np.inf
        row = []
        for level in QUANTILES_PCT:
            model = QuantileRegressor(quantile=level / 100, alpha=0, solver="highs")
            model.fit(np.clip(past, low, high), y[: t - 4], sample_weight=weights)
            row.append(model.predict(np.clip(x[[t]], low, high))[0])
        rows.append(row)
    return seen.index[40:], y[40:], np.array(rows)


@pytest.mark.slow
def test_the_record_equals_a_second_plain_computation(panel, at_risk):
    quarters, y, raw = plain_predictions(panel, at_risk)
    hits, losses = [], []
    for i in range(35, len(y)):
        errors = y[: i - 4, None] - raw[: i - 4]
        quantiles = []
        for k, level in enumerate(QUANTILES_PCT):
            known = sorted(errors[:, k])
            rank = max(int((len(known) + 1) * level / 100), 1)
            quantiles.append(raw[i, k] + known[rank - 1])
        quantiles.sort()
        hits.append([y[i] < q for q in quantiles])
        losses.append(
            [
                (y[i] - q) * (level / 100 if y[i] >= q else level / 100 - 1)
                for q, level in zip(quantiles, QUANTILES_PCT, strict=True)
            ]
        )
    assert (at_risk.first_judged, at_risk.last) == (str(quarters[35]), str(quarters[-1]))
    assert at_risk.n_judged == len(hits)
    assert_allclose(at_risk.hit_rates, np.mean(hits, axis=0), atol=1e-9)
    assert_allclose(at_risk.pinball, np.mean(losses, axis=0), rtol=1e-6)


def test_hit_rates_are_near_what_the_quantiles_say_and_would_not_be_unshifted(at_risk):
    off = np.abs(100 * at_risk.hit_rates - QUANTILES_PCT)
    assert off.max() < 8
    raw = np.abs(100 * at_risk.hit_rates_unshifted - QUANTILES_PCT)
    assert raw[:3].max() > 8


def test_the_lower_tail_is_told_better_than_without_the_levers_the_upper_is_not(at_risk):
    less = 1 - at_risk.pinball / at_risk.pinball_unconditional
    assert (less[:2] > 0.3).all()
    assert less[2] > 0.1
    assert (np.abs(less[3:]) < 0.03).all()  # a limit: nothing is gained at the median and above


def test_todays_lower_quantiles_lie_low_as_the_screen_says(panel, at_risk):
    """Fewer quarters of the sample than said lie below them; before the shift about as many."""
    seen = growth.observations(panel, at_risk.target, load_completed_spread(panel))
    x = seen[list(growth.lever_terms(at_risk.target))].to_numpy()
    levels = np.array(QUANTILES_PCT) / 100
    shifted = (seen[["y"]].to_numpy() < at_risk.quantiles(x, cap=True)).mean(axis=0)
    assert (shifted[:4] < levels[:4] - 0.04).all()
    raw = replace(at_risk, shifts=np.zeros(len(levels))).quantiles(x, cap=True)
    assert_allclose((seen[["y"]].to_numpy() < raw).mean(axis=0), levels, atol=0.04)


@pytest.mark.parametrize(
    "scenario", [Scenario(), SLUMP, Scenario(fed=FedLever(direction="cut", moves=4))]
)
def test_quantiles_never_cross_and_are_of_the_shown_quarters(scenario):
    outcome = run_scenario(scenario, horizon_months=24)
    path = outcome.path("eps_growth_large_cap")
    found = outcome.at_risk
    assert list(found.periods) == list(path.periods)
    assert found.baseline.shape == found.scenario.shape == (len(path.periods), 5)
    assert (np.diff(found.baseline, axis=1) >= 0).all()
    assert (np.diff(found.scenario, axis=1) >= 0).all()
    if scenario == Scenario():
        assert (found.scenario == found.baseline).all()


def test_a_slump_lowers_the_lower_tail():
    found = run_scenario(SLUMP, horizon_months=12).at_risk
    assert (found.scenario[-1, :2] < found.baseline[-1, :2] - 2).all()


def test_quantiles_are_the_stored_numbers_applied_by_hand(at_risk):
    inputs = np.random.default_rng(5).normal(scale=3.0, size=(6, 8))
    found = at_risk.quantiles(inputs, cap=True)
    for row, x in enumerate(inputs):
        used = [x[at] for at in (0, 2, 4, 6)]
        cut = [min(max(v, a), b) for v, a, b in zip(used, at_risk.low, at_risk.high, strict=True)]
        cut[3] = used[3]  # the spread is not cut back
        plain = [
            p[0] + c + sum(s * v for s, v in zip(p[1:], cut, strict=True))
            for p, c in zip(at_risk.params, at_risk.shifts, strict=True)
        ]
        assert_allclose(found[row], sorted(plain), rtol=1e-9)


def test_putting_in_order_keeps_the_values():
    assert in_order(np.array([[3.0, 1.0, 2.0]])).tolist() == [[1.0, 2.0, 3.0]]


def test_it_survives_its_json_form(at_risk):
    back = AtRisk.from_dict(at_risk.to_dict())
    assert back.to_dict() == at_risk.to_dict()
    assert back.columns == (0, 2, 4, 6)
    assert at_risk.target in SHIPPED


def test_a_date_too_early_to_judge_is_one_sentence(panel):
    early = panel.known_on(pd.Timestamp("2005-06-01").date())
    with pytest.raises(
        ModelError, match=r"leaves no quarter to judge earnings at risk.*later date"
    ):
        fit_at_risk(early, ModelSpec(), load_completed_spread(panel))
