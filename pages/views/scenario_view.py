"""The Scenario page as an instrument: the watched chart, its finding, cards, and what was assumed."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.bands import ALL_SHOWN, SHOWN, WIDE_PCT
from models.common.text import month, months, signed
from models.equations.outcomes import EPS, PROFITS, RETURN
from models.outcome.combination import HORIZONS_MONTHS, CombinedPath
from models.outcome.notes import BEYOND_HISTORY
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.return_words import course, finding
from models.outcome.words import band, by_period, headline
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.presets import presets
from pages.charts.fan import fan_chart
from pages.charts.rows import first_days
from pages.parts.draw import draw_chart, plain, unbroken
from pages.parts.lever_controls import slider
from pages.parts.past import nothing, past_return, return_since
from pages.parts.source_text import source_text
from pages.parts.thumb import WATCHED
from pages.parts.world import panel_in_use
from pages.views.combined_view import Card, effect_card, level_card, return_record
from pages.views.growth_view import by_specification, growth_card, track_record

IMPACT, FULL_RANGE = "Scenario impact only", "Full range of outcomes"
_CHART_PIXELS = 280  # with levers and finding within 720 pixels, and a phone's 844
_CARD_PIXELS = 256  # four beside each other on a laptop, what stands below on two lines
_TARGET_SOURCES = {
    "small_cap_relative_return": "Russell 2000 and S&P 500 index closes, before 1987 Kenneth R. French",
    "small_cap_relative_return_etf": "iShares Russell 2000 and SPDR S&P 500 closes with dividends",
    "small_cap_relative_return_french": "Kenneth R. French, portfolios formed on size",
}


def instrument(place: DeltaGenerator) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places of the watched chart, of the levers beside it, and of what stands below both."""
    with place.container():
        chart, levers = st.columns([5, 3])
        return chart, levers.container(gap="small", key="strip"), st.container()


def horizon() -> None:
    """Offer how far ahead the answer is read."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content", gap=None):
            st.caption("Answer after, months")
            with st.container(horizontal=True, gap="xsmall"):
                for months_ahead in HORIZONS_MONTHS:
                    _chip(months_ahead)
        slider("horizon_months", "Horizon, months", "How far ahead the paths run.", width=200)
        st.segmented_control(
            "Show",
            [IMPACT, FULL_RANGE],
            default=IMPACT,
            key="view",
            bind="query-params",
            required=True,
            help="Impact: scenario minus baseline, no market noise. Full range: the scenario with all "
            "that may happen besides.",
        )


def _chip(months_ahead: int) -> None:
    """Offer one horizon by a button.

    A choice among them would be set by the server as the slider moves, and a press on anything else
    that the browser sends before it has heard of that would count as choosing the old one again.
    """
    chosen = st.session_state["horizon_months"] == months_ahead
    st.button(
        f"**{months_ahead}**" if chosen else f"{months_ahead}",
        key=f"answer_after_{months_ahead}",
        type="secondary" if chosen else "tertiary",
        on_click=_look_ahead,
        args=(months_ahead,),
    )


def _look_ahead(months_ahead: int) -> None:
    st.session_state["horizon_months"] = months_ahead


def headline_numbers(outcome: Outcome) -> None:
    """Show difference, level and growth, each with its own range."""
    said = cards(outcome)
    with st.container(horizontal=True):
        for number, (label, value, below, help_text) in enumerate(said):
            with st.container(width=_CARD_PIXELS, gap=None, key=f"card_{number}"):
                st.metric(label, value, help=help_text)
                st.caption(unbroken(below))


def cards(outcome: Outcome) -> list[Card]:
    """Return what the cards say."""
    relative = outcome.path(RETURN)
    row = relative.at(outcome.horizon_months)
    return [
        *_return_cards(outcome, relative, row),
        growth_card(outcome, EPS, "S&P 500 EPS"),
        growth_card(outcome, PROFITS, "Profit growth"),
    ]


def _return_cards(outcome: Outcome, path: OutcomePath, row: int) -> tuple[Card, Card]:
    """Return what the cards of small minus large say."""
    if isinstance(path, CombinedPath):
        return effect_card(path, row), level_card(path, row)
    span = months(outcome.horizon_months)
    effect = (
        "Impact on small vs large",
        f"{signed(path.difference[row])} pp",
        f"{span}, {SHOWN} range {band(path, 'difference', row)} pp",
        "Scenario minus baseline, 100 x log return, cumulative. The range holds the uncertainty "
        "of the coefficients, no future shocks.",
    )
    level = (
        "Small vs large",
        f"{signed(path.scenario[row])} pp",
        f"{span}, {SHOWN} range {band(path, 'scenario', row)} pp",
        "100 x log return, cumulative, if the levers follow this path, market noise included: from the "
        "errors of the equation on data it had not seen.",
    )
    return effect, level


def _return_record(outcome: Outcome) -> str:
    path = outcome.path(RETURN)
    if isinstance(path, CombinedPath):
        return return_record(path, path.at(outcome.horizon_months))
    record = outcome.equation_of(RETURN).record
    share = 100 * record["rsquared_levers"]
    reach = f"explained {share:.0f}% of the variance" if share > 0 else "explained nothing"
    said = (
        f"**small minus large**: given the levers, the equation {reach} out of sample since "
        f"{record['first_judged'][:4]}"
    )
    if "n_coverage" in record:
        held = " and ".join(f"{100 * record[f'coverage_{level}']:.0f}%" for level in WIDE_PCT)
        said += f"; its {' and '.join(map(str, WIDE_PCT))}% bands held {held} of outcomes"
    return said


def record(outcome: Outcome) -> None:
    """Say how far the equations can be trusted, and what single stretches of history say."""
    st.caption(f":material/fact_check: Track record, {_return_record(outcome)}.")
    st.caption(f":material/fact_check: Track record, {track_record(outcome)}.")
    if outcome.scenario.moved:
        st.caption(
            "**Same scenario, estimated on each era**: small vs large "
            f"{by_period(outcome, RETURN)} pp; S&P 500 EPS {by_period(outcome, EPS)} pp."
            f"{by_specification(outcome)}"
        )


def beyond_history(outcome: Outcome) -> None:
    """Say when a lever leaves the range that the equations have seen."""
    for note in outcome.notes:
        if note.startswith(BEYOND_HISTORY):
            st.warning(note, icon=":material/warning:")


def watched_chart(outcome: Outcome, world: World) -> str:
    """Draw small vs large: what the scenario changes, or all that may happen; return its source."""
    path = outcome.path(RETURN)
    effect = shows_effect(outcome)
    paths = fan_columns(path, effect=effect)
    paths["month"] = first_days(path.periods, from_one_before=True)
    past, last_month = past_return(world, outcome.fit.spec.target)
    if effect:
        past = nothing()
    elif outcome.scenario.as_of:  # and what has come since, over the ranges
        since = return_since(world, outcome.fit.spec.target, panel_in_use())
        past = {name: np.r_[past[name], since[name]] for name in since}
    late = last_month < outcome.setting.origin
    published = f"Published to {month(last_month)}. " if late and not effect else ""
    title = finding_of(outcome, effect=effect)
    source = f"Bands: {ALL_SHOWN}, {_given(outcome)}. {published}" + source_text(
        outcome, _TARGET_SOURCES[outcome.fit.spec.target]
    )
    st.header(plain(unbroken(title)), anchor=False)
    draw_chart(
        fan_chart,
        {"paths": paths, "past": past},
        key="fan",
        title=title,
        source=source,
        alt="Cumulative relative return with bands",
        value_title="Impact on small vs large (pp)" if effect else "Small vs large (pp)",
        height=_CHART_PIXELS,
        follows=f".st-key-{WATCHED}",
    )
    return source


def shows_effect(outcome: Outcome) -> bool:
    """Whether the watched chart shows what the scenario changes, not all that may happen."""
    return bool(outcome.scenario.moved) and st.session_state.get("view", IMPACT) == IMPACT


def fan_columns(path: OutcomePath, *, effect: bool) -> dict[str, np.ndarray]:
    """Return what the watched chart draws, from the origin on, NaN where a figure is withheld."""
    ahead = path.statistics("difference" if effect else "scenario")
    ahead = ahead | {"baseline": 0 * path.baseline if effect else path.baseline}
    hidden = np.array([bool(path.withheld_at(row)) for row in range(len(path.periods))])
    return {name: np.r_[0.0, np.where(hidden, np.nan, values)] for name, values in ahead.items()}


def finding_of(outcome: Outcome, *, effect: bool) -> str:
    """State the odds; of one model alone, the last figure that is not withheld."""
    side = "difference" if effect else "scenario"
    path = outcome.path(RETURN)
    row, end = path.stated(outcome.horizon_months), path.at(outcome.horizon_months)
    if isinstance(path, CombinedPath):
        return finding(path, end, moved=bool(outcome.scenario.moved))
    if row < 0:
        return f"Small vs large: withheld, {path.withheld_at(end)}"
    against = "against the baseline " if side == "difference" else ""
    figure = signed(getattr(path, side)[row])
    return f"Small vs large: {figure} pp {against}by {month(path.periods[row])}"


def in_words(outcome: Outcome, levers: dict[str, str], source: str) -> None:
    """Say the answer, what the levers are set to, and where the scenario starts."""
    path = outcome.path(RETURN)
    end = path.at(outcome.horizon_months)
    if isinstance(path, CombinedPath) and outcome.scenario.moved and not path.withheld[end]:
        st.markdown(f"**{plain(unbroken(course(path, end, outcome.scenario.moved)))}**")
    st.markdown(plain(unbroken(headline(outcome))))
    labels = [LEVERS[lever].label for lever in outcome.scenario.in_play]
    said = [f"**{plain(label)}**: {plain(levers[label])}." for label in labels]
    st.caption(" ".join(said))
    st.caption(plain(_start(outcome)))
    st.caption(plain(f"Chart: {source}"))


def _start(outcome: Outcome) -> str:
    """Say where the scenario starts, and what it is about if it is a preset."""
    scenario, setting = outcome.scenario, outcome.setting
    notes = [
        preset.note
        for preset in presets().values()
        if preset.stated.name == scenario.name
        and preset.stated.as_of == scenario.as_of
        and preset.scenario_in(setting) == scenario
    ]
    return " ".join([f"Starts after {setting.origin:%b %Y}, as known on {setting.dated}.", *notes])


def _given(outcome: Outcome) -> str:
    free = any(
        not part.active and part.otherwise == "follow" for part in outcome.scenario.parts.values()
    )
    return "given the levers that are set" if free else "if the levers follow this path"


def notes(outcome: Outcome) -> None:
    """Say what was assumed, and what this is not."""
    for note in outcome.notes:
        if not note.startswith(BEYOND_HISTORY):
            st.caption(plain(note))
    st.caption(
        "Associations in history, mixed with why the Fed and the budget moved; not causal effects, "
        "and not investment advice. The Method page says how the numbers are made."
    )
