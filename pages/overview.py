"""Overview: where small caps stand now, what drives them, and the January 2026 note checked."""

from pages.parts.frame import require_frame

require_frame()

import datetime as dt

import streamlit as st

from models.overview.overview import shipped_overview
from pages.parts.draw import plain
from pages.views import overview_view as view
from pages.views.claims_view import claims

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
