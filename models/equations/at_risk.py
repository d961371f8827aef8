r"""How earnings at risk have done: the average's prediction plus quantiles of its own past errors.

.. math:: Q_\tau(g_{T+k}) = \hat g_{T+k} + s\, q_\tau(e^{(k)}),\quad \tau = .05, .10, .25, .50, .75

e are the out-of-sample errors of the same class that were published by then, signed. There is no second
model of the tail: it cannot contradict the mean's band. (A quantile regression on the levers and the
completed spread did half as well against the unconditional quantiles; see the decision record.)
"""

import numpy as np
import pandas as pd

from models.equations import growth
from models.equations.average_record import AverageRecord
from models.equations.growth_family import MEANS
from models.equations.growth_sample import sample_of
from models.equations.predictive import QUANTILES_PCT, signed_quantiles
from models.panel import Panel
from models.scenario.spec import ModelSpec

_TAUS = np.array(QUANTILES_PCT) / 100


def judge_at_risk(
    record: AverageRecord, panel: Panel, spec: ModelSpec, windows: pd.DataFrame, target: str
) -> dict:
    r"""Return the share of outcomes below each quantile and the loss, beside the unconditional ones.

    `hit_rates` (5,), `pinball` (5,) the mean of :math:`(g - Q)(\tau - 1[g < Q])`; the same
    `_unconditional`, of the quantiles of growth in the training sample. Empty where no quarter can be
    judged.
    """
    places = list(record.banded())
    if not places:
        return {}
    quantiles = np.array([record.predicted[i] + signed_quantiles(record.known(i)) for i in places])
    plain = _unconditional(panel, spec, windows, target, record.quarters[places])
    actual = record.actual[places][:, None]
    return {
        "n_at_risk": len(places),
        "first_at_risk": str(record.quarters[places[0]]),
        "hit_rates": (actual < quantiles).mean(axis=0).tolist(),
        "hit_rates_unconditional": (actual < plain).mean(axis=0).tolist(),
        "pinball": pinball(actual, quantiles).mean(axis=0).tolist(),
        "pinball_unconditional": pinball(actual, plain).mean(axis=0).tolist(),
    }


def _unconditional(
    panel: Panel, spec: ModelSpec, windows: pd.DataFrame, target: str, quarters: pd.PeriodIndex
) -> np.ndarray:
    """Quantiles (n, 5) of growth up to five quarters before each target."""
    seen = growth.observations(panel, target, windows, MEANS)
    sample = sample_of(seen, target, MEANS, spec)
    rows = []
    for at in seen.index.get_indexer(quarters):
        train = slice(at - growth.EMBARGO_QUARTERS + 1)
        y, weights = sample.y[train], sample.weights[train]
        rows.append(np.quantile(y, _TAUS, weights=weights, method="inverted_cdf"))
    return np.array(rows)


def pinball(actual: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Loss of each quantile (n, 5) at outcomes (n, 1)."""
    missed = actual - quantiles
    return missed * (_TAUS - (missed < 0))
