"""The path of a growth rate: what every outcome has, with its odds, its risk and its two families."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.outcome.path import OutcomePath


@dataclass(frozen=True, eq=False)
class GrowthPath(OutcomePath):
    """One growth rate under baseline and scenario, over P quarters after `last_published`.

    `odds_baseline` and `odds_scenario` (P,) are the probabilities that growth is positive;
    `at_risk_baseline` and `at_risk_scenario` (P, 5) the quantiles of `predictive.QUANTILES_PCT`, in log
    %. Both come from the distribution of the bands. `members` (2, P) are the effects by each
    of `growth_family.AVERAGED`, `member_baselines` their baselines, `specifications` (P, 27) the effects
    by the declared specifications, whose spread `difference_sd` holds.
    """

    last_published: pd.Period
    ahead: np.ndarray
    odds_baseline: np.ndarray
    odds_scenario: np.ndarray
    at_risk_baseline: np.ndarray
    at_risk_scenario: np.ndarray
    members: np.ndarray
    member_baselines: np.ndarray
    specifications: np.ndarray

    def odds(self, side: str) -> np.ndarray:
        """Probability that growth is positive, of "baseline" or "scenario"."""
        return self.odds_baseline if side == "baseline" else self.odds_scenario
