"""How likely each compared scenario is, and what followed the stretches of history most like it."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from models.common.text import in_unit, month, months, signed
from models.comparison.analogues import AFTER_MONTHS, Analogues, analogues
from models.comparison.event_odds import SINCE, EventOdds, Frequency, event_odds, events_of
from models.equations.outcomes import EPS
from models.outcome.return_words import odds
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.request import Request
from pages.charts.rows import arrow_table
from pages.views.compare_view import Shown

_KEPT = 64
_WINDOWS = 3  # of history for each scenario
_NOT_KNOWN = "not known"


def odds_and_history(shown: Shown) -> None:
    """Offer each scenario's odds and the windows of history most like it; computed when opened."""
    box = st.expander(
        "How likely is each scenario? Odds, and history most like it",
        key="compare_events",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        moved = [
            (label, outcome.request)
            for label, outcome in zip(shown.labels, shown.found.outcomes, strict=True)
            if outcome.scenario.moved
        ]
        if not moved:
            st.caption("No lever is moved in any of them.")
            return
        _odds_table(moved, shown.found.world)
        _windows_table(moved, shown.found.world, shown.horizon_months)


@lru_cache(maxsize=_KEPT)
def odds_once(request: Request, world: World) -> tuple[EventOdds, ...]:
    """Return the odds of the events a scenario amounts to, simulated once."""
    return tuple(event_odds(event, world) for event in events_of(request, world))


@lru_cache(maxsize=_KEPT)
def _windows_once(request: Request, world: World) -> Analogues:
    return analogues(request, world, _WINDOWS)


def _odds_table(moved: list[tuple[str, Request]], world: World) -> None:
    lines = []
    for label, request in moved:
        for found in odds_once(request, world):
            short = [None] * (len(SINCE) - len(found.history))  # too few windows since the later
            by_start = zip([*short, *found.history], SINCE, strict=True)
            words = found.event.words.removeprefix("the ")
            lines.append(
                [
                    label,
                    f"{words[0].upper()}{words[1:]}",
                    odds(found.probability),
                    *(_frequency_words(of, since) for of, since in by_start),
                ]
            )
    heads = ("Scenario", "Event", "Odds now", *(f"Since {since.year}" for since in SINCE))
    _table(heads, lines, key="event_odds_table")
    st.caption(
        "Each lever on its own, measured from its last published value. Odds now: share of simulated "
        "paths that get there. Since: share of past windows of that length that did; windows overlap, "
        "and episodes count those that stand apart."
    )


def _frequency_words(of: Frequency | None, since: pd.Period) -> str:
    if of is None:
        return _NOT_KNOWN
    episodes = "1 episode" if of.episodes == 1 else f"{of.episodes} episodes"
    begins = f", from {of.first.year}" if of.first > since else ""
    return f"{odds(of.share)} ({episodes}{begins})"


def _windows_table(moved: list[tuple[str, Request]], world: World, horizon_months: int) -> None:
    lines = [
        [
            label,
            f"{month(row['first'])} to {month(row['last'])}",
            _lever_words(row, request),
            f"{row['distance']:.1f}",
            *(_known(row[name]) for name in ("small_minus_large", "small_minus_large_after", EPS)),
        ]
        for label, request in moved
        for row in _windows_once(
            replace(request, horizon_months=horizon_months), world
        ).table.to_dict("records")
    ]
    heads = (
        "Scenario",
        f"Most like it over {months(horizon_months)}",
        "Levers",
        "Distance, sd",
        "Small vs large, pp",
        f"Next {months(AFTER_MONTHS)}, pp",
        "S&P 500 EPS, %",
    )
    _table(heads, lines, key="windows_table")
    st.caption(
        "Nearest past windows by the paths of the levers that are moved; distance in standard deviations "
        "of such moves. What small caps and earnings (growth in a window's last quarter) did, whatever "
        "else happened: not effects of the levers."
    )


def _lever_words(row: dict, request: Request) -> str:
    said = []
    for lever in request.scenario.moved:
        unit = "pp" if LEVERS[lever].unit == "%" else LEVERS[lever].unit
        change = in_unit(signed(row[f"{lever}_change"]), unit)
        said.append(f"{LEVERS[lever].measured_noun.removeprefix('the ')} {change}")
    return ", ".join(said)


def _known(value: float) -> str:
    return _NOT_KNOWN if pd.isna(value) else signed(value)


def _table(heads: tuple[str, ...], lines: list[list[str]], key: str) -> None:
    columns = {head: [line[i] for line in lines] for i, head in enumerate(heads)}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key=key)
