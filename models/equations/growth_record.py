"""How well each growth rate has been predicted: by family, estimator, distance and what is known.

`make fit` computes the record and stores it; `python -m models record` prints it.
"""

from dataclasses import replace
from itertools import product
from typing import get_args

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.progress import Progress, silent
from models.equations import growth
from models.equations.average_record import AverageRecord, average_of, predictions
from models.equations.fit_equation import JUDGED_FIRST
from models.equations.growth_family import AVERAGED, MEANS, SpreadMode
from models.equations.outcomes import EPS
from models.equations.tried import SETS, chosen_at_the_time, every_prediction
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import GROWTH_ESTIMATORS, ModelSpec

BLOCK_QUARTERS = 12
INTERVAL_PCT = 95
N_BOOT = 2_000
SEED = 20000331
SPANS = ("all", "without pandemic", "without crisis and pandemic")
CRISIS = (pd.Period("2008Q3", "Q"), pd.Period("2009Q1", "Q"))
AVERAGE = "average"
YARDSTICKS = tuple(mode for mode in get_args(SpreadMode) if mode != MEANS.spread)


def earnings_record(
    panel: Panel, windows: pd.DataFrame, progress: Progress = silent
) -> pd.DataFrame:
    """Judge every growth rate x estimator x inputs on targets since 2000Q1.

    `inputs` are a family's, the average's, or, of S&P 500 operating EPS, those chosen anew before each
    target (see models.equations.tried); `ahead` is 1, 2 or 3 quarters after the last published one,
    the last for three and more, trained to five before. `spread` says how the credit spread enters the
    means: two are yardsticks at three quarters. Other columns: `equation`, `estimator`, `span` ("without
    pandemic" leaves out targets whose own growth spans a quarter of 2020, the other one also those that
    span 2008Q3 to 2009Q1), `first`, `last`, `n`, `rsquared` against the historical mean with
    `rsquared_low`, `rsquared_high` (95%, circular blocks of twelve quarters), `coverage_` of each of
    `LEVELS_PCT`, of the band known at the time, and `n_coverage`. The realised spread may end a quarter
    earlier than the others.
    """
    rows: list[dict] = []
    cases = list(product(growth.TARGETS, GROWTH_ESTIMATORS))
    for done, (target, estimator) in enumerate(cases):
        progress(done / (len(cases) + 3), f"{panel.provenance(target).label}, {estimator}")
        spec = ModelSpec(growth_estimator=estimator)
        for said, record in _records(panel, spec, target, windows):
            rows += _judge_all({"equation": target, "estimator": estimator} | said, record)
    tried = every_prediction(
        panel,
        windows,
        lambda share, words: progress((len(cases) + 3 * share) / (len(cases) + 3), words),
    )
    for name, levers_alone in SETS.items():
        record = chosen_at_the_time(tried, levers_alone)
        said = {"equation": EPS, "estimator": "chosen", "inputs": name, "spread": "", "ahead": 3}
        rows += _judge_all(said, record)
    return pd.DataFrame(rows)


def _records(
    panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame
) -> list[tuple[dict, AverageRecord]]:
    found = []
    for ahead in growth.CLASSES:
        frames = [predictions(panel, spec, target, windows, ahead, family) for family in AVERAGED]
        found.append(({"inputs": AVERAGE, "spread": "", "ahead": ahead}, average_of(frames, ahead)))
        for family, frame in zip(AVERAGED, frames, strict=True):
            said = {"inputs": family.name, "spread": family.spread, "ahead": ahead}
            found.append((said, average_of([frame], ahead)))
    last = growth.CLASSES[-1]
    for mode in YARDSTICKS:
        frame = predictions(panel, spec, target, windows, last, replace(MEANS, spread=mode))
        said = {"inputs": MEANS.name, "spread": mode, "ahead": last}
        found.append((said, average_of([frame], last)))
    return found


def _judge_all(said: dict, record: AverageRecord) -> list[dict]:
    return [said | {"span": span} | _judge(record, said["equation"], span) for span in SPANS]


def _judge(record: AverageRecord, target: str, span: str) -> dict:
    targets = record.quarters
    counts = (targets >= JUDGED_FIRST["Q"]) & spanned(targets, target, span)
    error, benchmark = record.errors[counts] ** 2, (record.actual - record.mean)[counts] ** 2
    low, high = bootstrap_rsquared(error, benchmark)
    places = list(record.banded())
    judged = counts[places]
    return {
        "first": str(targets[counts][0]),
        "last": str(targets[counts][-1]),
        "n": int(counts.sum()),
        "rsquared": record.rsquared(counts),
        "rsquared_low": low,
        "rsquared_high": high,
        **{f"coverage_{level}": record.inside(level)[judged].mean() for level in LEVELS_PCT},
        "n_coverage": int(judged.sum()),
    }


def spanned(targets: pd.PeriodIndex, target: str, span: str) -> np.ndarray:
    """Whether each target counts in a span: none of the quarters that its growth spans is left out."""
    own_quarters = len(growth.SHOCK_WEIGHTS[target]) + 1
    counts = np.ones(len(targets), dtype=bool)
    if span != SPANS[0]:
        counts &= pandemic_weights(targets, own_quarters, "drop") == 1
    if span == SPANS[2]:
        counts &= ~((targets >= CRISIS[0]) & (targets - (own_quarters - 1) <= CRISIS[1]))
    return counts


def bootstrap_rsquared(error: np.ndarray, benchmark: np.ndarray) -> tuple[float, float]:
    """Interval of 1 - sum(error) / sum(benchmark), squared errors (n,) drawn in circular blocks."""
    n, rng = len(error), np.random.default_rng(SEED)
    starts = rng.integers(n, size=(N_BOOT, -(-n // BLOCK_QUARTERS), 1))
    at = ((starts + np.arange(BLOCK_QUARTERS)) % n).reshape(N_BOOT, -1)[:, :n]
    drawn = 1 - error[at].sum(axis=1) / benchmark[at].sum(axis=1)
    tail = (100 - INTERVAL_PCT) / 2
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return float(low), float(high)
