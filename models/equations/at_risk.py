r"""Earnings at risk: quantiles of EPS growth given the levers and the completed credit spread.

.. math:: Q_\tau(g_q \mid x_q) = \alpha_\tau + x_q'\beta_\tau + c_\tau,\quad
          \tau = .05, .10, .25, .50, .75

x are this year's inputs of the earnings equation (:mod:`models.equations.growth`), without last year's:
a quantile near the end of a distribution rests on few observations. Fitted quantiles hold too much in
the sample they were fitted to; c is the shift that would have put each right on quarters it had
not seen: the quantile of its out-of-sample errors (Romano, Patterson and Candes 2019). Each quantile is
estimated on its own; where two cross, the five values of a quarter are put in order, which is never
further from the true quantiles (Chernozhukov, Fernandez-Val and Galichon 2010, Econometrica 78(3)).
"""

from dataclasses import dataclass, fields

import numpy as np

from models.equations.caps import cap_inputs
from models.equations.outcomes import EPS
from models.scenario.levers import EQUATION_DRIVERS

QUANTILES_PCT = (5, 10, 25, 50, 75)
TARGET = EPS


@dataclass(frozen=True, eq=False)
class AtRisk:
    r"""Conditional quantiles of one growth rate and how they have done out of sample.

    `terms` are the inputs used, with their drivers, and `columns` their places among the growth
    inputs; `params` (5, 1 + k) constant first, `shifts` (5,) are c, `low` and `high` (k,) the range
    seen. Out of sample, each shift from the errors known at the time: `hit_rates` (5,) is the share of
    outcomes below each quantile, `pinball` (5,) the mean of :math:`(g - Q)(\tau - 1[g < Q])`; the same
    `_unconditional`, of the training sample's own quantiles (no shift helps those); hit rates
    `_unshifted`; `share_crossing` is the share of quarters that had to be put in order.
    """

    target: str
    terms: dict[str, str]
    columns: tuple[int, ...]
    params: np.ndarray
    shifts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    first_judged: str
    last: str
    n_judged: int
    hit_rates: np.ndarray
    hit_rates_unshifted: np.ndarray
    hit_rates_unconditional: np.ndarray
    pinball: np.ndarray
    pinball_unconditional: np.ndarray
    share_crossing: float

    def quantiles(self, growth_inputs: np.ndarray, cap: bool) -> np.ndarray:
        """Quantiles (P, 5) at the growth equation's inputs (P, 8), lowest first, in log %."""
        x = growth_inputs[:, list(self.columns)]
        if cap:
            of_levers = np.isin(list(self.terms.values()), EQUATION_DRIVERS)
            x = np.where(of_levers, cap_inputs(x, self.low, self.high)[0], x)
        return in_order(self.params[:, 0] + self.shifts + x @ self.params[:, 1:].T)

    def to_dict(self) -> dict:
        """Return plain lists and numbers, ready for JSON."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in values.items()}

    @classmethod
    def from_dict(cls, values: dict) -> "AtRisk":
        """Rebuild from `to_dict`."""
        arrays = {n: np.array(v, float) for n, v in values.items() if isinstance(v, list)}
        return cls(**values | arrays | {"columns": tuple(values["columns"])})


def in_order(quantiles: np.ndarray) -> np.ndarray:
    """Put the values of each row in order."""
    return np.sort(quantiles, axis=-1)
