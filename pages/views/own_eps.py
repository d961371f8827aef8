"""A reader's own earnings series in the session: kept there alone, estimated once."""

import streamlit as st

from models.common.errors import ExplorerError, NoRoomError
from models.earnings.history import PriceHistory, relative_history
from models.earnings.own_growth import OwnWorld, own_growth, with_own_series
from models.earnings.own_series import OwnSeries
from models.outcome.world import World
from pages.parts.filings import filings_series
from pages.parts.run_lock import run_lock_released

_SERIES, _ANSWERS = "own_eps_series", "own_eps_answers"
_MAX_ANSWERS = 3  # the last choices of estimator and start; a series is small, a panel is not


def own_series() -> OwnSeries | None:
    """Return the series of this session, if one is loaded."""
    return st.session_state.get(_SERIES)


def series_in_use() -> OwnSeries | None:
    """Return the reader's series, or the index measured on filings; None without either."""
    if (own := own_series()) is not None:
        return own
    filings = filings_series()
    return filings.own if filings else None


def keep_series(own: OwnSeries | None) -> None:
    """Put a series into the session, or take the one there out; estimates on the one before go."""
    st.session_state[_SERIES] = own
    st.session_state[_ANSWERS] = {}
    if own is None:
        del st.session_state[_SERIES], st.session_state[_ANSWERS]


def own_world(world: World) -> OwnWorld | None:
    """Return the world with the series' equations, or the reason for having none; None without one."""
    own = own_series()
    if own is None:
        return None

    def estimate() -> OwnWorld:
        bar = st.progress(0.0, "Estimating on the loaded series")
        with run_lock_released():
            found = with_own_series(world, own, lambda share, words: bar.progress(share, words))
        bar.empty()
        return found

    try:
        return _kept(
            ("world", own.fingerprint, world.fit.spec, world.panel.snapshot_hash), estimate
        )
    except NoRoomError as error:  # not kept: the next run asks again
        return OwnWorld(world, own_growth(own.published_levels(world.panel)), str(error))


def own_history(world: World) -> PriceHistory | str | None:
    """Return what drove small minus large on the series, or why that cannot be said; None without one."""
    own = series_in_use()
    if own is None:
        return None

    def compute() -> PriceHistory | str:
        try:
            return relative_history(world.panel, own)
        except ExplorerError as error:
            return str(error)

    return _kept(("history", own.fingerprint, world.panel.snapshot_hash), compute)


def _kept(key, make):
    """Compute once a session; the oldest answers go."""
    answers = st.session_state.setdefault(_ANSWERS, {})
    if key not in answers:
        answers[key] = make()
        for oldest in list(answers)[: len(answers) - 2 * _MAX_ANSWERS]:
            del answers[oldest]
    return answers[key]
