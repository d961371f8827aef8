"""A reader's own earnings series: taken from a file, kept in the session alone, estimated once."""

import streamlit as st

from models.common.errors import ExplorerError
from models.common.text import month
from models.earnings.history import PriceHistory, relative_history
from models.earnings.own_growth import OwnWorld, with_own_series
from models.earnings.own_series import MAX_BYTES, MAX_QUARTERS, OwnSeries, read_own_series
from models.outcome.world import World
from pages.parts.draw import plain
from pages.parts.run_lock import run_lock_released

_SERIES, _ERROR, _ANSWERS = "own_eps_series", "own_eps_error", "own_eps_answers"
_MAX_ANSWERS = 3  # the last choices of estimator and start; a series is small, a panel is not
_TRIES = "own_eps_tries"


def own_series() -> OwnSeries | None:
    """Return the series of this session, if one is loaded."""
    return st.session_state.get(_SERIES)


def upload() -> None:
    """Offer to load or remove a series; say what is loaded, or in one sentence why nothing is."""
    own = own_series()
    with st.expander("Load a series of small-cap earnings", expanded=own is not None):
        st.file_uploader(
            "Earnings per share, small and large (CSV or XLSX)",
            type=["csv", "txt", "xlsx"],
            key=f"own_eps_file_{st.session_state.get(_TRIES, 0)}",
            on_change=_take,
        )
        st.caption(
            plain(
                "Columns: date (quarter end, as 2024-12-31 or 2024Q4), small, large: earnings per share "
                "summed over the four quarters to that date, one row a calendar quarter, "
                "oldest first, no "
                "gaps. If wanted, small_sales and large_sales: sales per share over the "
                "same quarters. At "
                f"most {MAX_QUARTERS} rows and {MAX_BYTES // 1000:,} kB. The series stays "
                f"in this session "
                "and is neither stored nor put into links."
            )
        )
        if message := st.session_state.get(_ERROR):
            st.error(plain(message), icon=":material/error:")
        if own is not None:
            _loaded(own)


def _loaded(own: OwnSeries) -> None:
    quarters = own.levels.index
    said = (
        f"Loaded: {own.name}, {len(quarters)} quarters, {month(quarters[0])} to "
        f"{month(quarters[-1])}{', with sales' if own.has_sales else ''}."
    )
    st.success(plain(said), icon=":material/check_circle:")
    if losses := {name: count for name, count in own.losses.items() if count}:
        named = " and ".join(f"{count} of {name}" for name, count in losses.items())
        st.warning(
            f"Quarters with zero or negative earnings: {named}. They have no logarithm and no "
            "price-earnings ratio: the split stops there, at sales where the file has them, and "
            "symmetric growth, 200 (a − b) / (|a| + |b|), stands beside it in the downloads.",
            icon=":material/warning:",
        )
    st.button("Remove the series", on_click=_forget, key="own_eps_remove")


def _take() -> None:
    given = st.session_state.get(f"own_eps_file_{st.session_state.get(_TRIES, 0)}")
    st.session_state[_ERROR] = None
    if given is None:
        return
    try:
        own = read_own_series(given.name, given.getvalue())
    except ExplorerError as error:
        st.session_state[_ERROR] = str(error)
        return
    st.session_state[_SERIES] = own
    st.session_state[_ANSWERS] = {}


def _forget() -> None:
    for key in (_SERIES, _ERROR, _ANSWERS):
        st.session_state.pop(key, None)
    st.session_state[_TRIES] = st.session_state.get(_TRIES, 0) + 1  # an empty uploader


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

    return _kept(("world", own.fingerprint, world.fit.spec, world.panel.snapshot_hash), estimate)


def own_history(world: World) -> PriceHistory | str | None:
    """Return what drove small minus large on the series, or why that cannot be said; None without one."""
    own = own_series()
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
