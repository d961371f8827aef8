"""A small app of its own that draws what charts share: the street, not the house."""

import pandas as pd
import streamlit as st

from pages.charts.pieces import IDEAS, RECESSIONS
from pages.parts.draw import draw
from tests.browser.gallery_pictures import ideas, months

MONTHS = pd.date_range("2020-01-01", periods=6, freq="MS")
SHADES = pd.DataFrame({"peak": MONTHS[1:2], "trough": MONTHS[3:4]})

last = st.slider("Last value", 0, 10, 5, key="last")
line = pd.DataFrame({"month": MONTHS, "value": [0.0, 1.0, -1.0, float("nan"), 2.0, last]})
words = {"source": "Source: invented numbers."}

draw(months, {"line": line, RECESSIONS: SHADES}, key="a", title=f"Ends at {last}", alt="a", **words)
draw(months, {"line": line, RECESSIONS: SHADES[:0]}, key="b", title="No shade", alt="b", **words)
draw(
    ideas,
    {"bars": pd.DataFrame({"idea": IDEAS[1:], "size": range(1, len(IDEAS))})},
    key="c",
    title="Without the first idea",
    alt="c",
    **words,
)
