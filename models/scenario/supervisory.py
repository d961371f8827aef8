"""The Federal Reserve Board's supervisory scenarios: quarterly paths, read as monthly ones."""

import datetime as dt
import io
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models.common.errors import ScenarioError
from models.common.files import undamaged

_PATHS = Path(__file__).parents[1] / "panel" / "sources" / "supervisory_scenarios.csv"
_VINTAGES = Path(__file__).with_name("supervisory.toml")
_REMEDY = "restore the file that came with the program."
GAP_SAMPLE_START = pd.Period("2009-01", "M")  # since then the target is a range


@dataclass(frozen=True, eq=False)
class SupervisoryPath:
    """One published path by quarter, quarterly averages in percent."""

    vintage: str
    published: dt.date
    status: str  # final or proposed: the Board asks for comment first
    quarters: pd.PeriodIndex
    unemployment_rate_pct: np.ndarray
    treasury_3m_pct: np.ndarray

    @property
    def middle_months(self) -> pd.PeriodIndex:
        """The middle month of each quarter, where its average is placed."""
        return self.quarters.asfreq("M", how="start") + 1

    @property
    def jump_off(self) -> pd.PeriodIndex:
        """The three months of the quarter before the first."""
        return pd.period_range(end=self.quarters[0].asfreq("M", how="start") - 1, periods=3)


@lru_cache(maxsize=1)
def supervisory_paths() -> dict[tuple[str, str], SupervisoryPath]:
    """Return every path on file by (vintage, scenario), such as ("2025", "severely_adverse")."""
    with undamaged(_VINTAGES.name, ScenarioError, _REMEDY):
        vintages = tomllib.loads(_VINTAGES.read_text(encoding="utf-8"))["vintage"]
    found = {}
    with undamaged(_PATHS.name, ScenarioError, _REMEDY):
        table = pd.read_csv(io.StringIO(_PATHS.read_text(encoding="utf-8")), dtype={"vintage": str})
        for vintage in vintages:
            rows = table[table["vintage"] == vintage["id"]]
            for scenario in ("baseline", "severely_adverse"):
                path = rows[rows["scenario"] == scenario]
                if path.empty or path.isna().to_numpy().any():
                    raise ValueError(f"{scenario} of {vintage['id']} has gaps")
                found[vintage["id"], scenario] = SupervisoryPath(
                    vintage=vintage["id"],
                    published=vintage["published"],
                    status=vintage["status"],
                    quarters=pd.PeriodIndex(path["quarter"], freq="Q"),
                    unemployment_rate_pct=path["unemployment_rate_pct"].to_numpy(float),
                    treasury_3m_pct=path["treasury_3m_pct"].to_numpy(float),
                )
    return found


def supervisory_path(vintage: str, scenario: str) -> SupervisoryPath:
    """Return one path; one that is not on file raises ScenarioError naming those there are."""
    paths = supervisory_paths()
    if (vintage, scenario) not in paths:
        raise ScenarioError(
            f"There is no supervisory path {scenario[:40]!r} of vintage {vintage[:40]!r}; on file are "
            f"{', '.join(f'{name} of {year}' for year, name in paths)}."
        )
    return paths[vintage, scenario]


def latest_baseline(day: dt.date) -> SupervisoryPath:
    """Return the last supervisory baseline published on or before `day`."""
    baselines = [p for (_, name), p in supervisory_paths().items() if name == "baseline"]
    known = [path for path in baselines if path.published <= day]
    if not known:
        first = min(path.published for path in baselines)
        raise ScenarioError(
            f"Baseline 'supervisory' was asked for as of {day}, but the first supervisory scenarios "
            f"on file were published on {first}: choose the baseline 'flat' or a later date."
        )
    return max(known, key=lambda path: path.published)


def policy_rate_minus_bill_pp(policy_rate: pd.Series, treasury_3m: pd.Series) -> float:
    """Median of the effective funds rate minus the 3-month bill since January 2009, pp.

    Both monthly means, the bill on a discount basis as in the Board's table. It turns a published
    bill rate into a funds rate. NaN where the sample is empty, before 2009.
    """
    gap = (policy_rate - treasury_3m).loc[GAP_SAMPLE_START:]
    return float(gap.median())
