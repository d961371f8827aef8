"""Earnings at risk: from the errors of the mean, so that they cannot contradict its band."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.equations import growth
from models.equations.at_risk import pinball
from models.equations.outcomes import EPS
from models.equations.predictive import QUANTILES_PCT, odds_positive, signed_quantiles
from models.outcome.run import run_scenario
from models.outcome.world import shipped_world
from tests.cases import SLUMP


@pytest.fixture(scope="module")
def model():
    return shipped_world().fit.growth_model(EPS)


def test_quantiles_are_order_statistics_with_the_correction_for_their_number():
    errors = np.array(
        [3.0, -1.0, 2.0, -4.0, 0.5, 1.0, -2.0, 5.0, -3.0]
    )  # nine: ranks 1, 1, 2, 5, 7
    assert list(signed_quantiles(errors)) == [-4.0, -4.0, -3.0, 0.5, 2.0]


def test_odds_count_errors_of_both_signs_and_are_never_certain():
    errors = np.array([1.0, -2.0, 3.0])  # around 1.5: 2.5, .5, -.5, 3.5, 4.5, -1.5
    found = odds_positive(np.array([1.5, 100.0, -100.0, 0.0]), errors, np.ones(4))
    assert_allclose(found, [4.5 / 7, 6.5 / 7, 0.5 / 7, 0.5])
    wider = odds_positive(np.array([1.5]), errors, np.array([10.0]))
    assert wider[0] == pytest.approx(3.5 / 7)


def test_pinball_loss_by_hand():
    loss = pinball(np.array([[1.0]]), np.array([[0.0, 2.0, 0.0, 0.0, 3.0]]))[0]
    assert_allclose(loss, [0.05, 0.9, 0.25, 0.5, 0.5])


def test_hit_rates_and_loss_meet_what_was_asked_of_the_average(model):
    """6/7/25/45/72% below and 34% better than unconditional were asked for; the average has 30%."""
    later = model.record["by_ahead"][-1]
    assert_allclose(100 * np.array(later["hit_rates"]), [6, 7, 25, 45, 72], atol=5)
    less = 1 - sum(later["pinball"]) / sum(later["pinball_unconditional"])
    assert 0.28 < less < 0.34
    nearer = [
        1 - sum(one["pinball"]) / sum(one["pinball_unconditional"])
        for one in model.record["by_ahead"]
    ]
    assert nearer[0] > nearer[1] > nearer[2] > 0.15


def test_the_lower_tail_of_today_is_that_of_the_band(model):
    """Signed and symmetric differ, but the 5% quantile is the band's lower end on today's errors."""
    outcome = run_scenario(SLUMP, horizon_months=12)
    path = outcome.growth_path(EPS)
    assert_allclose(path.at_risk_scenario[:, 0], path.band("scenario")[0], atol=1e-9)
    assert_allclose(path.at_risk_baseline[:, 0], path.band("baseline")[0], atol=1e-9)
    assert (np.diff(path.at_risk_scenario, axis=1) > 0).all()
    assert path.at_risk_scenario.shape == (len(path.periods), len(QUANTILES_PCT))


def test_odds_and_bands_are_one_distribution():
    path = run_scenario(SLUMP, horizon_months=24).growth_path(EPS)
    for side in ("baseline", "scenario"):
        centre, odds = getattr(path, side), path.odds(side)
        assert ((odds > 0.5) == (centre > 0)).all()
        low, high = path.band(side)
        beyond = (low > 0) | (high < 0)
        assert ((odds > 0.95 - 0.01) | (odds < 0.05 + 0.01))[beyond].all()
        assert ((odds > 0.04) & (odds < 0.96))[~beyond].all()


def test_limit_odds_below_one_in_ten_have_come_out_more_often():
    """Of the judged quarters of all three classes: said .03 on average, was more than .1."""
    from models.equations.average_record import average_records
    from models.equations.completed_spread import load_completed_spread
    from models.scenario.spec import ModelSpec

    world = shipped_world()
    windows = load_completed_spread(world.panel)
    odds, rose = [], []
    for ahead in growth.CLASSES:
        record = average_records(world.panel, ModelSpec(), EPS, windows, ahead)
        for i in record.banded():
            mean = record.predicted[[i]]
            odds.append(odds_positive(mean, record.known(i), np.ones(1))[0])
            rose.append(record.actual[i] > 0)
    odds, rose = np.array(odds), np.array(rose)
    low = odds < 0.1
    assert low.sum() >= 30
    assert 0.1 < rose[low].mean() < 0.2
    high = odds > 0.8
    assert abs(rose[high].mean() - odds[high].mean()) < 0.1
    assert ((odds - rose) ** 2).mean() < 0.12
