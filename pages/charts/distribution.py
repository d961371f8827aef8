"""A distribution: how likely an outcome is to lie where, with its central ranges and its average."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, value_axis, zero_line


def distribution_chart(*, x_title: str, value_title: str) -> alt.LayerChart:
    """Draw a bar a bin, shaded central ranges behind them, the average dashed and a line at zero.

    Reads ``bins`` (``low``, ``high``, ``odds``, %), ``ranges`` (``range``, ``low``, ``high``) and
    ``average`` (``at``).
    """
    color = idea_color()

    def outcome(column: str) -> alt.X | alt.Y:
        return value_axis(column, x_title, number_format="+.0f", channel=alt.X)

    shades = as_idea(alt.Chart(alt.NamedData("ranges")).mark_rect(opacity=0.13), "scenario").encode(
        outcome("low"),
        alt.X2("high"),
        color,
        tooltip=[
            alt.Tooltip("range", type="nominal", title="Range"),
            alt.Tooltip("low", type="quantitative", format="+.1f", title="from"),
            alt.Tooltip("high", type="quantitative", format="+.1f", title="to"),
        ],
    )
    bars = as_idea(
        alt.Chart(alt.NamedData("bins")).mark_bar(binSpacing=1, opacity=0.6), "scenario"
    ).encode(
        outcome("low").bin("binned"),
        alt.X2("high"),
        value_axis("odds", value_title, number_format=".0f"),
        color,
        tooltip=[
            alt.Tooltip("low", type="quantitative", format="+.1f", title="From"),
            alt.Tooltip("high", type="quantitative", format="+.1f", title="to"),
            alt.Tooltip("odds", type="quantitative", format=".1f", title=value_title),
        ],
    )
    average = as_idea(
        alt.Chart(alt.NamedData("average")).mark_rule(strokeDash=[5, 4], strokeWidth=2), "history"
    ).encode(
        outcome("at"),
        color,
        tooltip=[alt.Tooltip("at", type="quantitative", format="+.1f", title="Average")],
    )
    layers = [shades, bars, zero_line(color, channel="x"), average]
    return alt.LayerChart(layer=layers).properties(height=200)
