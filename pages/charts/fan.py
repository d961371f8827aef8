"""The cumulative relative return: where it came from, where the scenario leaves it."""

import altair as alt

from models.common.bands import LEVELS_PCT, ends
from pages.charts.pieces import as_idea, end_labels, idea_color, month_axis, value_axis, zero_line

# From the widest band to the narrowest.
BAND_OPACITY = dict(zip(reversed(LEVELS_PCT), (0.14, 0.18, 0.26), strict=True))
FAN_COLUMNS = ("baseline", "mean", *(end for level in LEVELS_PCT for end in ends(level)))
FOLLOWED = "thumb"  # a signal of the chart and the event that brings its value


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


def _following() -> alt.Chart:
    """Read ``paths``, or in its place the columns that the signal holds while a thumb is moved."""
    rows = alt.Chart(alt.NamedData("paths")).transform_window(
        row="row_number()", sort=[alt.SortField("month")]
    )
    given = ", ".join(f"datum.{column}" for column in FAN_COLUMNS)
    return rows.transform_calculate(given=f"[{given}]").transform_calculate(
        **{
            column: f"{FOLLOWED} ? {FOLLOWED}[{number}][datum.row - 1] : datum.given[{number}]"
            for number, column in enumerate(FAN_COLUMNS)
        }
    )


def fan_chart(*, value_title: str, height: int = 340, follows: str = "") -> alt.LayerChart:
    """Draw a path with its bands, the baseline, and the past in ink.

    Reads ``paths`` (``month``, ``baseline``, ``mean`` and the ends of each band) and ``past``
    (``month``, ``value``). With `follows`, the CSS selector of an element, its property ``value`` takes
    the place of ``paths`` at each event: `FAN_COLUMNS`, an array each, or null for ``paths`` again.
    """
    color = idea_color()
    paths = _following() if follows else alt.Chart(alt.NamedData("paths"))
    ahead = paths.encode(tooltip=_tooltip())
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
        paths,
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
    chart = alt.layer(*bands, *lines, *ends_named).properties(height=height)
    if not follows:
        return chart
    return chart.add_params(
        alt.param(name=FOLLOWED, bind=alt.BindDirect(element=follows, event=FOLLOWED))
    )
