"""The parts of the Scenario page, in reading order."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.bands import ALL_SHOWN, SHOWN, WIDE_PCT
from models.common.text import day, month, months, percent, signed
from models.equations.outcomes import EPS, OUTCOMES, PROFITS, RETURN
from models.outcome.combination import CombinedPath
from models.outcome.notes import BEYOND_HISTORY
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.words import band, by_period
from models.outcome.world import World
from models.scenario.attribution import JOINING_ORDER
from models.scenario.levers import LEVERS
from models.scenario.presets import presets
from pages.charts.contributions import contribution_bars
from pages.charts.fan import fan_chart
from pages.charts.paths import path_chart
from pages.charts.rows import arrow_table, first_days
from pages.parts.draw import draw, plain, unbroken
from pages.parts.past import FAMILY_MARKS, growth_columns, nothing, past_growth, past_return
from pages.parts.source import source_line
from pages.views.combined_view import Card, effect_card, level_card, return_record
from pages.views.growth_view import by_specification, growth_card, track_record

_SPLIT_TITLES = {
    RETURN: "What moves small minus large",
    EPS: "What moves S&P 500 EPS",
    PROFITS: "What moves profits",
}
_SPLIT_CAVEATS = {
    EPS: " The Fed cuts when earnings weaken: this is what moved together, not what caused what.",
}
_CARD_PIXELS = 208  # the longest label and its question mark
_TARGET_SOURCES = {
    "small_cap_relative_return": "Russell 2000 and S&P 500 index closes, before 1987 Kenneth R. French",
    "small_cap_relative_return_etf": "iShares Russell 2000 and SPDR S&P 500 closes with dividends",
    "small_cap_relative_return_french": "Kenneth R. French, portfolios formed on size",
}


def headline_numbers(outcome: Outcome) -> None:
    """Show difference, level and growth with their bands and how far the equations can be trusted."""
    cards = _cards()
    relative = outcome.path(RETURN)
    row = relative.at(outcome.horizon_months)
    found = _return_cards(outcome, relative, row)
    for card, said in zip(cards[:2], found, strict=True):
        with card:
            _number(*said)
    for card, variable, label in (
        (cards[2], EPS, "S&P 500 EPS"),
        (cards[3], PROFITS, "Profit growth"),
    ):
        with card:
            _number(*growth_card(outcome, variable, label))
    st.caption(_trust(outcome))


def _return_cards(outcome: Outcome, path: OutcomePath, row: int) -> tuple[Card, Card]:
    """Return what the cards of small minus large say."""
    if isinstance(path, CombinedPath):
        return effect_card(path, row), level_card(path, row)
    span = months(outcome.horizon_months)
    effect = (
        "Effect, small minus large",
        f"{signed(path.difference[row])} pp",
        f"{span}, {SHOWN} band {band(path, 'difference', row)} pp",
        "Scenario minus baseline, 100 x log return, cumulative. The band holds the uncertainty "
        "of the coefficients, no future shocks.",
    )
    level = (
        "Level, small minus large",
        f"{signed(path.scenario[row])} pp",
        f"{span}, {SHOWN} band {band(path, 'scenario', row)} pp; in percent "
        f"{signed(percent(path.scenario[row]))}%",
        "If the levers follow this path, with everything else that can happen: made from the "
        "errors of the equation on data it had not seen.",
    )
    return effect, level


def start_line(outcome: Outcome) -> None:
    """Say where the scenario starts, and which preset it is or was."""
    scenario = outcome.scenario
    said = [
        f"Starts after {outcome.setting.origin:%b %Y}, as known on {day(outcome.setting.as_of)}."
    ]
    for preset in presets().values():
        if preset.stated.name != scenario.name:
            continue
        unchanged = preset.stated.as_of == scenario.as_of
        if unchanged and preset.scenario_in(outcome.setting) == scenario:
            said.append(preset.note)
        else:
            said.append("Changed from the preset of this name.")
    st.caption(plain(" ".join(said)))


def _cards() -> list[DeltaGenerator]:
    """Return four places for numbers: in a row, two by two, or one below another, as width has it."""
    pairs = st.container(horizontal=True)
    cards = []
    for _ in range(2):
        pair = pairs.container(horizontal=True, width=2 * _CARD_PIXELS + 16)
        cards += [pair.container(width=_CARD_PIXELS) for _ in range(2)]
    return cards


def _number(label: str, value: str, below: str, help_text: str) -> None:
    with st.container(gap=None):
        st.metric(label, value, help=help_text)
        st.caption(unbroken(below))


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


def _trust(outcome: Outcome) -> str:
    said = [_return_record(outcome), track_record(outcome)]
    record = ":material/fact_check: Record. " + ". ".join(said) + "."
    if not outcome.scenario.moved:
        return record
    return (
        f"{record} **The effect by the slopes of one stretch of history alone**: small minus large "
        f"{by_period(outcome, RETURN)} pp; S&P 500 EPS {by_period(outcome, EPS)} pp."
        f"{by_specification(outcome)}"
    )


def beyond_history(outcome: Outcome) -> None:
    """Say when a lever leaves the range that the equations have seen."""
    for note in outcome.notes:
        if note.startswith(BEYOND_HISTORY):
            st.warning(note, icon=":material/warning:")


def relative_return(outcome: Outcome, world: World) -> None:
    """Draw the fan of the cumulative relative return, or of its difference to the baseline."""
    st.header("The paths, and what moves them", anchor=False)
    path = outcome.path(RETURN)
    wanted = st.segmented_control(
        "Show",
        ["everything that may happen", "effect of the levers"],
        default="everything that may happen",
        key="view",
        bind="query-params",
        required=True,
        help="Everything: the scenario with future shocks. Effect: scenario minus baseline, with the "
        "uncertainty of the coefficients alone.",
    )
    effect = wanted == "effect of the levers"
    side = "difference" if effect else "scenario"
    ahead = path.statistics(side) | {"baseline": 0 * path.baseline if effect else path.baseline}
    hidden = np.array([bool(path.withheld_at(row)) for row in range(len(path.periods))])
    paths = {name: np.r_[0.0, np.where(hidden, np.nan, values)] for name, values in ahead.items()}
    paths["month"] = first_days(path.periods, from_one_before=True)
    past, last_month = past_return(world, outcome.fit.spec.target)
    past = nothing() if effect else past
    late = last_month < outcome.setting.origin
    published = f"Published to {month(last_month)}. " if late and not effect else ""
    draw(
        fan_chart,
        {"paths": paths, "past": past},
        key="fan",
        title=_fan_title(path, side, outcome.horizon_months),
        source=f"Bands: {ALL_SHOWN}, {_given(outcome)}. {published}"
        + source_line(outcome, _TARGET_SOURCES[outcome.fit.spec.target]),
        alt="Cumulative relative return with bands",
        value_title="Small minus large since origin (pp)",
    )


def _fan_title(path: OutcomePath, side: str, horizon_months: int) -> str:
    """State the last figure that is not withheld."""
    row, end = path.stated(horizon_months), path.at(horizon_months)
    if row < 0:
        return f"Small minus large: withheld, {path.withheld_at(end)}"
    against = "against the baseline " if side == "difference" else ""
    later = "; later months are withheld" if row < end else ""
    figure = signed(getattr(path, side)[row])
    return f"Small minus large: {figure} pp {against}by {month(path.periods[row])}{later}"


def _given(outcome: Outcome) -> str:
    free = any(
        not part.active and part.otherwise == "follow" for part in outcome.scenario.parts.values()
    )
    return "given the levers that are set" if free else "if the levers follow this path"


def growth(outcome: Outcome, world: World) -> None:
    """Draw EPS and profit growth: published, nowcast, baseline and scenario."""
    for column, variable in zip(st.columns(2), (EPS, PROFITS), strict=True):
        path = outcome.growth_path(variable)
        actual, last_quarter = past_growth(world, variable)
        explained = OUTCOMES[variable]
        with column:
            draw(
                path_chart,
                {"paths": growth_columns(path, actual), "past": actual},
                key=f"path_{variable}",
                title=f"{explained.title}, {SHOWN} band",
                source=source_line(outcome, explained.publisher)
                + f" Published to {month(last_quarter)}; later quarters are estimates.",
                alt=f"Path of {explained.label}",
                value_title="Four-quarter growth (%, log)",
                number_format="+.0f",
                banded=True,
                zero=True,
                members=FAMILY_MARKS,
            )


def contributions(outcome: Outcome) -> None:
    """Split the effect at the horizon by lever, for each outcome."""
    if not outcome.scenario.moved:
        st.caption(
            "No lever is moved: load a preset or move a lever in the sidebar to see what it does."
        )
        return
    columns = st.columns(3)
    for column, variable in zip(columns, _SPLIT_TITLES, strict=True):
        path = outcome.path(variable)
        row = path.stated(outcome.horizon_months)
        if row < 0 or path.horizon_months[row] < 1:
            continue
        parts = dict(zip(LEVERS, path.contributions[row], strict=True))
        split = {LEVERS[lever].label: parts[lever] for lever in JOINING_ORDER}
        bars = {
            "lever": [*split, "All levers"],
            "contribution": [*split.values(), path.difference[row]],
        }
        with column:
            draw(
                contribution_bars,
                {"contributions": bars},
                key=f"contributions_{variable}",
                title=_SPLIT_TITLES[variable],
                source=f"Scenario minus baseline, {month(path.periods[row])}. Own estimates."
                + _SPLIT_CAVEATS.get(variable, ""),
                alt=f"Contributions to {OUTCOMES[variable].label}",
                value_title="Contribution (pp)",
            )
    st.caption(_split_order())


def _split_order() -> str:
    """Say in which order the levers join."""
    first, *between, last = (LEVERS[lever].label for lever in JOINING_ORDER)
    return (
        f"Each bar is what changes when its lever joins: {', then '.join([first, *between])}, each with "
        f"those after it following history, then {last} against what it would do by itself."
    )


def table(outcome: Outcome) -> None:
    """Show the means and the shown band of the scenario at the usual horizons."""
    st.header("Scenario table", anchor=False)
    rows = []
    for path in outcome.paths:
        ahead = [i for i, h in enumerate(path.horizon_months) if h >= 1]
        shown = ahead if path.periods.freqstr.startswith("Q") else _usual(path, ahead)
        for i in shown:
            figures = {
                "Baseline": signed(path.baseline[i]),
                "Scenario": signed(path.scenario[i]),
                "Difference": signed(path.difference[i]),
                f"Difference, {SHOWN}": band(path, "difference", i),
                f"Scenario, {SHOWN}": band(path, "scenario", i),
                "Scenario, percent": signed(percent(path.scenario[i])),
            }
            if path.withheld_at(i):
                figures = dict.fromkeys(figures, "withheld")
            rows.append(
                {
                    "Outcome": OUTCOMES[path.variable].label,
                    "Period": month(path.periods[i]),
                    "Months": int(path.horizon_months[i]),
                    **figures,
                }
            )
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    st.dataframe(arrow_table(columns), hide_index=True, height="content", key="scenario_table")


def _usual(path: OutcomePath, ahead: list[int]) -> list[int]:
    usual = {1, 3, 6, 12, 18, 24, int(path.horizon_months[-1])}
    return [i for i in ahead if int(path.horizon_months[i]) in usual]


def notes(outcome: Outcome) -> None:
    """Say what was assumed, and what this is not."""
    for note in outcome.notes:
        if not note.startswith(BEYOND_HISTORY):
            st.caption(plain(note))
    st.caption(
        "Associations in history, mixed with why the Fed and the budget moved; not causal effects, "
        "and not investment advice. The page Method says how the numbers are made."
    )
