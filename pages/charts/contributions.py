"""Which lever moves the answer, and by how much."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, rows_axis, value_axis, zero_line


def contribution_bars(*, value_title: str, rows: int) -> alt.LayerChart:
    """Draw one bar a lever and their total around a zero line.

    Reads ``contributions``: ``lever`` and ``contribution``, in the order to show.
    """
    color = idea_color()
    x = value_axis("contribution", value_title, channel=alt.X)
    data = alt.Chart(alt.NamedData("contributions"))
    y = rows_axis("lever")
    bars = as_idea(data.mark_bar(size=18), "scenario").encode(
        x,
        y,
        color,
        opacity=alt.condition("datum.lever === 'All levers'", alt.value(1.0), alt.value(0.55)),
        tooltip=[
            alt.Tooltip("lever", type="nominal", title="Lever"),
            alt.Tooltip("contribution", type="quantitative", format="+.2f", title=value_title),
        ],
    )
    return alt.layer(bars, zero_line(color, channel="x")).properties(height=60 + 25 * rows)
