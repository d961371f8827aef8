"""Shares with their intervals, one a horizon."""

from typing import Literal

import altair as alt

from models.common.bands import SHOWN
from pages.charts.pieces import as_idea, idea_color, value_axis, zero_line


def share_intervals(
    *, value_title: str, part: str, idea: Literal["small caps", "large caps"]
) -> alt.LayerChart:
    """Draw a point and its interval for each horizon, with lines at 0 and 100.

    Reads ``shares``: ``label``, ``share``, ``low`` and ``high`` in percent, in the order to show.
    """
    color = idea_color()
    data = alt.Chart(alt.NamedData("shares"))
    place = alt.X(
        "label",
        type="nominal",
        sort=None,
        axis=alt.Axis(labelAngle=0, labelFlush=False, grid=False),
    )
    place = place.title(None)
    tooltip = [
        alt.Tooltip("label", type="nominal", title="Over"),
        alt.Tooltip("share", type="quantitative", format=".0f", title=f"{part}, %"),
        alt.Tooltip("low", type="quantitative", format=".0f", title=f"{SHOWN} interval from"),
        alt.Tooltip("high", type="quantitative", format=".0f", title="to"),
    ]
    whole = as_idea(alt.Chart(alt.sequence(1)).mark_rule(strokeDash=[4, 3]), "baseline").encode(
        color, y=alt.datum(100)
    )
    intervals = as_idea(data.mark_rule(strokeWidth=3, opacity=0.5), idea).encode(
        place,
        value_axis("low", value_title, number_format=".0f"),
        alt.Y2("high"),
        color,
        tooltip=tooltip,
    )
    points = as_idea(data.mark_point(filled=True, size=90, opacity=1), idea).encode(
        place, value_axis("share", value_title, number_format=".0f"), color, tooltip=tooltip
    )
    return alt.layer(zero_line(color), whole, intervals, points).properties(height=240)
