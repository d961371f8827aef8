"""The record of the average of two families: predictions of growth that had not seen their targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from models.equations import growth
from models.equations.estimators.estimator import estimator_named
from models.equations.fit_equation import JUDGED_FIRST, RETUNE_EVERY
from models.equations.growth_family import AVERAGED, Family
from models.equations.growth_sample import sample_of
from models.equations.walk_forward import Record, conformal_half_width, walk_forward
from models.panel import Panel
from models.scenario.spec import ModelSpec

WARM_UP = 30  # errors before the first band is judged


@dataclass(frozen=True, eq=False)
class AverageRecord:
    """Predictions (n,) of growth at one class of quarters after the last published one.

    `mean` is the historical mean that R2 compares with, of the first family's training samples; a band
    or quantile is known from the errors of targets published `embargo` quarters before.
    """

    quarters: pd.PeriodIndex
    actual: np.ndarray
    predicted: np.ndarray
    mean: np.ndarray
    embargo: int

    @cached_property
    def errors(self) -> np.ndarray:
        """Realised minus predicted."""
        return self.actual - self.predicted

    def rsquared(self, counts: np.ndarray) -> float:
        """1 - squared error / squared error of the historical mean, over the targets that count."""
        error, benchmark = self.errors[counts], (self.actual - self.mean)[counts]
        return float(1 - error @ error / (benchmark @ benchmark))

    def known(self, at: int) -> np.ndarray:
        """Errors known when the target in a place was predicted."""
        return self.errors[: at - self.embargo + 1]

    def banded(self) -> range:
        """Places of the targets that a band or quantile is judged on, the same for every class."""
        judged = int(self.quarters.searchsorted(JUDGED_FIRST["Q"]))
        return range(max(WARM_UP + growth.EMBARGO_QUARTERS, judged), len(self.errors))

    def inside(self, level_pct: int) -> np.ndarray:
        """Whether each of `banded` lay inside the band known at the time."""
        return np.array(
            [
                abs(self.errors[i]) <= conformal_half_width(self.known(i), level_pct)
                for i in self.banded()
            ],
            dtype=bool,
        )


def average_records(
    panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame, ahead: int
) -> AverageRecord:
    """Predict every target from what was published `ahead` quarters before it, half by each family."""
    frames = [predictions(panel, spec, target, windows, ahead, family) for family in AVERAGED]
    return average_of(frames, ahead)


def average_of(frames: Sequence[pd.DataFrame], ahead: int) -> AverageRecord:
    """Average predictions of one class over the targets that all have."""
    both = frames[0].index
    for frame in frames[1:]:
        both = both.intersection(frame.index)
    each = [frame.loc[both] for frame in frames]
    return AverageRecord(
        quarters=both,
        actual=each[0]["actual"].to_numpy(),
        predicted=np.mean([frame["predicted"] for frame in each], axis=0),
        mean=each[0]["mean"].to_numpy(),
        embargo=growth.embargo(ahead),
    )


def predictions(
    panel: Panel,
    spec: ModelSpec,
    target: str,
    windows: pd.DataFrame,
    ahead: int,
    family: Family,
) -> pd.DataFrame:
    """Return `actual`, `predicted` and `mean` of every target by one family.

    One or two quarters ahead it is trained on all that was published, and part of its residual in the
    last of these quarters is carried along; from three on training ended five before.
    """
    seen = growth.observations(panel, target, windows, family)
    sample = sample_of(seen, target, family, spec)
    first = sample.min_training + growth.EMBARGO_QUARTERS - 1
    gap = growth.embargo(ahead)
    carry = np.zeros(len(seen))
    ordinals = np.array([quarter.ordinal for quarter in seen.index])
    follows = ordinals[gap:] - ordinals[:-gap] == gap  # not where a quarter in between is missing
    carry[gap:] = growth.carried(target)[ahead] * follows
    record: Record = walk_forward(
        replace(sample, embargo=gap, carry=carry),
        first,
        estimator_named(spec.growth_estimator).tune,
        RETUNE_EVERY["Q"],
    )
    columns = {"actual": record.actual, "predicted": record.levers, "mean": record.mean}
    return pd.DataFrame(columns, index=seen.index[first:])
