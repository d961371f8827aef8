"""Every lever by a usual move of its own, down and up, the largest effect first."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, rows_axis, value_axis, zero_line


def tornado_chart(*, value_title: str, levers: int) -> alt.LayerChart:
    """Draw two bars a lever around a zero line, the move down fainter.

    Reads ``bars``: ``lever`` with its moves in words, ``move``, ``direction`` and ``effect``.
    """
    color = idea_color()
    bars = as_idea(alt.Chart(alt.NamedData("bars")).mark_bar(size=22), "scenario").encode(
        value_axis("effect", value_title, channel=alt.X),
        rows_axis("lever"),
        color,
        opacity=alt.condition("datum.direction === 'up'", alt.value(1.0), alt.value(0.5)),
        tooltip=[
            alt.Tooltip("lever", type="nominal", title="Lever"),
            alt.Tooltip("move", type="nominal", title="Move over a year"),
            alt.Tooltip("effect", type="quantitative", format="+.2f", title=value_title),
        ],
    )
    layers = [bars, zero_line(color, channel="x")]
    return alt.LayerChart(layer=layers).properties(height=60 + 30 * levers)
