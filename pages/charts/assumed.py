"""A path that is assumed: dashed where estimates are solid, its band an outline."""

import altair as alt

from models.common.bands import SHOWN
from pages.charts.pieces import as_idea, end_labels, idea_color, month_axis, value_axis, zero_line


def assumed_path(*, value_title: str, height: int = 220) -> alt.LayerChart:
    """Draw baseline and scenario of an assumption with its shown band.

    Reads ``paths``: ``month``, ``baseline``, ``scenario``, ``low`` and ``high``.
    """
    color = idea_color()
    data = alt.Chart(alt.NamedData("paths"))
    tooltip = [
        alt.Tooltip("month", type="temporal", format="%b %Y", title="Quarter from"),
        alt.Tooltip("scenario", type="quantitative", format="+.1f", title="Assumed, scenario"),
        alt.Tooltip("baseline", type="quantitative", format="+.1f", title="Assumed, baseline"),
        alt.Tooltip("low", type="quantitative", format="+.1f", title=f"{SHOWN} band from"),
        alt.Tooltip("high", type="quantitative", format="+.1f", title="to"),
    ]

    def values(column: str) -> alt.Y:
        return value_axis(column, value_title, number_format="+.0f")

    shade = as_idea(data.mark_area(opacity=0.08), "scenario").encode(
        month_axis(), values("low"), alt.Y2("high"), color, tooltip=tooltip
    )
    edges = [
        as_idea(data.mark_line(strokeWidth=1, strokeDash=[2, 3]), "scenario").encode(
            month_axis(), values(end), color, tooltip=tooltip
        )
        for end in ("low", "high")
    ]
    lines = [
        as_idea(data.mark_line(strokeWidth=width, strokeDash=dash), idea).encode(
            month_axis(), values(idea), color, tooltip=tooltip
        )
        for idea, width, dash in (("baseline", 1.5, [5, 4]), ("scenario", 2.5, [7, 3]))
    ]
    named = end_labels(data, values, scenario="scenario", baseline="baseline")
    return alt.layer(shade, *edges, zero_line(color), *lines, *named).properties(height=height)
