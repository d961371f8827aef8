"""Which sectors led: twelve months as bars, three months as marks on them."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, value_axis, zero_line


def rotation_bars(*, value_title: str) -> alt.LayerChart:
    """Draw one row a sector or pair around a zero line.

    Reads ``rows``: ``label``, ``to``, ``pp_1m``, ``pp_3m``, ``pp_12m`` and ``is_pair``, in the order
    to show; pairs are fainter.
    """
    color = idea_color()
    data = alt.Chart(alt.NamedData("rows"))
    y = (
        alt.Y("label", type="nominal", sort=None)
        .title(None)
        .axis(labelLimit=190, labelOverlap=False)
    )
    tooltip = [
        alt.Tooltip("label", type="nominal", title="What"),
        alt.Tooltip("pp_12m", type="quantitative", format="+.1f", title="12 months, pp"),
        alt.Tooltip("pp_3m", type="quantitative", format="+.1f", title="3 months, pp"),
        alt.Tooltip("pp_1m", type="quantitative", format="+.1f", title="1 month, pp"),
        alt.Tooltip("to", type="nominal", title="To"),
    ]
    bars = as_idea(data.mark_bar(size=13), "baseline").encode(
        value_axis("pp_12m", value_title, number_format="+.0f", channel=alt.X),
        y,
        color,
        opacity=alt.condition("datum.is_pair", alt.value(0.45), alt.value(0.85)),
        tooltip=tooltip,
    )
    marks = as_idea(data.mark_tick(thickness=3, size=15), "history").encode(
        value_axis("pp_3m", value_title, number_format="+.0f", channel=alt.X),
        y,
        color,
        tooltip=tooltip,
    )
    return alt.layer(bars, zero_line(color, channel="x"), marks).properties(height=400)
