"""The completion model ready for use: paths in, completed paths and the relative return out."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import pandas as pd

from models.completion.answer import Answer, make_answer
from models.completion.conditions import fixed_cells
from models.completion.data import MAX_MONTHS, POLICY, TARGET, CompletionData
from models.completion.edge import complete_edge
from models.completion.fit import CompletionFit
from models.completion.gain import Conditions, Why
from models.completion.pattern import Pattern, make_pattern
from models.completion.shocks import ReturnShocks, return_shocks
from models.completion.system import System, draw_systems, mean_system
from models.completion.unfold import Horizon, unfold

MOST_PATTERNS = 3  # 20 MB each at 1,000 draws, 24 months and 3 levers; shared by all sessions


@dataclass(frozen=True, eq=False)
class Completion:
    """One fitted model at one origin; hand it to every session, it only remembers patterns."""

    fit: CompletionFit
    data: CompletionData
    mean_system: System
    past: np.ndarray  # the months before the horizon, oldest first, completed at the mean
    share_explosive: float
    mean: Horizon
    draws: Horizon
    edge: np.ndarray
    future: ReturnShocks
    _patterns: OrderedDict = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def names(self) -> tuple[str, ...]:
        """Variables in the model's order."""
        return self.fit.layout.names

    def completed_edge(self) -> pd.DataFrame:
        """Months between the complete sample and the origin; unpublished cells at their mean."""
        return pd.DataFrame(self.edge, index=self.data.edge.index, columns=list(self.names))

    def pattern(self, levers: frozenset[str], horizon_months: int, why: Why = "history") -> Pattern:
        """Return the gains for a set of fixed paths; computed once, the last three are kept."""
        key = (levers, horizon_months, why)
        with self._lock:
            if key in self._patterns:
                self._patterns.move_to_end(key)
                return self._patterns[key]
        fixed, set_months = fixed_cells(levers, self.data, horizon_months)
        conditions = Conditions(fixed, self.names.index(POLICY), set_months, why)
        made = make_pattern(
            self.mean.until(horizon_months),
            self.draws.until(horizon_months),
            conditions,
            self.names.index(TARGET),
            self.future,
            self.fit.seed + 1,
        )
        with self._lock:
            self._patterns[key] = made
            while len(self._patterns) > MOST_PATTERNS:
                self._patterns.popitem(last=False)
        return made

    def answer(
        self,
        baseline: dict[str, np.ndarray],
        scenario: dict[str, np.ndarray],
        *,
        why: Why = "history",
        horizon_months: int | None = None,
    ) -> Answer:
        """Complete both paths and say what they mean for the relative return.

        Parameters
        ----------
        baseline, scenario : dict of ndarray of shape (H,)
            The paths that are set, months 1 to H, the same variables in both: active levers and
            those held at baseline. Every other variable follows history.
        why : {"history", "policy", "weakness"}
            Which shocks may bring about the policy rate, where that is among them.
        horizon_months : int, optional
            H, needed only when no path is set.
        """
        return make_answer(self, baseline, scenario, why, horizon_months)


def make_completion(data: CompletionData, fit: CompletionFit) -> Completion:
    """Draw the systems of a fit, complete the edge and unfold the horizon."""
    system, dropped = draw_systems(fit.posteriors, fit.layout, fit.n_draws, fit.seed)
    sample, edge = data.sample.to_numpy(), data.edge.to_numpy()
    at_mean = mean_system(fit.posteriors, fit.layout)
    mean_start, completed = complete_edge(at_mean, sample, edge)
    draw_start, _ = complete_edge(system, sample, edge)
    return Completion(
        fit=fit,
        data=data,
        mean_system=at_mean,
        past=mean_start.mean[0, ::-1],
        share_explosive=dropped,
        mean=unfold(at_mean, mean_start, MAX_MONTHS),
        draws=unfold(system, draw_start, MAX_MONTHS),
        edge=completed[0],
        future=return_shocks(at_mean, data.sample),
    )
