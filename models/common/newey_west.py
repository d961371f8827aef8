"""A least-squares slope with its Newey-West standard error, from numpy alone."""

import numpy as np

HAC_LAGS = 3  # months


def slope_and_error(y: np.ndarray, x: np.ndarray, lags: int = HAC_LAGS) -> tuple[float, float]:
    r"""Return the least-squares slope of y on x with its Newey-West standard error.

    .. math:: V = \tfrac{n}{n-2} (X'X)^{-1} \Big[\Gamma_0 + \sum_{l=1}^{L}
              \big(1 - \tfrac{l}{L+1}\big) (\Gamma_l + \Gamma_l')\Big] (X'X)^{-1}

    with :math:`\Gamma_l = \sum_t e_t e_{t-l} x_t x_{t-l}'` and X holding a constant and x. Equal to
    R's ``NeweyWest(prewhite = FALSE, adjust = TRUE)``.
    """
    design = np.column_stack([np.ones_like(x), x])
    inverse = np.linalg.inv(design.T @ design)
    params = inverse @ (design.T @ y)
    scores = design * (y - design @ params)[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        gamma = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (gamma + gamma.T)
    cov = len(y) / (len(y) - 2) * inverse @ meat @ inverse
    return float(params[1]), float(np.sqrt(cov[1, 1]))
