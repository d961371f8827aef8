"""How often the interval of the filings' slope holds the truth, and Newey and West's in its place.

``python -m tests.reference.filings_slope_coverage`` writes filings_slope_coverage.csv, some two minutes.
56 four-quarter rates; quarterly shocks normal or Student's t with four degrees, white or with a
first-order autocorrelation of .3; growth of flows sums four of them, growth of trailing sums seven.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from models.earnings.filings.calibration import calibrated
from tests.earnings.filings.test_calibration import series_of

SAMPLES, N, SLOPE = 1500, 56, 1.3
WINDOWS = {"four": np.ones(4), "trailing sums": np.array([1.0, 2, 3, 4, 3, 2, 1])}
OUT = Path(__file__).with_suffix(".csv")


def sample(rng, window: np.ndarray, dof: float, persistence: float) -> tuple[np.ndarray, ...]:
    """Return large and small growth."""
    shocks = rng.standard_t(dof, (N + 40, 2)) * (5, 4)
    for at in range(1, len(shocks)):
        shocks[at] += persistence * shocks[at - 1]
    large, own = (np.convolve(column, window, "valid")[-N:] for column in shocks.T)
    return 6 + large, 2 + SLOPE * large + own


def main() -> None:
    """Simulate and write the table."""
    rows = []
    for sums, window in WINDOWS.items():
        for words, dof, persistence in (
            ("normal", 1e6, 0.0),
            ("t, 4 degrees", 4.0, 0.0),
            ("normal, autocorrelation .3", 1e6, 0.3),
        ):
            rng = np.random.default_rng(20121231)
            found = [
                calibrated(series_of(*sample(rng, window, dof, persistence)))
                for _ in range(SAMPLES)
            ]
            apart = np.array([abs(c.slope - SLOPE) for c in found])
            half = np.array([c.slope_half_width(90) for c in found])
            by_hac = np.array([fixed_b(c.hac_lags / N) * c.newey_west_std_error for c in found])
            rows.append(
                {
                    "sums": sums,
                    "shocks": words,
                    "held_pct": 100 * (apart <= half).mean(),
                    "held_by_newey_west_pct": 100 * (apart <= by_hac).mean(),
                    "mean_std_error": np.mean([c.slope_std_error for c in found]),
                    "mean_newey_west_std_error": np.mean([c.newey_west_std_error for c in found]),
                    "sd_of_slope": np.std([c.slope for c in found]),
                }
            )
    pd.DataFrame(rows).round(3).to_csv(OUT, index=False)


def fixed_b(b: float) -> float:
    """Return the 95% quantile of a Bartlett t-statistic: Kiefer and Vogelsang (2005), table 1."""
    return 1.6449 + 2.1859 * b + 0.3142 * b**2 - 0.3427 * b**3


if __name__ == "__main__":
    main()
