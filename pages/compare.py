"""Compare: up to four scenarios from one start, and which of them is the bigger risk."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models.comparison.comparison_link import asked_of
from models.scenario.request import Request
from models.scenario.scenario import Scenario
from pages.parts.comparison import comparison_notes, take_comparison, write_comparison
from pages.parts.levers import current_request
from pages.parts.world import world_of
from pages.views import compare_controls as controls
from pages.views import compare_view as view
from pages.views.compare_chart import overlay
from pages.views.equal_odds_view import at_equal_odds
from pages.views.event_view import odds_and_history
from pages.views.mix_view import weighted_mix

comparison = take_comparison()
spec = current_request().spec
world = world_of(Request(scenario=Scenario(as_of=comparison.as_of), spec=spec))
write_comparison(comparison)

st.title("Which is the bigger risk?", anchor=False)
finding = st.container()
st.header("Scenarios side by side", anchor=False)
variable, one_in = controls.shared_by_all(comparison)
notes, chart = st.container(), st.container()

if one_in is not None:
    with notes:
        controls.show_notes(*comparison_notes())
    at_equal_odds(world, one_in, variable, finding)
else:
    asked = asked_of(comparison, world.setting, spec)
    controls.scenario_cards(comparison, asked, world.setting)
    found, without_answer = view.compare_once(asked.requests, world)
    with notes:
        controls.show_notes(*comparison_notes(), *asked.notes, *without_answer)
    if found is not None:
        shown = view.Shown(found, variable, comparison.horizon_months)
        with finding:
            view.findings(shown)
        with chart:
            overlay(shown)
        view.table(shown)
        view.drivers(shown)
        weighted_mix(shown)
        odds_and_history(shown)
