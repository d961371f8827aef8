"""The observations of relative returns over one horizon, as estimators take them."""

import pandas as pd

from models.equations import relative_return
from models.equations.estimators.least_squares import require_observations, require_variation
from models.equations.fit_equation import MIN_TRAINING
from models.equations.walk_forward import Sample
from models.panel import Panel
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import ModelSpec


def return_sample(
    panel: Panel, spec: ModelSpec, horizon_months: int
) -> tuple[Sample, pd.PeriodIndex]:
    """Return the windows of one horizon and the months they end in.

    Raises ModelError where they are too few to estimate from, or their returns never move.
    """
    h = horizon_months
    seen = relative_return.observations(panel, spec.target, h)
    since = f"{spec.target} since {panel.provenance(spec.target).first}"
    require_observations(since, len(seen), seen.shape[1] - 1)
    require_variation(since, seen["y"].to_numpy())
    lookback = h + relative_return.IMPULSE_LOOKBACK_MONTHS
    monthly = panel.monthly[spec.target]
    sample = Sample(
        y=seen["y"].to_numpy(),
        levers=seen[list(relative_return.lever_terms(h))].to_numpy(),
        state=seen[list(relative_return.STATE_TERMS)].to_numpy(),
        weights=pandemic_weights(seen.index, lookback, spec.pandemic),
        embargo=h,
        window=h,
        shocks=monthly.loc[seen.index[0] - h + 1 : seen.index[-1]].to_numpy(),
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING["M"],
    )
    return sample, seen.index
