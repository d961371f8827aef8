"""Completed paths of many scenarios that set the same cells: the arithmetic of `Completion.complete`."""

from dataclasses import dataclass

import numpy as np

from models.completion.completed import (
    LARGEST_RESIDUAL,
    LARGEST_SHOCK_SD,
    Completed,
    missed_value,
)
from models.completion.completion import Completion
from models.completion.floor import REFUSAL, floor_lifts
from models.completion.shocks import standardised_errors


@dataclass(frozen=True, eq=False)
class ManyCompleted:
    """Paths (S, H, n) under S scenarios at the posterior mean, and where there is no answer.

    `refused` says in a sentence why a scenario's path cannot be, `shock_refused` why the model has no
    answer of its own (`Shock.refusal`), both by scenario, empty where they can.
    """

    paths: np.ndarray
    refused: tuple[str, ...]
    shock_refused: tuple[str, ...]


def complete_many(
    model: Completion, still: Completed, around: np.ndarray, values: np.ndarray
) -> ManyCompleted:
    """Complete the scenarios whose fixed cells have `values` (S, m), in the order of the conditions.

    `still` is the completion of the baseline alone with the same cells fixed, `around` (H, n) the path
    all variables take where nothing is moved.
    """
    response = still.response
    fixed, policy = response.conditions.fixed, response.conditions.policy
    paths = around.ravel() + (values - still.baseline_values) @ response.gains.T
    of_rate = slice(policy, None, fixed.shape[1])
    shocks, below = floor_lifts(paths[:, of_rate], response.lifts[of_rate], fixed[:, policy])
    lifted = np.flatnonzero(shocks.any(axis=1))
    paths[lifted] += shocks[lifted] @ response.lifts.T
    cells = fixed.ravel()
    missed = np.abs(paths[:, cells] - values).max(axis=1, initial=0.0)
    paths[:, cells] = values
    shaped = paths.reshape(len(paths), *fixed.shape)
    return ManyCompleted(
        paths=shaped,
        refused=tuple(map(_refusal, below, missed)),
        shock_refused=_shock_refusals(model, still, shaped),
    )


def _refusal(below: bool, missed: float) -> str:
    if below:
        return REFUSAL
    return "" if missed < LARGEST_RESIDUAL else missed_value(missed)


def _shock_refusals(model: Completion, still: Completed, paths: np.ndarray) -> tuple[str, ...]:
    """Say of each path (S, H, n) whether it, or the baseline, needs a shock that history lacks."""
    of_baseline = model.largest_shock(still.baseline, "baseline")
    past = np.broadcast_to(model.past, (len(paths), *model.past.shape))
    errors = standardised_errors(model.mean_system, np.concatenate([past, paths], axis=1))
    sizes = np.abs(errors[:, ~model.published_months(paths.shape[1])])
    largest = sizes.max(axis=(1, 2), initial=0.0)
    said = [of_baseline.refusal] * len(paths)
    for row in np.flatnonzero(largest > max(LARGEST_SHOCK_SD, of_baseline.size_sd)):
        said[row] = model.largest_shock(paths[row], "scenario").refusal
    return tuple(said)
