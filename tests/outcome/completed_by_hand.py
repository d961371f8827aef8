"""Completed paths, earnings and their split computed a second time: numpy alone, nothing of the project.

Months before the origin and months after it are one Gaussian vector here, simulated equation by equation
and conditioned once on all that is published or set; the project completes the one, then the other.
"""

from dataclasses import dataclass

import numpy as np

ORDER = ("labour", "fiscal", "fed")  # the Fed last: against what it would do by itself


@dataclass
class Economy:
    """A recursive model: coefficients and error sd of every equation, and the last months before it."""

    names: list
    lags: int
    persistent: np.ndarray
    by_surprise: np.ndarray
    centre: np.ndarray
    thetas: list
    error_sds: list
    before: np.ndarray  # (lags, n), oldest first
    known: np.ndarray  # (M, n): months from there on as published, NaN elsewhere
    n_edge: int  # how many of these lie before the horizon

    def simulate(self, shocks):
        """Paths (S, M, n) under shocks (S, M, n), in units of their sd."""
        past = [np.tile(row, (len(shocks), 1)) for row in self.before]
        for t in range(shocks.shape[1]):
            now, errors = np.zeros((2, *past[0].shape))
            for i, theta in enumerate(self.thetas):
                if self.by_surprise[i]:
                    news = errors[:, :i]
                else:
                    news = now[:, :i] - self.persistent[:i] * past[-1][:, :i]
                value = theta[i] + news @ theta[:i]
                for lag in range(self.lags):
                    first = i + 1 + lag * len(self.names)
                    of_lag = theta[first : first + len(self.names)]
                    value = value + (past[-1 - lag] - self.centre[i]) @ of_lag
                errors[:, i] = self.error_sds[i] * shocks[:, t, i]
                now[:, i] = value + errors[:, i]
            past.append(now)
        return np.stack(past[self.lags :], axis=1)

    def unfold(self):
        """Mean (M n,) and covariance of all cells."""
        months, n = self.known.shape
        one_each = np.eye(months * n).reshape(-1, months, n)
        mean = self.simulate(np.zeros((1, months, n))).ravel()
        root = (self.simulate(one_each).reshape(months * n, -1) - mean).T
        return mean, root @ root.T

    def fixed(self, levers):
        """Cells that are published, or of levers in the horizon."""
        fixed = np.isfinite(self.known)
        for name in levers:
            fixed[self.n_edge :, self.names.index(name)] = True
        return fixed.ravel()

    def baseline(self, levers):
        """All cells (M, n) given what is published and the levers' paths in the horizon."""
        mean, covariance = self.unfold()
        values = self.known.copy()
        for name, path in levers.items():
            values[self.n_edge :, self.names.index(name)] = path
        fixed = self.fixed(levers)
        gain = covariance[:, fixed] @ np.linalg.inv(covariance[np.ix_(fixed, fixed)])
        cells = mean + gain @ (values.ravel()[fixed] - mean[fixed])
        return cells.reshape(self.known.shape)

    def answer(self, baseline, changes):
        """The baseline plus history's answer to changes of levers; what lies behind stays."""
        _, covariance = self.unfold()
        change = np.zeros(self.known.shape)
        for name, path in changes.items():
            change[self.n_edge :, self.names.index(name)] = path
        fixed = self.fixed(changes)
        gain = covariance[:, fixed] @ np.linalg.inv(covariance[np.ix_(fixed, fixed)])
        moved = (gain @ change.ravel()[fixed]).reshape(self.known.shape)
        moved[: self.n_edge] = 0.0
        return baseline + moved


def split(value, moved):
    """What each moved lever adds when it joins; `value` takes the levers that have joined."""
    parts, joined, before = {}, [], value([])
    for lever in ORDER:
        if lever in moved:
            joined.append(lever)
            after = value(joined)
            parts[lever] = after - before
            before = after
    return parts


def through(slopes, low, high, inputs):
    """Slopes times inputs, cut back to the range seen."""
    return sum(s * min(max(x, a), b) for s, a, b, x in zip(slopes, low, high, inputs, strict=True))


def return_inputs(rate, impulse, unemployment, h):
    """Changes and means over the two halves of the h months after the first value."""
    spans = [(0, h)] if h == 1 else [(0, h // 2), (h // 2, h)]
    return [
        *(rate[b] - rate[a] for a, b in spans),
        *(sum(impulse[a + 1 : b + 1]) / (b - a) for a, b in spans),
        *(unemployment[b] - unemployment[a] for a, b in spans),
    ]


def earnings_inputs(series, last, span):
    """Means over some quarters of four-quarter changes, of this year and the last.

    `series` are rate, impulse, unemployment and spread by month, `last` the place of the target
    quarter's last month in them; of the impulse, a change already, the means themselves.
    """
    row = []
    for place, months in enumerate(series):
        quarters = [sum(months[last - 3 * q - 2 : last - 3 * q + 1]) / 3 for q in range(12)]
        changes = [
            quarters[q] - (quarters[q + 4] if place != 1 else 0.0) for q in range(len(quarters) - 4)
        ]
        row += [sum(changes[:span]) / span, sum(changes[4 : 4 + span]) / span]
    return row
