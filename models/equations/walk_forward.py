"""Expanding-window evaluation: fit on what was known, predict, and turn the errors into bands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.common.errors import ModelError
from models.equations.caps import cap_inputs, input_range
from models.equations.estimators.estimator import Solve, Tune, nothing_to_tune

DRIFT_PRIOR_SD = 0.1  # percentage points a month, 1.2 a year


@dataclass(frozen=True, eq=False)
class Sample:
    """Complete observations of one equation, in time order.

    `levers` (n, k) are what the user moves, `state` (n, m) what was known when the window began
    (m may be 0); `embargo` is how many observations before a target training has to end so that no
    training window overlaps it. `shocks` (n + window - 1,) are the one-period pieces the regressand
    is a sum of, where it is one: then the prediction starts from their shrunk mean. With `cap`, inputs
    are cut back to the range seen, except the columns `uncapped` of [levers, state]. `carry` (n,) is
    the share of the residual of the last observation trained on that a prediction takes along.
    """

    y: np.ndarray
    levers: np.ndarray
    state: np.ndarray
    weights: np.ndarray
    embargo: int
    window: int
    shocks: np.ndarray | None
    cap: bool
    min_training: int
    uncapped: tuple[int, ...] = ()
    carry: np.ndarray | None = None

    def bounds(self, inputs: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Range of each input seen in some rows, infinite where it is not to be cut."""
        low, high = input_range(inputs, weights)
        low[list(self.uncapped)], high[list(self.uncapped)] = -np.inf, np.inf
        return low, high

    def design(self) -> np.ndarray:
        """Return [1, levers, state], capped over the whole sample if the sample says so."""
        x = np.column_stack([self.levers, self.state])
        if self.cap:
            x, _ = cap_inputs(x, *self.bounds(x, self.weights))
        return np.column_stack([np.ones(len(x)), x])


@dataclass(frozen=True, eq=False)
class Record:
    """Predictions of each observation by an equation that had not seen it, shape (n_predicted,).

    `levers` is what the screen shows, `start` the same with all levers at zero, `mean` the historical
    mean that R2 compares with.
    """

    positions: np.ndarray
    actual: np.ndarray
    levers: np.ndarray
    state: np.ndarray
    levers_and_state: np.ndarray
    mean: np.ndarray
    start: np.ndarray

    def rsquared(self, name: str, since: int = 0) -> float:
        """1 - squared error of a prediction / squared error of the historical mean."""
        keep = self.positions >= since
        error = (self.actual - getattr(self, name))[keep]
        benchmark = (self.actual - self.mean)[keep]
        return float(1 - error @ error / (benchmark @ benchmark))

    def errors(self) -> np.ndarray:
        """Realised minus predicted by the levers, as shown on screen."""
        return self.actual - self.levers


def shrunk_mean(values: np.ndarray, prior_sd: float) -> float:
    """Posterior mean under a N(0, prior_sd^2) prior: m / (1 + s^2 / (n prior_sd^2))."""
    return float(values.mean() / (1 + values.var(ddof=1) / (len(values) * prior_sd**2)))


def walk_forward(
    sample: Sample, first: int, tune: Tune = nothing_to_tune, retune_every: int = 1
) -> Record:
    """Return the record of one estimator: see `walk_forward_by`."""
    return walk_forward_by([tune], sample, first, retune_every)[0]


def walk_forward_by(
    tunes: Sequence[Tune], sample: Sample, first: int, retune_every: int
) -> list[Record]:
    """Predict observations `first`, first + 1, ... each from those ending `embargo` before it.

    What an estimator has to choose it chooses on the training sample of the first and then of every
    `retune_every`-th prediction; in between it holds that choice. The state alone is judged at the
    penalty chosen for all terms. Estimators share what does not depend on them.

    Raises ModelError when fewer than `min_training` observations precede the first prediction.
    """
    n, k = sample.levers.shape
    if first - sample.embargo + 1 < sample.min_training:
        raise ModelError(
            f"The record would start after {max(first - sample.embargo + 1, 0)} observations; it needs "
            f"{sample.min_training}: choose a later first prediction."
        )
    x = np.column_stack([np.ones(n), sample.levers, sample.state])
    lows, highs = _bounds_so_far(sample, x, first - sample.embargo + 1)
    of_state = np.r_[0, k + 1 : x.shape[1]]
    solves: list[Solve] = []
    rows: list[list[tuple[float, ...]]] = [[] for _ in tunes]
    for t in range(first, n):
        train = slice(0, t - sample.embargo + 1)
        last = train.stop - 1
        if t == first or _moved(lows, last) or _moved(highs, last):
            capped = np.clip(x, lows[last], highs[last]) if sample.cap else x
        weights, y = sample.weights[train], sample.y[train]
        design, now = capped[train], capped[t].copy()  # now in one piece of memory, as y is
        states = design[:, of_state]
        for shared in (design, states, weights):
            shared.setflags(write=False)
        if (t - first) % retune_every == 0:
            solves = [tune(design, y, weights, sample.embargo) for tune in tunes]
        mean = np.average(y, weights=weights)
        start = None
        if sample.shocks is not None:
            past = sample.shocks[: train.stop + sample.window - 1]
            start = sample.window * shrunk_mean(past, DRIFT_PRIOR_SD)
        for solve, found in zip(solves, rows, strict=True):
            full = solve(design, y, weights)
            state = mean
            if sample.state.shape[1]:
                state = now[of_state] @ solve(states, y, weights)
            base = full[0] if start is None else start
            by_levers = base + now[1 : k + 1] @ full[1 : k + 1]
            if sample.carry is not None:
                missed = y[-1] - base - design[-1, 1 : k + 1] @ full[1 : k + 1]
                by_levers += sample.carry[t] * missed
            found.append((by_levers, state, now @ full, mean, base))
    predicted = np.arange(first, n)
    return [Record(predicted, sample.y[first:], *np.array(each).T) for each in rows]


def _moved(ends: np.ndarray, row: int) -> bool:
    """Whether the row widened a range (n, 1 + k + m) that has been seen so far."""
    return bool((ends[row] != ends[row - 1]).any())


def _bounds_so_far(sample: Sample, x: np.ndarray, n_first: int) -> tuple[np.ndarray, np.ndarray]:
    """Range (n, 1 + k + m) of each column of [1, levers, state] seen up to and including each row.

    Raises PanelError where inputs are capped and none of the `n_first` first rows has full weight.
    """
    if sample.cap:
        input_range(x[:n_first], sample.weights[:n_first])
    full = (sample.weights == 1.0)[:, None]
    lows = np.minimum.accumulate(np.where(full, x, np.inf))
    highs = np.maximum.accumulate(np.where(full, x, -np.inf))
    free = [0, *(1 + at for at in sample.uncapped)]
    lows[:, free], highs[:, free] = -np.inf, np.inf
    return lows, highs


def conformal_half_width(errors: np.ndarray, level_pct: int) -> float:
    """Smallest half-width that held the stated share of past errors, with the n + 1 correction."""
    size = np.sort(np.abs(errors))
    rank = int(np.ceil((len(size) + 1) * level_pct / 100))
    return float(size[min(rank, len(size)) - 1])


def inside_band(record: Record, level_pct: int, embargo: int, warm_up: int) -> np.ndarray:
    """Whether each outcome from `warm_up` + `embargo` on lay inside the band known at the time.

    The band for an observation comes from the errors of predictions whose windows had ended
    `embargo` observations before; the first `warm_up` predictions only supply errors.
    """
    errors = record.errors()
    return np.array(
        [
            abs(errors[i]) <= conformal_half_width(errors[: i - embargo + 1], level_pct)
            for i in range(warm_up + embargo, len(errors))
        ],
        dtype=bool,
    )


def coverage(record: Record, level_pct: int, embargo: int, warm_up: int) -> tuple[float, int]:
    """Share of outcomes inside the band known at the time, and how many were judged."""
    inside = inside_band(record, level_pct, embargo, warm_up)
    return float(np.mean(inside)), len(inside)
