"""The record of small minus large as a table: skill, coverage, odds and gate by horizon and model."""

from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.equations.level_judge import FIRST_JUDGED, MODELS

INTERVAL_PCT = 90
LEAST_BLOCK_MONTHS = 24
N_BOOT = 2_000
SEED = 19950101
LEAST_IN_A_BIN = 30
PERIODS = {  # of the judged windows, by the year they end in
    "all": (1995, 2100),
    "1995 to 2003": (1995, 2003),
    "2004 to 2012": (2004, 2012),
    "2013 to 2019": (2013, 2019),
    "since 2020": (2020, 2100),
}


def return_summary(record: pd.DataFrame) -> pd.DataFrame:
    """Return one row a horizon, period and answer: what it is worth out of sample.

    `answer` is "state", "state_signed", "combined" (state and combined effect) or "drift+" and a model
    (long-run average and that model's effect). `rsquared_mean`, `_drift` and `_state` are against these
    benchmarks, each with its interval from circular blocks of max(24, 2 h) months; `increment`
    is what the levers add to the state's. CRPS skills in % against naive history and the drift,
    coverage in % and `hit_rate` with the `base_rate` of the commoner sign are of answers that
    have a distribution. `gate` says whether the figure is stated.
    """
    rows = []
    for horizon, of_horizon in record.groupby("horizon"):
        usable = of_horizon.dropna(subset=[*MODELS, "effect_variance"])
        judged = usable[usable["end"] >= FIRST_JUDGED]
        for period, (first, last) in PERIODS.items():
            years = judged["end"].dt.year
            inside = judged[(years >= first) & (years <= last)]
            if len(inside):
                rows += _answers(inside, int(horizon), period)
    return pd.DataFrame(rows)


def reliability(record: pd.DataFrame, horizons: tuple[int, ...], answer: str) -> pd.DataFrame:
    """Compare odds said with how often small won, by tenths of the odds.

    Columns `said` and `came` in %, `windows` (overlapping) and `separate` (windows / horizon): a bin
    with few separate windows tells little.
    """
    rows = record[record["horizon"].isin(horizons)].dropna(subset=[f"odds_{answer}"])
    said = rows[f"odds_{answer}"]
    tenths = np.minimum((10 * said).astype(int), 9)
    table = pd.DataFrame(
        {
            "tenth": tenths,
            "said": 100 * said,
            "came": 100.0 * (rows["actual"] > 0),
            "separate": 1 / rows["horizon"],
        }
    ).groupby("tenth")
    means = table[["said", "came"]].mean()
    return means.assign(windows=table.size(), separate=table["separate"].sum()).reset_index()


def _answers(rows: pd.DataFrame, horizon: int, period: str) -> list[dict]:
    effect = rows[list(MODELS)].mean(axis=1)
    said = {
        "state": rows["state"],
        "state_signed": rows["state_signed"],
        "combined": rows["state"] + effect,
        "drift+combined": rows["drift"] + effect,
        **{f"drift+{name}": rows["drift"] + rows[name] for name in MODELS},
    }
    actual, won = rows["actual"], rows["actual"] > 0
    loss = {name: (actual - rows[name]) ** 2 for name in ("mean", "drift", "state")}
    benchmarks = {name: _drawn(of.to_numpy(), horizon) for name, of in loss.items()}
    scored = rows.dropna(subset=["crps_combined"])
    first, last = str(rows["end"].min()), str(rows["end"].max())
    base_rate = float(max(won.mean(), (actual <= 0).mean()))
    found = []
    for answer, forecast in said.items():
        error = (actual - forecast) ** 2
        drawn = _drawn(error.to_numpy(), horizon)
        row: dict = {
            "horizon_months": horizon,
            "period": period,
            "answer": answer,
            "first": first,
            "last": last,
            "n": len(rows),
        }
        for name, of in loss.items():
            low, high = _ends(drawn, benchmarks[name])
            column = f"rsquared_{name}"
            row |= {column: _skill(error, of), f"{column}_low": low, f"{column}_high": high}
        row["hit_rate"] = float(((forecast > 0) == won).mean())
        row["base_rate"] = base_rate
        if answer in ("state", "combined") and len(scored):
            own = scored[f"crps_{answer}"]
            row["increment"] = float((loss["state"] - error).sum() / loss["mean"].sum())
            row["crps_naive_pct"] = 100 * _skill(own, scored["crps_naive"])
            over_drift = 100 * _skill(own, scored["crps_drift"])
            row["crps_drift_pct"] = over_drift
            ends = interval(own.to_numpy(), scored["crps_drift"].to_numpy(), horizon)
            row["crps_drift_low_pct"], row["crps_drift_high_pct"] = (100 * end for end in ends)
            row["gate"] = over_drift >= 0
            if answer == "combined":
                row |= {f"held_{p}_pct": 100 * scored[f"inside_{p}"].mean() for p in LEVELS_PCT}
        found.append(row)
    return found


def _skill(loss: pd.Series, benchmark: pd.Series) -> float:
    return float(1 - loss.sum() / benchmark.sum())


def interval(loss: np.ndarray, benchmark: np.ndarray, horizon: int) -> tuple[float, float]:
    """Interval of 1 - sum(loss) / sum(benchmark), windows (n,) drawn in circular blocks."""
    return _ends(_drawn(loss, horizon), _drawn(benchmark, horizon))


def _drawn(loss: np.ndarray, horizon: int) -> np.ndarray:
    """Return the sums of a loss over the windows of each draw, (N_BOOT,)."""
    return _times_drawn(len(loss), max(LEAST_BLOCK_MONTHS, 2 * horizon)) @ loss


def _ends(loss: np.ndarray, benchmark: np.ndarray) -> tuple[float, float]:
    tail = (100 - INTERVAL_PCT) / 2
    low, high = np.percentile(1 - loss / benchmark, [tail, 100 - tail])
    return float(low), float(high)


@lru_cache(maxsize=2)
def _times_drawn(n: int, block: int) -> np.ndarray:
    """How often each of n windows is drawn, (N_BOOT, n)."""
    rng = np.random.default_rng(SEED)
    starts = rng.integers(n, size=(N_BOOT, -(-n // block), 1))
    at = ((starts + np.arange(block)) % n).reshape(N_BOOT, -1)[:, :n]
    cells = (at + n * np.arange(N_BOOT)[:, None]).ravel()
    return np.bincount(cells, minlength=N_BOOT * n).reshape(N_BOOT, n).astype(float)


def summary_lines(record: pd.DataFrame, horizons: tuple[int, ...] = (3, 6, 12, 24)) -> list[str]:
    """Say the record in plain text: skill by horizon, models beside it, and the odds."""
    table = return_summary(record[record["horizon"].isin(horizons)])
    whole = table[table["period"] == "all"].set_index(["horizon_months", "answer"])
    lines = [
        "Small minus large, windows that ended since 1995; levers as they really moved",
        f"  months  answer            n   R2, {INTERVAL_PCT}% interval        v. drift  over state  "
        "CRPS v. naive  "
        f"v. drift  held {'/'.join(map(str, LEVELS_PCT))}  hit (base)  stated",
    ]
    for (horizon, answer), row in whole.iterrows():
        own = ""
        if np.isfinite(row.get("crps_naive_pct", np.nan)):
            held = "/".join(f"{row[f'held_{p}_pct']:.0f}" for p in LEVELS_PCT)
            own = (
                f"{row['crps_naive_pct']:+12.1f}% {row['crps_drift_pct']:+7.1f}%  "
                f"{held if answer == 'combined' else '':<13}"
            )
        lines.append(
            f"  {horizon:>6}  {answer:<16}{row['n']:>4}  {row['rsquared_mean']:+.3f} "
            f"[{row['rsquared_mean_low']:+.3f}, {row['rsquared_mean_high']:+.3f}]  "
            f"{row['rsquared_drift']:+.3f}    {row['rsquared_state']:+.3f}  {own:<38}"
            f"{row['hit_rate']:.2f} ({row['base_rate']:.2f})"
            + (f"  {'yes' if row['gate'] else 'no'}" if own else "")
        )
    for answer, words in (("state", "no lever moved"), ("combined", "levers as they moved")):
        lines += ["", f"Odds that small beats large, {words}: said, came true, windows (separate)"]
        for pooled in (*((h,) for h in horizons), tuple(range(1, 13))):
            bins = reliability(record, pooled, answer)
            shown = bins[bins["windows"] >= LEAST_IN_A_BIN]
            said = "; ".join(
                f"{b.said:.0f} -> {b.came:.0f} of {b.windows} ({b.separate:.0f})"
                for b in shown.itertuples()
            )
            span = f"{pooled[0]}" if len(pooled) == 1 else f"{pooled[0]} to {pooled[-1]}"
            lines.append(f"  {span} months: {said}")
    return lines
