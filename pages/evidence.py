"""Evidence: what the tool can and cannot tell, and the record, tests and coefficients behind it."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.outcome.run import evaluate
from pages.parts.levers import current_request
from pages.parts.world import world_of
from pages.views import record_view as view
from pages.views.combined_view import models_agree
from pages.views.evidence import coefficients

request = current_request()
outcome = evaluate(request, world_of(request))

st.title("What this tool can and cannot tell you", anchor=False)
view.in_words(request.spec.growth_estimator)
view.by_era()
models_agree(outcome)
view.cumulative_error()
view.single_recessions()
view.in_full()
st.header("Coefficients and diagnostics", anchor=False)
coefficients(outcome)
