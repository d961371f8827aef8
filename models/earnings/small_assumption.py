r"""Small-cap earnings growth while no small-cap series is loaded: an assumption, never an estimate.

.. math:: g^S = s\, g^L + u, \quad g^S - g^L = (s - 1)\, g^L + u

g is four-quarter EPS growth (100 x log), L large caps (S&P 500 operating), s the sensitivity a reader
sets. No free history of small-cap earnings exists, so that nothing here is estimated on small caps.
The band of a level joins three independent widths: of large-cap growth, times s; of the sensitivity,
+-0.3 at 90%, the slider's own range; and of u, for which stands how far after-tax profits of all
corporations have strayed from S&P 500 EPS growth. The band of scenario minus baseline has no u, which is
the same in both. Where filings have been measured (:mod:`models.earnings.filings.calibration`), s, its
interval and the spread of u are theirs; it stays an assumption that the scenario's earnings follow them.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from models.common.bands import LEVELS_PCT, NORMAL_QUANTILES, SHOWN_PCT
from models.equations.outcomes import EPS, PROFITS, RELATIVE_EPS, SMALL_EPS
from models.equations.walk_forward import conformal_half_width
from models.outcome.path import OutcomePath
from models.outcome.tidy import EXPORT_DECIMALS
from models.panel import Panel

BASIS = "assumption"
LOWEST, HIGHEST, STEP, DEFAULT = 0.7, 1.3, 0.05, 1.0
SENSITIVITY_HALF_RANGE = 0.3  # of the slider
SENSITIVITY_LEVEL_PCT = 90  # that the range above holds: part of the assumption, whatever is shown
_AT_LEVEL = NormalDist().inv_cdf(0.5 + SENSITIVITY_LEVEL_PCT / 200)


@dataclass(frozen=True, eq=False)
class AssumedPath:
    """Growth under the assumption, arrays over P quarters; half-widths (P, 3) of `LEVELS_PCT`."""

    variable: str
    periods: pd.PeriodIndex
    horizon_months: np.ndarray
    baseline: np.ndarray
    scenario: np.ndarray
    baseline_half_widths: np.ndarray
    scenario_half_widths: np.ndarray
    difference_half_widths: np.ndarray

    @property
    def difference(self) -> np.ndarray:
        """Scenario minus baseline, pp."""
        return self.scenario - self.baseline

    def band(self, side: str, level_pct: int = SHOWN_PCT) -> tuple[np.ndarray, np.ndarray]:
        """Return both ends of a band of "baseline", "scenario" or "difference"."""
        half = getattr(self, f"{side}_half_widths")[:, LEVELS_PCT.index(level_pct)]
        return getattr(self, side) - half, getattr(self, side) + half


def proxy_error_half_widths(panel: Panel) -> np.ndarray:
    """Half-widths (3,) that held `LEVELS_PCT` of profit growth of all firms minus S&P 500 EPS growth."""
    apart = panel.quarterly[PROFITS] - panel.quarterly[EPS]
    apart = apart.dropna().to_numpy()
    return np.array([conformal_half_width(apart, level) for level in LEVELS_PCT])


def assumed(
    large: OutcomePath,
    sensitivity: float,
    proxy_error: np.ndarray,
    sensitivity_half_range: float = SENSITIVITY_HALF_RANGE,
) -> tuple[AssumedPath, AssumedPath]:
    """Return small-cap growth and small minus large under the assumption.

    Parameters
    ----------
    large : OutcomePath
        Four-quarter EPS growth of large caps.
    sensitivity : float
        0.7 to 1.3 from the slider, the measured slope otherwise.
    proxy_error : ndarray of shape (3,)
        From `proxy_error_half_widths`, or of the spread around the measured slope.
    sensitivity_half_range : float
        Half the interval of the sensitivity that holds `SENSITIVITY_LEVEL_PCT`.
    """
    return (
        _assumed(SMALL_EPS, large, sensitivity, proxy_error, sensitivity_half_range),
        _assumed(RELATIVE_EPS, large, sensitivity - 1.0, proxy_error, sensitivity_half_range),
    )


def _assumed(
    variable: str,
    large: OutcomePath,
    times: float,
    proxy_error: np.ndarray,
    sensitivity_half_range: float,
) -> AssumedPath:
    of_sensitivity = sensitivity_half_range * NORMAL_QUANTILES / _AT_LEVEL

    def half_widths(side: str, other: np.ndarray) -> np.ndarray:
        of_large = times * large.half_widths(side)
        of_times = np.abs(getattr(large, side))[:, None] * of_sensitivity
        return np.sqrt(of_large**2 + of_times**2 + other**2)

    return AssumedPath(
        variable=variable,
        periods=large.periods,
        horizon_months=large.horizon_months,
        baseline=times * large.baseline,
        scenario=times * large.scenario,
        baseline_half_widths=half_widths("baseline", proxy_error),
        scenario_half_widths=half_widths("scenario", proxy_error),
        difference_half_widths=half_widths("difference", np.zeros(len(LEVELS_PCT))),
    )


def assumption_table(
    paths: tuple[AssumedPath, ...], sensitivity: float, basis: str = BASIS
) -> pd.DataFrame:
    """Return the paths as a tidy table in which every row says that it is an assumption, and on what."""
    pieces = []
    for path in paths:
        ahead = path.horizon_months >= 1
        for side in ("baseline", "scenario", "difference"):
            values = {"mean": getattr(path, side)}
            for level in LEVELS_PCT:
                low, high = path.band(side, level)
                values |= {f"low_{level}": low, f"high_{level}": high}
            for statistic, value in values.items():
                pieces.append(
                    pd.DataFrame(
                        {
                            "basis": basis,
                            "sensitivity": sensitivity,
                            "scenario": side,
                            "variable": f"{path.variable}_{BASIS}",
                            "unit": "log %, four quarters",
                            "period": path.periods[ahead].astype(str),
                            "horizon_months": path.horizon_months[ahead],
                            "statistic": statistic,
                            "value": np.round(value[ahead], EXPORT_DECIMALS) + 0.0,
                        }
                    )
                )
    return pd.concat(pieces, ignore_index=True)
