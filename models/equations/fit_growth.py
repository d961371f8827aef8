"""Estimate a growth rate's model: two families, what they missed last, the errors of their average."""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT
from models.common.errors import ModelError
from models.equations import growth
from models.equations.at_risk import judge_at_risk
from models.equations.average_record import AverageRecord, average_records
from models.equations.estimators.estimator import estimator_named
from models.equations.estimators.least_squares import require_observations, require_variation
from models.equations.fit_alternatives import fit_alternatives
from models.equations.fit_equation import JUDGED_FIRST, fit_equation
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_family import AVERAGED, Family
from models.equations.growth_model import GrowthModel
from models.equations.growth_sample import sample_of
from models.equations.outcomes import OUTCOMES
from models.equations.overlap import overlap_errors
from models.panel import Panel
from models.scenario.spec import ModelSpec

HAC_LAGS = 6


def fit_growth(panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame) -> GrowthModel:
    """Fit one growth rate on completed spreads.

    Raises ModelError where a family has too few observations, or leaves none to be judged on.
    """
    require_variation(OUTCOMES[target].title, panel.quarterly[target].dropna().to_numpy())
    members = [_fit_member(panel, spec, target, windows, family) for family in AVERAGED]
    classes = [average_records(panel, spec, target, windows, ahead) for ahead in growth.CLASSES]
    return GrowthModel(
        variable=target,
        unit=OUTCOMES[target].unit,
        members=tuple(equation for equation, _, _ in members),
        last=members[0][1],
        residuals=np.array([residual for _, _, residual in members]),
        errors=tuple(record.errors for record in classes),
        alternatives=fit_alternatives(panel, spec, target, windows),
        record=_record(classes, panel, spec, windows, target),
    )


def _fit_member(
    panel: Panel, spec: ModelSpec, target: str, windows: pd.DataFrame, family: Family
) -> tuple[FittedEquation, str, float]:
    """Return one family's equation, the last quarter that it was fitted on and its residual there."""
    seen = growth.observations(panel, target, windows, family)
    require_observations(target, len(seen), seen.shape[1] - 1)
    sample = sample_of(seen, target, family, spec)
    design, kept = sample.design(), sample.weights > 0

    def draw(redraws: int) -> np.ndarray:
        drawn = np.full((len(seen), redraws), np.nan)
        drawn[kept] = overlap_errors(
            design[kept],
            sample.weights[kept],
            sample.y[kept],
            np.array([period.ordinal for period in seen.index[kept]]),
            np.array(growth.SHOCK_WEIGHTS[target]),
        ).draws(redraws)
        return drawn

    (equation,) = fit_equation(
        sample,
        seen.index,
        variable=target,
        unit=OUTCOMES[target].unit,
        horizon_months=12,
        terms=growth.lever_terms(target, family),
        state_terms=(),
        estimators=[estimator_named(spec.growth_estimator)],
        hac_lags=HAC_LAGS,
        draw=draw,
        drift=None,
    )
    residual = float(seen["y"].iloc[-1] - design[-1] @ equation.estimates.params)
    return replace(equation, family=family.name), str(seen.index[-1]), residual


def _record(
    classes: list[AverageRecord],
    panel: Panel,
    spec: ModelSpec,
    windows: pd.DataFrame,
    target: str,
) -> dict:
    """Say how the average has done: three and more quarters ahead, and by class."""
    later = classes[-1]
    targets = later.quarters
    judged = targets >= JUDGED_FIRST["Q"]
    if not judged.any():
        raise ModelError(
            f"The sample to {targets[-1]} leaves no quarter to judge the equation on; "
            "choose a later date."
        )
    by_ahead = []
    for record in classes:
        held = {
            f"coverage_{level}": record.inside(level).mean()
            for level in LEVELS_PCT
            if len(record.banded())
        }
        by_ahead.append(
            {"rsquared": record.rsquared(judged)}
            | {name: float(share) for name, share in held.items()}
            | judge_at_risk(record, panel, spec, windows, target)
        )
    return {
        "first_error": str(targets[0]),
        "first_judged": str(targets[judged][0]),
        "last": str(targets[-1]),
        "n_judged": int(judged.sum()),
        "rsquared_levers": by_ahead[-1]["rsquared"],
        **{name: share for name, share in by_ahead[-1].items() if name.startswith("coverage")},
        "n_coverage": len(later.banded()),
        "by_ahead": by_ahead,
    }
