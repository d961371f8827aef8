r"""Gains: how all cells of a forecast respond to fixing some of them.

Cells are months x variables. With C the fixed ones and c their values, the distribution of all cells is

.. math:: Y \mid c = F + G (c - F_C) + (I - G C) (\Theta e + E \xi)

so that one matrix G holds everything: mean, noise and the effect G (c_1 - c_0) of a change.

* "history": every shock may adjust. :math:`G = \Gamma_{\cdot C} \Gamma_{CC}^{-1}`, the Gaussian
  conditional mean (Waggoner and Zha 1999; Banbura, Giannone and Lenza 2015).
* "weakness": policy shocks of the months whose policy rate is set stay as they are; the others meet
  the conditions and offset them (Antolin-Diaz, Petrella and Rubio-Ramirez 2021).
* "policy": policy shocks meet the policy rate month by month, :math:`e_p = (C_r M_p)^{-1}
  (r - C_r F - C_r M_n e_n)`; after that elimination the others meet what remains by least squares.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from models.common.errors import ModelError
from models.completion.projection import Horizon, covariance

Why = Literal["history", "policy", "weakness"]
LEAST_EIGENVALUE = 1e-11  # of the conditions' correlation matrix


@dataclass(frozen=True, eq=False)
class Conditions:
    """Which cells are fixed, (H, n) boolean; which of them are the set policy rate, (H,) boolean.

    `policy` is the policy rate's column. Policy-rate cells already published are facts, not choices:
    they are fixed but not in `set_months`.
    """

    fixed: np.ndarray
    policy: int
    set_months: np.ndarray
    why: Why

    def __post_init__(self) -> None:
        if self.why not in get_args(Why):
            raise ModelError(
                f"The reason for the policy path is {self.why!r}; it must be 'history', 'policy' or "
                "'weakness': choose one of the three."
            )


def gains(horizon: Horizon, conditions: Conditions, asked: np.ndarray) -> np.ndarray:
    """Gains of the cells of variables `asked` (v,), increasing, on the fixed cells, (D, H v, m).

    Rows are month-major over `asked`, columns the fixed cells in month-major order. Conditions that the
    allowed shocks cannot meet raise ModelError.
    """
    months, n = conditions.fixed.shape
    variables = np.union1d(asked, np.flatnonzero(conditions.fixed.any(axis=0)))
    fixed = conditions.fixed[:, variables].ravel()
    wanted = np.tile(np.isin(variables, asked), months)
    structural = conditions.why != "history" and conditions.set_months.any()
    if not structural:
        gamma = covariance(horizon, variables, np.arange(n))
        gamma += _outer(horizon.edge[:, :, variables])
        return _regress(gamma, fixed, wanted)
    others = np.delete(np.arange(n), conditions.policy)
    gamma = covariance(horizon, variables, others)
    policy = policy_responses(horizon, conditions.policy)[:, :, variables]
    free = ~conditions.set_months
    gamma += _outer(horizon.edge[:, :, variables]) + _outer(policy[..., free])
    if conditions.why == "weakness":
        return _regress(gamma, fixed, wanted)
    is_set = conditions.set_months[:, None] & (variables == conditions.policy)
    return _policy_gains(gamma, fixed, wanted, policy[..., conditions.set_months], is_set.ravel())


def gains_of_unknowns(horizon: Horizon, conditions: Conditions) -> np.ndarray:
    """Gains of the unknown values before the horizon on the fixed cells, (D, q, m).

    Every shock may adjust, whatever the reason of the policy path: the months before the horizon
    were not brought about by what is set after it.
    """
    fixed = np.flatnonzero(conditions.fixed)
    everything = np.arange(conditions.fixed.shape[1])
    gamma = covariance(horizon, everything, everything) + _outer(horizon.edge)
    n_cells = conditions.fixed.size
    unknown = horizon.edge.reshape(len(gamma), n_cells, horizon.edge.shape[-1])[:, fixed]
    inner = gamma[:, fixed][:, :, fixed]
    return np.linalg.solve(inner, unknown).transpose(0, 2, 1)


def policy_responses(horizon: Horizon, policy: int) -> np.ndarray:
    """Responses of all cells to the policy shock of each month, (D, H, n, H)."""
    n_draws, months, n, _ = horizon.responses.shape
    result = np.zeros((n_draws, months, n, months))
    for month in range(months):
        result[:, month:, :, month] = horizon.responses[:, : months - month, :, policy]
    return result


def _policy_gains(
    gamma: np.ndarray,
    fixed: np.ndarray,
    wanted: np.ndarray,
    policy: np.ndarray,
    is_set: np.ndarray,
) -> np.ndarray:
    """Eliminate the policy shocks, then regress on the conditions that remain."""
    flat = policy.reshape(len(gamma), len(fixed), -1)
    through = flat @ np.linalg.inv(flat[:, is_set])  # cells per unit of the set rate
    # Columns, then rows, of (I - D C_r) Gamma (I - D C_r)'.
    gamma = gamma - gamma[:, :, is_set] @ through.transpose(0, 2, 1)
    gamma = gamma - through @ gamma[:, is_set]
    rest = fixed & ~is_set
    result = np.empty((len(gamma), int(wanted.sum()), int(fixed.sum())))
    in_set = is_set[fixed]
    result[:, :, in_set] = through[:, wanted]
    if rest.any():
        remaining = _regress(gamma, rest, wanted)
        result[:, :, ~in_set] = remaining
        result[:, :, in_set] -= remaining @ through[:, rest]
    return result


def _outer(columns: np.ndarray) -> np.ndarray:
    n_draws, months, v, k = columns.shape
    flat = columns.reshape(n_draws, months * v, k)
    return flat @ flat.transpose(0, 2, 1)


def _regress(gamma: np.ndarray, fixed: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Gamma[wanted, C] Gamma[C, C]^{-1}, refused where the conditions are not independent."""
    rows = gamma[:, fixed]
    inner = rows[:, :, fixed]
    if fixed.any():
        _check_rank(inner)
    return np.linalg.solve(inner, rows[:, :, wanted]).transpose(0, 2, 1)


def _check_rank(inner: np.ndarray) -> None:
    """Test the first draw's conditions by eigenvalues, and that no draw has a dead one."""
    variances = np.diagonal(inner, axis1=1, axis2=2)
    scale = np.sqrt(np.abs(variances))
    if scale.min() > 0:
        correlation = inner[0] / np.outer(scale[0], scale[0])
        if np.linalg.eigvalsh(correlation)[0] > LEAST_EIGENVALUE:
            return
    raise ModelError(
        "The conditions contradict each other or no allowed shock can meet them all; the fixed cells "
        "must be independent under the shocks that may adjust: set fewer paths, or allow 'history'."
    )
