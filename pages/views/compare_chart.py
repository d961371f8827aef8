"""The compared scenarios through time on one chart, and what came since a start in the past."""

import numpy as np
import pandas as pd

from models.common.bands import SHOWN
from models.common.text import in_unit, month, signed
from models.equations.outcomes import EPS, OUTCOMES, RETURN
from pages.charts.overlay import LETTERS, LINE_IDEAS, SINCE_IDEA, overlay_chart
from pages.charts.rows import Columns, first_days
from pages.parts.draw import draw
from pages.parts.past import growth_since, nothing, return_since
from pages.parts.world import panel_in_use
from pages.views.compare_view import NAMES, Shown, includes_zero

VALUE_TITLES = {
    RETURN: "Small vs large, cumulative (pp)",
    EPS: "Four-quarter growth (%, log)",
}
_ROOM = 0.35  # of the time shown, for the names at the ends of lines
_APART = 0.055  # of the axis: how far names have to stand from each other


def overlay(shown: Shown) -> None:
    """Draw every scenario's path with its name at the end, and what has come since a past start."""
    first, from_zero = shown.paths[0], shown.variable == RETURN  # a return begins at zero
    rows = [r for r in range(first.at(shown.horizon_months) + 1) if first.horizon_months[r] >= 1]
    if not rows:
        return
    stated = [not shown.withheld(row) for row in rows]
    values = np.array([np.where(stated, path.scenario[rows], np.nan) for path in shown.paths])
    values = np.hstack([np.zeros((len(values), int(from_zero))), values])
    days = first_days(first.periods[rows], from_one_before=from_zero)
    span = (days[-1:] - days[:1]).astype("timedelta64[D]")
    since, published = _since(shown, first.periods[rows])
    draw(
        overlay_chart,
        {
            "paths": _long(shown.found.names, days, values),
            "since": since,
            "ends": _ends(shown.labels, days, values, since),
            "room": {"month": days[-1:] + (_ROOM * span.astype(int)).astype("timedelta64[D]")},
        },
        key=f"overlay_{shown.variable}",
        title=_title(shown),
        source=f"{_whole_range(shown)} {published}{shown.source}",
        alt=f"Scenarios compared: {OUTCOMES[shown.variable].label}",
        words=shown.words,
        value_title=VALUE_TITLES[shown.variable],
    )


def _title(shown: Shown) -> str:
    """State how far each scenario is from A, and that no sign is settled where none is."""
    if shown.last < 0:
        return f"{VALUE_TITLES[shown.variable]}: withheld"
    each = [shown.gap(place, shown.last) for place in range(1, len(shown.labels))]
    listed = ", ".join(
        f"{label} {signed(found.mean)} pp"
        for label, found in zip(shown.labels[1:], each, strict=True)
    )
    unsettled = "; no sign is settled" if all(map(includes_zero, each)) else ""
    name = NAMES[shown.variable]
    return (
        f"{name[0].upper()}{name[1:]} by {month(shown.paths[0].periods[shown.last])}, against "
        f"{shown.labels[0]}: {listed}{unsettled}"
    )


def _whole_range(shown: Shown) -> str:
    """Say how wide the whole range of A is, which the lines leave out."""
    if shown.last < 0:
        return "Lines are averages."
    low, high = (end[shown.last] for end in shown.paths[0].band("scenario"))
    whole = in_unit(f"{signed(low)} to {signed(high)}", shown.paths[0].unit)
    return (
        f"Lines are averages; the full {SHOWN} range of outcomes for A by "
        f"{month(shown.paths[0].periods[shown.last])} is {whole}."
    )


def _long(names: tuple[str, ...], days: np.ndarray, values: np.ndarray) -> Columns:
    """Return the paths (S, T) one below the other."""
    count = len(names)
    return {
        "month": np.tile(days, count),
        "scenario": np.repeat(names, len(days)),
        "letter": np.repeat(list(LETTERS[:count]), len(days)),
        "idea": np.repeat(LINE_IDEAS[:count], len(days)),
        "value": values.ravel(),
    }


def _since(shown: Shown, periods: pd.PeriodIndex) -> tuple[Columns, str]:
    """Return what has come in those periods after a start in the past, and who published it to when."""
    world, newest = shown.found.world, panel_in_use()
    if not shown.found.outcomes[0].scenario.as_of:
        return nothing(), ""
    name: str
    if shown.variable == RETURN:
        name, skipped = world.fit.spec.target, 1  # the zero it begins at
        since = return_since(world, name, newest)
    else:
        name, skipped = shown.variable, 0
        since = growth_since(name, newest, periods)
    count = int((since["month"] <= first_days(periods)[-1]).sum())
    if count == skipped:
        return nothing(), ""
    publisher, last = newest.provenance(name).publisher, month(periods[count - skipped - 1])
    drawn = {column: values[:count] for column, values in since.items()}
    return drawn, f"Grey: what came, to {last} ({publisher}). "


def _ends(labels: list[str], days: np.ndarray, values: np.ndarray, since: Columns) -> Columns:
    """Return where each line ends and where its name stands: beside it, none on another."""
    found = np.isfinite(values)
    last = [int(np.flatnonzero(row)[-1]) if row.any() else 0 for row in found]
    level = np.nan_to_num(values[np.arange(len(labels)), last])
    months_of_ends, letters, ideas = (
        days[last],
        [*LETTERS[: len(labels)]],
        [*LINE_IDEAS[: len(labels)]],
    )
    if len(since["value"]):
        labels, letters, ideas = [*labels, "Actual"], [*letters, "Actual"], [*ideas, SINCE_IDEA]
        level = np.append(level, since["value"][-1])
        months_of_ends = np.append(months_of_ends, since["month"][-1])
    drawn = np.concatenate([values[found], since["value"], [0.0]])
    gap, at = _APART * max(float(np.ptp(drawn)), 0.1), level.copy()
    order = np.argsort(level, kind="stable")
    for below, above in zip(order, order[1:], strict=False):
        at[above] = max(at[above], at[below] + gap)
    return {
        "month": months_of_ends,
        "at": at + (level - at).mean(),
        "letter": letters,
        "words": [f"{label} {signed(v)}" for label, v in zip(labels, level, strict=True)],
        "idea": ideas,
    }
