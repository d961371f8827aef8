"""The observations of a growth equation as the sample that fits and records take."""

import numpy as np
import pandas as pd

from models.equations import growth
from models.equations.fit_equation import MIN_TRAINING, uncapped_columns
from models.equations.growth_family import Family
from models.equations.walk_forward import Sample
from models.panel.pandemic import pandemic_weights
from models.scenario.spec import ModelSpec


def sample_of(seen: pd.DataFrame, target: str, family: Family, spec: ModelSpec) -> Sample:
    """Return growth and a family's regressors, no state, weighted and capped as the choices say."""
    terms, lookback = (
        growth.lever_terms(target, family),
        growth.history_quarters(target, family) + 1,
    )
    return Sample(
        y=seen["y"].to_numpy(),
        levers=seen[list(terms)].to_numpy(),
        state=np.empty((len(seen), 0)),
        weights=pandemic_weights(seen.index, lookback, spec.pandemic),
        embargo=growth.EMBARGO_QUARTERS,
        window=1,
        shocks=None,
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING["Q"],
        uncapped=uncapped_columns(terms),
    )
