r"""Whether a reader's earnings mean what the equations take them for: sums over four quarters.

The growth of `large` is compared with that of S&P 500 operating and reported EPS (100 x log, four
quarters), as the column stands and as each other thing it could be,

.. math:: 100\,\Delta_4 \log x_q, \quad 100\,\Delta_4 \log \sum_{k=0}^{3} x_{q-k}, \quad x_q, \quad
          100 \log(1 + x_q / 100), \quad 100 \log(1 + x_q),

and what comes nearest, by the mean absolute difference over the quarters both have, is said. A series
without `large` is judged by how it moves: changes from quarter to quarter of a sum over four quarters
share three quarters with those beside them and go the same way; those of single quarters do not.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.earnings.identity import log_change_pct
from models.earnings.own_series import OwnSeries
from models.equations.outcomes import EPS, EPS_REPORTED
from models.panel import Panel

AGREES_WITHIN_PP = 3.0  # mean absolute difference; vendors' operating EPS differ by 1 to 2
MIN_COMPARED = 4  # quarters
MIN_CHANGES = 12  # quarters that a correlation takes
SINGLE_BELOW = (
    0.2  # correlation of one change with the next; a sum of four of independent ones has 0.75
)
_SUMS, _SINGLE = "four-quarter sums", "single quarters"


@dataclass(frozen=True)
class Finding:
    """What a series seems to be.

    `seems` is "four-quarter sums", "single quarters", "growth rates" or "" where nothing fits or can be
    told; `warning` the sentence to show, "" where all is as it should be.
    """

    seems: str
    warning: str

    @property
    def single_quarters(self) -> bool:
        """Whether summing four quarters is the conversion to offer."""
        return self.seems == _SINGLE


def earnings_meaning(own: OwnSeries, panel: Panel) -> Finding:
    """Say what a series' columns seem to be; compared with all quarters the panel has."""
    if "large" in own.levels:
        found = _against_sp500(own.levels["large"], panel)
        if found is not None:
            return found
    return _by_movement(own.levels)


def _against_sp500(large: pd.Series, panel: Panel) -> Finding | None:
    """Compare with both definitions of EPS; None where too few quarters can be compared."""
    known = panel.quarterly[[EPS, EPS_REPORTED]]
    as_what = {
        _SUMS: log_change_pct(large),
        _SINGLE: log_change_pct(large.rolling(4).sum()),
        "growth rates": large,
        "growth rates in percent": _log_pct(large),
        "growth rates as fractions": _log_pct(100 * large),
    }
    measured = {words: _apart(growth, known) for words, growth in as_what.items()}
    apart = {words: pp for words, pp in measured.items() if pp is not None}
    if not apart:
        return None
    as_it_stands = apart.get(_SUMS, np.inf)
    if as_it_stands <= AGREES_WITHIN_PP:
        return Finding(_SUMS, "")
    nearest = min(apart, key=apart.__getitem__)
    fits = nearest != _SUMS and apart[nearest] <= max(AGREES_WITHIN_PP, as_it_stands / 2)
    said = (
        f"The growth of your large caps differs from the S&P 500's by {as_it_stands:.1f} pp on average"
        if np.isfinite(as_it_stands)
        else "The growth of your large caps cannot be compared with the S&P 500's, having no logarithm"
    )
    if not fits:
        return Finding("", f"{said}: is the column EPS over four quarters, of an index like it?")
    return Finding(
        nearest.partition(" in ")[0].partition(" as ")[0],
        f"{said}; read as {nearest}, by {apart[nearest]:.1f} pp: {nearest}?",
    )


def _log_pct(growth_pct: pd.Series) -> pd.Series:
    return 100 * np.log1p(growth_pct.where(growth_pct > -100) / 100)


def _apart(growth: pd.Series, known: pd.DataFrame) -> float | None:
    """Mean absolute difference to the nearer of both definitions, pp."""
    apart = known.sub(growth, axis=0).abs()
    means = apart.mean()[apart.count() >= MIN_COMPARED]
    return float(means.min()) if len(means) else None


def _by_movement(levels: pd.DataFrame) -> Finding:
    """Judge small caps alone by the correlation of one change with the next."""
    changes = levels["small"].diff().iloc[1:].to_numpy()
    if len(changes) < MIN_CHANGES or not changes[1:].std() or not changes[:-1].std():
        return Finding("", "")
    correlation = float(np.corrcoef(changes[:-1], changes[1:])[0, 1])
    if correlation >= SINGLE_BELOW:
        return Finding(_SUMS, "")
    return Finding(
        _SINGLE,
        f"Changes of small from quarter to quarter do not carry over (correlation {correlation:.2f}; "
        "sums over four quarters share three of them): single quarters?".replace(
            "-", "\N{MINUS SIGN}"
        ),
    )
