"""Overview: where small caps stand now, what drives them, and the January 2026 note checked."""

from pages.parts.frame import require_frame

require_frame()

import datetime as dt  # noqa: E402

import streamlit as st  # noqa: E402

from models.overview.overview import shipped_overview  # noqa: E402
from pages.parts import overview_view as view  # noqa: E402
from pages.parts.claims_view import claims  # noqa: E402
from pages.parts.draw import plain  # noqa: E402

overview = shipped_overview()

st.title("Where small caps stand", anchor=False)
st.markdown(plain(view.headline(overview)))
view.age_line(overview, dt.datetime.now(dt.UTC).date())
view.relative(overview)
view.years_and_streaks(overview)
claims()
view.drivers()
view.rotation(overview)
view.news(overview)
view.fresh(overview)
