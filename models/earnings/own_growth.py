"""Equations of small-cap and relative EPS growth on a reader's own series, where it is long enough.

They are the models of large caps with another regressand: same families, levers, lags, caps, record and
bands; what the last published quarter missed is carried along likewise. Growth from or to a loss has no
logarithm and is left out; a series with too few growth rates has no estimate, and the assumption stays.
"""

from dataclasses import dataclass, replace

import pandas as pd

from models.common.errors import ModelError
from models.common.progress import Progress
from models.common.turns import estimating
from models.earnings.identity import QUARTERS_A_YEAR, log_change_pct
from models.earnings.own_series import OwnSeries
from models.equations import growth
from models.equations.completed_spread import completed_spread
from models.equations.outcomes import RELATIVE_EPS, SMALL_EPS
from models.outcome.world import ESTIMATE_MB, World

MIN_ERRORS = 20  # out-of-sample errors below which the widest band cannot be read off them


@dataclass(frozen=True, eq=False)
class OwnWorld:
    """A world with the two equations of an own series added, or the reason why they are not.

    `growth` is the published growth that the equations explain. It is not in the world's panel: what
    keeps a world for reuse keeps estimates of the series, never the series.
    """

    world: World
    growth: pd.DataFrame
    why_not: str


def own_growth(levels: pd.DataFrame) -> pd.DataFrame:
    """Return four-quarter growth `SMALL_EPS` and `RELATIVE_EPS`, 100 x log, NaN at a loss."""
    small, large = (log_change_pct(levels[name]) for name in ("small", "large"))
    return pd.DataFrame({SMALL_EPS: small, RELATIVE_EPS: small - large})


def quarters_needed() -> int:
    """Quarters of levels that an estimate takes: training, gap, errors for a band, and a year before."""
    from models.equations.fit_equation import MIN_TRAINING

    before_first_error = MIN_TRAINING["Q"] + growth.EMBARGO_QUARTERS - 1
    return before_first_error + MIN_ERRORS + QUARTERS_A_YEAR


def with_own_series(world: World, own: OwnSeries, progress: Progress) -> OwnWorld:
    """Estimate both equations on the series as far as it was published at the world's date.

    A quarter counts as published as long after its end as one of S&P 500 EPS. The world given is not
    changed, and nothing is stored. Raises NoRoomError where there is no memory for an estimate.
    """
    from models.equations.fit_growth import (
        fit_growth,  # estimators are imported only when something must be fitted
    )

    known = own_growth(own.published_levels(world.panel))
    usable = known.dropna()
    needed = quarters_needed() - QUARTERS_A_YEAR
    if len(usable) < needed:
        return OwnWorld(
            world,
            known,
            f"It gives {len(usable)} growth rates over four quarters with both sides positive and "
            f"published by {world.panel.vintage}; an estimate takes {needed}.",
        )
    panel = replace(
        world.panel, quarterly=world.panel.quarterly.join(known, how="outer").sort_index()
    )
    equations = []
    with estimating(ESTIMATE_MB, progress):
        windows = completed_spread(world.panel, progress)
        for share, target in enumerate((SMALL_EPS, RELATIVE_EPS)):
            progress(share / 2, "EPS growth on the loaded series")
            try:
                equations.append(fit_growth(panel, world.fit.spec, target, windows))
            except ModelError as error:
                return OwnWorld(world, known, str(error))
    extended = replace(world.fit, growth=(*world.fit.growth, *equations))
    last = {name: known[name].last_valid_index() for name in known}
    return OwnWorld(replace(world, fit=extended, last_growth=world.last_growth | last), known, "")
