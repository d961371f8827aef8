"""The reader's build of earnings from filings, and the series in use: loaded, built, or shipped."""

import streamlit as st

from models.earnings.filings.series import FilingsSeries, shipped_series
from models.live.filings.build_session import FilingsSession

_SESSION, _LOADED = "filings_session", "filings_loaded"


def filings_session() -> FilingsSession:
    """Return what belongs to this browser session and to no other."""
    if _SESSION not in st.session_state:
        st.session_state[_SESSION] = FilingsSession()
    return st.session_state[_SESSION]


def load_filings(series: FilingsSeries | None) -> None:
    """Use a series from a detail file; None goes back to what was built or shipped."""
    st.session_state[_LOADED] = series


def loaded_filings() -> FilingsSeries | None:
    """Return what a detail file gave in this session."""
    return st.session_state.get(_LOADED)


def filings_series() -> FilingsSeries | None:
    """Return the series in use, if there is one."""
    if (loaded := loaded_filings()) is not None:
        return loaded
    result = filings_session().result
    return result.series if result else shipped_series()
