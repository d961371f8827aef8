"""What follows from a scenario beside the watched chart: growth, the split by lever, the table."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.bands import SHOWN
from models.common.text import month, percent, signed
from models.equations.outcomes import EPS, OUTCOMES, PROFITS, RETURN
from models.outcome.outcome import Outcome
from models.outcome.path import OutcomePath
from models.outcome.words import band
from models.outcome.world import World
from models.scenario.attribution import levers_shown
from models.scenario.levers import LEVERS
from models.scenario.scenario import Scenario
from pages.charts.contributions import contribution_bars
from pages.charts.paths import path_chart
from pages.charts.rows import arrow_table
from pages.parts.draw import draw_chart, frame_chart
from pages.parts.past import FAMILY_MARKS, growth_columns, past_growth
from pages.parts.source_text import source_text
from pages.parts.world import world_of

Places = dict[str, DeltaGenerator]

_SPLIT_TITLES = {
    RETURN: "What moves small vs large",
    EPS: "What moves S&P 500 EPS",
    PROFITS: "What moves profits",
}


def growth_places(outcome: Outcome) -> Places:
    """Draw titles and sources of EPS and profit growth; return where the charts go."""
    places = {}
    for column, variable in zip(st.columns(2), (EPS, PROFITS), strict=True):
        with column:
            places[variable] = frame_chart(*_growth_words(outcome, variable))
    return places


def growth(places: Places, outcome: Outcome, world: World) -> None:
    """Draw EPS and profit growth: published, nowcast, baseline and scenario."""
    for variable, place in places.items():
        title, source = _growth_words(outcome, variable)
        actual, _ = past_growth(world, variable)
        with place:
            draw_chart(
                path_chart,
                {
                    "paths": growth_columns(outcome.growth_path(variable), actual),
                    "past": actual,
                },
                key=f"path_{variable}",
                title=title,
                source=source,
                alt=f"Path of {OUTCOMES[variable].label}",
                value_title="Four-quarter growth (%, log)",
                number_format="+.0f",
                banded=True,
                zero=True,
                members=FAMILY_MARKS,
            )


def _growth_words(outcome: Outcome, variable: str) -> tuple[str, str]:
    """Return title and source of a growth chart, which no lever changes."""
    explained = OUTCOMES[variable]
    _, last_quarter = past_growth(world_of(outcome.request), variable)
    return (
        f"{explained.title}, {SHOWN} range",
        source_text(outcome, explained.publisher)
        + f" Published to {month(last_quarter)}; later quarters are estimates. "
        "Triangles: each set of inputs alone.",
    )


def contribution_places(outcome: Outcome) -> Places:
    """Draw what stands around the splits by lever; return where charts and last words go."""
    places: Places = {}
    if outcome.scenario.moved:
        for column, variable in zip(st.columns(3), _SPLIT_TITLES, strict=True):
            with column:
                st.subheader(_SPLIT_TITLES[variable], anchor=False)
                places[variable] = st.container()
    return places | {"": st.container()}


def contributions(places: Places, outcome: Outcome) -> None:
    """Split the effect at the horizon by lever, for each outcome."""
    *charts, words = places.values()
    if not charts:
        words.caption("Nothing is moved: load a scenario or move a lever to see what it does.")
        return
    ends = []
    for variable, place in zip(_SPLIT_TITLES, charts, strict=True):
        path = outcome.path(variable)
        row = path.stated(outcome.horizon_months)
        if row < 0 or path.horizon_months[row] < 1:
            place.caption("No quarter ends within the horizon: lengthen it.")
            continue
        ends.append(month(path.periods[row]))
        parts = dict(zip(LEVERS, path.contributions[row], strict=True))
        split = {LEVERS[lever].label: parts[lever] for lever in levers_shown(outcome.scenario)}
        bars = {
            "lever": [*split, "All levers"],
            "contribution": [*split.values(), path.difference[row]],
        }
        with place:
            draw_chart(
                contribution_bars,
                {"contributions": bars},
                key=f"contributions_{variable}",
                title=_SPLIT_TITLES[variable],
                source=f"Scenario minus baseline, {ends[-1]}. Our estimates.",
                alt=f"Contributions to {OUTCOMES[variable].label}",
                value_title="Contribution (pp)",
                rows=len(bars["lever"]),
            )
    words.caption(f"Scenario minus baseline in {', '.join(ends)}. {_split_order(outcome.scenario)}")


def _split_order(scenario: Scenario) -> str:
    """Say in which order the levers join."""
    first, *between, last = (LEVERS[lever].label for lever in levers_shown(scenario))
    return (
        f"Each bar is what changes when its lever joins: {', then '.join([first, *between])}, each with "
        f"those after it left to the model, then {last} against what it would do by itself."
    )


def table(outcome: Outcome) -> None:
    """Show the means and the shown band of the scenario at the usual horizons."""
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
