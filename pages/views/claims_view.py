"""The claims of the January 2026 note, one row each: then and now."""

import datetime as dt
from collections import Counter
from functools import lru_cache

import streamlit as st

from models.common.text import day
from models.overview.claim import NOTE_DATE, Claim, Finding, Verdict
from models.overview.overview import KEPT, claims_now
from models.panel import Panel
from models.scenario.presets import presets
from pages.parts.draw import plain
from pages.parts.stories import story

_BADGE: dict[Verdict, str] = {
    "true": ":green-badge[:material/check: true]",
    "false": ":red-badge[:material/close: false]",
    "undecided": ":gray-badge[:material/balance: undecided]",
    "cannot be computed": ":gray-badge[:material/block: cannot be computed]",
}


def claims(panel: Panel) -> None:
    """Show every claim with its computation, and figure and verdict at both dates."""
    rows = claims_now(panel)
    st.header("The January 2026 note, claim by claim", anchor="note")
    st.markdown(
        plain(
            f"At the close of {day(NOTE_DATE)}: {_tally(rows, 'then')}. At the end of the data: "
            f"{_tally(rows, 'now')}."
        )
    )
    with st.container(gap="medium"):
        for claim in rows:
            said, then, now = st.columns([4, 3, 3], gap="medium")
            words = _texts(panel)[claim.id]
            for column, text in zip((said, then, now), words, strict=True):
                column.markdown(text)
            if claim.preset:
                name = presets()[claim.preset].stated.name
                with said:
                    story(f"Open {name}", claim.preset)
    st.caption(
        "Verdicts use what had been published by each date, in today's vintage. Undecided: readings "
        "disagree, or a band includes zero."
    )


def _tally(rows: tuple[Claim, ...], when: str) -> str:
    counts = Counter(getattr(claim, when).verdict for claim in rows)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in _BADGE if counts[verdict])


@lru_cache(maxsize=KEPT)
def _texts(panel: Panel) -> dict[str, tuple[str, str, str]]:
    return {
        claim.id: (
            f"**{plain(claim.text)}**  \n:small[:gray[{plain(claim.computation)}]]",
            _finding("Then", claim.then),
            _finding("Now", claim.now),
        )
        for claim in claims_now(panel)
    }


def _finding(when: str, finding: Finding) -> str:
    as_of: dt.date = finding.as_of
    return (
        f":small[:gray[{when}, {day(as_of)}]] {_BADGE[finding.verdict]}  \n"
        f":small[{plain(finding.figure)}]"
    )
