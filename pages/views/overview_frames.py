"""The Overview's tables in the shape that its charts read: made once, at most 500 rows each."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from models.common.text import month, signed
from models.overview.overview import KEPT, Overview
from models.overview.relative import AGAINST, SP500
from models.overview.rotation import CYCLICAL_LABEL, VALUE_LABEL
from pages.charts.pieces import RECESSIONS

LINES = {name: f"against the {label}" for name, label in AGAINST.items()}


@dataclass(frozen=True, slots=True)
class Window:
    """One choice of how far back the relative lines reach, and how often they are sampled."""

    years: int | None  # None is everything
    every: str | None  # a pandas resampling rule; None is every close
    label_format: str
    day_format: str


WINDOWS = {
    "1 year": Window(1, None, "%b %Y", "%d %b %Y"),
    "5 years": Window(5, "W-FRI", "%Y", "%d %b %Y"),
    "since 1987": Window(None, "ME", "%Y", "%b %Y"),
}


@lru_cache(maxsize=KEPT * len(WINDOWS))
def relative_lines(overview: Overview, window: str) -> dict[str, pd.DataFrame]:
    """Return both ratios as 100 x log against their first close in the window."""
    chosen = WINDOWS[window]
    ratios = overview.panel.daily.rename(columns=LINES)
    if chosen.years:
        start = ratios.index[-1] - pd.DateOffset(years=chosen.years)
        ratios = ratios.loc[ratios.index.asof(start) :]
    if chosen.every:
        first = ratios.iloc[:1]
        # A week or month is dated by its last close, not by its calendar end.
        periods = ratios.index.to_period(chosen.every.replace("ME", "M"))
        ratios = ratios.groupby(periods).tail(1)
        if ratios.index[0] != first.index[0]:
            ratios = pd.concat([first, ratios])
    logs = 100 * np.log(ratios / ratios.bfill().iloc[0])
    return _with_recessions(overview, "series", logs.rename_axis("date").reset_index())


def _with_recessions(overview: Overview, name: str, frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Add the recessions that fall into the frame's dates, cut at its first."""
    first, last = frame["date"].min(), frame["date"].max()
    shades = overview.panel.recessions.apply(lambda column: column.dt.to_timestamp())
    shades = shades[(shades["trough"] > first) & (shades["peak"] < last)].reset_index(drop=True)
    return {name: frame, RECESSIONS: shades.assign(peak=shades["peak"].clip(lower=first))}


@lru_cache(maxsize=KEPT)
def five_year_line(overview: Overview) -> list[float]:
    """Return small against large by week over five years, 100 x log, zero at the first."""
    line = relative_lines(overview, "5 years")["series"][LINES[SP500]].dropna()
    return line.round(2).to_list()


@lru_cache(maxsize=KEPT)
def year_bars(overview: Overview) -> dict[str, pd.DataFrame]:
    """Return the scoreboard with who led."""
    years = overview.years
    idea = np.where(years["sp500"] >= 0, "small caps", "large caps")
    frame = years[["sp500", "nasdaq"]].assign(idea=idea).reset_index()
    return {"years": frame.assign(year=frame["year"].astype(str))}


@lru_cache(maxsize=KEPT)
def rotation_bars(overview: Overview) -> dict[str, pd.DataFrame]:
    """Return the sectors, best first, then the pairs."""
    table = overview.rotation.table.reset_index()
    return {"rows": table.assign(to=table["last"].map(month)).drop(columns="last")}


@lru_cache(maxsize=KEPT)
def rotation_lines(overview: Overview) -> dict[str, pd.DataFrame]:
    """Return the twelve-month sums of the two pairs."""
    rolling = overview.rotation.rolling[[CYCLICAL_LABEL, VALUE_LABEL]]
    frame = rolling.set_axis(rolling.index.to_timestamp()).rename_axis("date").reset_index()
    return _with_recessions(overview, "series", frame)


@lru_cache(maxsize=KEPT)
def news_band(overview: Overview) -> dict[str, pd.DataFrame]:
    """Return the rolling response to good news."""
    rolling = overview.news.rolling.rename(columns={"beta": "value"})
    # The months left out are a gap in the line, not a bridge.
    rolling = rolling.reindex(pd.period_range(rolling.index[0], rolling.index[-1], freq="M"))
    frame = rolling.set_axis(rolling.index.to_timestamp()).rename_axis("date").reset_index()
    return _with_recessions(overview, "estimates", frame)


@lru_cache(maxsize=KEPT)
def driver_table(overview: Overview) -> pd.DataFrame:
    """Return one row a driver, numbers as text with their sign where a change is meant."""
    rows = []
    for reading in overview.readings:
        rows.append(
            {
                "Driver": f"{reading.label} ({reading.unit})",
                "Now": _text(reading.value, reading.digits),
                "A year before": _text(reading.year_ago, reading.digits),
                "Change": signed(reading.change, reading.digits),
                "Three years": list(reading.spark),
                "Of": month(reading.period) + (" (filled)" if reading.filled else ""),
                "Publisher": reading.publisher,
            }
        )
    return pd.DataFrame(rows)


def _text(value: float, digits: int) -> str:
    return signed(value, digits).removeprefix("+")
