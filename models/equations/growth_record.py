"""How well each earnings equation has done: estimator by estimator, with and without the spread.

`make fit` computes the record and stores it; `python -m models record` prints it.
"""

from itertools import product
from typing import get_args

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.progress import Progress, silent
from models.equations import growth
from models.equations.estimators.estimator import estimator_named
from models.equations.fit_equation import JUDGED_FIRST, RETUNE_EVERY
from models.equations.growth import SpreadMode
from models.equations.growth_sample import sample_of
from models.equations.walk_forward import Record, Sample, inside_band, walk_forward
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import GROWTH_ESTIMATORS, ModelSpec

BLOCK_QUARTERS = 12
INTERVAL_PCT = 95
N_BOOT = 2_000
SEED = 20000331
WARM_UP = 30  # errors before the first band is judged
SPANS = ("all", "without pandemic")
MODES = get_args(SpreadMode)


def earnings_record(
    panel: Panel, windows: pd.DataFrame, progress: Progress = silent
) -> pd.DataFrame:
    """Judge every equation x estimator x spread on targets since 2000Q1, trained to five quarters before.

    Columns: `equation`, `estimator`, `spread`, `span` ("without pandemic" leaves out targets whose own
    growth spans a quarter of 2020), `first`, `last`, `n`, `rsquared` against the historical mean with
    `rsquared_low`, `rsquared_high` (95 %, circular blocks of twelve quarters), `coverage_` of
    each of `LEVELS_PCT`, of the band known at the time, and `n_coverage`. The realised spread may end
    a quarter earlier than the others.
    """
    cases = list(product(growth.TARGETS, GROWTH_ESTIMATORS, MODES))
    rows = []
    for done, (target, estimator, spread) in enumerate(cases):
        progress(done / len(cases), f"{panel.provenance(target).label}, {estimator}, {spread}")
        sample, index = growth_sample(panel, target, windows, spread)
        first = sample.min_training + sample.embargo - 1
        record = walk_forward(sample, first, estimator_named(estimator).tune, RETUNE_EVERY["Q"])
        for span in SPANS:
            said = {"equation": target, "estimator": estimator, "spread": spread, "span": span}
            rows.append(said | _judge(record, index, target, span))
    return pd.DataFrame(rows)


def growth_sample(
    panel: Panel, target: str, windows: pd.DataFrame, spread: SpreadMode
) -> tuple[Sample, pd.PeriodIndex]:
    """Return the observations of one equation by one spread, and their quarters."""
    seen = growth.observations(panel, target, windows, spread)
    terms, spec = growth.lever_terms(target, spread), ModelSpec()
    return sample_of(seen, target, terms, spec), seen.index


def _judge(record: Record, index: pd.PeriodIndex, target: str, span: str) -> dict:
    targets = index[record.positions]
    counts = targets >= JUDGED_FIRST["Q"]
    if span != "all":
        own_quarters = len(growth.SHOCK_WEIGHTS[target]) + 1
        counts &= pandemic_weights(targets, own_quarters, "drop") == 1
    error, benchmark = record.errors()[counts] ** 2, (record.actual - record.mean)[counts] ** 2
    low, high = bootstrap_rsquared(error, benchmark)
    warm_up = max(int(targets.searchsorted(JUDGED_FIRST["Q"])) - growth.EMBARGO_QUARTERS, WARM_UP)
    judged = counts[warm_up + growth.EMBARGO_QUARTERS :]
    held = {
        f"coverage_{level}": inside_band(record, level, growth.EMBARGO_QUARTERS, warm_up)[
            judged
        ].mean()
        for level in LEVELS_PCT
    }
    return {
        "first": str(targets[counts][0]),
        "last": str(targets[counts][-1]),
        "n": int(counts.sum()),
        "rsquared": 1 - error.sum() / benchmark.sum(),
        "rsquared_low": low,
        "rsquared_high": high,
        **held,
        "n_coverage": int(judged.sum()),
    }


def bootstrap_rsquared(error: np.ndarray, benchmark: np.ndarray) -> tuple[float, float]:
    """Interval of 1 - sum(error) / sum(benchmark), squared errors (n,) drawn in circular blocks."""
    n, rng = len(error), np.random.default_rng(SEED)
    starts = rng.integers(n, size=(N_BOOT, -(-n // BLOCK_QUARTERS), 1))
    at = ((starts + np.arange(BLOCK_QUARTERS)) % n).reshape(N_BOOT, -1)[:, :n]
    drawn = 1 - error[at].sum(axis=1) / benchmark[at].sum(axis=1)
    tail = (100 - INTERVAL_PCT) / 2
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return float(low), float(high)
