"""Estimate the declared specifications of a growth equation, slopes alone."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from models.equations import growth
from models.equations.alternatives import ESTIMATORS, PANDEMIC_RULES, Alternatives
from models.equations.caps import input_range
from models.equations.estimators.estimator import estimator_named
from models.equations.growth_family import FAMILIES, Family
from models.equations.growth_sample import sample_of
from models.panel import Panel
from models.scenario.spec import ModelSpec


def fit_alternatives(
    panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame
) -> Alternatives:
    """Estimate all of them; of `spec` only whether inputs are capped counts."""
    rows = []
    for family in FAMILIES.values():
        seen = growth.observations(panel, target, windows, family)
        for name, rule in product(ESTIMATORS, PANDEMIC_RULES):
            rows.append(_solve(seen, target, family, name, replace(spec, pandemic=rule)))
    slopes, low, high = (np.array(column) for column in zip(*rows, strict=True))
    return Alternatives(slopes, low, high)


def _solve(
    seen: pd.DataFrame, target: str, family: Family, estimator: str, spec: ModelSpec
) -> tuple[np.ndarray, ...]:
    sample = sample_of(seen, target, family, spec)
    design, weights = sample.design(), sample.weights
    solve = estimator_named(estimator).tune(design, sample.y, weights, sample.embargo)
    kept = weights > 0
    slopes = solve(design[kept], sample.y[kept], weights[kept])[1:]
    low, high = input_range(sample.levers, weights)
    more = 2 * len(growth.DRIVERS) - len(slopes)
    return tuple(np.pad(values, (0, more)) for values in (slopes, low, high))
