"""Which lever makes scenarios differ: their bars beside each other, lever by lever."""

import altair as alt

from pages.charts.overlay import LETTERS, LINE_IDEAS
from pages.charts.pieces import idea_color, rows_axis, value_axis, zero_line


def driver_bars(*, value_title: str, scenarios: int, rows: int) -> alt.LayerChart:
    """Draw one bar a lever and scenario, and the total, around a zero line; a letter each above.

    Reads ``contributions``: ``lever``, ``scenario``, ``idea`` and ``contribution``, in the order to show.
    """
    ideas = LINE_IDEAS[:scenarios]
    color = idea_color(*ideas, words=dict(zip(ideas, LETTERS, strict=False)))
    bars = (
        alt.Chart(alt.NamedData("contributions"))
        .mark_bar()
        .encode(
            value_axis("contribution", value_title, channel=alt.X),
            rows_axis("lever"),
            alt.YOffset("idea", type="nominal", sort=list(LINE_IDEAS)),
            color,
            tooltip=[
                alt.Tooltip("lever", type="nominal", title="Lever"),
                alt.Tooltip("scenario", type="nominal", title="Scenario"),
                alt.Tooltip("contribution", type="quantitative", format="+.2f", title=value_title),
            ],
        )
    )
    layers = [bars, zero_line(color, channel="x")]
    height = 100 + rows * (6 + 8 * scenarios)  # eight pixels a bar, a hundred for axis and legend
    return alt.LayerChart(layer=layers).properties(height=height)
