"""Regression inputs held inside the range that the fit has seen."""

import numpy as np

from models.common.errors import PanelError


def input_range(inputs: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the smallest and largest value of each input over the rows of full weight.

    Parameters
    ----------
    inputs : ndarray of shape (n, k)
    weights : ndarray of shape (n,)
        Rows of weight 1 set the range; down-weighted rows (the pandemic) do not.

    Returns
    -------
    (low, high) : pair of ndarray of shape (k,), in the inputs' units
    """
    full = np.asarray(inputs)[np.asarray(weights) == 1.0]
    if not len(full):
        raise PanelError(
            f"None of the {len(weights)} rows has full weight, so there is no range to cap at; "
            "at least one is needed: widen the sample or choose the pandemic rule 'keep'."
        )
    return full.min(axis=0), full.max(axis=0)


def cap_inputs(
    inputs: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""Move every input that lies outside its range to the nearer end.

    .. math:: \tilde x_{ij} = \min(\max(x_{ij}, l_j), h_j)

    Parameters
    ----------
    inputs : ndarray of shape (n, k)
    low, high : ndarray of shape (k,)
        Range of each input, from :func:`input_range` on the training rows alone.

    Returns
    -------
    (capped, was_capped) : ndarray of shape (n, k), and boolean ndarray of the same shape
        A capped cell means "beyond history": say so wherever the result is shown. A missing
        input stays missing and is not marked.
    """
    inputs = np.asarray(inputs, dtype=float)
    return np.clip(inputs, low, high), (inputs < low) | (inputs > high)
