"""Several scenarios through time, each line with its name at its end."""

import altair as alt

from pages.charts.pieces import Idea, as_idea, idea_color, month_axis, value_axis, zero_line

LETTERS = "ABCD"
# The reference first: in ink, the others in colours and dashes that no eye confuses.
LINE_IDEAS: tuple[Idea, ...] = ("history", "scenario", "large caps", "small caps")
SINCE_IDEA: Idea = "baseline"  # grey, with a point a period: no scenario's line
_DASHES = ([1, 0], [1, 0], [7, 3], [2, 2])
_NARROW_PIXELS = 460  # where names at the ends give way to letters


def overlay_chart(*, value_title: str) -> alt.LayerChart:
    """Draw one line a scenario, what has come since, and a name where each line ends.

    Reads ``paths`` (``month``, ``scenario``, ``letter``, ``idea``, ``value``), ``since`` (``month``,
    ``value``, no rows where nothing is published), ``ends`` (``month``, ``at``, where the name stands,
    ``letter``, ``words``, ``idea``) and ``room`` (``month``: how far the axis goes on for the names).
    """
    color = idea_color()
    dash = alt.StrokeDash(  # by letter: a legend that colour and dash share would be one of both
        "letter",
        type="nominal",
        scale=alt.Scale(domain=list(LETTERS), range=[list(dash) for dash in _DASHES]),
        legend=None,
    )
    lines = (
        alt.Chart(alt.NamedData("paths"))
        .mark_line(strokeWidth=2.25)
        .encode(
            month_axis(),
            value_axis("value", value_title),
            color,
            dash,
            tooltip=[
                alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
                alt.Tooltip("scenario", type="nominal", title="Scenario"),
                alt.Tooltip("value", type="quantitative", format="+.2f", title=value_title),
            ],
        )
    )
    since = as_idea(
        alt.Chart(alt.NamedData("since")).mark_line(
            strokeWidth=2.25, point=alt.OverlayMarkDef(size=36)
        ),
        SINCE_IDEA,
    ).encode(
        month_axis(),
        value_axis("value", value_title),
        color,
        tooltip=[
            alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
            alt.Tooltip("value", type="quantitative", format="+.2f", title="Actual"),
        ],
    )
    names = (
        alt.Chart(alt.NamedData("ends"))
        .mark_text(
            align="left",
            baseline="middle",
            dx=6,
            fontSize=12,
            fontWeight=600,
            text=alt.ExprRef(f"width < {_NARROW_PIXELS} ? datum.letter : datum.words"),
        )
        .encode(month_axis(), value_axis("at", value_title), color)
    )
    nothing = alt.Chart(alt.NamedData("room")).mark_point(opacity=0, aria=False)
    room = as_idea(nothing, "baseline").encode(month_axis(), color, y=alt.datum(0))
    return alt.LayerChart(layer=[zero_line(color), room, lines, since, names]).properties(
        height=340
    )
