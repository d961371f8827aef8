"""Below the map of the Stress page: every lever by a usual move, and one lever along its steps."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from models.common.bands import SHOWN, SHOWN_PCT, ends
from models.common.text import in_unit, months, signed
from models.comparison.axis import axis_of
from models.comparison.break_even import NONE_WITHIN, BreakEven, break_even
from models.comparison.sweep import Sweep, sweep
from models.comparison.tornado import Tornado, nothing_moved, tornado
from models.comparison.usual_moves import SINCE
from models.equations.outcomes import OUTCOMES, RETURN
from models.outcome.notes import beside_notes
from models.outcome.world import World
from models.scenario.levers import LEVERS
from models.scenario.request import Request
from pages.charts.sweep import sweep_chart
from pages.charts.tornado import tornado_chart
from pages.parts.draw import draw, plain
from pages.views.stress_view import (
    OUTCOMES_BY_NAME,
    Question,
    csv_button,
    lever_choice,
    number_format,
)

_ONE_IN = 10
_KEPT = 32
_NAMES = {variable: name for name, variable in OUTCOMES_BY_NAME.items()}


@lru_cache(maxsize=_KEPT)
def _tornado(bare: Request, world: World) -> Tornado:
    return tornado(bare, world, one_in=_ONE_IN)


def sweep_of(request: Request, world: World, lever: str) -> Sweep:
    """Return a lever along its steps around a scenario; a move of that lever evaluates nothing."""
    axis = axis_of(lever)
    return replace(_sweep(axis.rest(request), world, lever), now=axis.now(request))


@lru_cache(maxsize=_KEPT)
def _sweep(rest: Request, world: World, lever: str) -> Sweep:
    return sweep(rest, world, lever)


def usual_moves(request: Request, world: World, asked: Question) -> None:
    """Draw what each lever alone does by a move that comes one year in ten, to either side."""
    found = _tornado(nothing_moved(request), world)
    many = found.batch[asked.variable]
    row = many.at(asked.horizon_months)
    if row < 0 or not many.stated[:, row].any():
        return
    table = found.effects(asked.variable, asked.horizon_months)
    bars: dict[str, list] = {"lever": [], "move": [], "direction": [], "effect": []}
    for each in table.itertuples():
        label = LEVERS[each.lever].label
        for direction, move, effect in (
            ("down", each.move_down, each.effect_down),
            ("up", each.move_up, each.effect_up),
        ):
            both = f"{signed(each.move_down)} or {signed(each.move_up)}"
            bars["lever"].append(f"{label}, {in_unit(both, each.unit)}")
            bars["move"].append(in_unit(signed(move), each.unit))
            bars["direction"].append(direction)
            bars["effect"].append(float(effect))
    low, high = (many.of(f"difference_{end}")[:, row] for end in ends(SHOWN_PCT))
    unsettled = "" if ((low > 0) | (high < 0)).any() else "; no sign is settled"
    most = max(map(abs, bars["effect"]))
    first = LEVERS[table["lever"].iloc[0]].label.lower()
    draw(
        tornado_chart,
        {"bars": bars},
        key=f"tornado_{asked.variable}",
        title=(
            f"A one-in-ten year of each lever moves {_NAMES[asked.variable]} by up to {most:.1f} pp "
            f"({first}){unsettled}"
        ),
        source=(
            f"Each lever alone, moved in a year as far as in one year in ten since {SINCE:%Y}; faint: "
            f"down. Effect after {months(int(many.horizon_months[row]))}. Source: our estimates. Data "
            f"as of {world.setting.dated}."
        ),
        alt=f"Usual moves: {OUTCOMES[asked.variable].label}",
        value_title="Effect (pp)",
        levers=len(table),
    )
    for note in beside_notes(world.setting, found.levers):
        st.caption(plain(note))


def one_lever(request: Request, world: World, asked: Question) -> None:
    """Draw an outcome along one lever, with its band, and say where it breaks even."""
    st.header("One lever along its steps", anchor=False)
    left, right = st.columns([1, 2], gap="small")
    lever = lever_choice(left, "Lever", key="stress_lever", opens_on="labour")
    side = right.segmented_control(
        "Break-even of",
        ["the effect", "the outcome itself"],
        default="the effect",
        key="stress_side",
        bind="query-params",
        required=True,
        help="The effect: against the case with nothing moved. The outcome itself: small caps neither "
        "ahead nor behind; earnings neither up nor down.",
    )
    found = sweep_of(request, world, lever)
    many = found.batch[asked.variable]
    row = many.at(asked.horizon_months)
    if row < 0:
        st.info("No quarter ends within the horizon: choose a longer one.")
        return
    of = "difference" if side == "the effect" else "scenario"
    even = break_even(found, asked.variable, asked.horizon_months, of)
    shown = [r for r in range(len(many.periods)) if many.stated[:, r].any()]
    lines = {months(int(many.horizon_months[r])): r for r in shown}
    stated = np.where(many.stated, many.of(of), np.nan)
    low, high = (
        np.where(many.stated[:, row], many.of(f"{of}_{end}")[:, row], np.nan)
        for end in ends(SHOWN_PCT)
    )
    draw(
        sweep_chart,
        {
            "lines": {
                "at": np.tile(found.values, len(lines)),
                "horizon": np.repeat(list(lines), len(found.values)),
                "value": stated[:, shown].T.ravel(),
            },
            "band": {"at": found.values, "low": low, "high": high},
            "now": {"at": np.array([] if found.now is None else [found.now], dtype=float)},
            "crossings": {
                "at": np.array([point.value for point in even.points if point.stated], dtype=float)
            },
        },
        key=f"sweep_{lever}_{asked.variable}_{of}",
        title=_title(found, even, int(many.horizon_months[row])),
        source=(
            f"Band: {SHOWN}, after {months(int(many.horizon_months[row]))}. Dashed rule: where the "
            f"scenario stands. Source: our estimates. Data as of {world.setting.dated}."
        ),
        alt=f"One lever: {OUTCOMES[asked.variable].label}",
        x_title=found.axis.label,
        x_format=number_format(found.axis),
        value_title=_value_title(asked.variable, of),
        horizons=tuple(lines),
        band=f"{SHOWN} band",
    )
    st.caption(plain(_interval(even, found)))
    csv_button("Sweep (CSV)", "sweep.csv", found)


def _value_title(variable: str, side: str) -> str:
    if side == "difference":
        return f"Effect on {_NAMES[variable]} (pp)"
    return "Small vs large (pp)" if variable == RETURN else "Four-quarter growth (%, log)"


def _title(found: Sweep, even: BreakEven, horizon_months: int) -> str:
    """State where the mean crosses zero, or that it does not."""
    label, unit = found.axis.lever.label, found.axis.size.unit
    points = [signed(point.value, 2) for point in even.points if point.stated]
    where = in_unit(" and ".join(points), unit) if points else NONE_WITHIN
    head = f"{label}, after {months(horizon_months)}"
    return f"{head}: break-even at {where}" if points else f"{head}: {where}"


def _interval(even: BreakEven, found: Sweep) -> str:
    """Say between which values zero lies inside the band, and where that has no end."""
    if not even.spans:
        return f"Zero lies outside the {SHOWN} band everywhere within the bounds of the lever."
    said = []
    for span in even.spans:
        if span.open_low and span.open_high:
            said.append("everywhere within the bounds of the lever")
        elif span.open_low:
            said.append(f"up to {signed(span.high, 2)}, without a lower end within bounds")
        elif span.open_high:
            said.append(f"from {signed(span.low, 2)}, without an upper end within bounds")
        else:
            said.append(f"from {signed(span.low, 2)} to {signed(span.high, 2)}")
    unit = found.axis.size.unit
    return f"The {SHOWN} interval of the break-even ({unit}): {' and '.join(said)}."
