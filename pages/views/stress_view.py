"""The map of two levers on the Stress page, and what the page asks."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Literal

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.common.bands import SHOWN, SHOWN_PCT, ends
from models.common.text import months, signed
from models.comparison.axis import Axis, axis_of
from models.comparison.lever_grid import Grid, grid
from models.comparison.sweep import Sweep
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from models.outcome.combination import HORIZONS_MONTHS
from models.outcome.export import csv_bytes
from models.outcome.return_words import odds
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.request import Request
from pages.charts.heat import CELL, heat_map
from pages.charts.rows import Columns
from pages.parts.draw import draw
from pages.parts.levers import load
from pages.parts.notes import leave_notes

OUTCOMES_BY_NAME = {"small vs large": RETURN, "S&P 500 EPS growth": EPS}
_STATISTICS: dict[str, Literal["difference", "odds_scenario"]] = {
    "effect": "difference",
    "odds": "odds_scenario",
}
_ODDS_OF = {RETURN: "Odds that small beats large", EPS: "Odds that EPS grows"}
_EFFECT_ON = {RETURN: "Effect on small vs large", EPS: "Effect on S&P 500 EPS growth"}
_COVER = (
    1.04  # of a step: cells lie on each other a little, or the paper shines through between them
)
_KEPT = 16  # maps, of two megabytes each
_NICE = tuple(size * 10.0**power for power in range(-1, 3) for size in (1, 1.5, 2, 3, 5, 7.5))


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asks: of two levers, which outcome by which statistic, how far ahead."""

    x: str
    y: str
    variable: str
    statistic: Literal["difference", "odds_scenario"]
    horizon_months: int


def around(request: Request) -> str:
    """Say around which scenario levers are varied."""
    scenario = request.scenario
    kept = f"Around “{scenario.name}”" if scenario.moved else "With no other lever moved"
    return (
        f"{kept}: what two levers together have meant for small caps and for earnings, and how far one "
        "would have to go to turn the answer."
    )


def lever_choice(
    place: DeltaGenerator, label: str, *, key: str, opens_on: str, but: str = ""
) -> str:
    """Offer the levers by name, without the one that is chosen elsewhere."""
    labels = {lever.id: lever.label for lever in LEVERS.values() if lever.id != but}
    return place.selectbox(
        label,
        list(labels),
        list(labels).index(opens_on) if opens_on in labels else 0,
        format_func=labels.__getitem__,
        key=key,
        bind="query-params",
    )


def questions(request: Request) -> Question:
    """Offer levers, outcome, statistic and horizon."""
    first, second, third, fourth, fifth = st.columns([4, 4, 5, 3, 3], gap="small")
    x = lever_choice(first, "Across", key="stress_x", opens_on="labour")
    y = lever_choice(second, "Up", key="stress_y", opens_on="fed", but=x)
    outcome = third.selectbox(
        "Outcome", list(OUTCOMES_BY_NAME), key="stress_outcome", bind="query-params"
    )
    shown = list(_STATISTICS)
    if outcome == "small vs large" and request.spec.return_model != "combined":
        shown = ["effect"]  # a single estimator of returns has no odds
    statistic = fourth.selectbox("Show", shown, key="stress_show", bind="query-params")
    horizon = fifth.selectbox(
        "Months ahead",
        HORIZONS_MONTHS,
        HORIZONS_MONTHS.index(12),
        key="stress_months",
        bind="query-params",
    )
    return Question(x, y, OUTCOMES_BY_NAME[outcome], _STATISTICS[statistic], int(horizon))


def grid_of(request: Request, world: World, x: str, y: str) -> Grid:
    """Return the map of two levers around a scenario; a move of one of both evaluates nothing."""
    across, up = axis_of(x), axis_of(y)
    found = _grid(rest_of(request, x, y), world, x, y)
    return replace(found, now=(across.now(request), up.now(request)))


def rest_of(request: Request, x: str, y: str) -> Request:
    """Return what a map keeps of a request: the same wherever both levers stand."""
    return axis_of(y).rest(axis_of(x).rest(request))


@lru_cache(maxsize=_KEPT)
def _grid(rest: Request, world: World, x: str, y: str) -> Grid:
    return grid(rest, world, x, y)


@dataclass(frozen=True, slots=True)
class Shown:
    """A map as it is drawn, but for where the scenario stands on it."""

    title: str
    reach: float
    cells: Columns
    zero: Columns


@lru_cache(maxsize=_KEPT)
def _shown(rest: Request, world: World, asked: Question) -> Shown | None:
    """Return the map of a question; None where no period ends within its horizon."""
    found = _grid(rest, world, asked.x, asked.y)
    row = found.batch[asked.variable].at(asked.horizon_months)
    if row < 0:
        return None
    values = _values(found, asked, row)
    effect = asked.statistic == "difference"
    far = float(np.nanmax(np.abs(values - _middle(effect)), initial=0.0))
    zero = found.frontier(asked.variable, asked.statistic, asked.horizon_months) if effect else []
    return Shown(
        title=title_of(found, asked, row, values),
        reach=next((size for size in _NICE if size >= far), far) if effect else 50.0,
        cells=_cells(found, values, _words(found, asked, row)),
        zero=dict(zip(("x", "y", "x2", "y2"), _segments(zero), strict=True)),
    )


def _middle(effect: bool) -> float:
    return 0.0 if effect else 50.0


def map_of_two_levers(request: Request, world: World, asked: Question) -> None:
    """Draw the map; a click on a cell sets both levers to it."""
    found = grid_of(request, world, asked.x, asked.y)
    shown = _shown(rest_of(request, asked.x, asked.y), world, asked)
    if shown is None:
        st.info("No quarter ends within the horizon: choose a longer one.")
        return
    effect = asked.statistic == "difference"
    key = f"map_{asked.x}_{asked.y}_{asked.variable}_{asked.statistic}_{asked.horizon_months}"
    draw(
        heat_map,
        {"cells": shown.cells, "zero": shown.zero, "now": _position(found)},
        key=key,
        title=shown.title,
        source=f"{_legend(effect)} Source: our estimates. Data as of {world.setting.dated}.",
        alt=f"Map of two levers: {OUTCOMES[asked.variable].label}",
        on_select=lambda: _load_cell(key, request, asked.x, asked.y),
        x_title=found.x.label,
        y_title=found.y.label,
        x_format=number_format(found.x),
        y_format=number_format(found.y),
        value_title=_value_title(asked, found.batch[asked.variable].unit),
        middle=_middle(effect),
        reach=shown.reach,
        number_format="+.1f" if effect else ".0f",
    )
    st.caption(
        "Click a cell to set both levers to it, here and on the pages Scenario and Earnings. A lever at "
        "zero stays at its baseline."
    )
    csv_button("Map (CSV)", "grid.csv", found)


def number_format(axis: Axis) -> str:
    """Return how many decimals the steps of a lever need."""
    return "+.0f" if isinstance(axis.size.step, int) else "+.1f"


def csv_button(label: str, name: str, found: Grid | Sweep) -> None:
    """Offer a table, the bytes of the command line's file of that name."""
    st.download_button(
        label,
        partial(_csv, found),
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        key=f"download_{name}",
        on_click="ignore",
    )


def _csv(found: Grid | Sweep) -> bytes:
    return csv_bytes(found.table)


def title_of(found: Grid, asked: Question, row: int, values: np.ndarray) -> str:
    """State the range over the map, and whether its sign is settled anywhere."""
    many = found.batch[asked.variable]
    span = months(int(many.horizon_months[row]))
    shown = values[np.isfinite(values)]
    head = (_EFFECT_ON if asked.statistic == "difference" else _ODDS_OF)[asked.variable]
    if not len(shown):
        return f"{head} over {span}: withheld, no better than the long-run average this far ahead"
    if asked.statistic == "odds_scenario":
        return f"{head} over {span}: {odds(shown.min() / 100)} to {odds(shown.max() / 100)}"
    settled = _settled(found, asked.variable, row)[np.isfinite(values)].mean()
    said = f"its sign is settled in {100 * settled:.0f}% of the map"
    if not settled:
        said = "nowhere is its sign settled"
    return f"{head} over {span}: {signed(shown.min())} to {signed(shown.max())} pp; {said}"


def _settled(found: Grid, variable: str, row: int) -> np.ndarray:
    """Where the sign of the effect is settled, (X, Y): of earnings, where the band excludes zero."""
    many = found.batch[variable]
    if variable == RETURN:
        settled = many.established[:, row]
    else:
        low, high = (many.of(f"difference_{end}")[:, row] for end in ends(SHOWN_PCT))
        settled = (low > 0) | (high < 0)
    return settled.reshape(len(found.x_values), len(found.y_values))


def _values(found: Grid, asked: Question, row: int) -> np.ndarray:
    """Return what the map shows (X, Y), pp or %, NaN where it is withheld."""
    many = found.batch[asked.variable]
    values = np.where(many.stated, many.of(asked.statistic), np.nan)[:, row]
    scaled = values if asked.statistic == "difference" else 100 * values
    return scaled.reshape(len(found.x_values), len(found.y_values))


def _words(found: Grid, asked: Question, row: int) -> list[str]:
    """Say each cell: the effect with its range, or the odds."""
    many = found.batch[asked.variable]
    stated, shown = many.stated[:, row], many.of(asked.statistic)[:, row]
    if asked.statistic == "odds_scenario":
        said = [odds(value) for value in shown]
    else:
        low, high = (many.of(f"difference_{end}")[:, row] for end in ends(SHOWN_PCT))
        said = [
            f"{signed(value)} pp ({SHOWN} range {signed(a)} to {signed(b)})"
            for value, a, b in zip(shown, low, high, strict=True)
        ]
    return [
        reason or (words if ok else "withheld")
        for words, ok, reason in zip(said, stated, found.batch.refused, strict=True)
    ]


def _cells(found: Grid, values: np.ndarray, words: list[str]) -> Columns:
    """Return one row a cell with its edges, half a step to either side."""
    xs, ys = found.x_values, found.y_values
    shown = np.where(np.isfinite(values.ravel()), _COVER, 1.0)
    half = shown * (xs[1] - xs[0]) / 2, shown * (ys[1] - ys[0]) / 2
    x, y = np.repeat(xs, len(ys)), np.tile(ys, len(xs))
    edges = {"x0": x - half[0], "x1": x + half[0], "y0": y - half[1], "y1": y + half[1]}
    return {"x": x, "y": y, **edges, "value": values.ravel(), "words": words}


def _segments(zero: list) -> np.ndarray:
    """Return the line of zero as columns x, y, x2, y2."""
    return np.array(zero, dtype=float).reshape(-1, 4).T


def _position(found: Grid) -> Columns:
    """Return where the scenario stands; nowhere if one of the levers is on a path of its own."""
    x, y = found.now
    rows = [(x, y)] if x is not None and y is not None else []
    return dict(zip(("x", "y"), np.array(rows, dtype=float).reshape(-1, 2).T, strict=True))


def _legend(effect: bool) -> str:
    """Say what the marks are."""
    line = "Line: no effect. " if effect else ""
    return f"{line}Circle: where the scenario stands. Grey: withheld."


def _value_title(asked: Question, unit: str) -> str:
    if asked.statistic == "odds_scenario":
        return f"{_ODDS_OF[asked.variable]} (%)"
    return f"{_EFFECT_ON[asked.variable]} (pp)" if unit else ""


def at_cell(request: Request, x: Axis, y: Axis, at_x: float, at_y: float) -> Request:
    """Return the scenario with both levers where a cell has them; at zero they are held, as there."""
    return y.moved(x.moved(request, at_x, hold=True), at_y, hold=True)


def _load_cell(key: str, request: Request, x: str, y: str) -> None:
    """Set both levers to the cell that was clicked."""
    cells = st.session_state[key]["selection"].get(CELL, [])
    if not cells:
        return
    across, up = axis_of(x), axis_of(y)
    at_x, at_y = float(cells[-1]["x"]), float(cells[-1]["y"])
    load(at_cell(request, across, up, at_x, at_y))
    leave_notes(
        "Loaded from the map:",
        [f"{axis.label} {signed(at, 2)}" for axis, at in ((across, at_x), (up, at_y))],
    )
