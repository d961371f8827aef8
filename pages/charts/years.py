"""The calendar-year scoreboard."""

import altair as alt

from pages.charts.pieces import idea_color, value_axis, zero_line


def year_bars(*, value_title: str) -> alt.LayerChart:
    """Draw one bar a year, up in the colour of small caps, down in that of large caps.

    Reads ``years``: ``year`` (text), ``sp500``, ``nasdaq`` and ``idea`` (who led).
    """
    color = idea_color("small caps", "large caps")
    bars = (
        alt.Chart(alt.NamedData("years"))
        .mark_bar()
        .encode(
            alt.X("year", type="ordinal", sort=None)
            .title(None)
            .axis(labelAngle=0, labelOverlap=True, grid=False, labelSeparation=6),
            value_axis("sp500", value_title, number_format="+.0f"),
            color,
            tooltip=[
                alt.Tooltip("year", type="nominal", title="Year"),
                alt.Tooltip(
                    "sp500", type="quantitative", format="+.1f", title="Against S&P 500, pp"
                ),
                alt.Tooltip(
                    "nasdaq", type="quantitative", format="+.1f", title="Against Nasdaq-100, pp"
                ),
            ],
        )
    )
    return alt.layer(bars, zero_line(color)).properties(height=380)
