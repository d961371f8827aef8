"""Two levers at once: a map of cells, the line of zero, and where the scenario stands."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, value_axis

CELL = "cell"  # the name of the selection that a click makes


def heat_map(
    *,
    x_title: str,
    y_title: str,
    x_format: str,
    y_format: str,
    value_title: str,
    middle: float,
    reach: float,
    number_format: str,
) -> alt.LayerChart:
    """Draw each cell in the colour of its value, `reach` to either side of `middle` at most.

    Reads ``cells`` (``x`` and ``y``, where a lever stands, ``x0``, ``x1``, ``y0``, ``y1``, the cell's
    edges, ``value``, empty where it is withheld, and ``words``), ``zero`` (``x``, ``y``, ``x2``,
    ``y2``: the line of zero in pieces) and ``now`` (``x``, ``y``).
    """
    ink = idea_color()
    tips = [
        alt.Tooltip("x", type="quantitative", format=x_format, title=x_title),
        alt.Tooltip("y", type="quantitative", format=y_format, title=y_title),
        alt.Tooltip("words", type="nominal", title=value_title),
    ]

    def at(x: str, y: str) -> list[alt.X | alt.Y]:
        return [
            value_axis(x, x_title, number_format=x_format, zero=False, channel=alt.X),
            value_axis(y, y_title, number_format=y_format, zero=False),
        ]

    data = alt.Chart(alt.NamedData("cells"))
    withheld = data.mark_rect(opacity=0.25, aria=False).transform_filter("!isValid(datum.value)")
    under = as_idea(withheld, "baseline").encode(
        *at("x0", "y0"), alt.X2("x1"), alt.Y2("y1"), ink, tooltip=tips
    )
    scale = alt.Scale(
        domain=[middle - reach, middle, middle + reach], range="diverging", interpolate="rgb"
    )
    legend = alt.Legend(
        title=value_title,
        orient="top",
        gradientLength=220,
        gradientThickness=10,
        titleLimit=320,
        tickCount=5,
        labelExpr="datum.value === 0 ? '0' : "
        f"replace(format(datum.value, '{number_format}'), '-', '\u2212')",
    )
    cells = (
        data.mark_rect(cursor="pointer")
        .encode(
            *at("x0", "y0"),
            alt.X2("x1"),
            alt.Y2("y1"),
            alt.Color("value", type="quantitative", scale=scale, legend=legend),
            tooltip=tips,
        )
        .add_params(alt.selection_point(name=CELL, fields=["x", "y"], on="click", clear=False))
    )
    line = alt.Chart(alt.NamedData("zero")).mark_rule(strokeWidth=2, tooltip=None)
    zero = as_idea(line, "history").encode(*at("x", "y"), alt.X2("x2"), alt.Y2("y2"), ink)
    place = alt.Chart(alt.NamedData("now")).mark_point(size=110, strokeWidth=2.5, tooltip=None)
    now = as_idea(place, "history").encode(*at("x", "y"), ink)
    layers = alt.LayerChart(layer=[under, cells, zero, now])
    return layers.resolve_scale(color="independent").properties(height=380)
