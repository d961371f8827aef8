"""Every specification of the EPS equation that was tried: `python -m tests.reference.earnings_specs`.

The out-of-sample R2 of S&P 500 operating EPS growth, targets 2000Q1 to 2025Q3, training ended five
quarters before: eight sets of inputs x six estimators x how the credit spread enters. Writes
earnings_specs.csv; without_pandemic leaves out the eleven targets whose eight quarters touch 2020.
Takes about three minutes.
"""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from models.equations.completed_spread import completed_spread
from models.equations.estimators.estimator import estimator_named
from models.equations.fit_equation import MIN_TRAINING, RETUNE_EVERY
from models.equations.growth import EMBARGO_QUARTERS, SPREAD
from models.equations.tried import INPUTS, inputs
from models.equations.walk_forward import Sample, walk_forward
from models.panel import Panel, load_panel, pandemic_weights
from models.scenario.spec import GROWTH_ESTIMATORS, ModelSpec

HERE = Path(__file__).parent
TARGET = "eps_growth_large_cap"
FIRST = pd.Period("2000Q1", "Q")
GROWTH_QUARTERS = 8  # that a four-quarter change of a trailing four-quarter sum spans
MODES = {  # spread in training, spread in prediction
    "realised": ("realised", "realised"),
    "learned on realised, completed": ("realised", "completed"),
    "completed": ("completed", "completed"),
}
SHIPPED = ("means, and the spread's change", "fixed_ridge", "completed")


def record(panel: Panel, windows: pd.DataFrame, name: str, estimator: str, mode: str) -> dict:
    """Return the R2 against the historical mean, with and without the pandemic's targets."""
    learned, given = (inputs(panel, name, windows, spread) for spread in MODES[mode])
    y = panel.quarterly[TARGET].reindex(windows.index)
    complete = y.notna() & learned.notna().all(axis=1) & given.notna().all(axis=1)
    y, learned, given = y[complete], learned[complete], given[complete]
    mean, *_ = INPUTS[name]
    weights = pandemic_weights(y.index, 8 + mean, ModelSpec().pandemic)
    uncapped = tuple(i for i, term in enumerate(learned) if term.startswith(SPREAD))
    tune, retune = estimator_named(estimator).tune, RETUNE_EVERY["Q"]
    first = y.index.get_loc(FIRST)
    predicted, means, solve = [], [], None
    for t in range(first, len(y)):
        x = learned.to_numpy().copy()
        x[t] = given.to_numpy()[t]
        sample = Sample(
            y=y.to_numpy()[: t + 1],
            levers=x[: t + 1],
            state=np.empty((t + 1, 0)),
            weights=weights[: t + 1],
            embargo=EMBARGO_QUARTERS,
            window=1,
            shocks=None,
            cap=True,
            min_training=MIN_TRAINING["Q"],
            uncapped=uncapped,
        )
        if (t - first) % retune == 0:
            solve = None

        def chosen(design, y, weights, embargo):
            nonlocal solve
            solve = solve or tune(design, y, weights, embargo)
            return solve

        found = walk_forward(sample, t, chosen)
        predicted.append(found.levers[0])
        means.append(found.mean[0])
    actual = y.to_numpy()[first:]
    calm = pandemic_weights(y.index[first:], GROWTH_QUARTERS, "drop") == 1
    error, benchmark = actual - predicted, actual - means
    return {
        "rsquared": 1 - error @ error / (benchmark @ benchmark),
        "without_pandemic": 1 - error[calm] @ error[calm] / (benchmark[calm] @ benchmark[calm]),
        "n_judged": len(error),
        "n_without_pandemic": int(calm.sum()),
        "last": str(y.index[-1]),
    }


def main() -> None:
    panel = load_panel()
    windows, rows = completed_spread(panel), []
    for name, estimator, mode in product(INPUTS, GROWTH_ESTIMATORS, MODES):
        without_spread = INPUTS[name][2] is None
        if without_spread and mode != "realised":
            continue
        found = record(panel, windows, name, estimator, mode)
        said = "none" if without_spread else mode
        rows.append({"inputs": name, "estimator": estimator, "spread": said} | found)
    pd.DataFrame(rows).to_csv(HERE / "earnings_specs.csv", index=False, float_format="%.3f")


if __name__ == "__main__":
    main()
