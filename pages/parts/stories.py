"""Stories to start from: links that open a preset on the Scenario page."""

import streamlit as st

from models.outcome.run import preset_request
from models.scenario.link import PRESET
from models.scenario.presets import presets
from pages.parts.draw import plain

SCENARIO_PAGE = "pages/scenario.py"
# What the links of the first screen say, and the preset that each opens.
STORIES = {
    "Delayed Fed": "delayed-fed",
    "Jobs slowdown": "labour-slowdown-january-2026",
    "Fiscal boost": "fiscal-boost",
    "2008 replay": "replay-2008",
}
OWN = "Build your own"
FURTHEST_MONTHS = (
    12  # further ahead the record is no better than the long-run average, and withheld
)


def story(label: str, preset_id: str) -> None:
    """Draw a link to the Scenario page with a preset, whose note the pointer shows."""
    preset = presets()[preset_id]
    start = preset.stated.as_of
    where = f"in {start:%b %Y}" if start else "from the newest data"
    asked = {PRESET: preset_id}
    if preset_request(preset).horizon_months > FURTHEST_MONTHS:
        asked["horizon_months"] = str(FURTHEST_MONTHS)
    st.page_link(
        SCENARIO_PAGE,
        label=label,
        icon=":material/arrow_forward:",
        help=plain(f"{preset.note} Starts {where}."),
        query_params=asked,
    )


def stories() -> None:
    """Draw the stories in a row, and the way to a scenario of one's own."""
    with st.container(horizontal=True, gap="small"):
        for label, preset_id in STORIES.items():
            with st.container(border=True, width="content", gap=None):
                story(label, preset_id)
        with st.container(border=True, width="content", gap=None):
            st.page_link(SCENARIO_PAGE, label=OWN, icon=":material/tune:")
