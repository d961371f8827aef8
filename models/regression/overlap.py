"""Covariance of least squares when each observation is a moving sum of the same shocks."""

import numpy as np
from scipy.stats import t as student_t


def moving_sum_autocorrelation(window: np.ndarray) -> np.ndarray:
    """Autocorrelation at lags 0, 1, ... of a moving sum of white noise with these weights."""
    full = np.correlate(window, window, mode="full")[len(window) - 1 :]
    return full / full[0]


def overlap_covariance(
    design: np.ndarray,
    weights: np.ndarray,
    residuals: np.ndarray,
    positions: np.ndarray,
    autocorrelation: np.ndarray,
) -> tuple[np.ndarray, float]:
    r"""Covariance of weighted least squares under a known pattern of overlap.

    With :math:`A = (X'WX)^{-1}X'W`, :math:`R = I - XA` and errors of covariance
    :math:`\sigma^2\Omega`, :math:`\Omega = W^{-1/2} T W^{-1/2}`, T the Toeplitz matrix of the overlap,

    .. math:: \hat\sigma^2 = e'We / \mathrm{tr}(M), \quad M = R'WR\,\Omega, \quad
              V = \hat\sigma^2 A \Omega A', \quad \nu = \mathrm{tr}(M)^2 / \mathrm{tr}(M^2).

    The variance is unbiased under the pattern, so that, unlike Newey-West, it is not too small when
    the sample holds few separate windows; nu are Satterthwaite's degrees of freedom for Student t.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Regressors with the constant.
    weights : ndarray of shape (n,)
        Positive; an error has variance proportional to 1/w.
    residuals : ndarray of shape (n,)
    positions : ndarray of shape (n,)
        Period of each observation, so that a gap in the sample is a gap in the overlap.
    autocorrelation : ndarray of shape (L + 1,)
        Of the errors at lags 0 to L periods, zero beyond.

    Returns
    -------
    (cov, dof) : ndarray of shape (k, k), float

    References
    ----------
    Hansen and Hodrick (1980), J. Political Economy 88(5), 829-853; Satterthwaite (1946), Biometrics
    Bulletin 2(6), 110-114.
    """
    lag = np.abs(positions[:, None] - positions[None, :])
    padded = np.append(autocorrelation, 0.0)
    root = np.sqrt(weights)
    omega = padded[np.minimum(lag, len(autocorrelation))] / np.outer(root, root)
    weighted = design * weights[:, None]
    hat = np.linalg.solve(design.T @ weighted, weighted.T)
    annihilator = np.eye(len(design)) - design @ hat
    m = annihilator.T @ (weights[:, None] * annihilator) @ omega
    trace = np.trace(m)
    variance = residuals @ (weights * residuals) / trace
    return variance * hat @ omega @ hat.T, float(trace**2 / np.sum(m * m.T))


def student_pvalues(params: np.ndarray, cov: np.ndarray, dof: float) -> np.ndarray:
    """Two-sided p-values of a Student t test of each coefficient."""
    return 2 * student_t.sf(np.abs(params) / np.sqrt(np.diag(cov)), dof)
