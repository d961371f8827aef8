"""The Data page's part on filings: contact, build with progress, stop, what came of it."""

import streamlit as st

from models.common.errors import ExplorerError
from models.earnings.filings.series import DETAIL_FILE, INDEX_FILE
from models.earnings.filings.validation import REPORTED
from models.live.filings.build_session import BuildJob, Result
from models.live.filings.client import MAX_CONTACT
from models.outcome.world import shipped_world
from pages.parts.draw import plain
from pages.parts.filings import filings_session
from pages.parts.live import EVERY_SECONDS

_ERROR = "filings_error"


def filings() -> None:
    """Offer to measure earnings on filings; show how far a build is and what it gave."""
    session = filings_session()
    st.header("Small-cap earnings from filings", anchor=False)
    st.markdown(
        "Measured on the financial statements that all US companies file with the SEC, which are in the "
        "public domain: several hundred requests within a few minutes, below the rate the SEC allows. "
        "The Earnings page then uses a measured multiplier for small caps."
    )
    job = session.job
    if job and job.phase == "running":
        _progress()
        st.button("Stop", icon=":material/stop_circle:", on_click=session.stop, key="filings_stop")
    else:
        _request()
    if message := st.session_state.get(_ERROR):
        st.error(plain(message), icon=":material/error:")
    if job and job.phase == "failed":
        st.warning(plain(job.problem), icon=":material/cloud_off:")
    if session.result:
        _result(session.result)


def _request() -> None:
    with st.form("filings_request"):
        st.text_input(
            "Your e-mail address, for the SEC",
            max_chars=MAX_CONTACT,
            autocomplete="email",
            key="filings_contact",
            placeholder="you@example.org",
            help="The SEC asks every program for a contact. It is sent to data.sec.gov with each request "
            "and kept nowhere. Nothing is asked without it.",
        )
        st.form_submit_button(
            "Build from filings",
            icon=":material/account_balance:",
            key="filings_build",
            on_click=_build,
        )


def _build() -> None:
    """Begin a build; runs before the page is drawn, where nothing catches an error."""
    st.session_state[_ERROR] = None
    reported = shipped_world().panel.quarterly[REPORTED]
    try:
        filings_session().start(st.session_state.get("filings_contact") or "", reported)
    except ExplorerError as error:
        st.session_state[_ERROR] = str(error)


@st.fragment(run_every=EVERY_SECONDS)
def _progress() -> None:
    job = filings_session().job
    if job is None or job.phase != "running":
        st.rerun()
    _show(job)


def _show(job: BuildJob) -> None:
    st.progress(min(job.share, 1.0), plain(job.words))
    st.caption("It goes on while you read other pages. Stopping keeps what was fetched.")


def _result(result: Result) -> None:
    of = result.series.index.index
    st.success(
        plain(f"Earnings of small and large caps, {of[0]} to {of[-1]}. {result.counts}"),
        icon=":material/check_circle:",
    )
    for sentence in result.validation:
        st.caption(plain(sentence))
    offers = (
        ("Index", INDEX_FILE, result.series.index_csv),
        ("All measures", DETAIL_FILE, result.series.detail_csv),
        ("Corrections", result.corrections_file, lambda: result.corrections),
    )
    for column, (label, name, make) in zip(st.columns(len(offers)), offers, strict=True):
        column.download_button(
            label,
            make,
            file_name=name,
            mime="text/csv",
            icon=":material/download:",
            key=f"filings_{name}",
            on_click="ignore",
            width="stretch",
        )
    st.page_link("pages/earnings.py", label="To the Earnings page", icon=":material/arrow_forward:")
