"""Scenario: what a mix of policy, fiscal and labour-market moves has meant for small caps."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.outcome.run import evaluate
from models.outcome.words import headline
from pages.parts.comparison import pin_button
from pages.parts.draw import plain, unbroken
from pages.parts.levers import current_request
from pages.parts.world import world_of
from pages.views import scenario_view as view
from pages.views.combined_view import models_agree
from pages.views.evidence import evidence
from pages.views.macro_view import macro_paths
from pages.views.report_button import report_button
from pages.views.scenario_downloads import copy_link, download_row

request = current_request()
world = world_of(request)
outcome = evaluate(request, world)

st.title(plain(request.scenario.name), anchor=False)
view.start_line(outcome)
st.markdown(plain(unbroken(headline(outcome))))
view.headline_numbers(outcome)
view.beyond_history(outcome)
view.relative_return(outcome, world)
models_agree(outcome)
view.growth(outcome, world)
view.contributions(outcome)
macro_paths(outcome, world)
evidence(outcome)
view.table(outcome)
download_row(outcome)
report_button(lambda: outcome, world)
copy_link(request)
pin_button(request)
view.notes(outcome)
