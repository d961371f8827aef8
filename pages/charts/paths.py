"""One variable through time: the past in ink, the baseline in grey, the scenario in its colour."""

import altair as alt

from pages.charts.pieces import as_idea, end_labels, idea_color, month_axis, value_axis, zero_line


def path_chart(
    *,
    value_title: str,
    number_format: str,
    banded: bool,
    zero: bool,
    height: int = 220,
    members: tuple[tuple[str, str], ...] = (),
) -> alt.LayerChart:
    """Draw past, baseline and scenario; with ``banded`` the scenario has its band.

    Reads ``past`` (``month``, ``value``) and ``paths`` (``month``, ``baseline``, ``scenario``, and,
    if banded, ``low`` and ``high``). ``members`` are columns of ``paths`` with their words: the models
    that the scenario is the average of, drawn as marks.
    """
    color = idea_color()
    ahead = alt.Chart(alt.NamedData("paths"))
    layers = []
    if banded:
        layers.append(
            as_idea(ahead.mark_area(opacity=0.22), "scenario").encode(
                month_axis(),
                value_axis("low", value_title, number_format=number_format, zero=zero),
                alt.Y2("high"),
                color,
            )
        )
    if zero:
        layers.append(zero_line(color))
    for data, column, idea, style in (
        (alt.Chart(alt.NamedData("past")), "value", "history", {"strokeWidth": 2}),
        (ahead, "baseline", "baseline", {"strokeDash": [5, 4]}),
        (ahead, "scenario", "scenario", {"strokeWidth": 2.5}),
    ):
        layers.append(
            as_idea(data.mark_line(**style), idea).encode(
                month_axis(),
                value_axis(column, value_title, number_format=number_format, zero=zero),
                color,
                tooltip=[
                    alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
                    alt.Tooltip(
                        column,
                        type="quantitative",
                        format=number_format,
                        title=f"{idea.capitalize()}, {value_title}",
                    ),
                ],
            )
        )
    for shape, (column, words) in zip(("triangle-up", "triangle-down"), members, strict=False):
        layers.append(
            as_idea(ahead.mark_point(shape=shape, size=28, opacity=0.9), "scenario").encode(
                month_axis(),
                value_axis(column, value_title, number_format=number_format, zero=zero),
                color,
                tooltip=[
                    alt.Tooltip("month", type="temporal", format="%b %Y", title="Month"),
                    alt.Tooltip(column, type="quantitative", format=number_format, title=words),
                ],
            )
        )
    layers += end_labels(
        ahead,
        lambda column: value_axis(column, value_title, number_format=number_format, zero=zero),
        scenario="scenario",
        baseline="baseline",
    )
    return alt.layer(*layers).properties(height=height)
