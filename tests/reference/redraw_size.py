"""How often a true null is rejected at 5%: `python -m tests.reference.redraw_size`, some minutes.

Outcomes that have nothing to do with the levers are simulated and regressed on the real regressors of
the default specification: monthly relative returns summed over twelve months, and growth rates as the
moving sums of quarterly shocks that they are. A test of the right size rejects five times in a hundred.
Writes models/equations/redraw_size.csv; with 2,000 samples one rate near 5% has a standard error of
half a point.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from models.equations import growth, relative_return
from models.equations.caps import cap_inputs, input_range
from models.equations.completed_spread import completed_spread
from models.equations.estimators.estimator import weighted_least_squares
from models.equations.estimators.least_squares import fit_least_squares
from models.equations.fit_all import RETURN_BLOCK_MONTHS
from models.equations.fit_equation import uncapped_columns
from models.equations.fit_growth import HAC_LAGS as GROWTH_HAC_LAGS
from models.equations.overlap import overlap_errors
from models.equations.redraws import REDRAWS, redraw_pvalues, redraw_windows
from models.panel import load_panel, pandemic_weights
from models.scenario.spec import ModelSpec

STORED = Path(__file__).parents[2] / "models/equations/redraw_size.csv"
HORIZON_MONTHS = 12
RETURN = f"relative_return_{HORIZON_MONTHS}m"
RETURN_HAC_LAGS = 18
SEED = 4
SAMPLES = 2_000
MEAN_BLOCK_MONTHS = 24
WARM_UP = 100  # shocks dropped before an autoregression is used


def independent(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Normal returns without memory."""
    return rng.normal(scale=returns.std(), size=len(returns))


def persistent(returns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """First-order autoregression of .2; the data have none."""
    return returns.std() * autoregressive(0.2, len(returns), rng)


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


def autoregressive(memory: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """First-order autoregression with innovations N(0, 1), shape (n,)."""
    noise = rng.normal(size=n + WARM_UP)
    for i in range(1, len(noise)):
        noise[i] += memory * noise[i - 1]
    return noise[WARM_UP:]


class Equation:
    """The real regressors and weights of one equation, capped as it caps them."""

    def __init__(
        self,
        seen: pd.DataFrame,
        terms: list[str],
        lookback: int,
        hac_lags: int,
        uncapped: tuple[int, ...] = (),
    ) -> None:
        self.terms, self.hac_lags = terms, hac_lags
        self.weights = pandemic_weights(seen.index, lookback, ModelSpec().pandemic)
        x = seen.drop(columns="y").to_numpy()
        capped, _ = cap_inputs(x, *input_range(x, self.weights))
        capped[:, list(uncapped)] = x[:, list(uncapped)]
        x = capped
        self.regressors = pd.DataFrame(x, index=seen.index, columns=seen.columns[1:])
        self.design = np.column_stack([np.ones(len(x)), x])


class ReturnEquation(Equation):
    """The twelve-month relative return; a null draws monthly returns."""

    nulls = (independent, persistent, bootstrapped, signed)

    def __init__(self) -> None:
        panel, target = load_panel(), ModelSpec().target
        seen = relative_return.observations(panel, target, HORIZON_MONTHS)
        terms = list(relative_return.lever_terms(HORIZON_MONTHS))
        lookback = HORIZON_MONTHS + relative_return.IMPULSE_LOOKBACK_MONTHS
        super().__init__(seen, terms, lookback, RETURN_HAC_LAGS)
        first = seen.index[0] - HORIZON_MONTHS + 1
        returns = panel.monthly[target].loc[first : seen.index[-1]].to_numpy()
        self.returns = returns - returns.mean()
        self.starts = np.arange(0, len(returns), RETURN_BLOCK_MONTHS)
        self.signs = redraw_windows(np.ones(len(self.starts)), block=1, window=1)
        windows = sliding_window_view(np.eye(len(returns)), HORIZON_MONTHS, axis=0).sum(axis=2)
        self.params_of_shocks = weighted_least_squares(self.design, windows, self.weights)

    def simulate(self, null: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return a regressand (n,) and the redrawn coefficients of its test (redraws, k)."""
        shocks = named(self.nulls, null)(self.returns, rng)
        return np.convolve(shocks, np.ones(HORIZON_MONTHS), mode="valid"), self.redrawn(shocks)

    def redrawn(self, shocks: np.ndarray) -> np.ndarray:
        """Coefficients of re-signed blocks, by what each block alone adds to them: it is quicker."""
        pieces = self.params_of_shocks * (shocks - shocks.mean())
        return (np.add.reduceat(pieces, self.starts, axis=1) @ self.signs).T


def white(n: int, rng: np.random.Generator) -> np.ndarray:
    """Quarterly shocks without memory: the errors are what the test takes them for."""
    return rng.normal(size=n)


def remembered(n: int, rng: np.random.Generator) -> np.ndarray:
    """Quarterly shocks with an autoregression of .3: more memory than the test allows for."""
    return autoregressive(0.3, n, rng)


class GrowthEquation(Equation):
    """Four-quarter growth; a null draws quarterly shocks, which growth sums with its weights."""

    nulls = (white, remembered)

    def __init__(self, target: str) -> None:
        panel = load_panel()
        seen = growth.observations(panel, target, completed_spread(panel))
        terms = growth.lever_terms(target)
        lookback = growth.history_quarters(target) + 1
        super().__init__(seen, list(terms), lookback, GROWTH_HAC_LAGS, uncapped_columns(terms))
        self.window = np.array(growth.SHOCK_WEIGHTS[target])
        self.positions = np.array([period.ordinal for period in seen.index])

    def simulate(self, null: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return a regressand (n,) and the redrawn coefficients of its test (redraws, k)."""
        at = self.positions - self.positions[0]
        shocks = named(self.nulls, null)(at[-1] + len(self.window), rng)
        y = np.convolve(shocks, self.window, mode="valid")[at]
        errors = overlap_errors(self.design, self.weights, y, self.positions, self.window)
        return y, weighted_least_squares(self.design, errors.draws(REDRAWS), self.weights).T


def named(functions: tuple, name: str):
    """Return the function of that name."""
    return next(f for f in functions if f.__name__ == name)


EQUATIONS = (RETURN, *growth.TARGETS)
NULLS = {
    name: [f.__name__ for f in (ReturnEquation if name == RETURN else GrowthEquation).nulls]
    for name in EQUATIONS
}


def equation_named(name: str) -> Equation:
    return ReturnEquation() if name == RETURN else GrowthEquation(name)


def rejections(equation: Equation, null: str, samples: int) -> pd.DataFrame:
    """Return the share of samples in which each lever term is rejected at 5%, by test."""
    rng = np.random.default_rng([SEED, [f.__name__ for f in equation.nulls].index(null)])
    counts = np.zeros((2, len(equation.terms)))
    for _ in range(samples):
        y, drawn = equation.simulate(null, rng)
        fit = fit_least_squares(
            pd.Series(y, equation.regressors.index),
            equation.regressors,
            weights=equation.weights,
            hac_lags=equation.hac_lags,
        )
        both = np.array([fit.pvalues, redraw_pvalues(fit.params, drawn)])
        counts += both[:, 1 : len(equation.terms) + 1] < 0.05
    shares = pd.DataFrame(counts.T / samples, columns=["hac", "redraw"])
    shares.insert(0, "term", equation.terms)
    shares.insert(0, "null", null)
    return shares


def _piece(case: tuple[str, str]) -> pd.DataFrame:
    shares = rejections(equation_named(case[0]), case[1], SAMPLES)
    shares.insert(0, "equation", case[0])
    return shares


def main() -> None:
    cases = [(name, null) for name in EQUATIONS for null in NULLS[name]]
    with ProcessPoolExecutor() as pool:
        pieces = list(pool.map(_piece, cases))
    pd.concat(pieces).to_csv(STORED, index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
