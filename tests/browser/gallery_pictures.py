"""The pictures of the gallery."""

import altair as alt

from pages.charts.pieces import (
    as_idea,
    idea_color,
    month_axis,
    recession_shading,
    value_axis,
    zero_line,
)


def months() -> alt.LayerChart:
    """Draw a line in time over recession shading, with a zero line."""
    color = idea_color("history")
    line = as_idea(alt.Chart(alt.NamedData("line")).mark_line(point=True), "history").encode(
        month_axis(), value_axis("value", "Value (pp)"), color
    )
    return alt.layer(recession_shading(color), zero_line(color), line).properties(height=200)


def ideas() -> alt.Chart:
    """Draw a bar for each idea, coloured as the idea."""
    return (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar()
        .encode(
            alt.X("size", type="quantitative"),
            alt.Y("idea", type="nominal", sort=None),
            idea_color("large caps", "scenario"),
        )
        .properties(height=200)
    )
