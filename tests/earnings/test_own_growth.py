"""Small-cap and relative growth on a loaded series, and the verdict that it allows."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from models.common.errors import ModelError
from models.common.progress import silent
from models.earnings.history import relative_history
from models.earnings.identity import EXACT_LOG_PCT
from models.earnings.own_growth import own_growth, quarters_needed, with_own_series
from models.earnings.own_series import OwnSeries
from models.equations.outcomes import RELATIVE_EPS, SMALL_EPS
from models.outcome.run import evaluate
from models.outcome.world import shipped_world
from models.overview.claims_earnings import relative_verdict
from models.panel.panel import Panel
from models.scenario.levers.labour import LabourLever
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.spec import ModelSpec

SPEC = ModelSpec(growth_estimator="ols")
WORLD = shipped_world(SPEC)
SHOCKED = Request(scenario=Scenario(labour=LabourLever(peak_rise_pp=1.0)), spec=SPEC)


def series(levels) -> OwnSeries:
    return OwnSeries(name="mine.csv", levels=levels, fingerprint=str(hash(levels.to_csv())))


def driven_by_unemployment(first="1985Q1", last="2026Q1", effect=-8.0):
    """Small caps lose 8% of EPS more than large ones for each point of a year's unemployment."""
    quarters = pd.period_range(first, last, freq="Q")
    monthly = WORLD.panel.monthly["unemployment_rate"]
    by_quarter = monthly.groupby(monthly.index.asfreq("Q")).mean()
    rate = by_quarter.rolling(4).mean().reindex(quarters).to_numpy()
    noise = np.random.default_rng(7).normal(0, 0.02, (2, len(quarters)))
    large = 40 * np.exp(0.015 * np.arange(len(quarters)) + noise[0])
    small = large / 4 * np.exp(effect / 100 * rate + noise[1])
    return pd.DataFrame({"small": small, "large": large}, quarters)


@pytest.fixture(scope="module")
def estimated():
    return with_own_series(WORLD, series(driven_by_unemployment()), silent)


def test_estimates_take_the_place_of_the_assumption(estimated):
    assert estimated.why_not == ""
    outcome = evaluate(SHOCKED, estimated.world)
    path = outcome.path(RELATIVE_EPS)
    row = path.at(12)
    rise = outcome.levers.scenario[:, 2] - outcome.levers.baseline[:, 2]
    year = np.r_[np.zeros(12), rise][path.horizon_months[row] :][:12].mean()
    assert year > 0.3
    low, high = (path.statistics("difference")[q][row] for q in ("q05", "q95"))
    assert low < -8.0 * year < high
    # The series was made with a year's mean: that family knows it, the other takes the last quarter.
    means, levels = path.members[:, row]
    assert means == pytest.approx(-8.0 * year, rel=0.25)
    assert path.difference[row] == pytest.approx((means + levels) / 2)
    assert path.unit == "pp"
    assert outcome.path(SMALL_EPS).unit == "%"


def test_the_shipped_world_is_not_touched(estimated):
    assert [e.variable for e in WORLD.fit.growth] == [
        e.variable
        for e in estimated.world.fit.growth
        if e.variable not in {SMALL_EPS, RELATIVE_EPS}
    ]
    assert estimated.world.panel is WORLD.panel  # the series itself is in no world
    assert SMALL_EPS not in WORLD.panel.quarterly
    assert SMALL_EPS not in WORLD.last_growth
    plain, extended = (evaluate(SHOCKED, world) for world in (WORLD, estimated.world))
    for path in plain.paths:
        assert_allclose(extended.path(path.variable).scenario, path.scenario)


def test_growth_of_a_loss_is_unknown():
    levels = driven_by_unemployment()
    levels.iloc[20, 0] = -1.0
    growth = own_growth(levels)
    assert list(growth.index[growth[SMALL_EPS].isna()][4:]) == [levels.index[20], levels.index[24]]


def test_how_many_quarters_it_takes():
    needed = quarters_needed()
    assert needed == 64
    last = pd.Period("2026Q1", "Q")
    enough = driven_by_unemployment(first=str(last - needed + 1))
    assert with_own_series(WORLD, series(enough), silent).why_not == ""
    short = with_own_series(WORLD, series(enough.iloc[1:]), silent)
    assert "59 growth rates" in short.why_not
    assert "takes 60" in short.why_not
    assert short.world is WORLD


def test_what_was_not_published_yet_is_not_used(estimated):
    then = shipped_world(as_of=dt.date(2026, 1, 14))  # stored, as the equations of SPEC are not
    found = with_own_series(then, series(driven_by_unemployment()), silent)
    assert found.world.last_growth[SMALL_EPS] == pd.Period("2025Q3", "Q")
    assert estimated.world.last_growth[SMALL_EPS] == pd.Period("2026Q1", "Q")


def relative_price(panel: Panel, quarters):
    monthly = panel.monthly["small_cap_relative_return"].dropna()
    return monthly.groupby(monthly.index.asfreq("Q")).sum()[quarters].cumsum()


def on_price(share, seed=3, sales=False):
    """A series whose relative earnings carry a stated share of relative prices, with some noise."""
    quarters = pd.period_range("1980Q1", "2026Q1", freq="Q")
    price = relative_price(WORLD.panel, quarters)
    noise = np.random.default_rng(seed).normal(0, 0.5, len(quarters))
    levels = pd.DataFrame({"large": 40.0}, quarters)
    levels["small"] = 10 * np.exp((share * price + noise) / 100)
    if sales:
        levels["small_sales"], levels["large_sales"] = levels["small"] * 11, 500.0
    return series(levels)


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.95, "true"), (0.05, "false"), (0.5, "undecided")]
)
def test_the_claim_is_judged_by_the_shares(share, verdict):
    history = relative_history(WORLD.panel, on_price(share))
    assert history.shares.share("eps", 8).share == pytest.approx(share, abs=0.03)
    found = relative_verdict(history)
    assert found.verdict == verdict
    assert "over 8 quarters earnings carry" in found.reason


def test_relative_prices_add_up_on_a_loaded_series():
    history = relative_history(WORLD.panel, on_price(0.4, sales=True))
    assert history.identity.largest_residual < EXACT_LOG_PCT
    assert history.identity.table.notna().all(axis=None)
    assert history.fine_shares is not None
    four = WORLD.panel.monthly["small_cap_relative_return"].loc["2024-04":"2025-03"].sum()
    at = pd.Period("2025Q1", "Q")
    assert history.identity.table.loc[at, "price"] == pytest.approx(four)


def test_losses_leave_the_longest_run_for_the_shares():
    own = on_price(0.4)
    own.levels.iloc[40, own.levels.columns.get_loc("small")] = -2.0
    shares = relative_history(WORLD.panel, own).shares
    assert shares.first == own.levels.index[42]
    assert shares.share("eps", 8).share == pytest.approx(0.4, abs=0.05)


def test_without_a_series_the_claim_cannot_be_computed():
    found = relative_verdict(None)
    assert found.verdict == "cannot be computed"
    assert "no free one exists" in found.reason


def test_a_short_series_gives_no_verdict():
    own = on_price(0.9)
    short = series(own.levels.iloc[-20:])
    history = relative_history(WORLD.panel, short)
    assert history.shares is None
    assert relative_verdict(history).verdict == "cannot be computed"
    quarter_only = relative_history(WORLD.panel, series(own.levels.iloc[-35:]))
    assert quarter_only.shares.horizons == (1,)
    assert "too short for windows of a year" in relative_verdict(quarter_only).reason


def test_a_series_beside_the_returns_is_refused():
    quarters = pd.period_range("1900Q1", periods=30, freq="Q")
    levels = pd.DataFrame({"small": 1.0, "large": 2.0}, quarters)
    with pytest.raises(ModelError, match="share 0 quarters with it"):
        relative_history(WORLD.panel, series(levels))


@pytest.mark.parametrize(
    ("levels", "target", "growth"),
    [
        (lambda n: {"small": np.full(n, 5.0)}, "Small-cap", 0),
        (lambda n: {"small": 30 * np.exp(0.02 * np.arange(n))}, "Small-cap", 8),
        (
            lambda n: {
                "small": 1.0 + 0.1 * np.sin(np.arange(n)),
                "large": 2 + 0.2 * np.sin(np.arange(n)),
            },
            "Small minus large",
            0,
        ),
    ],
    ids=["constant", "constant growth", "small caps half of large"],
)
def test_a_series_that_does_not_move_is_refused_in_a_sentence(levels, target, growth):
    quarters = pd.period_range("1985Q1", "2026Q1", freq="Q")
    given = series(pd.DataFrame(levels(len(quarters)), quarters))
    answer = with_own_series(WORLD, given, silent)
    assert answer.world is WORLD
    named = f"{target} EPS growth, loaded series: the same value, {growth}, in all"
    assert answer.why_not.startswith(named)
    assert "an estimate needs figures that move" in answer.why_not
