"""Overview: what the tool is for, stories to start from, where small caps stand, and the note checked."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.live import provider
from models.outcome.world import shipped_world
from models.overview.overview import overview_of, shipped_risk
from pages.parts.frame import TITLE
from pages.parts.stories import stories
from pages.parts.world import panel_in_use
from pages.views import overview_view as view
from pages.views.cards_view import cards
from pages.views.claims_view import claims

overview = overview_of(panel_in_use())

st.title(TITLE, anchor=False)
st.markdown(view.PURPOSE)
stories()
cards(overview, shipped_risk(), shipped_world())
view.age_line(overview, provider.utc_now().date())
view.contents()
view.relative(overview)
view.years_and_streaks(overview)
claims(overview.panel)
view.drivers(overview)
view.rotation(overview)
view.news(overview)
view.fresh(overview)
