"""What is compared: start, horizon, the scenarios with a way to remove each, and ways to add one."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from models.common.text import day
from models.comparison.compare import MOST_SCENARIOS
from models.comparison.comparison_link import Asked, ComparisonRequest, entry_of
from models.comparison.equal_odds import ONE_IN
from models.equations.outcomes import EPS, RETURN
from models.outcome.words import lever_words
from models.scenario.link import LATEST, as_of_choices
from models.scenario.part import MAX_HORIZON_MONTHS
from models.scenario.presets import presets
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from models.scenario.setting import Setting
from pages.charts.overlay import LETTERS
from pages.parts.comparison import change_comparison
from pages.parts.draw import plain

_AS_WRITTEN = "as written"
_START, _HORIZON, _ADDED, _FILE = "compare_from", "compare_months", "compare_add", "compare_file"


def shared_by_all(comparison: ComparisonRequest) -> tuple[str, int | None]:
    """Offer the one start and the one horizon of all scenarios, the outcome, and equal odds.

    Returns the outcome, and the odds of one in how many; None for the scenarios as they are written.
    """
    row = st.container(horizontal=True, gap="medium")  # a narrow screen breaks it
    st.session_state[_START] = comparison.start
    st.session_state[_HORIZON] = comparison.horizon_months
    row.selectbox(
        "All start from",
        as_of_choices(),
        format_func=lambda start: start if start == LATEST else day(dt.date.fromisoformat(start)),
        key=_START,
        width=180,
        on_change=_take(lambda before, start: replace(before, start=start), _START),
        help="One start for the whole comparison: what is known when the scenarios begin. An earlier "
        "date uses today's data vintage, cut where it was not yet published.",
    )
    row.slider(
        "Horizon, months",
        1,
        MAX_HORIZON_MONTHS,
        key=_HORIZON,
        width=260,
        on_change=_take(lambda before, months: replace(before, horizon_months=months), _HORIZON),
        help="How far ahead all scenarios run.",
    )
    outcomes = {"small vs large": RETURN, "S&P 500 EPS": EPS}
    chosen = row.segmented_control(
        "Compare by",
        list(outcomes),
        default=next(iter(outcomes)),
        key="compare_by",
        bind="query-params",
        required=True,
        width="content",
    )
    likelihoods = {_AS_WRITTEN: None} | {f"1 in {one_in}": one_in for one_in in ONE_IN}
    likely = row.segmented_control(
        "Likelihood",
        list(likelihoods),
        default=_AS_WRITTEN,
        key="compare_odds",
        bind="query-params",
        required=True,
        width="content",
        help="As written: the scenarios below, however likely each is. Equal odds: the Fed and the "
        "labour market each moved to what happens as rarely, so that risks are compared. Credit and "
        "inflation have such moves on the command line; fiscal shocks cannot be told apart, and "
        "technology is outside the model.",
    )
    return outcomes[str(chosen)], likelihoods[str(likely)]


def scenario_cards(comparison: ComparisonRequest, asked: Asked, setting: Setting) -> None:
    """Show each scenario by letter, name and moved levers; the others are compared with the first."""
    columns = st.columns(MOST_SCENARIOS, gap="small")
    for column, letter, place, request in zip(
        columns, LETTERS, asked.places, asked.requests, strict=False
    ):
        with column.container(border=True, height="stretch", gap="small"):
            st.markdown(f"**{letter}** {plain(request.scenario.name)}")
            for words in _moves(request.scenario, setting):
                st.caption(plain(words))
            with st.container(horizontal=True, gap="small"):
                if letter != LETTERS[0]:
                    st.button(
                        "Compare with this",
                        key=f"compare_with_{letter}",
                        type="tertiary",
                        on_click=change_comparison,
                        args=(lambda before, at=place: replace(before, reference=at),),
                    )
                if len(comparison.entries) > 1:
                    st.button(
                        "Remove",
                        key=f"compare_remove_{letter}",
                        type="tertiary",
                        on_click=change_comparison,
                        args=(lambda before, at=place: before.without(at),),
                    )
    if len(comparison.entries) < MOST_SCENARIOS:
        with columns[len(asked.requests)]:
            _add_one()


def _add_one() -> None:
    st.session_state[_ADDED] = None  # the menu adds; it does not describe what is compared
    st.selectbox(
        "Add a scenario",
        list(presets()),
        index=None,
        format_func=lambda preset_id: presets()[preset_id].stated.name,
        placeholder="A preset",
        key=_ADDED,
        on_change=_take(lambda before, preset_id: before.with_entry(preset_id), _ADDED),
    )
    with st.popover("From a file", width="stretch"):
        st.file_uploader(
            "A scenario file (scenario.json)", type="json", key=_FILE, on_change=_take_file
        )
    st.caption(
        "Or press Pin to Compare where its levers are: on Scenario, Stress, Earnings or Evidence."
    )


def _moves(scenario: Scenario, setting: Setting) -> list[str]:
    said = [lever_words(scenario, setting)[lever] for lever in scenario.moved]
    return [f"{words[0].upper()}{words[1:]}." for words in said] or ["No lever is moved."]


def _take(
    make: Callable[[ComparisonRequest, Any], ComparisonRequest], key: str
) -> Callable[[], None]:
    """Return a callback that puts a control's value into the comparison."""

    def take() -> None:
        value = st.session_state[key]
        if value is not None:
            change_comparison(lambda before: make(before, value))

    return take


def _take_file() -> None:
    """Add what an uploaded file asks, or leave one sentence why not."""
    upload = st.session_state[_FILE]
    if upload is None:
        return

    def add(before: ComparisonRequest) -> ComparisonRequest:
        return before.with_entry(entry_of(Request.from_json(upload.getvalue())))

    change_comparison(add)


def show_notes(*notes: str) -> None:
    """Say what could not be used, which scenarios have a start of their own, which have no answer."""
    if notes:
        st.info("\n".join(f"- {plain(note)}" for note in notes), icon=":material/info:")
