"""How often a true null is rejected at 5 %: `python -m tests.reference.redraw_size`, some minutes.

Monthly relative returns that have nothing to do with the levers are simulated, summed over twelve
months and regressed on the real regressors of the default specification; a test of the right size
rejects five times in a hundred. Writes redraw_size.csv; 2,000 samples put 1.96 standard errors of
about one point around each rate near 5 %.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from models.fit import RETURN_BLOCK_MONTHS
from models.fitted import ModelSpec
from models.panel import cap_inputs, input_range, load_panel, pandemic_weights
from models.regression import small_cap
from models.regression.least_squares import fit_least_squares
from models.regression.redraws import redraw_coefficients, redraw_pvalues

HERE = Path(__file__).parent
HORIZON_MONTHS = 12
HAC_LAGS = 18
SEED = 4
SAMPLES = 2_000
MEAN_BLOCK_MONTHS = 24


class Sample:
    """The real regressors, weights and monthly returns of the twelve-month equation."""

    def __init__(self) -> None:
        panel, spec = load_panel(), ModelSpec()
        seen = small_cap.observations(panel, spec.target, HORIZON_MONTHS)
        self.weights = pandemic_weights(seen.index, HORIZON_MONTHS, spec.pandemic)
        x = seen.drop(columns="y").to_numpy()
        x, _ = cap_inputs(x, *input_range(x, self.weights))
        self.regressors = pd.DataFrame(x, index=seen.index, columns=seen.columns[1:])
        first = seen.index[0] - HORIZON_MONTHS + 1
        returns = panel.monthly[spec.target].loc[first : seen.index[-1]].to_numpy()
        self.returns = returns - returns.mean()


def independent(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Normal returns without memory."""
    return rng.normal(scale=returns.std(), size=len(returns))


def persistent(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """First-order autoregression of .2; the data have none."""
    noise = rng.normal(size=len(returns) + 100)
    for i in range(1, len(noise)):
        noise[i] += 0.2 * noise[i - 1]
    return returns.std() * noise[100:]


def bootstrapped(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Real returns in stationary blocks of 24 months on average: fat tails, memory, calm and storm."""
    n = len(returns)
    starts = rng.integers(n, size=n)
    new_block = rng.random(n) < 1 / MEAN_BLOCK_MONTHS
    new_block[0] = True
    at = np.empty(n, dtype=int)
    for i in range(n):
        at[i] = starts[i] if new_block[i] else (at[i - 1] + 1) % n
    return returns[at]


def signed(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Real returns, each month's sign by coin: calm and storm stay where they were."""
    return returns * rng.choice([-1.0, 1.0], size=len(returns))


NULLS = {f.__name__: f for f in (independent, persistent, bootstrapped, signed)}


def rejections(sample: Sample, null: str, samples: int) -> pd.DataFrame:
    """Return the share of samples in which each term is rejected at 5 %, by test."""
    rng = np.random.default_rng([SEED, list(NULLS).index(null)])
    terms = list(small_cap.lever_terms(HORIZON_MONTHS))
    design = np.column_stack([np.ones(len(sample.weights)), sample.regressors])
    counts = np.zeros((2, len(terms)))
    for _ in range(samples):
        shocks = NULLS[null](sample.returns, rng)
        total = np.cumsum(np.concatenate([[0.0], shocks]))
        y = pd.Series(total[HORIZON_MONTHS:] - total[:-HORIZON_MONTHS], sample.regressors.index)
        fit = fit_least_squares(y, sample.regressors, weights=sample.weights, hac_lags=HAC_LAGS)
        drawn = redraw_coefficients(
            design,
            sample.weights,
            shocks - shocks.mean(),
            block=RETURN_BLOCK_MONTHS,
            window=HORIZON_MONTHS,
        )
        both = np.array([fit.pvalues, redraw_pvalues(fit.params, drawn)])
        counts += both[:, 1 : len(terms) + 1] < 0.05
    shares = pd.DataFrame(counts.T / samples, columns=["hac", "redraw"])
    shares.insert(0, "term", terms)
    shares.insert(0, "null", null)
    return shares


def main() -> None:
    sample = Sample()
    pieces = [rejections(sample, null, SAMPLES) for null in NULLS]
    pd.concat(pieces).to_csv(HERE / "redraw_size.csv", index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
