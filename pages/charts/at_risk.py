"""The lower tail of a growth rate, quarter by quarter."""

import altair as alt

from pages.charts.pieces import as_idea, end_labels, idea_color, month_axis, value_axis, zero_line


def at_risk_chart(*, value_title: str) -> alt.LayerChart:
    """Draw quantiles under the scenario, and the baseline's 5% and 50% dashed.

    Reads ``quantiles``: ``month``, ``q05``, ``q10``, ``q25``, ``q50``, ``q75`` of the scenario,
    ``base05`` and ``base50``.
    """
    color = idea_color()
    data = alt.Chart(alt.NamedData("quantiles"))
    named = {
        "q75": "75% below",
        "q50": "50% below",
        "q25": "25% below",
        "q10": "10% below",
        "q05": "5% below",
        "base05": "Baseline, 5% below",
        "base50": "Baseline, 50% below",
    }
    tooltip = [
        alt.Tooltip("month", type="temporal", format="%b %Y", title="Quarter from"),
        *(
            alt.Tooltip(column, type="quantitative", format="+.1f", title=title)
            for column, title in named.items()
        ),
    ]

    def values(column: str) -> alt.Y:
        return value_axis(column, value_title, number_format="+.0f")

    bands = [
        as_idea(data.mark_area(opacity=opacity), "scenario").encode(
            month_axis(), values(low), alt.Y2("q75"), color, tooltip=tooltip
        )
        for opacity, low in ((0.12, "q05"), (0.14, "q10"), (0.18, "q25"))
    ]
    lines = [
        as_idea(data.mark_line(strokeWidth=width, strokeDash=dash), idea).encode(
            month_axis(), values(column), color, tooltip=tooltip
        )
        for column, idea, width, dash in (
            ("base50", "baseline", 1.5, [5, 4]),
            ("base05", "baseline", 1.5, [2, 3]),
            ("q50", "scenario", 2.5, [1, 0]),
            ("q05", "scenario", 1.5, [1, 0]),
        )
    ]
    named = [
        *end_labels(data, values, q50="median", base50="baseline median"),
        *end_labels(data, values, q05="1 in 20", base05="baseline 1 in 20"),
    ]
    return alt.layer(*bands, zero_line(color), *lines, *named).properties(height=240)
