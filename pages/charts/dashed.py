"""Two or three lines of one idea through time, told apart by their dashes."""

import altair as alt

from pages.charts.pieces import (
    as_idea,
    idea_color,
    recession_shading,
    time_axis,
    value_axis,
    zero_line,
)

DASHES = ([1, 0], [6, 3], [2, 3])


def dashed_lines(
    *,
    lines: tuple[str, ...],
    value_title: str,
    label_format: str,
    day_format: str,
    height: int,
) -> alt.LayerChart:
    """Draw each named column of `series` over `date`, with recessions and a zero line.

    Reads ``series`` (``date`` and one column a line; a gap is no value) and ``recessions``.
    """
    color = idea_color()
    drawn = (
        alt.Chart(alt.NamedData("series"))
        .mark_line(strokeWidth=1.8)
        .transform_fold(list(lines), as_=["line", "value"])
    )
    drawn = as_idea(drawn, "small caps").encode(
        time_axis("date", label_format=label_format),
        value_axis("value", value_title, number_format="+.0f"),
        color,
        alt.StrokeDash(
            "line",
            type="nominal",
            scale=alt.Scale(domain=list(lines), range=list(DASHES[: len(lines)])),
            legend=alt.Legend(
                title=None,
                orient="top",
                symbolType="stroke",
                symbolSize=600,
                labelLimit=260,
                columns=1,
            ),
        ),
        tooltip=[
            alt.Tooltip("date", type="temporal", format=day_format, title="Date"),
            alt.Tooltip("line", type="nominal", title="Line"),
            alt.Tooltip("value", type="quantitative", format="+.1f", title=value_title),
        ],
    )
    return alt.layer(recession_shading(color), zero_line(color), drawn).properties(height=height)
