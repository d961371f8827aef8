"""Out-of-sample record of the completion model: how often its bands held the outcome."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.completion.data import POLICY, TARGET, CompletionData
from models.completion.fit import CompletionFit, fit_completion
from models.completion.gain import Conditions
from models.completion.pattern import cumulative_gains, less_fixed
from models.completion.projection import known_start, noise, project
from models.completion.shocks import return_shocks
from models.completion.system import draw_systems, mean_system

REALISED = ("unemployment_rate", "fiscal_impulse", "policy_rate")
HORIZONS = (3, 12)
BLOCK_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlan:
    """When to refit and how many draws to take; `retune` chooses lags and tightness each time."""

    first_origin: pd.Period = pd.Period("1994-12", "M")
    last_month: pd.Period = pd.Period("2025-12", "M")
    refit_every_months: int = 12
    n_draws: int = 1000
    retune: bool = True


def track_record(sample: pd.DataFrame, plan: RecordPlan) -> Iterator[tuple[float, pd.DataFrame]]:
    """Refit on expanding windows; yield the share done and the rows of each refit.

    Every origin knows all eight variables up to its month, in today's vintage, and no later value
    but the realised paths of the levers. Columns: `origin`, `horizon_months`, `actual`, `rank` (share
    of the conditional draws below the actual), `own_forecast` (unconditional mean), `historical_mean`,
    `share_explosive`, `lags`; returns in log pp, cumulative.
    """
    last = min(plan.last_month, sample.index[-1]) - min(HORIZONS)
    origins = pd.period_range(plan.first_origin, last, freq="M")
    fitted: CompletionFit | None = None
    for start in range(0, len(origins), plan.refit_every_months):
        block = origins[start : start + plan.refit_every_months]
        seen = sample.loc[: block[0]]
        data = CompletionData(block[0], seen, seen.iloc[:0], seen.iloc[:0])
        if fitted is None or plan.retune:
            fitted = fit_completion(data)
        else:
            fitted = fit_completion(data, fitted.layout.lags, fitted.choices)
        rows = _judge(fitted, sample, block, plan)
        yield min(1.0, (start + len(block)) / len(origins)), rows


def _judge(
    fitted: CompletionFit, sample: pd.DataFrame, origins: pd.PeriodIndex, plan: RecordPlan
) -> pd.DataFrame:
    """Judge one fit on the windows that begin after each of its origins."""
    names, lags = fitted.layout.names, fitted.layout.lags
    target, n, most = names.index(TARGET), len(names), max(HORIZONS)
    system, dropped = draw_systems(fitted.posteriors, fitted.layout, plan.n_draws, fitted.seed)
    values = sample.to_numpy()
    any_start = known_start(values[: lags + 1], lags)
    responses = project(system, any_start, most)
    at_mean = mean_system(fitted.posteriors, fitted.layout)
    prepared = {}
    for horizon in HORIZONS:
        fixed = np.tile(np.isin(names, REALISED), (horizon, 1))
        policy = names.index(POLICY)
        conditions = Conditions(fixed, policy, fixed[:, policy], "history")
        gain = cumulative_gains(responses.until(horizon), conditions, target)
        prepared[horizon] = (gain, fixed.ravel())
    rows = []
    for origin in origins:
        at = sample.index.get_loc(origin)
        forecast = project(system, known_start(values[: at + 1], lags), most).forecast
        rng = np.random.default_rng(fitted.seed + 1)
        future = return_shocks(at_mean, sample.iloc[: at + 1])
        shocks = future.draw(rng, (len(system), most, n))
        for horizon, (gain, fixed) in prepared.items():
            ahead = values[at + 1 : at + 1 + horizon]
            if len(ahead) < horizon or sample.index[at + horizon] > plan.last_month:
                continue
            own, near = forecast[:, :horizon], responses.until(horizon)
            paths = noise(near, shocks[:, :horizon], np.zeros((len(system), 0)))
            spread = less_fixed(paths, gain, fixed, target)[-1]
            centre = less_fixed(own, gain, fixed, target)[-1] + gain[-1] @ ahead.ravel()[fixed]
            actual = ahead[:, target].sum()
            rows.append(
                {
                    "origin": str(origin),
                    "horizon_months": horizon,
                    "actual": actual,
                    "rank": float(np.mean(centre + spread - spread.mean() < actual)),
                    "conditional_mean": centre.mean(),
                    "own_forecast": own[:, :, target].sum(axis=1).mean(),
                    "historical_mean": horizon * values[: at + 1, target].mean(),
                    "share_explosive": dropped,
                    "lags": lags,
                }
            )
    return pd.DataFrame(rows)


def coverage(record: pd.DataFrame, horizon_months: int, level_pct: int) -> np.ndarray:
    """Whether each actual lay within the central band of a level, in order of origin."""
    rank = record.loc[record["horizon_months"] == horizon_months, "rank"].to_numpy()
    return np.abs(rank - 0.5) <= level_pct / 200


def bootstrap_interval(
    inside: np.ndarray, level_pct: int = 95, n_boot: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Interval of the share inside, from circular blocks of 24 months."""
    rng = np.random.default_rng(seed)
    n_blocks = -(-len(inside) // BLOCK_MONTHS)
    starts = rng.integers(len(inside), size=(n_boot, n_blocks, 1))
    places = (starts + np.arange(BLOCK_MONTHS)) % len(inside)
    shares = inside[places.reshape(n_boot, -1)[:, : len(inside)]].mean(axis=1)
    tail = (100 - level_pct) / 2
    low, high = np.percentile(shares, [tail, 100 - tail])
    return float(low), float(high)


def coverage_summary(record: pd.DataFrame) -> pd.DataFrame:
    """Return one row a horizon: how many windows, the share inside each band, R2.

    Columns: `horizon_months`, `n_judged`, `first` and `last` origin, `coverage_` of each of
    `LEVELS_PCT` (shares), `rsquared` of the conditional mean against the historical mean.
    """
    rows = []
    for horizon in HORIZONS:
        judged = record[record["horizon_months"] == horizon]
        error = judged["actual"] - judged["conditional_mean"]
        naive = judged["actual"] - judged["historical_mean"]
        held = {f"coverage_{n}": float(coverage(record, horizon, n).mean()) for n in LEVELS_PCT}
        rows.append(
            {
                "horizon_months": horizon,
                "n_judged": len(judged),
                "first": judged["origin"].iloc[0],
                "last": judged["origin"].iloc[-1],
                **held,
                "rsquared": 1 - float((error**2).sum() / (naive**2).sum()),
            }
        )
    return pd.DataFrame(rows)
