"""Everything that the Overview shows, made once for a process."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from models.outcome.world import shipped_world
from models.overview.bigger_risk import BiggerRisk
from models.overview.claim import Claim
from models.overview.drivers import Reading, readings
from models.overview.news import NewsSensitivity
from models.overview.relative import AGAINST, Level, Performance, calendar_years, closes, level
from models.overview.relative import performance as performance_of
from models.overview.rotation import Rotation, rotation
from models.overview.stored_figures import CLAIMS, FRESHNESS, NEWS, RISK
from models.overview.streaks import StreakRecord, streaks
from models.panel import Panel

KEPT = 4  # of the snapshot, of the server's live figures and of some readers'


@dataclass(frozen=True, eq=False)
class Overview:
    """Where small caps stand on one panel; mappings by series hold one entry an index compared."""

    panel: Panel
    ratios: dict[str, pd.Series]
    performance: dict[str, tuple[Performance, ...]]
    streaks: dict[str, StreakRecord]
    levels: dict[str, Level]
    years: pd.DataFrame
    rotation: Rotation
    readings: tuple[Reading, ...]
    news: NewsSensitivity
    freshness: pd.DataFrame

    @property
    def losing_years(self) -> int:
        """How many whole years in a row, up to the last one, small caps lagged the S&P 500."""
        whole = self.years["sp500"].iloc[:-1].to_numpy()
        return len(whole) - 1 - int((whole > 0).nonzero()[0].max())


def make_overview(panel: Panel) -> Overview:
    """Put every part together: stored where it takes long to compute, else computed."""
    ratios = {series: closes(panel, series) for series in AGAINST}
    return Overview(
        panel=panel,
        ratios=ratios,
        performance={series: performance_of(ratio) for series, ratio in ratios.items()},
        streaks={series: streaks(ratio) for series, ratio in ratios.items()},
        levels={series: level(ratio) for series, ratio in ratios.items()},
        years=calendar_years(panel),
        rotation=rotation(panel),
        readings=readings(panel),
        news=NEWS.of(panel),
        freshness=FRESHNESS.of(panel),
    )


def shipped_overview() -> Overview:
    """Return the overview of the committed snapshot."""
    return overview_of(shipped_world().panel)


@lru_cache(maxsize=KEPT)
def overview_of(panel: Panel) -> Overview:
    """Return the overview of a panel; a rerun of the page computes nothing."""
    return make_overview(panel)


@lru_cache(maxsize=1)
def shipped_risk() -> BiggerRisk:
    """Return the comparison of the note's two risks on the committed snapshot."""
    return RISK.of(shipped_world().panel)


def note_claims() -> tuple[Claim, ...]:
    """Return every claim of the January 2026 note, judged at its date and at the snapshot's end."""
    return claims_now(shipped_world().panel)


@lru_cache(maxsize=KEPT)
def claims_now(now: Panel) -> tuple[Claim, ...]:
    """Return every claim of the January 2026 note, judged at its date and at the end of a panel."""
    return CLAIMS.of(now)
