"""The small-cap multiplier as measured on filings: use it, or set one by hand; the numbers behind it."""

import numpy as np
import streamlit as st

from models.common.bands import SHOWN, SHOWN_PCT
from models.common.errors import ExplorerError
from models.common.text import month, signed
from models.earnings.filings.calibration import GROWTH, Calibration, calibrated
from models.earnings.filings.series import FilingsSeries
from models.outcome.world import World
from pages.charts.rows import arrow_table
from pages.parts.draw import plain
from pages.parts.filings import filings_series
from pages.parts.run_lock import run_lock_released

_CACHE = "filings_calibrations"
MEASURED, BY_HAND = "Measured on filings", "Set by hand"


def measured_multiplier(world: World) -> Calibration | None:
    """Return the calibration to use; None without filings, or where the reader sets the multiplier."""
    series = filings_series()
    if series is None:
        return None
    found = _calibration(series, world)
    if isinstance(found, str):
        st.info(plain(found), icon=":material/info:")
        return None
    way = st.segmented_control(
        "Small-cap multiplier",
        (MEASURED, BY_HAND),
        default=MEASURED,
        key="small_eps_multiplier",
        bind="query-params",
        required=True,
    )
    if way != MEASURED:
        return None
    _numbers(found)
    return found


def _calibration(series: FilingsSeries, world: World) -> Calibration | str:
    """Estimate once a session for each series and date; the reason where there is too little."""
    kept = st.session_state.setdefault(_CACHE, {})
    key = (series.fingerprint, world.panel.vintage)
    found: Calibration | str
    if key not in kept:
        try:
            with run_lock_released():
                found = calibrated(series.known_by(world.panel.vintage))
        except ExplorerError as error:
            found = str(error)
        kept.clear()
        kept[key] = found
    return kept[key]


def _numbers(found: Calibration) -> None:
    half = found.slope_half_width(SHOWN_PCT)
    columns = {
        "": [
            "Multiplier: slope of small on large",
            "Spread around it, pp",
            "Intercept, pp (not used)",
        ],
        "Estimate": [f"{found.slope:.2f}", f"{found.spread_pp:.1f}", signed(found.intercept_pp)],
        "Standard error": [f"{found.slope_std_error:.2f}", f"{found.spread_std_error:.1f}", ""],
        "Newey-West": [f"{found.newey_west_std_error:.2f}", "", ""],
        f"{SHOWN} interval": [
            f"{signed(found.slope - half, 2)} to {signed(found.slope + half, 2)}",
            "",
            "",
        ],
    }
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key="filings_multiplier")
    other = next(words for name, words in GROWTH.items() if name != found.growth)
    slope = f"{found.other_slope:.2f}" if np.isfinite(found.other_slope) else "not to be had"
    st.caption(
        plain(
            f"{found.label[0].upper()}{found.label[1:]}: {GROWTH[found.growth]} of the income of matched "
            f"companies, ranks 1,001 to 3,000 on ranks 1 to 500, {month(found.first)} to "
            f"{month(found.last)}. {found.nobs} overlapping rates, some {found.nobs // 4} separate "
            f"years: standard errors allow for the overlap ({found.dof:.0f} degrees of freedom). On "
            f"{other} the slope is {slope}. "
            "Source: SEC filings; our calculations."
        )
    )
