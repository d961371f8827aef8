"""The levers and what moves with them, as paths with their recent past."""

import streamlit as st

from models.common.bands import SHOWN
from models.completion.data import UNITS
from models.outcome.macro import macro_bands
from models.outcome.outcome import Outcome
from models.outcome.world import World
from models.scenario.levers import LEVERS, PINNED
from pages.charts.paths import path_chart
from pages.charts.rows import Columns, first_days
from pages.parts.draw import draw
from pages.parts.past import past_macro
from pages.parts.source_text import source_text

_MACRO_CHARTS = {
    # variable: title, number format, zero in view, publisher
    "policy_rate": ("Federal funds rate", ".2f", False, "Federal Reserve Board"),
    "fiscal_impulse": ("Fiscal impulse", "+.1f", True, "Bureau of Economic Analysis, Treasury"),
    "unemployment_rate": ("Unemployment rate", ".1f", False, "Bureau of Labor Statistics"),
    "core_pce_inflation": ("Core PCE inflation", ".1f", True, "Bureau of Economic Analysis"),
    "treasury_10y": ("10-year Treasury yield", ".1f", False, "Federal Reserve Board"),
    "credit_spread": ("Baa credit spread", ".1f", False, "Moody's, Federal Reserve Board"),
}


def macro_paths(outcome: Outcome, world: World) -> None:
    """Offer the levers and what moves with them as paths; computed when opened."""
    box = st.expander("What the rest of the economy does", key="economy", on_change="rerun")
    if not box.open:
        return
    with box:
        _all_paths(outcome, world)


def _all_paths(outcome: Outcome, world: World) -> None:
    free = [
        LEVERS[lever].label
        for lever, part in outcome.scenario.parts.items()
        if not part.active and part.otherwise == "follow"
    ]
    st.caption(
        f"Solid line: your assumption. Shaded: what the model expects to follow, {SHOWN} range"
        + (f"; here of {', '.join(free)} as well." if free else ".")
    )
    bands = macro_bands(outcome.macro, outcome.horizon_months)
    pinned = [lever.variable for lever in PINNED]
    for row in (pinned, [name for name in _MACRO_CHARTS if name not in pinned]):
        for column, variable in zip(st.columns(len(row)), row, strict=True):
            with column:
                _macro_path(variable, bands[variable], outcome, world)


def _macro_path(variable: str, bands: Columns, outcome: Outcome, world: World) -> None:
    title, number_format, zero, publisher = _MACRO_CHARTS[variable]
    unit, ahead = UNITS[variable], outcome.levers.months
    paths = {"month": first_days(ahead), **bands}
    draw(
        path_chart,
        {"paths": paths, "past": past_macro(world, variable, ahead[-1])},
        key=f"macro_{variable}",
        title=f"{title} ({unit})",
        source=source_text(outcome, publisher),
        alt=f"Path of {title.lower()}",
        value_title=unit,
        number_format=number_format,
        banded=True,
        zero=zero,
        height=180,
    )
