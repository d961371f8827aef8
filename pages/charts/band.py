"""One estimate through time with its band."""

import altair as alt

from pages.charts.pieces import (
    as_idea,
    idea_color,
    recession_shading,
    time_axis,
    value_axis,
    zero_line,
)


def band_chart(*, value_title: str, estimate: str, band: str) -> alt.LayerChart:
    """Draw an estimate and its band over time, with recessions and a zero line.

    Reads ``estimates`` (``date``, ``value``, ``low``, ``high``) and ``recessions``.
    """
    color = idea_color()
    data = alt.Chart(alt.NamedData("estimates"))
    shade = as_idea(data.mark_area(opacity=0.22), "small caps").encode(
        time_axis("date"), value_axis("low", value_title), alt.Y2("high"), color
    )
    line = as_idea(data.mark_line(strokeWidth=2), "small caps").encode(
        time_axis("date"),
        value_axis("value", value_title),
        color,
        tooltip=[
            alt.Tooltip("date", type="temporal", format="%b %Y", title="Five years to"),
            alt.Tooltip("value", type="quantitative", format="+.2f", title=estimate),
            alt.Tooltip("low", type="quantitative", format="+.2f", title=f"{band} from"),
            alt.Tooltip("high", type="quantitative", format="+.2f", title="to"),
        ],
    )
    return alt.layer(recession_shading(color), shade, zero_line(color), line).properties(height=240)
