"""Odds by every specification at each horizon, and by the average of the models."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, rows_axis, value_axis


def odds_spread(*, value_title: str) -> alt.LayerChart:
    """Draw one faint mark a specification and one tick a horizon for the average, around even odds.

    Reads ``each`` (``horizon``, ``specification``, ``odds``, %) and ``average`` (``horizon``, ``odds``).
    """
    color = idea_color()
    even = alt.Chart(alt.sequence(1)).mark_rule()  # a dataset of one row, made in the browser

    def odds_axis() -> alt.X | alt.Y:
        axis = value_axis("odds", value_title, number_format=".0f", channel=alt.X)
        return axis.scale(domain=[0, 100])

    y = rows_axis("horizon")
    each = as_idea(
        alt.Chart(alt.NamedData("each")).mark_point(size=60, filled=True, opacity=0.45), "scenario"
    ).encode(
        odds_axis(),
        y,
        color,
        tooltip=[
            alt.Tooltip("specification", type="nominal", title="Specification"),
            alt.Tooltip("horizon", type="nominal", title="Horizon"),
            alt.Tooltip("odds", type="quantitative", format=".0f", title=value_title),
        ],
    )
    average = as_idea(
        alt.Chart(alt.NamedData("average")).mark_tick(thickness=3, size=26), "history"
    ).encode(
        odds_axis(),
        y,
        color,
        tooltip=[
            alt.Tooltip("horizon", type="nominal", title="Horizon"),
            alt.Tooltip("odds", type="quantitative", format=".0f", title=value_title),
        ],
    )
    layers = [as_idea(even, "baseline").encode(color, x=alt.datum(50)), each, average]
    return alt.LayerChart(layer=layers).properties(height=190)
