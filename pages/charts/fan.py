"""The cumulative relative return: where it came from, where the scenario leaves it."""

import altair as alt

from models.common.bands import LEVELS_PCT, ends
from pages.charts.pieces import as_idea, end_labels, idea_color, month_axis, value_axis, zero_line

# From the widest band to the narrowest.
BAND_OPACITY = dict(zip(reversed(LEVELS_PCT), (0.14, 0.18, 0.26), strict=True))


def _tooltip() -> list[alt.Tooltip]:
    """Everything of a month, the same wherever the pointer is on it."""
    named = {
        "mean": "Scenario, pp",
        "baseline": "Baseline, pp",
        **{
            quantile: f"{level}% band {end}"
            for level in LEVELS_PCT
            for quantile, end in zip(ends(level), ("from", "to"), strict=True)
        },
    }
    return [
        alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
        *(
            alt.Tooltip(column, type="quantitative", format="+.1f", title=title)
            for column, title in named.items()
        ),
    ]


def fan_chart(*, value_title: str, height: int = 340) -> alt.LayerChart:
    """Draw a path with its bands, the baseline, and the past in ink.

    Reads ``paths`` (``month``, ``baseline``, ``mean`` and the ends of each band) and ``past``
    (``month``, ``value``).
    """
    color = idea_color()
    ahead = alt.Chart(alt.NamedData("paths")).encode(tooltip=_tooltip())
    bands = [
        as_idea(ahead.mark_area(opacity=opacity, interpolate="monotone"), "scenario").encode(
            month_axis(),
            value_axis(ends(level)[0], value_title, number_format="+.0f"),
            alt.Y2(ends(level)[1]),
            color,
        )
        for level, opacity in BAND_OPACITY.items()
    ]
    baseline = as_idea(ahead.mark_line(strokeDash=[5, 4]), "baseline").encode(
        month_axis(), value_axis("baseline", value_title, number_format="+.0f"), color
    )
    scenario = as_idea(ahead.mark_line(strokeWidth=2.5), "scenario").encode(
        month_axis(),
        value_axis("mean", value_title, number_format="+.0f"),
        color,
    )
    ends_named = end_labels(
        alt.Chart(alt.NamedData("paths")),
        lambda column: value_axis(column, value_title, number_format="+.0f"),
        mean="scenario",
        baseline="baseline",
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
    lines = (zero_line(color), baseline, past, scenario)
    return alt.layer(*bands, *lines, *ends_named).properties(height=height)
