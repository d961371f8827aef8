"""Loading a reader's own earnings series: a file or a paste, what was understood, what is asked."""

import streamlit as st

from models.common.errors import ExplorerError
from models.common.tables.header import WhichSheet
from models.common.tables.reader import MAX_BYTES
from models.common.text import month
from models.earnings.filings.series import is_detail, read_detail, refuse_index
from models.earnings.own_meaning import Finding, earnings_meaning
from models.earnings.own_series import MAX_QUARTERS, OwnSeries, read_own_series, template
from pages.parts.draw import plain
from pages.parts.filings import load_filings, loaded_filings
from pages.parts.world import panel_in_use
from pages.views.own_eps import keep_series, own_series

_GIVEN, _READ, _FINDING = "own_eps_given", "own_eps_read", "own_eps_finding"
_ERROR, _SHEETS, _TRIES = "own_eps_error", "own_eps_sheets", "own_eps_tries"
_PASTED, _SHEET, _ESTIMATES = "own_eps_pasted", "own_eps_sheet", "own_eps_estimates"


def upload() -> None:
    """Offer to load or remove a series; say what is loaded, or in one sentence why nothing is."""
    own, filings = own_series(), loaded_filings()
    with st.expander(
        "Load a series of small-cap earnings", expanded=own is not None or filings is not None
    ):
        st.file_uploader(
            "Earnings per share of small caps (CSV or XLSX)",
            type=["csv", "tsv", "txt", "xlsx"],
            key=_file_key(),
            on_change=_take_file,
            help="One row a calendar quarter. Columns: the quarter end; EPS of small caps summed over "
            "the four quarters to it; if wanted that of large caps, else the S&P 500's growth is used; "
            "if wanted small_sales and large_sales. Headings such as Russell 2000 EPS, S&P 600 or SPX "
            "are known. detail.csv of a build from filings (the Data page) is read too. "
            f"At most {MAX_QUARTERS} quarters and {MAX_BYTES // 1000:,} kB.",
        )
        st.text_area(
            "Or paste it from a spreadsheet",
            key=_PASTED,
            placeholder="Quarter\tS&P 600 EPS\n2024Q4\t61.2",
            on_change=_take_paste,
        )
        st.download_button(
            "Template (CSV)",
            template,
            file_name="earnings_template.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption("The series stays in this session and is neither stored nor put into links.")
        if message := st.session_state.get(_ERROR):
            st.error(plain(message), icon=":material/error:")
        _sheet_menu(own)
        if own is not None:
            _loaded(own)
        elif filings is not None:
            quarters = filings.index.index
            said = (
                f"Earnings measured on SEC filings, {month(quarters[0])} to {month(quarters[-1])}."
            )
            st.success(plain(said), icon=":material/check_circle:")
            st.button("Remove the series", on_click=_forget, key="own_eps_remove")


def _sheet_menu(own: OwnSeries | None) -> None:
    """Offer the sheets that fit where there are several."""
    sheets = st.session_state.get(_SHEETS) or (own.sheets if own else ())
    if len(sheets) > 1:
        chosen = own.sheet if own and own.sheet in sheets else None
        st.selectbox(
            "Sheet",
            sheets,
            index=sheets.index(chosen) if chosen else None,
            key=_SHEET,
            on_change=_read,
            placeholder="Choose a sheet",
        )


def _loaded(own: OwnSeries) -> None:
    st.success(plain(f"{own.name}: {own.said}"), icon=":material/check_circle:")
    if "large" not in own.levels:
        st.caption("Large caps: the published growth of S&P 500 operating EPS.")
    finding: Finding | None = st.session_state.get(_FINDING)
    if finding and finding.warning:
        st.warning(plain(finding.warning), icon=":material/help:")
        if finding.single_quarters:
            st.button("Sum four quarters", on_click=_sum, key="own_eps_sum")
    if n_estimates := len(st.session_state.get(_READ, own).estimates):
        st.checkbox(
            f"Include the {n_estimates} quarters marked as estimates",
            key=_ESTIMATES,
            on_change=_with_or_without_estimates,
        )
    if losses := {name: count for name, count in own.losses.items() if count}:
        named = " and ".join(f"{count} of {name}" for name, count in losses.items())
        st.warning(
            f"Quarters with zero or negative earnings: {named}. They have no logarithm and no "
            "price-earnings ratio: the split stops there, at sales where the file has them, and "
            "symmetric growth, 200 (a − b) / (|a| + |b|), stands beside it in the downloads.",
            icon=":material/warning:",
        )
    st.button("Remove the series", on_click=_forget, key="own_eps_remove")


def _file_key() -> str:
    return f"own_eps_file_{st.session_state.get(_TRIES, 0)}"


def _take_file() -> None:
    st.session_state[_ERROR] = None
    if (given := st.session_state.get(_file_key())) is not None:
        _take(given.name, given.getvalue())


def _take_paste() -> None:
    if (text := st.session_state[_PASTED]).strip():
        _take("Pasted table", text)


def _take(name: str, given: bytes | str) -> None:
    st.session_state[_GIVEN] = (name, given)
    st.session_state.pop(_SHEET, None)
    _read()


def _read() -> None:
    """Read what was given, of the sheet chosen if one was; a slip leaves what was there."""
    st.session_state[_ERROR], st.session_state[_SHEETS] = None, ()
    name, given = st.session_state[_GIVEN]
    try:
        if isinstance(given, bytes) and is_detail(given):
            series = read_detail(given)
            _ = series.own  # raises where there is no index
            _forget_series()
            load_filings(series)
            return
        own = read_own_series(name, given, st.session_state.get(_SHEET) or "")
        refuse_index(own)
        _keep(own)
    except WhichSheet as choice:
        st.session_state[_ERROR], st.session_state[_SHEETS] = str(choice), choice.sheets
    except ExplorerError as error:
        st.session_state[_ERROR] = str(error)


def _keep(own: OwnSeries) -> None:
    st.session_state[_READ] = own
    st.session_state[_FINDING] = earnings_meaning(own, panel_in_use())
    st.session_state.pop(_ESTIMATES, None)
    keep_series(own)


def _sum() -> None:
    try:
        _keep(st.session_state[_READ].summed())
    except ExplorerError as error:
        st.session_state[_ERROR] = str(error)


def _with_or_without_estimates() -> None:
    own = st.session_state[_READ]
    keep_series(own.with_estimates() if st.session_state[_ESTIMATES] else own)


def _forget_series() -> None:
    if own_series() is not None:
        keep_series(None)


def _forget() -> None:
    _forget_series()
    load_filings(None)
    for key in (_GIVEN, _READ, _FINDING, _ERROR, _SHEETS, _SHEET, _ESTIMATES):
        st.session_state.pop(key, None)
    st.session_state[_PASTED] = ""
    st.session_state[_TRIES] = st.session_state.get(_TRIES, 0) + 1  # an empty uploader
