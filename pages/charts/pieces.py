"""What charts share: one colour an idea, the axes, a zero line, recession shading."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import altair as alt

Idea = Literal["small caps", "large caps", "scenario", "baseline", "history"]
IDEAS: tuple[Idea, ...] = get_args(Idea)  # in the order of the theme's chartCategoricalColors

RECESSIONS = "recessions"  # dataset: `peak` and `trough`, one row a recession


def idea_color(*in_legend: Idea, words: Mapping[Idea, str] | None = None) -> alt.Color:
    """Colour by the column ``idea``; the theme knows which colour that is, light or dark.

    Give every layer of a chart the same object: layers share one scale and one legend, and a
    layer that differs (``legend=None``, say) takes the legend away from all. `words` name an idea in
    the legend where the chart shows something special of it.
    """
    legend = None
    if in_legend:
        named = "".join(f"datum.label === '{i}' ? '{w}' : " for i, w in (words or {}).items())
        legend = alt.Legend(
            title=None,
            labelExpr=f"{named}datum.label",
            values=list(in_legend),
            orient="top",
            symbolType="square",
            symbolOpacity=1,  # not that of a band or a shade
            symbolSize=36,
            symbolStrokeWidth=6,  # a line's square is an outline: thick enough, it is filled
            columnPadding=2,
            labelOffset=2,
        )
    return alt.Color("idea", type="nominal", scale=alt.Scale(domain=IDEAS), legend=legend)


def as_idea(layer: alt.Chart, idea: Idea) -> alt.Chart:
    """Give every row of a layer the same idea, for data that have no such column."""
    return layer.transform_calculate(idea=f"'{idea}'")


_LEAST_DAYS = {"%b %Y": 28, "%Y": 365}  # between two labels of a time axis, by their format


def month_axis() -> alt.X:
    """Calendar time from the column ``month``, labelled as in "Jan 2026"."""
    return time_axis("month", label_format="%b %Y")


def time_axis(column: str, *, label_format: str = "%Y") -> alt.X:
    """Calendar time from a column of dates, labelled by year unless told otherwise."""
    axis = alt.Axis(
        grid=False,
        format=label_format,
        tickCount=6,
        tickMinStep=_LEAST_DAYS[label_format] * 86_400_000,  # no label twice
        labelOverlap=True,
    )
    return alt.X(column, type="temporal", axis=axis).title(None)


def value_axis(
    column: str,
    title: str,
    *,
    number_format: str = "+.1f",
    zero: bool = True,
    channel: type[alt.X] | type[alt.Y] = alt.Y,
) -> alt.X | alt.Y:
    """Values with their unit in the title, on faint horizontal lines."""
    minus = f"replace(format(datum.value, '{number_format}'), '-', '\u2212')"
    axis = alt.Axis(
        grid=True,
        domain=False,
        tickCount=6,
        tickMinStep=10.0 ** -int(number_format[-2]),  # no label twice
        labelFlush=channel is alt.X,
        labelExpr=f"datum.value === 0 ? '0' : {minus}",
    )
    scale = alt.Scale(zero=zero)
    return channel(column, type="quantitative", axis=axis, scale=scale).title(title)


def rows_axis(column: str) -> alt.Y:
    """One row a category, in the order of the data; every row has its name."""
    axis = alt.Axis(labelOverlap=False, labelLimit=280)
    return alt.Y(column, type="nominal", sort=None, axis=axis).title(None)


def end_labels(data: alt.Chart, value: Callable[[str], alt.Y], **words: str) -> list[alt.Chart]:
    """Name two lines at their ends, the upper one above its end and the lower one below it.

    `words` gives what each column is called, two of them; `value` makes the axis of a column.
    """
    return [
        data.mark_text(
            align="left",
            dx=4,
            dy=alt.ExprRef(f"datum.{column} {over} datum.{other} ? -7 : 7"),
            baseline="middle",
        )
        .transform_filter(f"isValid(datum.{column})")
        .transform_joinaggregate(end="max(month)")
        .transform_filter("time(datum.month) === time(datum.end)")
        .encode(month_axis(), value(column), text=alt.value(words[column]))
        for column, other, over in zip(words, reversed(words), (">=", ">"), strict=True)
    ]


def zero_line(color: alt.Color, channel: Literal["x", "y"] = "y") -> alt.Chart:
    """Draw one line at zero across the value axis, in the grey of the baseline."""
    line = alt.Chart(alt.sequence(1)).mark_rule()  # a dataset of one row, made in the browser
    return as_idea(line, "baseline").encode(color, **{channel: alt.datum(0)})


def recession_shading(color: alt.Color) -> alt.Chart:
    """Shade recessions, peak to trough, behind a chart on which time runs along x."""
    shade = alt.Chart(alt.NamedData(RECESSIONS)).mark_rect(
        opacity=0.14, aria=False
    )  # a background, said nowhere
    return as_idea(shade, "baseline").encode(
        color, alt.X("peak", type="temporal").title(None), alt.X2("trough").title(None)
    )
