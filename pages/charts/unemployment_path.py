"""The unemployment lever as a path."""

import altair as alt

from pages.charts.pieces import idea_color, months_ahead_axis, value_axis, zero_line


def unemployment_path() -> alt.LayerChart:
    """Draw the change in unemployment month by month, scenario and baseline.

    Reads the dataset ``path``: ``month_ahead``, ``unemployment_change_pp``, ``idea``.
    """
    color = idea_color("scenario", "baseline")
    lines = (
        alt.Chart(alt.NamedData("path"))
        .mark_line()
        .encode(
            months_ahead_axis(),
            value_axis("unemployment_change_pp", "Change in unemployment (pp)"),
            color,
            tooltip=[
                alt.Tooltip("idea", type="nominal", title="Path"),
                alt.Tooltip("month_ahead", type="quantitative", title="Months ahead"),
                alt.Tooltip(
                    "unemployment_change_pp", type="quantitative", format="+.2f", title="Change, pp"
                ),
            ],
        )
    )
    return alt.layer(zero_line(color), lines).properties(height=300)
