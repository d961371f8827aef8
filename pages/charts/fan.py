"""The cumulative relative return: where it came from, where the scenario leaves it."""

import altair as alt

from pages.charts.pieces import as_idea, idea_color, month_axis, value_axis, zero_line

BAND_OPACITY = {"90": 0.14, "80": 0.18, "50": 0.26}


def _tooltip() -> list[alt.Tooltip]:
    """Everything of a month, the same wherever the pointer is on it."""
    named = {
        "mean": "Scenario, pp",
        "baseline": "Baseline, pp",
        "q25": "50 % band from",
        "q75": "50 % band to",
        "q10": "80 % band from",
        "q90": "80 % band to",
        "q05": "90 % band from",
        "q95": "90 % band to",
    }
    return [
        alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
        *(
            alt.Tooltip(column, type="quantitative", format="+.1f", title=title)
            for column, title in named.items()
        ),
    ]


def fan_chart(*, value_title: str) -> alt.LayerChart:
    """Draw a path with its 50, 80 and 90 % bands, the baseline, and the past in ink.

    Reads ``paths`` (``month``, ``baseline``, ``mean``, ``q05`` ... ``q95``) and ``past``
    (``month``, ``value``).
    """
    color = idea_color("scenario", "baseline", "history")
    ahead = alt.Chart(alt.NamedData("paths")).encode(tooltip=_tooltip())
    bands = [
        as_idea(ahead.mark_area(opacity=opacity, interpolate="monotone"), "scenario").encode(
            month_axis(),
            value_axis(low, value_title, number_format="+.0f"),
            alt.Y2(high),
            color,
        )
        for opacity, low, high in (
            (BAND_OPACITY["90"], "q05", "q95"),
            (BAND_OPACITY["80"], "q10", "q90"),
            (BAND_OPACITY["50"], "q25", "q75"),
        )
    ]
    baseline = as_idea(ahead.mark_line(strokeDash=[5, 4]), "baseline").encode(
        month_axis(), value_axis("baseline", value_title, number_format="+.0f"), color
    )
    scenario = as_idea(ahead.mark_line(strokeWidth=2.5), "scenario").encode(
        month_axis(),
        value_axis("mean", value_title, number_format="+.0f"),
        color,
    )
    past = as_idea(alt.Chart(alt.NamedData("past")).mark_line(strokeWidth=2), "history").encode(
        month_axis(),
        value_axis("value", value_title, number_format="+.0f"),
        color,
        tooltip=[
            alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
            alt.Tooltip("value", type="quantitative", format="+.1f", title="Published, pp"),
        ],
    )
    return alt.layer(*bands, zero_line(color), baseline, past, scenario).properties(height=340)
