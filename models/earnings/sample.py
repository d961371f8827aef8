"""The observations of a growth equation as the sample that fits and records take."""

import numpy as np
import pandas as pd

from models.earnings import growth
from models.equation import MIN_TRAINING, uncapped_columns
from models.evaluation.walk_forward import Sample
from models.fitted import ModelSpec
from models.panel.pandemic import pandemic_weights


def sample_of(seen: pd.DataFrame, target: str, terms: dict[str, str], spec: ModelSpec) -> Sample:
    """Return growth and some of its regressors, no state, weighted and capped as the choices say."""
    reach = growth.history_quarters(target) + 1
    return Sample(
        y=seen["y"].to_numpy(),
        levers=seen[list(terms)].to_numpy(),
        state=np.empty((len(seen), 0)),
        weights=pandemic_weights(seen.index, reach, spec.pandemic),
        gap=growth.GAP_QUARTERS,
        window=1,
        shocks=None,
        cap=spec.cap_inputs,
        min_training=MIN_TRAINING["Q"],
        uncapped=uncapped_columns(terms),
    )
