"""The Data page's part on live figures: banner, request, progress, what changed, undo."""

import datetime as dt
from functools import lru_cache

import pandas as pd
import streamlit as st

from models.common.text import day, in_unit, signed
from models.live.fetch_many import DEADLINE_SECONDS, Asking
from models.live.refresh import EARLIEST_AS_OF, Refreshed
from models.live.report import NOTICE, display_only_report, notices, series_report
from models.live.session import Job
from models.outcome.world import World, shipped_world
from models.overview.freshness import overdue
from models.panel import Panel
from models.panel.vintages import dated
from pages.parts.draw import plain
from pages.parts.levers import current_request
from pages.parts.live import (
    EVERY_SECONDS,
    is_typed,
    key_and_origin,
    live_session,
    remember_key,
)
from pages.parts.shared_figures import is_refused, served, shared, stay_on_snapshot

_LINES_HEIGHT = 180


def freshness_banner(panel: Panel, today: dt.date) -> None:
    """Say when figures are older than their release calendars allow today, and why."""
    late = _overdue(panel, today)
    if late:
        done = _latest()
        then = _why_late(late, done) if done else _what_may_come()
        st.info(
            plain(
                f"By today's release calendars {len(late)} of {len(panel.catalog)} series should have "
                f"newer figures than these of {dated(panel)}. {then}"
            ),
            icon=":material/schedule:",
        )


def _latest() -> Refreshed | None:
    """Return the last refresh behind the figures in use: the reader's own, else the server's."""
    return live_session().latest or (None if is_refused() else shared().latest)


def _why_late(late: list[str], done: Refreshed) -> str:
    """Tell apart what nobody was asked for, what was refused, and what has not come out."""
    asked = len(done.renewed.intersection(late))
    refused = sum(name in done.kept or name in done.changes for name in late) - asked
    counts = {
        "without a live source of their own, hence not asked for": len(late) - refused - asked,
        "asked for in vain": refused,
        "as new as their publishers have them": asked,
    }
    return f"Of these: {'; '.join(f'{n} {words}' for words, n in counts.items() if n)}."


def _what_may_come() -> str:
    if shared().running:
        return "The server is fetching what there is."
    if problem := shared().problem:
        return f"The server has asked. {problem} Live figures can be fetched below."
    return "Live figures can be fetched below."


@lru_cache(maxsize=4)
def _overdue(panel: Panel, today: dt.date) -> list[str]:
    return overdue(panel, today)


def live_figures() -> None:
    """Ask for live figures, show how far they are, what they changed, and the way back."""
    live = live_session()
    st.header("Live figures", anchor=False)
    st.markdown(
        plain(
            "Fetched on your behalf, checked, and spliced onto the snapshot by a stated rule for each "
            "series; kept in this browser session only, never on disk. A publisher that fails costs "
            "its own series, which stays on the snapshot." + _of_the_server()
        )
    )
    if live.job and live.job.running:
        _progress()
    else:
        _request()
    if live.job and live.job.phase == "failed":
        st.warning(plain(live.job.problem), icon=":material/cloud_off:")
    if latest := _latest():
        _what_changed(latest)
    if live.in_use or served() or (live.job and live.job.running):
        st.button("Back to the snapshot", icon=":material/undo:", on_click=_undo, key="live_undo")
    elif is_refused():
        st.button(
            "Use today's figures",
            icon=":material/redo:",
            on_click=stay_on_snapshot,
            args=(False,),
            key="live_again",
        )
    if live.in_use:
        _estimated_anew(list(live.in_use.worlds.values()))


def _of_the_server() -> str:
    now = served()
    return f" {now.line}, for every reader of this server." if now else ""


def _undo() -> None:
    live_session().undo()
    stay_on_snapshot(True)


def _request() -> None:
    key, origin = key_and_origin()
    with st.form("live_request"):
        st.text_input(
            "FRED key, optional",
            type="password",
            max_chars=64,
            autocomplete="off",
            key="live_key_field",
            placeholder="32 letters and digits",
            help="Free at fred.stlouisfed.org, under API Keys. It is sent to FRED only, kept for this "
            "browser session, and appears in no log, file or address.",
        )
        st.checkbox(
            "Behind the agencies, try FRED's graph download too (slow, often refused)",
            key="live_without_key",
        )
        st.date_input(
            "As known on a past date, with a key; empty is today",
            value=None,
            min_value=EARLIEST_AS_OF,
            max_value=shipped_world().panel.vintage,
            key="live_as_of",
        )
        st.form_submit_button(
            "Fetch live figures", icon=":material/sync:", key="live_fetch", on_click=_fetch
        )
    if key:
        st.caption(plain(f"A FRED key is at hand, {origin}."))
        if is_typed():
            st.button("Forget the key", on_click=remember_key, args=("",), key="live_forget")
    st.caption(NOTICE)


def _fetch() -> None:
    """Begin a refresh with what the form says; a client may leave any of it out.

    Runs before the page is drawn, where nothing catches an error.
    """
    if typed := st.session_state.get("live_key_field"):
        remember_key(typed)
    key, _ = key_and_origin()
    as_of = st.session_state.get("live_as_of")
    request = current_request()
    live_session().start(
        shipped_world().panel,
        Asking(key=key, without_key=bool(st.session_state.get("live_without_key")), as_of=as_of),
        (request.spec, request.scenario.as_of),
    )


@st.fragment(run_every=EVERY_SECONDS)
def _progress() -> None:
    job = live_session().job
    if job is None or not job.running:
        st.rerun()
    _show(job)


def _show(job: Job) -> None:
    st.progress(min(job.share, 1.0), plain(job.words))
    st.caption(
        f"At most {DEADLINE_SECONDS:g} seconds of fetching; the page stands as it is until then."
    )
    if job.lines:
        with st.container(height=_LINES_HEIGHT, key="live_lines"):
            st.markdown("\n".join(f"* {plain(line)}" for line in list(job.lines)))


def _what_changed(done: Refreshed) -> None:
    base = shipped_world().panel
    table = series_report(done, base)
    n_live, stale = len(done.changes), int(table["stale"].sum())
    st.subheader("What changed", anchor=False)
    known = f" as known on {day(done.as_of)}" if done.as_of else ""
    older = f"; {stale} of them are older than their calendar allows" if stale else ""
    kept = int(table["remembered"].sum())
    older += f"; {kept} of them are kept from an earlier fetch" if kept else ""
    st.markdown(
        plain(
            f"{n_live} of {len(table)} series are live{known}{older}. {int(table['n_new'].sum())} new "
            f"observations, {int(table['n_revised'].sum())} revisions; {len(table) - n_live} series stay "
            f"on the snapshot. {len(base.catalog) - len(table)} more have no live counterpart, or are "
            "computed from these."
        )
    )
    if len(table) > n_live:
        with st.container(key="live_failures"):
            reasons = table[table["source"] == "snapshot"].groupby("reason", sort=False)["label"]
            for reason, labels in reasons:
                names = ", ".join(labels[:3]) + (
                    f" and {len(labels) - 3} more" if len(labels) > 3 else ""
                )
                st.markdown(f"* **{plain(names)}:** {plain(reason)}")
    st.dataframe(
        _shown(table),
        column_config={
            "New": st.column_config.NumberColumn(help="Periods the snapshot does not have."),
            "Revised": st.column_config.NumberColumn(
                help="Values that differ from the snapshot's."
            ),
        },
        hide_index=True,
        height=300,
        key="live_changes",
    )
    for sentence in [*display_only_report(done), *notices(done)]:
        st.caption(plain(sentence))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    revision = [
        f"{in_unit(signed(row.largest_revision, 2), row.unit)} ({row.revised_period})"
        if row.n_revised
        else ""
        for row in table.itertuples()
    ]
    fetched = ["" if pd.isna(at) else f"{day(at.date())}, {at:%H:%M}" for at in table["fetched_at"]]
    return pd.DataFrame(
        {
            "Series": table["label"],
            "Source": table["source"],
            "New": table["n_new"],
            "To": table["last"],
            "Revised": table["n_revised"],
            "Largest revision": revision,
            "Known on": [day(known) for known in table["known_on"]],
            "Fetched, UTC": fetched,
            "Note": table["reason"],
        }
    )


def _estimated_anew(worlds: list[World]) -> None:
    for world in worlds:
        fit = world.fit
        st.caption(
            plain(
                f"Estimated anew as of {world.setting.dated}: "
                f"{sum(map(len, fit.returns_by.values()))} equations of the relative return, "
                f"{len(fit.growth)} of growth, the link of payrolls and unemployment, and the completion "
                f"model (fit {fit.fingerprint}, data {fit.snapshot_hash})."
            )
        )
