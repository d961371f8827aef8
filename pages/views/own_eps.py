"""A reader's own earnings series: taken from a file, kept in the session alone, estimated once."""

import streamlit as st

from models.common.errors import ExplorerError
from models.common.text import month
from models.earnings.filings.series import is_detail, read_detail
from models.earnings.history import PriceHistory, relative_history
from models.earnings.own_growth import OwnWorld, with_own_series
from models.earnings.own_series import MAX_BYTES, MAX_QUARTERS, OwnSeries, read_own_series
from models.outcome.world import World
from pages.parts.draw import plain
from pages.parts.filings import filings_series, load_filings, loaded_filings
from pages.parts.run_lock import run_lock_released

_SERIES, _ERROR, _ANSWERS = "own_eps_series", "own_eps_error", "own_eps_answers"
_MAX_ANSWERS = 3  # the last choices of estimator and start; a series is small, a panel is not
_TRIES = "own_eps_tries"


def own_series() -> OwnSeries | None:
    """Return the series of this session, if one is loaded."""
    return st.session_state.get(_SERIES)


def series_in_use() -> OwnSeries | None:
    """Return the reader's series, or the index measured on filings; None without either."""
    if (own := own_series()) is not None:
        return own
    filings = filings_series()
    return filings.own if filings else None


def upload() -> None:
    """Offer to load or remove a series; say what is loaded, or in one sentence why nothing is."""
    own, filings = own_series(), loaded_filings()
    with st.expander(
        "Load a series of small-cap earnings", expanded=bool(own is not None or filings)
    ):
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
                "same quarters. Or detail.csv of a build from filings (the page Data). At "
                f"most {MAX_QUARTERS} rows and {MAX_BYTES // 1000:,} kB. The series stays "
                f"in this session "
                "and is neither stored nor put into links."
            )
        )
        if message := st.session_state.get(_ERROR):
            st.error(plain(message), icon=":material/error:")
        if own is not None:
            _loaded(own)
        elif filings is not None:
            of = filings.index.index
            st.success(
                plain(
                    f"Loaded: earnings measured on SEC filings, {month(of[0])} to {month(of[-1])}."
                ),
                icon=":material/check_circle:",
            )
            st.button("Remove the series", on_click=_forget, key="own_eps_remove")


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
        if is_detail(given.getvalue()):
            series = read_detail(given.getvalue())
            _ = series.own  # raises where there is no index
            load_filings(series)
            st.session_state.pop(_SERIES, None)
        else:
            st.session_state[_SERIES] = read_own_series(given.name, given.getvalue())
    except ExplorerError as error:
        st.session_state[_ERROR] = str(error)
        return
    st.session_state[_ANSWERS] = {}


def _forget() -> None:
    for key in (_SERIES, _ERROR, _ANSWERS):
        st.session_state.pop(key, None)
    load_filings(None)
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
