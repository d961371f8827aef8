"""Errors of growth rates whose windows overlap: the pattern is known, only the size is estimated."""

from dataclasses import dataclass

import numpy as np

SEED = 19890331


@dataclass(frozen=True, eq=False)
class OverlapErrors:
    """Covariance of the errors, `variance` x `omega` (n, n), and `dof` of the variance."""

    omega: np.ndarray
    variance: float
    dof: float

    def draws(self, count: int) -> np.ndarray:
        """Draw errors (n, count): normal, their variance itself as uncertain as it is."""
        rng = np.random.default_rng(SEED)
        root = np.linalg.cholesky(self.omega + 1e-10 * np.eye(len(self.omega)))
        size = np.sqrt(self.variance * self.dof / rng.chisquare(self.dof, size=count))
        return root @ rng.standard_normal((len(self.omega), count)) * size


def moving_sum_autocorrelation(window: np.ndarray) -> np.ndarray:
    """Autocorrelation at lags 0, 1, ... of a moving sum of white noise with these weights."""
    full = np.correlate(window, window, mode="full")[len(window) - 1 :]
    return full / full[0]


def overlap_errors(
    design: np.ndarray,
    weights: np.ndarray,
    y: np.ndarray,
    positions: np.ndarray,
    window: np.ndarray,
) -> OverlapErrors:
    r"""Estimate the size of errors that are moving sums of the same shocks.

    With :math:`A = (X'WX)^{-1}X'W`, :math:`R = I - XA`, :math:`e = Ry` and errors of covariance
    :math:`\sigma^2\Omega`, :math:`\Omega = W^{-1/2} T W^{-1/2}`, T the Toeplitz matrix of the overlap,

    .. math:: \hat\sigma^2 = e'We / \mathrm{tr}(M), \quad M = R'WR\,\Omega, \quad
              \nu = \mathrm{tr}(M)^2 / \mathrm{tr}(M^2).

    The variance is unbiased under the pattern, so that, unlike Newey-West, a test is not too eager
    when the sample holds few separate windows.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Regressors with the constant.
    weights : ndarray of shape (n,)
        Positive; an error has variance proportional to 1/w.
    y : ndarray of shape (n,)
    positions : ndarray of shape (n,)
        Period of each observation, so that a gap in the sample is a gap in the overlap.
    window : ndarray of shape (m,)
        Weights with which an observation sums the shocks of its last m periods.

    References
    ----------
    Hansen and Hodrick (1980), J. Political Economy 88(5), 829-853; Satterthwaite (1946), Biometrics
    Bulletin 2(6), 110-114.
    """
    autocorrelation = np.append(moving_sum_autocorrelation(window), 0.0)
    lag = np.abs(positions[:, None] - positions[None, :])
    root = np.sqrt(weights)
    omega = autocorrelation[np.minimum(lag, len(window))] / np.outer(root, root)
    weighted = design * weights[:, None]
    hat = np.linalg.solve(design.T @ weighted, weighted.T)
    annihilator = np.eye(len(design)) - design @ hat
    residuals = annihilator @ y
    m = annihilator.T @ (weights[:, None] * annihilator) @ omega
    trace = np.trace(m)
    variance = residuals @ (weights * residuals) / trace
    return OverlapErrors(omega, float(variance), float(trace**2 / np.sum(m * m.T)))
