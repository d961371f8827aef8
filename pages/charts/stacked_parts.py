"""A change as two parts stacked around zero, with their sum as a mark."""

from typing import Literal

import altair as alt

from pages.charts.pieces import Idea, idea_color, value_axis, zero_line

_GREY: Idea = "baseline"
_INK: Idea = "history"


def stacked_parts(
    *,
    value_title: str,
    first: str,
    second: str,
    total: str,
    idea: Literal["small caps", "large caps"],
    number_format: str = "+.0f",
    horizontal: bool = False,
    height: int = 300,
) -> alt.LayerChart:
    """Draw one stacked bar a row: `first` in the idea's colour, `second` in grey, `total` in ink.

    Reads ``parts`` (``label``, ``idea``, ``part``, ``value``, two rows a bar) and ``totals``
    (``label``, ``idea``, ``value``), in the order to show. The column ``idea`` holds the argument
    `idea` for the first part, "baseline" for the second and "history" for the totals.
    """
    names = {idea: first, _GREY: second, _INK: total}
    color = idea_color(idea, _GREY, _INK, words=names)
    along = alt.Y if horizontal else alt.X
    axis = alt.Axis(
        labelAngle=0, labelOverlap=not horizontal, grid=False, labelSeparation=6, labelLimit=220
    )
    place = along("label", type="nominal", sort=None, axis=axis).title(None)
    values = value_axis(
        "value", value_title, number_format=number_format, channel=alt.X if horizontal else alt.Y
    )
    rows = alt.Chart(alt.NamedData("parts"))
    bars = rows.mark_bar(opacity=0.8).encode(
        place,
        values,
        color,
        tooltip=[
            alt.Tooltip("label", type="nominal", title="When"),
            alt.Tooltip("part", type="nominal", title="Part"),
            alt.Tooltip("value", type="quantitative", format="+.1f", title=value_title),
        ],
    )
    marks = (
        alt.Chart(alt.NamedData("totals"))
        .mark_point(filled=True, size=42, shape="diamond", opacity=1)
        .encode(
            place,
            values,
            color,
            tooltip=[
                alt.Tooltip("label", type="nominal", title="When"),
                alt.Tooltip("value", type="quantitative", format="+.1f", title=total.capitalize()),
            ],
        )
    )
    zero = zero_line(color, channel="x" if horizontal else "y")
    return alt.layer(bars, zero, marks).properties(height=height)
