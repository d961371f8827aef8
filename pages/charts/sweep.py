"""One lever along its steps: the outcome at several horizons, the band of one of them."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, value_axis, zero_line

_DASHES = ([1, 0], [8, 3], [4, 3], [1.5, 2.5])


def sweep_chart(
    *, x_title: str, x_format: str, value_title: str, horizons: tuple[str, ...], band: str
) -> alt.LayerChart:
    """Draw one line a horizon over a lever's values, the band of one, today's position and break-evens.

    Reads ``lines`` (``at``, ``horizon``, ``value``), ``band`` (``at``, ``low``, ``high``), ``now``
    (``at``) and ``crossings`` (``at``).
    """
    color = idea_color()
    area = as_idea(
        alt.Chart(alt.NamedData("band")).mark_area(opacity=0.2, interpolate="monotone"), "scenario"
    ).encode(
        _lever("at", x_title, x_format),
        value_axis("low", value_title),
        alt.Y2("high"),
        color,
        tooltip=[
            alt.Tooltip("at", type="quantitative", format=x_format, title=x_title),
            alt.Tooltip("low", type="quantitative", format="+.1f", title=f"{band} from"),
            alt.Tooltip("high", type="quantitative", format="+.1f", title="to"),
        ],
    )
    lines = as_idea(alt.Chart(alt.NamedData("lines")).mark_line(strokeWidth=2), "scenario").encode(
        _lever("at", x_title, x_format),
        value_axis("value", value_title),
        color,
        alt.StrokeDash(
            "horizon",
            type="nominal",
            scale=alt.Scale(
                domain=list(horizons), range=[list(d) for d in _DASHES[: len(horizons)]]
            ),
            legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=500),
        ),
        tooltip=[
            alt.Tooltip("at", type="quantitative", format=x_format, title=x_title),
            alt.Tooltip("horizon", type="nominal", title="Horizon"),
            alt.Tooltip("value", type="quantitative", format="+.1f", title=value_title),
        ],
    )
    now = as_idea(
        alt.Chart(alt.NamedData("now")).mark_rule(strokeDash=[5, 4], tooltip=None), "history"
    ).encode(_lever("at", x_title, x_format), color)
    crossings = as_idea(
        alt.Chart(alt.NamedData("crossings")).mark_point(size=70, filled=True), "history"
    ).encode(
        _lever("at", x_title, x_format),
        color,
        y=alt.datum(0),
        tooltip=[alt.Tooltip("at", type="quantitative", format="+.2f", title="Break-even")],
    )
    return alt.LayerChart(layer=[area, zero_line(color), now, lines, crossings]).properties(
        height=320
    )


def _lever(column: str, title: str, number_format: str) -> alt.X | alt.Y:
    return value_axis(column, title, number_format=number_format, zero=False, channel=alt.X)
